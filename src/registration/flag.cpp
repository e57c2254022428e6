#include "registration/flag.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gridpost::registration {
namespace {

struct Value {
  ServiceFlag flag;
  std::string_view letter;
  std::string_view meaning;
};
constexpr auto kValues = std::to_array<Value>({
    {ServiceFlag::A, "A", "Active: a smart meter at the metering point is commissioned and can be reached by the DCC"},
    {ServiceFlag::N, "N", "Non-active: there was a smart meter at the metering point, and there is none now"},
    {ServiceFlag::I, "I", "Installed, not commissioned: a smart meter is there that the DCC does not reach yet"},
    {ServiceFlag::S, "S", "Suspended: the smart meters at the metering point are suspended"},
    {ServiceFlag::W, "W", "Withdrawn: the smart meter at the metering point was opted out of the DCC's services"},
});

const Value& value_of(ServiceFlag flag) { return kValues[static_cast<std::size_t>(flag)]; }

bool is_live(const CountedMeter& m) {
  return m.counts_as == MeterClass::Commissioned || m.counts_as == MeterClass::Installed;
}

// The meter as the profile weighs it: what is suspended or in recovery may count for less.
CountedMeter weighed(CountedMeter m, const FlagRules& rules) {
  const FlagSettings& s = rules.settings;
  const bool lost = m.overlay == Overlay::Recovery || (m.overlay == Overlay::Suspended && s.br04_suspended_is_n);
  if (rules.in_force && s.profile == FlagProfile::Br04 && lost && is_live(m)) m.counts_as = MeterClass::Gone;
  if (!rules.in_force || s.profile != FlagProfile::Anis || m.overlay != Overlay::Suspended) m.overlay = Overlay::None;
  return m;
}

// Only SMETS1 meters are and ever were there. A meter of a later kind that has left counts, lest N turned back to A
// when its record is deleted.
bool keeps_old_logic(const PointMemory& memory, const FlagSettings& settings) {
  return memory.smets1 && !memory.smets2 && !settings.smets1_same;
}

// A from the first commissioning, for good. (R77-20, R77-22)
std::optional<ServiceFlag> old_flag(const PointMemory& memory, const FlagSettings& settings) {
  const bool set = memory.commissioned || (settings.old_defect_early_a && memory.listed);
  return set ? std::optional(ServiceFlag::A) : std::nullopt;
}

// Whether I holds for meters of which none is Commissioned and one at least Installed. (R77-06)
bool all_installed(std::span<const CountedMeter> meters) {
  return std::all_of(meters.begin(), meters.end(),
                     [](const CountedMeter& m) { return m.counts_as == MeterClass::Installed; });
}

FlagVerdict new_flag(std::span<const CountedMeter> meters, const PointMemory& memory, const FlagRules& rules,
                     std::optional<ServiceFlag> last) {
  bool commissioned = false, installed = false, suspended = false;
  for (const CountedMeter& one : meters) {
    const CountedMeter m = weighed(one, rules);
    suspended |= m.overlay == Overlay::Suspended && is_live(m);
    if (m.overlay != Overlay::None) continue;
    commissioned |= m.counts_as == MeterClass::Commissioned;
    installed |= m.counts_as == MeterClass::Installed;
  }
  const bool has_i = rules.settings.profile == FlagProfile::Final || rules.settings.profile == FlagProfile::Anis;
  if (commissioned) return {ServiceFlag::A};
  if (suspended) return {ServiceFlag::S};
  if (installed && has_i) {
    if (rules.settings.literal_i && !all_installed(meters)) return {last, true};
    return {ServiceFlag::I};
  }
  return {memory.live ? std::optional(ServiceFlag::N) : std::nullopt};
}

// A meter that is followed through its history.
struct Follower {
  bool smets1 = false;
  std::optional<SmiStatus> now = std::nullopt;  // none: there is no record
  SmiStatus held = SmiStatus::Pending;

  void take(std::optional<SmiStatus> to) {
    now = to;
    if (!to || !is_overlay(*to)) held = to.value_or(SmiStatus::Pending);
  }
  std::optional<CountedMeter> counts() const { return now ? std::optional(counted(*now, held, smets1)) : std::nullopt; }
};

// Remembers what the meter counted as while it was there; what it counts as at last, if it still is.
std::optional<CountedMeter> follow(const MeterHistory& meter, TimeMs at, PointMemory& memory) {
  Follower follower{meter.smets1};
  bool begun = false;
  const auto remember = [&] {
    if (const auto m = follower.counts()) memory = remembering(memory, {&*m, 1});
  };
  for (const MeterHistory::Step& step : meter.steps) {
    if (step.at > at || (meter.to && step.at >= *meter.to)) break;
    if (step.at >= meter.from && !std::exchange(begun, true)) remember();
    follower.take(step.to);
    if (begun) remember();
  }
  if (!begun && meter.from <= at) remember();
  const bool there = meter.from <= at && (!meter.to || at < *meter.to);
  return there ? follower.counts() : std::nullopt;
}

}  // namespace

char letter(ServiceFlag flag) { return value_of(flag).letter.front(); }

std::optional<ServiceFlag> service_flag(std::string_view letter) {
  for (const Value& v : kValues)
    if (v.letter == letter) return v.flag;
  return std::nullopt;
}

std::string_view meaning(ServiceFlag flag) { return value_of(flag).meaning; }

bool is_overlay(SmiStatus status) {
  return status == SmiStatus::Suspended || status == SmiStatus::Recovery || status == SmiStatus::Recovered;
}

CountedMeter counted(SmiStatus status, SmiStatus held_before, bool smets1) {
  CountedMeter m;
  m.smets1 = smets1;
  if (is_overlay(status)) m.overlay = status == SmiStatus::Suspended ? Overlay::Suspended : Overlay::Recovery;
  switch (is_overlay(status) ? held_before : status) {
    case SmiStatus::Commissioned:
      m.counts_as = MeterClass::Commissioned;
      break;
    case SmiStatus::InstalledNotCommissioned:
      m.counts_as = MeterClass::Installed;
      break;
    case SmiStatus::Whitelisted:
      m.counts_as = MeterClass::Listed;
      break;
    case SmiStatus::Decommissioned:
    case SmiStatus::Withdrawn:
      m.counts_as = MeterClass::Gone;
      break;
    default:
      m.counts_as = MeterClass::Pending;
  }
  return m;
}

PointMemory remembering(PointMemory memory, std::span<const CountedMeter> meters) {
  for (const CountedMeter& m : meters) {
    memory.live |= is_live(m);
    memory.listed |= is_live(m) || m.counts_as == MeterClass::Listed;
    memory.commissioned |= m.counts_as == MeterClass::Commissioned;
    (m.smets1 ? memory.smets1 : memory.smets2) = true;
  }
  return memory;
}

PointMemory both(const PointMemory& a, const PointMemory& b) {
  return {a.listed || b.listed, a.live || b.live, a.commissioned || b.commissioned, a.smets1 || b.smets1,
          a.smets2 || b.smets2};
}

FlagRules flag_rules(const Rules& rules, Fuel fuel, const FlagSettings& settings) {
  return {rules.on(fuel == Fuel::Electricity ? "mp077.elec" : "mp077.gas"), settings};
}

ServiceFlags allowed_flags(const FlagRules& rules) {
  if (!rules.in_force) return {ServiceFlag::A, ServiceFlag::S, ServiceFlag::W};
  switch (rules.settings.profile) {
    case FlagProfile::Br04:
    case FlagProfile::An:
      return {ServiceFlag::A, ServiceFlag::N};
    case FlagProfile::Anis:
      return {ServiceFlag::A, ServiceFlag::N, ServiceFlag::I, ServiceFlag::S};
    case FlagProfile::Final:
      break;
  }
  return {ServiceFlag::A, ServiceFlag::N, ServiceFlag::I};
}

FlagVerdict derive_flag(std::span<const CountedMeter> meters, const PointMemory& memory, const FlagRules& rules,
                        std::optional<ServiceFlag> last) {
  const bool old = !rules.in_force || keeps_old_logic(memory, rules.settings);
  FlagVerdict verdict = old ? FlagVerdict{old_flag(memory, rules.settings)} : new_flag(meters, memory, rules, last);
  verdict.several_meters = std::count_if(meters.begin(), meters.end(),
                                         [](const CountedMeter& m) { return m.counts_as != MeterClass::Gone; }) > 1;
  return verdict;
}

bool moves_flag(const CountedMeter& before, const CountedMeter& after, const FlagRules& rules) {
  return weighed(before, rules) != weighed(after, rules);
}

PointState brought_up_to_date(const PointState& state, std::span<const CountedMeter> meters, const FlagRules& rules) {
  const PointMemory memory = remembering(state.memory, meters);
  return {memory, derive_flag(meters, memory, rules, state.flag).flag};
}

PointState from_scratch(std::span<const MeterHistory> meters, const FlagRules& rules, TimeMs at) {
  PointMemory memory;
  std::vector<CountedMeter> now;
  for (const MeterHistory& meter : meters)
    if (const auto m = follow(meter, at, memory)) now.push_back(*m);
  return {memory, derive_flag(now, memory, rules).flag};
}

}  // namespace gridpost::registration
