// The public face of the codec: include/gridpost/codec.h in terms of the rooms.
#include <algorithm>
#include <filesystem>

#include "base/clock.h"
#include "codec/examine.h"
#include "codec/request.h"
#include "codec/values_json.h"
#include "gbcs/protection.h"
#include "gridpost/codec.h"
#include "mmc/mmc.h"

namespace gridpost::codec {
namespace {

Problem problem_of(const Error& error) { return {error.what, error.where}; }

template <class T, class Make>
Outcome<T> outcome(const Make& make) {
  Result<T> result = make();
  if (!result) return problem_of(result.error());
  return std::move(*result);
}

RequestOptions options_of(const Beside& b) {
  return {b.device_type,     b.esme_variant, b.gbcs_version, b.other_device_type, b.user_roles,
          b.customer_number, b.now,          b.broker,       b.trans_cos,         b.broker_counter};
}

Result<std::string> shown(const Examined& e, Form form) {
  const gbcs::Payload* payload = e.payload ? &*e.payload : nullptr;
  switch (form) {
    case Form::Text:
      return gbcs::show_text(e.message, e.use_case, payload, e.checked);
    case Form::Json:
      return gbcs::show_json(e.message, e.use_case, payload, e.checked);
    case Form::Mmc: {
      GP_TRY(element, mmc::to_mmc(e.message, e.use_case, payload));
      return mmc::write(element);
    }
    case Form::Values:
      if (!payload) return fail(e.problem.empty() ? "the message code is not described" : e.problem);
      return values_json(e.message, e.use_case->protocol, *payload);
  }
  return fail("there is no such form");
}

}  // namespace

struct Codec::Inside {
  crypto::KeyStore keys;
  Eui64 broker{0x90B3D51F30000002};

  Result<Examined> examined(std::string_view message) const {
    GP_TRY(octets, message_octets(message));
    return examine(octets, keys, broker, machine_now());
  }
};

Codec::Codec() : inside_(std::make_unique<Inside>()) {}
Codec::~Codec() = default;
Codec::Codec(Codec&&) noexcept = default;
Codec& Codec::operator=(Codec&&) noexcept = default;

Outcome<std::size_t> Codec::load_keys(const std::string& path, bool waive_validity) {
  return outcome<std::size_t>([&]() -> Result<std::size_t> {
    const auto policy = waive_validity ? crypto::ValidityPolicy::WaiveWithWarning : crypto::ValidityPolicy::Enforce;
    auto report = std::filesystem::is_directory(path) ? inside_->keys.load_folder(path, machine_now(), policy)
                                                      : inside_->keys.load_keystore_json(path, machine_now(), policy);
    if (!report) return within(path, std::move(report).error());
    return report->certificates;
  });
}

Outcome<std::string> Codec::decode(std::string_view message, Form form) const {
  return outcome<std::string>([&]() -> Result<std::string> {
    GP_TRY(examined, inside_->examined(message));
    return shown(examined, form);
  });
}

Outcome<Checks> Codec::check(std::string_view message) const {
  return outcome<Checks>([&]() -> Result<Checks> {
    GP_TRY(e, inside_->examined(message));
    Checks out;
    out.mac = e.message.mac ? e.checked.mac : "none";
    out.signature = e.message.is_signed() ? e.checked.signature : "none";
    out.reason = e.checked.mac_reason.empty() ? e.checked.signature_reason : e.checked.mac_reason;
    out.problem = e.use_case ? e.problem : "the message code is not described";
    GP_TRY(octets, message_octets(message));
    out.same_octets = writes_back(e, octets).has_value();
    return out;
  });
}

Outcome<std::string> Codec::encode(std::string_view values) const {
  return outcome<std::string>([&]() -> Result<std::string> {
    GP_TRY(read, read_values_json(values));
    const gbcs::Header& h = read.message.header;
    gbcs::Cipher cipher;
    if (const auto z = shared_secret(inside_->keys, gbcs::reader_of(h), h.originator, machine_now()))
      cipher = gbcs::cipher_for(h, *z);
    const auto all = Catalogue::instance().by_code(h.code);
    const auto fits = std::find_if(all.begin(), all.end(), [&](auto* u) { return u->protocol == read.protocol; });
    if (fits == all.end()) return fail("no use case has this message code and encoding", "header/messageCode");
    GP_TRY(content, gbcs::encode(**fits, h.cra, read.payload, &cipher));
    read.message.content = std::move(content);
    return to_hex(gbcs::write(read.message));
  });
}

Outcome<Command> Codec::transform(std::string_view request, const Beside& beside) const {
  return outcome<Command>([&]() -> Result<Command> {
    GP_TRY(made, transform_request(request, options_of(beside), inside_->keys));
    return Command{made.use_case->name, made.use_case->critical(), to_hex(gbcs::write(made.message))};
  });
}

Outcome<std::vector<Difference>> Codec::correlate(std::string_view request, std::string_view pre_command,
                                                  const Beside& beside) const {
  return outcome<std::vector<Difference>>([&]() -> Result<std::vector<Difference>> {
    GP_TRY(octets, message_octets(pre_command));
    GP_TRY(correlated, correlate_request(request, octets, options_of(beside), inside_->keys));
    std::vector<Difference> out;
    for (auto& d : correlated.differences)
      out.push_back({std::move(d.where), std::move(d.expected), std::move(d.found), std::move(d.elements)});
    return out;
  });
}

}  // namespace gridpost::codec
