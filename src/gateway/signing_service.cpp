#include "gateway/signing_service.h"

#include <memory>
#include <nlohmann/json.hpp>

#include "base/bytes.h"

namespace gridpost::gateway {

namespace {

constexpr std::size_t kBodyOctets = 24 * kMebibyte;
constexpr int kWrongUse = 2;  // the tool's exit code where there is no message

Reply json_reply(int status, const nlohmann::json& json) {
  return {.status = status,
          .content_type = "application/json",
          .body = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
          .headers = {}};
}

Reply refuse(int code, std::string words) {
  return json_reply(400, {{"error", std::move(words)}, {"errorCode", code}});
}

struct SigningOrder {
  std::string document;
  bool preserve_counter = false;
};

Result<SigningOrder> read_order(const std::string& body) {
  const nlohmann::json json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return fail("the body must be a JSON object");
  const auto message = json.find("message");
  if (message == json.end() || !message->is_string()) return fail("there is no message");
  GP_TRY(octets, from_base64(message->get_ref<const std::string&>()));
  SigningOrder order{.document = text_of(octets)};
  if (const auto preserve = json.find("preserveCounter"); preserve != json.end() && !preserve->is_null()) {
    if (!preserve->is_boolean()) return fail("preserveCounter must be true or false");
    order.preserve_counter = preserve->get<bool>();
  }
  return order;
}

Route route(std::string path, std::function<SigningOutcome(SigningOrder)> work) {
  return {.method = "POST",
          .path = std::move(path),
          .content_type = {},
          .body_limit = kBodyOctets,
          .handler = [work = std::move(work)](Request&& request, const Answer& answer) {
            auto order = read_order(request.body);
            if (!order) return answer(refuse(kWrongUse, order.error().text()));
            const SigningOutcome outcome = work(std::move(*order));
            if (outcome.error_code != 0) return answer(refuse(outcome.error_code, outcome.text));
            answer(json_reply(200, {{"message", to_base64(view_of(outcome.text))}}));
          }};
}

}  // namespace

std::vector<Route> signing_routes(SigningTool tool) {
  return {route("/sign", [sign = std::move(tool.sign)](
                             SigningOrder order) { return sign(std::move(order.document), order.preserve_counter); }),
          route("/verify",
                [verify = std::move(tool.verify)](SigningOrder order) { return verify(std::move(order.document)); })};
}

}  // namespace gridpost::gateway
