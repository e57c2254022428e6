// The three web services that take DUIS requests, on port 8079. (DUIS 2)
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gateway/http.h"

namespace gridpost::gateway {

enum class WebService : std::uint8_t { Transform, SendCommand, NonDevice };

// One XML document comes in. The answer is a signed DUIS Response with status 200, or, where there is no RequestID to
// quote, words with a status of 4xx or 5xx; a full queue is 503.
using DuisHandler = std::function<void(WebService, std::string body, Answer)>;

// POST /api/v1/serviceT, serviceS (1 MiB each) and serviceD (16 MiB, for firmware images), application/xml both ways.
std::vector<Route> duis_routes(DuisHandler handler);

// What a DuisHandler answers with when a Response could be made.
Reply duis_reply(std::string response);

}  // namespace gridpost::gateway
