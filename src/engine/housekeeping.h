// The job that takes Devices out of the inventory that were Pending for too long, in batches. (SECMP0060, R60)
#pragma once

#include <functional>

#include "catalogue/rules.h"
#include "engine/flag_keeper.h"
#include "engine/ports.h"

namespace gridpost::engine {

inline constexpr char kHousekeeping[] = "housekeeping";  // the kind of the job

// The settings, as the store has them; those of the modification while nobody has changed them.
Result<inventory::HousekeepingSettings> housekeeping_settings(Transaction& tx);
Status set_housekeeping(Transaction& tx, const inventory::HousekeepingSettings& settings, const std::string& by,
                        TimeMs now);
// What holds at the time: the settings, or the old rule before the date of the modification.
Result<inventory::RetentionPolicy> housekeeping_policy(Transaction& tx, const RuleBook& rules, TimeMs at);

// Begins a run, unless one is under way: then it is that one.
Result<Job> begin_housekeeping(Transaction& tx, const RuleBook& rules, TimeMs now);

struct HousekeepingSetup {
  RuleBook rules;
  Eui64 broker;             // alerts come from it
  const FlagKeeper& flags;  // of the metering points that meters leave
  JobPace pace = {};
};
// One batch of the job, in a transaction that is yet to be committed. True: there is more. What became of the Devices
// meanwhile counts, and so do settings that were changed; the age goes by the time at which the run began.
Result<bool> housekeeping_batch(Transaction& tx, const HousekeepingSetup& setup, std::int64_t job, TimeMs now,
                                std::int64_t machine_ms);

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
