#include "engine/listing_job.h"

#include <fmt/format.h>

namespace gridpost::engine {

namespace {

constexpr char kBetween = '|';

// A subject is "ESME|0004|00050006|00000002": type, manufacturer, model, firmware.
Result<Transaction::ModelQuery> model_of(const Job& job) {
  const std::string& text = job.subject;
  const std::size_t first = text.find(kBetween);
  const std::size_t second = first == std::string::npos ? first : text.find(kBetween, first + 1);
  const std::size_t last = text.rfind(kBetween);
  const auto type = catalogue::device_type(text.substr(0, first));
  if (!type || second == std::string::npos || last == second) return fail("'" + text + "' is no model", kListing);
  Transaction::ModelQuery query;
  query.types = {*type};
  if (*type == DeviceType::CHF) query.types.add(DeviceType::GPF);
  query.manufacturer = text.substr(first + 1, second - first - 1);
  query.model = text.substr(second + 1, last - second - 1);
  query.firmware_version = text.substr(last + 1);
  if (job.cursor.empty()) return query;
  GP_TRY(after, Eui64::parse(job.cursor));
  query.after = after;
  return query;
}

}  // namespace

Result<Job> begin_listing(Transaction& tx, const inventory::Product& entry, TimeMs now) {
  for (const std::string* part : {&entry.manufacturer, &entry.model, &entry.firmware_version})
    if (part->find(kBetween) != std::string::npos) return fail("'" + *part + "' names no model", kListing);
  Job job;
  job.kind = kListing;
  job.as_of = now;
  job.started_at = now;
  job.subject = fmt::format("{}{}{}{}{}{}{}", catalogue::text(entry.type), kBetween, entry.manufacturer, kBetween,
                            entry.model, kBetween, entry.firmware_version);
  GP_TRY(id, tx.jobs().put(job));
  job.id = id;
  return job;
}

Result<std::uint64_t> ListingKind::count(Transaction& tx, const Job& job) {
  GP_TRY(query, model_of(job));
  return tx.count_of_model(query);
}

Result<JobKind::Step> ListingKind::step(Transaction& tx, Job& job, std::size_t limit, const JobMoment& now) {
  GP_TRY(query, model_of(job));
  query.limit = limit;
  GP_TRY(page, tx.devices_of_model(query));
  for (const Eui64 device : page)
    GP_CHECK(decider_.apply(tx, exchange::ListingChanged{device}, now.world, now.machine));
  if (!page.empty()) job.cursor = page.back().text();
  return Step{page.size(), page.size() == limit};
}

}  // namespace gridpost::engine
