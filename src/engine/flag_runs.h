// The runs in which updates of service flags go to the providers, and what the calendar asks for beside them: the
// switch-on of a fuel, updates without an answer, registrations that take effect. (R77-31, R77-32, R77-34, R77-35)
#pragma once

#include <chrono>
#include <functional>

#include "engine/flag_keeper.h"

namespace gridpost::engine {

// Runs a piece of work in one committed transaction. It may be undone and run again, so what it leaves outside must be
// the same after a second time.
using Transact = std::function<Status(const std::function<Status(Transaction&)>&)>;

struct FlagWork {
  const registration::Desk& desk;
  const RuleBook& book;
  const FlagKeeper& keeper;
  ProviderFolders& folders;
  Transact transact;
  std::function<TimeMs()> now;                 // world time
  std::chrono::milliseconds batch_time{1000};  // of a long file, in one transaction at most
  std::function<void()> rest = [] {};          // leaves the store to others between two batches
};

// Everything that is due now; to be called again and again. Work is done in transactions of limited size, and goes on
// where it was after a crash.
Status do_what_is_due(const FlagWork& work);

// One run, due or not: files of what waits, written to the folders.
Status run_now(const FlagWork& work);
// Updates from before a provider was known of their network operator.
Status route_what_waits(const FlagWork& work);
// Writes files that were made and lie in no folder yet.
Status send_made_files(const FlagWork& work);

// Until when registrations that took effect were looked at; nothing was yet: `now`.
Result<TimeMs> handed_over_until(Transaction& tx, TimeMs now);
// What takes effect is noted for both sides, and a new network operator is told the flags.
Status took_effect(Transaction& tx, const FlagKeeper& keeper, const registration::Handover& handover, TimeMs now);
// The registrations of a metering point become these; what is in effect already takes effect at once.
Status set_registrations(Transaction& tx, const FlagKeeper& keeper, const std::string& mpxn,
                         const std::vector<registration::Registration>& history, TimeMs now);

}  // namespace gridpost::engine
