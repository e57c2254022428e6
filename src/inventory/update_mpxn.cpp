#include "inventory/update_mpxn.h"

#include <fmt/format.h>

#include <algorithm>

#include "inventory/kinds.h"
#include "inventory/meters.h"

namespace gridpost::inventory {
namespace {

constexpr std::size_t kMpanDigits = 13, kMostMprnDigits = 10;

bool is_number(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A number of the meter's own fuel.
bool fits(DeviceType type, std::string_view mpxn) {
  if (!is_number(mpxn)) return false;
  return type == DeviceType::ESME ? mpxn.size() == kMpanDigits : mpxn.size() <= kMostMprnDigits;
}

// Variants B, BD, ... have two elements.
bool has_two_elements(const Device& meter) { return meter.esme_variant.starts_with('B'); }

Outcome<void> check_kind(const Device& meter, const MpxnUpdate& update) {
  if (update.kind == MpxnKind::Import) return {};
  if (meter.type != DeviceType::ESME)
    return refuse(rule::kUpdateMpxnVariant, fmt::format("{} is a {}, which has an import metering point only",
                                                        meter.id.text(), catalogue::text(meter.type)));
  if (update.kind == MpxnKind::SecondaryImport && !has_two_elements(meter))
    return refuse(rule::kUpdateMpxnVariant,
                  fmt::format("{} is of variant {}; a secondary MPAN is for twin element meters", meter.id.text(),
                              meter.esme_variant));
  return {};
}

struct Place {
  std::string Device::*detail;
  std::string_view field;
};
Place place_of(MpxnKind kind) {
  switch (kind) {
    case MpxnKind::SecondaryImport:
      return {&Device::secondary_import_mpan, "SecondaryImportMPAN"};
    case MpxnKind::Export:
      return {&Device::export_mpan, "ExportMPAN"};
    case MpxnKind::Import:
      break;
  }
  return {&Device::import_mpxn, "ImportMPxN"};
}

}  // namespace

MpxnUpdate read_mpxn_update(const Element& update) {
  for (const MpxnKind kind : {MpxnKind::SecondaryImport, MpxnKind::Export})
    if (const Element* e = update.child(place_of(kind).field)) return {kind, e->text};
  return {MpxnKind::Import, std::string(update.text_at("ImportMPxN"))};
}

Outcome<Change> update_mpxn(Device meter, const MpxnUpdate& update, bool registered, const Device* gpf, Eui64 user,
                            TimeMs now) {
  if (!is_meter(meter.type) || !fits(meter.type, update.mpxn))
    return refuse(rule::kUpdateMpxnForm, fmt::format("'{}' is no metering point for {}, a {}", update.mpxn,
                                                     meter.id.text(), catalogue::text(meter.type)));
  GP_CHECK(check_kind(meter, update));
  if (!registered)
    return refuse(rule::kUpdateMpxnRegistered,
                  fmt::format("{} is not the supplier registered at {}", user.text(), update.mpxn));
  Change change;
  change.rules.push_back(rule::kMpxnUpdated);
  const Device before = meter;
  const auto [detail, field] = place_of(update.kind);
  set_detail(meter, detail, field, update.mpxn, user, now, change);
  if (meter == before) return change;
  change.devices.push_back(meter);
  let_proxy_follow(meter, gpf, now, change);
  return change;
}

}  // namespace gridpost::inventory
