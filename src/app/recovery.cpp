#include "app/recovery.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/decider.h"
#include "engine/push_outbox.h"

namespace gridpost::app {
namespace {

constexpr std::size_t kDevicesATransaction = 256;

// Why the decision changes no status; empty: it does.
std::string refusal_in(const exchange::Effects& effects) {
  std::string why;
  for (const exchange::Effect& effect : effects) {
    if (std::holds_alternative<exchange::RecordStatus>(effect)) return {};
    if (const auto* audit = std::get_if<exchange::Audit>(&effect))
      why = fmt::format("{}: {}", audit->entry.device.text(), audit->entry.explanation);
  }
  return why;
}

Status move_one(engine::Transaction& tx, engine::Decider& decider, const exchange::RecoveryMoved& event, TimeMs now,
                RecoveryCount& count) {
  GP_TRY(decision, decider.apply(tx, event, now, machine_now()));
  if (decision.effects.empty())
    ++count.so_already;
  else if (std::string why = refusal_in(decision.effects); !why.empty())
    count.refused.push_back(std::move(why));
  else
    ++count.moved;
  return {};
}

}  // namespace

Result<RecoveryCount> move_recovery(engine::Store& store, const registration::Desk& desk, const WorldClock& clock,
                                    const RecoveryCall& call, const std::vector<Eui64>& devices) {
  const crypto::KeyStore no_keys;
  engine::Decider decider({.rules = call.book, .keys = no_keys, .broker = call.broker, .desk = desk});
  RecoveryCount count;
  for (std::size_t done = 0; done < devices.size();) {
    GP_TRY(tx, store.begin());
    const std::size_t end = std::min(devices.size(), done + kDevicesATransaction);
    for (; done < end; ++done)
      GP_CHECK(move_one(*tx, decider, {devices[done], call.step, call.by}, clock.now(), count));
    GP_CHECK(tx->set_setting(engine::kOutboxChanged, std::to_string(machine_now())));
    GP_CHECK(tx->commit());
  }
  return count;
}

}  // namespace gridpost::app
