#include "exchange/operator_outbox.h"

#include "catalogue/rule_list.h"

namespace gridpost::exchange {
namespace {

Audit noted(const OutboxItem& item, TimeMs now, const NamedRule& rule) {
  AuditEntry entry;
  entry.at = now;
  entry.kind = "push";
  entry.user = item.user;
  entry.device = item.device;
  if (item.request != RequestId()) entry.request_id = item.request.text();
  entry.rule = rule.name;
  entry.clause = rule.clause;
  entry.explanation = item.identity + (item.reason.empty() ? "" : ": " + item.reason);
  return {std::move(entry)};
}

}  // namespace

Effects retry_by_operator(const OutboxItem& item, std::int64_t machine_ms, TimeMs now) {
  return {RetryOutbox{.id = item.id, .not_before = 0, .attempts = 0, .queued_at = machine_ms},
          noted(item, now, rule::kPushRetriedByOperator)};
}

Effects drop_by_operator(const OutboxItem& item, TimeMs now) {
  return {CloseOutbox{item.id}, noted(item, now, rule::kPushDroppedByOperator)};
}

}  // namespace gridpost::exchange
