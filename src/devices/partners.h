// The device log of a Device: the others of its home with which it has joined. (GBCS 11)
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "catalogue/enums.h"
#include "devices/state_store.h"

namespace gridpost::devices {

// The number of a type in joins and device logs: 0 GSME ... 6 any type 2 Device.
std::uint8_t join_type(DeviceType type);
// The types that have this number.
catalogue::DeviceTypes types_of_join(std::uint8_t number);

struct Partner {
  Eui64 id;
  std::uint8_t type = 0;
};

class Partners {
 public:
  Partners(DeviceType owner, State& state) : owner_(owner), state_(state) {}

  std::vector<Partner> all() const;
  std::optional<Partner> find(Eui64 id) const;
  // How many this type of Device keeps. (proposed)
  std::size_t capacity() const;
  void put(const Partner& partner);
  // False if it is not on the log.
  bool remove(Eui64 id);

 private:
  DeviceType owner_;
  State& state_;
};

}  // namespace gridpost::devices
