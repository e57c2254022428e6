#include <fmt/format.h>

#include "exchange/answers.h"
#include "exchange/flows.h"
#include "exchange/question.h"
#include "inventory/inventory_answer.h"
#include "inventory/prenotification.h"

namespace gridpost::exchange {
namespace {

Decision done(const RequestArrived& event, const Known& known, Effects effects, duis::Payload payload = {}) {
  Decision d;
  d.answer = answer(event.request, known, "I0", std::move(payload));
  d.effects.push_back(set_counter(stream_of(event.request), event.request.id.counter));
  for (Effect& e : effects) d.effects.push_back(std::move(e));
  d.effects.push_back(Audit{title(event, known, "I0", rule::kAccepted, {})});
  return d;
}

Decision prenotification(const RequestArrived& event, const Known& known) {
  const auto notification = inventory::read_notification(event.request.body);
  if (!notification) return refused(event, known, rule::kMessage, notification.error().text());
  const bool taken =
      find_device(known, notification->id) || (notification->gpf && find_device(known, *notification->gpf));
  const auto change = inventory::prenotify(*notification, taken, known.product, event.request.id.originator, known.now);
  if (!change) return refused(event, known, change.error().rule, change.error().explanation);
  Effects effects;
  add_change(*change, effects);
  return done(event, known, std::move(effects));
}

Decision read_inventory(const RequestArrived& event, const Known& known) {
  const auto search = inventory::read_search(event.request.body);
  if (!search) return refused(event, known, rule::kMessage, search.error().text());
  std::vector<inventory::Device> devices;
  for (const auto& [id, device] : known.devices) devices.push_back(device);
  const auto found = inventory::find_premises(*search, devices);
  if (!found) return refused(event, known, found.error().rule, found.error().explanation);
  return done(event, known, {}, duis::Inventory{inventory::inventory_answer(*found)});
}

}  // namespace

Decision non_device(const RequestArrived& event, const Known& known) {
  if (event.request.variant == "12.2") return prenotification(event, known);
  if (event.request.variant == "8.2") return read_inventory(event, known);
  return refused(event, known, rule::kNonDeviceKnown, fmt::format("{} is not offered yet", event.request.variant));
}

}  // namespace gridpost::exchange
