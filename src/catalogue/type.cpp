#include "catalogue/type.h"

#include <stdexcept>

namespace gridpost {
namespace {

// The catalogue is built once at start from literals; a bad literal is a mistake of the programmer.
Bytes literal(std::string_view hex) {
  auto octets = from_hex(hex);
  if (!octets) throw std::logic_error("catalogue: " + octets.error().text());
  return std::move(*octets);
}

std::string last_step(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

FieldSource element(std::string_view path, Reading reading, std::int64_t plus = 0) {
  FieldSource s;
  s.path = std::string(path);
  s.reading = reading;
  s.number = plus;
  return s;
}

FieldSource of_kind(FieldSource::Kind kind, std::int64_t number = 0) {
  FieldSource s;
  s.kind = kind;
  s.number = number;
  return s;
}

Type leaf(Wire wire, int width, std::string_view path, Reading reading) {
  Type t;
  t.wire = wire;
  t.width = static_cast<std::uint8_t>(width);
  if (!path.empty()) {
    t.name = last_step(path);
    t.sources = {element(path, reading)};
  }
  return t;
}

Type conditional(Type type, Condition::Kind kind, std::string_view path = {}, std::string_view text = {}) {
  type.when = Condition{kind, std::string(path), std::string(text)};
  return type;
}

}  // namespace

BitGroup BitGroup::at(int first_bit, int direction) const {
  BitGroup g = *this;
  g.first = first_bit;
  g.step = direction;
  return g;
}

BitGroup BitGroup::words(std::vector<std::pair<std::string, std::int64_t>> names) const {
  BitGroup g = *this;
  g.table = std::move(names);
  return g;
}

BitGroup BitGroup::only(std::string_view element_text) const {
  BitGroup g = *this;
  g.text = std::string(element_text);
  return g;
}

BitGroup BitGroup::if_polyphase() const {
  BitGroup g = *this;
  g.polyphase = true;
  return g;
}

Type Type::as(std::string_view value_name) const {
  Type t = *this;
  t.name = std::string(value_name);
  return t;
}

Type Type::from(std::string_view path, std::int64_t plus) const {
  Type t = *this;
  const Reading reading = sources.empty() ? Reading::Number : sources.front().reading;
  t.sources = {element(path, reading, plus)};
  return t;
}

Type Type::or_from(std::string_view path, std::int64_t plus) const {
  Type t = *this;
  t.sources.push_back(element(path, sources.empty() ? Reading::Number : sources.front().reading, plus));
  return t;
}

Type Type::or_else(std::int64_t constant) const {
  Type t = *this;
  t.sources.push_back(of_kind(FieldSource::Kind::Constant, constant));
  return t;
}

Type Type::or_octets(std::string_view hex) const {
  Type t = *this;
  FieldSource s = of_kind(FieldSource::Kind::Constant);
  s.octets = literal(hex);
  t.sources.push_back(s);
  return t;
}

Type Type::is(std::int64_t constant) const {
  Type t = *this;
  t.sources = {of_kind(FieldSource::Kind::Constant, constant)};
  return t;
}

Type Type::is(std::string_view hex) const {
  Type t = *this;
  FieldSource s = of_kind(FieldSource::Kind::Constant);
  s.octets = literal(hex);
  t.sources = {s};
  return t;
}

Type Type::words(const std::vector<std::pair<std::string, std::int64_t>>& table) const {
  Type t = *this;
  t.sources.front().words = table;
  return t;
}

Type Type::plus(std::string_view path, std::int64_t factor) const {
  Type t = *this;
  t.sources.front().addends.push_back({factor, std::string(path), {}});
  return t;
}

Type Type::plus_if(std::string_view path, std::int64_t present, std::int64_t absent) const {
  Type t = *this;
  auto& addends = t.sources.front().addends;
  addends.push_back({present, {}, {Condition::Kind::Present, std::string(path), {}}});
  if (absent != 0) addends.push_back({absent, {}, {Condition::Kind::Absent, std::string(path), {}}});
  return t;
}

Type Type::plus_seconds(std::string_view path) const {
  Type t = *this;
  t.sources.front().plus_seconds = std::string(path);
  return t;
}

Type Type::joined_with(std::string_view path) const {
  Type t = *this;
  t.sources.front().joined = std::string(path);
  return t;
}

Type Type::count_of(std::string_view path) const {
  Type t = *this;
  FieldSource s = of_kind(FieldSource::Kind::Count);
  s.path = std::string(path);
  t.sources = {s};
  return t;
}

Type Type::running(std::int64_t first) const {
  Type t = *this;
  t.sources = {of_kind(FieldSource::Kind::Running, first)};
  return t;
}

Type Type::at_build_time() const {
  Type t = *this;
  t.sources = {of_kind(FieldSource::Kind::Now)};
  return t;
}

Type Type::capped(std::int64_t beyond) const {
  Type t = *this;
  t.sources.front().beyond = beyond;
  return t;
}

Type Type::plus_if(std::string_view path, std::string_view text, std::int64_t number) const {
  Type t = *this;
  t.sources.front().addends.push_back({number, {}, {Condition::Kind::Equals, std::string(path), std::string(text)}});
  return t;
}

Type Type::periods(std::string_view start, std::string_view end, int seconds) const {
  Type t = *this;
  FieldSource s = of_kind(FieldSource::Kind::Periods, seconds);
  s.path = std::string(start);
  s.joined = std::string(end);
  t.sources = {s};
  return t;
}

Type Type::when_present(std::string_view path) const { return conditional(*this, Condition::Kind::Present, path); }
Type Type::when_absent(std::string_view path) const { return conditional(*this, Condition::Kind::Absent, path); }
Type Type::when_equals(std::string_view path, std::string_view text) const {
  return conditional(*this, Condition::Kind::Equals, path, text);
}
Type Type::only_if_twin() const { return conditional(*this, Condition::Kind::TwinElement); }
Type Type::unless_cancelled() const { return conditional(*this, Condition::Kind::NotCancelled); }
Type Type::optional() const { return conditional(*this, Condition::Kind::InMessage); }

Type Type::tagged(std::uint8_t context_tag) const {
  Type t = *this;
  t.tag = context_tag;
  return t;
}

namespace layout {
namespace {

Type number(Wire wire, int width, std::uint8_t zcl, S name) {
  Type t = leaf(wire, width, name, Reading::Number);
  t.zcl = zcl;
  return t;
}

}  // namespace

T u8(S name) { return number(Wire::UInt, 1, 0x20, name); }
T u16(S name) { return number(Wire::UInt, 2, 0x21, name); }
T u24(S name) { return number(Wire::UInt, 3, 0x22, name); }
T u32(S name) { return number(Wire::UInt, 4, 0x23, name); }
T u48(S name) { return number(Wire::UInt, 6, 0x25, name); }
T u64(S name) { return number(Wire::UInt, 8, 0x27, name); }
T i8(S name) { return number(Wire::Int, 1, 0x28, name); }
T i16(S name) { return number(Wire::Int, 2, 0x29, name); }
T i32(S name) { return number(Wire::Int, 4, 0x2B, name); }
T enum8(S name) { return number(Wire::Enum, 1, 0x30, name); }
T bits8(S name) { return number(Wire::UInt, 1, 0x18, name); }
T bits16(S name) { return number(Wire::UInt, 2, 0x19, name); }
T bits32(S name) { return number(Wire::UInt, 4, 0x1B, name); }
T boolean(S name) { return leaf(Wire::Bool, 1, name, Reading::Boolean); }
T minute_of_day(S name) {
  Type t = u16(name);
  t.sources.front().reading = Reading::MinuteOfDay;
  return t;
}
T decimals(int places, T number) {
  number.sources.front().reading = Reading::Decimal;
  number.sources.front().number = places;
  return number;
}
T code_in_name(S name) {
  Type t = u16(".").as(name);
  t.sources.front().reading = Reading::CodeInName;
  return t;
}
T null_() { return Type{}; }
T bit_string(int bits, S name) {
  Type t;
  t.wire = Wire::Bits;
  t.width = static_cast<std::uint8_t>(bits);
  t.name = std::string(name);
  return t;
}

T bit_set(int bits, S name, std::vector<BitGroup> groups) {
  Type t = bit_string(0, name);
  FieldSource s = of_kind(FieldSource::Kind::BitSet, bits);
  s.bits = std::move(groups);
  t.sources = {s};
  return t;
}

T bit_set_of(S counted, S name, std::vector<BitGroup> groups) {
  Type t = bit_set(0, name, std::move(groups));
  t.sources.front().path = std::string(counted);
  return t;
}

BitGroup bits_by(S path, S number) {
  BitGroup g;
  g.path = std::string(path);
  g.number = std::string(number);
  return g;
}

BitGroup bits_named(S path, S stem, int base) {
  BitGroup g;
  g.path = std::string(path);
  g.stem = std::string(stem);
  g.base = base;
  return g;
}

T octets(S name) {
  Type t = leaf(Wire::Octets, 0, name, Reading::Characters);
  t.zcl = 0x41;
  return t;
}
T octets(int n, S name) { return leaf(Wire::Octets, n, name, Reading::Characters); }
T char_string(S name) {
  Type t = octets(name);
  t.zcl = 0x42;
  return t;
}
T utf8(S name) { return leaf(Wire::Utf8, 0, name, Reading::Characters); }
T visible(S name) { return leaf(Wire::Visible, 0, name, Reading::Characters); }
T number_octets(int n, S name) { return leaf(Wire::Octets, n, name, Reading::NumberOctets); }
T hex(int n, S name) { return leaf(Wire::Octets, n, name, Reading::Hex); }
T eui(S name) { return leaf(Wire::Octets, 8, name, Reading::Hex); }
T date_time(S name) { return leaf(Wire::Octets, 12, name, Reading::DateTime); }
T activation(S path) { return leaf(Wire::Octets, 12, path, Reading::Activation).as("activationTime"); }
T date5(S name) { return leaf(Wire::Octets, 5, name, Reading::Date5); }
T date5_midnight(S name) { return leaf(Wire::Octets, 12, name, Reading::Date5Midnight); }
T gas_date4(S name) { return leaf(Wire::Octets, 4, name, Reading::GasDate4); }
T time4(S name) { return leaf(Wire::Octets, 4, name, Reading::Time4); }
T billing_date(S name, int months_later) {
  Type t = leaf(Wire::Octets, 5, name, Reading::BillingDate);
  t.sources.front().number = months_later;
  return t;
}
T zigbee_time(S name) { return leaf(Wire::UInt, 4, name, Reading::DateTime); }

T zigbee_activation(std::uint32_t cancel) {
  Type t = leaf(Wire::UInt, 4, "/ExecutionDateTime", Reading::Activation).as("StartTime");
  t.sources.front().number = cancel;
  return t;
}

T build_time(S name) { return leaf(Wire::UInt, 4, name, Reading::Number).at_build_time(); }

T integer(S name) { return leaf(Wire::Int, 0, name, Reading::Number); }
T integer_is(S name, std::int64_t constant) { return integer(name).is(constant); }
T enumerated(S name) { return leaf(Wire::Enum, 0, name, Reading::Number); }
T general_time(S name) { return leaf(Wire::Time, 0, name, Reading::DateTime); }
T certificate(S name) { return leaf(Wire::Raw, 0, name, Reading::Base64); }
T der(S name) { return leaf(Wire::Raw, 0, name, Reading::Base64); }
T asn1_octets(S name) { return leaf(Wire::Octets, 0, name, Reading::Hex); }

T key_usage(S name, S usage) {
  Type t = leaf(Wire::Bits, 0, name, Reading::Hex);
  if (usage == "digitalSignature") return t.is("80");
  if (usage == "keyAgreement") return t.is("08");
  t.sources.clear();
  return t;
}

T structure(std::vector<T> items) { return structure({}, std::move(items)); }

T structure(S name, std::vector<T> items) {
  Type t;
  t.wire = Wire::Structure;
  t.name = std::string(name);
  t.items = std::move(items);
  return t;
}

T either(std::vector<T> items) {
  Type t = structure(std::move(items));
  t.choice = true;
  return t;
}

T list(S path, T item) {
  Type t = array(last_step(path), std::move(item));
  t.each = std::string(path);
  return t;
}

T array(S name, T item) {
  Type t;
  t.wire = Wire::Array;
  t.name = std::string(name);
  t.items = {std::move(item)};
  return t;
}

T fixed_array(S name, std::vector<T> items) {
  Type t;
  t.wire = Wire::Array;
  t.name = std::string(name);
  t.items = std::move(items);
  t.fixed = true;
  return t;
}

T equal_items(S name, int count, const T& item) {
  return fixed_array(name, std::vector<T>(static_cast<std::size_t>(count), item));
}

T compact(S name, T item) {
  Type t = array(name, std::move(item));
  t.wire = Wire::Compact;
  return t;
}

T sealed(S name, T item) {
  Type t;
  t.wire = Wire::Sealed;
  t.name = std::string(name);
  t.items = {std::move(item)};
  return t;
}

T scaler_unit(S name) { return structure(name, {i8("scale"), enum8("unit")}); }

}  // namespace layout
}  // namespace gridpost
