#include "engine/flag_report.h"
#include "engine/limits.h"

#include <fmt/format.h>

#include <array>
#include <functional>

namespace gridpost::engine {
namespace {

using registration::FlagPoint;
using registration::FlagUpdate;
using registration::ServiceFlag;
using registration::UpdateState;

constexpr const char* kFuels[] = {"electricity", "gas"};

struct Line {
  std::size_t never = 0, differing = 0;
  std::array<std::size_t, registration::kServiceFlags> by_flag{};
  std::array<std::size_t, registration::kUpdateStates> by_state{};

  std::size_t in(UpdateState state) const { return by_state[static_cast<std::size_t>(state)]; }
};

std::string letter_of(std::optional<ServiceFlag> flag) {
  return flag ? std::string(1, registration::letter(*flag)) : "never set";
}

class Reconciliation {
 public:
  Reconciliation(Transaction& tx, const registration::Desk& desk, const Rules& rules, TimeMs now,
                 const std::function<void(const std::string&)>& write)
      : tx_(tx), desk_(desk), rules_(rules), now_(now), write_(write) {}

  Status run() {
    write_(fmt::format("# service flags at {}\n", iso(now_)));
    for (int i = 0; i < registration::kServiceFlags; ++i) {
      const auto flag = static_cast<ServiceFlag>(i);
      write_(fmt::format("# {}: {}\n", registration::letter(flag), registration::meaning(flag)));
    }
    write_("point,fuel,provider,metering point,stored,derived,last accepted,updates under way\n");
    for (const Fuel fuel : {Fuel::Electricity, Fuel::Gas}) GP_CHECK(take(fuel));
    write_(
        "sum,fuel,provider,metering points,never set,A,N,I,S,W,queued,sent,rejected,unanswered,differing from last "
        "accepted\n");
    for (const auto& [key, line] : lines_) put(key.first, key.second, line);
    return {};
  }

 private:
  Status take(Fuel fuel) {
    std::string after;
    for (;;) {
      GP_TRY(points, tx_.records().flag_points(fuel, after, limits::kRecords));
      if (points.empty()) return {};
      after = points.back().mpxn;
      for (const FlagPoint& point : points) GP_CHECK(take(fuel, point));
    }
  }

  Status take(Fuel fuel, const FlagPoint& point) {
    GP_TRY(registered, tx_.registrations(point.mpxn));
    const auto network = registration::party_at(registered, registration::network_kind(fuel), now_);
    const auto* provider = network ? desk_.provider_of(fuel, *network) : nullptr;
    Line& line = lines_[{fuel, provider ? provider->name : "none"}];
    if (point.state.flag)
      ++line.by_flag[static_cast<std::size_t>(*point.state.flag)];
    else
      ++line.never;
    GP_TRY(open, open_updates(tx_.records(), point.mpxn));
    std::string under_way;
    for (const FlagUpdate& update : open) {
      ++line.by_state[static_cast<std::size_t>(update.state)];
      under_way += fmt::format("{}{} {} {}", under_way.empty() ? "" : "; ", registration::letter(update.flag),
                               update.effective, registration::text(update.state));
    }
    GP_TRY(meters, meters_at(tx_, point.mpxn));
    const auto derived =
        registration::brought_up_to_date(point.state, meters, registration::flag_rules(rules_, fuel, desk_.settings))
            .flag;
    const auto accepted = point.accepted ? std::optional(point.accepted->flag) : std::nullopt;
    if (derived == accepted && derived == point.state.flag) return {};
    ++line.differing;
    write_(fmt::format("point,{},{},{},{},{},{},{}\n", kFuels[static_cast<int>(fuel)],
                       provider ? provider->name : "none", point.mpxn, letter_of(point.state.flag), letter_of(derived),
                       letter_of(accepted), under_way));
    return {};
  }

  void put(Fuel fuel, const std::string& provider, const Line& l) {
    std::string flags;
    std::size_t points = l.never;
    for (const std::size_t count : l.by_flag) {
      flags += fmt::format(",{}", count);
      points += count;
    }
    write_(fmt::format("sum,{},{},{},{}{},{},{},{},{},{}\n", kFuels[static_cast<int>(fuel)], provider, points, l.never,
                       flags, l.in(UpdateState::Queued), l.in(UpdateState::InFile) + l.in(UpdateState::Sent),
                       l.in(UpdateState::Rejected), l.in(UpdateState::Unanswered), l.differing));
  }

  Transaction& tx_;
  const registration::Desk& desk_;
  const Rules& rules_;
  const TimeMs now_;
  const std::function<void(const std::string&)>& write_;
  std::map<std::pair<Fuel, std::string>, Line> lines_;
};

}  // namespace

Status reconcile(Transaction& tx, const registration::Desk& desk, const Rules& rules, TimeMs now,
                 const std::function<void(const std::string&)>& write) {
  return Reconciliation(tx, desk, rules, now, write).run();
}

}  // namespace gridpost::engine
