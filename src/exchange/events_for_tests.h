// Events for the tests of this room.
#pragma once

#include "exchange/world_for_tests.h"

namespace gridpost::exchange::street {

inline duis::Request request(std::string_view variant, int command_variant, Eui64 user, Eui64 target,
                             std::uint64_t counter) {
  const catalogue::Service& s = *catalogue::find_service(variant);
  duis::Request r;
  r.schema_version = "5.2";
  r.id = {user, target, counter};
  r.command_variant = command_variant;
  r.reference = s.reference();
  r.variant = variant;
  r.body.name = s.body_element;
  return r;
}

inline RequestArrived arrived(duis::Request r) {
  const int cv = r.command_variant;
  const WebService path = cv == 4       ? WebService::Transform
                          : cv % 2 == 1 ? WebService::SendCommand
                                        : WebService::NonDevice;
  return {path, std::move(r), {}, {}, false, "<xml/>"};
}

// The broker's identity: the target of non-device services.
inline constexpr Eui64 kDcc{0x90B3D51F30000002};

// The code with which the request is answered.
inline std::string code_of(World& w, const duis::Request& r) { return w.run(arrived(r)).answer->code; }

inline duis::Request read(std::uint64_t counter, Eui64 user = kSupplier, Eui64 target = kElectric) {
  return request("4.1.1", 1, user, target, counter);
}

inline duis::Request dated(duis::Request r, TimeMs at) {
  r.body.add("ExecutionDateTime", iso(at));
  return r;
}

inline duis::Request commission(std::uint64_t counter, Eui64 target = kElectric) {
  duis::Request r = request("8.1.1", 4, kSupplier, target, counter);
  r.body.add("CurrentDateTime", iso(kNow));
  r.body.add("TolerancePeriod", "60");
  return r;
}

inline duis::Request log_update(std::uint64_t counter, Eui64 device, bool add, const std::string& mpan = {}) {
  duis::Request r = request("8.11", 1, kSupplier, kHub, counter);
  r.body.add("DeviceID", device.text());
  r.body.add("RequestType", add ? "Add" : "Remove");
  if (!add) return r;
  Element& details = r.body.add("AddDeviceToCHFWhitelist");
  details.add("JoinTimePeriod", "90");
  details.add("InstallCode", "30313233343536373839414243444546");
  if (!mpan.empty()) details.add("ImportMPxN", mpan);
  return r;
}

// The pre-command of the answer, signed, as it comes back with Command Variant 5. The signature's octets are no real
// ones: whether they verify is a fact of the event.
inline RequestArrived signed_back(const duis::Request& first, View pre_command, int command_variant = 5) {
  duis::Request r = first;
  r.command_variant = command_variant;
  r.body = Element();
  r.body.name = "SignedPreCommand";
  RequestArrived event = arrived(std::move(r));
  event.pre_command = gbcs::parse(pre_command).value();
  event.pre_command->signature = Bytes(64, 0x5A);
  event.pre_command_signature_good = true;
  return event;
}

inline gbcs::Payload dlms_results(std::initializer_list<std::uint8_t> results) {
  gbcs::Payload p;
  for (std::uint8_t r : results) {
    gbcs::Item item;
    item.result = r;
    p.items.push_back(item);
  }
  return p;
}

// The answer of the Device to the command in the outbox.
inline DeviceSpoke answer_to(const OutboxItem& command, std::optional<gbcs::Payload> payload, bool is_signed = false) {
  gbcs::Message m = gbcs::parse(command.body).value();
  std::swap(m.header.originator, m.header.recipient);
  m.header.cra = gbcs::Cra::Response;
  m.content = {0xDA, 0, 0, 0, 0, 0, 0, 0, 0};
  m.signature = is_signed ? Bytes(64, 1) : Bytes();
  if (!is_signed) m.mac.emplace();
  const bool to_user = !is_signed && m.header.recipient == command.user;
  DeviceSpoke event;
  event.hub = command.hub;
  event.message = gbcs::write(m);
  event.parsed = m;
  event.protection = to_user ? Protection::Unchecked : Protection::Good;
  event.payload = std::move(payload);
  return event;
}

// An alert to the broker with these values, as it arrives by the hub.
inline DeviceSpoke broker_alert(std::uint16_t message_code, std::uint16_t alert_code, std::vector<Value> values,
                                std::uint64_t counter) {
  gbcs::Message m;
  m.header.cra = gbcs::Cra::Alert;
  m.header.counter = counter;
  m.header.originator = kHub;
  m.header.recipient = World().broker;
  m.header.code = message_code;
  m.signature = Bytes();
  m.mac.emplace();
  DeviceSpoke event;
  event.hub = kHub;
  event.message = gbcs::write(m);
  event.parsed = m;
  event.protection = Protection::Good;
  event.payload.emplace().alert_code = alert_code;
  event.payload->items.emplace_back().value = list_value("alert", Wire::Structure, std::move(values));
  return event;
}

// CS14: the hub's log with these Devices; `joined` have a link key.
inline DeviceSpoke log_alert(std::uint64_t counter, const std::vector<std::pair<Eui64, bool>>& entries) {
  Value list = list_value("entries", Wire::Array, {});
  for (const auto& [device, joined] : entries)
    list.items.push_back(list_value(
        "entry", Wire::Structure,
        {octets_value("deviceId", device.bytes()), octets_value("linkKeyHash", joined ? Bytes(16, 7) : Bytes())}));
  return broker_alert(0x0018, 0x8F12, {list}, counter);
}

// An alert for a User, such as 8F30.
inline DeviceSpoke user_alert(std::uint64_t counter, Eui64 to = kSupplier) {
  gbcs::Message m;
  m.header.cra = gbcs::Cra::Alert;
  m.header.counter = counter;
  m.header.originator = kElectric;
  m.header.recipient = to;
  m.header.code = 0x1000;
  m.content = {0x0F, 0x20, 0, 0, 1, 0, 0x02, 0x02, 0x12, 0x8F, 0x30, 0x09, 0x00};
  m.signature = Bytes(64, 1);
  DeviceSpoke event;
  event.hub = kHub;
  event.message = gbcs::write(m);
  event.parsed = m;
  event.protection = Protection::Good;
  return event;
}

}  // namespace gridpost::exchange::street
