#include "access/eligibility.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gridpost::access {
namespace {

// What an installer does before the Device has a metering point in the inventory. (DUIS 5)
constexpr auto kInstallerServices = std::to_array<std::string_view>({"6.20.1", "8.1.1", "8.4", "8.11"});

bool is_installer_service(std::string_view variant) {
  return std::find(kInstallerServices.begin(), kInstallerServices.end(), variant) != kInstallerServices.end();
}

// One of the User's roles that the matrix allows is registered at one of the metering points.
bool is_registered(const Question& q) {
  return std::any_of(q.target->points.begin(), q.target->points.end(), [&](const MeteringPoint& p) {
    return q.user->roles.has(p.role) && roles_of(q).has(p.role) && p.party == q.user->id;
  });
}

// The roles that the matrix decides alone. (DUIS 5)
bool needs_no_registration(const Question& q) {
  return (q.user->roles.has(UserRole::OU) && roles_of(q).has(UserRole::OU)) ||
         (q.user->roles.has(UserRole::LC) && roles_of(q).has(UserRole::LC));
}

// A User who brings a Device acts on it until a metering point says who is responsible.
bool is_installer(const Question& q) {
  if (!is_installer_service(q.service->variant)) return false;
  if (q.target->log_device_notified_by == q.user->id) return true;
  return q.target->points.empty() && q.target->notified_by == q.user->id;
}

std::string why_not(const Question& q) {
  const std::string asker = fmt::format("{} ({}, {})", q.user->name, q.user->id.text(), catalogue::text(q.user->roles));
  if (q.target->points.empty())
    return fmt::format("{} has no metering point in the inventory and was pre-notified by {}, not by {}",
                       q.device.text(), q.target->notified_by.text(), asker);
  std::string parties;
  for (const MeteringPoint& p : q.target->points) {
    if (!roles_of(q).has(p.role)) continue;
    if (!parties.empty()) parties += ", ";
    parties += fmt::format("{} at {}: {}", catalogue::text(p.role), p.mpxn, p.party ? p.party->text() : "nobody");
  }
  return fmt::format("{} is not registered for {} at {}; registered are {}", asker, q.device.text(), iso(q.at),
                     parties.empty() ? "none in a role of this service" : parties);
}

}  // namespace

std::optional<Verdict> check_eligibility(const Question& question) {
  if (needs_no_registration(question) || is_registered(question) || is_installer(question)) return std::nullopt;
  return Verdict::refuse(rule::kEligibility, why_not(question));
}

std::optional<Verdict> check_responsible_supplier(const Question& question) {
  constexpr RoleSet kResponsible = {UserRole::IS, UserRole::GS};
  const bool responsible =
      std::any_of(question.target->points.begin(), question.target->points.end(), [&](const MeteringPoint& p) {
        return kResponsible.has(p.role) && question.user->roles.has(p.role) && p.party == question.user->id;
      });
  if (responsible || is_installer(question)) return std::nullopt;
  return Verdict::refuse(rule::kResponsibleSupplier, why_not(question));
}

}  // namespace gridpost::access
