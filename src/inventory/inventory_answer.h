// Service 8.2: what is behind one hub. (DUIS 8.1, 7.4)
#pragma once

#include <span>

#include "base/element.h"
#include "inventory/change.h"

namespace gridpost::inventory {

// What an 8.2 asks for: exactly one of its choices is there.
struct Search {
  std::optional<Eui64> device;
  std::string mpxn;
  std::string uprn;
  std::string post_code;
  std::string address_identifier;

  bool matches(const Device& device) const;
};
// Reads ReadInventory, which the grammar has accepted.
Result<Search> read_search(const Element& body);

// The hub that a Device stands behind; itself if it stands behind none.
Eui64 premises_of(const Device& device);

// The Devices of the one premises that the search finds: hub, gas proxy, then the others by identifier.
Outcome<std::vector<Device>> find_premises(const Search& search, std::span<const Device> known);

// The DSPInventory element. At most 17 Devices, in the order given.
Element inventory_answer(std::span<const Device> devices);

}  // namespace gridpost::inventory
