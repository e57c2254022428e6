// A store as plain maps, by the words of the port: what a random history must leave behind. For tests only.
#pragma once

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <tuple>

#include "engine/ports.h"

namespace gridpost::store {

struct StoreModel {
  std::map<Eui64, inventory::Device> devices;
  std::map<RequestId, exchange::RequestRecord> requests;
  std::map<std::pair<Eui64, Eui64>, std::uint64_t> counters;
  std::map<std::int64_t, exchange::OutboxItem> outbox;
  std::vector<std::pair<TimeMs, RequestId>> timers;
  std::vector<std::string> audit;

  using Lane = std::tuple<exchange::OutboxKind, Eui64, Eui64>;
  static Lane lane(const exchange::OutboxItem& i) {
    return {i.kind, i.kind == exchange::OutboxKind::Command ? Eui64{} : i.user, i.device};
  }

  // The port's rule, read literally.
  bool may_leave(const exchange::OutboxItem& item, std::int64_t now) const {
    if (item.state != exchange::OutboxState::Queued || item.not_before > now) return false;
    return std::none_of(outbox.begin(), outbox.end(), [&](const auto& pair) {
      const exchange::OutboxItem& other = pair.second;
      if (lane(other) != lane(item) || other.id == item.id) return false;
      if (other.state == exchange::OutboxState::Parked) return false;
      return other.id < item.id || other.state == exchange::OutboxState::Sent;
    });
  }
  template <class Wanted>
  std::vector<std::int64_t> ready(std::int64_t now, Wanted wanted) const {
    std::vector<std::pair<std::int64_t, std::int64_t>> found;
    for (const auto& [id, item] : outbox)
      if (wanted(item) && may_leave(item, now)) found.emplace_back(item.not_before, id);
    std::sort(found.begin(), found.end());
    std::vector<std::int64_t> ids;
    for (const auto& [not_before, id] : found) ids.push_back(id);
    return ids;
  }
};

// Does the same random things to a transaction and to the model.
class RandomHistory {
 public:
  explicit RandomHistory(unsigned seed) : random_(seed) {}
  unsigned pick(unsigned count) { return std::uniform_int_distribution<unsigned>(0, count - 1)(random_); }

  // Nothing to learn from an empty store; kept apart so that a store whose ids start elsewhere fits too.
  void sync_ids(engine::Transaction& tx) {
    exchange::OutboxItem item;
    item.kind = exchange::OutboxKind::Push;
    must(tx.apply(exchange::Enqueue{item}));
    const auto queued = tx.pushes_ready(Eui64{}, 0, 1);
    must(tx.apply(exchange::CloseOutbox{queued.value().at(0).id}));
  }

  void step(engine::Transaction& tx, StoreModel& model) {
    switch (pick(10)) {
      case 0:
      case 1:
      case 2:
        return enqueue(tx, model);
      case 3:
        return send(tx, model);
      case 4:
      case 5:
        return change_item(tx, model);
      case 6:
        return close_commands(tx, model);
      case 7:
        return device_or_counter(tx, model);
      case 8:
        return request_or_audit(tx, model);
      default:
        return timer(tx, model);
    }
  }

 private:
  static void must(const Status& status) {
    if (!status) throw std::runtime_error(status.error().text());
  }
  RequestId some_request() { return {Eui64{1}, Eui64{pick(3) + 1}, pick(3)}; }

  void enqueue(engine::Transaction& tx, StoreModel& model) {
    exchange::OutboxItem item;
    item.kind = pick(2) == 0 ? exchange::OutboxKind::Command : exchange::OutboxKind::Push;
    item.user = Eui64{pick(2) + 1};
    item.device = Eui64{pick(3) + 1};
    item.request = some_request();
    item.identity = std::to_string(pick(1000));
    item.not_before = pick(3);
    item.queued_at = pick(3);
    must(tx.apply(exchange::Enqueue{item}));
    item.id = id_of_newest(tx, model, item);
    model.outbox[item.id] = item;
  }
  // The store gives ids; the new one is the only one that the model does not know.
  std::int64_t id_of_newest(engine::Transaction& tx, const StoreModel& model, const exchange::OutboxItem& item) {
    std::int64_t id = model.outbox.empty() ? 1 : model.outbox.rbegin()->first + 1;
    for (const std::int64_t last = id + 2000; id < last; ++id) {
      const auto found = tx.outbox_item(id).value();
      if (found && !model.outbox.contains(id)) {
        if (found->identity != item.identity) throw std::runtime_error("outbox id given twice");
        return id;
      }
    }
    throw std::runtime_error("the new outbox item is not there");
  }
  void send(engine::Transaction& tx, StoreModel& model) {
    const auto ready =
        model.ready(2, [](const exchange::OutboxItem& i) { return i.kind == exchange::OutboxKind::Command; });
    if (ready.empty()) return;
    const std::int64_t id = ready[pick(static_cast<unsigned>(ready.size()))];
    must(tx.mark_sent(id, 5));
    model.outbox[id].state = exchange::OutboxState::Sent;
    ++model.outbox[id].attempts;
  }
  void change_item(engine::Transaction& tx, StoreModel& model) {
    if (model.outbox.empty()) return;
    const auto chosen = std::next(model.outbox.begin(), pick(static_cast<unsigned>(model.outbox.size())));
    exchange::OutboxItem& item = chosen->second;
    switch (pick(3)) {
      case 0:
        must(tx.apply(exchange::CloseOutbox{item.id}));
        model.outbox.erase(chosen);
        return;
      case 1:
        must(tx.apply(exchange::ParkOutbox{item.id, "because"}));
        item.state = exchange::OutboxState::Parked;
        item.reason = "because";
        return;
      default:
        item.state = exchange::OutboxState::Queued;
        item.not_before = pick(5);
        item.attempts = static_cast<int>(pick(9));
        item.reason = pick(2) == 0 ? "" : "HTTP 500";
        const std::int64_t queued_at = pick(3);
        if (queued_at != 0) item.queued_at = queued_at;
        must(tx.apply(exchange::RetryOutbox{item.id, item.not_before, item.attempts, queued_at, item.reason}));
    }
  }
  void close_commands(engine::Transaction& tx, StoreModel& model) {
    const RequestId id = some_request();
    must(tx.apply(exchange::CloseCommands{id}));
    std::erase_if(model.outbox, [&](const auto& pair) {
      return pair.second.kind == exchange::OutboxKind::Command && pair.second.request == id;
    });
  }
  void device_or_counter(engine::Transaction& tx, StoreModel& model) {
    inventory::Device device;
    device.id = Eui64{pick(4)};
    device.broker_counter = pick(100);
    switch (pick(3)) {
      case 0:
        must(tx.apply(exchange::PutDevice{device}));
        model.devices[device.id] = device;
        return;
      case 1:
        must(tx.apply(exchange::RemoveDevice{device.id}));
        model.devices.erase(device.id);
        return;
      default:
        const std::pair key{Eui64{pick(2)}, Eui64{pick(2)}};
        must(tx.apply(exchange::SetCounter{key.first, key.second, "s", device.broker_counter}));
        model.counters[key] = device.broker_counter;
    }
  }
  void request_or_audit(engine::Transaction& tx, StoreModel& model) {
    exchange::RequestRecord record;
    record.id = some_request();
    record.facts = std::to_string(pick(1000));
    exchange::AuditEntry entry;
    entry.at = static_cast<TimeMs>(pick(3)) * kDay;
    entry.body = record.facts;
    if (pick(2) == 0) {
      must(tx.apply(exchange::PutRequest{record}));
      model.requests[record.id] = record;
    } else {
      must(tx.apply(exchange::Audit{entry}));
      model.audit.push_back(entry.body);
    }
  }
  void timer(engine::Transaction& tx, StoreModel& model) {
    const RequestId id = some_request();
    if (pick(3) != 0) {
      const TimeMs due = pick(50);
      must(tx.apply(exchange::StartTimer{{0, due, exchange::TimerKind::CommandTimeout, id}}));
      model.timers.emplace_back(due, id);
    } else {
      must(tx.apply(exchange::CancelTimers{id}));
      std::erase_if(model.timers, [&](const auto& one) { return one.second == id; });
    }
  }

  std::mt19937 random_;
};

// A User of whom the transaction should have said that something new may leave to it; empty if there is none.
inline std::string untold_user(const StoreModel& before, const StoreModel& after, const engine::Transaction& tx) {
  const auto ready = [](const StoreModel& model, Eui64 user) {
    std::set<std::pair<std::int64_t, std::int64_t>> found;  // id, and from when on
    for (const auto& [id, item] : model.outbox)
      if (item.kind == exchange::OutboxKind::Push && item.user == user && model.may_leave(item, INT64_MAX))
        found.emplace(id, item.not_before);
    return found;
  };
  for (const Eui64 user : {Eui64{1}, Eui64{2}}) {
    const auto old = ready(before, user), now = ready(after, user);
    if (!std::includes(old.begin(), old.end(), now.begin(), now.end()) && !tx.push_users().contains(user))
      return user.text();
  }
  return {};
}

// What differs, in words; empty if every read agrees.
inline std::string compare(const StoreModel& model, engine::Transaction& tx) {
  std::ostringstream out;
  const auto ids = [](const auto& items) {
    std::vector<std::int64_t> all;
    for (const auto& item : items) all.push_back(item.id);
    return all;
  };
  for (std::uint64_t id = 0; id < 5; ++id) {
    const auto known = model.devices.find(Eui64{id});
    const auto expected = known == model.devices.end() ? std::nullopt : std::optional(known->second);
    if (tx.device(Eui64{id}).value() != expected) out << "device " << id << '\n';
  }
  for (const auto& [id, record] : model.requests)
    if (tx.request(id).value() != record) out << "request " << id.text() << '\n';
  for (const auto& [key, counter] : model.counters)
    if (tx.counter(key.first, key.second, "s").value() != counter) out << "counter\n";
  for (const auto& [id, item] : model.outbox)
    if (tx.outbox_item(id).value() != item) out << "outbox item " << id << '\n';
  for (std::int64_t now = 0; now < 5; ++now) {
    if (ids(tx.commands_ready(now, 1000).value()) !=
        model.ready(now, [](const auto& i) { return i.kind == exchange::OutboxKind::Command; }))
      out << "commands ready at " << now << '\n';
    for (const Eui64 user : {Eui64{1}, Eui64{2}})
      if (ids(tx.pushes_ready(user, now, 1000).value()) !=
          model.ready(now, [user](const auto& i) { return i.kind == exchange::OutboxKind::Push && i.user == user; }))
        out << "pushes ready at " << now << " for " << user.value << '\n';
  }
  std::vector<std::pair<TimeMs, RequestId>> timers;
  const auto due = tx.timers_due(1000, 1000);
  for (const auto& timer : due.value()) timers.emplace_back(timer.due, timer.request);
  auto wanted = model.timers;
  std::stable_sort(wanted.begin(), wanted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  if (timers != wanted) out << "timers\n";
  std::vector<std::string> bodies;
  const auto trail = tx.audit({.limit = 1000, .bodies = true});
  for (const auto& entry : trail.value()) bodies.insert(bodies.begin(), entry.body);
  if (bodies != model.audit) out << "audit\n";
  return out.str();
}

}  // namespace gridpost::store
