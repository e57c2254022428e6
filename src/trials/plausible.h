// Texts of a request's elements as a User would choose them.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/time.h"
#include "catalogue/simple_type.h"
#include "trials/chance.h"

namespace gridpost::trials {

// What elements of a request say beyond chance.
struct Known {
  TimeMs now = 0;
  std::map<std::string, std::string, std::less<>> texts;  // by the element's name
  std::string certificate;                                // base64, of any other element that wants one
  std::string authority;                                  // base64, of a certification path
};

// The text of an element or attribute; small numbers, plain letters, dates around now.
std::string plausible(chance::Dice& dice, const Known& known, std::string_view name,
                      const catalogue::grammar::SimpleType& type);

// Indices and phases count up, where the schema lets them repeat.
void number_items(Element& element);
// True if a part of the request is about devices of electricity ("Elec") or gas ("Gas").
bool is_about(const Element& element, std::string_view fuel);

}  // namespace gridpost::trials
