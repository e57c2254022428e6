// An exchange with the gateway, for people or programs.
#pragma once

#include <string>

#include "app/client.h"

namespace gridpost::app {

// RequestID, codes, and the decoded payload of the last answer.
std::string present(const Exchange& exchange, const crypto::KeyStore& keys, bool json);
// The payload of one response in a few words: "active 12345 Wh", "8 Devices". Empty if there is none.
std::string in_words(const duis::Response& response, const crypto::KeyStore& keys);

}  // namespace gridpost::app
