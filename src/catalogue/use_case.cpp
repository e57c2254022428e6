#include "catalogue/use_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace gridpost {
namespace {

Condition make_condition(Condition::Kind kind, std::string_view path, std::string_view text = {}) {
  return Condition{kind, std::string(path), std::string(text)};
}

bool lies_below(std::string_view path, std::string_view above) {
  return path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '/');
}

bool takes_from(const Type& type, std::string_view path) {
  return lies_below(type.each, path) ||
         std::any_of(type.sources.begin(), type.sources.end(),
                     [&](const FieldSource& s) { return lies_below(s.path, path); }) ||
         std::any_of(type.items.begin(), type.items.end(), [&](const Type& t) { return takes_from(t, path); });
}

// "0-0:1.0.0.255" as six octets. Only called with literals of the catalogue.
std::array<std::uint8_t, 6> obis_octets(std::string_view text) {
  std::array<std::uint8_t, 6> out{};
  const char* p = text.data();
  const char* end = p + text.size();
  for (std::size_t i = 0; i < 6; ++i) {
    unsigned part = 0;
    const auto [next, ec] = std::from_chars(p, end, part);
    if (ec != std::errc{} || part > 255) throw std::logic_error("catalogue: bad OBIS " + std::string(text));
    out[i] = static_cast<std::uint8_t>(part);
    p = next == end ? end : next + 1;
  }
  return out;
}

}  // namespace

std::string obis_text(const std::array<std::uint8_t, 6>& o) {
  return fmt::format("{}-{}:{}.{}.{}.{}", o[0], o[1], o[2], o[3], o[4], o[5]);
}

// ---- rows ----

Row Row::in(std::string_view path) const {
  Row r = *this;
  r.at = std::string(path);
  return r;
}

Row Row::for_each(std::string_view path) const {
  Row r = *this;
  r.each = std::string(path);
  return r;
}

Row Row::repeated(int count) const {
  Row r = *this;
  r.times = count;
  return r;
}

Row Row::when_present(std::string_view path) const {
  Row r = *this;
  r.when = make_condition(Condition::Kind::Present, path);
  return r;
}

Row Row::when_absent(std::string_view path) const {
  Row r = *this;
  r.when = make_condition(Condition::Kind::Absent, path);
  return r;
}

Row Row::when_equals(std::string_view path, std::string_view text) const {
  Row r = *this;
  r.when = make_condition(Condition::Kind::Equals, path, text);
  return r;
}

Row Row::numbered_by(std::string_view path) const {
  Row r = *this;
  r.number_at = std::string(path);
  return r;
}

std::array<std::uint8_t, 6> Row::instance(int number) const {
  auto out = obis;
  out[4] = static_cast<std::uint8_t>(out[4] + number - 1);
  return out;
}

bool Row::addresses(const std::array<std::uint8_t, 6>& wanted) const {
  if (number_at.empty()) return wanted == obis;
  for (int number = 1; number <= kInstances; ++number)
    if (instance(number) == wanted) return true;
  return false;
}

Row Row::answers(Type type) const {
  Row r = *this;
  r.answered = std::move(type);
  return r;
}

Row Row::answers(std::uint8_t answer, std::string_view answer_name, std::vector<Type> fields) const {
  Row r = *this;
  r.answer_command = answer;
  r.answered = layout::structure(answer_name, std::move(fields));
  return r;
}

Row Row::sealed() const {
  Row r = *this;
  r.encrypted = true;
  return r;
}

Row Row::called(std::string_view row_name) const {
  Row r = *this;
  r.name = std::string(row_name);
  return r;
}

Row Row::starting(Type from_date_time) const {
  Row r = *this;
  r.from_date = std::move(from_date_time);
  return r;
}

// ---- use cases ----

bool UseCase::seals_answer() const {
  return std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.encrypted; });
}

bool UseCase::asks_for(std::string_view path) const {
  return takes_from(command, path) || std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
           return takes_from(row.sent, path) || (row.from_date && takes_from(*row.from_date, path));
         });
}

UseCase UseCase::serves(std::string_view variant, std::string_view body) const {
  UseCase u = *this;
  u.services.emplace_back(variant);
  u.body_element = std::string(body);
  return u;
}

UseCase UseCase::with(std::vector<Row> more) const {
  UseCase u = *this;
  for (Row& row : more) u.rows.push_back(std::move(row));
  return u;
}

UseCase UseCase::stamped(Stamp value) const {
  UseCase u = *this;
  u.stamp = value;
  return u;
}

UseCase UseCase::from_version(std::string_view gbcs) const {
  UseCase u = *this;
  u.gbcs_from = std::string(gbcs);
  return u;
}

UseCase UseCase::before_version(std::string_view gbcs) const {
  UseCase u = *this;
  u.gbcs_before = std::string(gbcs);
  return u;
}

UseCase UseCase::under(std::string_view rule_key) const {
  UseCase u = *this;
  u.rule = std::string(rule_key);
  return u;
}

UseCase UseCase::carries(Type type) const {
  UseCase u = *this;
  u.command = std::move(type);
  return u;
}

UseCase UseCase::answers(Type type) const {
  UseCase u = *this;
  u.response = std::move(type);
  return u;
}

UseCase UseCase::alerts(Type type) const {
  UseCase u = *this;
  u.alert = std::move(type);
  return u;
}

UseCase UseCase::when(Condition condition) const {
  UseCase u = *this;
  u.chosen_when.push_back(std::move(condition));
  return u;
}

UseCase UseCase::between(DeviceType target, DeviceTypes others) const {
  UseCase u = *this;
  u.partners.emplace_back(target, others);
  return u;
}

UseCase UseCase::shows(std::string_view root, std::vector<MmcField> fields) const {
  UseCase u = *this;
  u.mmc_root = std::string(root);
  u.mmc = std::move(fields);
  return u;
}

UseCase UseCase::succeeds_by(std::string_view value, std::vector<std::int64_t> numbers) const {
  UseCase u = *this;
  u.verdict = {std::string(value), std::move(numbers), true};
  return u;
}

UseCase UseCase::effect(std::string_view device_effect_name) const {
  UseCase u = *this;
  u.device_effect = std::string(device_effect_name);
  return u;
}

UseCase UseCase::reports(std::string_view outcome_alert) const {
  UseCase u = *this;
  u.outcome = std::string(outcome_alert);
  return u;
}

UseCase UseCase::fails_if(std::string_view value, std::int64_t number) const {
  UseCase u = *this;
  u.verdict = {std::string(value), {number}, false};
  return u;
}

namespace layout {
namespace {

UseCase describe(Protocol protocol, std::uint16_t code, std::string_view name, std::string_view title,
                 DeviceTypes devices, Sender sender, Protection protection) {
  UseCase u;
  u.code = code;
  u.name = std::string(name);
  u.title = std::string(title);
  u.protocol = protocol;
  u.devices = devices;
  u.sender = sender;
  u.protection = protection;
  return u;
}

Row dlms_row(Row::Kind kind, std::uint16_t class_id, std::string_view obis, std::uint8_t id) {
  Row r;
  r.kind = kind;
  r.class_id = class_id;
  r.obis = obis_octets(obis);
  r.id = id;
  return r;
}

Row cluster_row(std::uint16_t cluster, std::uint8_t frame_control, std::uint8_t command, std::string_view name,
                std::vector<Type> fields) {
  Row r;
  r.kind = Row::Kind::Cluster;
  r.cluster = cluster;
  r.frame_control = frame_control;
  r.command = command;
  r.name = std::string(name);
  r.sent = structure(name, std::move(fields));
  return r;
}

// An octet string that the header gives.
Type header_octets(int width, std::string_view name, FieldSource::Kind kind, std::string_view prefix = {}) {
  Type t = octets(width, name);
  FieldSource s;
  s.kind = kind;
  if (!prefix.empty()) s.octets = *from_hex(prefix);
  t.sources = {s};
  return t;
}

// How the answer is to be protected: the agreed key of originator and Device. (GBCS 5.4)
Type protection_parameters() {
  const Type key = structure({enum8().is(2), structure({octets(1).is("02"), octets().is("")})});
  return structure(
      {enum8().is(2), structure({header_octets(9, "transactionId", FieldSource::Kind::Counter, "04"),
                                 header_octets(8, "originator", FieldSource::Kind::Originator),
                                 header_octets(8, "recipient", FieldSource::Kind::Recipient), octets().is(""), key})});
}

}  // namespace

UseCase dlms(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices, Sender sender,
             Protection protection) {
  return describe(Protocol::Dlms, code, name, title, devices, sender, protection);
}
UseCase gbz(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices, Sender sender,
            Protection protection) {
  return describe(Protocol::Gbz, code, name, title, devices, sender, protection);
}
UseCase asn1(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices, Sender sender,
             Protection protection) {
  return describe(Protocol::Asn1, code, name, title, devices, sender, protection);
}

Row get(std::uint16_t class_id, std::string_view obis, std::uint8_t id, Type answered) {
  Row r = dlms_row(Row::Kind::Get, class_id, obis, id);
  r.answered = std::move(answered);
  return r;
}

Row set(std::uint16_t class_id, std::string_view obis, std::uint8_t id, Type sent) {
  Row r = dlms_row(Row::Kind::Set, class_id, obis, id);
  r.sent = std::move(sent);
  return r;
}

Row act(std::uint16_t class_id, std::string_view obis, std::uint8_t id, Type sent) {
  Row r = dlms_row(Row::Kind::Act, class_id, obis, id);
  r.sent = std::move(sent);
  return r;
}

Type whole_attribute() { return structure({enum8().is(0), null_()}); }

Type read_log_period() {
  return structure(
      {enum8().is(1), structure({date_time("ReadLogPeriod/StartDateTime"), date_time("ReadLogPeriod/EndDateTime")})});
}

Type answered_protection() {
  return array("protectionParameters",
               structure({enum8(), structure({octets(9).as("transactionId"), octets(8).as("originator"),
                                              octets(8).as("recipient"), octets(),
                                              structure({enum8(), structure({octets(1), octets()})})})}));
}

Row get_log(std::string_view obis, Type answered) {
  Row r = dlms_row(Row::Kind::GetSelected, 7, obis, 2);
  const Type time_of_entry = structure({u16().is(1), octets(6).is("00005E2C64FF"), i8().is(2), u16().is(0)});
  r.selector = structure("range", {time_of_entry, zigbee_time("ReadLogPeriod/StartDateTime"),
                                   zigbee_time("ReadLogPeriod/EndDateTime"), fixed_array("columns", {})});
  r.answered = std::move(answered);
  return r;
}

Row protected_read(std::string_view protection_obis, const std::vector<ProtectedObject>& objects) {
  Row r = act(30, protection_obis, 1, {});
  std::vector<Type> targets;
  std::vector<Type> answered;
  for (const ProtectedObject& o : objects) {
    const auto obis = obis_octets(o.object.obis);
    targets.push_back(structure(
        {u16().is(o.object.class_id), octets(6).is(to_hex(obis)), i8().is(o.object.id), u16().is(0), o.range}));
    answered.push_back(o.answered);
  }
  r.sent =
      structure("protectedRead", {fixed_array({}, std::move(targets)), fixed_array({}, {protection_parameters()})});
  r.answered = structure("protectedAnswer", {answered_protection(),
                                             layout::sealed("protectedAttributes", structure(std::move(answered)))});
  r.encrypted = true;
  return r;
}

Row protected_read(std::string_view protection_obis, Object object, Type range, Type answered) {
  return protected_read(protection_obis, {{object, std::move(range), std::move(answered)}});
}

Attribute attr(std::uint16_t id, Type type) { return {id, std::move(type)}; }

Row read(std::uint16_t cluster, std::vector<Attribute> attributes) {
  Row r;
  r.kind = Row::Kind::ReadAttributes;
  r.cluster = cluster;
  r.name = "ReadAttributes";
  r.answer_command = 0x01;
  r.attributes = std::move(attributes);
  return r;
}

Row publish(std::uint16_t cluster, std::uint8_t command, std::string_view name, std::vector<Type> fields) {
  return cluster_row(cluster, 0x09, command, name, std::move(fields));
}

Row send(std::uint16_t cluster, std::uint8_t command, std::string_view name, std::vector<Type> fields) {
  return cluster_row(cluster, 0x01, command, name, std::move(fields));
}

Condition present(std::string_view path) { return make_condition(Condition::Kind::Present, path); }
Condition absent(std::string_view path) { return make_condition(Condition::Kind::Absent, path); }
Condition equals(std::string_view path, std::string_view text) {
  return make_condition(Condition::Kind::Equals, path, text);
}
Condition polyphase() { return make_condition(Condition::Kind::Polyphase, {}); }

}  // namespace layout
}  // namespace gridpost
