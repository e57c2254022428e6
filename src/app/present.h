// An exchange with the gateway, for people or programs.
#pragma once

#include <string>

#include "app/client.h"

namespace gridpost::app {

// Gas values that a meter took longer ago are pointed out: it should report every half hour. (R15-41)
constexpr TimeMs kOldReading = 30 * kMinute;

// RequestID, codes, and the decoded payload of the last answer.
std::string present(const Exchange& exchange, const crypto::KeyStore& keys, bool json,
                    TimeMs old_reading = kOldReading);
// The payload of one response in a few words: "active 12345 Wh", "8 Devices". Empty if there is none.
std::string in_words(const duis::Response& response, const crypto::KeyStore& keys, TimeMs old_reading = kOldReading);

}  // namespace gridpost::app
