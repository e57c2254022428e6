// Chapter 6.13: event and security logs.
#include "catalogue/use_cases.h"

namespace gridpost::chapters {
namespace {

using namespace layout;

constexpr std::string_view kEvents = "0-0:99.98.0.255";
constexpr std::string_view kSecurity = "0-0:99.98.1.255";
constexpr std::string_view kPower = "0-0:99.98.4.255";
constexpr std::string_view kControllers = "0-17:99.98.2.255";

// Entries that say when and what; beyond that an octet string, a number, or nothing.
Type entries(std::vector<Type> beyond = {}) {
  std::vector<Type> members{u32("time"), u16("code")};
  for (Type& t : beyond) members.push_back(std::move(t));
  return compact("log", structure(std::move(members)));
}

std::vector<MmcField> shown_entries(std::string_view time, std::string_view code, std::string_view other) {
  return {date("Timestamp", time), as_hex("LogCode", code), meaning("LogMeaning", code),
          as_hex("OtherInformation", other)};
}

UseCase reads(UseCase use_case, std::string_view log_to_read) {
  return use_case.serves("6.13", "ReadEventOrSecurityLog").when(equals("LogToRead", log_to_read));
}

UseCase dlms_log(std::uint16_t code, std::string_view name, std::string_view title, DeviceType device,
                 std::string_view log_to_read, std::string_view obis, const Type& log) {
  const Sender sender = device == DeviceType::CHF ? Sender::Broker : Sender::UserOrBroker;
  std::vector<MmcField> shown = shown_entries("time", "code", "other");
  if (log.items.front().items.size() == 2) shown.pop_back();
  return reads(dlms(code, name, title, {device}, sender, Protection::MacOnly), log_to_read)
      .with({get_log(obis, log)})
      .shows("ReadEventOrSecurityLogRsp/Log", {each("LogEntry", "log", shown)});
}

// What the switches and controllers of auxiliary loads did: number in the high octet, action in the low one.
UseCase controller_log(UseCase use_case) {
  const Type log =
      compact("log", structure({u32("time"), u16("controllerAndAction"), enum8("outcome"), u32("hanCommandId")}));
  std::vector<std::pair<std::int64_t, std::string>> numbers;  // an entry may be about none
  for (int number = 1; number <= kInstances; ++number) numbers.emplace_back(number, std::to_string(number));
  return reads(std::move(use_case), "ALCSEvent")
      .with({get_log(kControllers, log)})
      .shows("ReadEventOrSecurityLogRsp/ALCSEvent",
             {each("ALCSEventLogEntry", "log",
                   {date("Timestamp", "time"), text("SwitchNumber", "controllerAndAction", numbers).part(8, 8),
                    text("SwitchAction", "controllerAndAction",
                         {{0x11, "On"},
                          {0x12, "Off"},
                          {0x20, "Revert to calendar control"},
                          {0x00, "Entry relates to a Message from an HC ALCS"}})
                        .part(0, 8),
                    text("Outcome", "outcome", {{0, "Outcome not known"}, {1, "Success"}, {2, "Failure"}}),
                    number("HANCommandID", "hanCommandId")})});
}

// A network operator has a message of its own for the same log; who else reads it has the older one.
UseCase ecs35g() {
  return controller_log(dlms(0x00FD, "ECS35g", "ESME auxiliary controller event log: read by the network operator",
                             {DeviceType::ESME}, Sender::UserOrBroker, Protection::MacOnly)
                            .when(equals("$/User/Role", "ED")));
}

UseCase ecs35f() {
  return controller_log(dlms(0x00BA, "ECS35f", "ESME auxiliary controller event log: read", {DeviceType::ESME},
                             Sender::UserOrBroker, Protection::MacOnly));
}

// The gas proxy has logs of its own and copies of the meter's: the request says which, the log number follows.
UseCase gas_log(std::uint16_t code, std::string_view name, std::string_view title, const Type& log_number,
                std::string_view log_to_read, std::string_view effect) {
  return reads(gbz(code, name, title, {DeviceType::GSME, DeviceType::GPF}, Sender::UserOrBroker, Protection::MacOnly),
               log_to_read)
      .with({send(0x0709, 0x00, "GetEventLog",
                  {log_number.as("EventControlLogId"), u16().is(0).as("EventId"),
                   zigbee_time("ReadLogPeriod/StartDateTime").as("StartTime"),
                   zigbee_time("ReadLogPeriod/EndDateTime").as("EndTime"), u8().is(0).as("NumberOfEvents"),
                   u16().is(0).as("EventOffset")})
                 .answers(
                     0x01, "PublishEventLog",
                     {u16("TotalNumberOfEvents"), u8("CommandIndex"), u8("TotalCommands"), bits8("LogPayloadControl"),
                      array("entries",
                            structure({bits8("LogId"), u16("EventId"), u32("EventTime"), octets("EventData")}))})})
      .effect(effect)
      .shows("ReadEventOrSecurityLogRsp/Log",
             {each("LogEntry", "entries", shown_entries("EventTime", "EventId", "EventData"))});
}

UseCase cs10a() {
  return gas_log(0x0014, "CS10a", "Gas event log: read",
                 bits8("LogToRead").words({{"Event", 0x13}, {"GSMEEvent", 0x16}}), "Event|GSMEEvent", "read_event_log");
}

UseCase cs10b() {
  return gas_log(0x00A1, "CS10b", "Gas security log: read",
                 bits8("LogToRead").words({{"Security", 0x04}, {"GSMESecurity", 0x07}}), "Security|GSMESecurity",
                 "read_security_log");
}

}  // namespace

std::vector<UseCase> logs() {
  const Type with_octets = entries({octets("other")});
  return {cs10a(),
          cs10b(),
          dlms_log(0x0048, "ECS35a", "ESME event log: read", DeviceType::ESME, "Event", kEvents, with_octets),
          dlms_log(0x0049, "ECS35b", "ESME security log: read", DeviceType::ESME, "Security", kSecurity, entries()),
          dlms_log(0x0093, "ECS35c", "Hub event log: read", DeviceType::CHF, "Event", kEvents, with_octets),
          dlms_log(0x0094, "ECS35d", "Hub security log: read", DeviceType::CHF, "Security", kSecurity, entries()),
          dlms_log(0x00B9, "ECS35e", "ESME power event log: read", DeviceType::ESME, "PowerEvent", kPower,
                   entries({u32("other")})),
          ecs35g(),
          ecs35f()};
}

}  // namespace gridpost::chapters
