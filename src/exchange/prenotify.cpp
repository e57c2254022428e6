// 12.2. (DUIS 8.15)
#include "exchange/non_device.h"
#include "exchange/question.h"
#include "inventory/prenotification.h"

namespace gridpost::exchange {

void prenotify_needs(const duis::Request& request, Needs& needs) {
  const auto n = inventory::read_notification(request.body);
  if (!n) return;
  needs.devices.push_back(n->id);
  if (n->gpf) needs.devices.push_back(*n->gpf);
  if (inventory::has_model_entry(n->type))
    needs.product = Needs::Model{n->type, n->manufacturer, n->model, n->firmware_version};
}

Decision prenotify(const RequestArrived& event, const Known& known) {
  const auto notification = inventory::read_notification(event.request.body);
  if (!notification) return refused(event, known, rule::kMessage, notification.error().text());
  const bool taken =
      find_device(known, notification->id) || (notification->gpf && find_device(known, *notification->gpf));
  return done(event, known,
              inventory::prenotify(*notification, taken, known.product, known.limits.variant_contradiction,
                                   event.request.id.originator, known.now));
}

}  // namespace gridpost::exchange
