#include "gbcs/show.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "gbcs/date_time.h"

namespace gridpost::gbcs {
namespace {

using Json = nlohmann::ordered_json;

bool printable(View octets) {
  return !octets.empty() &&
         std::all_of(octets.begin(), octets.end(), [](std::uint8_t c) { return c >= 0x20 && c < 0x7F; });
}

Json json_of(const Value& value);

// True if every item has a name of its own.
bool distinctly_named(const std::vector<Value>& items) {
  std::set<std::string_view> names;
  return std::all_of(items.begin(), items.end(),
                     [&](const Value& v) { return !v.name.empty() && names.insert(v.name).second; });
}

Json json_of_list(const Value& value) {
  if (value.wire == Wire::Structure && distinctly_named(value.items)) {
    Json out = Json::object();
    for (const Value& item : value.items) out[std::string(item.name)] = json_of(item);
    return out;
  }
  Json out = Json::array();
  for (const Value& item : value.items) out.push_back(json_of(item));
  return out;
}

Json json_of(const Value& value) {
  switch (value.wire) {
    case Wire::Null:
      return nullptr;
    case Wire::Bool:
      return value.number != 0;
    case Wire::Int:
    case Wire::Enum:
      return value.number;
    case Wire::UInt:
      return value.as_unsigned();
    case Wire::Structure:
    case Wire::Array:
    case Wire::Compact:
      return json_of_list(value);
    case Wire::Sealed:
      if (!value.items.empty()) return json_of(value.items.front());
      return Json{{"encrypted", to_hex(value.octets)}};
    case Wire::Time:
      return text_of(value.octets);
    default:
      break;
  }
  if (value.octets.size() == 12)
    if (const auto time = time_of_date_time(value.octets)) return iso(*time);
  return printable(value.octets) ? text_of(value.octets) : to_hex(value.octets);
}

Json header_json(const Message& m, const UseCase* use_case) {
  const Header& h = m.header;
  Json j{{"kind", kind_of(m)},
         {"useCase", use_case ? use_case->name : "not described"},
         {"messageCode", fmt::format("{:04X}", h.code)},
         {"originator", h.originator.text()},
         {"recipient", h.recipient.text()},
         {"counter", h.counter}};
  if (use_case) j["title"] = use_case->title;
  if (h.date_time) {
    const auto time = time_of_date_time(*h.date_time);
    j["dateTime"] = time ? iso(*time) : to_hex(*h.date_time);
    j["dateTimeStatus"] = fmt::format("{:02X}", h.date_time->back());
  }
  if (h.party) j["supplementaryRemoteParty"] = h.party->text();
  if (h.party_counter) j["supplementaryRemotePartyCounter"] = *h.party_counter;
  if (h.supplementary_counter) j["supplementaryOriginatorCounter"] = *h.supplementary_counter;
  if (!h.certificate.empty()) j["certificate"] = to_base64(h.certificate);
  return j;
}

Json item_json(const Item& item, const UseCase& use_case, Cra cra) {
  Json j = Json::object();
  if (use_case.protocol == Protocol::Dlms && cra == Cra::Command) {
    j["class"] = item.dlms.class_id;
    j["instance"] = obis_text(item.dlms.obis);
    j["id"] = item.dlms.id;
  }
  if (item.gbz.cluster != 0) {
    j["cluster"] = fmt::format("{:04X}", item.gbz.cluster);
    j["command"] = fmt::format("{:02X}", item.gbz.command);
    if (item.gbz.from_date) j["from"] = *item.gbz.from_date;
  }
  if (item.selector) j["selector"] = json_of(*item.selector);
  if (item.result) j["result"] = *item.result;
  if (!item.value.name.empty()) j["name"] = item.value.name;
  j["value"] = json_of(item.value);
  return j;
}

Json message_json(const Message& m, const UseCase* use_case, const Payload* payload, const Checked& checked) {
  Json j = header_json(m, use_case);
  j["mac"] = m.mac ? checked.mac : "none";
  if (m.mac && !checked.mac_reason.empty()) j["macNotChecked"] = checked.mac_reason;
  j["signature"] = m.is_signed() ? checked.signature : "none";
  if (m.is_signed() && !checked.signature_reason.empty()) j["signatureNotChecked"] = checked.signature_reason;
  if (!payload || !use_case) {
    j["content"] = to_hex(m.content);
    return j;
  }
  if (payload->alert_code != 0) j["alertCode"] = fmt::format("{:04X}", payload->alert_code);
  for (const Item& item : payload->items) j["payload"].push_back(item_json(item, *use_case, m.header.cra));
  return j;
}

// JSON without braces and quotes, two blanks a level.
void put_lines(const Json& j, const std::string& indent, std::string& out) {
  const auto one = [&](const std::string& label, const Json& value) {
    if (value.is_structured() && !value.empty()) {
      out += fmt::format("{}{}\n", indent, label);
      put_lines(value, indent + "  ", out);
    } else {
      out += fmt::format("{}{} {}\n", indent, label, value.is_string() ? value.get<std::string>() : value.dump());
    }
  };
  if (j.is_object())
    for (const auto& [key, value] : j.items()) one(key + ":", value);
  else
    for (const auto& value : j) one("-", value);
}

}  // namespace

std::string_view kind_of(const Message& m) {
  if (m.header.cra == Cra::Response) return "response";
  if (m.header.cra == Cra::Alert) return "alert";
  if (m.mac) return "command";
  return m.is_signed() ? "signed pre-command" : "pre-command";
}

std::string show_json(const Message& m, const UseCase* use_case, const Payload* payload, const Checked& checked) {
  return message_json(m, use_case, payload, checked).dump(2);
}

std::string show_text(const Message& m, const UseCase* use_case, const Payload* payload, const Checked& checked) {
  std::string out;
  put_lines(message_json(m, use_case, payload, checked), "", out);
  return out;
}

}  // namespace gridpost::gbcs
