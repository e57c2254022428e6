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

REGISTER_TYPED_TEST_SUITE_P(ListingSuite, DevicesAreFoundByTypeStatusAndModelPageByPage);

}  // namespace gridpost::store
