// Commands that take effect later: a Device keeps them, executes them when its clock gets there, and reports each
// instruction. (DUIS 3.5, GBCS 8.1)
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "catalogue/use_case.h"
#include "devices/state_store.h"
#include "gbcs/instructions.h"

namespace gridpost::devices {

// What a Device keeps of them.
class FutureDated {
 public:
  explicit FutureDated(State& state);

  // Keeps what is to come of the command and drops what it replaces or cancels: an instruction or a value is that of
  // the last command that set it.
  void take(const UseCase& use_case, const gbcs::Message& command, const gbcs::Payload& payload,
            const std::vector<gbcs::Instruction>& instructions);
  // When the first one is due, by the Device's clock.
  std::optional<TimeMs> next_due() const { return next_; }

  // A kept command of which parts are due.
  struct Due {
    gbcs::Message command;
    std::set<Bytes> parts;
    std::set<std::string> values;  // attributes whose values are still this command's
  };
  // Those that are due by this time of the Device's clock; they are kept no longer.
  std::vector<Due> due(TimeMs clock);

 private:
  void drop_finished_commands();
  void look_ahead();

  State& state_;
  std::optional<TimeMs> next_;
};

}  // namespace gridpost::devices
