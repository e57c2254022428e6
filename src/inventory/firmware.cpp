#include "inventory/firmware.h"

#include <algorithm>

namespace gridpost::inventory {
namespace {

// Versions are hexadecimal: their case says nothing.
bool same_version(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

// Empty if the record has the version already.
Change version_taken(const Device& device, const std::string& version, const std::optional<Product>& product, Eui64 by,
                     TimeMs now, const NamedRule& because) {
  Change change;
  if (version.empty() || same_version(device.firmware_version, version)) return change;
  Device corrected = device;
  set_detail(corrected, &Device::firmware_version, "FirmwareVersion", version, by, now, change);
  if (product) corrected.gbcs_version = product->gbcs_version;
  change.devices.push_back(std::move(corrected));
  change.rules.push_back(because);
  return change;
}

}  // namespace

Change firmware_reported(const Device& device, const std::string& version, const std::optional<Product>& product,
                         Eui64 by, TimeMs now) {
  const bool listed = product && product->status == CplStatus::Active;
  return version_taken(device, version, product, by, now, listed ? rule::kFirmwareCorrected : rule::kFirmwareNotListed);
}

Change firmware_activated(const Device& device, const std::string& version, const std::optional<Product>& product,
                          Eui64 by, TimeMs now) {
  return version_taken(device, version, product, by, now, rule::kFirmwareActivated);
}

}  // namespace gridpost::inventory
