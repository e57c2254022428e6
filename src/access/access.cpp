#include "access/access.h"

#include <fmt/format.h>

#include <algorithm>

#include "access/eligibility.h"
#include "access/path.h"
#include "access/status_table.h"

namespace gridpost::access {
namespace {

using Refusal = std::optional<Verdict>;

std::string_view text(WebService path) {
  switch (path) {
    case WebService::Transform:
      return "Transform";
    case WebService::SendCommand:
      return "Send Command";
    case WebService::NonDevice:
      return "Non-Device";
  }
  return {};
}

bool is_local(int command_variant) {
  return command_variant == 2 || command_variant == 3 || command_variant == 6 || command_variant == 7;
}

// Services whose commands may go over the WAN only. (DUIS 2, proposed)
bool wan_only(std::string_view variant) { return variant == "6.21" || variant == "6.23" || variant == "8.5"; }

Refusal check_path(const Question& q) {
  const auto path = path_of(q.command_variant);
  if (!path || *path == q.path) return std::nullopt;
  return Verdict::refuse(rule::kWebService, fmt::format("Command Variant {} belongs to {}, not to {}",
                                                        q.command_variant, text(*path), text(q.path)));
}

Refusal check_variant(const Question& q) {
  if (!q.service) return Verdict::refuse(rule::kBodyMatchesReference, "there is no such Service Reference Variant");
  const auto variant = catalogue::command_variant(q.command_variant);
  if (!variant || !q.service->command_variants.has(*variant) ||
      (wan_only(q.service->variant) && is_local(q.command_variant)))
    return Verdict::refuse(rule::kCommandVariant, fmt::format("Command Variant {} does not apply to {} {}",
                                                              q.command_variant, q.service->variant, q.service->name));
  if (q.reference != q.service->reference())
    return Verdict::refuse(rule::kBodyMatchesReference, fmt::format("variant {} is not one of Service Reference {}",
                                                                    q.service->variant, q.reference));
  const std::string_view body =
      catalogue::carries_signed_pre_command(*variant) ? std::string_view("SignedPreCommand") : q.service->body_element;
  if (q.body_element != body)
    return Verdict::refuse(rule::kBodyMatchesReference,
                           fmt::format("{} with Command Variant {} has the body {}, not {}", q.service->variant,
                                       q.command_variant, body, q.body_element));
  return std::nullopt;
}

Refusal check_user(const Question& q) {
  if (!q.user) return Verdict::refuse(rule::kUserKnown, fmt::format("{} is not a known User", q.originator.text()));
  if (q.user->roles.empty())
    return Verdict::refuse(rule::kUserKnown, fmt::format("{} has no User Role", q.originator.text()));
  if (!q.user->roles.meets(roles_of(q)))
    return Verdict::refuse(
        rule::kRoleInMatrix,
        fmt::format("{} is {}; {} may be used by {}", q.user->name, catalogue::text(q.user->roles), q.service->variant,
                    roles_of(q).empty() ? "nobody" : catalogue::text(roles_of(q))));
  if (q.user->status != UserStatus::InOperation)
    return Verdict::refuse(rule::kUserInOperation, fmt::format("{} is suspended", q.user->name));
  return std::nullopt;
}

Refusal check_device(const Question& q) {
  if (!q.target) return Verdict::refuse(rule::kDeviceKnown, fmt::format("{} is not in the inventory", q.device.text()));
  if (!q.service->devices.has(q.target->type))
    return Verdict::refuse(rule::kDeviceType,
                           fmt::format("{} is a {}; {} is for {}", q.device.text(), catalogue::text(q.target->type),
                                       q.service->variant, catalogue::text(q.service->devices)));
  return std::nullopt;
}

Refusal check_status(const Question& q) {
  const Target& t = *q.target;
  if (!status_allows(t.status, q.service->variant))
    return Verdict::refuse(rule::kStatus, fmt::format("{} is {}, which does not allow {}", q.device.text(),
                                                      catalogue::text(t.status), q.service->variant));
  if (q.service->variant == "8.1.1" && t.hub_status != SmiStatus::Commissioned)
    return Verdict::refuse(rule::kStatus,
                           t.hub_status
                               ? fmt::format("the hub of {} is {}; a Device is commissioned behind a Commissioned hub",
                                             q.device.text(), catalogue::text(*t.hub_status))
                               : fmt::format("{} stands behind no hub", q.device.text()));
  return std::nullopt;
}

// A local command is for the suppliers who visit a premises, and for Devices that may be there. (proposed)
Refusal check_local(const Question& q) {
  if (!is_local(q.command_variant)) return std::nullopt;
  if (!q.user->roles.meets({UserRole::IS, UserRole::GS}))
    return Verdict::refuse(rule::kLocalDelivery, fmt::format("local commands are for suppliers; {} is {}", q.user->name,
                                                             catalogue::text(q.user->roles)));
  constexpr catalogue::SmiStatuses kPresent = {SmiStatus::Whitelisted, SmiStatus::InstalledNotCommissioned,
                                               SmiStatus::Commissioned, SmiStatus::Suspended};
  if (!kPresent.has(q.target->status))
    return Verdict::refuse(rule::kLocalDelivery, fmt::format("{} is {}, so no local command is made for it",
                                                             q.device.text(), catalogue::text(q.target->status)));
  return std::nullopt;
}

bool names(std::string_view list, std::string_view variant) {
  while (!list.empty()) {
    const std::size_t blank = list.find(' ');
    const std::string_view one = list.substr(0, blank);
    if (one == variant || (one.ends_with('.') && variant.starts_with(one))) return true;
    list = blank == std::string_view::npos ? std::string_view() : list.substr(blank + 1);
  }
  return false;
}

}  // namespace

RoleSet roles_of(const Question& q) { return q.service->roles | q.added_roles; }

Verdict Verdict::refuse(const NamedRule& rule, std::string explanation) {
  return {false, rule.code, rule.name, rule.clause, std::move(explanation)};
}

bool status_allows(SmiStatus status, std::string_view variant) {
  const auto row =
      std::find_if(kStatusTable.begin(), kStatusTable.end(), [&](const StatusRow& r) { return r.status == status; });
  const bool named = names(row->services, variant);
  return row->allows == StatusRow::Allows::Only ? named : !named;
}

Verdict check(const Question& question) {
  for (const auto step : {check_path, check_variant, check_user})
    if (auto refusal = step(question)) return *std::move(refusal);
  if (!question.service->non_device)
    for (const auto step : {check_device, check_status, check_local, check_eligibility})
      if (auto refusal = step(question)) return *std::move(refusal);
  return {true, {}, rule::kAccepted.name, rule::kAccepted.clause, {}};
}

}  // namespace gridpost::access
