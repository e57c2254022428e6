// 9.1: the number that a Device shows, so that its customer can tell it to whoever asks. The DCC draws it; the User
// learns it with the answer. (GBCS 11)
#pragma once

#include <string>
#include <string_view>

#include "exchange/event.h"

namespace gridpost::exchange {

inline constexpr std::string_view kCustomerNumberService = "9.1";

// Four digits out of known.chance.
std::string customer_number(const Known& known);
// Keeps them with the request until its Device has answered.
void note_customer_number(RequestRecord& record, const Known& known);
std::string noted_customer_number(const RequestRecord& record);

}  // namespace gridpost::exchange
