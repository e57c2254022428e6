// 8.3. (DUIS 8.2)
#include "inventory/decommission.h"

#include "exchange/non_device.h"

namespace gridpost::exchange {

void decommission_needs(const duis::Request& request, Needs& needs) {
  subject_needs(request, needs);
  needs.held_for = needs.devices;
  needs.joins = needs.devices;
}

Decision decommission(const RequestArrived& event, const Known& known) {
  const auto device = subject_of(event.request, known);
  if (!device) return refused(event, known, device.error().rule, device.error().explanation);
  const auto change = inventory::decommission(**device, known.joins, known.now);
  if (!change) return done(event, known, change);
  if (const auto checked = check_responsible(**device, event.request, known); !checked)
    return refused(event, known, checked.error().rule, checked.error().explanation);
  Decision d = done(event, known, change);
  end_held(known, "the Device was decommissioned", d);
  return d;
}

}  // namespace gridpost::exchange
