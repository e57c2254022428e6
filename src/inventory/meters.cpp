#include "inventory/meters.h"

namespace gridpost::inventory {

void let_proxy_follow(const Device& meter, const Device* gpf, TimeMs now, Change& change) {
  if (gpf && meter.type == DeviceType::GSME && meter.hub == gpf->hub)
    change.append(gas_proxy_follows(*gpf, meter, now));
}

Change clock_set(Device meter, const Device* hub, const Device* gpf, TimeMs now) {
  Change change;
  const bool in_contact = hub && hub->status == SmiStatus::Commissioned;
  if (!move_status(meter, StatusEvent::ClockSet, if_so(in_contact, Condition::HubCommissioned), now, change))
    return change;
  change.rules.push_back(rule::kCommissioned);
  change.devices.push_back(meter);
  let_proxy_follow(meter, gpf, now, change);
  return change;
}

Change mpxns_set(Device meter, const Element& body, const Device* gpf, TimeMs now) {
  Change change;
  change.rules.push_back(rule::kMpxnSet);
  if (const Element* mpans = body.child("ImportMPANs")) {
    meter.import_mpxn = mpans->text_at("ImportMPAN");
    meter.secondary_import_mpan = mpans->text_at("SecondaryImportMPAN");
  } else {
    meter.import_mpxn = body.text_at("ImportMPRN");
  }
  change.devices.push_back(meter);
  let_proxy_follow(meter, gpf, now, change);
  return change;
}

Change gas_proxy_follows(Device gpf, const Device& gsme, TimeMs now) {
  Change change;
  if (!could_move(gpf, StatusEvent::GasMeterLed)) return change;
  const Device before = gpf;
  if (!gsme.import_mpxn.empty()) gpf.import_mpxn = gsme.import_mpxn;
  move_status(gpf, StatusEvent::GasMeterLed,
              if_so(gsme.status == SmiStatus::Commissioned, Condition::LeaderCommissioned), now, change);
  if (gpf == before) return change;
  change.rules.push_back(rule::kGasProxyFollows);
  change.devices.push_back(std::move(gpf));
  return change;
}

}  // namespace gridpost::inventory
