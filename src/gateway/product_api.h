// The codec as a service (port 8080): parse messages, transform requests, correlate pre-commands.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "gateway/http.h"

namespace gridpost::gateway {

// Options by their names in JSON and in the query: "deviceType".
using ProductOptions = std::map<std::string, std::string>;

// What the routes ask for. Each gives a JSON document, or an error whose place and words the caller gets. They are
// called on the server's thread.
struct ProductApi {
  std::function<Result<std::string>(const std::string& message, const ProductOptions& options)> parse;
  std::function<Result<std::string>(const std::string& request, const ProductOptions& options)> transform;
  std::function<Result<std::string>(const std::string& request, const std::string& pre_command,
                                    const ProductOptions& options)>
      correlate;
};

// Something that a path takes, with its meaning.
struct ProductOption {
  std::string name;
  std::string meaning;
};

// POST /v1/parse: a message in hexadecimal, base64 or binary, or JSON {"message": ...}.
// POST /v1/transform: a DUIS request as XML, or JSON {"request": ...}.
// POST /v1/correlate: JSON {"request": ..., "preCommand": ...}.
// Options stand in the query or in the JSON. GET /v1/openapi.json: all of this as an OpenAPI 3 document.
// 200 with the document; 400 {"error": {"what", "where"}} for input that is refused.
std::vector<Route> product_routes(ProductApi api);

// The OpenAPI document.
std::string product_openapi();

}  // namespace gridpost::gateway
