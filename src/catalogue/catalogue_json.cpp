// The catalogue as JSON, for `gridpost catalogue --json` and for comparing it with other tables.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "catalogue/use_case.h"

namespace gridpost {
namespace {

using Json = nlohmann::ordered_json;

std::string_view name_of(Wire wire) {
  static constexpr std::string_view kNames[] = {"null", "bool",      "int",     "uint",    "enum",
                                                "bits", "octets",    "visible", "utf8",    "time",
                                                "raw",  "structure", "array",   "compact", "sealed"};
  return kNames[static_cast<std::size_t>(wire)];
}

std::string_view name_of(FieldSource::Kind kind) {
  static constexpr std::string_view kNames[] = {"element",   "constant", "count", "running", "originator",
                                                "recipient", "counter",  "now",   "periods", "bit set"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Condition::Kind kind) {
  static constexpr std::string_view kNames[] = {"always",       "present",   "absent",        "equals",
                                                "twin element", "polyphase", "not cancelled", "in message"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name_of(MmcField::Kind kind) {
  static constexpr std::string_view kNames[] = {
      "number",    "scaled",      "ratio",      "words",       "hex",   "base64",        "characters",
      "date-time", "eui64",       "alert code", "each",        "items", "each bit",      "group",
      "constant",  "octet words", "listed",     "time of day", "day",   "wildcard date", "billing calendar",
      "digits",    "JSON number", "flags",      "named"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Row::Kind kind) {
  static constexpr std::string_view kNames[] = {"get", "set", "action", "get selected", "read attributes", "cluster"};
  return kNames[static_cast<std::size_t>(kind)];
}

Json json_of(const Condition& condition) {
  Json j{{"is", name_of(condition.kind)}};
  if (!condition.path.empty()) j["path"] = condition.path;
  if (!condition.text.empty()) j["text"] = condition.text;
  return j;
}

Json json_of(const BitGroup& group) {
  Json j{{"path", group.path}, {"first", group.first}, {"step", group.step}};
  if (!group.number.empty()) j["number"] = group.number;
  if (!group.stem.empty()) j["stem"] = group.stem;
  if (!group.text.empty()) j["only"] = group.text;
  if (group.polyphase) j["polyphase"] = true;
  for (const auto& [word, value] : group.table) j["words"][word] = value;
  return j;
}

Json json_of(const FieldSource& source) {
  Json j{{"from", name_of(source.kind)}};
  if (!source.path.empty()) j["path"] = source.path;
  if (source.number != 0 || (source.kind == FieldSource::Kind::Constant && source.octets.empty()))
    j["number"] = source.number;
  if (!source.octets.empty()) j["octets"] = to_hex(source.octets);
  if (!source.plus_seconds.empty()) j["plusSeconds"] = source.plus_seconds;
  if (!source.joined.empty()) j["joined"] = source.joined;
  if (source.beyond != 0) j["beyond"] = source.beyond;
  for (const auto& [word, value] : source.words) j["words"][word] = value;
  for (const Addend& a : source.addends) {
    Json part{{"amount", a.amount}};
    if (!a.path.empty()) part["times"] = a.path;
    if (a.when.kind != Condition::Kind::Always) part["when"] = json_of(a.when);
    j["plus"].push_back(std::move(part));
  }
  for (const BitGroup& group : source.bits) j["bits"].push_back(json_of(group));
  return j;
}

Json json_of(const Type& type) {
  Json j{{"wire", name_of(type.wire)}};
  if (!type.name.empty()) j["name"] = type.name;
  if (type.width != 0) j["octets"] = type.width;
  if (type.tag != 0) j["tag"] = fmt::format("{:02X}", type.tag);
  if (type.zcl != 0) j["zclType"] = fmt::format("{:02X}", type.zcl);
  if (!type.each.empty()) j["each"] = type.each;
  if (type.fixed) j["fixed"] = true;
  if (type.choice) j["choice"] = true;
  if (type.when.kind != Condition::Kind::Always) j["when"] = json_of(type.when);
  for (const FieldSource& s : type.sources) j["sources"].push_back(json_of(s));
  for (const Type& t : type.items) j["items"].push_back(json_of(t));
  return j;
}

Json json_of(const Row& row) {
  Json j{{"kind", name_of(row.kind)}};
  if (row.cluster != 0) {
    j["cluster"] = fmt::format("{:04X}", row.cluster);
    j["frameControl"] = fmt::format("{:02X}", row.frame_control);
    j["command"] = fmt::format("{:02X}", row.command);
    if (row.answer_command) j["answerCommand"] = fmt::format("{:02X}", *row.answer_command);
  } else {
    j["class"] = row.class_id;
    j["instance"] = obis_text(row.obis);
    j["id"] = row.id;
    if (!row.number_at.empty()) j["numberedBy"] = row.number_at;
  }
  if (!row.name.empty()) j["name"] = row.name;
  if (row.encrypted) j["encrypted"] = true;
  if (row.from_date) j["fromDate"] = json_of(*row.from_date);
  if (!row.at.empty()) j["at"] = row.at;
  if (!row.each.empty()) j["each"] = row.each;
  if (row.times != 1) j["times"] = row.times;
  if (row.when.kind != Condition::Kind::Always) j["when"] = json_of(row.when);
  for (const auto& [id, type] : row.attributes) j["attributes"][fmt::format("{:04X}", id)] = json_of(type);
  if (row.selector.wire != Wire::Null) j["selector"] = json_of(row.selector);
  if (row.sent.wire != Wire::Null) j["sent"] = json_of(row.sent);
  if (row.answered.wire != Wire::Null) j["answered"] = json_of(row.answered);
  return j;
}

Json json_of(const MmcField& field) {
  Json j{{"path", field.path}, {"is", name_of(field.kind)}};
  if (!field.a.empty()) j["of"] = field.a;
  if (!field.b.empty()) j["with"].push_back(field.b);
  if (!field.c.empty()) j["with"].push_back(field.c);
  for (const auto& [value, word] : field.words) j["words"][value == kAnyOther ? "other" : std::to_string(value)] = word;
  if (field.exponent != 0) j["exponent"] = field.exponent;
  if (field.length != 0) j["part"] = {field.first, field.length};
  if (field.index != 0) j[field.index_name] = field.index;
  if (field.numbered) j["numbered"] = true;
  if (field.step != 0) j["everySeconds"] = field.step;
  if (!field.where.empty()) j["where"] = {{"value", field.where}, {"is", field.is}};
  if (field.where_length != 0) j["where"]["part"] = {field.where_first, field.where_length};
  if (!field.literal.empty()) j["literal"] = field.literal;
  for (const auto& [octets, word] : field.by_hex) j["octets"][octets] = word;
  if (field.kind == MmcField::Kind::Flags) j["set"] = {field.when_set, field.when_clear};
  if (field.any_set) j["ifAnyIsSet"] = true;
  for (const MmcField& f : field.otherwise) j["otherwise"] = json_of(f);
  for (const MmcField& f : field.fields) j["fields"].push_back(json_of(f));
  return j;
}

Json json_of(const UseCase& u) {
  static constexpr std::string_view kProtocols[] = {"DLMS", "GBZ", "ASN1"};
  static constexpr std::string_view kSenders[] = {"User",      "broker", "broker alone", "User or broker",
                                                  "trans CoS", "Device", "other Device", "other party"};
  static constexpr std::string_view kStamps[] = {"none", "own", "with source"};
  Json j{{"name", u.name},
         {"code", fmt::format("{:04X}", u.code)},
         {"title", u.title},
         {"protocol", kProtocols[static_cast<std::size_t>(u.protocol)]},
         {"devices", text(u.devices)},
         {"sender", kSenders[static_cast<std::size_t>(u.sender)]},
         {"critical", u.critical()},
         {"signed", u.is_signed()},
         {"answerSigned", u.answer_is_signed()},
         {"dateTimeInResponse", kStamps[static_cast<std::size_t>(u.stamp)]},
         {"services", u.services}};
  if (!u.body_element.empty()) j["body"] = u.body_element;
  if (!u.gbcs_from.empty()) j["fromVersion"] = u.gbcs_from;
  if (!u.gbcs_before.empty()) j["beforeVersion"] = u.gbcs_before;
  if (!u.rule.empty()) j["rule"] = u.rule;
  for (const Condition& c : u.chosen_when) j["when"].push_back(json_of(c));
  for (const auto& [target, others] : u.partners) j["between"][std::string(text(target))] = text(others);
  for (const Row& row : u.rows) j["rows"].push_back(json_of(row));
  if (u.command.wire != Wire::Null) j["command"] = json_of(u.command);
  if (u.response.wire != Wire::Null) j["response"] = json_of(u.response);
  if (u.alert.wire != Wire::Null) j["alert"] = json_of(u.alert);
  if (!u.mmc_root.empty()) j["mmc"]["root"] = u.mmc_root;
  for (const MmcField& f : u.mmc) j["mmc"]["fields"].push_back(json_of(f));
  if (!u.verdict.value.empty())
    j[u.verdict.good ? "succeedsBy" : "failsIf"] = {{"value", u.verdict.value}, {"is", u.verdict.numbers}};
  if (!u.device_effect.empty()) j["effect"] = u.device_effect;
  if (!u.outcome.empty()) j["outcome"] = u.outcome;
  return j;
}

}  // namespace

std::string Catalogue::json() const {
  Json all = Json::array();
  for (const UseCase& u : use_cases_) all.push_back(json_of(u));
  return all.dump(2);
}

}  // namespace gridpost
