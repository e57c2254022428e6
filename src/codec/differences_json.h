// Differences as JSON, for whoever shows them to programs.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "transform/transform.h"

namespace gridpost::codec {

// Each with where, elements, expected, found.
inline nlohmann::ordered_json json_of(const std::vector<transform::Difference>& differences) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const auto& d : differences)
    out.push_back({{"where", d.where}, {"elements", d.elements}, {"expected", d.expected}, {"found", d.found}});
  return out;
}

}  // namespace gridpost::codec
