// Decides on an event, and puts what follows into force: the same way for requests and for bulk work.
#pragma once

#include <functional>

#include "catalogue/rules.h"
#include "crypto/key_store.h"
#include "engine/flag_keeper.h"
#include "engine/ports.h"
#include "exchange/event.h"

namespace gridpost::engine {

class Decider {
 public:
  // The rules of the exchange; tests may bring their own.
  struct Mind {
    std::function<exchange::Needs(const exchange::Event&)> needs;
    std::function<exchange::Needs(const exchange::Event&, const exchange::Known&, int round)> further_needs;
    std::function<exchange::Decision(const exchange::Event&, const exchange::Known&)> decide;
  };
  // What is referred to must outlive the decider.
  struct Setup {
    RuleBook rules;
    exchange::Limits limits = {};
    const crypto::KeyStore& keys;
    Eui64 broker;
    Eui64 trans_cos = {};
    Mind mind{exchange::needs, exchange::further_needs, exchange::decide};
    const registration::Desk& desk;
  };

  // Loads what the event needs, in rounds, and decides on it. Time, rules and limits stand in `known` already.
  static Result<exchange::Decision> judge(Transaction& tx, const crypto::KeyStore& keys, const Mind& mind,
                                          const exchange::Event& event, exchange::Known& known);

  explicit Decider(Setup setup) : setup_(std::move(setup)), flags_(setup_.desk) {}

  // Decides at this world time, applies the effects, and has flags and alerts follow; in a transaction that is yet to
  // be committed. `machine_ms` is when what leaves was queued. One thread at a time.
  Result<exchange::Decision> apply(Transaction& tx, const exchange::Event& event, TimeMs now, std::int64_t machine_ms);

 private:
  Setup setup_;
  FlagKeeper flags_;
  exchange::Known known_;
  TimeMs rules_of_ = -1;  // the hour whose rules are in known_
};

}  // namespace gridpost::engine
