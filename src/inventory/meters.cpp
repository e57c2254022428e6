#include "inventory/meters.h"

namespace gridpost::inventory {

void let_proxy_follow(const Device& meter, const Device* gpf, TimeMs now, Change& change) {
  if (gpf && meter.type == DeviceType::GSME && meter.hub == gpf->hub)
    change.append(gas_proxy_follows(*gpf, meter, now));
}

Change clock_set(Device meter, const Device* hub, const Device* gpf, TimeMs now) {
  constexpr catalogue::SmiStatuses kCommissionedByClock = {SmiStatus::Pending, SmiStatus::Whitelisted,
                                                           SmiStatus::InstalledNotCommissioned};
  Change change;
  if (!hub || hub->status != SmiStatus::Commissioned || !kCommissionedByClock.has(meter.status)) return change;
  change.rules.push_back(rule::kCommissioned);
  set_status(meter, SmiStatus::Commissioned, now, "8.1.1", change);
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
  constexpr catalogue::SmiStatuses kLive = {SmiStatus::Pending, SmiStatus::Whitelisted,
                                            SmiStatus::InstalledNotCommissioned, SmiStatus::Commissioned};
  if (!kLive.has(gpf.status)) return change;
  const Device before = gpf;
  if (!gsme.import_mpxn.empty()) gpf.import_mpxn = gsme.import_mpxn;
  if (gsme.status == SmiStatus::Commissioned)
    set_status(gpf, SmiStatus::Commissioned, now, "gas proxy follows", change);
  if (gpf == before) return change;
  change.rules.push_back(rule::kGasProxyFollows);
  change.devices.push_back(std::move(gpf));
  return change;
}

}  // namespace gridpost::inventory
