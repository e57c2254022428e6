// What each path of the product API takes and gives: the routes, their checks and the OpenAPI document come from here.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "gateway/product_api.h"

namespace gridpost::gateway {

struct ProductPath {
  std::string path;
  std::string summary;
  std::size_t body_limit = 0;
  std::vector<ProductOption> texts;    // what the body says: alone it is the body itself, else members of JSON
  std::vector<ProductOption> options;  // in the query or in the JSON
  nlohmann::ordered_json answer;       // schema of a 200
};

// Parse, transform, correlate. They live as long as the program.
const std::vector<ProductPath>& product_paths();

}  // namespace gridpost::gateway
