// The table of Devices, and of the Device Models that they are of: what many Devices share is kept once.
#pragma once

#include <map>
#include <unordered_map>

#include "engine/ports.h"
#include "store/sqlite/connection.h"

namespace gridpost::store {

class DeviceTable {
 public:
  explicit DeviceTable(Connection& db) : db_(db) {}

  Result<std::optional<inventory::Device>> find(Eui64 id);
  Result<std::vector<inventory::Device>> of_hub(Eui64 chf);
  Result<std::vector<inventory::Device>> of_mpxn(const std::string& mpxn);
  Result<std::vector<inventory::Device>> of_uprn(const std::string& uprn);
  Result<std::vector<inventory::Device>> of_address(const std::string& post_code,
                                                    const std::string& address_identifier);
  Result<std::vector<inventory::Device>> page(const engine::Transaction::DeviceQuery& query);
  Result<std::vector<Eui64>> of_model(const engine::Transaction::ModelQuery& query);
  Result<std::uint64_t> count_of_model(const engine::Transaction::ModelQuery& query);

  // Makes the record or changes it. A change of what finds no Devices leaves the indexes alone.
  Status put(const inventory::Device& device);
  Status remove(Eui64 id);
  // To be called when a transaction was rolled back: Device Models that were new in it are gone.
  void rolled_back();

 private:
  // A row of device_model. They are only ever added, so that what was read once is known from then on.
  struct Model {
    std::string manufacturer, model, firmware_version, smets_version, gbcs_version;
    auto operator<=>(const Model&) const = default;
  };
  // The record without what its model says, and the number of that.
  struct Row {
    inventory::Device device;
    std::int64_t model = 0;
    bool known = true;  // its type and its status are values that there are
  };
  static Row read(const Statement& row);
  template <class... Args>
  Result<std::vector<inventory::Device>> devices(const Sql& sql, const Args&... args);
  Status complete(Row& row);
  Result<std::int64_t> number_of(const inventory::Device& device);
  // All that differ in nothing but their SMETS and GBCS versions.
  Result<std::vector<std::int64_t>> numbers_of(const engine::Transaction::ModelQuery& query);

  Connection& db_;
  std::unordered_map<std::int64_t, Model> models_;
  std::map<Model, std::int64_t> numbers_;
  bool added_ = false;  // a model, since the last roll-back
};

}  // namespace gridpost::store
