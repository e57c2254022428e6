// The Central Products List says something new about a model: one of its Devices. (DUIS 7.5; RCOM-07)
#include "exchange/alerts_of_change.h"
#include "exchange/answers.h"
#include "exchange/flows.h"
#include "exchange/known.h"
#include "inventory/suspension.h"

namespace gridpost::exchange {

// Said again, it changes nothing and leaves no trace: so work on many Devices can be taken up where it ended.
Decision listing_changed(const ListingChanged& event, const Known& known) {
  const inventory::Device* device = find_device(known, event.device);
  if (!device) return {};
  const auto change = inventory::model_reviewed(*device, known.product, history_of(known, event.device), known.now);
  if (change.empty()) return {};
  Decision d;
  add_change(change, d.effects);
  d.alerts = alerts_of(change, known, {});
  d.effects.push_back(noted_change("products-list", event.device, change, known));
  return d;
}

}  // namespace gridpost::exchange
