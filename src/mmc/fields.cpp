#include "mmc/fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalogue/alert_codes.h"
#include "gbcs/date_time.h"

namespace gridpost::mmc {
namespace {

// All values of a name: one of each row or component of a payload that has it, or that of one entry of a list. "../"
// in front of a name: of what is around the list.
struct Find {
  std::function<std::vector<const Value*>(std::string_view)> values;
  int position = 0;  // of the entry in its list

  std::vector<const Value*> operator()(std::string_view name) const { return values(name); }
};

constexpr std::string_view kAround = "../";

// The first value at the path. Null stands for a value that the Device could not give: none.
const Value* by_path(const Find& find, std::string_view path) {
  const std::size_t slash = path.find('/', path.starts_with(kAround) ? kAround.size() : 0);
  const auto values = find(path.substr(0, slash));
  const Value* value = values.empty() ? nullptr : values.front();
  if (value && slash != std::string_view::npos) value = value->find(path.substr(slash + 1));
  return value && value->wire != Wire::Null ? value : nullptr;
}

// The element at the path below the parent, made where it is missing.
Element& make(Element& parent, std::string_view path) {
  Element* at = &parent;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view step = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    Element* next = nullptr;
    for (Element& child : at->children)
      if (child.name == step) next = &child;
    at = next ? next : &at->add(step);
  }
  return *at;
}

// A decimal without trailing zeros: value × 10^exponent.
std::string decimal(std::int64_t value, int exponent) {
  std::string digits = std::to_string(value);
  if (value < 0) digits.erase(0, 1);
  if (exponent >= 0)
    return (value < 0 ? "-" : "") + digits + (value == 0 ? "" : std::string(static_cast<std::size_t>(exponent), '0'));
  const std::size_t places = static_cast<std::size_t>(-exponent);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  std::string whole = digits.substr(0, digits.size() - places);
  std::string fraction = digits.substr(digits.size() - places);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return (value < 0 ? "-" : "") + whole + (fraction.empty() ? "" : "." + fraction);
}

// value × multiplier / divisor with up to nine decimal places.
std::optional<std::string> ratio_text(const Value& value, const Value* multiplier, const Value* divisor) {
  if (!multiplier || !divisor || divisor->number <= 0) return std::nullopt;
  constexpr int kPlaces = 9;
  const __int128 product = static_cast<__int128>(value.number) * multiplier->number;
  const __int128 size = product < 0 ? -product : product;
  const auto rest = static_cast<std::int64_t>(size % divisor->number * 1000000000 / divisor->number);
  const std::string fraction = decimal(rest, -kPlaces).substr(1);  // without the 0 in front of the point
  const std::string whole = fmt::format("{}", size / divisor->number);
  const bool zero = size / divisor->number == 0 && fraction.empty();
  return (product < 0 && !zero ? "-" : "") + whole + fraction;
}

std::optional<std::string> word_of(const MmcField& field, std::int64_t number) {
  for (const auto& [value, word] : field.words)
    if (value == number || value == kAnyOther) return word;
  return std::nullopt;
}

// Octets are a number, too, where they are no more than eight.
std::int64_t number_of(const Value& value) {
  if (value.wire != Wire::Octets) return value.number;
  return value.octets.size() <= 8 ? static_cast<std::int64_t>(get_be(value.octets)) : 0;
}

std::string number_text(const Value& value) {
  const std::int64_t number = number_of(value);
  const bool with_sign = value.wire == Wire::Int || value.wire == Wire::Enum;
  return with_sign ? std::to_string(number) : std::to_string(static_cast<std::uint64_t>(number));
}

std::string hex_text(const Value& value) {
  if (value.wire != Wire::UInt) return to_hex(value.octets);
  return fmt::format("{:0{}X}", value.as_unsigned(), 2 * value.width);
}

std::optional<std::string> meaning_of(const Value& value) {
  const auto title = catalogue::alert_title(static_cast<std::uint16_t>(number_of(value)));
  return title.empty() ? std::nullopt : std::optional(title);
}

// The part of a value that a field is about; none: the octets end before it.
std::optional<Value> part_of(const MmcField& field, const Value& value) {
  if (field.length == 0) return value;
  Value part = value;
  if (value.wire != Wire::Octets) {
    part.number = (value.number >> field.first) & ((std::int64_t{1} << field.length) - 1);
    return part;
  }
  const View all = value.octets;
  const auto first = static_cast<std::size_t>(field.first);
  if (first >= all.size()) return std::nullopt;
  const View some = all.subspan(first, std::min(static_cast<std::size_t>(field.length), all.size() - first));
  part.octets.assign(some.begin(), some.end());
  return part;
}

// The field is shown as far as its own condition goes.
bool is_meant(const MmcField& field, const Find& find) {
  if (field.where.empty()) return true;
  const Value* value = by_path(find, field.where);
  if (!value) return false;
  MmcField bits;
  bits.first = field.where_first;
  bits.length = field.where_length;
  const auto part = part_of(bits, *value);
  return part && number_of(*part) == field.is;
}

// Value × 10^-digits, their number in the high half of the octet.
std::optional<std::string> digits_text(const Value& value, const Value* trailing) {
  if (!trailing) return std::nullopt;
  return decimal(value.number, -static_cast<int>(trailing->number >> 4 & 0x0F));
}

std::optional<std::string> minute_text(const Value& value) {
  if (value.number < 0 || value.number >= 24 * 60) return std::nullopt;
  return fmt::format("{:02}:{:02}:00Z", value.number / 60, value.number % 60);
}

// A time in seconds since 2000, later by a step for each entry before.
std::optional<std::string> stepped_date(const MmcField& field, const Value& value, const Find& find) {
  Value later = value;
  if (value.wire == Wire::UInt) later.number += std::int64_t{field.step} * find.position;
  return date_text(later);
}

std::optional<std::string> text_of_field(const MmcField& field, const Value& value, const Find& find) {
  switch (field.kind) {
    case MmcField::Kind::Number:
      return number_text(value);
    case MmcField::Kind::Scaled: {
      const Value* scaler = by_path(find, field.b);
      const Value* scale = scaler ? scaler->find("scale") : nullptr;
      return decimal(value.number, scale ? static_cast<int>(scale->number) : field.exponent);
    }
    case MmcField::Kind::Ratio:
      return ratio_text(value, by_path(find, field.b), by_path(find, field.c));
    case MmcField::Kind::Words:
      return word_of(field, number_of(value));
    case MmcField::Kind::AlertCode:
      return meaning_of(value);
    case MmcField::Kind::Hex:
      return hex_text(value);
    case MmcField::Kind::Base64:
      return to_base64(value.octets);
    case MmcField::Kind::Characters:
      return text_of(value.octets);
    case MmcField::Kind::DateTime:
      return stepped_date(field, value, find);
    case MmcField::Kind::Digits:
      return digits_text(value, by_path(find, field.b));
    case MmcField::Kind::MinuteOfDay:
      return minute_text(value);
    case MmcField::Kind::Uint64Id:
      return value.octets.size() == 8 ? std::optional(Eui64::of(value.octets).text()) : std::nullopt;
    case MmcField::Kind::Each:
    case MmcField::Kind::Items:
    case MmcField::Kind::GasDate:
      break;
  }
  return std::nullopt;
}

// The element that a path ends with, new, below its parents, made where they are missing.
Element& add_at(Element& root, std::string_view path, Element*& parent) {
  const std::size_t last = path.rfind('/');
  parent = last == std::string_view::npos ? &root : &make(root, path.substr(0, last));
  return parent->add(path.substr(last == std::string_view::npos ? 0 : last + 1));
}
Element& add_at(Element& root, std::string_view path) {
  Element* parent = nullptr;
  return add_at(root, path, parent);
}

void add_field(Element& root, const MmcField& field, const Find& find);

// A value of the entry that stands outside its list of this name: what is missing in one item is not taken from
// another.
const Value* find_outside(const Value& entry, std::string_view list, std::string_view wanted) {
  for (const Value& item : entry.items)
    if (const Value* found = item.name == list ? nullptr : item.find(wanted)) return found;
  return nullptr;
}

// The values of an entry; those of `inner`, an item of a list within it, come first.
void add_entry(Element& root, const MmcField& field, const Find& around, int position, const Value& entry,
               const Value* inner = nullptr) {
  const auto values = [&](std::string_view name) {
    if (name.starts_with(kAround)) return around(name.substr(kAround.size()));
    const Value* value = inner ? inner->find(name) : nullptr;
    if (!value) value = inner ? find_outside(entry, field.b, name) : entry.find(name);
    return value ? std::vector{value} : std::vector<const Value*>{};
  };
  const Find find{values, position};
  if (!is_meant(field, find)) return;
  Element& element = add_at(root, field.path);
  if (field.numbered) element.attributes.emplace_back("index", std::to_string(position + 1));
  for (const MmcField& within : field.fields) add_field(element, within, find);
}

void add_entries_of(Element& root, const MmcField& field, const Find& around, int position, const Value& entry) {
  const Value* list = field.b.empty() ? nullptr : entry.find(field.b);
  if (!list || list->items.empty()) {
    add_entry(root, field, around, position, entry);
    return;
  }
  int place = 0;
  for (const Value& inner : list->items) add_entry(root, field, around, place++, entry, &inner);
}

// One entry for each item of a list, or for each structure of the name: some logs come in components of their own.
void add_entries(Element& root, const MmcField& field, const Find& find) {
  for (const Value* value : find(field.a)) {
    if (value->wire == Wire::Structure) {
      add_entries_of(root, field, find, 0, *value);
      continue;
    }
    int place = 0;
    for (const Value& entry : value->items) add_entries_of(root, field, find, place++, entry);
  }
}

void add_items(Element& root, const MmcField& field, const Find& find) {
  const Value* list = by_path(find, field.a);
  if (!list) return;
  int index = 0;
  for (const Value& item : list->items) {
    Element& element = add_at(root, field.path);
    element.attributes.emplace_back("index", std::to_string(++index));
    element.text = decimal(item.number, field.exponent);
  }
}

// What a part of a date may be: its number, or one of the wildcards.
void add_date_part(Element& date, std::string_view name, std::string_view specified, std::string_view open, int number,
                   bool is_open) {
  Element& part = date.add(name);
  if (is_open)
    part.add(open);
  else
    part.add(specified, std::to_string(number));
}

// Year from 1900, month, day, day of the week; FF: any.
void add_gas_date(Element& root, const MmcField& field, const Find& find) {
  constexpr std::uint8_t kAny = 0xFF;
  const Value* value = by_path(find, field.a);
  if (!value || value->octets.size() != 4) return;
  const Bytes& d = value->octets;
  Element& date = add_at(root, field.path);
  add_date_part(date, "GasYearWithWildcards", "SpecifiedYear", "NonSpecifiedYear", 1900 + d[0], d[0] == kAny);
  add_date_part(date, "GasMonthWithWildcards", "SpecifiedMonth", "NonSpecifiedMonth", d[1], d[1] == kAny);
  add_date_part(date, "GasDayOfMonthWithWildcards", "SpecifiedDayOfMonth", "GasNonSpecifiedDayOfMonth", d[2],
                d[2] == kAny);
  add_date_part(date, "GasDayOfWeekWithWildcards", "SpecifiedDayOfWeek", "NonSpecifiedDayOfWeek", d[3], d[3] == kAny);
}

void add_text(Element& root, const MmcField& field, const Find& find) {
  const Value* whole = is_meant(field, find) ? by_path(find, field.a) : nullptr;
  const auto value = whole ? part_of(field, *whole) : std::nullopt;
  const auto text = value ? text_of_field(field, *value, find) : std::nullopt;
  if (!text) {
    for (const MmcField& other : field.otherwise) add_field(root, other, find);
    return;
  }
  Element* parent = nullptr;
  Element& element = add_at(root, field.path, parent);
  element.text = *text;
  if (field.index != 0) element.attributes.emplace_back("index", std::to_string(field.index));
  if (!field.code_attribute.empty()) parent->attributes.emplace_back(field.code_attribute, number_text(*value));
}

void add_field(Element& root, const MmcField& field, const Find& find) {
  switch (field.kind) {
    case MmcField::Kind::Each:
      return add_entries(root, field, find);
    case MmcField::Kind::Items:
      return add_items(root, field, find);
    case MmcField::Kind::GasDate:
      return add_gas_date(root, field, find);
    default:
      return add_text(root, field, find);
  }
}

}  // namespace

std::optional<std::string> date_text(const Value& value) {
  if (value.wire == Wire::UInt) return iso(gbcs::time_of_zigbee(static_cast<std::uint32_t>(value.number)));
  const auto time =
      value.wire == Wire::Time ? gbcs::time_of_general_time(value.octets) : gbcs::time_of_date_time(value.octets);
  return time ? std::optional(iso(*time)) : std::nullopt;
}

void add_fields(Element& parent, const UseCase& use_case, const gbcs::Payload& payload) {
  Element& root = make(parent, use_case.mmc_root);
  const Find find{[&](std::string_view name) {
    std::vector<const Value*> values;
    for (const gbcs::Item& item : payload.items)
      if (const Value* value = item.value.find(name)) values.push_back(value);
    return values;
  }};
  for (const MmcField& field : use_case.mmc) add_field(root, field, find);
}

}  // namespace gridpost::mmc
