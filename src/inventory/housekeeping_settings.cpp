#include "inventory/housekeeping_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gridpost::inventory {
namespace {

constexpr int kMostMonths = 1200;
constexpr std::string_view kMonths = "months";

tl::unexpected<Error> no_such_value(std::string_view name, std::string_view value, std::string_view values) {
  return fail(fmt::format("'{}' is not one of its values: {}", value, values), std::string(name), "SECMP0060");
}

Result<DeviceType> type_of(std::string_view name, std::string_view text) {
  if (const auto type = catalogue::device_type(text)) return *type;
  return no_such_value(name, text, catalogue::device_type_names());
}

Status set_profile(HousekeepingSettings& settings, std::string_view value) {
  for (int i = 0; i < kRetentionProfiles; ++i) {
    const auto profile = static_cast<RetentionProfile>(i);
    if (text(profile) != value) continue;
    const RetentionPolicy policy = retention_policy(profile);
    settings.profile = profile;
    settings.policy.months = policy.months;
    settings.policy.excluded = policy.excluded;
    return {};
  }
  return no_such_value("profile", value, "legal36, fia, tactical, old12");
}

// "months" or "months.IHD"
Status set_months(HousekeepingSettings& settings, std::string_view name, std::string_view value) {
  int months = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), months);
  if (error != std::errc() || end != value.data() + value.size() || months < 1 || months > kMostMonths)
    return no_such_value(name, value, fmt::format("1 to {} months", kMostMonths));
  if (name == kMonths) {
    settings.policy.months.fill(months);
    return {};
  }
  GP_TRY(type, type_of(name, name.substr(kMonths.size() + 1)));
  settings.policy.months[static_cast<std::size_t>(type)] = months;
  return {};
}

// "none", "CHF,GPF", "+IHD", "-IHD"
Status set_excluded(DeviceTypes& excluded, std::string_view value) {
  const bool more = value.starts_with('+');
  if (more || value.starts_with('-')) {
    GP_TRY(type, type_of("excluded", value.substr(1)));
    if (more)
      excluded.add(type);
    else
      excluded.bits = static_cast<std::uint16_t>(excluded.bits & ~DeviceTypes{type}.bits);
    return {};
  }
  DeviceTypes types;
  while (value != "none") {
    const std::size_t comma = value.find(',');
    GP_TRY(type, type_of("excluded", value.substr(0, comma)));
    types.add(type);
    if (comma == std::string_view::npos) break;
    value.remove_prefix(comma + 1);
  }
  excluded = types;
  return {};
}

Status set_switch(bool& which, std::string_view name, std::string_view value) {
  if (value != "yes" && value != "no") return no_such_value(name, value, "yes, no");
  which = value == "yes";
  return {};
}

Status set_one(HousekeepingSettings& settings, std::string_view name, std::string_view value) {
  if (name == "profile") return set_profile(settings, value);
  if (name == kMonths || name.starts_with("months.")) return set_months(settings, name, value);
  if (name == "excluded") return set_excluded(settings.policy.excluded, value);
  if (name == "continues_after_suspension") return set_switch(settings.policy.continues_after_suspension, name, value);
  if (name == "only_reactivated") return set_switch(settings.policy.only_reactivated, name, value);
  return fail(
      "there is no such setting; there are profile, months, months.TYPE, excluded, continues_after_suspension, "
      "only_reactivated",
      std::string(name), "SECMP0060");
}

std::string list_of(DeviceTypes types) {
  std::string list = types.empty() ? "none" : catalogue::text(types);
  std::replace(list.begin(), list.end(), '|', ',');
  return list;
}

}  // namespace

Result<HousekeepingSettings> with_setting(HousekeepingSettings settings, std::string_view name,
                                          std::string_view value) {
  GP_CHECK(set_one(settings, name, value));
  return settings;
}

std::string text(const HousekeepingSettings& settings) {
  const RetentionPolicy& policy = settings.policy;
  const auto word = [](bool yes) { return yes ? "yes" : "no"; };
  std::string out = fmt::format("profile={}", text(settings.profile));
  for (std::size_t i = 0; i < policy.months.size(); ++i)
    out += fmt::format(" months.{}={}", catalogue::text(static_cast<DeviceType>(i)), policy.months[i]);
  return out + fmt::format(" excluded={} continues_after_suspension={} only_reactivated={}", list_of(policy.excluded),
                           word(policy.continues_after_suspension), word(policy.only_reactivated));
}

Result<HousekeepingSettings> read_settings(std::string_view text) {
  HousekeepingSettings settings;
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos) return fail(fmt::format("'{}' is not NAME=VALUE", one), "SECMP0060");
    GP_CHECK(set_one(settings, one.substr(0, equals), one.substr(equals + 1)));
  }
  return settings;
}

bool is_stricter(const RetentionPolicy& next, const RetentionPolicy& before) {
  for (int i = 0; i < catalogue::kDeviceTypes; ++i) {
    const auto type = static_cast<DeviceType>(i);
    if (next.excludes(type)) continue;
    const auto place = static_cast<std::size_t>(i);
    if (before.excludes(type) || next.months[place] < before.months[place]) return true;
  }
  return (next.continues_after_suspension && !before.continues_after_suspension) ||
         (before.only_reactivated && !next.only_reactivated);
}

}  // namespace gridpost::inventory
