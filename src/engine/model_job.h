// Work on each Device of one model with one firmware: its entry of the Central Products List changed, and the Devices
// are suspended or restored (DUIS 7.5; RCOM-07); or it is a model of hubs that is recalled (proposed).
#pragma once

#include "engine/decider.h"
#include "engine/job_kind.h"
#include "inventory/device.h"

namespace gridpost::engine {

// The kinds of job.
inline constexpr char kListing[] = "products-list";
inline constexpr char kHubRecall[] = "hub-recall";

// Makes the job for the Devices of the model. Where the list changed, a hub's entry stands for its gas proxy as well.
Result<Job> begin_model_job(Transaction& tx, std::string_view kind, const exchange::Needs::Model& model, TimeMs now);

// Puts an event to each of the Devices, as it is when its turn comes. Both kinds of event change nothing when they are
// said again.
class ModelKind final : public JobKind {
 public:
  static std::unique_ptr<ModelKind> listing(Decider::Setup setup);
  static std::unique_ptr<ModelKind> hub_recall(Decider::Setup setup);

  std::string_view name() const override { return name_; }
  Result<std::uint64_t> count(Transaction& tx, const Job& job) override;
  Result<Step> step(Transaction& tx, Job& job, std::size_t limit, const JobMoment& now) override;

 private:
  using EventOf = exchange::Event (*)(Eui64);
  ModelKind(std::string_view name, bool proxies_too, EventOf event_of, Decider::Setup setup)
      : name_(name), proxies_too_(proxies_too), event_of_(event_of), decider_(std::move(setup)) {}
  Result<Transaction::ModelQuery> query_of(const Job& job) const;

  std::string_view name_;
  bool proxies_too_;  // of hubs; otherwise they go along with them
  EventOf event_of_;
  Decider decider_;
};

}  // namespace gridpost::engine
