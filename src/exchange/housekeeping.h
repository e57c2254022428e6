// Housekeeping decided on: Devices that were Pending for too long leave the inventory, and who brought them is told.
// (SECMP0060, R60)
#pragma once

#include <span>

#include "exchange/dcc_alert.h"
#include "exchange/effect.h"
#include "inventory/housekeeping_settings.h"

namespace gridpost::exchange {

// A Pending Device with what hangs on it.
struct Candidate {
  inventory::Kept kept;
  std::vector<inventory::HubLogEntry> log;  // of a CHF
  std::vector<inventory::Join> joins;
};

// One Device that has left, for the report of the run.
struct Removal {
  Eui64 device;
  DeviceType type = DeviceType::ESME;
  TimeMs pending_since = 0;
  std::optional<Eui64> told;  // by N8
  TimeMs at = 0;

  bool operator==(const Removal&) const = default;
};

struct Removals {
  std::vector<Removal> removed;
  Effects effects;
  RaisedAlerts alerts;  // N8, one for each Device that a User brought (R60-10 to R60-12)
};

// Removes those of the candidates that are due at `as_of`; a hub and its gas proxy stand in the same span. `now` is
// when it happens. What else the store has about a Device stays: its histories, requests, audit trail. (R60-27)
Removals remove_due(std::span<const Candidate> candidates, const inventory::RetentionPolicy& policy, TimeMs as_of,
                    TimeMs now);

// An operator lets the time of a Pending Device count anew. (R60-19)
Effects reset_pending(const inventory::Device& device, const std::string& by, TimeMs now);

// An operator has changed the settings, which stand in the store as text. (RCOM-08)
Effects settings_changed(const std::string& before, const std::string& after, const std::string& by, TimeMs now);

}  // namespace gridpost::exchange
