#include "registration/registration.h"

#include <gtest/gtest.h>

namespace gridpost::registration::registration_test {
namespace {

constexpr Eui64 kA{0xA};
constexpr Eui64 kB{0xB};

TimeMs day(std::string_view date) { return from_london(civil_of(parse_date(date).value())); }

std::vector<Registration> history() {
  return {{"1200000000017", Kind::ImportSupplier, kA, day("2020-01-01"), day("2022-05-10")},
          {"1200000000017", Kind::ImportSupplier, kB, day("2022-05-10"), std::nullopt},
          {"1200000000017", Kind::Distributor, Eui64{0xD}, day("2020-01-01"), std::nullopt}};
}

TEST(Registration, RCOM_03_SupplierOfAnyInstant) {
  const auto h = history();
  EXPECT_EQ(party_at(h, Kind::ImportSupplier, day("2022-05-09")), kA);
  EXPECT_EQ(party_at(h, Kind::ImportSupplier, day("2022-05-10") - 1), kA);
  EXPECT_EQ(party_at(h, Kind::ImportSupplier, day("2022-05-10")), kB);
  EXPECT_EQ(party_at(h, Kind::ImportSupplier, day("2019-12-31")), std::nullopt);
  EXPECT_EQ(party_at(h, Kind::Distributor, day("2022-05-10")), Eui64{0xD});
  EXPECT_EQ(party_at(h, Kind::GasSupplier, day("2022-05-10")), std::nullopt);
}

TEST(Registration, RCOM_03_LatestStartWinsWhenSpansOverlap) {
  auto h = history();
  h[0].to = std::nullopt;  // the old supplier's end was never reported
  EXPECT_EQ(party_at(h, Kind::ImportSupplier, day("2022-06-01")), kB);
  EXPECT_TRUE(is_registered(h, Kind::ImportSupplier, kB, day("2022-06-01")));
  EXPECT_FALSE(is_registered(h, Kind::ImportSupplier, kA, day("2022-06-01")));
}

TEST(Registration, RCOM_03_FormerSuppliersInOrder) {
  auto h = history();
  h.insert(h.begin(), {"1200000000017", Kind::ImportSupplier, kA, day("2024-01-01"), std::nullopt});
  EXPECT_EQ(parties_in_order(h, Kind::ImportSupplier), (std::vector<Eui64>{kA, kB, kA}));
}

TEST(Registration, RCOM_04_ResponsibleSupplierByDeviceType) {
  struct Row {
    DeviceType type;
    std::optional<Kind> kind;
  };
  const Row rows[] = {{DeviceType::ESME, Kind::ImportSupplier}, {DeviceType::GSME, Kind::GasSupplier},
                      {DeviceType::GPF, Kind::GasSupplier},     {DeviceType::CHF, std::nullopt},
                      {DeviceType::HCALCS, std::nullopt},       {DeviceType::PPMID, std::nullopt},
                      {DeviceType::IHD, std::nullopt},          {DeviceType::CAD, std::nullopt}};
  for (const Row& row : rows) EXPECT_EQ(responsible_supplier(row.type), row.kind) << catalogue::text(row.type);
}

}  // namespace
}  // namespace gridpost::registration::registration_test
