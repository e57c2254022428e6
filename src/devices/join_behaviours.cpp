// Joins between Devices of a home, and the logs that Devices keep of them. (GBCS 11)
#include <algorithm>

#include "devices/alerts.h"
#include "devices/behaviour_tables.h"
#include "devices/hub.h"
#include "devices/result_codes.h"
#include "devices/values.h"

namespace gridpost::devices {
namespace {

// Answers to joins and unjoins. (use cases CS03*, CS04*)
enum JoinResult : std::uint8_t {
  kJoinDone = 0,
  kBadMethod = 2,
  kIncompatible = 3,
  kLogFull = 4,
  kNotWritten = 5,
  kBadCertificate = 11,
  kNoLinkKey = 12,
  kNoAnswerToKeys = 13,
};
enum UnjoinResult : std::uint8_t { kUnjoinDone = 0, kNotOnLog = 1, kUnjoinFailed = 2 };
constexpr std::uint8_t kLogNotRead = 1;
enum JoinMethod : std::uint8_t { kMethodB = 2, kMethodC = 3 };

Done answer_of(std::uint8_t code) { return {0, int_value("responseCode", 0, code)}; }

void log_changed(const Context& c, std::uint16_t code) {
  c.device.note(EventLog::Event, code, c.now);
  if (c.device.type() == DeviceType::GPF) c.hub.report_gas_log(c.now);
}

bool reachable(const Context& c, Eui64 id) {
  const Device* partner = c.hub.find(id);
  return partner && c.hub.joined(id) && !partner->faults().find(Fault::Kind::Off, c.now);
}

// The certificate of the other Device, as the command carries it, must be that Device's for key agreement.
bool certificate_is(View der, Eui64 partner) {
  const auto certificate = crypto::Certificate::parse(der);
  return certificate && certificate->is_device() && certificate->eui() == partner &&
         certificate->usage() == crypto::Usage::KeyAgreement;
}

// The gas meter, if one of the two is that and the other the gas proxy.
const Device* between_meter_and_proxy(const Context& c, Eui64 partner) {
  const Device* other = c.hub.find(partner);
  if (!other) return nullptr;
  if (c.device.type() == DeviceType::GPF && other->type() == DeviceType::GSME) return other;
  return c.device.type() == DeviceType::GSME && other->type() == DeviceType::GPF ? &c.device : nullptr;
}

// The pairs that method B is for are those of the use case. (CS03B)
bool is_for_method_b(DeviceType own, std::uint8_t other) {
  const UseCase& join = *Catalogue::instance().find("CS03B");
  return std::any_of(join.partners.begin(), join.partners.end(),
                     [&](const auto& pair) { return pair.first == own && pair.second.meets(types_of_join(other)); });
}

JoinResult try_join(const Context& c, std::int64_t method, const Partner& partner, const Value* certificate) {
  if (part_fails(c)) return kNotWritten;
  Partners& log = c.device.partners();
  const auto known = log.find(partner.id);
  if (known && known->type != partner.type) return kIncompatible;
  if (!known && log.all().size() >= log.capacity()) return kLogFull;
  if (method == kMethodC && (!certificate || !certificate_is(certificate->octets, partner.id))) return kBadCertificate;
  if (!reachable(c, partner.id)) return method == kMethodB ? kNoLinkKey : kNoAnswerToKeys;
  log.put(partner);
  if (const Device* gsme = between_meter_and_proxy(c, partner.id)) c.hub.gas_joined(*gsme);
  return kJoinDone;
}

// {method, other Device, its type [, its certificate]}
Done join(const Context& c, const Value& argument) {
  if (argument.items.size() < 3 || argument.items[1].octets.size() != 8) return {kTypeUnmatched, {}};
  const Partner partner{Eui64::of(argument.items[1].octets), static_cast<std::uint8_t>(argument.items[2].number)};
  const std::int64_t method = argument.items[0].number;
  const Value* certificate = argument.items.size() > 3 ? &argument.items[3] : nullptr;
  const JoinResult result = method == kMethodB && !is_for_method_b(c.device.type(), partner.type)
                                ? kBadMethod
                                : try_join(c, method, partner, certificate);
  if (result == kJoinDone)
    log_changed(c, event_code::kJoined);
  else
    c.device.note(EventLog::Event, event_code::kJoinFailed, c.now);
  return answer_of(result);
}

Done unjoin(const Context& c, const Value& argument) {
  if (argument.octets.size() != 8) return {kTypeUnmatched, {}};
  const Eui64 partner = Eui64::of(argument.octets);
  if (part_fails(c)) return answer_of(kUnjoinFailed);
  if (!c.device.partners().remove(partner)) {
    c.device.note(EventLog::Event, event_code::kUnjoinFailed, c.now);
    return answer_of(kNotOnLog);
  }
  if (const Device* gsme = between_meter_and_proxy(c, partner)) c.hub.gas_unjoined(*gsme);
  log_changed(c, event_code::kUnjoined);
  return answer_of(kUnjoinDone);
}

Done read_device_log(const Context& c, const Value&) {
  if (part_fails(c)) return {0, structure({int_value("responseCode", 0, kLogNotRead)})};
  return {0, structure({int_value("responseCode", 0, 0), partner_list(c.device.partners().all())})};
}

// The entries of a replaced gas proxy: each is taken over if there is room and the Device is here.
Done restore_device_log(const Context& c, const Value& argument) {
  if (argument.items.size() != 1) return {kTypeUnmatched, {}};
  std::vector<Value> outcomes;
  for (const Value& entry : argument.items.front().items) {
    if (entry.items.size() != 2 || entry.items[0].octets.size() != 8) return {kTypeUnmatched, {}};
    const Partner partner{Eui64::of(entry.items[0].octets), static_cast<std::uint8_t>(entry.items[1].number)};
    const JoinResult result = try_join(c, kMethodB, partner, nullptr);
    outcomes.push_back(structure({partner_value(partner), int_value("responseCode", 0, result)}));
  }
  log_changed(c, event_code::kJoined);
  return {0, structure({list_value("outcomes", Wire::Array, std::move(outcomes))})};
}

// ---- firmware of displays and switches ----

Done read_firmware_version(const Context& c, const Value&) {
  return {0, structure({octets_value("firmwareVersion", c.device.firmware()),
                        int_value("status", 0, part_fails(c) ? 1 : 0)})};
}

constexpr NamedBehaviour kJoinBehaviours[] = {
    {"join", join},
    {"unjoin", unjoin},
    {"read_device_log", read_device_log},
    {"restore_device_log", restore_device_log},
    {"read_firmware_version", read_firmware_version},
};

}  // namespace

std::span<const NamedBehaviour> join_behaviours() { return kJoinBehaviours; }

}  // namespace gridpost::devices
