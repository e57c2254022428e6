#include "store/sqlite/device_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace gridpost::store {

namespace {

using engine::Transaction;
using inventory::Device;

#define GP_DEVICE_COLUMNS                                                                                  \
  "id, type, status, status_since, model_number, esme_variant, notified_by, hub, gpf, import_mpxn, "       \
  "secondary_import_mpan, export_mpan, commissioned_at, uprn, post_code, address_identifier, csp_region, " \
  "han_variant, connectivity, "                                                                            \
  "broker_counter, han_identifier"
#define GP_DEVICE_VALUES "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

constexpr Sql kFind{"device", "SELECT " GP_DEVICE_COLUMNS " FROM device WHERE id = ?"};
constexpr Sql kOfHub{"devices of hub", "SELECT " GP_DEVICE_COLUMNS
                                       " FROM device WHERE hub = ?1 OR id = ?1"
                                       " ORDER BY id <> ?1, type <> ?2, id"};
constexpr Sql kOfMpxn{"devices of metering point",
                      "SELECT " GP_DEVICE_COLUMNS
                      " FROM device WHERE id IN ("
                      "SELECT id FROM device WHERE import_mpxn = ?1 AND import_mpxn <> '' UNION "
                      "SELECT id FROM device WHERE secondary_import_mpan = ?1 AND secondary_import_mpan <> '' "
                      "UNION SELECT id FROM device WHERE export_mpan = ?1 AND export_mpan <> '') ORDER BY id"};
constexpr Sql kOfUprn{"devices of UPRN",
                      "SELECT " GP_DEVICE_COLUMNS " FROM device WHERE uprn = ? AND uprn <> '' ORDER BY id"};
constexpr Sql kOfAddress{"devices of address",
                         "SELECT " GP_DEVICE_COLUMNS
                         " FROM device WHERE post_code = ? AND address_identifier = ? AND post_code <> ''"
                         " ORDER BY id"};
// Types are the bits of a set; NULL stands for all.
#define GP_OF_TYPES "(?1 IS NULL OR (?1 >> type) & 1)"
constexpr Sql kPage{"devices", "SELECT " GP_DEVICE_COLUMNS " FROM device WHERE " GP_OF_TYPES
                               " AND (?2 IS NULL OR status = ?2) AND id > ?3 ORDER BY id LIMIT ?4"};
constexpr Sql kOfModel{"devices of model", "SELECT id FROM device WHERE " GP_OF_TYPES
                                           " AND model_number = ?2 AND id > ?3 ORDER BY id LIMIT ?4"};
constexpr Sql kCountOfModel{"count of model",
                            "SELECT count(*) FROM device WHERE " GP_OF_TYPES " AND model_number = ?2"};

// Nothing is changed if what finds Devices is another now. The one index that this statement keeps is that of Pending
// Devices.
constexpr Sql kPut{"put device",
                   "INSERT INTO device (" GP_DEVICE_COLUMNS ") VALUES " GP_DEVICE_VALUES
                   " ON CONFLICT (id) DO UPDATE SET status = excluded.status, status_since = excluded.status_since, "
                   "esme_variant = excluded.esme_variant, notified_by = excluded.notified_by, gpf = excluded.gpf, "
                   "commissioned_at = excluded.commissioned_at, csp_region = excluded.csp_region, "
                   "han_variant = excluded.han_variant, connectivity = excluded.connectivity, "
                   "broker_counter = excluded.broker_counter, han_identifier = excluded.han_identifier "
                   "WHERE type = excluded.type AND model_number = excluded.model_number AND hub IS excluded.hub AND "
                   "import_mpxn = excluded.import_mpxn AND secondary_import_mpan = excluded.secondary_import_mpan AND "
                   "export_mpan = excluded.export_mpan AND uprn = excluded.uprn AND post_code = excluded.post_code AND "
                   "address_identifier = excluded.address_identifier"};
constexpr Sql kReplace{"replace device",
                       "INSERT OR REPLACE INTO device (" GP_DEVICE_COLUMNS ") VALUES " GP_DEVICE_VALUES};
constexpr Sql kRemove{"remove device", "DELETE FROM device WHERE id = ?"};

#define GP_MODEL_COLUMNS "manufacturer, model, firmware_version, smets_version, gbcs_version"
constexpr Sql kModel{"device model", "SELECT " GP_MODEL_COLUMNS " FROM device_model WHERE number = ?"};
constexpr Sql kNumber{"number of device model",
                      "SELECT number FROM device_model WHERE manufacturer = ? AND model = ? AND firmware_version = ? "
                      "AND smets_version = ? AND gbcs_version = ?"};
constexpr Sql kNumbers{"numbers of device model",
                       "SELECT number FROM device_model WHERE manufacturer = ? AND model = ? AND firmware_version = ?"};
constexpr Sql kAddModel{"add device model", "INSERT INTO device_model (" GP_MODEL_COLUMNS ") VALUES (?, ?, ?, ?, ?)"};

std::optional<std::uint64_t> bits_of(DeviceTypes types) {
  return types.empty() ? std::nullopt : std::optional<std::uint64_t>(types.bits);
}

// Identifiers are signed in the store: the first one is the smallest signed number, which is no Device's.
std::int64_t floor_of(const std::optional<Eui64>& after) {
  return after ? as_signed(after->value) : std::numeric_limits<std::int64_t>::min();
}

// In the store's order.
bool before(Eui64 a, Eui64 b) { return as_signed(a.value) < as_signed(b.value); }

}  // namespace

DeviceTable::Row DeviceTable::read(const Statement& row) {
  Row found;
  Device& d = found.device;
  d.id = row.eui(0);
  const auto type = value_of<DeviceType>(row.integer(1), catalogue::kDeviceTypes);
  const auto status = value_of<SmiStatus>(row.integer(2), catalogue::kSmiStatuses);
  found.known = type && status;
  d.type = type.value_or(d.type);
  d.status = status.value_or(d.status);
  d.status_since = row.integer(3);
  found.model = row.integer(4);
  d.esme_variant = row.text(5);
  d.notified_by = row.eui(6);
  if (!row.null(7)) d.hub = row.eui(7);
  if (!row.null(8)) d.gpf = row.eui(8);
  d.import_mpxn = row.text(9);
  d.secondary_import_mpan = row.text(10);
  d.export_mpan = row.text(11);
  if (!row.null(12)) d.commissioned_at = row.integer(12);
  d.uprn = row.text(13);
  d.post_code = row.text(14);
  d.address_identifier = row.text(15);
  d.csp_region = row.text(16);
  d.han_variant = row.text(17);
  d.connectivity = row.text(18);
  d.broker_counter = row.number(19);
  d.han_identifier = row.octets(20);
  return found;
}

Status DeviceTable::complete(Row& row) {
  const auto broken = [&row](std::string_view what) {
    return fail(fmt::format("the record of Device {} has {}", row.device.id.text(), what), "store");
  };
  if (!row.known) return broken("a type or a status that this program does not know");
  auto known = models_.find(row.model);
  if (known == models_.end()) {
    const auto read = [](const Statement& s) { return Model{s.text(0), s.text(1), s.text(2), s.text(3), s.text(4)}; };
    GP_TRY(model, db_.row(kModel, read, row.model));
    if (!model) return broken("a Device Model that is not there");
    known = models_.emplace(row.model, std::move(*model)).first;
  }
  const Model& model = known->second;
  row.device.manufacturer = model.manufacturer;
  row.device.model = model.model;
  row.device.firmware_version = model.firmware_version;
  row.device.smets_version = model.smets_version;
  row.device.gbcs_version = model.gbcs_version;
  return {};
}

template <class... Args>
Result<std::vector<Device>> DeviceTable::devices(const Sql& sql, const Args&... args) {
  GP_TRY(rows, db_.rows(sql, read, args...));
  std::vector<Device> found;
  found.reserve(rows.size());
  for (Row& row : rows) {
    GP_CHECK(complete(row));
    found.push_back(std::move(row.device));
  }
  return found;
}

Result<std::optional<Device>> DeviceTable::find(Eui64 id) {
  GP_TRY(row, db_.row(kFind, read, id));
  if (!row) return std::nullopt;
  GP_CHECK(complete(*row));
  return std::move(row->device);
}

Result<std::vector<Device>> DeviceTable::of_hub(Eui64 chf) { return devices(kOfHub, chf, DeviceType::GPF); }

Result<std::vector<Device>> DeviceTable::of_mpxn(const std::string& mpxn) { return devices(kOfMpxn, mpxn); }

Result<std::vector<Device>> DeviceTable::of_uprn(const std::string& uprn) { return devices(kOfUprn, uprn); }

Result<std::vector<Device>> DeviceTable::of_address(const std::string& post_code,
                                                    const std::string& address_identifier) {
  return devices(kOfAddress, post_code, address_identifier);
}

Result<std::vector<Device>> DeviceTable::page(const Transaction::DeviceQuery& query) {
  return devices(kPage, bits_of(query.types), query.status, floor_of(query.after), query.limit);
}

Result<std::vector<std::int64_t>> DeviceTable::numbers_of(const Transaction::ModelQuery& query) {
  return db_.rows(
      kNumbers, [](const Statement& row) { return row.integer(0); }, query.manufacturer, query.model,
      query.firmware_version);
}

// Each number has its Devices in order in the index, and a page of all of them is within the pages of each.
Result<std::vector<Eui64>> DeviceTable::of_model(const Transaction::ModelQuery& query) {
  GP_TRY(numbers, numbers_of(query));
  std::vector<Eui64> found;
  for (const std::int64_t number : numbers) {
    GP_TRY(some, db_.rows(
                     kOfModel, [](const Statement& row) { return row.eui(0); }, bits_of(query.types), number,
                     floor_of(query.after), query.limit));
    found.insert(found.end(), some.begin(), some.end());
  }
  if (numbers.size() > 1) std::sort(found.begin(), found.end(), before);
  if (found.size() > query.limit) found.resize(query.limit);
  return found;
}

Result<std::uint64_t> DeviceTable::count_of_model(const Transaction::ModelQuery& query) {
  GP_TRY(numbers, numbers_of(query));
  std::uint64_t all = 0;
  for (const std::int64_t number : numbers) {
    GP_TRY(count, db_.row(
                      kCountOfModel, [](const Statement& row) { return row.number(0); }, bits_of(query.types), number));
    all += count.value_or(0);
  }
  return all;
}

Result<std::int64_t> DeviceTable::number_of(const Device& d) {
  Model model{d.manufacturer, d.model, d.firmware_version, d.smets_version, d.gbcs_version};
  if (const auto known = numbers_.find(model); known != numbers_.end()) return known->second;
  const auto& [manufacturer, name, firmware, smets, gbcs] = model;
  GP_TRY(number,
         db_.row(
             kNumber, [](const Statement& row) { return row.integer(0); }, manufacturer, name, firmware, smets, gbcs));
  if (!number) {
    GP_CHECK(db_.run(kAddModel, manufacturer, name, firmware, smets, gbcs));
    number = db_.last_id();
    added_ = true;
  }
  numbers_.emplace(std::move(model), *number);
  return *number;
}

Status DeviceTable::put(const Device& d) {
  GP_TRY(model, number_of(d));
  const auto run = [&](const Sql& sql) {
    return db_.run(sql, d.id, d.type, d.status, d.status_since, model, d.esme_variant, d.notified_by, d.hub, d.gpf,
                   d.import_mpxn, d.secondary_import_mpan, d.export_mpan, d.commissioned_at, d.uprn, d.post_code,
                   d.address_identifier, d.csp_region, d.han_variant, d.connectivity, d.broker_counter,
                   d.han_identifier);
  };
  GP_CHECK(run(kPut));
  return db_.changes() > 0 ? Status() : run(kReplace);
}

Status DeviceTable::remove(Eui64 id) { return db_.run(kRemove, id); }

void DeviceTable::rolled_back() {
  if (!std::exchange(added_, false)) return;
  models_.clear();
  numbers_.clear();
}

}  // namespace gridpost::store
