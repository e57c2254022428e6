#include "inventory/firmware.h"

#include <algorithm>

#include "inventory/esme_variant.h"
#include "inventory/suspension.h"

namespace gridpost::inventory {
namespace {

// Versions are hexadecimal: their case says nothing.
bool same_version(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

// Empty if the record has the version already. What is on the Central Products List ends a suspension, what is not
// begins one.
Change version_taken(const Device& device, const std::string& version, const std::optional<Product>& product,
                     std::span<const StatusChange> history, Eui64 by, TimeMs now, const NamedRule& if_listed) {
  Change change;
  if (version.empty() || same_version(device.firmware_version, version)) return change;
  Device corrected = device;
  set_detail(corrected, &Device::firmware_version, "FirmwareVersion", version, by, now, change);
  if (product) corrected.gbcs_version = product->gbcs_version;
  if (product && !corrected.esme_variant.empty() && !knows_variant(*product, corrected.esme_variant))
    change.rules.push_back(rule::kVariantReview);
  const bool listed = is_listed(product);
  change.rules.push_back(listed ? if_listed : rule::kFirmwareNotListed);
  if (move_status(corrected, listed ? StatusEvent::FirmwareListed : StatusEvent::FirmwareUnlisted,
                  if_so(listed, Condition::ModelListed), now, change, held_before_suspension(device, history)))
    change.rules.push_back(listed ? rule::kRestored : rule::kSuspended);
  change.devices.push_back(std::move(corrected));
  return change;
}

}  // namespace

Change firmware_reported(const Device& device, const std::string& version, const std::optional<Product>& product,
                         std::span<const StatusChange> history, Eui64 by, TimeMs now) {
  return version_taken(device, version, product, history, by, now, rule::kFirmwareCorrected);
}

Change firmware_activated(const Device& device, const std::string& version, const std::optional<Product>& product,
                          std::span<const StatusChange> history, Eui64 by, TimeMs now) {
  return version_taken(device, version, product, history, by, now, rule::kFirmwareActivated);
}

bool firmware_suits(const Device& device, const Product& entry) {
  return is_listed(entry) && entry.type == device.type && entry.manufacturer == device.manufacturer &&
         entry.model == device.model && (device.esme_variant.empty() || knows_variant(entry, device.esme_variant));
}

}  // namespace gridpost::inventory
