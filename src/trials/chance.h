// Requests by chance, out of our own grammar: valid most often. And what they are made of: dice, values of simple
// types.
#pragma once

#include <functional>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/element.h"
#include "catalogue/grammar.h"

namespace gridpost::chance {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(engine_() % n); }
  std::uint64_t between(std::uint64_t least, std::uint64_t most) {
    return most - least == UINT64_MAX ? engine_() : least + engine_() % (most - least + 1);
  }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }
  std::string text(std::string_view alphabet, std::size_t length) {
    std::string out;
    for (std::size_t i = 0; i < length; ++i) out += alphabet[below(alphabet.size())];
    return out;
  }

 private:
  std::mt19937_64 engine_;
};

// The value with blanks around.
std::string padded(Dice& dice, std::string value);
// A value of the type, most often.
std::string some_value(Dice& dice, const catalogue::grammar::SimpleType& type);

class Generator {
 public:
  // Requests have one of these bodies.
  Generator(Dice& dice, std::vector<std::string> bodies) : dice_(dice), bodies_(std::move(bodies)) {}

  // Gives the value of an element or attribute of this name; none: chance does.
  using Values =
      std::function<std::optional<std::string>(std::string_view name, const catalogue::grammar::SimpleType&)>;
  void take(Values values) { values_ = std::move(values); }
  // Elements of these names are left out wherever they may be.
  void leave_out(std::set<std::string> names) { left_out_ = std::move(names); }

  Element request();
  // An element of this description.
  Element make(const catalogue::grammar::Node& node);

 private:
  void fill(const catalogue::grammar::Particle& particle, Element& parent);
  std::string value(std::string_view name, const catalogue::grammar::SimpleType& type);

  Dice& dice_;
  std::vector<std::string> bodies_;
  Values values_;
  std::set<std::string> left_out_;
};

}  // namespace gridpost::chance
