// An entry of the Central Products List changed, and its Devices are suspended or restored, in pages; after a crash the
// work is taken up where it ended. (DUIS 7.5; RCOM-07)
#pragma once

#include <optional>
#include <string>

#include "base/ids.h"
#include "base/time.h"
#include "inventory/device.h"

namespace gridpost::engine {

struct ListingJob {
  std::int64_t id = 0;  // given by the store
  // The model that it is about. A hub's is that of its gas proxy as well.
  DeviceType type = DeviceType::ESME;
  std::string manufacturer, model, firmware_version;
  std::optional<Eui64> after;  // the last Device that was done; none: none was
  std::uint64_t total = 0;     // Devices of the model when it began
  std::uint64_t done = 0;      // looked at
  TimeMs asked_at = 0;         // world time
  std::optional<TimeMs> ended_at;

  bool operator==(const ListingJob&) const = default;
};

}  // namespace gridpost::engine
