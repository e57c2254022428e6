#include "mmc/fields.h"

#include <fmt/format.h>

#include "gbcs/date_time.h"

namespace gridpost::mmc {
namespace {

// Where values are looked up: the items of a payload, or one item of a list.
using Find = std::function<const Value*(std::string_view)>;

// Null stands for a value that the Device could not give: none.
const Value* by_path(const Find& find, std::string_view path) {
  const std::size_t slash = path.find('/');
  const Value* value = find(path.substr(0, slash));
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
  if (!multiplier || !divisor || divisor->number == 0) return std::nullopt;
  constexpr int kPlaces = 9;
  __int128 scaled = static_cast<__int128>(value.number) * multiplier->number;
  for (int i = 0; i < kPlaces; ++i) scaled *= 10;
  scaled /= divisor->number;
  const std::int64_t limit = std::int64_t{1} << 62;
  if (scaled > limit) return decimal(static_cast<std::int64_t>(scaled / 1000000000), 0);
  return decimal(static_cast<std::int64_t>(scaled), -kPlaces);
}

std::string word_of(const MmcField& field, std::int64_t number) {
  for (const auto& [value, word] : field.words)
    if (value == number) return word;
  return {};
}

std::optional<std::string> text_of_field(const MmcField& field, const Value& value, const Find& find) {
  switch (field.kind) {
    case MmcField::Kind::Number:
      return value.wire == Wire::UInt ? std::to_string(value.as_unsigned()) : std::to_string(value.number);
    case MmcField::Kind::Scaled: {
      const Value* scaler = by_path(find, field.b);
      const Value* scale = scaler ? scaler->find("scale") : nullptr;
      return decimal(value.number, scale ? static_cast<int>(scale->number) : 0);
    }
    case MmcField::Kind::Ratio:
      return ratio_text(value, by_path(find, field.b), by_path(find, field.c));
    case MmcField::Kind::Words: {
      const std::string word = word_of(field, value.number);
      return word.empty() ? std::nullopt : std::optional(word);
    }
    case MmcField::Kind::Hex:
      return to_hex(value.octets);
    case MmcField::Kind::Base64:
      return to_base64(value.octets);
    case MmcField::Kind::Characters:
      return text_of(value.octets);
    case MmcField::Kind::DateTime:
      return date_text(value);
    case MmcField::Kind::Uint64Id:
      return Eui64::of(value.octets).text();
    case MmcField::Kind::Each:
      break;
  }
  return std::nullopt;
}

void add_field(Element& root, const MmcField& field, const Find& find) {
  const Value* value = by_path(find, field.a);
  if (!value) return;
  if (field.kind == MmcField::Kind::Each) {
    for (const Value& item : value->items) {
      Element& entry = root.add(field.path);
      for (const MmcField& inner : field.fields)
        add_field(entry, inner, [&](std::string_view name) { return item.find(name); });
    }
    return;
  }
  const auto text = text_of_field(field, *value, find);
  if (!text) return;
  const std::size_t last = field.path.rfind('/');
  Element& parent = last == std::string::npos ? root : make(root, field.path.substr(0, last));
  if (!field.code_attribute.empty())
    parent.attributes.emplace_back(field.code_attribute, std::to_string(value->number));
  parent.add(field.path.substr(last == std::string::npos ? 0 : last + 1), *text);
}

}  // namespace

std::optional<std::string> date_text(const Value& value) {
  if (value.wire == Wire::UInt) return iso(gbcs::time_of_zigbee(static_cast<std::uint32_t>(value.number)));
  if (value.wire == Wire::Time && value.octets.size() == 15) {
    const std::string t = gridpost::text_of(value.octets);
    return fmt::format("{}-{}-{}T{}:{}:{}Z", t.substr(0, 4), t.substr(4, 2), t.substr(6, 2), t.substr(8, 2),
                       t.substr(10, 2), t.substr(12, 2));
  }
  const auto time = gbcs::time_of_date_time(value.octets);
  return time ? std::optional(iso(*time)) : std::nullopt;
}

void add_fields(Element& parent, const UseCase& use_case, const gbcs::Payload& payload) {
  Element& root = make(parent, use_case.mmc_root);
  const Find find = [&](std::string_view name) { return payload.find(name); };
  for (const MmcField& field : use_case.mmc) add_field(root, field, find);
}

}  // namespace gridpost::mmc
