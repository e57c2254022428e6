#include "exchange/command.h"

#include <fmt/format.h>

#include <algorithm>

#include "exchange/facts.h"
#include "exchange/question.h"
#include "exchange/supplement.h"
#include "inventory/hub_log.h"
#include "transform/transform.h"

namespace gridpost::exchange {
namespace {

using inventory::refuse;

// Services whose body is needed when their Device answers.
bool keeps_body(const duis::Request& request) {
  return request.variant == "8.11" || request.variant == "6.20.1" || execution_date(request.body);
}

}  // namespace

inventory::Outcome<void> check_service(const duis::Request& request, const Known& known) {
  if (request.variant != "8.11") return {};
  const auto log_request = inventory::read_log_request(request.body);
  if (!log_request) return refuse(rule::kMessage, log_request.error().text());
  inventory::LogFacts facts;
  facts.hub = request.id.target;
  facts.device = find_device(known, log_request->device);
  if (const auto it = known.hub_logs.find(facts.hub); it != known.hub_logs.end()) facts.log = it->second;
  facts.product = known.product;
  // Export is another supplier's business; whoever installs the meter may name its metering point.
  for (const std::string& mpxn : {log_request->import_mpxn, log_request->secondary_import_mpan})
    if (!mpxn.empty() && !supplies(known, mpxn, request.id.originator)) facts.not_registered.push_back(mpxn);
  return inventory::check_log_request(*log_request, facts);
}

inventory::Outcome<gbcs::Message> make_command(const duis::Request& request, const Known& known) {
  const inventory::Device& device = known.devices.at(request.id.target);
  const transform::Supplement supplement = supplement_of(request, known);
  const Element added = supplement.element();
  const transform::Source source{request.id, request.variant, &request.body, &added};
  const transform::Target target{device.id, device.type, device.esme_variant, device.gbcs_version};
  transform::Circumstances circumstances;
  circumstances.now = known.now;
  circumstances.broker = known.broker;
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
  if (command.header.originator != known.broker) return;
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
  effects.push_back(StartTimer{{0, known.now + known.limits.command_timeout, TimerKind::CommandTimeout, record.id}});
}

}  // namespace gridpost::exchange
