#include "inventory/update_details.h"

#include <fmt/format.h>

#include <array>

#include "inventory/kinds.h"
#include "inventory/prenotification.h"

namespace gridpost::inventory {
namespace {

struct Field {
  std::string_view element;
  std::optional<std::string> Details::*given;
  std::string Device::*detail;
};
constexpr auto kFields = std::to_array<Field>({
    {"DeviceManufacturer", &Details::manufacturer, &Device::manufacturer},
    {"DeviceModel", &Details::model, &Device::model},
    {"SMETSCHTSVersion", &Details::smets_version, &Device::smets_version},
    {"FirmwareVersion", &Details::firmware_version, &Device::firmware_version},
    {"ESMEVariant", &Details::esme_variant, &Device::esme_variant},
});

void take_over(Device& device, const Details& details, Eui64 user, TimeMs now, Change& change) {
  for (const Field& f : kFields)
    if (details.*f.given) set_detail(device, f.detail, f.element, *(details.*f.given), user, now, change);
}

// Pending Devices are the business of who pre-notified them.
Outcome<void> check_notifier(const Device& device, Eui64 user) {
  if (device.status != SmiStatus::Pending)
    return refuse(rule::kUpdatePending,
                  fmt::format("{} is {}, not Pending", device.id.text(), catalogue::text(device.status)));
  if (device.notified_by != user)
    return refuse(rule::kUpdateNotifier,
                  fmt::format("{} was pre-notified by {}", device.id.text(), device.notified_by.text()));
  if (device.type == DeviceType::GPF)
    return refuse(rule::kUpdateStatusType, "a gas proxy is changed and deleted with its CHF");
  return {};
}

Outcome<void> check_variant_type(const Device& device, const Details& details) {
  if (!details.esme_variant || device.type == DeviceType::ESME) return {};
  return refuse(rule::kUpdateVariantType,
                fmt::format("{} is a {}; only an ESME has a variant", device.id.text(), catalogue::text(device.type)));
}

}  // namespace

bool Details::variant_alone() const {
  return esme_variant && !manufacturer && !model && !smets_version && !firmware_version;
}

Details read_details(const Element& update) {
  Details details;
  for (const Field& f : kFields)
    if (const Element* e = update.child(f.element)) details.*f.given = e->text;
  return details;
}

Device with_details(Device device, const Details& details) {
  for (const Field& f : kFields)
    if (details.*f.given) device.*f.detail = *(details.*f.given);
  return device;
}

Outcome<Change> update_pending_details(const Device& device, const Details& details,
                                       const std::optional<Product>& product, Contradiction policy, const Device* gpf,
                                       Eui64 user, TimeMs now) {
  GP_CHECK(check_notifier(device, user));
  GP_CHECK(check_variant_type(device, details));
  if (details.firmware_version && !has_model_entry(device.type))
    return refuse(rule::kUpdateFirmware, fmt::format("{} is a {}, which has no firmware version in the inventory",
                                                     device.id.text(), catalogue::text(device.type)));
  const Device wanted = with_details(device, details);
  if (has_model_entry(device.type) && !is_listed(product))
    return refuse(rule::kUpdateModelListed, fmt::format("{} {} with firmware {} is not on the Central Products List",
                                                        wanted.manufacturer, wanted.model, wanted.firmware_version));
  Change change;
  change.rules.push_back(rule::kDetailsUpdated);
  GP_CHECK(check_variant(wanted.esme_variant, product, policy, rule::kUpdateModelListed, change));
  for (const Device* one : {&device, gpf}) {
    if (!one) continue;
    Device updated = *one;
    take_over(updated, details, user, now, change);
    if (product) updated.gbcs_version = product->gbcs_version;
    if (updated != *one) change.devices.push_back(std::move(updated));
  }
  return change;
}

Outcome<Change> correct_variant(const Device& device, const Details& details, bool mp125,
                                const std::optional<Product>& product, Contradiction policy, Eui64 user, TimeMs now) {
  constexpr catalogue::SmiStatuses kCorrectable = {SmiStatus::Whitelisted, SmiStatus::InstalledNotCommissioned,
                                                   SmiStatus::Commissioned};
  if (!mp125)
    return refuse(rule::kUpdatePending, fmt::format("{} is {}; details are changed while a Device is Pending",
                                                    device.id.text(), catalogue::text(device.status)));
  if (!kCorrectable.has(device.status))
    return refuse(rule::kUpdatePending, fmt::format("{} is {}, which allows no correction of the variant",
                                                    device.id.text(), catalogue::text(device.status)));
  GP_CHECK(check_variant_type(device, details));
  if (!details.variant_alone())
    return refuse(rule::kUpdateVariantAlone,
                  fmt::format("{} is {}; ESMEVariant alone can be corrected, and nothing else", device.id.text(),
                              catalogue::text(device.status)));
  Change change;
  change.rules.push_back(rule::kVariantCorrected);
  GP_CHECK(check_variant(*details.esme_variant, product, policy, rule::kUpdateModelListed, change));
  Device corrected = device;
  take_over(corrected, details, user, now, change);
  if (corrected != device) change.devices.push_back(std::move(corrected));
  return change;
}

Outcome<Change> delete_device(const Device& device, std::span<const HubLogEntry> log, Eui64 user, TimeMs now) {
  GP_CHECK(check_notifier(device, user));
  Change change;
  change.rules.push_back(rule::kDeleted);
  end_life(device, StatusEvent::Deleted, now, change);
  if (device.gpf) {
    Device proxy;
    proxy.id = *device.gpf;
    proxy.type = DeviceType::GPF;
    end_life(proxy, StatusEvent::Deleted, now, change);
  }
  change.gone_entries.assign(log.begin(), log.end());
  return change;
}

}  // namespace gridpost::inventory
