// The tests that every implementation of the store port must pass for housekeeping; used like StoreSuite.
#pragma once

#include <limits>

#include "store/store_suite.h"

namespace gridpost::store {

template <class Traits>
class HousekeepingSuite : public StoreSuite<Traits> {
 protected:
  using Pending = engine::HousekeepingRecords::Pending;
  static constexpr Pending kFirst{std::numeric_limits<TimeMs>::min(), {}};

  static exchange::PutDevice put(std::uint64_t id, TimeMs since, DeviceType type = DeviceType::ESME,
                                 SmiStatus status = SmiStatus::Pending) {
    inventory::Device d = sample_device(id);
    d.type = type;
    d.status = status;
    d.status_since = since;
    return {d};
  }
};

TYPED_TEST_SUITE_P(HousekeepingSuite);

TYPED_TEST_P(HousekeepingSuite, PendingDevicesComeByAgeInPages) {
  constexpr std::uint64_t kTop = 0x8000000000000001;  // negative as a signed number
  this->commit({this->put(5, 100), this->put(4, 100), this->put(kTop, 100), this->put(3, 90), this->put(2, 200),
                this->put(6, 90, DeviceType::GSME), this->put(7, 90, DeviceType::ESME, SmiStatus::Whitelisted)});
  auto tx = this->read();
  engine::HousekeepingRecords& records = tx->housekeeping();
  EXPECT_EQ(this->value(records.count_pending(DeviceType::ESME, 100)), 4u);
  EXPECT_EQ(this->value(records.count_pending(DeviceType::IHD, 100)), 0u);
  // However the pages are cut, each Device comes once.
  for (const std::size_t limit : {1u, 2u, 3u, 9u}) {
    std::vector<Eui64> seen;
    auto after = this->kFirst;
    for (;;) {
      const auto page = this->value(records.pending(DeviceType::ESME, after, 100, limit));
      for (const auto& one : page) {
        EXPECT_GE(one.since, after.since);
        seen.push_back(one.device);
        after = one;
      }
      if (page.size() < limit) break;
    }
    EXPECT_EQ(seen.size(), 4u);
    EXPECT_EQ(seen.front(), Eui64{3});
    EXPECT_THAT(seen, testing::UnorderedElementsAre(Eui64{3}, Eui64{4}, Eui64{5}, Eui64{kTop}));
  }
}

TYPED_TEST_P(HousekeepingSuite, ADeviceThatLeavesPendingIsNotFoundAnyMore) {
  this->commit({this->put(5, 100), this->put(4, 100)});
  this->commit({this->put(5, 100, DeviceType::ESME, SmiStatus::Suspended), exchange::RemoveDevice{Eui64{4}}});
  EXPECT_THAT(this->value(this->read()->housekeeping().pending(DeviceType::ESME, this->kFirst, 1000, 9)), IsEmpty());
}

TYPED_TEST_P(HousekeepingSuite, RemovalsAreNotedOnceAndCounted) {
  const exchange::Removal told{Eui64{0xF000000000000001}, DeviceType::ESME, 5, Eui64{7}, 6},
      silent{Eui64{2}, DeviceType::CHF, 5, {}, 6};
  {
    auto tx = this->begin();
    for (const auto& removal : {told, silent}) this->ok(tx->housekeeping().put_removal(1, removal));
    this->ok(tx->housekeeping().put_removal(2, silent));
    this->ok(tx->commit());
  }
  {
    auto tx = this->begin();
    EXPECT_FALSE(tx->housekeeping().put_removal(1, told)) << "twice in one job";
  }
  auto tx = this->read();
  engine::HousekeepingRecords& records = tx->housekeeping();
  std::vector<exchange::Removal> all;
  for (Eui64 after;;) {
    const auto page = this->value(records.removals(1, after, 1));
    all.insert(all.end(), page.begin(), page.end());
    if (page.empty()) break;
    after = page.back().device;
  }
  EXPECT_THAT(all, testing::UnorderedElementsAre(told, silent));
  const auto counts = this->value(records.removal_counts(1));
  ASSERT_EQ(counts.size(), 2u);
  EXPECT_EQ(counts[0].type, DeviceType::CHF);
  EXPECT_EQ(counts[0].told, 0u);
  EXPECT_EQ(counts[1].removed, 1u);
  EXPECT_EQ(counts[1].told, 1u);
}

TYPED_TEST_P(HousekeepingSuite, DeliveriesAreKept) {
  const inventory::HubDelivery delivery{Eui64{1}, Eui64{7}, 5, std::nullopt};
  {
    auto tx = this->begin();
    this->ok(tx->housekeeping().put_hub_delivery({Eui64{1}, Eui64{8}, 4, 6}));
    this->ok(tx->housekeeping().put_hub_delivery(delivery));
    this->ok(tx->commit());
  }
  auto tx = this->read();
  EXPECT_EQ(this->value(tx->housekeeping().hub_delivery(Eui64{1})), delivery);
  EXPECT_FALSE(this->value(tx->housekeeping().hub_delivery(Eui64{2})));
  EXPECT_THAT(this->value(tx->housekeeping().hub_stock()), ElementsAre(inventory::HubStock{Eui64{7}, 1, 0, 0, 1, 1}));
}

REGISTER_TYPED_TEST_SUITE_P(HousekeepingSuite, PendingDevicesComeByAgeInPages,
                            ADeviceThatLeavesPendingIsNotFoundAnyMore, RemovalsAreNotedOnceAndCounted,
                            DeliveriesAreKept);

}  // namespace gridpost::store
