#include "exchange/facts.h"

#include <nlohmann/json.hpp>

namespace gridpost::exchange {
namespace {

using nlohmann::json;

json to_json(const Element& e) {
  json j = {{"n", e.name}};
  if (!e.text.empty()) j["t"] = e.text;
  if (e.prefix != "sr") j["p"] = e.prefix;
  for (const auto& [key, value] : e.attributes) j["a"][key] = value;
  for (const Element& c : e.children) j["c"].push_back(to_json(c));
  return j;
}

Element from_json(const json& j) {
  Element e;
  e.name = j.at("n").get<std::string>();
  e.text = j.value("t", "");
  e.prefix = j.value("p", "sr");
  if (j.contains("a"))
    for (const auto& [key, value] : j.at("a").items()) e.attributes.emplace_back(key, value.get<std::string>());
  if (j.contains("c"))
    for (const json& c : j.at("c")) e.children.push_back(from_json(c));
  return e;
}

}  // namespace

std::string facts_of(const Element& body) { return to_json(body).dump(); }

Result<Element> body_of_facts(const std::string& facts) {
  try {
    return from_json(json::parse(facts));
  } catch (const json::exception& e) {
    return fail(e.what(), "facts of a request");
  }
}

}  // namespace gridpost::exchange
