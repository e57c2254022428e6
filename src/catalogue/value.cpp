#include "catalogue/value.h"

namespace gridpost {
namespace {

Value number_value(std::string_view name, Wire wire, std::uint8_t width, std::int64_t number) {
  Value v;
  v.name = name;
  v.wire = wire;
  v.width = width;
  v.number = number;
  return v;
}

}  // namespace

void Value::clear() {
  name = {};
  wire = Wire::Null;
  width = 0;
  tag = 0;
  encoding = Protocol::Dlms;
  number = 0;
  octets.clear();
  items.clear();
  packed = nullptr;
}

const Value* Value::find(std::string_view wanted) const {
  if (name == wanted) return this;
  for (const Value& item : items)
    if (const Value* found = item.find(wanted)) return found;
  return nullptr;
}

Value null_value(std::string_view name) {
  Value v;
  v.name = name;
  return v;
}

Value bool_value(std::string_view name, bool value) { return number_value(name, Wire::Bool, 1, value ? 1 : 0); }

Value int_value(std::string_view name, std::uint8_t width, std::int64_t value) {
  return number_value(name, Wire::Int, width, value);
}

Value uint_value(std::string_view name, std::uint8_t width, std::uint64_t value) {
  return number_value(name, Wire::UInt, width, static_cast<std::int64_t>(value));
}

Value enum_value(std::string_view name, std::int64_t value) { return number_value(name, Wire::Enum, 1, value); }

Value bits_value(std::string_view name, std::int64_t count, Bytes bits) {
  Value v = number_value(name, Wire::Bits, 0, count);
  v.octets = std::move(bits);
  return v;
}

Value octets_value(std::string_view name, Bytes value) {
  Value v = number_value(name, Wire::Octets, 0, 0);
  v.octets = std::move(value);
  return v;
}

Value list_value(std::string_view name, Wire wire, std::vector<Value> items) {
  Value v = number_value(name, wire, 0, 0);
  v.items = std::move(items);
  return v;
}

Value sealed_value(std::string_view name, Value inside) {
  Value v = number_value(name, Wire::Sealed, 0, 0);
  v.items.push_back(std::move(inside));
  return v;
}

}  // namespace gridpost
