// Requests by chance, out of our own grammar: valid most often.
#pragma once

#include "base/element.h"
#include "catalogue/bodies.h"
#include "grammar_values.h"

namespace gridpost::chance {

using catalogue::grammar::Attribute;
using catalogue::grammar::Node;
using catalogue::grammar::Particle;

class Generator {
 public:
  // Requests have one of these bodies.
  Generator(Dice& dice, std::vector<std::string> bodies) : dice_(dice), bodies_(std::move(bodies)) {}

  Element request() { return make(catalogue::request_grammar()); }

  // An element of this description.
  Element make(const Node& node) {
    Element out;
    out.name = node.name;
    out.prefix = node.prefix;
    for (const Attribute& a : node.content.attributes)
      if (a.required || dice_.one_in(3)) out.attributes.emplace_back(a.name, value(a.type));
    if (!node.content.value.empty()) out.text = value(node.content.value.front());
    if (node.name == "Body") {
      out.children.push_back(make(*catalogue::find_body(dice_.pick(bodies_))));
    } else if (!node.content.elements.empty()) {
      fill(node.content.elements.front(), out);
    }
    return out;
  }

 private:
  void fill(const Particle& p, Element& parent) {
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

  std::string value(const SimpleType& type) {
    std::string out = some_value(dice_, type);
    const bool safe = type.base == Base::Token || type.base == Base::Eui || type.base == Base::RequestId ||
                      type.base == Base::Integer || type.base == Base::Boolean || type.base == Base::HexBinary;
    return safe && dice_.one_in(20) ? padded(dice_, out) : out;
  }

  Dice& dice_;
  std::vector<std::string> bodies_;
};

}  // namespace gridpost::chance
