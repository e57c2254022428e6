#include "app/products_list.h"

#include "engine/listing_job.h"

namespace gridpost::app {

Result<std::optional<std::int64_t>> put_entry(engine::Transaction& tx, const inventory::Product& entry,
                                              const engine::Actor& actor) {
  GP_TRY(before, tx.product(entry.type, entry.manufacturer, entry.model, entry.firmware_version));
  GP_CHECK(engine::change_product(tx, entry, actor));
  if (inventory::is_listed(before) == inventory::is_listed(entry)) return std::nullopt;
  GP_TRY(job, engine::begin_listing(tx, entry, actor.at));
  return std::optional(job.id);
}

}  // namespace gridpost::app
