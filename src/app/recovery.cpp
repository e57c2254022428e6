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

Status move_one(engine::Transaction& tx, const engine::FlagKeeper& flags, const exchange::RecoveryMoved& event,
                const RecoveryCall& call, TimeMs now, RecoveryCount& count) {
  const crypto::KeyStore no_keys;
  const engine::Decider::Mind mind{exchange::needs, exchange::further_needs, exchange::decide};
  exchange::Known known;
  known.now = now;
  known.broker = call.broker;
  known.rules = call.book.rules_at(now);
  GP_TRY(decision, engine::Decider::judge(tx, no_keys, mind, event, known));
  GP_CHECK(engine::put_in_force(tx, decision.effects, decision.alerts, known.devices,
                                {flags, known.rules, call.broker, now, machine_now()}));
  if (decision.effects.empty())
    ++count.so_already;
  else if (std::string why = refusal_in(decision.effects); !why.empty())
    count.refused.push_back(std::move(why));
  else
    ++count.moved;
  return {};
}

}  // namespace

Result<RecoveryCount> move_recovery(engine::Store& store, const engine::FlagKeeper& flags, const WorldClock& clock,
                                    const RecoveryCall& call, const std::vector<Eui64>& devices) {
  RecoveryCount count;
  for (std::size_t done = 0; done < devices.size();) {
    GP_TRY(tx, store.begin());
    const std::size_t end = std::min(devices.size(), done + kDevicesATransaction);
    for (; done < end; ++done)
      GP_CHECK(move_one(*tx, flags, {devices[done], call.step, call.by}, call, clock.now(), count));
    GP_CHECK(tx->set_setting(engine::kOutboxChanged, std::to_string(machine_now())));
    GP_CHECK(tx->commit());
  }
  return count;
}

}  // namespace gridpost::app
