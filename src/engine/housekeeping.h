// The job that takes Devices out of the inventory that were Pending for too long, in batches. (SECMP0060, R60)
#pragma once

#include <functional>

#include "catalogue/rules.h"
#include "engine/flag_keeper.h"
#include "engine/job_kind.h"

namespace gridpost::engine {

inline constexpr char kHousekeeping[] = "housekeeping";  // the kind of the job

// The settings, as the store has them; those of the modification while nobody has changed them.
Result<inventory::HousekeepingSettings> housekeeping_settings(Transaction& tx);
Status set_housekeeping(Transaction& tx, const inventory::HousekeepingSettings& settings, const std::string& by,
                        TimeMs now);
// What holds at the time: the settings, or the old rule before the date of the modification.
Result<inventory::RetentionPolicy> housekeeping_policy(Transaction& tx, const RuleBook& rules, TimeMs at);

// Begins a run, unless one is under way: then it is that one.
Result<Job> begin_housekeeping(Transaction& tx, TimeMs now);

// What became of the Devices since the run began counts, and so do settings that were changed; the age goes by the time
// at which it began.
class HousekeepingKind final : public JobKind {
 public:
  // Alerts come from the broker; the flags of the metering points that meters leave follow. `flags` must outlive it.
  HousekeepingKind(RuleBook rules, Eui64 broker, const FlagKeeper& flags)
      : rules_(std::move(rules)), broker_(broker), flags_(flags) {}

  std::string_view name() const override { return kHousekeeping; }
  Result<std::uint64_t> count(Transaction& tx, const Job& job) override;
  Result<Step> step(Transaction& tx, Job& job, std::size_t limit, const JobMoment& now) override;

 private:
  RuleBook rules_;
  Eui64 broker_;
  const FlagKeeper& flags_;
};

// A dry run: every Device that is due at the time, in the order in which a run would take them. Page by page, so that
// the store is not held. The Device is as it is now.
using OnDue = std::function<void(const exchange::Removal&, const inventory::Device&)>;
Status each_due(Store& store, const inventory::RetentionPolicy& policy, TimeMs as_of, const OnDue& on_due);

// Every Pending Device but gas proxies, which go with their hubs; by type, oldest first.
using OnPending = std::function<Status(const inventory::Kept&)>;
Status each_pending(Store& store, const OnPending& on_pending);

// Lets the time of these Devices count anew, in one transaction that is yet to be committed. An error if one of them is
// not Pending, or not in the inventory, or if there are not as many as expected. (R60-19)
Status reset_pending(Transaction& tx, const std::vector<Eui64>& devices, std::size_t expected, const std::string& by,
                     TimeMs now);

}  // namespace gridpost::engine
