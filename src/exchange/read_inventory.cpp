// 8.2. (DUIS 8.1)
#include <algorithm>

#include "exchange/known.h"
#include "exchange/non_device.h"
#include "inventory/inventory_answer.h"

namespace gridpost::exchange {

void search_needs(const duis::Request& request, Needs& needs) {
  const auto search = inventory::read_search(request.body);
  if (!search) return;
  if (search->device) needs.devices.push_back(*search->device);
  if (!search->mpxn.empty()) needs.mpxns.push_back(search->mpxn);
  needs.uprn = search->uprn;
  needs.post_code = search->post_code;
  needs.address_identifier = search->address_identifier;
}

void premises_needs(const duis::Request&, const Known& known, Needs& needs) {
  for (const auto& [id, device] : known.devices)
    if (device.hub && std::find(needs.homes.begin(), needs.homes.end(), *device.hub) == needs.homes.end())
      needs.homes.push_back(*device.hub);
}

Decision read_inventory(const RequestArrived& event, const Known& known) {
  const auto search = inventory::read_search(event.request.body);
  if (!search) return refused(event, known, rule::kMessage, search.error().text());
  const auto found = inventory::find_premises(*search, loaded_devices(known));
  if (!found) return refused(event, known, found.error().rule, found.error().explanation);
  return done(event, known, {}, duis::Inventory{inventory::inventory_answer(*found)});
}

}  // namespace gridpost::exchange
