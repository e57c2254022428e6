// The faults that a Device has at present, kept in its state.
#pragma once

#include <optional>
#include <vector>

#include "devices/fault.h"
#include "devices/state_store.h"

namespace gridpost::devices {

class FaultList {
 public:
  // `at_start` counts when the Device begins its life; later what was kept does.
  FaultList(State& state, const std::vector<Fault>& at_start);

  const std::vector<Fault>& all() const { return faults_; }
  // The fault, if the Device has it now.
  const Fault* find(Fault::Kind kind, TimeMs now) const;
  // In place of an older one of the kind.
  void put(const Fault& fault);
  // False if there was none.
  bool remove(Fault::Kind kind);
  // When the next one ends by itself; Fault::kForever if none does.
  TimeMs next_end() const;
  // Takes those away that are over, and gives them back.
  std::vector<Fault> end(TimeMs now);

 private:
  void keep();

  State& state_;
  std::vector<Fault> faults_;
};

}  // namespace gridpost::devices
