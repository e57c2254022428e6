// The tests that every implementation of the store port must pass, as far as Devices by model and type go.
#pragma once

#include "store/store_suite.h"

namespace gridpost::store {

template <class Traits>
class ListingSuite : public StoreSuite<Traits> {};

TYPED_TEST_SUITE_P(ListingSuite);

TYPED_TEST_P(ListingSuite, DevicesAreFoundByTypeStatusAndModelPageByPage) {
  const auto make = [](std::uint64_t id, DeviceType type, SmiStatus status, const std::string& model) {
    inventory::Device d;
    d.id = Eui64{id};
    d.type = type;
    d.status = status;
    d.manufacturer = "M";
    d.model = model;
    d.firmware_version = "F";
    return d;
  };
  const auto low = make(0x10, DeviceType::ESME, SmiStatus::Commissioned, "X");
  const auto mid = make(0x20, DeviceType::GSME, SmiStatus::Pending, "X");
  const auto high = make(0xF000000000000001, DeviceType::ESME, SmiStatus::Commissioned, "X");
  const auto other = make(0x30, DeviceType::ESME, SmiStatus::Commissioned, "Y");
  this->commit(
      {exchange::PutDevice{low}, exchange::PutDevice{mid}, exchange::PutDevice{high}, exchange::PutDevice{other}});
  this->reopen();
  auto tx = this->read();
  using Query = engine::Transaction::DeviceQuery;
  EXPECT_THAT(this->value(tx->devices({})), testing::UnorderedElementsAre(low, mid, high, other));
  EXPECT_THAT(this->value(tx->devices({.types = {DeviceType::GSME}})), ElementsAre(mid));
  EXPECT_THAT(this->value(tx->devices({.types = {DeviceType::ESME, DeviceType::GSME}, .status = SmiStatus::Pending})),
              ElementsAre(mid));
  EXPECT_THAT(this->value(tx->devices({.types = {DeviceType::CHF}})), IsEmpty());
  std::vector<inventory::Device> paged;  // one at a time: every Device once
  for (Query query{.limit = 1};;) {
    const auto page = this->value(tx->devices(query));
    if (page.empty()) break;
    paged.push_back(page.front());
    query.after = page.back().id;
  }
  EXPECT_THAT(paged, testing::UnorderedElementsAre(low, mid, high, other));

  engine::Transaction::ModelQuery model{{}, "M", "X", "F", {}, 2};
  const auto first = this->value(tx->devices_of_model(model));
  ASSERT_EQ(first.size(), 2u);
  model.after = first.back();
  const auto second = this->value(tx->devices_of_model(model));
  ASSERT_EQ(second.size(), 1u);
  EXPECT_THAT((std::vector{first[0], first[1], second[0]}), testing::UnorderedElementsAre(low.id, mid.id, high.id));
  model.after.reset();
  EXPECT_EQ(this->value(tx->count_of_model(model)), 3u);
  model.types = {DeviceType::GSME};
  EXPECT_THAT(this->value(tx->devices_of_model(model)), ElementsAre(mid.id));
  EXPECT_EQ(this->value(tx->count_of_model(model)), 1u);
  model.firmware_version = "G";
  EXPECT_THAT(this->value(tx->devices_of_model(model)), IsEmpty());
}

// One model with one firmware, whatever SMETS and GBCS versions the records have.
TYPED_TEST_P(ListingSuite, DevicesOfOneModelDifferInTheirVersions) {
  std::vector<exchange::Effect> effects;
  for (std::uint64_t id = 1; id <= 6; ++id) {
    inventory::Device d = sample_device(id == 6 ? 0xF000000000000001 : id);
    d.smets_version = id % 2 == 0 ? "SMETS2 V4.2" : "SMETS2 V2.0";
    d.gbcs_version = id % 3 == 0 ? "4.2" : "2.0";
    effects.emplace_back(exchange::PutDevice{d});
  }
  this->commit(effects);
  this->reopen();
  auto tx = this->read();
  const inventory::Device like = sample_device(1);
  engine::Transaction::ModelQuery query{{}, like.manufacturer, like.model, like.firmware_version, {}, 4};
  std::vector<Eui64> all;
  for (;;) {
    const auto page = this->value(tx->devices_of_model(query));
    if (page.empty()) break;
    all.insert(all.end(), page.begin(), page.end());
    query.after = page.back();
  }
  std::vector<Eui64> in_order;
  for (const inventory::Device& d : this->value(tx->devices({}))) in_order.push_back(d.id);
  EXPECT_EQ(all.size(), 6u);
  EXPECT_EQ(all, in_order);
  EXPECT_EQ(this->value(tx->count_of_model(query)), 6u);
}

// A model that was new in what was rolled back is not known afterwards.
TYPED_TEST_P(ListingSuite, ModelsOfWhatWasRolledBackAreForgotten) {
  inventory::Device gone = sample_device(1), kept = sample_device(2);
  gone.model = "GONE";
  kept.model = "KEPT";
  {
    auto tx = this->begin();
    ASSERT_TRUE(tx->apply(exchange::PutDevice{gone}));
    EXPECT_EQ(this->value(tx->device(gone.id)), gone);
  }
  this->commit({exchange::PutDevice{kept}});
  this->commit({exchange::PutDevice{gone}});
  EXPECT_EQ(this->value(this->read()->device(kept.id)), kept);
  EXPECT_EQ(this->value(this->read()->device(gone.id)), gone);
  this->reopen();
  EXPECT_EQ(this->value(this->read()->device(kept.id)), kept);
  EXPECT_EQ(this->value(this->read()->device(gone.id)), gone);
}

// Whichever detail changes, the record has it, and what finds Devices by it knows.
TYPED_TEST_P(ListingSuite, EveryDetailOfADeviceCanChange) {
  using Change = void (*)(inventory::Device&);
  const Change changes[] = {
      [](auto& d) { d.type = DeviceType::CHF; },
      [](auto& d) { d.status = SmiStatus::Pending; },
      [](auto& d) { ++d.status_since; },
      [](auto& d) { d.status = SmiStatus::Recovery; },
      [](auto& d) { ++d.status_since; },
      [](auto& d) { d.manufacturer = "4321"; },
      [](auto& d) { d.model = "DCBA"; },
      [](auto& d) { d.smets_version = "SMETS2 V3.1"; },
      [](auto& d) { d.firmware_version = "00A1B2C4"; },
      [](auto& d) { d.gbcs_version = "3.2"; },
      [](auto& d) { d.esme_variant = "B"; },
      [](auto& d) { d.notified_by = Eui64{77}; },
      [](auto& d) { d.hub = Eui64{78}; },
      [](auto& d) { d.hub.reset(); },
      [](auto& d) { d.gpf.reset(); },
      [](auto& d) { d.import_mpxn = "9200000000013"; },
      [](auto& d) { d.secondary_import_mpan = ""; },
      [](auto& d) { d.export_mpan = "9200000000033"; },
      [](auto& d) { d.commissioned_at.reset(); },
      [](auto& d) { d.uprn = "1"; },
      [](auto& d) { d.post_code = "AB1 2CE"; },
      [](auto& d) { d.address_identifier = "2"; },
      [](auto& d) { d.csp_region = "South"; },
      [](auto& d) { d.han_variant = "Single Band"; },
      [](auto& d) { d.connectivity = ""; },
      [](auto& d) { d.broker_counter = 5; },
      [](auto& d) {
        d.han_identifier = Bytes{9, 8};
      },
  };
  inventory::Device d = sample_device(1);
  this->commit({exchange::PutDevice{d}});
  for (const Change change : changes) {
    const inventory::Device before = d;
    change(d);
    ASSERT_NE(d, before);
    this->commit({exchange::PutDevice{d}});
    auto tx = this->read();
    EXPECT_EQ(this->value(tx->device(d.id)), d);
    const auto found = [&](const auto& devices, bool same) {
      EXPECT_THAT(devices, testing::Conditional(same, ElementsAre(d), IsEmpty()));
    };
    found(this->value(tx->devices_of_hub(before.hub.value_or(Eui64{79}))), before.hub && before.hub == d.hub);
    found(this->value(tx->devices_of_mpxn(before.import_mpxn)), before.import_mpxn == d.import_mpxn);
    found(this->value(tx->devices_of_mpxn(before.export_mpan)), before.export_mpan == d.export_mpan);
    found(this->value(tx->devices_of_mpxn(before.secondary_import_mpan)),
          before.secondary_import_mpan == d.secondary_import_mpan && !d.secondary_import_mpan.empty());
    found(this->value(tx->devices_of_uprn(before.uprn)), before.uprn == d.uprn);
    found(this->value(tx->devices_of_address(before.post_code, before.address_identifier)),
          before.post_code == d.post_code && before.address_identifier == d.address_identifier);
    using Pending = engine::HousekeepingRecords::Pending;
    const auto pending = this->value(tx->housekeeping().pending(d.type, {INT64_MIN, {}}, INT64_MAX, 9));
    const bool is_pending = d.status == SmiStatus::Pending;
    EXPECT_THAT(pending, testing::Conditional(is_pending, ElementsAre(Pending{d.status_since, d.id}), IsEmpty()));
    const engine::Transaction::ModelQuery model{{}, before.manufacturer, before.model, before.firmware_version, {}};
    EXPECT_EQ(this->value(tx->count_of_model(model)), before.manufacturer == d.manufacturer &&
                                                              before.model == d.model &&
                                                              before.firmware_version == d.firmware_version
                                                          ? 1u
                                                          : 0u);
  }
}

REGISTER_TYPED_TEST_SUITE_P(ListingSuite, DevicesAreFoundByTypeStatusAndModelPageByPage,
                            DevicesOfOneModelDifferInTheirVersions, ModelsOfWhatWasRolledBackAreForgotten,
                            EveryDetailOfADeviceCanChange);

}  // namespace gridpost::store
