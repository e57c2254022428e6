// The attributes of one device by key: "8/0-0:1.0.0.255/2" (class/OBIS/attribute) or "0702/0A00" (cluster/attribute).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "catalogue/type.h"
#include "catalogue/value.h"
#include "devices/state_store.h"

namespace gridpost::devices {

std::string dlms_key(std::uint16_t class_id, View obis, std::uint8_t id);
std::string gbz_key(std::uint16_t cluster, std::uint16_t attribute);

// A value tree as octets, without its names, and back.
Bytes pack(const Value& value);
Result<Value> unpack(View octets);

// The value that a device has where nothing else is known: zeros and empty lists in the shape of the type. What only a
// twin element meter has, and what a device may leave out, is left out unless `twin`.
Value blank(const Type& type, bool twin);

// What was set lies in the device's state; before that its initial value holds.
class Attributes {
 public:
  explicit Attributes(State& state) : state_(state) {}
  void start_with(std::string key, Value value) { initial_.insert_or_assign(std::move(key), std::move(value)); }
  std::optional<Value> get(const std::string& key) const;
  void set(const std::string& key, const Value& value);

 private:
  State& state_;
  std::map<std::string, Value> initial_;
};

}  // namespace gridpost::devices
