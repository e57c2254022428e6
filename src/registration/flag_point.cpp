#include "registration/flag_point.h"

#include <fmt/format.h>

#include <algorithm>

namespace gridpost::registration {

Observed observe(const FlagPoint& point, std::span<const CountedMeter> meters, const FlagRules& rules, TimeMs at,
                 const std::string& effective, const std::string& cause) {
  Observed out{point, std::nullopt, {}};
  out.point.state.memory = remembering(point.state.memory, meters);
  const FlagVerdict verdict = derive_flag(meters, out.point.state.memory, rules, point.state.flag);
  out.point.several_meters = verdict.several_meters;
  out.point.no_rule = verdict.no_rule;
  if (verdict.several_meters && !point.several_meters)
    out.anomaly = fmt::format("{} has more than one meter that is not gone", point.mpxn);
  if (verdict.no_rule && !point.no_rule)
    out.anomaly = fmt::format("no rule gives a flag for the meters at {}; the last one stays", point.mpxn);
  if (verdict.flag == point.state.flag) return out;
  out.point.state.flag = verdict.flag;
  out.point.effective = verdict.flag ? effective : std::string();
  out.change = FlagChange{point.mpxn, at, verdict.flag, out.point.effective, cause};
  return out;
}

PointUpdates updates_of(const FlagPoint& point, std::span<const FlagUpdate> open) {
  PointUpdates out;
  out.accepted = point.accepted;
  for (const FlagUpdate& u : open) {
    const Told told{u.flag, u.effective};
    if (u.state == UpdateState::Queued)
      out.waiting = told;
    else if (u.state != UpdateState::Rejected)
      out.outstanding = told;
  }
  return out;
}

std::vector<FlagUpdate> requeued(std::span<const FlagUpdate> open, const PointUpdates& after, const FlagUpdate& fresh,
                                 TimeMs now, const std::string& why) {
  std::vector<FlagUpdate> out;
  bool there = false;
  for (const FlagUpdate& u : open) {
    if (u.state != UpdateState::Queued) continue;
    if (after.waiting == Told{u.flag, u.effective} && !there) {
      there = true;
      continue;
    }
    out.push_back(u);
    out.back().state = UpdateState::Closed;
    out.back().at = now;
    out.back().reason = why;
  }
  if (!after.waiting || there) return out;
  out.push_back(fresh);
  out.back().id = 0;
  out.back().state = UpdateState::Queued;
  out.back().flag = after.waiting->flag;
  out.back().effective = after.waiting->effective;
  out.back().at = now;
  return out;
}

PointUpdates moved_away(const FlagPoint& point, const std::string& day) {
  PointUpdates out;
  if (point.state.flag) out.waiting = Told{*point.state.flag, std::max(point.effective, day)};
  return out;
}

}  // namespace gridpost::registration
