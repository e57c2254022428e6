#include "exchange/command.h"

#include <fmt/format.h>

#include <algorithm>

#include "exchange/customer_number.h"
#include "exchange/facts.h"
#include "exchange/inventory_effects.h"
#include "exchange/question.h"
#include "exchange/supplement.h"
#include "transform/transform.h"

namespace gridpost::exchange {
namespace {

using inventory::refuse;

// Services whose body is needed when their Device answers, and held ones.
bool keeps_body(const duis::Request& request) {
  return changes_inventory(request.variant) || execution_date(request.body);
}

// The Device as Transform sees it; use cases of code modifications that are not in force do not exist for it.
transform::Target target_of(const inventory::Device& device, std::string_view variant, const Rules& rules) {
  transform::Target target{device.id, device.type, device.esme_variant, device.gbcs_version};
  for (const UseCase* use_case : Catalogue::instance().by_service(variant, device.type))
    if (!use_case->rule.empty() && !rules.on(use_case->rule)) target.without.push_back(use_case->rule);
  return target;
}

}  // namespace

inventory::Outcome<gbcs::Message> make_command(const duis::Request& request, const Known& known) {
  const inventory::Device& device = known.devices.at(request.id.target);
  const transform::Supplement supplement = supplement_of(request, known);
  const Element added = supplement.element();
  const transform::Source source{request.id, request.variant, &request.body, &added};
  const transform::Target target = target_of(device, request.variant, known.rules);
  transform::Circumstances circumstances;
  circumstances.now = known.now;
  circumstances.broker = known.broker;
  circumstances.trans_cos = known.trans_cos;
  circumstances.broker_counter = std::max(device.broker_counter + 1, static_cast<std::uint64_t>(known.now));
  circumstances.known_remote_party = is_known_remote_party(known, device, request.id.originator);
  circumstances.certificate = certificate_of(known, request.id.originator);
  const auto use_case = transform::select(source, target);
  if (!use_case) return refuse(rule::kTransform, use_case.error().text());
  if (auto complete = check_supplement(**use_case, supplement, request, known); !complete)
    return tl::unexpected(std::move(complete).error());
  auto command = transform::to_command(**use_case, source, target, circumstances);
  if (!command) return refuse(rule::kTransform, command.error().text());
  return std::move(*command);
}

RequestRecord record_of(const duis::Request& request, const Known& known) {
  RequestRecord r;
  r.id = request.id;
  r.reference = request.reference;
  r.variant = request.variant;
  r.command_variant = request.command_variant;
  r.schema_version = request.schema_version;
  r.received_at = known.now;
  r.device = request.id.target;
  if (keeps_body(request)) r.facts = facts_of(request.body);
  if (request.variant == kCustomerNumberService) note_customer_number(r, known);
  return r;
}

void note_command(RequestRecord& record, const gbcs::Message& command) {
  record.message_code = command.header.code;
  record.command_originator = command.header.originator;
  record.command_counter = command.header.counter;
}

inventory::Outcome<void> check_carrier(Eui64 device, const Known& known) {
  const inventory::Device* d = find_device(known, device);
  if (!d || !carrier_of(*d)) return refuse(rule::kCarrier, fmt::format("{} stands behind no hub", device.text()));
  return {};
}

void note_broker_counter(const gbcs::Message& command, const Known& known, Effects& effects) {
  const Eui64 originator = command.header.originator;
  if (originator != known.broker && (originator != known.trans_cos || originator == Eui64())) return;
  inventory::Device device = known.devices.at(command.header.recipient);
  device.broker_counter = command.header.counter;
  effects.push_back(PutDevice{std::move(device)});
}

void send_command(const RequestRecord& record, const gbcs::Message& command, const Known& known, Effects& effects) {
  note_broker_counter(command, known, effects);
  OutboxItem item;
  item.kind = OutboxKind::Command;
  item.user = record.id.originator;
  item.device = record.device;
  item.hub = *carrier_of(known.devices.at(record.device));
  item.request = record.id;
  item.body = gbcs::grouping_part(command);
  item.created_at = known.now;
  effects.push_back(Enqueue{std::move(item)});
  const TimeMs wait =
      has_joined(known.devices.at(record.device)) ? known.limits.command_timeout : known.limits.unjoined_timeout;
  effects.push_back(StartTimer{{0, known.now + wait, TimerKind::CommandTimeout, record.id}});
}

}  // namespace gridpost::exchange
