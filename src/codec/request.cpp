#include "codec/request.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "codec/partner.h"
#include "duis/request.h"
#include "gbcs/codec.h"

namespace gridpost::codec {
namespace {

// A request with what is known beside it. The Source points into it, so it stays where it is.
struct Question {
  duis::Request request;
  Element added;
  transform::Target target;
  transform::Circumstances circumstances;

  transform::Source source() const { return {request.id, request.variant, &request.body, &added}; }
};

Result<Question> read(std::string_view document, const RequestOptions& options, const crypto::KeyStore& keys) {
  Question q;
  GP_TRY(parsed, duis::parse(document));
  GP_TRY(request, duis::read_request(parsed));
  if (request.signed_pre_command) return fail("a signed pre-command is transformed already", "Request/Body");
  q.request = std::move(request);
  q.circumstances.now = machine_now();
  if (!options.now.empty()) {
    auto now = parse_date_time(options.now);
    if (!now) return within("now", std::move(now).error());
    q.circumstances.now = *now;
  }
  std::optional<DeviceType> other;
  if (!options.other_device_type.empty()) {
    GP_TRY(type, catalogue::named_device_type(options.other_device_type, "other Device type"));
    other = type;
  }
  transform::Supplement supplement = partner_of(q.request, other, keys, q.circumstances.now);
  supplement.customer_number = options.customer_number;
  if (!options.user_roles.empty()) {
    GP_TRY(roles, catalogue::user_roles(options.user_roles));
    supplement.user_roles = roles;
  }
  q.added = supplement.element();
  q.target = {q.request.id.target, DeviceType::ESME, options.esme_variant, options.gbcs_version};
  if (!options.device_type.empty()) {
    GP_TRY(type, catalogue::named_device_type(options.device_type, "Device type"));
    q.target.type = type;
  }
  auto broker = Eui64::parse(options.broker);
  if (!broker) return within("broker", std::move(broker).error());
  q.circumstances.broker = *broker;
  auto trans_cos = Eui64::parse(options.trans_cos);
  if (!trans_cos) return within("trans-cos", std::move(trans_cos).error());
  q.circumstances.trans_cos = *trans_cos;
  q.circumstances.broker_counter = options.broker_counter;
  return q;
}

// The first type of Device for which the request means the use case of this code; what it was if there is none.
DeviceType type_by_code(const Question& q, std::uint16_t code) {
  transform::Target target = q.target;
  for (int i = 0; i < catalogue::kDeviceTypes; ++i) {
    target.type = static_cast<DeviceType>(i);
    const auto meant = transform::select(q.source(), target);
    if (meant && (*meant)->code == code) return target.type;
  }
  return q.target.type;
}

}  // namespace

Result<Transformed> transform_request(std::string_view document, const RequestOptions& options,
                                      const crypto::KeyStore& keys) {
  GP_TRY(question, read(document, options, keys));
  GP_TRY(use_case, transform::select(question.source(), question.target));
  GP_TRY(message, transform::to_command(*use_case, question.source(), question.target, question.circumstances));
  return Transformed{use_case, std::move(message)};
}

Result<Correlated> correlate_request(std::string_view document, View pre_command, const RequestOptions& options,
                                     const crypto::KeyStore& keys) {
  GP_TRY(question, read(document, options, keys));
  auto message = gbcs::parse(pre_command);
  if (!message) return within("pre-command", std::move(message).error());
  if (options.device_type.empty()) question.target.type = type_by_code(question, message->header.code);
  GP_TRY(use_case, transform::select(question.source(), question.target));
  if (!use_case->critical())
    return fail(fmt::format("service {} is not critical: it has no pre-command", question.request.variant),
                "Request/Header/ServiceReferenceVariant");
  GP_TRY(differences, transform::correlate(question.source(), question.target, *message));
  return Correlated{use_case, std::move(differences)};
}

}  // namespace gridpost::codec
