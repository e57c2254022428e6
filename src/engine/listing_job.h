// An entry of the Central Products List changed, and the Devices of its model are suspended or restored. (DUIS 7.5;
// RCOM-07)
#pragma once

#include "engine/decider.h"
#include "engine/job_kind.h"
#include "inventory/device.h"

namespace gridpost::engine {

inline constexpr char kListing[] = "products-list";  // the kind of the job

// Makes the job for the Devices of the entry's model with its firmware; a hub's entry stands for its gas proxy as well.
Result<Job> begin_listing(Transaction& tx, const inventory::Product& entry, TimeMs now);

// The list decides on each Device as it is when its turn comes; said again, it changes nothing.
class ListingKind final : public JobKind {
 public:
  explicit ListingKind(Decider::Setup setup) : decider_(std::move(setup)) {}

  std::string_view name() const override { return kListing; }
  Result<std::uint64_t> count(Transaction& tx, const Job& job) override;
  Result<Step> step(Transaction& tx, Job& job, std::size_t limit, const JobMoment& now) override;

 private:
  Decider decider_;
};

}  // namespace gridpost::engine
