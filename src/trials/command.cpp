#include "trials/command.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalogue/bodies.h"
#include "catalogue/services.h"
#include "codec/examine.h"
#include "codec/top_up.h"
#include "gbcs/protection.h"
#include "transform/supplement.h"
#include "trials/plausible.h"

namespace gridpost::trials {
namespace {

constexpr int kDraws = 2000;  // of requests, until one is meant as the use case

// What a request for the use case needs beside chance.
struct Setting {
  const catalogue::Service* service = nullptr;
  RemoteParty sender;
  transform::Supplement added;
  Known known;
};

// Users that may ask for it; those whom the Device knows come first.
std::vector<RemoteParty> senders_for(const Workshop& w, const UseCase& use_case, const catalogue::Service& service) {
  std::vector<RemoteParty> out;
  for (const RemoteParty& user : w.subject.users)
    if (user.roles.meets(service.roles) && (user.known || use_case.sender != ::gridpost::Sender::User))
      out.push_back(user);
  return out;
}

std::string certificate_text(const crypto::KeyEntryPtr& entry) {
  return entry ? to_base64(entry->certificate.der()) : std::string();
}

// The authority that issued a certificate; null if it is not among the keys.
crypto::KeyEntryPtr issuer_of(const crypto::KeyStore& keys, const crypto::KeyEntryPtr& entry) {
  if (!entry) return nullptr;
  for (const crypto::KeyEntryPtr& other : keys.all())
    if (other->certificate != entry->certificate && entry->certificate.issued_by(other->certificate)) return other;
  return nullptr;
}

// A Device of the home that the use case may join with the target, or any one.
Result<const Neighbour*> neighbour_for(const Subject& subject, const UseCase& use_case) {
  const auto pair = [&](const Neighbour& other) {
    return std::any_of(use_case.partners.begin(), use_case.partners.end(),
                       [&](const auto& p) { return p.first == subject.target.type && p.second.has(other.type); });
  };
  for (const Neighbour& other : subject.others)
    if (use_case.partners.empty() || pair(other)) return &other;
  if (use_case.partners.empty()) return nullptr;
  return fail("the home has no Device that it could join");
}

Known known_of(const Workshop& w, const RemoteParty& sender, const Neighbour* other, TimeMs now) {
  using crypto::Usage;
  Known known;
  known.now = now;
  const auto signing = w.keys.find(sender.id, Usage::DigitalSignature, now);
  const auto agreement = w.keys.find(sender.id, Usage::KeyAgreement, now);
  known.certificate = certificate_text(agreement);
  known.authority = certificate_text(issuer_of(w.keys, agreement));
  auto& texts = known.texts;
  texts["CurrentDateTime"] = iso(now);
  texts["TolerancePeriod"] = "86400";
  texts["DigitalSigningCertificate"] = certificate_text(signing);
  texts["KeyAgreementTopUpCertificate"] = certificate_text(w.keys.find(sender.id, Usage::KeyAgreement, now, {}, true));
  texts["DeviceCertificate"] = certificate_text(w.keys.find(w.subject.target.id, Usage::KeyAgreement, now));
  const Eui64 named = other ? other->id : w.subject.target.id;
  for (const char* element : {"DeviceID", "OtherDeviceID", "HCALCS", "OldCHFID", "OldGPFID", "AssociatedGPFDeviceID"})
    texts[element] = named.text();
  if (other && !other->install_code.empty()) texts["InstallCode"] = other->install_code;
  return known;
}

transform::Supplement added_for(const Workshop& w, const RemoteParty& sender, const Neighbour* other, TimeMs now) {
  transform::Supplement added;
  added.user_roles = sender.roles;
  added.customer_number = "1234";
  added.log = transform::Supplement::Log{w.subject.hub.bytes(), {}};
  if (!other) return added;
  constexpr std::size_t kHashOctets = 16;
  added.log->entries.push_back({other->id, other->type, Bytes(kHashOctets, 0x5A)});
  const auto certificate = w.keys.find(other->id, crypto::Usage::KeyAgreement, now);
  added.other_device =
      transform::Supplement::OtherDevice{other->type, certificate ? certificate->certificate.der() : Bytes()};
  return added;
}

Result<Setting> setting_for(const Workshop& w, const UseCase& use_case, const catalogue::Service& service,
                            const RemoteParty& sender, std::uint64_t counter, TimeMs now) {
  Setting setting;
  setting.service = &service;
  GP_TRY(other, neighbour_for(w.subject, use_case));
  setting.sender = sender;
  setting.added = added_for(w, sender, other, now);
  setting.known = known_of(w, sender, other, now);
  if (use_case.asks_for("UTRN")) {
    constexpr std::uint32_t kPence = 1000;
    GP_TRY(secret, codec::top_up_secret(w.keys, sender.id, w.subject.target.id, now));
    GP_TRY(token, gbcs::make_utrn(secret, {sender.id, w.subject.target.id, counter}, gbcs::TopUpUnit::Pence, kPence));
    setting.known.texts["UTRN"] = token;
  }
  return setting;
}

transform::Circumstances circumstances_of(const Workshop& w, const RemoteParty& sender, std::uint64_t counter,
                                          TimeMs now) {
  transform::Circumstances c;
  c.now = now;
  c.broker = w.subject.broker;
  c.trans_cos = w.subject.trans_cos;
  c.broker_counter = counter;
  c.known_remote_party = sender.known;
  if (const auto entry = w.keys.find(sender.id, crypto::Usage::KeyAgreement, now))
    c.certificate = entry->certificate.der();
  return c;
}

// Signed by its originator if it is critical or the DCC's party signs, and with the broker's MAC. (GBCS 4.2, 4.3)
Status protect(const Workshop& w, const UseCase& use_case, gbcs::Message& message, TimeMs now) {
  if (use_case.is_signed()) {
    const auto signer = w.keys.find(message.header.originator, crypto::Usage::DigitalSignature, now);
    if (!signer || !signer->private_key)
      return fail(fmt::format("no digital signing key of {}", message.header.originator.text()));
    GP_CHECK(gbcs::sign(message, *signer->private_key));
  }
  GP_TRY(secret, codec::shared_secret(w.keys, w.subject.broker, message.header.recipient, now, &w.secrets));
  gbcs::protect(message, secret);
  return {};
}

// The command of a request, if it is one of this use case.
Result<Command> command_of(const Workshop& w, const UseCase& use_case, const Setting& setting, Element body,
                           std::uint64_t counter, TimeMs now) {
  const Element added = setting.added.element();
  const transform::Source source{
      {setting.sender.id, w.subject.target.id, counter}, std::string(setting.service->variant), &body, &added};
  GP_TRY(selected, transform::select(source, w.subject.target));
  if (selected != &use_case) return fail(fmt::format("the request means {}", selected->name));
  const auto circumstances = circumstances_of(w, setting.sender, counter, now);
  GP_TRY(message, transform::to_command(use_case, source, w.subject.target, circumstances));
  GP_CHECK(protect(w, use_case, message, now));
  return Command{std::string(setting.service->variant), std::move(body), std::move(message)};
}

Result<Command> drawn(const Workshop& w, const UseCase& use_case, const Setting& setting, std::uint64_t counter,
                      TimeMs now) {
  const auto* grammar = catalogue::find_body(setting.service->body_element);
  if (!grammar) return fail("the body of its service is not described", std::string(setting.service->variant));
  chance::Generator generator(w.dice, {});
  generator.leave_out({"ExecutionDateTime", "KAPublicSecurityCredentials"});
  generator.take([&](std::string_view name, const auto& type) { return plausible(w.dice, setting.known, name, type); });
  const std::string_view other_fuel = w.subject.target.type == DeviceType::ESME ? "Gas" : "Elec";
  Error last{"no request that fits was found", {}, {}};
  for (int i = 0; i < kDraws; ++i) {
    Element body = generator.make(*grammar);
    number_items(body);
    if (is_about(body, other_fuel)) continue;
    if (auto checked = catalogue::grammar::check(*grammar, body); !checked) {
      last = checked.error();
      continue;
    }
    auto command = command_of(w, use_case, setting, std::move(body), counter, now);
    if (command) return command;
    last = std::move(command).error();
  }
  return tl::unexpected(std::move(last));
}

}  // namespace

namespace {

// Tries `make` with every service of the use case and every User that may ask for it.
Result<Command> with_any(const Workshop& w, const UseCase& use_case, std::uint64_t counter, TimeMs now,
                         const std::function<Result<Command>(const Setting&)>& make) {
  Error last{"no service has it", use_case.name, {}};
  for (const std::string& variant : use_case.services) {
    const catalogue::Service* service = catalogue::find_service(variant);
    if (!service) continue;
    const auto senders = senders_for(w, use_case, *service);
    if (senders.empty())
      last = {fmt::format("the world has no User that may send {}{}", variant,
                          use_case.sender == ::gridpost::Sender::User ? " and whom the Device knows" : ""),
              {},
              {}};
    for (const RemoteParty& sender : senders) {
      auto setting = setting_for(w, use_case, *service, sender, counter, now);
      auto command = setting ? make(*setting) : Result<Command>(tl::unexpected(std::move(setting).error()));
      if (command) return command;
      last = std::move(command).error();
    }
  }
  return tl::unexpected(std::move(last));
}

}  // namespace

Result<Command> make_command(const Workshop& w, const UseCase& use_case, std::uint64_t counter, TimeMs now) {
  return with_any(w, use_case, counter, now,
                  [&](const Setting& setting) { return drawn(w, use_case, setting, counter, now); });
}

Result<Command> make_command(const Workshop& w, std::string_view variant, const Element& body, std::uint64_t counter,
                             TimeMs now) {
  const transform::Source source{{{}, w.subject.target.id, counter}, std::string(variant), &body, nullptr};
  GP_TRY(use_case, transform::select(source, w.subject.target));
  return with_any(w, *use_case, counter, now,
                  [&](const Setting& setting) { return command_of(w, *use_case, setting, body, counter, now); });
}

std::uint64_t counter_for(const UseCase& use_case, std::uint64_t least) {
  constexpr std::uint64_t kStep = std::uint64_t{1} << 32;
  return use_case.asks_for("UTRN") ? (least + kStep - 1) / kStep * kStep : least;
}

}  // namespace gridpost::trials
