// Service 12.2: a Device enters the inventory. (DUIS 8.15, 7.2, 7.3)
#pragma once

#include <optional>

#include "base/element.h"
#include "inventory/change.h"
#include "inventory/esme_variant.h"

namespace gridpost::inventory {

// The body of a pre-notification.
struct Notification {
  Eui64 id;
  DeviceType type = DeviceType::ESME;
  std::string manufacturer;
  std::string model;
  std::string smets_version;
  std::string firmware_version;
  std::string esme_variant;
  std::optional<Eui64> gpf;  // AssociatedGPFDeviceID
};
// Reads DevicePrenotification, which the grammar has accepted.
Result<Notification> read_notification(const Element& body);

// True for types whose models are on the Central Products List and that have a firmware record. (DUIS 7.1)
bool has_model_entry(DeviceType type);

// Makes the Pending record, for a hub those of CHF and GPF. `taken` says that one of the identifiers is in the
// inventory.
Outcome<Change> prenotify(const Notification& notification, bool taken, const std::optional<Product>& product,
                          Contradiction policy, Eui64 user, TimeMs now);

}  // namespace gridpost::inventory
