// The words for fields of MMC.
#include "catalogue/use_case.h"

namespace gridpost {

MmcField MmcField::part(int from, int count) const {
  MmcField f = *this;
  f.first = from;
  f.length = count;
  return f;
}

MmcField MmcField::at_index(int place, std::string_view attribute) const {
  MmcField f = *this;
  f.index = place;
  f.index_name = std::string(attribute);
  return f;
}

MmcField MmcField::with_index() const {
  MmcField f = *this;
  f.numbered = true;
  return f;
}

MmcField MmcField::every(int seconds) const {
  MmcField f = *this;
  f.step = seconds;
  return f;
}

MmcField MmcField::if_is(std::string_view value, std::int64_t number) const { return if_bits(value, 0, 0, number); }

MmcField MmcField::if_bits(std::string_view value, int from, int count, std::int64_t number) const {
  MmcField f = *this;
  f.where = std::string(value);
  f.where_first = from;
  f.where_length = count;
  f.is = number;
  return f;
}

MmcField MmcField::if_any_is_set() const {
  MmcField f = *this;
  f.any_set = true;
  return f;
}

MmcField MmcField::or_else(MmcField field) const {
  MmcField f = *this;
  f.otherwise = {std::move(field)};
  return f;
}

namespace layout {
namespace {

MmcField field(MmcField::Kind kind, std::string_view path, std::string_view value) {
  MmcField f;
  f.kind = kind;
  f.path = std::string(path);
  f.a = std::string(value);
  return f;
}

}  // namespace

MmcField number(std::string_view path, std::string_view value) { return field(MmcField::Kind::Number, path, value); }

MmcField scaled(std::string_view path, std::string_view value, std::string_view scaler) {
  MmcField f = field(MmcField::Kind::Scaled, path, value);
  f.b = std::string(scaler);
  return f;
}

MmcField scaled(std::string_view path, std::string_view value, int exponent) {
  MmcField f = field(MmcField::Kind::Scaled, path, value);
  f.exponent = exponent;
  return f;
}

MmcField ratio(std::string_view path, std::string_view value, std::string_view multiplier, std::string_view divisor) {
  MmcField f = field(MmcField::Kind::Ratio, path, value);
  f.b = std::string(multiplier);
  f.c = std::string(divisor);
  return f;
}

MmcField text(std::string_view path, std::string_view value, std::vector<std::pair<std::int64_t, std::string>> words,
              std::string_view code_attribute) {
  MmcField f = field(MmcField::Kind::Words, path, value);
  f.words = std::move(words);
  f.code_attribute = std::string(code_attribute);
  return f;
}

MmcField date(std::string_view path, std::string_view value) { return field(MmcField::Kind::DateTime, path, value); }
MmcField as_hex(std::string_view path, std::string_view value) { return field(MmcField::Kind::Hex, path, value); }
MmcField as_base64(std::string_view path, std::string_view value) { return field(MmcField::Kind::Base64, path, value); }
MmcField as_eui(std::string_view path, std::string_view value) { return field(MmcField::Kind::Uint64Id, path, value); }
MmcField characters(std::string_view path, std::string_view value) {
  return field(MmcField::Kind::Characters, path, value);
}
MmcField meaning(std::string_view path, std::string_view alert_code) {
  return field(MmcField::Kind::AlertCode, path, alert_code);
}

MmcField each(std::string_view path, std::string_view value, std::vector<MmcField> fields) {
  return each_within(path, value, {}, std::move(fields));
}

MmcField each_within(std::string_view path, std::string_view outer, std::string_view inner,
                     std::vector<MmcField> fields) {
  MmcField f = field(MmcField::Kind::Each, path, outer);
  f.b = std::string(inner);
  f.fields = std::move(fields);
  return f;
}

MmcField flags(std::string_view path, std::string_view value, std::vector<std::pair<std::int64_t, std::string>> names,
               std::string_view when_set, std::string_view when_clear) {
  MmcField f = field(MmcField::Kind::Flags, path, value);
  f.words = std::move(names);
  f.when_set = std::string(when_set);
  f.when_clear = std::string(when_clear);
  return f;
}

MmcField named(std::string_view path, std::string_view value, std::vector<std::pair<std::int64_t, std::string>> names) {
  MmcField f = field(MmcField::Kind::Named, path, value);
  f.words = std::move(names);
  return f;
}

MmcField items(std::string_view path, std::string_view list, int exponent) {
  MmcField f = field(MmcField::Kind::Items, path, list);
  f.exponent = exponent;
  return f;
}

MmcField digits(std::string_view path, std::string_view value, std::string_view trailing_digits) {
  MmcField f = field(MmcField::Kind::Digits, path, value);
  f.b = std::string(trailing_digits);
  return f;
}

MmcField each_bit(std::string_view path, std::string_view bits, std::vector<MmcField> fields) {
  MmcField f = field(MmcField::Kind::EachBit, path, bits);
  f.fields = std::move(fields);
  return f;
}

MmcField group(std::string_view path, std::vector<MmcField> fields) {
  MmcField f = field(MmcField::Kind::Group, path, {});
  f.fields = std::move(fields);
  return f;
}

MmcField constant(std::string_view path, std::string_view text) {
  MmcField f = field(MmcField::Kind::Constant, path, {});
  f.literal = std::string(text);
  return f;
}

MmcField truth(std::string_view path, std::string_view value) { return text(path, value, {{0, "false"}, {1, "true"}}); }

MmcField octet_words(std::string_view path, std::string_view octets,
                     std::vector<std::pair<std::string, std::string>> words) {
  MmcField f = field(MmcField::Kind::OctetWords, path, octets);
  f.by_hex = std::move(words);
  return f;
}

MmcField listed(std::string_view path, std::string_view list, std::vector<std::pair<std::string, std::string>> members,
                std::string_view text) {
  MmcField f = field(MmcField::Kind::Listed, path, list);
  f.by_hex = std::move(members);
  f.literal = std::string(text);
  return f;
}

MmcField time_of_day(std::string_view path, std::string_view value) {
  return field(MmcField::Kind::TimeOfDay, path, value);
}
MmcField day(std::string_view path, std::string_view value) { return field(MmcField::Kind::Day, path, value); }
MmcField wildcard_date(std::string_view path, std::string_view value) {
  return field(MmcField::Kind::WildcardDate, path, value);
}
MmcField billing_calendar(std::string_view path, std::string_view list) {
  return field(MmcField::Kind::BillingCalendar, path, list);
}

MmcField json_number(std::string_view path, std::string_view text, std::string_view member) {
  MmcField f = field(MmcField::Kind::JsonNumber, path, text);
  f.literal = std::string(member);
  return f;
}

}  // namespace layout
}  // namespace gridpost
