// 8.4, one function a choice. (DUIS 8.3)
#include <array>

#include "access/eligibility.h"
#include "exchange/non_device.h"
#include "exchange/question.h"
#include "inventory/prenotification.h"
#include "inventory/update_details.h"
#include "inventory/update_mpxn.h"
#include "inventory/update_status.h"

namespace gridpost::exchange {
namespace {

using inventory::Change;
using inventory::Device;
using inventory::Outcome;
using registration::Kind;

struct Update {
  const RequestArrived& event;
  const Known& known;
  const Device& device;
  const Element& choice;

  Eui64 user() const { return event.request.id.originator; }
  SmiStatus status() const { return *catalogue::smi_status(choice.text); }
  Outcome<void> check_responsible() const { return exchange::check_responsible(device, event.request, known); }
};

Outcome<Change> update_status(const Update& u) {
  GP_CHECK(u.check_responsible());
  return inventory::update_status(u.device, u.status(), u.known.product, u.known.now);
}

Outcome<Change> update_hub_status(const Update& u) {
  GP_CHECK(u.check_responsible());
  return inventory::update_hub_status(u.device, gas_proxy_of(u.device, u.known), u.status(), u.known.now);
}

// Pending: who pre-notified. Later: the responsible supplier, the variant alone, from MP125 on.
Outcome<Change> update_details(const Update& u) {
  const inventory::Details details = inventory::read_details(u.choice);
  if (u.device.status == SmiStatus::Pending) {
    const Device* gpf = u.device.type == DeviceType::CHF ? gas_proxy_of(u.device, u.known) : nullptr;
    return inventory::update_pending_details(u.device, details, u.known.product, u.known.limits.variant_contradiction,
                                             gpf, u.user(), u.known.now);
  }
  const bool mp125 = u.known.rules.on("mp125");
  if (mp125) GP_CHECK(u.check_responsible());
  return inventory::correct_variant(u.device, details, mp125, u.known.product, u.known.limits.variant_contradiction,
                                    u.user(), u.known.now);
}

Outcome<Change> delete_device(const Update& u) {
  return inventory::delete_device(u.device, log_of_hub(u.known, u.device.id), u.user(), u.known.now);
}

// The User is the supplier registered now at the metering point, for this use of it.
bool is_registered_at(const inventory::MpxnUpdate& update, const Update& u) {
  const auto it = u.known.mpxn_registrations.find(update.mpxn);
  if (it == u.known.mpxn_registrations.end()) return false;
  const auto as = [&](Kind kind) { return registration::is_registered(it->second, kind, u.user(), u.known.now); };
  if (update.kind == inventory::MpxnKind::Export) return as(Kind::ExportSupplier);
  return as(u.device.type == DeviceType::GSME ? Kind::GasSupplier : Kind::ImportSupplier);
}

// Import is the responsible supplier's business; export that of the export supplier, who is related to the meter by
// nothing else.
Outcome<Change> update_mpxn(const Update& u) {
  const auto update = inventory::read_mpxn_update(u.choice);
  if (update.kind != inventory::MpxnKind::Export) GP_CHECK(u.check_responsible());
  return inventory::update_mpxn(u.device, update, is_registered_at(update, u), gas_proxy_of(u.device, u.known),
                                u.user(), u.known.now);
}

struct Choice {
  std::string_view element;
  Outcome<Change> (*decide)(const Update&);
};
constexpr auto kChoices = std::to_array<Choice>({
    {"UpdateDeviceStatusExceptCH", update_status},
    {"UpdateDeviceStatusCH", update_hub_status},
    {"UpdateDeviceDetails", update_details},
    {"DeleteDevice", delete_device},
    {"UpdateMPxN", update_mpxn},
});

}  // namespace

void update_needs(const duis::Request& request, Needs& needs) {
  subject_needs(request, needs);
  if (const Element* update = request.body.child("UpdateMPxN"))
    needs.mpxns.push_back(inventory::read_mpxn_update(*update).mpxn);
}

void update_further_needs(const duis::Request& request, const Known& known, Needs& needs) {
  subject_home_needs(request, known, needs);
  const auto device = subject_of(request, known);
  if (!device || !inventory::has_model_entry((*device)->type)) return;
  const Element* details = request.body.child("UpdateDeviceDetails");
  const Device wanted =
      details ? inventory::with_details(**device, inventory::read_details(*details)) : Device(**device);
  needs.product = model_of(wanted);
}

Decision update_inventory(const RequestArrived& event, const Known& known) {
  const auto device = subject_of(event.request, known);
  if (!device) return refused(event, known, device.error().rule, device.error().explanation);
  for (const Choice& c : kChoices)
    if (const Element* choice = event.request.body.child(c.element))
      return done(event, known, c.decide({event, known, **device, *choice}));
  return refused(event, known, rule::kMessage, "the body has none of the five choices");
}

}  // namespace gridpost::exchange
