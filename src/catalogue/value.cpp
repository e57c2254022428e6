#include "catalogue/value.h"

namespace gridpost {

const Value* Value::find(std::string_view wanted) const {
  if (name == wanted) return this;
  for (const Value& item : items)
    if (const Value* found = item.find(wanted)) return found;
  return nullptr;
}

Value null_value(std::string_view name) { return Value{name, Wire::Null, 0, 0, 0, {}, {}}; }

Value bool_value(std::string_view name, bool value) { return Value{name, Wire::Bool, 1, 0, value ? 1 : 0, {}, {}}; }

Value int_value(std::string_view name, std::uint8_t width, std::int64_t value) {
  return Value{name, Wire::Int, width, 0, value, {}, {}};
}

Value uint_value(std::string_view name, std::uint8_t width, std::uint64_t value) {
  return Value{name, Wire::UInt, width, 0, static_cast<std::int64_t>(value), {}, {}};
}

Value octets_value(std::string_view name, Bytes value) {
  return Value{name, Wire::Octets, 0, 0, 0, std::move(value), {}};
}

Value list_value(std::string_view name, Wire wire, std::vector<Value> items) {
  return Value{name, wire, 0, 0, 0, {}, std::move(items)};
}

}  // namespace gridpost
