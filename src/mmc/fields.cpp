#include "mmc/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "catalogue/alert_codes.h"
#include "gbcs/date_time.h"
#include "mmc/calendar.h"

namespace gridpost::mmc {
namespace {

constexpr std::string_view kAround = "../";

// A value of the entry that stands outside its list of this name: what is missing in one item is not taken from
// another.
const Value* find_outside(const Value& entry, std::string_view list, std::string_view wanted) {
  for (const Value& item : entry.items)
    if (const Value* found = item.name == list ? nullptr : item.find(wanted)) return found;
  return nullptr;
}

// Where values are looked up by name: in the rows or components of a payload, each of which may have one, or in one
// entry of a list, where those of `inner`, an item of its list of the name `list`, come first. "../" in front of a
// name: in what is around the entry's list.
struct Find {
  const gbcs::Payload* payload = nullptr;
  const Find* around = nullptr;
  const Value* entry = nullptr;
  const Value* inner = nullptr;
  std::string_view list = {};
  int position = 0;  // of the entry in its list

  const Value* first(std::string_view name) const {
    if (payload) return payload->find(name);
    if (name.starts_with(kAround)) return around->first(name.substr(kAround.size()));
    if (!inner) return entry->find(name);
    const Value* value = inner->find(name);
    return value ? value : find_outside(*entry, list, name);
  }
  template <class Call>
  void each(std::string_view name, const Call& call) const {
    if (!payload && name.starts_with(kAround)) return around->each(name.substr(kAround.size()), call);
    if (!payload) {
      if (const Value* value = first(name)) call(*value);
      return;
    }
    for (const gbcs::Item& item : payload->items)
      if (const Value* value = item.value.find(name)) call(*value);
  }
};

// "dates[2]": the name, and the place of an item in that list; 0: the list itself.
struct Step {
  std::string_view name;
  std::size_t place = 0;
};

Step split(std::string_view step) {
  const std::size_t bracket = step.find('[');
  if (bracket == std::string_view::npos) return {step, 0};
  return {step.substr(0, bracket), static_cast<std::size_t>(step[bracket + 1] - '0')};
}

// The first value at the path. Null stands for a value that the Device could not give: none.
const Value* by_path(const Find& find, std::string_view path) {
  const std::size_t slash = path.find('/', path.starts_with(kAround) ? kAround.size() : 0);
  const Step step = split(path.substr(0, slash));
  const Value* value = find.first(step.name);
  if (value && step.place > 0) value = step.place <= value->items.size() ? &value->items[step.place - 1] : nullptr;
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

// Octets and bit strings are a number, too, where they are no more than eight.
std::int64_t number_of(const Value& value) {
  if (value.wire != Wire::Octets && value.wire != Wire::Bits) return value.number;
  return value.octets.size() <= 8 ? static_cast<std::int64_t>(get_be(value.octets)) : 0;
}

std::string number_text(const Value& value) {
  const std::int64_t number = number_of(value);
  const bool with_sign = value.wire == Wire::Int || value.wire == Wire::Enum;
  return with_sign ? std::to_string(number) : std::to_string(static_cast<std::uint64_t>(number));
}

std::optional<std::string> word_of_octets(const MmcField& field, const Value& value) {
  const std::string hex = to_hex(value.octets);
  for (const auto& [octets, word] : field.by_hex)
    if (octets == hex || octets == "*") return word;
  return std::nullopt;
}

// The list has an item with all the members that are named.
bool has_item(const MmcField& field, const Value& list) {
  return std::any_of(list.items.begin(), list.items.end(), [&](const Value& item) {
    return std::all_of(field.by_hex.begin(), field.by_hex.end(), [&](const auto& member) {
      const Value* found = item.find(member.first);
      return found && to_hex(found->octets) == member.second;
    });
  });
}

// A level of a controller, in percent, as a member of a JSON text. Alerts have it in quotes.
std::optional<std::string> json_number_text(const Value& text, const std::string& member) {
  constexpr bool kThrow = false;
  constexpr unsigned kMost = 100;
  const auto json = nlohmann::json::parse(text.octets.begin(), text.octets.end(), nullptr, kThrow);
  const auto found = json.is_object() ? json.find(member) : json.end();
  if (found == json.end()) return std::nullopt;
  const std::string digits = found->is_string() ? found->get<std::string>() : found->dump();
  unsigned level = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), level);
  if (error != std::errc{} || end != digits.data() + digits.size() || level > kMost) return std::nullopt;
  return std::to_string(level);
}

std::string hex_text(const Value& value) {
  if (value.wire != Wire::UInt) return to_hex(value.octets);
  return fmt::format("{:0{}X}", value.as_unsigned(), 2 * value.width);
}

std::optional<std::string> meaning_of(const Value& value) {
  const auto title = catalogue::alert_title(static_cast<std::uint16_t>(number_of(value)));
  return title.empty() ? std::nullopt : std::optional(title);
}

// One character of UTF-8 at the front, as its number; none if there is no whole one in its shortest form.
std::optional<std::uint32_t> take_character(View& text) {
  static constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const std::uint8_t first = text.front();
  const std::size_t size = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if ((first >= 0x80 && first < 0xC0) || first >= 0xF8 || text.size() < size) return std::nullopt;
  std::uint32_t character = size == 1 ? first : first & (0xFFu >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((text[i] & 0xC0) != 0x80) return std::nullopt;
    character = character << 6 | (text[i] & 0x3Fu);
  }
  text = text.subspan(size);
  return character < kLeast[size] ? std::nullopt : std::optional(character);
}

// Only what may stand in a document: a Device may answer anything. (XML 1.0)
std::optional<std::string> characters_text(View octets) {
  for (View rest = octets; !rest.empty();) {
    const auto c = take_character(rest);
    const bool control = c && *c < 0x20 && *c != '\t' && *c != '\n' && *c != '\r';
    const bool no_character = c && ((*c >= 0xD800 && *c < 0xE000) || *c == 0xFFFE || *c == 0xFFFF || *c > 0x10FFFF);
    if (!c || control || no_character) return std::nullopt;
  }
  return text_of(octets);
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
      return characters_text(value.octets);
    case MmcField::Kind::DateTime:
      return stepped_date(field, value, find);
    case MmcField::Kind::Digits:
      return digits_text(value, by_path(find, field.b));
    case MmcField::Kind::Uint64Id:  // zero is the identifier of nobody
      return value.octets.size() == 8 && get_be(value.octets) != 0 ? std::optional(Eui64::of(value.octets).text())
                                                                   : std::nullopt;
    case MmcField::Kind::OctetWords:
      return word_of_octets(field, value);
    case MmcField::Kind::Listed:
      return has_item(field, value) ? std::optional(field.literal) : std::nullopt;
    case MmcField::Kind::TimeOfDay:
      return value.wire == Wire::UInt ? minute_text(value.number) : time_text(value.octets);
    case MmcField::Kind::Day:
      return day_text(value.octets);
    case MmcField::Kind::JsonNumber:
      return json_number_text(value, field.literal);
    default:
      return std::nullopt;  // has elements, not a text
  }
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

// All of these return whether something was added that a Device said.
bool add_field(Element& root, const MmcField& field, const Find& find);

bool add_all(Element& to, const std::vector<MmcField>& fields, const Find& find) {
  bool any = false;
  for (const MmcField& field : fields)
    if (add_field(to, field, find)) any = true;
  return any;
}

// The values of an entry; those of `inner`, an item of a list within it, come first.
bool add_entry(Element& root, const MmcField& field, const Find& around, int position, const Value& entry,
               const Value* inner = nullptr) {
  const Find find{nullptr, &around, &entry, inner, field.b, position};
  if (!is_meant(field, find)) return false;
  Element& element = add_at(root, field.path);
  if (field.numbered) element.attributes.emplace_back(field.index_name, std::to_string(position + 1));
  add_all(element, field.fields, find);
  return true;
}

bool add_entries_of(Element& root, const MmcField& field, const Find& around, int position, const Value& entry) {
  const Value* list = field.b.empty() ? nullptr : entry.find(field.b);
  if (!list || list->items.empty()) return add_entry(root, field, around, position, entry);
  bool any = false;
  int place = 0;
  for (const Value& inner : list->items)
    if (add_entry(root, field, around, place++, entry, &inner)) any = true;
  return any;
}

// One entry for each item of a list, or for each structure of the name: some logs come in components of their own.
bool add_entries(Element& root, const MmcField& field, const Find& find) {
  bool any = false;
  find.each(field.a, [&](const Value& value) {
    if (value.wire == Wire::Structure) {
      if (add_entries_of(root, field, find, 0, value)) any = true;
      return;
    }
    int place = 0;
    for (const Value& entry : value.items)
      if (add_entries_of(root, field, find, place++, entry)) any = true;
  });
  return any;
}

bool add_items(Element& root, const MmcField& field, const Find& find) {
  const Value* list = by_path(find, field.a);
  if (!list) return false;
  const auto first = std::min(static_cast<std::size_t>(field.first), list->items.size());
  const auto rest = list->items.size() - first;
  const auto count = field.length == 0 ? rest : std::min(static_cast<std::size_t>(field.length), rest);
  for (std::size_t i = 0; i < count; ++i) {
    Element& element = add_at(root, field.path);
    element.attributes.emplace_back("index", std::to_string(i + 1));
    element.text = decimal(list->items[first + i].number, field.exponent);
  }
  return count > 0;
}

bool add_bits(Element& root, const MmcField& field, const Find& find) {
  const Value* bits = by_path(find, field.a);
  if (!bits) return false;
  bool any = false;
  for (std::size_t i = 0; i < bits->octets.size() * 8; ++i) {
    if ((bits->octets[i / 8] >> (7 - i % 8) & 1) == 0) continue;
    if (add_entry(root, field, find, static_cast<int>(i), uint_value("bit", 1, i + 1))) any = true;
  }
  return any;
}

bool add_group(Element& root, const MmcField& field, const Find& find) {
  Element group;
  group.prefix = root.prefix;
  if (!add_all(group, field.fields, find)) return false;
  Element& element = add_at(root, field.path);
  element.children = std::move(group.children);
  element.attributes = std::move(group.attributes);
  if (field.index != 0) element.attributes.emplace_back(field.index_name, std::to_string(field.index));
  return true;
}

// A date or calendar, at the path or, without one, here.
bool add_date(Element& root, const MmcField& field, const Find& find) {
  const Value* value = by_path(find, field.a);
  if (!value) return false;
  Element date;
  date.prefix = root.prefix;
  const bool whole = field.kind == MmcField::Kind::WildcardDate ? add_wildcard_date(date, value->octets)
                                                                : add_billing_calendar(date, *value);
  if (!whole) return false;
  Element& to = field.path.empty() ? root : add_at(root, field.path);
  for (Element& part : date.children) to.children.push_back(std::move(part));
  return true;
}

// The attribute "@name" of the element at the path, or an element.
Element& put_text(Element& root, const std::string& path, const std::string& text, Element*& parent) {
  const std::size_t at = path.find('@');
  if (at == std::string::npos) {
    Element& element = add_at(root, path, parent);
    element.text = text;
    return element;
  }
  parent = &make(root, std::string_view(path).substr(0, at == 0 ? 0 : at - 1));
  parent->attributes.emplace_back(path.substr(at + 1), text);
  return *parent;
}

bool add_flags(Element& root, const MmcField& field, const Find& find) {
  const Value* bits = by_path(find, field.a);
  if (!bits || bits->wire != Wire::Bits) return false;
  std::vector<std::pair<std::string_view, bool>> found;
  for (const auto& [bit, name] : field.words)
    if (const auto value = bits_of(field.part(static_cast<int>(bit), 1), *bits))
      found.emplace_back(name, value->number != 0);
  if (field.any_set && std::none_of(found.begin(), found.end(), [](const auto& f) { return f.second; }))
    return add_all(root, field.otherwise, find);
  Element& parent = make(root, field.path);
  for (const auto& [name, set] : found)
    if (set || !field.when_clear.empty()) parent.add(name, set ? field.when_set : field.when_clear);
  return true;
}

bool add_named(Element& root, const MmcField& field, const Find& find) {
  const Value* whole = by_path(find, field.a);
  const auto value = whole ? part_of(field, *whole) : std::nullopt;
  const auto name = value ? word_of(field, number_of(*value)) : std::nullopt;
  if (name) make(root, field.path + "/" + *name);
  return name.has_value();
}

bool add_text(Element& root, const MmcField& field, const Find& find) {
  const Value* value = by_path(find, field.a);
  std::optional<Value> part;
  if (value && field.length != 0) {
    part = part_of(field, *value);
    value = part ? &*part : nullptr;
  }
  const auto text = value ? text_of_field(field, *value, find) : std::nullopt;
  if (!text) return add_all(root, field.otherwise, find);
  Element* parent = nullptr;
  Element& element = put_text(root, field.path, *text, parent);
  if (field.index != 0) element.attributes.emplace_back(field.index_name, std::to_string(field.index));
  if (!field.code_attribute.empty()) parent->attributes.emplace_back(field.code_attribute, number_text(*value));
  return true;
}

bool add_field(Element& root, const MmcField& field, const Find& find) {
  const bool of_entries = field.kind == MmcField::Kind::Each || field.kind == MmcField::Kind::EachBit;
  if (!of_entries && !is_meant(field, find)) return add_all(root, field.otherwise, find);
  switch (field.kind) {
    case MmcField::Kind::Each:
      return add_entries(root, field, find);
    case MmcField::Kind::Items:
      return add_items(root, field, find);
    case MmcField::Kind::EachBit:
      return add_bits(root, field, find);
    case MmcField::Kind::Group:
      return add_group(root, field, find);
    case MmcField::Kind::WildcardDate:
    case MmcField::Kind::BillingCalendar:
      return add_date(root, field, find);
    case MmcField::Kind::Constant:
      add_at(root, field.path).text = field.literal;
      return false;
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
  const Find find{&payload};
  for (const MmcField& field : use_case.mmc) add_field(root, field, find);
}

}  // namespace gridpost::mmc
