#include "app/products_list.h"

#include <fmt/format.h>

#include "engine/model_job.h"

namespace gridpost::app {

Result<std::optional<std::int64_t>> put_entry(engine::Transaction& tx, const inventory::Product& entry,
                                              const engine::Actor& actor) {
  GP_TRY(before, tx.product(entry.type, entry.manufacturer, entry.model, entry.firmware_version));
  GP_CHECK(engine::change_product(tx, entry, actor));
  if (inventory::is_listed(before) == inventory::is_listed(entry)) return std::nullopt;
  const exchange::Needs::Model model{entry.type, entry.manufacturer, entry.model, entry.firmware_version};
  GP_TRY(job, engine::begin_model_job(tx, engine::kListing, model, actor.at));
  return std::optional(job.id);
}

Result<std::int64_t> begin_recall(engine::Transaction& tx, const exchange::Needs::Model& hubs,
                                  const engine::Actor& actor) {
  GP_TRY(count, tx.count_of_model({.types = {hubs.type},
                                   .manufacturer = hubs.manufacturer,
                                   .model = hubs.model,
                                   .firmware_version = hubs.firmware_version,
                                   .after = {}}));
  if (count == 0)
    return fail("no hub of this manufacturer, model and firmware is in the inventory",
                fmt::format("{} {} {}", hubs.manufacturer, hubs.model, hubs.firmware_version));
  GP_TRY(job, engine::begin_model_job(tx, engine::kHubRecall, hubs, actor.at));
  GP_CHECK(engine::note_recall(tx, hubs, job.id, actor));
  return job.id;
}

}  // namespace gridpost::app
