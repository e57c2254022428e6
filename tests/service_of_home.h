// The DCC in front of a home of Devices: the whole exchange, with its messages, keys and rules, and its records in
// memory; and Users who send it signed requests. Time is the home's.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "access/path.h"
#include "duis/request.h"
#include "duis/response.h"
#include "duis/signature.h"
#include "engine/device_speech.h"
#include "exchange/world_for_tests.h"
#include "gbcs/protection.h"
#include "home_of_devices.h"

namespace gridpost::test {

class ServiceOfHome {
 public:
  explicit ServiceOfHome(HomeOfDevices& home) : home_(home), secrets_(home.keys(), home.broker()) {
    desk.broker = home.broker();
    desk.trans_cos = devices::trans_cos_of(home.broker());
    for (const devices::WorldUser& user : home.world().users) {
      RoleSet roles = user.roles;
      if (roles.has(UserRole::IS)) roles.add(UserRole::ES);
      desk.users[user.id] = {user.id, user.name, roles, access::UserStatus::InOperation, "endpoint"};
    }
    desk.users[kControllerParty] = {
        kControllerParty, "Balancer", {UserRole::LC}, access::UserStatus::InOperation, "endpoint"};
    for (const devices::WorldProduct& p : home.world().products)
      desk.products.push_back({p.type, p.manufacturer, p.model, p.firmware_version, p.smets_version, p.gbcs_version,
                               inventory::CplStatus::Active});
    register_points();
    add_devices();
  }

  // The request goes its way, a pre-command is signed and comes back, the command reaches its Device, and the User
  // reads what is pushed. Trouble: the request was refused, nothing came, or what came is no success.
  Answered send(const duis::Request& request) {
    const exchange::Decision first = post(request);
    if (!first.answer) return {"there is no answer", {}};
    if (const auto* local = std::get_if<duis::LocalCommand>(&first.answer->payload)) return carried(local->message);
    std::string code = first.answer->code;
    if (const auto* pre_command = std::get_if<duis::PreCommand>(&first.answer->payload)) {
      const auto second = post(signed_back(request, *pre_command));
      if (!second.answer) return {"there is no answer to the signed pre-command", {}};
      code = second.answer->code;
    }
    if (code != "I99") return {fmt::format("{}: {}", code, why()), {}};
    return result_of(request.id);
  }

  // Time passes. What Devices say meanwhile is heard, and what the DSP holds is sent when it is due.
  void go_to(TimeMs at) {
    while (const exchange::Timer* held = next_held(at)) {
      const exchange::Timer timer = *held;
      hear(home_.go_to(timer.due));
      desk.now = home_.now();
      std::erase_if(desk.timers, [&](const exchange::Timer& t) { return t.id == timer.id; });
      desk.run(exchange::TimerFired{timer});
      deliver();
    }
    hear(home_.go_to(at));
    deliver();
  }

  // What was told of instructions that Devices held: code and which of how many, by request.
  struct Outcome {
    std::uint16_t code = 0;
    int instruction = 0;
    int instructions = 0;
  };
  std::vector<Outcome> outcomes_of(const RequestId& id) {
    std::vector<Outcome> out;
    for (const exchange::OutboxItem& item : desk.of_kind(exchange::OutboxKind::Push))
      if (const auto response = read(item); response && item.request == id)
        if (const auto* told = std::get_if<duis::FutureDatedAlert>(&response->payload))
          out.push_back({told->code, told->instruction, told->instructions});
    return out;
  }

  HomeOfDevices& home() { return home_; }
  inventory::Device& record(DeviceType type) { return desk.devices.at(home_.id_of(type)); }

  exchange::World desk;

 private:
  void register_points() {
    using registration::Kind;
    for (const devices::MeteringPoint& p : home_.world().metering_points) {
      auto& all = desk.registrations[p.mpxn];
      all.push_back({p.mpxn, p.is_gas() ? Kind::GasSupplier : Kind::ImportSupplier, p.supplier, p.from, {}});
      all.push_back({p.mpxn, p.is_gas() ? Kind::Transporter : Kind::Distributor, p.network_operator, p.from, {}});
    }
    desk.registrations[kExportMpan] = {{kExportMpan, Kind::ExportSupplier, home_.supplier(), 0, {}}};
  }

  void add_devices() {
    const devices::Home& home = home_.world().homes[0];
    for (const DeviceType type : {DeviceType::CHF, DeviceType::GPF}) add(devices::function_of(home.hub, type));
    for (const devices::WorldDevice& d : home.devices) add(d);
    inventory::Device& chf = desk.devices.at(home.hub.chf);
    chf.gpf = home.hub.gpf;
    chf.smets_version = home.hub.chts_version;
    chf.han_identifier = home.hub.chf.bytes();
  }
  void add(const devices::WorldDevice& profile) {
    inventory::Device d;
    d.id = profile.id;
    d.type = profile.type;
    d.status = SmiStatus::Commissioned;
    d.manufacturer = profile.manufacturer;
    d.model = profile.model;
    d.smets_version = profile.smets_version;
    d.firmware_version = profile.firmware_version;
    d.gbcs_version = profile.gbcs_version;
    d.esme_variant = profile.variant;
    d.notified_by = home_.supplier();
    d.hub = home_.id_of(DeviceType::CHF);
    d.import_mpxn = profile.mpxn;
    if (d.type == DeviceType::ESME) d.export_mpan = kExportMpan;
    if (d.type == DeviceType::GPF)
      for (const devices::WorldDevice& meter : home_.world().homes[0].devices)
        if (meter.type == DeviceType::GSME) d.import_mpxn = meter.mpxn;
    desk.devices[d.id] = d;
    if (d.type != DeviceType::CHF) desk.logs[*d.hub].push_back({*d.hub, d.id, 0, Bytes(16, 7)});
  }

  // As the gateway and the intake take it: form, XML signature, signature of the command.
  exchange::Decision post(const duis::Request& request) {
    desk.now = home_.now();
    note_certificates();
    const auto key = home_.keys().find(request.id.originator, crypto::Usage::DigitalSignature, desk.now,
                                       crypto::role::kXmlSigningUser);
    const auto text = duis::sign(duis::write(request), key->certificate, *key->private_key);
    if (!text) return refused(text.error());
    const auto document = duis::parse(*text);
    if (!document) return refused(document.error());
    auto read = duis::read_request(*document);
    if (!read) return refused(read.error());
    const auto signer = duis::verify(*document, home_.keys());
    if (!signer) return refused(signer.error());
    if (const auto bound = duis::bind(*signer, *read, desk.now); !bound) return refused(bound.error());
    exchange::RequestArrived arrived;
    arrived.service = access::path_of(request.command_variant).value();
    arrived.request = std::move(*read);
    if (arrived.request.signed_pre_command) {
      auto message = gbcs::parse(arrived.request.gbcs_payload);
      if (!message) return refused(message.error());
      for (const auto& entry : home_.keys().find_all(request.id.originator, crypto::Usage::DigitalSignature, desk.now))
        if (gbcs::signature_is_good(*message, entry->certificate.public_key()))
          arrived.pre_command_signature_good = true;
      arrived.pre_command = std::move(*message);
    }
    exchange::Decision decision = desk.run(arrived);
    deliver();
    return decision;
  }
  exchange::Decision refused(const Error& error) {
    exchange::Decision out;
    out.answer = duis::Response{.code = "not a request: " + error.text()};
    return out;
  }
  void note_certificates() {
    for (const auto& [id, device] : desk.devices)
      if (const auto entry = home_.keys().find(id, crypto::Usage::KeyAgreement, desk.now))
        desk.certificates[{id}] = entry->certificate.der();
    for (const auto& [id, user] : desk.users)
      if (const auto entry = home_.keys().find(id, crypto::Usage::KeyAgreement, desk.now))
        desk.certificates[{id}] = entry->certificate.der();
  }
  duis::Request signed_back(const duis::Request& request, const duis::PreCommand& pre_command) {
    gbcs::Message message = gbcs::parse(pre_command.message).value();
    const auto key = home_.keys().find(request.id.originator, crypto::Usage::DigitalSignature, home_.now());
    EXPECT_TRUE(gbcs::sign(message, *key->private_key));
    duis::Request out = request;
    out.command_variant = 5;
    out.signed_pre_command = true;
    out.gbcs_payload = gbcs::write(message);
    out.body = duis::signed_pre_command_body(out.gbcs_payload);
    return out;
  }

  void deliver() {
    std::vector<exchange::OutboxItem> ready;
    for (exchange::OutboxItem& item : desk.outbox)
      if (item.kind == exchange::OutboxKind::Command && item.state == exchange::OutboxState::Queued) {
        item.state = exchange::OutboxState::Sent;
        ready.push_back(item);
      }
    for (const exchange::OutboxItem& item : ready) {
      const auto octets = secrets_.protect(item.body, home_.now());
      ASSERT_TRUE(octets) << octets.error().text();
      std::vector<Frame> out;
      home_.hub().command(static_cast<std::uint64_t>(item.id), *octets, home_.now(), out);
      hear(out);
    }
  }
  void hear(const std::vector<Frame>& frames) {
    for (const Frame& frame : frames) {
      auto spoke = engine::read_speech({home_.keys(), secrets_, home_.broker(), home_.now()}, frame.payload);
      spoke.hub = frame.hub;
      spoke.delivery = frame.delivery;
      desk.now = home_.now();
      desk.run(spoke);
      home_.hub().deliveries().acknowledged(frame.type, frame.delivery);
    }
  }

  // A command for delivery by the User: it takes it to the Device.
  Answered carried(const Bytes& command) {
    const auto octets = secrets_.protect(command, home_.now());
    if (!octets) return {octets.error().text(), {}};
    const auto message = gbcs::parse(*octets).value();
    std::vector<Frame> out;
    const auto answer =
        home_.hub().local_command(*home_.hub().find(message.header.recipient), *octets, home_.now(), out);
    hear(out);
    if (!answer) return {answer.error().text(), {}};
    return home_.judge(*gbcs::use_case_of(gbcs::parse(*answer).value()), *answer);
  }

  // A gas meter answers when it wakes, and what the DSP holds comes when its time has come.
  Answered result_of(const RequestId& id) {
    constexpr TimeMs kPatience = 2 * kHour;
    for (TimeMs end = home_.now() + kPatience;;) {
      if (const exchange::Timer* held = next_held(kCancelDate); held && held->request == id)
        end = held->due + kPatience;
      if (auto answered = pushed(id)) return std::move(*answered);
      if (home_.now() >= end) return {"nothing came; " + why(), {}};
      go_to(std::min(end, home_.now() + kHour / 2));
    }
  }
  std::optional<Answered> pushed(const RequestId& id) {
    for (const exchange::OutboxItem& item : desk.of_kind(exchange::OutboxKind::Push)) {
      if (item.request != id) continue;
      const auto response = read(item);
      if (!response) return Answered{"the response cannot be read: " + response.error().text(), {}};
      if (std::holds_alternative<duis::FutureDatedAlert>(response->payload)) continue;
      std::erase_if(desk.outbox, [&](const exchange::OutboxItem& i) { return i.id == item.id; });
      const Bytes* message = nullptr;
      if (const auto* p = std::get_if<duis::GbcsPayload>(&response->payload)) message = &p->message;
      if (const auto* p = std::get_if<duis::CinMessage>(&response->payload)) message = &p->message;
      if (!message) return Answered{fmt::format("{} without a message: {}", response->code, why()), {}};
      const UseCase* use_case = gbcs::use_case_of(gbcs::parse(*message).value(), response->variant);
      if (!use_case) return Answered{"the answer is of no use case", {}};
      return home_.judge(*use_case, *message);
    }
    return std::nullopt;
  }
  static Result<duis::Response> read(const exchange::OutboxItem& item) {
    GP_TRY(document, duis::parse(text_of(item.body)));
    return duis::read_response(document);
  }
  const exchange::Timer* next_held(TimeMs until) const {
    const exchange::Timer* next = nullptr;
    for (const exchange::Timer& t : desk.timers)
      if (t.kind == exchange::TimerKind::ExecutionDate && t.due <= until && (!next || t.due < next->due)) next = &t;
    return next;
  }
  std::string why() const {
    return desk.audit.empty() ? std::string() : desk.audit.back().rule + " " + desk.audit.back().explanation;
  }

  static inline const std::string kExportMpan = "1200000000026";
  HomeOfDevices& home_;
  engine::Secrets secrets_;
};

}  // namespace gridpost::test
