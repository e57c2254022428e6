// The forms of time on the wire: 12 octets of grouping headers and DLMS objects, ZigBee times, GeneralizedTime of
// ASN.1. (GBCS 2.3, use-case conventions)
#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "gbcs/message.h"

namespace gridpost::gbcs {

// Status octets. (GBCS 2.3)
constexpr std::uint8_t kStatusNotSpecified = 0xFF;
constexpr std::uint8_t kStatusInvalid = 0x01;
constexpr std::uint8_t kStatusUnreliable = 0x02;
constexpr std::uint8_t kStatusFromGsme = 0x04;

// What bits 1 and 0 say of the clock: "reliable", "unreliable" or "invalid". (R15-29)
std::string_view clock_state(std::uint8_t status);

// UTC, hundredths 0, day of week not specified, deviation not specified.
DateTime date_time_of(TimeMs time, std::uint8_t status = kStatusNotSpecified);
// None if the date or time is not a real one (wildcards, "at once", "cancel").
std::optional<TimeMs> time_of_date_time(View twelve);

// Seconds since 2000-01-01T00:00:00Z.
std::uint32_t zigbee_time(TimeMs time);
TimeMs time_of_zigbee(std::uint32_t seconds);

// "20260105080000Z"; milliseconds are left out.
std::string general_time(TimeMs time);
// None if it has another form or is no real time.
std::optional<TimeMs> time_of_general_time(View characters);

}  // namespace gridpost::gbcs
