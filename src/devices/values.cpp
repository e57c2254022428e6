#include "devices/values.h"

#include "gbcs/date_time.h"

namespace gridpost::devices {

Value structure(std::vector<Value> items) { return list_value({}, Wire::Structure, std::move(items)); }

Value date_time_value(TimeMs time) {
  const auto twelve = gbcs::date_time_of(time);
  return octets_value({}, Bytes(twelve.begin(), twelve.end()));
}

Value general_time_value(std::string_view name, TimeMs time) {
  const std::string text = gbcs::general_time(time);
  Value value = octets_value(name, Bytes(text.begin(), text.end()));
  value.wire = Wire::Time;
  return value;
}

Value partner_value(const Partner& partner) {
  return structure({octets_value({}, partner.id.bytes()), int_value({}, 0, partner.type)});
}

Value partner_list(const std::vector<Partner>& partners) {
  std::vector<Value> items;
  for (const Partner& partner : partners) items.push_back(partner_value(partner));
  return list_value({}, Wire::Array, std::move(items));
}

}  // namespace gridpost::devices
