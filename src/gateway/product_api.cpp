#include "gateway/product_api.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "gateway/product_paths.h"

namespace gridpost::gateway {
namespace {

using Json = nlohmann::ordered_json;

Reply json_reply(int status, std::string body) {
  return {.status = status, .content_type = "application/json", .body = std::move(body), .headers = {}};
}

Reply refusal(const Error& error) {
  const Json json{{"error", {{"what", error.what}, {"where", error.where}}}};
  return json_reply(400, json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

// "%2E" and "+" of a query. A broken escape stays as it is.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
      continue;
    }
    const auto octet =
        text[i] == '%' && i + 2 < text.size() ? from_hex(text.substr(i + 1, 2)) : Result<Bytes>(fail("no escape"));
    if (octet && octet->size() == 1) {
      out += static_cast<char>(octet->front());
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// What a request says, wherever it says it.
struct Order {
  std::map<std::string, std::string> texts;  // the members that the path takes: "message", ...
  ProductOptions options;
};

Status add(Order& order, const ProductPath& path, const std::string& name, std::string text, std::string_view where) {
  const auto is_it = [&](const auto& known) { return known.name == name; };
  if (std::any_of(path.options.begin(), path.options.end(), is_it)) {
    order.options[name] = std::move(text);
    return {};
  }
  const bool is_text = where == "body" && std::any_of(path.texts.begin(), path.texts.end(), is_it);
  if (!is_text) return fail("there is no such member or option", fmt::format("{}/{}", where, name));
  order.texts[name] = std::move(text);
  return {};
}

Status add_query(Order& order, const ProductPath& path, std::string_view query) {
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    GP_CHECK(add(order, path, decoded(pair.substr(0, equals)), decoded(value), "query"));
  }
  return {};
}

Status add_json(Order& order, const ProductPath& path, const std::string& body) {
  const Json json = Json::parse(body, nullptr, false);
  if (!json.is_object()) return fail("the body is no JSON object", "body");
  for (const auto& [name, value] : json.items()) {
    if (!value.is_string() && !value.is_number_unsigned()) return fail("is no text", fmt::format("body/{}", name));
    GP_CHECK(add(order, path, name, value.is_string() ? value.get<std::string>() : value.dump(), "body"));
  }
  return {};
}

// Only JSON begins with a brace: no message and no XML document does.
Result<Order> read_order(const Request& request, const ProductPath& path) {
  Order order;
  GP_CHECK(add_query(order, path, request.query));
  const std::size_t first = request.body.find_first_not_of(" \t\r\n");
  const bool json = first != std::string::npos && request.body[first] == '{';
  if (json || path.texts.size() > 1)
    GP_CHECK(add_json(order, path, request.body));
  else
    order.texts[path.texts.front().name] = request.body;
  for (const ProductOption& text : path.texts)
    if (!order.texts.contains(text.name)) return fail("is missing", fmt::format("body/{}", text.name));
  return order;
}

using Work = std::function<Result<std::string>(Order&)>;

Route route(const ProductPath& path, Work work) {
  return {.method = "POST",
          .path = path.path,
          .content_type = {},
          .body_limit = path.body_limit,
          .handler = [&path, work = std::move(work)](Request&& request, const Answer& answer) {
            auto order = read_order(request, path);
            if (!order) return answer(refusal(order.error()));
            auto document = work(*order);
            answer(document ? json_reply(200, std::move(*document)) : refusal(document.error()));
          }};
}

}  // namespace

std::vector<Route> product_routes(ProductApi api) {
  const auto shared = std::make_shared<const ProductApi>(std::move(api));
  const auto& paths = product_paths();
  return {
      route(paths[0], [shared](Order& o) { return shared->parse(o.texts["message"], o.options); }),
      route(paths[1], [shared](Order& o) { return shared->transform(o.texts["request"], o.options); }),
      route(paths[2],
            [shared](Order& o) { return shared->correlate(o.texts["request"], o.texts["preCommand"], o.options); }),
      {.method = "GET", .path = "/v1/openapi.json", .content_type = {}, .handler = [](Request&&, const Answer& answer) {
         answer(json_reply(200, product_openapi()));
       }}};
}

}  // namespace gridpost::gateway
