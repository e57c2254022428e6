#include "catalogue/enums.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gridpost::catalogue {
namespace {

constexpr std::array<std::string_view, kDeviceTypes> kDeviceTypeNames = {"ESME",   "GSME",  "GPF", "CHF",
                                                                         "HCALCS", "PPMID", "IHD", "CAD"};
constexpr std::array<std::string_view, kSmiStatuses> kSmiStatusNames = {
    "Pending",  "Whitelisted", "InstalledNotCommissioned", "Commissioned", "Decommissioned", "Withdrawn", "Suspended",
    "Recovery", "Recovered"};
constexpr std::array<std::string_view, kUserRoles> kUserRoleNames = {"IS", "ES", "GS", "RSA", "ED", "GT", "OU", "LC"};

template <class Value, std::size_t N>
std::optional<Value> find(const std::array<std::string_view, N>& names, std::string_view text) {
  const auto it = std::find(names.begin(), names.end(), text);
  if (it == names.end()) return std::nullopt;
  return static_cast<Value>(it - names.begin());
}

template <class Value, std::size_t N>
std::string joined(const std::array<std::string_view, N>& names, SetOf<Value> set) {
  std::string out;
  for (std::size_t i = 0; i < N; ++i) {
    if (!set.has(static_cast<Value>(i))) continue;
    if (!out.empty()) out += '|';
    out += names[i];
  }
  return out;
}

}  // namespace

std::string_view text(DeviceType type) { return kDeviceTypeNames[static_cast<std::size_t>(type)]; }
std::string_view text(SmiStatus status) { return kSmiStatusNames[static_cast<std::size_t>(status)]; }
std::string_view text(UserRole role) { return kUserRoleNames[static_cast<std::size_t>(role)]; }
std::string text(UserRoles roles) { return joined(kUserRoleNames, roles); }
std::string text(DeviceTypes types) { return joined(kDeviceTypeNames, types); }

std::optional<DeviceType> device_type(std::string_view text) { return find<DeviceType>(kDeviceTypeNames, text); }
std::optional<SmiStatus> smi_status(std::string_view text) { return find<SmiStatus>(kSmiStatusNames, text); }
std::optional<UserRole> user_role(std::string_view text) { return find<UserRole>(kUserRoleNames, text); }

Result<DeviceType> named_device_type(std::string_view text, std::string where) {
  if (const auto type = device_type(text)) return *type;
  return fail(fmt::format("'{}' is no Device type; there are {}", text, device_type_names()), std::move(where));
}

std::string device_type_names() { return fmt::format("{}", fmt::join(kDeviceTypeNames, ", ")); }

Result<UserRoles> user_roles(std::string_view text) {
  UserRoles out;
  while (!text.empty()) {
    const std::size_t bar = text.find('|');
    const std::string_view name = text.substr(0, bar);
    const auto role = user_role(name);
    if (!role) return fail(fmt::format("'{}' is not a User Role", name));
    out.add(*role);
    text = bar == std::string_view::npos ? std::string_view() : text.substr(bar + 1);
  }
  return out;
}

std::optional<CommandVariant> command_variant(int number) {
  if (number < 1 || number > 9) return std::nullopt;
  return static_cast<CommandVariant>(number);
}

}  // namespace gridpost::catalogue
