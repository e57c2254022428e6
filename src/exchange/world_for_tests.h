// A small world in memory for the tests of this room: it loads what needs() names and applies the effects.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "exchange/event.h"
#include "inventory/inventory_answer.h"

namespace gridpost::exchange {

struct World {
  std::map<Eui64, access::User> users;
  std::map<Eui64, inventory::Device> devices;
  std::map<std::string, std::vector<registration::Registration>> registrations;
  std::map<Eui64, std::vector<inventory::HubLogEntry>> logs;
  std::vector<inventory::Product> products;
  std::map<RequestId, RequestRecord> requests;
  std::map<std::tuple<Eui64, Eui64, std::string>, std::uint64_t> counters;
  std::vector<OutboxItem> outbox;
  std::set<RequestId> taken;  // whose commands a hub has taken
  std::vector<Timer> timers;
  std::vector<AuditEntry> audit;
  std::vector<inventory::StatusChange> history;
  std::vector<inventory::DetailChange> details;
  std::vector<inventory::Join> joins;
  std::vector<inventory::Coverage> coverage;
  RaisedAlerts alerts;
  RuleBook rules;
  Limits limits;
  std::map<Needs::Certificate, Bytes> certificates;
  std::uint64_t chance = 0;
  Eui64 broker{0x90B3D51F30000002};
  Eui64 trans_cos;
  TimeMs now = 0;
  std::int64_t next_id = 1;

  // One event from end to end.
  Decision run(const Event& event) {
    Known known;
    known.broker = broker;
    known.trans_cos = trans_cos;
    known.now = now;
    known.limits = limits;
    known.rules = rules.rules_at(now);
    load(needs(event), known);
    for (int round = 1; round < 5; ++round) {
      const Needs more = further_needs(event, known, round);
      if (more.empty()) break;
      load(more, known);
    }
    Decision decision = decide(event, known);
    for (const Effect& e : decision.effects) std::visit([this](const auto& one) { apply(one); }, e);
    for (const RaisedAlert& alert : decision.alerts) {
      alerts.push_back(alert);
      for (const Eui64 receiver : alert.receivers) {
        const auto number = next_alert_number(counter({broker, receiver, std::string(kAlertStream)}), now);
        for (const Effect& e : queue_alert(alert, broker, receiver, number, now))
          std::visit([this](const auto& one) { apply(one); }, e);
      }
    }
    return decision;
  }

  void load(const Needs& n, Known& k) {
    if (n.user && users.contains(*n.user)) k.user = users.at(*n.user);
    for (Eui64 id : n.devices) load_device(id, k);
    for (Eui64 id : n.held_for)
      for (const auto& [key, r] : requests)
        if (r.device == id && r.state == RequestState::Held) k.held.push_back(r);
    for (Eui64 id : n.joins)
      for (const inventory::Join& j : joins)
        if ((j.device == id || j.other == id) && std::find(k.joins.begin(), k.joins.end(), j) == k.joins.end()) {
          k.joins.push_back(j);
          load_device(j.device == id ? j.other : j.device, k);
        }
    for (Eui64 id : n.histories)
      for (const inventory::StatusChange& c : history)
        if (c.device == id) k.histories[id].push_back(c);
    for (Eui64 hub : n.homes) {
      for (const auto& [id, d] : devices)
        if (d.hub == hub || id == hub) load_device(id, k);
      k.hub_logs[hub] = logs[hub];
    }
    for (const std::string& mpxn : n.mpxns) {
      k.mpxn_registrations[mpxn] = registrations[mpxn];
      for (const auto& [id, d] : devices)
        if (d.import_mpxn == mpxn || d.secondary_import_mpan == mpxn || d.export_mpan == mpxn) load_device(id, k);
    }
    if (!n.uprn.empty())
      for (const auto& [id, d] : devices)
        if (d.uprn == n.uprn) load_device(id, k);
    if (n.coverage) {
      k.coverage.clear();
      for (const inventory::Coverage& c : coverage)
        if ((!n.coverage->uprn.empty() && c.uprn == n.coverage->uprn) ||
            (!n.coverage->post_code.empty() && c.post_code == n.coverage->post_code))
          k.coverage.push_back(c);
    }
    if (n.request && requests.contains(*n.request)) k.request = requests.at(*n.request);
    if (n.command)
      for (const auto& [id, r] : requests)
        if (r.device == n.command->device && r.command_originator == n.command->originator &&
            r.command_counter == n.command->counter && r.state != RequestState::Held)
          k.request = r;
    if (n.chance) k.chance = chance;
    for (const Needs::Certificate& c : n.certificates)
      if (certificates.contains(c)) k.certificates[c] = certificates.at(c);
    if (n.counter) k.last_counter = counter(*n.counter);
    if (n.returned) k.last_returned = counter(*n.returned);
    if (n.held) k.last_held = counter(*n.held);
    if (n.product)
      for (const auto& p : products)
        if (p.type == n.product->type && p.manufacturer == n.product->manufacturer && p.model == n.product->model &&
            p.firmware_version == n.product->firmware_version)
          k.product = p;
    if (n.command_taken && n.request) k.command_taken = taken.contains(*n.request);
  }

  void load_device(Eui64 id, Known& k) {
    if (!devices.contains(id) || k.devices.contains(id)) return;
    const inventory::Device& d = devices.at(id);
    k.devices[id] = d;
    for (const std::string& m : {d.import_mpxn, d.secondary_import_mpan, d.export_mpan})
      if (!m.empty())
        for (const auto& r : registrations[m]) k.registrations[id].push_back(r);
    if (d.hub) load_device(*d.hub, k);
  }

  std::optional<std::uint64_t> counter(const Needs::Stream& s) const {
    const auto it = counters.find({s.originator, s.target, s.stream});
    return it == counters.end() ? std::nullopt : std::optional(it->second);
  }

  void apply(const PutDevice& e) { devices[e.device.id] = e.device; }
  void apply(const RemoveDevice& e) { devices.erase(e.device); }
  void apply(const RecordStatus& e) { history.push_back(e.change); }
  void apply(const RecordDetail& e) { details.push_back(e.change); }
  void apply(const PutJoin& e) {
    apply(RemoveJoin{e.join.device, e.join.other});
    joins.push_back(e.join);
  }
  void apply(const RemoveJoin& e) {
    std::erase_if(joins, [&](const inventory::Join& j) { return j.device == e.device && j.other == e.other; });
  }
  void apply(const PutHubLogEntry& e) {
    apply(RemoveHubLogEntry{e.entry.hub, e.entry.device});
    logs[e.entry.hub].push_back(e.entry);
  }
  void apply(const RemoveHubLogEntry& e) {
    std::erase_if(logs[e.hub], [&](const inventory::HubLogEntry& l) { return l.device == e.device; });
  }
  void apply(const SetCounter& e) { counters[{e.originator, e.target, e.stream}] = e.counter; }
  void apply(const PutRequest& e) { requests[e.record.id] = e.record; }
  void apply(const Enqueue& e) {
    outbox.push_back(e.item);
    outbox.back().id = next_id++;
  }
  void apply(const CloseCommands& e) {
    std::erase_if(outbox, [&](const OutboxItem& i) { return i.kind == OutboxKind::Command && i.request == e.request; });
  }
  void apply(const CloseOutbox& e) {
    std::erase_if(outbox, [&](const OutboxItem& i) { return i.id == e.id; });
  }
  void apply(const ParkOutbox& e) {
    for (OutboxItem& i : outbox)
      if (i.id == e.id) i.state = OutboxState::Parked;
  }
  void apply(const RetryOutbox& e) {
    for (OutboxItem& i : outbox)
      if (i.id == e.id) i.not_before = e.not_before, i.attempts = e.attempts;
  }
  void apply(const StartTimer& e) {
    timers.push_back(e.timer);
    timers.back().id = next_id++;
  }
  void apply(const CancelTimers& e) {
    std::erase_if(timers, [&](const Timer& t) { return t.request == e.request; });
  }
  void apply(const Audit& e) { audit.push_back(e.entry); }

  // ---- what tests look at ----
  std::vector<OutboxItem> of_kind(OutboxKind kind) const {
    std::vector<OutboxItem> out;
    for (const OutboxItem& i : outbox)
      if (i.kind == kind) out.push_back(i);
    return out;
  }
};

// A street with one home: hub, gas proxy, electricity and gas meter, all installed; parties and products.
namespace street {

inline constexpr Eui64 kSupplier{0x90B3D51F30010000}, kStranger{0x90B3D51F30030000}, kNetwork{0x90B3D51F30020000};
inline constexpr Eui64 kHub{0x00DB1234567890A2}, kProxy{0x00DB1234567890A3}, kElectric{0x00DB1234567890A0},
    kGas{0x00DB1234567890A1}, kNew{0x00DB1234567890B0};
inline const std::string kMpan = "1200000000017", kMprn = "7400000014", kNewMpan = "1200000000026";
inline constexpr TimeMs kNow = 1'764'000'000'000;

inline inventory::Device device(Eui64 id, DeviceType type, SmiStatus status, std::string mpxn) {
  inventory::Device d;
  d.id = id;
  d.type = type;
  d.status = status;
  d.manufacturer = "0004";
  d.model = "00050006";
  d.smets_version = "SMETS2 V4.2";
  d.firmware_version = "00000002";
  d.gbcs_version = "4.2";
  if (type == DeviceType::ESME) d.esme_variant = "A";
  d.notified_by = kSupplier;
  d.hub = kHub;
  d.import_mpxn = std::move(mpxn);
  return d;
}

inline World world() {
  using registration::Kind;
  World w;
  w.now = kNow;
  w.users[kSupplier] = {kSupplier, "Supplier One", {UserRole::IS, UserRole::GS}, access::UserStatus::InOperation, "x"};
  w.users[kStranger] = {kStranger, "Stranger", {UserRole::IS, UserRole::GS}, access::UserStatus::InOperation, "x"};
  w.users[kNetwork] = {kNetwork, "Wires", {UserRole::ED}, access::UserStatus::InOperation, "x"};
  w.devices[kHub] = device(kHub, DeviceType::CHF, SmiStatus::Commissioned, "");
  w.devices[kHub].gpf = kProxy;
  w.devices[kProxy] = device(kProxy, DeviceType::GPF, SmiStatus::InstalledNotCommissioned, "");
  w.devices[kElectric] = device(kElectric, DeviceType::ESME, SmiStatus::InstalledNotCommissioned, kMpan);
  w.devices[kGas] = device(kGas, DeviceType::GSME, SmiStatus::InstalledNotCommissioned, kMprn);
  w.devices[kNew] = device(kNew, DeviceType::ESME, SmiStatus::Pending, "");
  w.devices[kNew].hub.reset();
  w.registrations[kMpan] = {{kMpan, Kind::ImportSupplier, kSupplier, 0, {}},
                            {kMpan, Kind::Distributor, kNetwork, 0, {}}};
  w.registrations[kNewMpan] = {{kNewMpan, Kind::ImportSupplier, kSupplier, 0, {}}};
  w.registrations[kMprn] = {{kMprn, Kind::GasSupplier, kSupplier, 0, {}}};
  w.products = {{DeviceType::ESME, "0004", "00050006", "00000002", "SMETS2 V4.2", "4.2", inventory::CplStatus::Active}};
  return w;
}

}  // namespace street
}  // namespace gridpost::exchange
