#include "catalogue/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace gridpost {
namespace {

constexpr TimeMs kBeginningOfTime = std::numeric_limits<TimeMs>::min();

// key, title, target, decision by, fallback, decision by, actual, depends on, proposed, happened
constexpr auto kReleases = std::to_array<Release>({
    // The documents say only that it is gone; the day is (proposed).
    {"opt-out.end", "End of opting meters out of the DCC's services", "2017-01-01", "", "", "", "", ""},
    {"secmp0007", "Firmware updates to PPMIDs", "", "", "", "", "", ""},
    {"secmp0060", "Removal of Devices that stay Pending", "2019-11-07", "2019-04-24", "", "", "2019-11-29", ""},
    {"mp146", "Date of future coverage in the WAN matrix", "2021-06-24", "2021-06-10", "2021-11-04", "2021-10-21",
     "2021-06-24", ""},
    // The document dates the June 2022 Release the 3rd, all others the 30th; the 30th is taken.
    {"mp077.elec", "Service flags for electricity", "2021-11-04", "2021-03-04", "2022-06-30", "2021-10-01",
     "2021-11-04", ""},
    {"mp077.gas", "Service flags for gas", "2021-11-04", "2021-03-04", "2022-06-30", "2021-10-01", "2021-11-05", ""},
    {"mp121.email", "Install codes after a change of supplier, by e-mail", "2022-02-24", "2022-02-10", "2022-06-30",
     "2022-06-16", "2022-02-24", "", false, true},
    {"mp121.ssi", "Install codes after a change of supplier, by the SSI", "2022-11-03", "2022-03-31", "2023-06-29",
     "2022-10-31", "", "", true, false},
    {"secmp0015", "Time stamp of gas readings", "2022-06-30", "2021-05-28", "2022-11-03", "", "", "secmp0007"},
    // Whether Devices support it, their version says (R15-24); without it 4.18 stays without time.
    {"secmp0015.gcs60a", "GCS60a, gas balances with time; never: the scope of 2017", "always", "", "", "", "", ""},
    {"sat.visibility", "Requests and responses in the Service Audit Trail", "2022-11-03", "2022-02-03", "2023-06-29",
     "", "", ""},
    {"mp125", "Correction of the ESME Variant", "2023-11-02", "2023-02-02", "2024-11-07", "2024-02-07", "", ""},
});

const Release* find_release(std::string_view key) {
  const auto it = std::find_if(kReleases.begin(), kReleases.end(), [&](const Release& r) { return r.key == key; });
  return it == kReleases.end() ? nullptr : &*it;
}

// The date of the preset, or empty if the modification is not part of it.
std::string_view preset_date(const Release& release, Preset preset) {
  if (preset == Preset::AsDocumented) return release.proposed ? release.target : std::string_view();
  if (!release.happened) return {};
  return release.actual.empty() ? release.target : release.actual;
}

// True if the decision falls on this local date or before.
bool decided_by(TimeMs decided, std::string_view date) {
  const Civil c = london(decided);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day) <= date;
}

}  // namespace

std::span<const Release> releases() { return kReleases; }

bool Rules::on(std::string_view key) const {
  if (std::find(consulted_.begin(), consulted_.end(), key) == consulted_.end()) consulted_.emplace_back(key);
  const auto it = on_.find(key);
  return it != on_.end() && it->second;
}

Status RuleBook::override_with(std::string_view key, std::string_view value) {
  if (!find_release(key)) return fail(fmt::format("there is no rule change '{}'", key), std::string(key), "RREL-02");
  if (value != "always" && value != "never")
    if (auto date = local_midnight(value); !date)
      return fail(fmt::format("'{}' is neither a date nor always nor never", value), std::string(key), "RREL-02");
  overrides_[std::string(key)] = value;
  return {};
}

std::optional<TimeMs> RuleBook::effective(std::string_view key) const {
  const Release* release = find_release(key);
  if (!release) return std::nullopt;
  const auto override_it = overrides_.find(key);
  const std::string_view value =
      override_it == overrides_.end() ? preset_date(*release, preset_) : std::string_view(override_it->second);
  if (value == "always") return kBeginningOfTime;
  if (value.empty() || value == "never") return std::nullopt;
  const auto midnight = local_midnight(value);
  return midnight ? std::optional(*midnight) : std::nullopt;
}

Rules RuleBook::rules_at(TimeMs time) const {
  Rules rules;
  for (const Release& release : kReleases) {
    const auto from = effective(release.key);
    rules.on_[std::string(release.key)] = from && *from <= time;
  }
  return rules;
}

std::vector<std::string> RuleBook::warnings() const {
  std::vector<std::string> out;
  for (const Release& release : kReleases) {
    if (release.depends_on.empty()) continue;
    const auto from = effective(release.key);
    const auto base = effective(release.depends_on);
    if (from && (!base || *base > *from))
      out.push_back(fmt::format("{} takes effect without {}, on which it depends", release.key, release.depends_on));
  }
  return out;
}

Result<TimeMs> local_midnight(std::string_view date) {
  GP_TRY(utc, parse_date(date));
  return from_london(civil_of(utc));
}

std::optional<std::string_view> target_date(const Release& release, TimeMs decided) {
  if (!release.target.empty() && decided_by(decided, release.decision_by)) return release.target;
  if (release.fallback.empty()) return std::nullopt;
  // Without a last decision date of its own the fallback holds until it is there.
  const std::string_view last = release.fallback_by.empty() ? release.fallback : release.fallback_by;
  return decided_by(decided, last) ? std::optional(release.fallback) : std::nullopt;
}

}  // namespace gridpost
