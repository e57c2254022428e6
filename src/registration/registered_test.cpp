#include "registration/registered.h"

#include <gtest/gtest.h>

#include "registration/flag_files_for_tests.h"

namespace gridpost::registration::registered_test {
namespace {

constexpr Eui64 kA{0xA}, kB{0xB}, kNorth{0xD1}, kSouth{0xD2}, kPipes{0xD3};
const std::string kMpan = "1500000004010", kMprn = "8800001102";

TimeMs day(std::string_view date) { return local_midnight(date).value(); }

Desk desk() {
  Desk d;
  d.providers = {{"nord", Fuel::Electricity, "NORD", "P", "", "", {{"NORA", kNorth}}},
                 {"gas", Fuel::Gas, "", "", "7700000002", "RDP01", {{"GT1", kPipes}}}};
  d.suppliers = {{"SUPA", kA}, {"SUPB", kB}, {"SUA", kA}, {"SUB", kB}};
  return d;
}

FlagRecord record(std::vector<SupplierLine> suppliers, const std::string& network = "NORA") {
  FlagRecord r;
  r.mpxn = kMpan;
  r.network = network;
  r.status = "E";
  r.suppliers = std::move(suppliers);
  return r;
}

std::vector<Registration> taken(const std::vector<Registration>& history, const FlagRecord& r) {
  const Desk d = desk();
  return with_record(history, r, d.providers[0], d, day("2022-05-09"), "f").value();
}

TEST(Registered, RCOM_03_ARecordStatesThePresentAndThePendingSupplier) {
  const auto h = taken({}, record({{"", "SUPA", "20190401"}, {"", "SUPB", "20220510"}}));
  EXPECT_EQ(party_at(h, Kind::ImportSupplier, day("2022-05-10") - 1), kA);
  EXPECT_EQ(party_at(h, Kind::ImportSupplier, day("2022-05-10")), kB);
  EXPECT_EQ(party_at(h, Kind::ImportSupplier, day("2019-04-01") - 1), std::nullopt);
  EXPECT_EQ(party_at(h, Kind::Distributor, day("2019-04-01")), kNorth);
  // The same record once more changes nothing.
  EXPECT_EQ(taken(h, record({{"", "SUPA", "20190401"}, {"", "SUPB", "20220510"}})), h);
}

TEST(Registered, RCOM_03_WhatWasBeforeStaysAndWhatWasToComeIsReplaced) {
  const auto before = taken({}, record({{"", "SUPA", "20190401"}, {"", "SUPB", "20220701"}}));
  const auto h = taken(before, record({{"", "SUPB", "20220601"}}));
  EXPECT_EQ(party_at(h, Kind::ImportSupplier, day("2022-06-01") - 1), kA);
  EXPECT_EQ(party_at(h, Kind::ImportSupplier, day("2022-06-01")), kB);
  EXPECT_EQ(parties_in_order(h, Kind::ImportSupplier), (std::vector<Eui64>{kA, kB}));
  // The change of supplier that was announced does not come.
  const auto off = taken(before, record({{"", "SUPA", "20190401"}}));
  EXPECT_EQ(party_at(off, Kind::ImportSupplier, day("2023-01-01")), kA);
}

TEST(Registered, TheLocalDayBeginsTheRegistration) {
  const auto h = taken({}, record({{"", "SUPA", "20220510"}}));
  EXPECT_EQ(iso(h[0].from), "2022-05-09T23:00:00Z");
}

TEST(Registered, AnExportMpanHasAnExportSupplier) {
  FlagRecord r = record({{"", "SUPA", "20190401"}});
  r.direction = "E";
  const auto h = taken({}, r);
  EXPECT_EQ(party_at(h, Kind::ExportSupplier, day("2022-05-10")), kA);
  EXPECT_EQ(party_at(h, Kind::ImportSupplier, day("2022-05-10")), std::nullopt);
  const auto flipped = taken(h, record({{"", "SUPA", "20220101"}}));
  EXPECT_EQ(party_at(flipped, Kind::ExportSupplier, day("2022-05-10")), std::nullopt);
  EXPECT_EQ(party_at(flipped, Kind::ImportSupplier, day("2022-05-10")), kA);
}

TEST(Registered, GasSuppliersAndTransporters) {
  const Desk d = desk();
  FlagRecord r = record({{kMprn, "SUA", "20190401"}}, "GT1");
  r.mpxn = kMprn;
  const auto h = with_record({}, r, d.providers[1], d, day("2022-05-09"), "f").value();
  EXPECT_EQ(party_at(h, Kind::GasSupplier, day("2022-05-09")), kA);
  EXPECT_EQ(party_at(h, Kind::Transporter, day("2022-05-09")), kPipes);
}

TEST(Registered, ANewNetworkOperatorCountsFromTheDayOfTheFile) {
  const std::vector<Registration> before = {{kMpan, Kind::Distributor, kSouth, day("2019-01-01"), {}}};
  const auto h = taken(before, record({{"", "SUPA", "20190401"}}));
  EXPECT_EQ(party_at(h, Kind::Distributor, day("2022-05-09") - 1), kSouth);
  EXPECT_EQ(party_at(h, Kind::Distributor, day("2022-05-09")), kNorth);
}

TEST(Registered, RefusedWithPlaceAndRule) {
  const Desk d = desk();
  const auto refusal = [&](const FlagRecord& r) {
    const auto got = with_record({}, r, d.providers[0], d, day("2022-05-09"), "f.txt");
    return got ? std::string("taken") : got.error().text();
  };
  EXPECT_EQ(refusal(record({{"", "SUPX", "20190401"}})),
            "f.txt, supplier: 1500000004010: no supplier 'SUPX' is known (registration)");
  EXPECT_EQ(refusal(record({{"", "SUPA", "20190401"}}, "SOUA")),
            "f.txt, network operator: 1500000004010: 'SOUA' is no network operator of nord (registration)");
  EXPECT_EQ(refusal(record({})),
            "f.txt, metering point: 1500000004010 is not known, and the record names no supplier (registration)");
}

TEST(Registered, RCOM_03_GainsAndLossesOnTheDayTheyTakeEffect) {
  const auto h = taken({}, record({{"", "SUPA", "20190401"}, {"", "SUPB", "20220510"}}));
  const TimeMs change = day("2022-05-10");
  const std::vector<Handover> wanted = {{kMpan, Kind::ImportSupplier, change, kA, kB}};
  EXPECT_EQ(handovers(h, change - 1, change), wanted);
  EXPECT_TRUE(handovers(h, change, change + kDay).empty());
  EXPECT_TRUE(handovers(h, change - kDay, change - 1).empty());
  const auto gone = ended(h, day("2022-06-01"));
  EXPECT_EQ(handovers(gone, change, day("2022-06-01")).size(), 2u);  // supplier and network operator, to nobody
  EXPECT_EQ(party_at(gone, Kind::ImportSupplier, day("2022-06-01")), std::nullopt);
  EXPECT_EQ(party_at(gone, Kind::ImportSupplier, day("2022-06-01") - 1), kB);
}

TEST(FileName, SaysSenderTypeAndNumber) {
  const auto gas = read_file_name("RDP01.PN000031.DXR").value();
  EXPECT_EQ(gas.type, FlagFileType::DXR);
  EXPECT_EQ(gas.sender, "RDP01");
  EXPECT_EQ(gas.number, 31u);
  EXPECT_EQ(file_name("RDP01", "OPER", gas.type, 31), "RDP01.PN000031.DXR");
  EXPECT_EQ(file_name("RDP01", "TR01", gas.type, 31), "RDP01.TN000031.DXR");
  const auto flow = read_file_name("NORD.D0351.0000000059").value();
  EXPECT_EQ(flow.type, FlagFileType::D0351);
  EXPECT_EQ(flow.number, 59u);
  EXPECT_EQ(file_name("NORD", "OPER", flow.type, 59), "NORD.D0351.0000000059");
  for (const char* bad : {"", "NORD", "NORD.D0351", "NORD.D0351.59", "NORD.D0999.0000000059", "RDP01.PN31.DXR",
                          "RDP01.XN000031.DXR", "RDP01.PN000031.DXQ", ".PN000031.DXR", "RDP01.PN00003x.DXR"})
    EXPECT_FALSE(read_file_name(bad)) << bad;
}

TEST(FileName, WhatIsBeingWrittenIsNotWhole) {
  for (const golden::Golden& g : golden::kAll) {
    EXPECT_TRUE(is_whole(g.text));
    // Not even when it ends between two lines.
    for (std::size_t length = 0; length < g.text.size(); ++length)
      EXPECT_FALSE(is_whole(g.text.substr(0, length))) << g.text.substr(0, length);
  }
}

}  // namespace
}  // namespace gridpost::registration::registered_test
