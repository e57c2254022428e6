#include "trials/chance.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"
#include "catalogue/bodies.h"

namespace gridpost::chance {

using catalogue::grammar::Attribute;
using catalogue::grammar::Node;
using catalogue::grammar::Particle;
using catalogue::grammar::SimpleType;
using Base = SimpleType::Base;

namespace {

std::string pairs(Dice& dice) {
  std::string out;
  for (int i = 0; i < 8; ++i) out += (i ? "-" : "") + dice.text("0123456789abcdefABCDEF", 2);
  return out;
}

std::string some_date_time(Dice& dice) {
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", dice.between(2000, 2040), dice.between(1, 12),
                                dice.between(1, 28), dice.below(24), dice.below(60), dice.below(60));
  if (dice.one_in(3)) out += "." + dice.text("0123456789", 1 + dice.below(6));
  if (dice.one_in(2)) out += dice.one_in(3) ? "+01:00" : "Z";
  return out;
}

std::string some_number(Dice& dice, const SimpleType& type) {
  const std::int64_t least = type.minimum.value_or(-1000);
  const std::uint64_t most =
      type.maximum.value_or(type.total_digits ? *type.total_digits > 10 ? 999999999999 : 9999 : 99);
  if (least < 0 && dice.one_in(2)) return std::to_string(-static_cast<std::int64_t>(dice.below(100)));
  const std::uint64_t from = least < 0 ? 0 : static_cast<std::uint64_t>(least);
  switch (dice.below(4)) {
    case 0:
      return std::to_string(from);
    case 1:
      return std::to_string(most);
    default:
      return std::to_string(dice.between(from, most));
  }
}

std::string some_text(Dice& dice, const SimpleType& type) {
  const std::size_t most = std::min<std::size_t>(type.max_length, type.min_length + 20);
  std::string out;
  if (!type.characters.empty()) {
    for (std::size_t n = dice.between(type.min_length, most); n > 0; --n) {
      const auto& [first, last] = dice.pick(type.characters);
      out += static_cast<char>(dice.between(static_cast<unsigned char>(first), static_cast<unsigned char>(last)));
    }
    return out;
  }
  const std::vector<std::string> letters = {"a", "B", "7", " ", ".", "é", "£", "&", "<", "漢", "😀", "-"};
  for (std::size_t n = dice.between(type.min_length, most); n > 0; --n) out += dice.pick(letters);
  return out;
}

// Close to the bounds and to the last place, with zeros at either end.
std::string some_decimal(Dice& dice, const SimpleType& type) {
  const std::uint64_t most = type.maximum.value_or(99999);
  const std::uint64_t least = type.minimum.value_or(0) < 0 ? 0 : static_cast<std::uint64_t>(type.minimum.value_or(0));
  const std::vector<std::uint64_t> some = {0, least, most - 1, most, most + 1, dice.between(least, most)};
  std::string out =
      fmt::format("{:0{}}", dice.one_in(2) ? dice.between(least, most) : dice.pick(some), *type.places + 1);
  out.insert(out.size() - *type.places, ".");
  if (dice.one_in(4)) out += dice.text("05", 1);
  if (dice.one_in(4)) out += "00";
  if (dice.one_in(6)) out = dice.text("+-0", 1) + out;
  return out;
}

}  // namespace

std::string padded(Dice& dice, std::string value) {
  const std::vector<std::string> blanks = {" ", "\n", "\t", "  ", "\r\n"};
  if (dice.one_in(2)) value = dice.pick(blanks) + value;
  if (dice.one_in(2)) value += dice.pick(blanks);
  return value;
}

std::string some_value(Dice& dice, const SimpleType& type) {
  if (!type.values.empty()) return dice.pick(type.values);
  switch (type.base) {
    case Base::String:
      return some_text(dice, type);
    case Base::Token:
      return dice.text("abc-12", 1 + dice.below(10));
    case Base::Boolean:
      return dice.pick(std::vector<std::string>{"true", "false", "0", "1"});
    case Base::Integer:
    case Base::SignedInteger:
    case Base::UnsignedInteger:
      return some_number(dice, type);
    case Base::Decimal:
      if (type.places) return some_decimal(dice, type);
      return dice.pick(std::vector<std::string>{"5.4", "5.0", "5.1", "5", "9.9", "-1", ".5", "+5.40"});
    case Base::DateTime:
      return some_date_time(dice);
    case Base::Date:
      return some_date_time(dice).substr(0, 10);
    case Base::Time:
      return some_date_time(dice).substr(11, 8);
    case Base::HexBinary:
      return dice.text("0123456789abcdefABCDEF",
                       2 * dice.between(type.min_length, std::min<std::size_t>(type.max_length, type.min_length + 20)));
    case Base::Base64Binary:
      return to_base64(view_of(dice.text("abcdefgh12345678\x01\x7f", dice.below(30))));
    case Base::AnyUri:
      return dice.pick(
          std::vector<std::string>{"", "http://www.w3.org/2001/04/xmlenc#sha256", "#id", "a/b?c", "urn:x:y"});
    case Base::Eui:
      return pairs(dice);
    case Base::EuiList: {
      std::string out = pairs(dice);
      for (std::size_t more = dice.below(4); more > 0; --more) out += "," + pairs(dice);
      return out;
    }
    case Base::RequestId:
      return pairs(dice) + ":" + pairs(dice) + ":" + std::to_string(dice.between(0, UINT64_MAX));
  }
  return {};
}

Element Generator::request() { return make(catalogue::request_grammar()); }

Element Generator::make(const Node& node) {
  Element out;
  out.name = node.name;
  out.prefix = node.prefix;
  for (const Attribute& a : node.content.attributes)
    if (a.required || dice_.one_in(3)) out.attributes.emplace_back(a.name, value(a.name, a.type));
  if (!node.content.value.empty()) out.text = value(node.name, node.content.value.front());
  if (node.name == "Body") {
    out.children.push_back(make(*catalogue::find_body(dice_.pick(bodies_))));
  } else if (!node.content.elements.empty()) {
    fill(node.content.elements.front(), out);
  }
  return out;
}

void Generator::fill(const Particle& p, Element& parent) {
  if (p.least == 0 && p.kind == Particle::Kind::Element && left_out_.contains(p.element->name)) return;
  const unsigned most = std::min(p.most, p.least + 2);
  for (auto n = dice_.between(p.least, most); n > 0; --n) {
    switch (p.kind) {
      case Particle::Kind::Element:
        parent.children.push_back(make(*p.element));
        break;
      case Particle::Kind::Choice:
        fill(dice_.pick(p.parts), parent);
        break;
      case Particle::Kind::Sequence:
        for (const Particle& part : p.parts) fill(part, parent);
    }
  }
}

std::string Generator::value(std::string_view name, const SimpleType& type) {
  if (values_)
    if (auto given = values_(name, type)) return std::move(*given);
  std::string out = some_value(dice_, type);
  const bool safe = type.base == Base::Token || type.base == Base::Eui || type.base == Base::RequestId ||
                    type.base == Base::Integer || type.base == Base::Boolean || type.base == Base::HexBinary;
  return safe && dice_.one_in(20) ? padded(dice_, out) : out;
}

}  // namespace gridpost::chance
