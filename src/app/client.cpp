#include "app/client.h"

#include <fmt/format.h>

#include <algorithm>

#include "access/path.h"
#include "app/keys.h"
#include "base/clock.h"
#include "base/log.h"
#include "codec/examine.h"
#include "codec/partner.h"
#include "duis/signature.h"
#include "gbcs/protection.h"

namespace gridpost::app {
namespace {

std::string identity_of(const duis::Response& r) {
  return fmt::format("{}|{}|{}", r.request_id ? r.request_id->text() : "", r.response_id ? r.response_id->text() : "",
                     r.payload.index());
}

// The Device's answer, if there is one.
const Bytes* answer_of(const duis::Response& r) {
  if (const auto* p = std::get_if<duis::GbcsPayload>(&r.payload)) return &p->message;
  if (const auto* p = std::get_if<duis::CinMessage>(&r.payload)) return &p->message;
  return nullptr;
}

// A repeat is signed anew; everything else must be as it was.
std::string without_signature(std::string document) {
  constexpr std::string_view kEnd = "</ds:Signature>";
  const std::size_t from = document.find("<ds:Signature ");
  const std::size_t to = document.find(kEnd);
  if (from != std::string::npos && to != std::string::npos) document.erase(from, to + kEnd.size() - from);
  return document;
}

}  // namespace

std::string_view service_of(int command_variant) {
  switch (access::path_of(command_variant).value_or(access::WebService::NonDevice)) {
    case access::WebService::Transform:
      return "serviceT";
    case access::WebService::SendCommand:
      return "serviceS";
    case access::WebService::NonDevice:
      break;
  }
  return "serviceD";
}

Client::Client(ClientOptions options, Eui64 user, const crypto::KeyStore& keys)
    : options_(std::move(options)),
      user_(user),
      keys_(keys),
      http_({.per_endpoint = options_.connections, .total = std::max<std::size_t>(options_.connections, 256)},
            options_.tls),
      receiver_([this](const std::string& body) { return on_message(body); }) {}

Client::~Client() { stop(); }

Status Client::start() { return receiver_.start(options_.listen_address, options_.listen_port); }
void Client::stop() { receiver_.stop(); }

std::uint64_t Client::next_counter() {
  const std::lock_guard lock(mutex_);
  last_counter_ = std::max(last_counter_ + 1, static_cast<std::uint64_t>(machine_now()));
  return last_counter_;
}

Result<std::string> Client::signed_document(const duis::Request& request) const {
  auto key = signing_key(keys_, user_, crypto::role::kXmlSigningUser, machine_now(), "XML-signing");
  if (!key)
    if (auto suppliers = signing_key(keys_, user_, crypto::role::kSupplier, machine_now(), "signing")) key = suppliers;
  if (!key) return tl::unexpected(std::move(key).error());
  return duis::sign(duis::write(request), (*key)->certificate, *(*key)->private_key);
}

Result<gateway::ClientReply> Client::post_raw(int command_variant, std::string document) {
  return http_.post(fmt::format("{}/api/v1/{}", options_.gateway, service_of(command_variant)), std::move(document));
}

// Answers must be signed by the DCC's XML-signing key.
Result<duis::Response> Client::verified(const std::string& body) const {
  GP_TRY(document, duis::parse(body, {.octets = 16 << 20}));
  GP_TRY(signer, duis::verify(document, keys_));
  if (signer.certificate().role() != crypto::role::kXmlSigningDsp)
    return fail("the answer was not signed by the DCC", "Response/Signature");
  GP_CHECK(signer.entry->usable_at(machine_now()));
  return duis::read_response(document);
}

Result<duis::Response> Client::post(const duis::Request& request) {
  GP_TRY(document, signed_document(request));
  GP_TRY(reply, post_raw(request.command_variant, std::move(document)));
  if (reply.status != 200) return fail(fmt::format("HTTP {}: {}", reply.status, reply.body), options_.gateway);
  GP_TRY(response, verified(reply.body));
  if (response.request_id != request.id)
    return fail("the answer quotes another RequestID", request.id.text(), "synchronous answer");
  return response;
}

Result<duis::Request> Client::signed_pre_command(const duis::Request& request, const transform::Target& target,
                                                 std::optional<DeviceType> other_device,
                                                 const duis::PreCommand& pre_command) const {
  GP_TRY(message, gbcs::parse(pre_command.message));
  const Element added = codec::partner_of(request, other_device, keys_, machine_now()).element();
  GP_TRY(differences, transform::correlate({request.id, request.variant, &request.body, &added}, target, message));
  if (!differences.empty())
    return fail(fmt::format("the pre-command says {} where the request means {}", differences.front().found,
                            differences.front().expected),
                differences.front().where, "correlation before signing");
  GP_TRY(key, signing_key(keys_, user_, crypto::role::kSupplier, machine_now(), "GBCS signing"));
  GP_CHECK(gbcs::sign(message, *key->private_key));
  duis::Request out = request;
  out.command_variant = 5;
  out.signed_pre_command = true;
  out.gbcs_payload = gbcs::write(message);
  out.body = duis::signed_pre_command_body(out.gbcs_payload);
  return out;
}

Result<Exchange> Client::send(const duis::Request& request, const transform::Target& target,
                              const std::function<void()>& answered, std::optional<DeviceType> other_device) {
  Exchange out;
  GP_TRY(answer, post(request));
  if (answered) answered();
  out.acknowledged = std::move(answer);
  const auto* pre_command = std::get_if<duis::PreCommand>(&out.acknowledged.payload);
  if (request.command_variant == 4 && out.acknowledged.code == "I0" && pre_command) {
    GP_TRY(second, signed_pre_command(request, target, other_device, *pre_command));
    GP_TRY(second_answer, post(second));
    out.acknowledged = std::move(second_answer);
  }
  if (out.acknowledged.code != "I99") return out;
  GP_TRY(final, wait_for(request.id));
  GP_CHECK(genuine(request, final));
  out.pushed = std::move(final);
  return out;
}

// The Device's own protection: nobody between it and the User is trusted with the content. An answer that came by way
// of the access control broker has a MAC for the broker; for it the User relies on the DCC's signature.
Status Client::genuine(const duis::Request& request, const duis::Response& response) const {
  const Bytes* message = answer_of(response);
  if (!message) return {};
  GP_TRY(examined, codec::examine(*message, keys_, {}, machine_now(), request.variant, &secrets_));
  const gbcs::Header& h = examined.message.header;
  const auto refused = [&](std::string_view why) {
    return fail(std::string(why), request.id.text(), "protection of the answer");
  };
  const bool by_broker = h.party.has_value();
  const RequestId answered{by_broker ? *h.party : h.recipient, h.originator,
                           by_broker ? h.party_counter.value_or(0) : h.counter};
  const auto use_cases = Catalogue::instance().by_code(h.code);
  const auto serves = [&](const UseCase* u) {
    return std::find(u->services.begin(), u->services.end(), request.variant) != u->services.end();
  };
  const auto meant = std::find_if(use_cases.begin(), use_cases.end(), serves);
  if (meant == use_cases.end()) return refused("the answer is one to another service");
  const bool in_its_own_name = (*meant)->sender == Sender::BrokerAlone;
  if (h.cra != gbcs::Cra::Response || (in_its_own_name ? h.originator != request.id.target : answered != request.id))
    return refused("the message is no answer to this request");
  if (by_broker || in_its_own_name) return {};
  const std::string& found = (*meant)->answer_is_signed() ? examined.checked.signature : examined.checked.mac;
  if (found != "good")
    return refused(fmt::format("its {} is {}", (*meant)->answer_is_signed() ? "signature" : "MAC", found));
  return {};
}

bool Client::on_message(const std::string& body) {
  auto response = verified(body);
  if (!response) {
    log::warn("GP-CLIENT-001", "a pushed message is refused: {}", response.error().text());
    const std::lock_guard lock(mutex_);
    ++refused_;
    return false;
  }
  std::string content = without_signature(body);
  if (options_.forgets && !response->request_id) return true;
  const std::lock_guard lock(mutex_);
  const auto [place, fresh] = by_identity_.emplace(identity_of(*response), next_pushed_);
  if (!fresh) {
    Pushed& known = pushed_.at(place->second);
    ++known.times;
    if (content != known.content) ++known.changed;
    return true;
  }
  const auto request = response->request_id;
  const bool is_copy =
      std::holds_alternative<duis::LocalCommand>(response->payload);  // variants 3 and 7: not the result
  if (request && !is_copy) by_request_.emplace(*request, next_pushed_);
  pushed_.emplace(next_pushed_++, Pushed{std::move(*response), std::move(content)});
  if (!request) return true;
  const auto [first, last] = waiting_.equal_range(*request);
  for (auto waiter = first; waiter != last; ++waiter) waiter->second->notify_one();
  return true;
}

Result<duis::Response> Client::wait_for(const RequestId& id) {
  std::condition_variable arrived;
  std::unique_lock lock(mutex_);
  const auto place = waiting_.emplace(id, &arrived);
  const bool there = arrived.wait_for(lock, options_.patience, [&] { return by_request_.contains(id); });
  waiting_.erase(place);
  if (!there) return fail(fmt::format("no answer was pushed within {} ms", options_.patience.count()), id.text());
  return take(id);
}

duis::Response Client::take(const RequestId& id) {
  const auto place = pushed_.find(by_request_.at(id));
  if (!options_.forgets) return place->second.response;
  duis::Response taken = std::move(place->second.response);
  by_identity_.erase(identity_of(taken));
  by_request_.erase(id);
  pushed_.erase(place);
  return taken;
}

std::vector<Client::Pushed> Client::pushed() const {
  const std::lock_guard lock(mutex_);
  std::vector<Pushed> all;
  all.reserve(pushed_.size());
  for (const auto& [number, one] : pushed_) all.push_back(one);
  return all;
}

int Client::refused() const {
  const std::lock_guard lock(mutex_);
  return refused_;
}

}  // namespace gridpost::app
