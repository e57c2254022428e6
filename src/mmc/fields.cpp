#include "mmc/fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalogue/alert_codes.h"
#include "gbcs/date_time.h"

namespace gridpost::mmc {
namespace {

// All values of a name: one of each row or component of a payload that has it, or that of one entry of a list.
using Find = std::function<std::vector<const Value*>(std::string_view)>;

// The first value at the path. Null stands for a value that the Device could not give: none.
const Value* by_path(const Find& find, std::string_view path) {
  const std::size_t slash = path.find('/');
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

// Octets and bit strings of whole octets are a number, too, where they are no more than eight.
std::int64_t number_of(const Value& value) {
  if (value.wire != Wire::Octets && value.wire != Wire::Bits) return value.number;
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

// Bits of a bit string that is a big-endian number, as a number; none: the string ends before them.
std::optional<Value> bits_of(const MmcField& field, const Value& value) {
  Value part = uint_value(value.name, 1, 0);
  for (int i = field.length - 1; i >= 0; --i) {
    const std::int64_t bit = value.number - 1 - (field.first + i);
    const auto octet = static_cast<std::size_t>(bit) / 8;
    if (bit < 0 || octet >= value.octets.size()) return std::nullopt;
    part.number = part.number * 2 + (value.octets[octet] >> (7 - bit % 8) & 1);
  }
  return part;
}

// The part of a value that a field is about; none: the octets end before it.
std::optional<Value> part_of(const MmcField& field, const Value& value) {
  if (field.length == 0) return value;
  Value part = value;
  if (value.wire == Wire::Bits) return bits_of(field, value);
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
      return date_text(value);
    case MmcField::Kind::Uint64Id:
      return value.octets.size() == 8 ? std::optional(Eui64::of(value.octets).text()) : std::nullopt;
    case MmcField::Kind::Each:
    case MmcField::Kind::Items:
    case MmcField::Kind::Flags:
    case MmcField::Kind::Named:
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

// The values of an entry; those of `inner`, an item of a list within it, come first.
void add_entry(Element& root, const MmcField& field, const Value& entry, const Value* inner = nullptr) {
  Element& element = add_at(root, field.path);
  const Find find = [&](std::string_view name) {
    const Value* value = inner ? inner->find(name) : nullptr;
    if (!value) value = entry.find(name);
    return value ? std::vector{value} : std::vector<const Value*>{};
  };
  for (const MmcField& within : field.fields) add_field(element, within, find);
}

void add_entries_of(Element& root, const MmcField& field, const Value& entry) {
  const Value* list = field.b.empty() ? nullptr : entry.find(field.b);
  if (!list || list->items.empty()) {
    add_entry(root, field, entry);
    return;
  }
  for (const Value& inner : list->items) add_entry(root, field, entry, &inner);
}

// One entry for each item of a list, or for each structure of the name: some logs come in components of their own.
void add_entries(Element& root, const MmcField& field, const Find& find) {
  for (const Value* value : find(field.a)) {
    if (value->wire == Wire::Structure) {
      add_entries_of(root, field, *value);
    } else {
      for (const Value& entry : value->items) add_entries_of(root, field, entry);
    }
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

void add_flags(Element& root, const MmcField& field, const Find& find) {
  const Value* bits = by_path(find, field.a);
  if (!bits || bits->wire != Wire::Bits) return;
  std::vector<std::pair<std::string_view, bool>> found;
  for (const auto& [bit, name] : field.words)
    if (const auto value = bits_of(field.part(static_cast<int>(bit), 1), *bits))
      found.emplace_back(name, value->number != 0);
  if (field.any_set && std::none_of(found.begin(), found.end(), [](const auto& f) { return f.second; })) {
    for (const MmcField& other : field.otherwise) add_field(root, other, find);
    return;
  }
  Element& parent = make(root, field.path);
  for (const auto& [name, set] : found)
    if (set || !field.when_clear.empty()) parent.add(name, set ? field.when_set : field.when_clear);
}

void add_named(Element& root, const MmcField& field, const Find& find) {
  const Value* whole = by_path(find, field.a);
  const auto value = whole ? part_of(field, *whole) : std::nullopt;
  if (!value) return;
  if (const auto name = word_of(field, number_of(*value))) make(root, field.path + "/" + *name);
}

void add_text(Element& root, const MmcField& field, const Find& find) {
  const Value* whole = by_path(find, field.a);
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
    case MmcField::Kind::Flags:
      return add_flags(root, field, find);
    case MmcField::Kind::Named:
      return add_named(root, field, find);
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
  const Find find = [&](std::string_view name) {
    std::vector<const Value*> values;
    for (const gbcs::Item& item : payload.items)
      if (const Value* value = item.value.find(name)) values.push_back(value);
    return values;
  };
  for (const MmcField& field : use_case.mmc) add_field(root, field, find);
}

}  // namespace gridpost::mmc
