// The report of suspect ESME Variants over a whole store, a page of meters at a time. (R125-18, R125-19)
#pragma once

#include <functional>
#include <map>
#include <optional>

#include "engine/ports.h"
#include "inventory/esme_variant.h"

namespace gridpost::app {

// One commissioned ESME whose recorded variant cannot be right.
struct SuspectMeter {
  inventory::Device device;
  std::optional<Eui64> supplier;  // the responsible one now; none: nobody is registered
  inventory::SuspectVariant why;
};

// Counts by responsible supplier, model and firmware, recorded and implied variant.
struct VariantReport {
  struct Key {
    std::optional<Eui64> supplier;
    std::string manufacturer, model, firmware_version, recorded, implied;
    auto operator<=>(const Key&) const = default;
  };
  std::uint64_t meters = 0;   // commissioned ESMEs that were looked at
  std::uint64_t suspect = 0;  // of these
  std::map<Key, std::uint64_t> counts;
};

// `only`: a supplier sees its own meters, the DCC (none) sees all. Each suspect meter is handed to `each`.
Result<VariantReport> report_suspect_variants(engine::Transaction& tx, std::optional<Eui64> only, TimeMs now,
                                              const std::function<void(const SuspectMeter&)>& each);

}  // namespace gridpost::app
