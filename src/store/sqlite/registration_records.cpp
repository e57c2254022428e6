#include "store/sqlite/registration_records.h"

namespace gridpost::store {
namespace {

using registration::FileRecord;
using registration::FlagChange;
using registration::FlagPoint;
using registration::FlagUpdate;
using registration::ServiceFlag;
using registration::UpdateState;

#define GP_POINT_COLUMNS "mpxn, memory, flag, effective, anomalies, accepted_flag, accepted_effective"
#define GP_UPDATE_COLUMNS "id, mpxn, flag, effective, state, provider, file, instruction, at, reason"
#define GP_FILE_COLUMNS \
  "provider, type, outgoing, number, name, sent, at, text, digest, records, refused, summed, accepted, rejected"

constexpr Sql kRemoveRegistrations{"remove registrations", "DELETE FROM registration WHERE mpxn = ?"};
constexpr Sql kAddRegistration{"add registration",
                               "INSERT OR REPLACE INTO registration (mpxn, kind, party, valid_from, valid_to) "
                               "VALUES (?, ?, ?, ?, ?)"};
// The index of starts has none from the beginning of time.
constexpr Sql kHandedOver{
    "points handed over",
    "SELECT mpxn FROM registration WHERE valid_from > ?1 AND valid_from <= ?2 AND valid_from > 0 UNION "
    "SELECT mpxn FROM registration WHERE valid_to > ?1 AND valid_to <= ?2 ORDER BY mpxn"};
constexpr Sql kOfParty{"points of party",
                       "SELECT DISTINCT mpxn FROM registration WHERE kind = ? AND party = ? AND mpxn > ? "
                       "ORDER BY mpxn LIMIT ?"};
// Each part is cut before they are put together, so that a page costs the same however many meters there are.
#define GP_PAGE_OF(column)                                                                          \
  "SELECT * FROM (SELECT DISTINCT " column " AS mpxn FROM device WHERE " column " > ?1 AND " column \
  " <> '' AND (length(" column ") = 13) = ?2 ORDER BY " column " LIMIT ?3)"
constexpr Sql kOfMeters{"points of meters",
                        GP_PAGE_OF("import_mpxn") " UNION " GP_PAGE_OF("secondary_import_mpan") " UNION " GP_PAGE_OF(
                            "export_mpan") " ORDER BY mpxn LIMIT ?3"};
constexpr Sql kPoint{"flag point", "SELECT " GP_POINT_COLUMNS " FROM flag_point WHERE mpxn = ?"};
constexpr Sql kPutPoint{
    "put flag point", "INSERT OR REPLACE INTO flag_point (fuel, " GP_POINT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)"};
constexpr Sql kPoints{"flag points",
                      "SELECT " GP_POINT_COLUMNS " FROM flag_point WHERE fuel = ? AND mpxn > ? ORDER BY mpxn LIMIT ?"};
constexpr Sql kAddChange{"add flag change",
                         "INSERT INTO flag_change (mpxn, number, at, flag, effective, cause) VALUES (?1, "
                         "(SELECT coalesce(max(number), 0) + 1 FROM flag_change WHERE mpxn = ?1), ?2, ?3, ?4, ?5)"};
constexpr Sql kHistory{"flag history",
                       "SELECT mpxn, at, flag, effective, cause FROM flag_change WHERE mpxn = ? ORDER BY number"};
constexpr Sql kAddUpdate{"add flag update",
                         "INSERT INTO flag_update (mpxn, flag, effective, state, provider, file, instruction, at, "
                         "reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"};
constexpr Sql kPutUpdate{"put flag update",
                         "INSERT OR REPLACE INTO flag_update (mpxn, flag, effective, state, provider, file, "
                         "instruction, at, reason, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
constexpr Sql kUpdate{"flag update", "SELECT " GP_UPDATE_COLUMNS " FROM flag_update WHERE id = ?"};
constexpr Sql kUpdates{"flag updates", "SELECT " GP_UPDATE_COLUMNS " FROM flag_update WHERE mpxn = ? ORDER BY id"};
constexpr Sql kWaiting{
    "flag updates waiting",
    "SELECT " GP_UPDATE_COLUMNS
    " FROM flag_update AS u WHERE state = 0 AND provider = ? AND NOT EXISTS (SELECT 1 FROM "
    "flag_update AS o WHERE o.mpxn = u.mpxn AND o.state IN (1, 2, 5)) ORDER BY effective, id LIMIT ?"};
constexpr Sql kOfFile{"flag updates of file",
                      "SELECT " GP_UPDATE_COLUMNS
                      " FROM flag_update WHERE provider = ? AND file = ? AND file <> 0 ORDER BY instruction, id"};
constexpr Sql kInState{"flag updates in state",
                       "SELECT " GP_UPDATE_COLUMNS " FROM flag_update WHERE state = ? AND id > ? ORDER BY id LIMIT ?"};
constexpr Sql kSentBefore{
    "flag updates sent before",
    "SELECT " GP_UPDATE_COLUMNS
    " FROM flag_update INDEXED BY flag_update_sent WHERE state = 2 AND at <= ? ORDER BY at LIMIT ?"};
constexpr Sql kPutFile{"put file", "INSERT OR REPLACE INTO registration_file (" GP_FILE_COLUMNS
                                   ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
constexpr Sql kFile{"file", "SELECT " GP_FILE_COLUMNS
                            " FROM registration_file WHERE provider = ? AND type = ? AND outgoing = ? AND number = ?"};
constexpr Sql kLastFile{"last file", "SELECT " GP_FILE_COLUMNS
                                     " FROM registration_file WHERE provider = ? AND type = ? AND outgoing = ? "
                                     "ORDER BY number DESC LIMIT 1"};
constexpr Sql kToSend{"files to send", "SELECT " GP_FILE_COLUMNS
                                       " FROM registration_file WHERE outgoing = 1 AND sent = 0 ORDER BY at, rowid"};
constexpr Sql kFiles{"files", "SELECT " GP_FILE_COLUMNS " FROM registration_file ORDER BY at DESC, rowid DESC LIMIT ?"};

std::string letter_of(std::optional<ServiceFlag> flag) {
  return flag ? std::string(1, registration::letter(*flag)) : std::string();
}

// The bits of a memory, in the order of its members.
int bits_of(const registration::PointMemory& m) {
  return (m.listed ? 1 : 0) | (m.live ? 2 : 0) | (m.commissioned ? 4 : 0) | (m.smets1 ? 8 : 0) | (m.smets2 ? 16 : 0);
}
registration::PointMemory memory_of(std::int64_t bits) {
  return {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0};
}

std::string read_text(const Statement& row) { return row.text(0); }

FlagPoint read_point(const Statement& row) {
  FlagPoint p;
  p.mpxn = row.text(0);
  p.state.memory = memory_of(row.integer(1));
  p.state.flag = registration::service_flag(row.text(2));
  p.effective = row.text(3);
  p.several_meters = (row.integer(4) & 1) != 0;
  p.no_rule = (row.integer(4) & 2) != 0;
  if (const auto flag = registration::service_flag(row.text(5))) p.accepted = registration::Told{*flag, row.text(6)};
  return p;
}

FlagUpdate read_update(const Statement& row) {
  FlagUpdate u;
  u.id = row.integer(0);
  u.mpxn = row.text(1);
  u.flag = registration::service_flag(row.text(2)).value_or(u.flag);
  u.effective = row.text(3);
  u.state = static_cast<UpdateState>(row.integer(4));
  u.provider = row.text(5);
  u.file = row.number(6);
  u.instruction = row.number(7);
  u.at = row.integer(8);
  u.reason = row.text(9);
  return u;
}

FileRecord read_file(const Statement& row) {
  FileRecord f;
  f.provider = row.text(0);
  f.type = registration::flag_file_type(row.text(1)).value_or(f.type);
  f.outgoing = row.integer(2) != 0;
  f.number = row.number(3);
  f.name = row.text(4);
  f.sent = row.integer(5) != 0;
  f.at = row.integer(6);
  f.text = row.text(7);
  f.digest = row.text(8);
  f.records = row.number(9);
  f.refused = row.number(10);
  f.summed = row.integer(11) != 0;
  f.accepted = row.number(12);
  f.rejected = row.number(13);
  return f;
}

}  // namespace

Status SqliteRegistrationRecords::replace_registrations(const std::string& mpxn,
                                                        const std::vector<registration::Registration>& history) {
  GP_CHECK(db_.run(kRemoveRegistrations, mpxn));
  for (const registration::Registration& r : history)
    GP_CHECK(db_.run(kAddRegistration, mpxn, r.kind, r.party, r.from, r.to));
  return {};
}

Result<std::vector<std::string>> SqliteRegistrationRecords::points_handed_over(TimeMs after, TimeMs until) {
  return db_.rows(kHandedOver, read_text, after, until);
}

Result<std::vector<std::string>> SqliteRegistrationRecords::points_of_party(registration::Kind kind, Eui64 party,
                                                                            const std::string& after,
                                                                            std::size_t limit) {
  return db_.rows(kOfParty, read_text, kind, party, after, limit);
}

Result<std::vector<std::string>> SqliteRegistrationRecords::points_of_meters(Fuel fuel, const std::string& after,
                                                                             std::size_t limit) {
  return db_.rows(kOfMeters, read_text, after, fuel == Fuel::Electricity, limit);
}

Result<std::optional<FlagPoint>> SqliteRegistrationRecords::flag_point(const std::string& mpxn) {
  return db_.row(kPoint, read_point, mpxn);
}

Status SqliteRegistrationRecords::put_flag_point(const FlagPoint& p) {
  const int anomalies = (p.several_meters ? 1 : 0) | (p.no_rule ? 2 : 0);
  return db_.run(kPutPoint, registration::fuel_of_point(p.mpxn), p.mpxn, bits_of(p.state.memory),
                 letter_of(p.state.flag), p.effective, anomalies,
                 letter_of(p.accepted ? std::optional(p.accepted->flag) : std::nullopt),
                 p.accepted ? p.accepted->effective : std::string());
}

Result<std::vector<FlagPoint>> SqliteRegistrationRecords::flag_points(Fuel fuel, const std::string& after,
                                                                      std::size_t limit) {
  return db_.rows(kPoints, read_point, fuel, after, limit);
}

Status SqliteRegistrationRecords::add_flag_change(const FlagChange& c) {
  return db_.run(kAddChange, c.mpxn, c.at, letter_of(c.flag), c.effective, c.cause);
}

Result<std::vector<FlagChange>> SqliteRegistrationRecords::flag_history(const std::string& mpxn) {
  const auto read = [](const Statement& row) {
    return FlagChange{row.text(0), row.integer(1), registration::service_flag(row.text(2)), row.text(3), row.text(4)};
  };
  return db_.rows(kHistory, read, mpxn);
}

Status SqliteRegistrationRecords::put_flag_update(const FlagUpdate& u) {
  if (u.id == 0)
    return db_.run(kAddUpdate, u.mpxn, letter_of(u.flag), u.effective, u.state, u.provider, u.file, u.instruction, u.at,
                   u.reason);
  return db_.run(kPutUpdate, u.mpxn, letter_of(u.flag), u.effective, u.state, u.provider, u.file, u.instruction, u.at,
                 u.reason, u.id);
}

Result<std::optional<FlagUpdate>> SqliteRegistrationRecords::flag_update(std::int64_t id) {
  return db_.row(kUpdate, read_update, id);
}

Result<std::vector<FlagUpdate>> SqliteRegistrationRecords::flag_updates(const std::string& mpxn) {
  return db_.rows(kUpdates, read_update, mpxn);
}

Result<std::vector<FlagUpdate>> SqliteRegistrationRecords::flag_updates_waiting(const std::string& provider,
                                                                                std::size_t limit) {
  return db_.rows(kWaiting, read_update, provider, limit);
}

Result<std::vector<FlagUpdate>> SqliteRegistrationRecords::flag_updates_of_file(const std::string& provider,
                                                                                std::uint64_t file) {
  return db_.rows(kOfFile, read_update, provider, file);
}

Result<std::vector<FlagUpdate>> SqliteRegistrationRecords::flag_updates_in(UpdateState state, std::int64_t after,
                                                                           std::size_t limit) {
  return db_.rows(kInState, read_update, state, after, limit);
}

Result<std::vector<FlagUpdate>> SqliteRegistrationRecords::flag_updates_sent_before(TimeMs time, std::size_t limit) {
  return db_.rows(kSentBefore, read_update, time, limit);
}

Status SqliteRegistrationRecords::put_file(const FileRecord& f) {
  return db_.run(kPutFile, f.provider, registration::text(f.type), f.outgoing, f.number, f.name, f.sent, f.at, f.text,
                 f.digest, f.records, f.refused, f.summed, f.accepted, f.rejected);
}

Result<std::optional<FileRecord>> SqliteRegistrationRecords::file(const std::string& provider,
                                                                  registration::FlagFileType type, bool outgoing,
                                                                  std::uint64_t number) {
  return db_.row(kFile, read_file, provider, registration::text(type), outgoing, number);
}

Result<std::optional<FileRecord>> SqliteRegistrationRecords::last_file(const std::string& provider,
                                                                       registration::FlagFileType type, bool outgoing) {
  return db_.row(kLastFile, read_file, provider, registration::text(type), outgoing);
}

Result<std::vector<FileRecord>> SqliteRegistrationRecords::files_to_send() { return db_.rows(kToSend, read_file); }

Result<std::vector<FileRecord>> SqliteRegistrationRecords::files(std::size_t limit) {
  return db_.rows(kFiles, read_file, limit);
}

}  // namespace gridpost::store
