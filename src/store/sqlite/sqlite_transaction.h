// The transaction of the SQLite store. Reads are in sqlite_reads.cpp, effects and other writes in sqlite_writes.cpp;
// Devices have a class of their own, device_table.h.
#pragma once

#include "engine/ports.h"
#include "store/sqlite/housekeeping_tables.h"
#include "store/sqlite/job_table.h"
#include "store/sqlite/registration_records.h"
#include "store/sqlite/session_pool.h"
#include "store/sqlite/wal_sync.h"

namespace gridpost::store {

class SqliteTransaction final : public engine::Transaction {
 public:
  // Takes over a session of the pool on which a transaction was begun.
  SqliteTransaction(SessionPool& pool, std::unique_ptr<Session> session, WalSync& log)
      : pool_(pool),
        session_(std::move(session)),
        db_(*session_->connection),
        log_(log),
        records_(db_),
        jobs_(db_),
        housekeeping_(db_) {}
  ~SqliteTransaction() override;

  Result<std::optional<access::User>> user(Eui64 id) override;
  Result<std::optional<inventory::Device>> device(Eui64 id) override { return session_->devices.find(id); }
  Result<std::vector<inventory::Device>> devices_of_hub(Eui64 chf) override { return session_->devices.of_hub(chf); }
  Result<std::vector<inventory::Device>> devices_of_mpxn(const std::string& mpxn) override {
    return session_->devices.of_mpxn(mpxn);
  }
  Result<std::vector<inventory::Device>> devices_of_uprn(const std::string& uprn) override {
    return session_->devices.of_uprn(uprn);
  }
  Result<std::vector<inventory::Device>> devices_of_address(const std::string& post_code,
                                                            const std::string& address_identifier) override {
    return session_->devices.of_address(post_code, address_identifier);
  }
  Result<std::vector<inventory::HubLogEntry>> hub_log(Eui64 chf) override;
  Result<std::vector<inventory::StatusChange>> status_history(Eui64 device) override;
  Result<std::vector<inventory::DetailChange>> detail_history(Eui64 device) override;
  Result<std::vector<inventory::Join>> joins(Eui64 device) override;
  Result<std::vector<registration::Registration>> registrations(const std::string& mpxn) override;
  Result<std::optional<inventory::Product>> product(DeviceType type, const std::string& manufacturer,
                                                    const std::string& model,
                                                    const std::string& firmware_version) override;
  Result<std::vector<inventory::Product>> products() override;
  Result<std::vector<inventory::Device>> devices(const DeviceQuery& query) override {
    return session_->devices.page(query);
  }
  Result<std::vector<Eui64>> devices_of_model(const ModelQuery& query) override {
    return session_->devices.of_model(query);
  }
  Result<std::uint64_t> count_of_model(const ModelQuery& query) override {
    return session_->devices.count_of_model(query);
  }
  Result<std::vector<inventory::Coverage>> coverage(const std::string& uprn, const std::string& post_code) override;
  Result<std::optional<exchange::RequestRecord>> request(const RequestId& id) override;
  Result<std::optional<exchange::RequestRecord>> request_of_command(Eui64 device, Eui64 originator,
                                                                    std::uint64_t counter) override;
  Result<std::vector<exchange::RequestRecord>> requests_held(Eui64 device) override;
  Result<std::optional<std::uint64_t>> counter(Eui64 originator, Eui64 target, const std::string& stream) override;
  Result<std::vector<exchange::Timer>> timers_due(TimeMs now, std::size_t limit) override;
  Result<std::optional<TimeMs>> next_timer() override;
  Result<std::vector<exchange::OutboxItem>> commands_ready(std::int64_t machine_ms, std::size_t limit) override;
  Result<std::vector<ReadyPush>> pushes_ready(Eui64 user, std::int64_t machine_ms, std::size_t limit) override;
  engine::RegistrationRecords& records() override { return records_; }
  const std::set<Eui64>& push_users() const override { return push_users_; }
  engine::JobRecords& jobs() override { return jobs_; }
  engine::HousekeepingRecords& housekeeping() override { return housekeeping_; }
  Result<std::vector<PushQueue>> push_queues() override;
  Result<std::vector<exchange::OutboxItem>> outbox_sent(std::int64_t after, std::size_t limit) override;
  Result<std::vector<exchange::OutboxItem>> pushes(const PushQuery& query) override;
  Result<std::optional<exchange::OutboxItem>> outbox_item(std::int64_t id) override;
  Result<bool> command_taken(const RequestId& request) override;
  Result<std::vector<exchange::AuditEntry>> audit(const AuditQuery& query) override;
  Result<std::optional<std::string>> setting(const std::string& key) override;
  Result<std::vector<engine::ChangeEntry>> changes_of(Eui64 device) override;
  Result<std::vector<engine::ChangeEntry>> changes(std::optional<engine::ChangeKind> kind, std::size_t limit) override;

  Status apply(const exchange::Effect& effect) override;
  Status mark_sent(std::int64_t outbox_id, std::int64_t machine_ms) override;
  Status mark_taken(std::int64_t outbox_id) override;
  Result<bool> end_timer(std::int64_t id) override;
  Status put_user(const access::User& user) override;
  Status put_registration(const registration::Registration& registration) override;
  Status put_product(const inventory::Product& product) override;
  Status note_change(const engine::ChangeEntry& entry) override;
  Status put_coverage(const inventory::Coverage& coverage) override;
  Status set_setting(const std::string& key, const std::string& value) override;
  Status drop_bodies_before(TimeMs day) override;
  Status commit() override;
  Status commit_unsynced() override;

 private:
  Status apply_one(const exchange::PutDevice& effect);
  Status apply_one(const exchange::RemoveDevice& effect);
  Status apply_one(const exchange::RecordStatus& effect);
  Status apply_one(const exchange::RecordDetail& effect);
  Status apply_one(const exchange::PutJoin& effect);
  Status apply_one(const exchange::RemoveJoin& effect);
  Status apply_one(const exchange::PutHubLogEntry& effect);
  Status apply_one(const exchange::RemoveHubLogEntry& effect);
  Status apply_one(const exchange::SetCounter& effect);
  Status apply_one(const exchange::PutRequest& effect);
  Status apply_one(const exchange::Enqueue& effect);
  Status apply_one(const exchange::CloseCommands& effect);
  Status apply_one(const exchange::CloseOutbox& effect);
  Status apply_one(const exchange::ParkOutbox& effect);
  Status apply_one(const exchange::RetryOutbox& effect);
  Status apply_one(const exchange::StartTimer& effect);
  Status apply_one(const exchange::CancelTimers& effect);
  Status apply_one(const exchange::Audit& effect);

  // The lane of an outbox item; its head moves on when an item leaves it.
  struct Lane {
    Eui64 device;
    int kind = 0;
    Eui64 user;
  };
  static Lane lane_of(const Statement& row);
  Status advance(const Lane& lane);
  // An item of the lane may leave now.
  void note_head(const Lane& lane);

  SessionPool& pool_;
  std::unique_ptr<Session> session_;
  Connection& db_;
  WalSync& log_;
  SqliteRegistrationRecords records_;
  JobTable jobs_;
  HousekeepingTables housekeeping_;
  std::set<Eui64> push_users_;
  bool done_ = false;
};

}  // namespace gridpost::store
