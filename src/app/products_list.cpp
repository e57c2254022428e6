#include "app/products_list.h"

namespace gridpost::app {

Result<std::optional<std::int64_t>> put_entry(engine::Transaction& tx, const inventory::Product& entry,
                                              const engine::Actor& actor) {
  GP_TRY(before, tx.product(entry.type, entry.manufacturer, entry.model, entry.firmware_version));
  GP_CHECK(engine::change_product(tx, entry, actor));
  if (inventory::is_listed(before) == inventory::is_listed(entry)) return std::nullopt;
  engine::ListingJob job;
  job.type = entry.type;
  job.manufacturer = entry.manufacturer;
  job.model = entry.model;
  job.firmware_version = entry.firmware_version;
  job.asked_at = actor.at;
  GP_TRY(id, tx.put_listing_job(job));
  return std::optional(id);
}

}  // namespace gridpost::app
