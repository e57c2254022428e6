// The model of a hub is recalled: the hub, its gas proxy, and what was held for them. (proposed, after DUIS 7.5)
#include "exchange/alerts_of_change.h"
#include "exchange/answers.h"
#include "exchange/flows.h"
#include "exchange/known.h"
#include "exchange/non_device.h"
#include "inventory/hub_status.h"

namespace gridpost::exchange {

// Said again, it changes nothing and leaves no trace: so work on many hubs can be taken up where it ended.
Decision hub_recalled(const HubRecalled& event, const Known& known) {
  const inventory::Device* hub = find_device(known, event.hub);
  if (!hub) return {};
  const auto change = inventory::hub_recalled(*hub, gas_proxy_of(*hub, known), known.now);
  if (change.empty()) return {};
  Decision d;
  add_change(change, d.effects);
  d.alerts = alerts_of(change, known, {});
  end_held(known, "its hub was recalled", d);
  d.effects.push_back(noted_change("hub-recall", event.hub, change, known));
  return d;
}

}  // namespace gridpost::exchange
