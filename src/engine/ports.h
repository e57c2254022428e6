// The ports of the engine: what it needs from the outside. Rooms of floor 8 implement them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "access/user.h"
#include "base/result.h"
#include "engine/change_entry.h"
#include "engine/housekeeping_records.h"
#include "engine/job_records.h"
#include "engine/registration_ports.h"
#include "exchange/effect.h"
#include "exchange/records.h"
#include "inventory/device.h"
#include "registration/registration.h"

namespace gridpost::engine {

// One transaction on the store. Reads see the transaction's own effects. Destroyed without commit: nothing happened.
class Transaction {
 public:
  virtual ~Transaction() = default;
  // Reads. An absent record is an empty optional; an Error is a failure of the store itself.
  virtual Result<std::optional<access::User>> user(Eui64 id) = 0;
  virtual Result<std::optional<inventory::Device>> device(Eui64 id) = 0;
  virtual Result<std::vector<inventory::Device>> devices_of_hub(Eui64 chf) = 0;  // the CHF, its GPF, then the others
  virtual Result<std::vector<inventory::Device>> devices_of_mpxn(const std::string& mpxn) = 0;
  virtual Result<std::vector<inventory::Device>> devices_of_uprn(const std::string& uprn) = 0;
  virtual Result<std::vector<inventory::Device>> devices_of_address(const std::string& post_code,
                                                                    const std::string& address_identifier) = 0;
  virtual Result<std::vector<inventory::HubLogEntry>> hub_log(Eui64 chf) = 0;
  virtual Result<std::vector<inventory::StatusChange>> status_history(Eui64 device) = 0;
  virtual Result<std::vector<inventory::DetailChange>> detail_history(Eui64 device) = 0;
  // On either side of it, by device and other.
  virtual Result<std::vector<inventory::Join>> joins(Eui64 device) = 0;
  virtual Result<std::vector<registration::Registration>> registrations(const std::string& mpxn) = 0;
  virtual Result<std::optional<inventory::Product>> product(DeviceType type, const std::string& manufacturer,
                                                            const std::string& model,
                                                            const std::string& firmware_version) = 0;
  // The whole Central Products List, by type, manufacturer, model and firmware.
  virtual Result<std::vector<inventory::Product>> products() = 0;
  // A page of Devices in the store's order of identifiers, which is one and the same for every query.
  struct DeviceQuery {
    DeviceTypes types;                // empty: all
    std::optional<SmiStatus> status;  // none: all
    std::optional<Eui64> after;       // none: from the first one on
    std::size_t limit = 256;
  };
  virtual Result<std::vector<inventory::Device>> devices(const DeviceQuery& query) = 0;
  // The same of one model with one firmware, found by an index: the cost is that of the page.
  struct ModelQuery {
    DeviceTypes types;
    std::string manufacturer, model, firmware_version;
    std::optional<Eui64> after;
    std::size_t limit = 256;
  };
  virtual Result<std::vector<Eui64>> devices_of_model(const ModelQuery& query) = 0;
  virtual Result<std::uint64_t> count_of_model(const ModelQuery& query) = 0;
  // Lines of the UPRN, and all of the post code; empty texts match nothing. By region, address and UPRN.
  virtual Result<std::vector<inventory::Coverage>> coverage(const std::string& uprn, const std::string& post_code) = 0;
  virtual Result<std::optional<exchange::RequestRecord>> request(const RequestId& id) = 0;
  virtual Result<std::optional<exchange::RequestRecord>> request_of_command(Eui64 device, Eui64 originator,
                                                                            std::uint64_t counter) = 0;
  // Requests to the Device that wait for their execution date, in the order in which they came.
  virtual Result<std::vector<exchange::RequestRecord>> requests_held(Eui64 device) = 0;
  virtual Result<std::optional<std::uint64_t>> counter(Eui64 originator, Eui64 target, const std::string& stream) = 0;
  virtual Result<std::vector<exchange::Timer>> timers_due(TimeMs now, std::size_t limit) = 0;
  // When the earliest timer is due; none: there is none.
  virtual Result<std::optional<TimeMs>> next_timer() = 0;
  // The outbox is made of lanes: the commands of one Device; the pushes about one Device to one User. Of each lane only
  // the oldest item that is not Parked may leave, and of a Device's commands none while another one is Sent. Ready are
  // those that are Queued with not_before <= machine_ms, ordered by not_before (0 for fresh ones), then id.
  virtual Result<std::vector<exchange::OutboxItem>> commands_ready(std::int64_t machine_ms, std::size_t limit) = 0;
  // Pushes are named without their content, which may be large: outbox_item() has it.
  struct ReadyPush {
    std::int64_t id = 0;
    std::int64_t not_before = 0;
  };
  virtual Result<std::vector<ReadyPush>> pushes_ready(Eui64 user, std::int64_t machine_ms, std::size_t limit) = 0;
  // Every User with queued pushes, and the earliest machine time at which one of them may leave.
  struct PushQueue {
    Eui64 user;
    std::int64_t not_before = 0;
  };
  virtual Result<std::vector<PushQueue>> push_queues() = 0;
  // Commands that were Sent and not answered, with ids greater than `after`, by id; for resending after a reconnection.
  virtual Result<std::vector<exchange::OutboxItem>> outbox_sent(std::int64_t after, std::size_t limit) = 0;
  // Pushes that wait or are parked, with ids greater than `after`, by id.
  struct PushQuery {
    std::optional<exchange::OutboxState> state;
    std::optional<Eui64> user;
    std::int64_t after = 0;
    std::size_t limit = 100;
  };
  virtual Result<std::vector<exchange::OutboxItem>> pushes(const PushQuery& query) = 0;
  virtual Result<std::optional<exchange::OutboxItem>> outbox_item(std::int64_t id) = 0;
  // Whether a hub has taken the command of this request; false if it is not in the outbox.
  virtual Result<bool> command_taken(const RequestId& request) = 0;
  // Newest first; body included when asked for.
  struct AuditQuery {
    std::optional<std::string> request_id;
    std::optional<Eui64> device;
    std::size_t limit = 100;
    bool bodies = false;
  };
  virtual Result<std::vector<exchange::AuditEntry>> audit(const AuditQuery& query) = 0;
  virtual Result<std::optional<std::string>> setting(const std::string& key) = 0;
  // What changed about a Device, oldest first: its statuses and details, and what was noted about it.
  virtual Result<std::vector<ChangeEntry>> changes_of(Eui64 device) = 0;
  // What was noted, of this kind or of all, the newest first.
  virtual Result<std::vector<ChangeEntry>> changes(std::optional<ChangeKind> kind, std::size_t limit) = 0;

  // What is registered and told about metering points: reads and writes.
  virtual RegistrationRecords& records() = 0;

  // Bulk work; part of this transaction.
  virtual JobRecords& jobs() = 0;

  // What belongs to housekeeping; part of this transaction.
  virtual HousekeepingRecords& housekeeping() = 0;

  // Users to whom something may leave that could not before this transaction's writes.
  virtual const std::set<Eui64>& push_users() const = 0;

  // Writes.
  virtual Status apply(const exchange::Effect& effect) = 0;
  // The command leaves now: Sent, one attempt more.
  virtual Status mark_sent(std::int64_t outbox_id, std::int64_t machine_ms) = 0;
  // A hub has taken the command. It stays Sent; one that was closed meanwhile is no error.
  virtual Status mark_taken(std::int64_t outbox_id) = 0;
  // Ends the timer. False: it was gone already (cancelled, or fired before).
  virtual Result<bool> end_timer(std::int64_t id) = 0;
  virtual Status put_user(const access::User& user) = 0;
  virtual Status put_registration(const registration::Registration& registration) = 0;
  virtual Status put_product(const inventory::Product& product) = 0;
  // Adds a line to the log of changes, which nothing ever takes away. Statuses and details of Devices have theirs by
  // their effects.
  virtual Status note_change(const ChangeEntry& entry) = 0;
  // A line of the same place and region is replaced.
  virtual Status put_coverage(const inventory::Coverage& coverage) = 0;
  virtual Status set_setting(const std::string& key, const std::string& value) = 0;
  // Drops the audit bodies of all whole days (UTC) before this time; the titles stay.
  virtual Status drop_bodies_before(TimeMs day) = 0;
  // Durable when it returns.
  virtual Status commit() = 0;
  // Seen by later transactions when it returns, durable after the next Store::sync(). Transactions become durable in
  // the order of their commits: what came later never outlives what came before.
  virtual Status commit_unsynced() { return commit(); }
};

// The store. One writer; `begin` waits for it.
class Store {
 public:
  virtual ~Store() = default;
  virtual Result<std::unique_ptr<Transaction>> begin() = 0;
  // A transaction that only reads; may run beside the writer. What it sees may not be durable yet: sync() before any of
  // it leaves.
  virtual Result<std::unique_ptr<Transaction>> read() = 0;
  // Makes everything durable that was committed before the call. After a failure it fails for good, and so does
  // begin().
  virtual Status sync() { return {}; }
};

// Carries commands to hubs and brings back what Devices say.
class Network {
 public:
  virtual ~Network() = default;
  struct Incoming {
    Eui64 hub;
    std::uint64_t delivery = 0;
    bool alert = false;
    Bytes message;
    std::function<void()> acknowledge;  // to be called after the commit; may be called from any thread
  };
  using OnMessage = std::function<void(Incoming)>;
  // `delivery` is the outbox id. Called again for the same delivery until an answer came.
  virtual void send(Eui64 hub, std::uint64_t delivery, Bytes command) = 0;
  virtual void on_message(OnMessage handler) = 0;
  // Called when a hub has a command in its own store; again whenever it gets the command again.
  virtual void on_taken(std::function<void(std::uint64_t delivery)> handler) = 0;
  // Called whenever a connection to a device process came up (again): Sent commands must be sent once more.
  virtual void on_connected(std::function<void()> handler) = 0;
  virtual void start() = 0;
  virtual void stop() = 0;
};

// Delivers signed messages to Users' endpoints.
class Push {
 public:
  virtual ~Push() = default;
  struct Outcome {
    int http_status = 0;  // 0: no HTTP answer
    std::string detail;
  };
  virtual void post(const std::string& endpoint, std::string body, std::function<void(Outcome)> done) = 0;
};

}  // namespace gridpost::engine
