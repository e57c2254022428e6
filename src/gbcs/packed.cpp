#include "gbcs/packed.h"

#include <algorithm>
#include <utility>

#include "gbcs/payload.h"

namespace gridpost::gbcs {
namespace {

// decode() has read the same octets by the same Type without an error, so there is none here.
void read_packed(const Value& list, const ItemCall& call) {
  Reader in(list.octets);
  switch (list.encoding) {
    case Protocol::Dlms:
      static_cast<void>(dlms::read_items(*list.packed, in, nullptr, &call));
      return;
    case Protocol::Gbz:
      static_cast<void>(gbz::read_items(*list.packed, in, &call));
      return;
    case Protocol::Asn1:
      static_cast<void>(asn1::read_items(*list.packed, in, &call));
      return;
  }
}

bool is_packed(const Value& value) {
  return value.packed != nullptr || std::any_of(value.items.begin(), value.items.end(), is_packed);
}

}  // namespace

void keep_packed(const Type& type, Protocol encoding, View octets, Value& out) {
  out.encoding = encoding;
  out.octets.assign(octets.begin(), octets.end());
  out.packed = &type;
}

bool every_item(const Value& value, const std::function<bool(const Value&)>& call) {
  if (!value.packed) return std::all_of(value.items.begin(), value.items.end(), std::cref(call));
  bool all = true;
  read_packed(value, [&](Value& item) { return all = call(item); });
  return all;
}

void unpack(Value& value) {
  if (value.packed) {
    read_packed(value, [&](Value& item) {
      value.items.push_back(std::move(item));
      return true;
    });
    // Only a compact array has octets beside its items: the description of these.
    const Type& type = *std::exchange(value.packed, nullptr);
    value.octets.resize(type.wire == Wire::Compact ? dlms::description_size(type, value.octets) : 0);
    value.encoding = {};
  }
  for (Value& item : value.items) unpack(item);
}

void unpack(Payload& payload) {
  for (Item& item : payload.items) {
    unpack(item.value);
    if (item.selector) unpack(*item.selector);
  }
}

bool has_packed(const Payload& payload) {
  return std::any_of(payload.items.begin(), payload.items.end(), [](const Item& item) {
    return is_packed(item.value) || (item.selector && is_packed(*item.selector));
  });
}

}  // namespace gridpost::gbcs
