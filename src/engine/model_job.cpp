#include "engine/model_job.h"

#include <fmt/format.h>

namespace gridpost::engine {

namespace {

using exchange::Needs;

constexpr char kBetween = '|';

// A subject is "ESME|0004|00050006|00000002": type, manufacturer, model, firmware.
Result<Needs::Model> model_of(const Job& job) {
  const std::string& text = job.subject;
  const std::size_t first = text.find(kBetween);
  const std::size_t second = first == std::string::npos ? first : text.find(kBetween, first + 1);
  const std::size_t last = text.rfind(kBetween);
  const auto type = catalogue::device_type(text.substr(0, first));
  if (!type || second == std::string::npos || last == second) return fail("'" + text + "' is no model", job.kind);
  return Needs::Model{*type, text.substr(first + 1, second - first - 1), text.substr(second + 1, last - second - 1),
                      text.substr(last + 1)};
}

}  // namespace

Result<Job> begin_model_job(Transaction& tx, std::string_view kind, const Needs::Model& model, TimeMs now) {
  for (const std::string* part : {&model.manufacturer, &model.model, &model.firmware_version})
    if (part->find(kBetween) != std::string::npos) return fail("'" + *part + "' names no model", std::string(kind));
  Job job;
  job.kind = kind;
  job.as_of = now;
  job.started_at = now;
  job.subject = fmt::format("{}{}{}{}{}{}{}", catalogue::text(model.type), kBetween, model.manufacturer, kBetween,
                            model.model, kBetween, model.firmware_version);
  GP_TRY(id, tx.jobs().put(job));
  job.id = id;
  return job;
}

std::unique_ptr<ModelKind> ModelKind::listing(Decider::Setup setup) {
  const EventOf event_of = [](Eui64 device) -> exchange::Event { return exchange::ListingChanged{device}; };
  return std::unique_ptr<ModelKind>(new ModelKind(kListing, true, event_of, std::move(setup)));
}

std::unique_ptr<ModelKind> ModelKind::hub_recall(Decider::Setup setup) {
  const EventOf event_of = [](Eui64 device) -> exchange::Event { return exchange::HubRecalled{device}; };
  return std::unique_ptr<ModelKind>(new ModelKind(kHubRecall, false, event_of, std::move(setup)));
}

Result<Transaction::ModelQuery> ModelKind::query_of(const Job& job) const {
  GP_TRY(model, model_of(job));
  Transaction::ModelQuery query;
  query.types = {model.type};
  if (model.type == DeviceType::CHF && proxies_too_) query.types.add(DeviceType::GPF);
  query.manufacturer = model.manufacturer;
  query.model = model.model;
  query.firmware_version = model.firmware_version;
  if (job.cursor.empty()) return query;
  GP_TRY(after, Eui64::parse(job.cursor));
  query.after = after;
  return query;
}

Result<std::uint64_t> ModelKind::count(Transaction& tx, const Job& job) {
  GP_TRY(query, query_of(job));
  return tx.count_of_model(query);
}

Result<JobKind::Step> ModelKind::step(Transaction& tx, Job& job, std::size_t limit, const JobMoment& now) {
  GP_TRY(query, query_of(job));
  query.limit = limit;
  GP_TRY(page, tx.devices_of_model(query));
  for (const Eui64 device : page) GP_CHECK(decider_.apply(tx, event_of_(device), now.world, now.machine));
  if (!page.empty()) job.cursor = page.back().text();
  return Step{page.size(), page.size() == limit};
}

}  // namespace gridpost::engine
