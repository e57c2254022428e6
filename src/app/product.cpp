#include "app/product.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "codec/differences_json.h"
#include "codec/examine.h"
#include "codec/request.h"
#include "mmc/mmc.h"

namespace gridpost::app {
namespace {

using Json = nlohmann::ordered_json;

std::string option(const gateway::ProductOptions& options, const char* name, std::string otherwise = {}) {
  const auto found = options.find(name);
  return found == options.end() ? otherwise : found->second;
}

Result<codec::RequestOptions> request_options(const gateway::ProductOptions& options) {
  codec::RequestOptions out;
  out.device_type = option(options, "deviceType");
  out.esme_variant = option(options, "esmeVariant", out.esme_variant);
  out.gbcs_version = option(options, "gbcsVersion", out.gbcs_version);
  out.other_device_type = option(options, "otherDeviceType");
  out.user_roles = option(options, "userRoles");
  out.customer_number = option(options, "customerNumber");
  out.now = option(options, "now");
  out.broker = option(options, "broker", out.broker);
  out.trans_cos = option(options, "transCos", out.trans_cos);
  const std::string counter = option(options, "brokerCounter", "0");
  const char* end = counter.data() + counter.size();
  const auto [rest, error] = std::from_chars(counter.data(), end, out.broker_counter);
  if (error != std::errc{} || rest != end) return fail(fmt::format("'{}' is no number", counter), "brokerCounter");
  return out;
}

// The members of the shown message, sorted into header, checks and values.
Json parsed_json(const codec::Examined& e, View octets, const std::string& service) {
  const gbcs::Payload* payload = e.payload ? &*e.payload : nullptr;
  const Json shown = Json::parse(gbcs::show_json(e.message, e.use_case, payload, e.checked));
  Json out{{"header", Json::object()}, {"checks", Json::object()}};
  for (const auto& [name, value] : shown.items()) {
    const bool check = name == "mac" || name == "signature" || name.ends_with("NotChecked");
    if (name == "payload")
      out["values"] = value;
    else if (name == "content")
      out["content"] = value;
    else
      out[check ? "checks" : "header"][name] = value;
  }
  out["checks"]["sameOctets"] = codec::writes_back(e, octets).has_value();
  if (!payload) out["checks"]["problem"] = e.use_case ? e.problem : "the message code is not described";
  mmc::Options shape;
  shape.service_reference_variant = service;
  if (const auto element = mmc::to_mmc(e.message, e.use_case, payload, shape)) out["mmc"] = mmc::write(*element);
  return out;
}

std::string text(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Result<std::string> transformed(const std::string& request, const gateway::ProductOptions& options,
                                const crypto::KeyStore& keys) {
  GP_TRY(beside, request_options(options));
  if (beside.device_type.empty()) return fail("is missing", "deviceType");
  GP_TRY(made, codec::transform_request(request, beside, keys));
  return text({{"useCase", made.use_case->name},
               {"messageCode", fmt::format("{:04X}", made.use_case->code)},
               {"kind", made.use_case->critical() ? "pre-command" : "command without MAC"},
               {"octets", to_hex(gbcs::write(made.message))}});
}

Result<std::string> correlated(const std::string& request, const std::string& pre_command,
                               const gateway::ProductOptions& options, const crypto::KeyStore& keys) {
  GP_TRY(beside, request_options(options));
  auto octets = codec::message_octets(pre_command);
  if (!octets) return within("preCommand", std::move(octets).error());
  GP_TRY(made, codec::correlate_request(request, *octets, beside, keys));
  return text({{"useCase", made.use_case->name},
               {"equal", made.differences.empty()},
               {"differences", codec::json_of(made.differences)}});
}

}  // namespace

gateway::ProductApi product_api(const crypto::KeyStore& keys, std::function<Eui64()> broker,
                                std::function<TimeMs()> now) {
  return {
      .parse = [&keys, broker = std::move(broker), now = std::move(now)](
                   const std::string& message, const gateway::ProductOptions& options) -> Result<std::string> {
        auto octets = codec::message_octets(message);
        if (!octets) return within("message", std::move(octets).error());
        auto examined = codec::examine(*octets, keys, broker(), now(), option(options, "service"));
        if (!examined) return within("message", std::move(examined).error());
        return text(parsed_json(*examined, *octets, option(options, "service")));
      },
      .transform = [&keys](const std::string& request,
                           const gateway::ProductOptions& options) { return transformed(request, options, keys); },
      .correlate =
          [&keys](const std::string& request, const std::string& pre_command, const gateway::ProductOptions& options) {
            return correlated(request, pre_command, options, keys);
          }};
}

}  // namespace gridpost::app
