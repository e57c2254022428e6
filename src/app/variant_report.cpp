#include "app/variant_report.h"

namespace gridpost::app {
namespace {

using inventory::Device;

// Entries of the list by model and firmware: there are few, and meters by the million.
class Entries {
 public:
  explicit Entries(std::vector<inventory::Product> products) {
    for (inventory::Product& p : products)
      if (p.type == DeviceType::ESME)
        by_model_.emplace(std::tuple(p.manufacturer, p.model, p.firmware_version), std::move(p));
  }
  std::optional<inventory::Product> of(const Device& d) const {
    const auto it = by_model_.find({d.manufacturer, d.model, d.firmware_version});
    return it == by_model_.end() ? std::nullopt : std::optional(it->second);
  }

 private:
  std::map<std::tuple<std::string, std::string, std::string>, inventory::Product> by_model_;
};

// The import supplier registered now. (RCOM-04)
Result<std::optional<Eui64>> supplier_of(engine::Transaction& tx, const Device& d, TimeMs now) {
  if (d.import_mpxn.empty()) return std::nullopt;
  GP_TRY(registered, tx.registrations(d.import_mpxn));
  return registration::party_at(registered, registration::Kind::ImportSupplier, now);
}

Result<bool> has_hcalcs(engine::Transaction& tx, const Device& d) {
  GP_TRY(joins, tx.joins(d.id));
  for (const inventory::Join& j : joins) {
    GP_TRY(partner, tx.device(j.partner_of(d.id)));
    if (partner && partner->type == DeviceType::HCALCS) return true;
  }
  return false;
}

}  // namespace

Result<VariantReport> report_suspect_variants(engine::Transaction& tx, std::optional<Eui64> only, TimeMs now,
                                              const std::function<void(const SuspectMeter&)>& each) {
  VariantReport report;
  GP_TRY(products, tx.products());
  const Entries entries(std::move(products));
  engine::Transaction::DeviceQuery query;
  query.types = {DeviceType::ESME};
  query.status = SmiStatus::Commissioned;
  for (;;) {
    GP_TRY(page, tx.devices(query));
    if (page.empty()) return report;
    query.after = page.back().id;
    for (Device& d : page) {
      GP_TRY(supplier, supplier_of(tx, d, now));
      if (only && supplier != only) continue;
      ++report.meters;
      GP_TRY(switched, has_hcalcs(tx, d));
      const auto why = inventory::suspect_variant(d, entries.of(d), switched);
      if (!why) continue;
      ++report.suspect;
      ++report.counts[{supplier, d.manufacturer, d.model, d.firmware_version, d.esme_variant, why->implied}];
      each({std::move(d), supplier, *why});
    }
  }
}

}  // namespace gridpost::app
