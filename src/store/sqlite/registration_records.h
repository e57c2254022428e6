// What is registered and told about metering points, in SQLite.
#pragma once

#include "engine/registration_ports.h"
#include "store/sqlite/connection.h"

namespace gridpost::store {

class SqliteRegistrationRecords final : public engine::RegistrationRecords {
 public:
  explicit SqliteRegistrationRecords(Connection& db) : db_(db) {}

  Status replace_registrations(const std::string& mpxn,
                               const std::vector<registration::Registration>& history) override;
  Result<std::vector<std::string>> points_handed_over(TimeMs after, TimeMs until) override;
  Result<std::vector<std::string>> points_of_party(registration::Kind kind, Eui64 party, const std::string& after,
                                                   std::size_t limit) override;
  Result<std::vector<std::string>> points_of_meters(Fuel fuel, const std::string& after, std::size_t limit) override;
  Result<std::optional<registration::FlagPoint>> flag_point(const std::string& mpxn) override;
  Status put_flag_point(const registration::FlagPoint& point) override;
  Result<std::vector<registration::FlagPoint>> flag_points(Fuel fuel, const std::string& after,
                                                           std::size_t limit) override;
  Status add_flag_change(const registration::FlagChange& change) override;
  Result<std::vector<registration::FlagChange>> flag_history(const std::string& mpxn) override;
  Status put_flag_update(const registration::FlagUpdate& update) override;
  Result<std::optional<registration::FlagUpdate>> flag_update(std::int64_t id) override;
  Result<std::vector<registration::FlagUpdate>> flag_updates(const std::string& mpxn) override;
  Result<std::vector<registration::FlagUpdate>> flag_updates_waiting(const std::string& provider,
                                                                     std::size_t limit) override;
  Result<std::vector<registration::FlagUpdate>> flag_updates_of_file(const std::string& provider,
                                                                     std::uint64_t file) override;
  Result<std::vector<registration::FlagUpdate>> flag_updates_in(registration::UpdateState state, std::int64_t after,
                                                                std::size_t limit) override;
  Result<std::vector<registration::FlagUpdate>> flag_updates_sent_before(TimeMs time, std::size_t limit) override;
  Status put_file(const registration::FileRecord& file) override;
  Result<std::optional<registration::FileRecord>> file(const std::string& provider, registration::FlagFileType type,
                                                       bool outgoing, std::uint64_t number) override;
  Result<std::optional<registration::FileRecord>> last_file(const std::string& provider,
                                                            registration::FlagFileType type, bool outgoing) override;
  Result<std::vector<registration::FileRecord>> files_to_send() override;
  Result<std::vector<registration::FileRecord>> files(std::size_t limit) override;

 private:
  Connection& db_;
};

}  // namespace gridpost::store
