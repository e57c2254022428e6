#include "devices/device.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "catalogue/services.h"
#include "catalogue/use_case.h"
#include "devices/alerts.h"
#include "devices/execute.h"
#include "devices/hub.h"
#include "gbcs/codec.h"
#include "gbcs/date_time.h"
#include "gbcs/protection.h"
#include "gbcs/protocols.h"

namespace gridpost::devices {
namespace {

constexpr std::string_view kSkew = "clock/skew";  // ms against the world's time; none: never set
constexpr std::string_view kStatus = "clock/status";
constexpr std::string_view kGbcsVersion = "gbcs_version";
constexpr std::string_view kAlertCounter = "alert_counter";
constexpr std::string_view kSupplementaryCounter = "supplementary_counter";

std::string counter_key(Eui64 originator) { return "counter/" + originator.plain(); }

// The counters of top-ups, which are in the tokens too, are a stream of their own. (GBCS 2.5, 10)
std::string stream_of(const UseCase& use_case, Eui64 originator) {
  return use_case.asks_for("UTRN") ? "top_up/commands/" + originator.plain() : counter_key(originator);
}

// One of the services that it may serve is a load controller's. (DUIS 5)
bool is_for_load_controllers(const UseCase& use_case) {
  return std::any_of(use_case.services.begin(), use_case.services.end(), [](const std::string& variant) {
    const catalogue::Service* service = catalogue::find_service(variant);
    return service && service->roles.has(UserRole::LC);
  });
}

// The use case of a command for this type of device and its GBCS version; null if it has none.
// One code may stand for a question with and without signature.
const UseCase* use_case_for(const gbcs::Message& command, const WorldDevice& profile) {
  const UseCase* found = nullptr;
  for (const UseCase* use_case : gbcs::use_cases_of(command)) {
    if (use_case->is_alert() || !use_case->devices.has(profile.type)) continue;
    if (!use_case->gbcs_from.empty() && !version_at_least(profile.gbcs_version, use_case->gbcs_from)) continue;
    if (use_case->is_signed() == command.is_signed()) return use_case;
    if (!found) found = use_case;
  }
  return found;
}

}  // namespace

bool version_at_least(std::string_view version, std::string_view least) {
  while (!least.empty()) {
    int have = 0;
    int want = 0;
    const auto [rest, ignored] = std::from_chars(version.data(), version.data() + version.size(), have);
    const auto [end, also_ignored] = std::from_chars(least.data(), least.data() + least.size(), want);
    if (have != want) return have > want;
    version.remove_prefix(std::min(version.size(), static_cast<std::size_t>(rest - version.data()) + 1));
    least.remove_prefix(std::min(least.size(), static_cast<std::size_t>(end - least.data()) + 1));
  }
  return true;
}

Device::Device(WorldDevice profile, const Parties& parties, const Surroundings& surroundings)
    : profile_(std::move(profile)),
      surroundings_(surroundings),
      state_(profile_.id, surroundings.store),
      anchors_(profile_.type, parties, surroundings.keys, surroundings.world_start, state_),
      own_keys_(profile_.id, surroundings.keys, surroundings.world_start, state_),
      attributes_(state_),
      faults_(state_, profile_.faults),
      partners_(profile_.type, state_),
      events_(state_),
      future_(state_) {
  if (const Bytes* upgraded = state_.find(kGbcsVersion)) profile_.gbcs_version = text_of(*upgraded);
  start_attributes(*this);
}

void Device::set_gbcs_version(std::string_view version) {
  profile_.gbcs_version = version;
  state_.put(kGbcsVersion, Bytes(version.begin(), version.end()));
}

TimeMs Device::skew() const {
  const auto factory = static_cast<TimeMs>(std::llround(profile_.clock_skew_s * static_cast<double>(kSecond)));
  return static_cast<TimeMs>(state_.number(kSkew, static_cast<std::uint64_t>(factory)));
}

TimeMs Device::clock(TimeMs now) const { return now + skew(); }

ClockStatus Device::clock_status() const {
  return static_cast<ClockStatus>(state_.number(kStatus, static_cast<std::uint64_t>(ClockStatus::Unreliable)));
}

void Device::set_clock(TimeMs skew) {
  state_.put_number(kSkew, static_cast<std::uint64_t>(skew));
  state_.put_number(kStatus, static_cast<std::uint64_t>(ClockStatus::Reliable));
}

void Device::doubt_clock() { state_.put_number(kStatus, static_cast<std::uint64_t>(ClockStatus::Unreliable)); }

std::uint64_t Device::last_counter(Eui64 party) const { return state_.number(counter_key(party)); }

void Device::set_last_counter(Eui64 party, std::uint64_t counter) { state_.put_number(counter_key(party), counter); }

// Secrets that were agreed with another key count no more.
void Device::replace_anchor(const Slot& slot, const crypto::Certificate& certificate) {
  anchors_.put(slot, certificate);
  secrets_.clear();
}

OwnKeys::Installed Device::install_certificate(View certificate) {
  const auto installed = own_keys_.install(certificate);
  if (installed == OwnKeys::Installed::Done) secrets_.clear();
  return installed;
}

// What the payload says, if the sender may say it. A refusal is written into the security log. (GBCS 2.5, 3, 4)
Result<gbcs::Payload> Device::accept(const UseCase& use_case, const gbcs::Message& command, TimeMs now) {
  const gbcs::Header& header = command.header;
  const auto refuse = [&](std::uint16_t code, Error why) {
    note(EventLog::Security, code, now);
    return tl::unexpected(std::move(why));
  };
  if (auto allowed = check_originator(use_case, header); !allowed)
    return refuse(event_code::kNotAuthorised, allowed.error());
  const std::string counter = stream_of(use_case, header.originator);
  const std::uint64_t last = state_.number(counter);
  if (state_.find(counter) && header.counter <= last)
    return fail(fmt::format("counter {} is not greater than {}", header.counter, last), {}, "GBCS 2.5");
  if (auto authentic = authenticate(use_case, command); !authentic)
    return refuse(event_code::kNotAuthentic, authentic.error());
  auto payload = gbcs::decode_unpacked(use_case, command);
  if (!payload) return refuse(event_code::kBadFormat, payload.error());
  return payload;
}

Result<Bytes> Device::handle(const gbcs::Message& command, Hub& hub, TimeMs now) {
  const gbcs::Header& header = command.header;
  if (header.cra != gbcs::Cra::Command) return fail("not a command");
  if (header.recipient != id()) return fail("the recipient is " + header.recipient.text());
  const UseCase* use_case = use_case_for(command, profile_);
  if (!use_case) return fail(fmt::format("message code {:04X} is not supported", header.code));
  GP_TRY(payload, accept(*use_case, command, now));
  const auto instructions = gbcs::instructions_of(*use_case, payload);
  GP_TRY(result, execute(*use_case, header, payload, {*this, hub, now}, instructions));
  if (!instructions.empty() && all_done(result)) future_.take(*use_case, command, payload, instructions);
  // The command itself may have set a greater one.
  const std::string stream = stream_of(*use_case, header.originator);
  state_.put_number(stream, std::max(header.counter, state_.number(stream)));
  GP_TRY(response, answer(*use_case, header, std::move(result), hub, now));
  if (use_case->answer_is_signed()) {
    GP_TRY(key, own_key(crypto::Usage::DigitalSignature));
    GP_CHECK(gbcs::sign(response, key));
  } else {
    GP_TRY(secret, secret_with(header.originator));
    gbcs::protect(response, secret);
  }
  return gbcs::write(response);
}

std::optional<TimeMs> Device::next_due() const {
  const auto due = future_.next_due();
  return due ? std::optional(*due - skew()) : std::nullopt;
}

std::vector<Result<Bytes>> Device::act_on_due(Hub& hub, TimeMs now) {
  std::vector<Result<Bytes>> alerts;
  if (const auto next = next_due(); !next || *next > now) return alerts;
  for (const FutureDated::Due& due : future_.due(clock(now))) {
    const UseCase* use_case = use_case_for(due.command, profile_);
    const auto payload =
        use_case ? gbcs::decode_unpacked(*use_case, due.command) : fail("the command is not known any more");
    if (!payload) {
      alerts.push_back(tl::unexpected(payload.error()));
      continue;
    }
    if (use_case->protocol == Protocol::Asn1) {
      alerts.push_back(act_on_due(*use_case, due.command.header, *payload, hub, now));
      continue;
    }
    const auto instructions = gbcs::instructions_of(*use_case, *payload);
    const bool able = !faults_.find(Fault::Kind::CannotActivate, now);
    const bool good = able && execute_due(*use_case, *payload, due, instructions, {*this, hub, now});
    for (const gbcs::Instruction& instruction : instructions)
      if (due.parts.contains(instruction.part))
        alerts.push_back(outcome_alert(*this, *use_case, due.command.header, instruction.part, good, now));
  }
  return alerts;
}

// The whole command is done now, and the alert says what a command without date is answered with.
Result<Bytes> Device::act_on_due(const UseCase& use_case, const gbcs::Header& command, const gbcs::Payload& payload,
                                 Hub& hub, TimeMs now) {
  GP_TRY(answer, execute(use_case, command, payload, {*this, hub, now}));
  return outcome_alert(*this, use_case, command, answer.items.front().value, now);
}

Status Device::check_originator(const UseCase& use_case, const gbcs::Header& header) const {
  const Eui64 from = header.originator;
  const Parties& known = parties();
  const auto sends = [&](Sender sender) {
    switch (sender) {
      case Sender::User:
        return from == known.supplier || from == known.network_operator ||
               (from == known.load_controller && is_for_load_controllers(use_case));
      case Sender::Broker:
      case Sender::BrokerAlone:
        return from == known.broker;
      case Sender::UserOrBroker:
        return from == known.supplier || from == known.network_operator || from == known.broker;
      case Sender::TransCoS:
        return from == known.trans_cos;
      case Sender::OtherParty:
        return !anchors_.signing_keys(from).empty();
      default:
        return false;
    }
  };
  if (!sends(use_case.sender)) return fail(fmt::format("{} may not send {}", from.text(), use_case.name));
  return {};
}

// MAC of every command, signature of those that have one; commands of other parties may do without the broker's MAC.
// (GBCS 3.2, 4.2, 4.3)
Status Device::authenticate(const UseCase& use_case, const gbcs::Message& command) {
  if (command.mac || use_case.sender != Sender::OtherParty) {
    GP_TRY(secret, secret_with(parties().broker));
    if (!gbcs::mac_is_good(command, secret)) return fail("the MAC is wrong", {}, "GBCS 4.2");
  }
  if (!use_case.is_signed()) {
    if (command.is_signed()) return fail("the command has a signature where it should have none", {}, "GBCS 3.2");
    return {};
  }
  for (const crypto::PublicKey& key : anchors_.signing_keys(command.header.originator))
    if (gbcs::signature_is_good(command, key)) return {};
  return fail("the signature is wrong", {}, "GBCS 4.3");
}

Result<gbcs::Message> Device::answer(const UseCase& use_case, const gbcs::Header& header, gbcs::Payload payload,
                                     Hub& hub, TimeMs now) {
  gbcs::Message response;
  gbcs::Header& h = response.header;
  h.cra = gbcs::Cra::Response;
  h.counter = header.counter;
  h.originator = id();
  h.recipient = header.originator;
  h.code = header.code;
  h.party = header.party;
  h.party_counter = header.party_counter;
  if (!header.certificate.empty()) {
    h.supplementary_counter = state_.number(kSupplementaryCounter) + 1;
    state_.put_number(kSupplementaryCounter, *h.supplementary_counter);
  }
  if (use_case.stamp != Stamp::None) h.date_time = stamp(use_case, hub, now);
  if (use_case.stamp == Stamp::WithSource && type() == DeviceType::GPF)
    hub.note_stamped({now, use_case.name, *h.date_time});
  const bool encrypted =
      std::any_of(use_case.rows.begin(), use_case.rows.end(), [](const Row& r) { return r.encrypted; });
  gbcs::Cipher sealing;
  if (encrypted) {
    GP_TRY(made, cipher(h, header.certificate));
    sealing = std::move(made);
  }
  GP_TRY(content, gbcs::encode(use_case, gbcs::Cra::Response, payload, &sealing));
  response.content = std::move(content);
  return response;
}

// Whose time it is and how sure: the GPF passes on the time of the GSME's values where it has it. (R15-12 to R15-15)
gbcs::DateTime Device::stamp(const UseCase& use_case, const Hub& hub, TimeMs now) const {
  if (use_case.stamp == Stamp::Own) return gbcs::date_time_of(clock(now));
  if (type() != DeviceType::GPF) return gbcs::date_time_of(clock(now), static_cast<std::uint8_t>(clock_status()));
  if (const auto taken = hub.gas_mirror().stamp()) return gbcs::date_time_of(*taken, gbcs::kStatusFromGsme);
  return gbcs::date_time_of(hub.clock(now), hub.own_time_status());
}

Result<gbcs::Cipher> Device::cipher(const gbcs::Header& response, const Bytes& certificate) {
  if (certificate.empty()) {
    GP_TRY(secret, secret_with(gbcs::reader_of(response)));
    return gbcs::cipher_for(response, secret);
  }
  GP_TRY(reader, crypto::Certificate::parse(certificate));
  GP_TRY(own, own_key(crypto::Usage::KeyAgreement));
  GP_TRY(secret, crypto::agree(own, reader.public_key()));
  return gbcs::cipher_for(response, secret);
}

Result<Bytes> Device::alert(std::string_view name, std::uint16_t alert_code, TimeMs at, Value value, Eui64 recipient) {
  const UseCase* use_case = Catalogue::instance().find(name);
  if (!use_case) return fail(fmt::format("there is no alert {}", name));
  gbcs::Message message;
  message.header.cra = gbcs::Cra::Alert;
  message.header.counter = state_.number(kAlertCounter) + 1;
  message.header.originator = id();
  message.header.recipient = recipient;
  message.header.code = use_case->code;
  gbcs::Payload payload;
  payload.invoke_id = gbcs::dlms::invoke_id(message.header.counter);
  payload.alert_code = alert_code;
  payload.alert_time = gbcs::zigbee_time(at);
  payload.items.resize(1);
  payload.items.front().value = std::move(value);
  GP_TRY(content, gbcs::encode(*use_case, gbcs::Cra::Alert, payload));
  message.content = std::move(content);
  if (use_case->is_signed()) {
    GP_TRY(key, own_key(crypto::Usage::DigitalSignature));
    GP_CHECK(gbcs::sign(message, key));
  } else {
    GP_TRY(secret, secret_with(recipient));
    gbcs::protect(message, secret);
  }
  state_.put_number(kAlertCounter, message.header.counter);
  return gbcs::write(message);
}

Result<crypto::SharedSecret> Device::secret_with(Eui64 party) {
  if (const auto known = secrets_.find(party); known != secrets_.end()) return known->second;
  GP_TRY(own, own_key(crypto::Usage::KeyAgreement));
  const auto theirs = anchors_.agreement_key(party);
  if (!theirs) return fail("no certificate for key agreement", party.text());
  GP_TRY(secret, crypto::agree(own, *theirs));
  secrets_.emplace(party, secret);
  return secret;
}

}  // namespace gridpost::devices
