// Use cases played against a device process, one after the other, and what became of each.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "crypto/key_store.h"
#include "devices/world.h"
#include "network/tcp_network.h"
#include "trials/answer.h"

namespace gridpost::app {

struct TrialOptions {
  network::Endpoint device;
  Eui64 target;
  std::string gbcs_version;              // empty: that of the world file
  std::chrono::milliseconds timeout{0};  // of an answer, and of the connection
  bool join = true;                      // the Device is added to the log of its hub before
  bool strict = false;                   // a documented error has failed, too
  std::set<std::string> use_cases;       // only these; empty: all
  std::set<std::string> without;         // not these
  std::uint64_t seed = 1;                // of the commands' contents
};

enum class TrialResult { Passed, Failed, NotAnswered, NotOffered, NotMade };
std::string_view text(TrialResult result);

// One use case.
struct TrialRow {
  const UseCase* use_case = nullptr;
  std::string variant;  // Service Reference Variant
  TrialResult result = TrialResult::NotMade;
  std::vector<trials::Finding> findings;  // Failed
  std::string refusal;                    // Passed with a documented error, or Failed for it
  std::string note;                       // why it was not answered, offered or made
  std::string read_back;                  // what has read the values that it set
  Bytes command, answer;
  std::string answer_text;  // the answer by name, as far as it could be read
};

struct Trial {
  TrialOptions options;
  devices::WorldDevice device;
  TimeMs started = 0;  // world time
  std::vector<TrialRow> rows;

  std::size_t count(TrialResult result) const;
  std::size_t refused() const;  // passed with a documented error
  // Everything that the version offers was made and answered as it must be.
  bool passed() const;
};

// An error if the world has no such Device, the version is none, or a named use case is none of the Device's.
Status check_trial(const devices::World& world, const TrialOptions& options);

// Plays them; the options are checked. `keys` has the private keys of the DCC and of Users. `tell` hears of every row.
// An error if nobody answers there or the Device does not join.
Result<Trial> run_trial(const devices::World& world, const crypto::KeyStore& keys, const TrialOptions& options,
                        const std::function<void(const TrialRow&)>& tell);

}  // namespace gridpost::app
