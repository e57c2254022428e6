#include "trials/plausible.h"

#include <fmt/format.h>

#include <algorithm>

namespace gridpost::trials {
namespace {

using catalogue::grammar::SimpleType;
using Base = SimpleType::Base;

constexpr std::uint64_t kSpread = 60;    // of numbers above their least value
constexpr std::size_t kMoreLetters = 8;  // of texts beyond their least length

std::string date_text(const Known& known, std::string_view name) {
  constexpr TimeMs kPeriod = 2 * kDay;
  return iso(name.starts_with("Start") ? known.now - kPeriod : known.now);
}

std::string number_text(chance::Dice& dice, const SimpleType& type) {
  const auto least = static_cast<std::uint64_t>(std::max<std::int64_t>(type.minimum.value_or(0), 0));
  const std::uint64_t most = std::min(type.maximum.value_or(least + kSpread), least + kSpread);
  return std::to_string(dice.between(std::min(least, most), most));
}

std::string decimal_text(chance::Dice& dice, const SimpleType& type) {
  const auto least = static_cast<std::uint64_t>(std::max<std::int64_t>(type.minimum.value_or(0), 0));
  std::string out =
      fmt::format("{:0{}}", dice.between(least, type.maximum.value_or(least + kSpread)), *type.places + 1);
  out.insert(out.size() - *type.places, ".");
  return out;
}

std::string letters(chance::Dice& dice, const SimpleType& type) {
  const std::size_t most = std::min(type.max_length, type.min_length + kMoreLetters);
  return dice.text("ABCDEFGHJKLMNPQRSTUVWXYZ", dice.between(std::max<std::size_t>(type.min_length, 1), most));
}

}  // namespace

std::string plausible(chance::Dice& dice, const Known& known, std::string_view name, const SimpleType& type) {
  if (const auto text = known.texts.find(name); text != known.texts.end()) return text->second;
  if (!type.values.empty()) return dice.pick(type.values);
  switch (type.base) {
    case Base::Base64Binary:
      return name == "Certificate" ? known.authority : known.certificate;
    case Base::DateTime:
      return date_text(known, name);
    case Base::Integer:
    case Base::SignedInteger:
    case Base::UnsignedInteger:
      return number_text(dice, type);
    case Base::Decimal:
      return type.places ? decimal_text(dice, type) : chance::some_value(dice, type);
    case Base::String:
      return type.characters.empty() && type.max_length > 0 ? letters(dice, type) : chance::some_value(dice, type);
    default:
      return chance::some_value(dice, type);
  }
}

void number_items(Element& element) {
  std::map<std::string, int> counts;
  for (Element& child : element.children) {
    const int place = ++counts[child.name];
    for (auto& [name, value] : child.attributes)
      if (name == "index") value = std::to_string(place);
    for (Element& within : child.children)
      if (within.name == "Phase") within.text = std::to_string(place);
    number_items(child);
  }
}

bool is_about(const Element& element, std::string_view fuel) {
  return element.name.starts_with(fuel) || std::any_of(element.children.begin(), element.children.end(),
                                                       [&](const Element& child) { return is_about(child, fuel); });
}

}  // namespace gridpost::trials
