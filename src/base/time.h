// Points in time and calendar forms. Stored and passed as milliseconds UTC; local dates come through one function.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gridpost {

// Milliseconds since 1970-01-01T00:00:00Z.
using TimeMs = std::int64_t;

constexpr TimeMs kSecond = 1000;
constexpr TimeMs kMinute = 60 * kSecond;
constexpr TimeMs kHour = 60 * kMinute;
constexpr TimeMs kDay = 24 * kHour;

// 2000-01-01T00:00:00Z, where ZigBee and DLMS log times start.
constexpr TimeMs kEpoch2000 = 946684800000;
// 3000-12-31T00:00:00Z, the execution date that cancels a future-dated request.
constexpr TimeMs kCancelDate = 32535129600000;

// Calendar parts, UTC unless said otherwise.
struct Civil {
  int year = 1970;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;
};

Civil civil_of(TimeMs time);
TimeMs time_of(const Civil& civil);

// "2025-11-24T16:00:00.120Z", the form of DUIS responses.
std::string iso_ms(TimeMs time);
// "2025-11-24T16:00:00Z"; milliseconds are dropped.
std::string iso(TimeMs time);
// "2025-11-24"
std::string iso_date(TimeMs time);
// An xs:dateTime. Without a zone it is taken as UTC. Fractions beyond milliseconds are dropped; 24:00:00 is allowed.
Result<TimeMs> parse_date_time(std::string_view text);
// "2025-11-24" (UTC midnight).
Result<TimeMs> parse_date(std::string_view text);

// The local calendar of Great Britain (Europe/London) at this time.
Civil london(TimeMs time);
// The time at which this local calendar moment of Great Britain begins. A skipped hour maps to the hour after it.
TimeMs from_london(const Civil& civil);
// The midnight with which the local day of this time began.
TimeMs start_of_local_day(TimeMs time);

}  // namespace gridpost
