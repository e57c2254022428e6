#include "devices/fault_list.h"

#include <algorithm>

namespace gridpost::devices {
namespace {

constexpr std::string_view kFaults = "faults";  // their texts, one a line; there since the first change

}  // namespace

FaultList::FaultList(State& state, const std::vector<Fault>& at_start) : state_(state), faults_(at_start) {
  const Bytes* kept = state_.find(kFaults);
  if (!kept) return;
  faults_.clear();
  const std::string text = text_of(*kept);
  std::string_view lines = text;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size() - 1);
    if (const auto fault = parse_fault(lines.substr(0, end))) faults_.push_back(*fault);
    lines.remove_prefix(end + 1);
  }
}

const Fault* FaultList::find(Fault::Kind kind, TimeMs now) const {
  const auto it = std::find_if(faults_.begin(), faults_.end(), [&](const Fault& f) { return f.kind == kind; });
  return it != faults_.end() && it->in_force(now) ? &*it : nullptr;
}

void FaultList::put(const Fault& fault) {
  std::erase_if(faults_, [&](const Fault& f) { return f.kind == fault.kind; });
  faults_.push_back(fault);
  keep();
}

bool FaultList::remove(Fault::Kind kind) {
  if (std::erase_if(faults_, [&](const Fault& f) { return f.kind == kind; }) == 0) return false;
  keep();
  return true;
}

TimeMs FaultList::next_end() const {
  TimeMs next = Fault::kForever;
  for (const Fault& fault : faults_) next = std::min(next, fault.until);
  return next;
}

std::vector<Fault> FaultList::end(TimeMs now) {
  if (next_end() > now) return {};
  std::vector<Fault> over;
  std::copy_if(faults_.begin(), faults_.end(), std::back_inserter(over),
               [&](const Fault& f) { return !f.in_force(now); });
  std::erase_if(faults_, [&](const Fault& f) { return !f.in_force(now); });
  keep();
  return over;
}

void FaultList::keep() {
  std::string lines;
  for (const Fault& fault : faults_) lines += fault_text(fault) + "\n";
  state_.put(kFaults, Bytes(lines.begin(), lines.end()));
}

}  // namespace gridpost::devices
