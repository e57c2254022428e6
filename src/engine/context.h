// What the parts of the engine share, and how the engine is set up.
#pragma once

#include <functional>
#include <string>

#include "base/clock.h"
#include "catalogue/rules.h"
#include "crypto/key_store.h"
#include "duis/signature.h"
#include "engine/counters.h"
#include "engine/job.h"
#include "engine/pool.h"
#include "engine/ports.h"
#include "engine/secrets.h"
#include "engine/sequencer.h"
#include "engine/world_time.h"

namespace gridpost::engine {

// All references must outlive the engine.
struct Setup {
  Store& store;
  Network& network;
  Push& push;
  WorldTime& clock;
  const crypto::KeyStore& keys;  // certificates of all, private keys of the DCC
  Eui64 broker;                  // the access control broker; its key agreement key is in `keys`
  Eui64 trans_cos = {};          // the change of supplier party; 0: there is none, and 6.23 is refused
  crypto::KeyEntryPtr signer;    // signs responses: the DCC's XML-signing certificate with its private key
  RuleBook rules;
  exchange::Limits limits = {};  // how long the exchange waits, and its switches
  Decider::Mind mind{exchange::needs, exchange::further_needs, exchange::decide};
  std::function<std::int64_t()> machine_ms = machine_now;  // for back-off; goes on over restarts
  std::size_t threads = std::thread::hardware_concurrency();
  registration::Desk desk = {};        // the registration data providers
  ProviderFolders* folders = nullptr;  // their folders; none: files are neither taken in nor made
  duis::Quirks quirks = duis::Quirks::FollowStockTool;
  TimeMs body_retention = 7 * kDay;          // of audit bodies, world time
  std::chrono::milliseconds patience{5000};  // how long stop() waits for pushes under way
  bool housekeeping_daily = false;           // begin a run of housekeeping in each local day of the world
  JobPace job_pace = {};
  std::size_t sequencer_queue = limits::kSequencerQueue;
  std::size_t pool_queue = limits::kPoolQueue;

  Decider::Setup decider() const { return {rules, limits, keys, broker, trans_cos, mind, desk}; }
};

// What a gateway sends back over HTTP.
struct HttpReply {
  int status = 200;
  std::string content_type;
  std::string body;
};

// The parts see the engine's insides through this.
struct Context {
  const Setup& setup;
  Counters& counters;
  Outstanding& outstanding;
  Secrets& secrets;
  Pool& pool;
  Sequencer& sequencer;
};

}  // namespace gridpost::engine
