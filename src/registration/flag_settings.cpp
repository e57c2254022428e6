// The settings of MP077 by name.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "registration/flag.h"

namespace gridpost::registration {
namespace {

constexpr auto kNames = std::to_array<SettingName>({
    {"mp077.profile", "final|br04|an|anis"},
    {"mp077.i_rule", "installed|literal"},
    {"mp077.br04.suspended_is_n", "false|true"},
    {"mp077.old_defect_early_a", "false|true"},
    {"mp077.smets1", "unchanged|same"},
    {"mp077.date_zone", "local|utc"},
    {"mp077.max_updates_per_file", "a number, 0 for no limit"},
    {"mp077.max_files_per_rdp_per_run", "a number, 0 for no limit"},
});

// A setting with two words: which of them is meant.
struct Choice {
  std::string_view name;
  bool FlagSettings::*member;
};
constexpr auto kChoices = std::to_array<Choice>({
    {"mp077.i_rule", &FlagSettings::literal_i},
    {"mp077.br04.suspended_is_n", &FlagSettings::br04_suspended_is_n},
    {"mp077.old_defect_early_a", &FlagSettings::old_defect_early_a},
    {"mp077.smets1", &FlagSettings::smets1_same},
    {"mp077.date_zone", &FlagSettings::dates_in_utc},
});

struct Limit {
  std::string_view name;
  std::size_t FlagSettings::*member;
};
constexpr auto kLimits = std::to_array<Limit>({
    {"mp077.max_updates_per_file", &FlagSettings::updates_a_file},
    {"mp077.max_files_per_rdp_per_run", &FlagSettings::files_a_run},
});

// The place of the value among "a|b|c".
std::optional<std::size_t> place_in(std::string_view values, std::string_view value) {
  for (std::size_t place = 0;; ++place) {
    const std::size_t bar = values.find('|');
    if (values.substr(0, bar) == value) return place;
    if (bar == std::string_view::npos) return std::nullopt;
    values.remove_prefix(bar + 1);
  }
}

tl::unexpected<Error> no_such_value(const SettingName& setting, std::string_view value) {
  return fail(fmt::format("'{}' is not one of its values: {}", value, setting.values), std::string(setting.name));
}

}  // namespace

std::span<const SettingName> setting_names() { return kNames; }

Result<FlagSettings> with_setting(FlagSettings settings, std::string_view name, std::string_view value) {
  const auto setting = std::find_if(kNames.begin(), kNames.end(), [&](const SettingName& s) { return s.name == name; });
  if (setting == kNames.end()) {
    std::string all;
    for (const SettingName& s : kNames) all += fmt::format("{}{}", all.empty() ? "" : ", ", s.name);
    return fail(fmt::format("there is no such setting; there are {}", all), std::string(name));
  }
  for (const Limit& limit : kLimits) {
    if (limit.name != name) continue;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), settings.*limit.member);
    if (error != std::errc() || end != value.data() + value.size()) return no_such_value(*setting, value);
    return settings;
  }
  const auto place = place_in(setting->values, value);
  if (!place) return no_such_value(*setting, value);
  if (name == "mp077.profile") settings.profile = static_cast<FlagProfile>(*place);
  for (const Choice& choice : kChoices)
    if (choice.name == name) settings.*choice.member = *place == 1;
  return settings;
}

}  // namespace gridpost::registration
