#include "devices/alerts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "catalogue/alert_codes.h"
#include "devices/values.h"
#include "gbcs/date_time.h"

namespace gridpost::devices {
namespace {

// Alerts that say more than code and time.
constexpr auto kOwnLayout = std::to_array<std::uint16_t>({0x8071, 0x81A0, 0x8F0A, 0x8F12, 0x8F20, 0x8F26, 0x8F28,
                                                          0x8F2A, 0x8F2C, 0x8F2D, 0x8F36, 0x8F66, 0x8F67, 0x8F72,
                                                          0x8F85, 0x8F86, 0x8F87, 0x8F88, 0x8F89, 0x8F8A, 0x8F8B});

Result<Eui64> recipient_of(const Device& device, std::uint16_t code) {
  const Parties& parties = device.parties();
  if (device.type() == DeviceType::CHF) return parties.broker;
  const auto& party = code >> 8 == 0x80 ? parties.network_operator : parties.supplier;
  if (!party) return fail("it holds no certificate of anybody to whom the alert could go", device.id().text());
  return *party;
}

bool speaks_dlms(DeviceType type) { return type == DeviceType::ESME || type == DeviceType::CHF; }
bool speaks_gbz(DeviceType type) { return type == DeviceType::GSME || type == DeviceType::GPF; }

}  // namespace

Result<Bytes> generic_alert(Device& device, std::uint16_t code, TimeMs now) {
  const bool dlms = speaks_dlms(device.type());
  if (!dlms && !speaks_gbz(device.type()))
    return fail(fmt::format("a {} sends no generic alerts", catalogue::text(device.type())), device.id().text());
  if (catalogue::alert_title(code).empty()) return fail(fmt::format("{:04X} is no alert code", code));
  if (std::find(kOwnLayout.begin(), kOwnLayout.end(), code) != kOwnLayout.end())
    return fail(fmt::format("alert {:04X} has a layout of its own and is not a generic one", code));
  GP_TRY(recipient, recipient_of(device, code));
  const bool critical = code >> 8 == 0x8F;
  const TimeMs time = device.clock(now);
  if (dlms)
    return device.alert(critical ? "GCA-DLMS" : "GNCA-DLMS", code, time,
                        structure({uint_value("alertCode", 2, code), date_time_value(time)}), recipient);
  return device.alert(critical ? "GCA-ZigBee" : "GNCA-ZigBee", code, time, structure({}), recipient);
}

Result<Bytes> outage_alert(Device& device, TimeMs from, TimeMs until) {
  GP_TRY(recipient, recipient_of(device, event_code::kLongOutageEnded));
  const TimeMs skew = device.skew();
  return device.alert(
      "ECS80", event_code::kLongOutageEnded, until + skew,
      structure({uint_value("alertCode", 2, event_code::kLongOutageEnded), date_time_value(until + skew),
                 date_time_value(from + skew), date_time_value(until + skew)}),
      recipient);
}

Result<Bytes> outcome_alert(Device& device, const UseCase& use_case, const gbcs::Header& command, View part, bool good,
                            TimeMs now) {
  const std::uint16_t code = good ? event_code::kInstructionDone : event_code::kInstructionFailed;
  const TimeMs time = device.clock(now);
  Bytes instruction;
  put_be(instruction, command.code, 2);
  put_be(instruction, command.counter, 8);
  append(instruction, part);
  std::vector<Value> values{octets_value("instruction", std::move(instruction))};
  if (use_case.protocol == Protocol::Dlms)
    values = {uint_value("alertCode", 2, code), date_time_value(time), std::move(values.front())};
  device.note(EventLog::Event, code, now);
  return device.alert(use_case.outcome, code, time, structure(std::move(values)), command.originator);
}

namespace {

// No status within is another than success.
bool all_good(const Value& value) {
  if (value.name == "status" && value.number != 0) return false;
  return std::all_of(value.items.begin(), value.items.end(), all_good);
}

}  // namespace

// What says how it went stands behind the acceptance, or alone. Some alerts name the command by its counter in front.
Result<Bytes> outcome_alert(Device& device, const UseCase& use_case, const gbcs::Header& command, const Value& answer,
                            TimeMs now) {
  const UseCase* alert = Catalogue::instance().find(use_case.outcome);
  if (!alert) return fail(fmt::format("{} reports no outcome", use_case.name));
  const bool accepted = !answer.items.empty() && answer.items.front().wire == Wire::Null;
  const Value& outcome = accepted ? answer.items.back() : answer;
  const std::uint16_t code = all_good(outcome) ? event_code::kInstructionDone : event_code::kInstructionFailed;
  const TimeMs time = device.clock(now);
  std::vector<Value> values{int_value("alertCode", 0, code), general_time_value("time", time)};
  for (const Type& type : alert->alert.items)
    if (type.name == "originatorCounter")
      values.push_back(int_value("originatorCounter", 0, static_cast<std::int64_t>(command.counter)));
  values.push_back(outcome);
  device.note(EventLog::Event, code, now);
  return device.alert(use_case.outcome, code, time, structure(std::move(values)), command.originator);
}

Result<Bytes> image_alert(Device& device, View hash, TimeMs now) {
  constexpr std::uint64_t kOctetString = 9;  // tag of DLMS
  GP_TRY(recipient, recipient_of(device, event_code::kImageReceived));
  const TimeMs time = device.clock(now);
  Value octets = octets_value("imageHash", Bytes(hash.begin(), hash.end()));
  device.note(EventLog::Event, event_code::kImageReceived, now);
  if (speaks_dlms(device.type()))
    return device.alert(
        "FDRA-DLMS", event_code::kImageReceived, time,
        structure({uint_value("alertCode", 2, event_code::kImageReceived), date_time_value(time), std::move(octets)}),
        recipient);
  return device.alert("FDRA-ZigBee", event_code::kImageReceived, time,
                      structure({uint_value("dlmsTag", 1, kOctetString), std::move(octets)}), recipient);
}

Result<Bytes> gas_log_alert(Device& gpf, TimeMs now) {
  const TimeMs time = gpf.clock(now);
  return gpf.alert("GCS62", event_code::kGasLogChanged, time,
                   structure({int_value("alertCode", 0, event_code::kGasLogChanged), general_time_value("time", time),
                              partner_list(gpf.partners().all())}),
                   gpf.parties().broker);
}

}  // namespace gridpost::devices
