#include "exchange/payload_success.h"

#include <algorithm>

#include "gbcs/packed.h"

namespace gridpost::exchange {
namespace {

// True if no value of this name in the tree differs from 0.
bool all_zero(const Value& value, std::string_view name) {
  if (value.name == name && value.number != 0) return false;
  return gbcs::every_item(value, [&](const Value& v) { return all_zero(v, name); });
}

// The statuses of GBZ stand in default responses and attribute records only, those of ASN.1 where credentials are
// replaced; other values of this name are readings.
bool statuses_good(const Value& value) {
  if (value.name == "DefaultResponse" || value.name == "record" || value.name == "replacements")
    return all_zero(value, "status");
  return gbcs::every_item(value, statuses_good);
}

}  // namespace

bool succeeded(const gbcs::Payload& payload) {
  return !payload.items.empty() && std::all_of(payload.items.begin(), payload.items.end(), [](const gbcs::Item& item) {
    return item.result.value_or(0) == 0 && statuses_good(item.value) && all_zero(item.value, "clockStatus") &&
           all_zero(item.value, "responseCode");
  });
}

}  // namespace gridpost::exchange
