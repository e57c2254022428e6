// 8.3 and 8.4: who may change what in the inventory, and what follows.
#include <gtest/gtest.h>

#include <functional>

#include "exchange/events_for_tests.h"
#include "exchange/facts.h"

namespace gridpost::exchange {
namespace {

using namespace street;
using registration::Kind;

// 8.4 of one choice.
duis::Request update(Eui64 user, Eui64 device, const std::string& choice, const std::string& text = {}) {
  static std::uint64_t counter = 1;
  duis::Request r = request("8.4", 8, user, kDcc, ++counter);
  r.body.add("DeviceID", device.text());
  r.body.add(choice, text);
  return r;
}

using Fields = std::vector<std::pair<std::string, std::string>>;
duis::Request with(duis::Request r, const Fields& fields) {
  for (const auto& [name, text] : fields) r.body.children.back().add(name, text);
  return r;
}
duis::Request details(Eui64 user, Eui64 device, const Fields& fields) {
  return with(update(user, device, "UpdateDeviceDetails"), fields);
}
duis::Request variant(Eui64 user, Eui64 device, const std::string& value) {
  return details(user, device, {{"ESMEVariant", value}});
}
duis::Request mpxn(Eui64 user, Eui64 device, const std::string& field, const std::string& value) {
  return with(update(user, device, "UpdateMPxN"), {{field, value}});
}
duis::Request status(Eui64 user, Eui64 device, const std::string& value) {
  return update(user, device, "UpdateDeviceStatusExceptCH", value);
}

duis::Request decommission_request(Eui64 user, Eui64 device) {
  duis::Request r = update(user, device, "x");
  r.variant = r.reference = "8.3";
  r.body.name = "DecommissionDevice";
  r.body.children.pop_back();
  return r;
}

// The refusal has the code, and leaves a title and nothing else.
void expect_refused(World& w, const duis::Request& r, std::string_view code) {
  const auto before = w.devices;
  const Decision d = w.run(arrived(r));
  EXPECT_EQ(d.answer->code, code) << w.audit.back().explanation;
  EXPECT_EQ(d.effects.size(), 1u);
  EXPECT_TRUE(d.alerts.empty());
  EXPECT_TRUE(w.devices == before);
  EXPECT_EQ(w.audit.back().device, Eui64::parse(r.body.text_at("DeviceID")).value());
}

World after_mp125() {
  World w = world();
  EXPECT_TRUE(w.rules.override_with("mp125", "always"));
  return w;
}

constexpr SmiStatus kAllStatuses[] = {
    SmiStatus::Pending,      SmiStatus::Whitelisted,    SmiStatus::InstalledNotCommissioned,
    SmiStatus::Commissioned, SmiStatus::Suspended,      SmiStatus::Recovery,
    SmiStatus::Recovered,    SmiStatus::Decommissioned, SmiStatus::Withdrawn};

// ---- 8.4 UpdateDeviceStatusExceptCH ----

TEST(UpdateStatus, RCOM_06_BackToPendingFromThreeStatusesIfTheModelIsListed) {
  for (const SmiStatus from : kAllStatuses) {
    SCOPED_TRACE(catalogue::text(from));
    World w = world();
    w.devices[kElectric].status = from;
    w.devices[kElectric].commissioned_at = kNow - kDay;
    const bool reactivable =
        from == SmiStatus::Decommissioned || from == SmiStatus::Whitelisted || from == SmiStatus::Withdrawn;
    if (!reactivable) {
      expect_refused(w, status(kSupplier, kElectric, "Pending"), "E080405");
      continue;
    }
    EXPECT_EQ(code_of(w, status(kSupplier, kElectric, "Pending")), "I0") << w.audit.back().explanation;
    EXPECT_EQ(w.devices[kElectric].status, SmiStatus::Pending);
    EXPECT_EQ(w.devices[kElectric].status_since, kNow);
    EXPECT_FALSE(w.devices[kElectric].commissioned_at);
    EXPECT_EQ(w.history.back(), (inventory::StatusChange{kElectric, kNow, from, SmiStatus::Pending, "8.4"}));
    EXPECT_TRUE(w.of_kind(OutboxKind::Command).empty());
    w.products.clear();
    w.devices[kElectric].status = from;
    expect_refused(w, status(kSupplier, kElectric, "Pending"), "E080407");
  }
}

TEST(UpdateStatus, RCOM_06_Type2DevicesAndHubsAreRefused) {
  World w = world();
  w.devices[kNew].type = DeviceType::IHD;
  w.devices[kNew].status = SmiStatus::Whitelisted;
  expect_refused(w, status(kSupplier, kNew, "Pending"), "E080406");
  expect_refused(w, status(kSupplier, kHub, "Pending"), "E080406");
  expect_refused(w, update(kSupplier, kElectric, "UpdateDeviceStatusCH", "Commissioned"), "E080406");
}

TEST(UpdateStatus, InstallAndLeave) {
  World w = world();
  for (const SmiStatus from : kAllStatuses) {
    SCOPED_TRACE(catalogue::text(from));
    w.devices[kElectric].status = from;
    const bool allowed =
        from == SmiStatus::Pending || from == SmiStatus::Whitelisted || from == SmiStatus::InstalledNotCommissioned;
    EXPECT_EQ(code_of(w, status(kSupplier, kElectric, "InstalledNotCommissioned")), allowed ? "I0" : "E080405");
  }
}

TEST(UpdateStatus, RCOM_04_OnlyTheResponsibleSupplierAndBeforeThatWhoBroughtTheDevice) {
  World w = world();
  w.devices[kElectric].status = SmiStatus::Whitelisted;
  expect_refused(w, status(kStranger, kElectric, "Pending"), "E4");
  expect_refused(w, status(kNetwork, kElectric, "Pending"), "E4");
  w.registrations[kMpan].push_back({kMpan, Kind::ExportSupplier, kStranger, 0, {}});
  w.devices[kElectric].export_mpan = kMpan;
  w.users[kStranger].roles = {UserRole::ES};
  expect_refused(w, status(kStranger, kElectric, "Pending"), "E4");
  EXPECT_EQ(code_of(w, status(kSupplier, kNew, "InstalledNotCommissioned")), "I0");  // no metering point yet
  expect_refused(w, status(kStranger, Eui64{0x77}, "Pending"), "E19");
}

TEST(UpdateStatus, AHubIsCommissionedByItsSuppliersAndTheProxyWaitsForGas) {
  World w = world();
  w.devices[kHub].status = w.devices[kProxy].status = SmiStatus::Pending;
  expect_refused(w, update(kStranger, kHub, "UpdateDeviceStatusCH", "Commissioned"), "E4");
  EXPECT_EQ(code_of(w, update(kSupplier, kHub, "UpdateDeviceStatusCH", "InstalledNotCommissioned")), "I0");
  EXPECT_EQ(w.devices[kHub].status, SmiStatus::InstalledNotCommissioned);
  EXPECT_EQ(code_of(w, update(kSupplier, kHub, "UpdateDeviceStatusCH", "Commissioned")), "I0");
  EXPECT_EQ(w.devices[kHub].status, SmiStatus::Commissioned);
  EXPECT_EQ(w.devices[kProxy].status, SmiStatus::InstalledNotCommissioned);
  EXPECT_EQ(code_of(w, update(kSupplier, kHub, "UpdateDeviceStatusCH", "Withdrawn")), "I0");
  EXPECT_EQ(w.devices[kProxy].status, SmiStatus::Withdrawn);
  expect_refused(w, update(kSupplier, kHub, "UpdateDeviceStatusCH", "Commissioned"), "E080405");
}

// ---- 8.4 UpdateDeviceDetails ----

TEST(UpdateDetails, R125_01_TheResponsibleSupplierCorrectsTheVariantInThreeStatuses) {
  for (const SmiStatus from : kAllStatuses) {
    if (from == SmiStatus::Pending) continue;
    SCOPED_TRACE(catalogue::text(from));
    World w = after_mp125();
    w.devices[kElectric].status = from;
    const bool allowed = from == SmiStatus::Whitelisted || from == SmiStatus::InstalledNotCommissioned ||
                         from == SmiStatus::Commissioned;
    if (!allowed) {
      expect_refused(w, variant(kSupplier, kElectric, "AD"), "E080409");  // R125-03
      continue;
    }
    EXPECT_EQ(code_of(w, variant(kSupplier, kElectric, "AD")), "I0") << w.audit.back().explanation;
    EXPECT_EQ(w.devices[kElectric].esme_variant, "AD");
    EXPECT_EQ(w.devices[kElectric].status, from);
    EXPECT_TRUE(w.of_kind(OutboxKind::Command).empty());  // R125-13
    EXPECT_EQ(w.audit.back().rules_consulted, "mp125");
  }
}

TEST(UpdateDetails, R125_12_BeforeTheDateTheOldRuleHolds) {
  const TimeMs midnight = local_midnight("2023-11-02").value();
  World w = world();
  w.devices[kElectric].status = SmiStatus::Commissioned;
  w.now = midnight - 1;
  expect_refused(w, variant(kSupplier, kElectric, "AD"), "E080409");
  EXPECT_EQ(w.audit.back().rules_consulted, "mp125");
  w.now = midnight;
  EXPECT_EQ(code_of(w, variant(kSupplier, kElectric, "AD")), "I0");
}

TEST(UpdateDetails, R125_02_PendingIsTheBusinessOfWhoNotified) {
  World w = after_mp125();
  w.devices[kNew].notified_by = kNetwork;
  w.devices[kNew].import_mpxn = kNewMpan;  // of which kSupplier is the responsible supplier
  expect_refused(w, variant(kSupplier, kNew, "AD"), "E080408");
  EXPECT_EQ(code_of(w, variant(kNetwork, kNew, "AD")), "I0") << w.audit.back().explanation;
  EXPECT_EQ(w.devices[kNew].notified_by, kNetwork);  // RCOM-02
  EXPECT_EQ(w.audit.back().rules_consulted, "");     // no date decides here
}

TEST(UpdateDetails, R125_04_NothingElseIsChangedWithTheVariant) {
  const Fields others[] = {{{"ESMEVariant", "AD"}, {"FirmwareVersion", "00000003"}},
                           {{"ESMEVariant", "AD"}, {"DeviceModel", "X"}},
                           {{"DeviceManufacturer", "X"}},
                           {{"SMETSCHTSVersion", "SMETS2 V5.0"}},
                           {}};
  for (const Fields& fields : others) {
    World w = after_mp125();
    expect_refused(w, details(kSupplier, kElectric, fields), "E080415");
  }
}

TEST(UpdateDetails, R125_06_NobodyElse) {
  World w = after_mp125();
  w.devices[kElectric].notified_by = kStranger;
  expect_refused(w, variant(kStranger, kElectric, "AD"), "E4");
  expect_refused(w, variant(kNetwork, kElectric, "AD"), "E4");
}

TEST(UpdateDetails, R125_07_TheRightPassesOnTheDayOfTheChangeOfSupplier) {
  World w = after_mp125();
  w.registrations[kMpan][0].to = kNow + kDay;
  w.registrations[kMpan].push_back({kMpan, Kind::ImportSupplier, kStranger, kNow + kDay, {}});
  expect_refused(w, variant(kStranger, kElectric, "AD"), "E4");
  w.now = kNow + kDay;
  expect_refused(w, variant(kSupplier, kElectric, "AD"), "E4");
  EXPECT_EQ(code_of(w, variant(kStranger, kElectric, "AD")), "I0");
  EXPECT_EQ(w.devices[kElectric].notified_by, kSupplier);  // RCOM-02
}

TEST(UpdateDetails, R125_09_AVariantIsThatOfAnEsme) {
  World w = after_mp125();
  expect_refused(w, variant(kSupplier, kGas, "A"), "E080413");
  w.devices[kGas].status = SmiStatus::Pending;
  expect_refused(w, variant(kSupplier, kGas, "A"), "E080413");
}

TEST(UpdateDetails, R125_15_TheHistoryKeepsWhatWasChangedAndByWhom) {
  World w = after_mp125();
  EXPECT_EQ(code_of(w, variant(kSupplier, kElectric, "AD")), "I0");
  const inventory::DetailChange change{kElectric, kNow, "ESMEVariant", "A", "AD", kSupplier};
  EXPECT_EQ(w.details, std::vector{change});
  EXPECT_EQ(code_of(w, variant(kSupplier, kElectric, "AD")), "I0");  // R125-16
  EXPECT_EQ(w.details, std::vector{change});
}

TEST(UpdateDetails, PendingDetailsMustGiveAListedModel) {
  World w = world();
  w.products.push_back(
      {DeviceType::ESME, "0004", "00050006", "00000009", "SMETS2 V5.0", "4.3", inventory::CplStatus::Active});
  expect_refused(w, details(kSupplier, kNew, {{"FirmwareVersion", "00000008"}}), "E080407");
  EXPECT_EQ(code_of(w, details(kSupplier, kNew, {{"FirmwareVersion", "00000009"}})), "I0");
  EXPECT_EQ(w.devices[kNew].firmware_version, "00000009");
  EXPECT_EQ(w.devices[kNew].gbcs_version, "4.3");
  w.devices[kNew].type = DeviceType::IHD;
  expect_refused(w, details(kSupplier, kNew, {{"FirmwareVersion", "00000009"}}), "E080414");
}

// ---- 8.4 DeleteDevice ----

TEST(DeleteDevice, PendingAndByWhoNotified) {
  World w = world();
  expect_refused(w, update(kStranger, kNew, "DeleteDevice"), "E080408");
  expect_refused(w, update(kSupplier, kElectric, "DeleteDevice"), "E080409");
  EXPECT_EQ(code_of(w, update(kSupplier, kNew, "DeleteDevice")), "I0");
  EXPECT_FALSE(w.devices.contains(kNew));
  EXPECT_EQ(w.history.back(), (inventory::StatusChange{kNew, kNow, SmiStatus::Pending, std::nullopt, "8.4"}));
  expect_refused(w, update(kSupplier, kNew, "DeleteDevice"), "E19");
}

TEST(DeleteDevice, AHubGoesWithItsProxyAndItsLog) {
  World w = world();
  w.devices[kHub].status = w.devices[kProxy].status = SmiStatus::Pending;
  w.logs[kHub] = {{kHub, kProxy, 0, {}}};
  expect_refused(w, update(kSupplier, kProxy, "DeleteDevice"), "E080406");
  EXPECT_EQ(code_of(w, update(kSupplier, kHub, "DeleteDevice")), "I0");
  EXPECT_FALSE(w.devices.contains(kHub));
  EXPECT_FALSE(w.devices.contains(kProxy));
  EXPECT_TRUE(w.logs[kHub].empty());
}

// ---- 8.4 UpdateMPxN ----

TEST(UpdateMpxn, TheResponsibleSupplierMovesItsMeterToAPointOfItsOwn) {
  World w = world();
  EXPECT_EQ(code_of(w, mpxn(kSupplier, kElectric, "ImportMPxN", kNewMpan)), "I0") << w.audit.back().explanation;
  EXPECT_EQ(w.devices[kElectric].import_mpxn, kNewMpan);
  EXPECT_EQ(w.details.back(), (inventory::DetailChange{kElectric, kNow, "ImportMPxN", kMpan, kNewMpan, kSupplier}));
  w.registrations[kMpan][0].party = kStranger;
  expect_refused(w, mpxn(kSupplier, kElectric, "ImportMPxN", kMpan), "E080410");
  expect_refused(w, mpxn(kStranger, kElectric, "ImportMPxN", kMpan), "E4");
}

TEST(UpdateMpxn, EveryFormHasItsMeter) {
  World w = world();
  expect_refused(w, mpxn(kSupplier, kElectric, "ImportMPxN", kMprn), "E080411");
  expect_refused(w, mpxn(kSupplier, kGas, "ImportMPxN", kMpan), "E080411");
  expect_refused(w, mpxn(kSupplier, kElectric, "ImportMPxN", "12000000000AB"), "E080411");
  expect_refused(w, mpxn(kSupplier, kElectric, "SecondaryImportMPAN", kNewMpan), "E080412");
  w.devices[kElectric].esme_variant = "BD";
  EXPECT_EQ(code_of(w, mpxn(kSupplier, kElectric, "SecondaryImportMPAN", kNewMpan)), "I0");
  EXPECT_EQ(w.devices[kElectric].secondary_import_mpan, kNewMpan);
}

TEST(UpdateMpxn, ExportIsTheExportSuppliers) {
  World w = world();
  w.users[kStranger].roles = {UserRole::ES};
  expect_refused(w, mpxn(kStranger, kElectric, "ExportMPAN", kNewMpan), "E080410");
  w.registrations[kNewMpan].push_back({kNewMpan, Kind::ExportSupplier, kStranger, 0, {}});
  EXPECT_EQ(code_of(w, mpxn(kStranger, kElectric, "ExportMPAN", kNewMpan)), "I0");
  EXPECT_EQ(w.devices[kElectric].export_mpan, kNewMpan);
  expect_refused(w, mpxn(kSupplier, kElectric, "ExportMPAN", kNewMpan), "E080410");
}

TEST(UpdateMpxn, TheGasProxyFollows) {
  World w = world();
  w.registrations["7400000025"] = {{"7400000025", Kind::GasSupplier, kSupplier, 0, {}}};
  EXPECT_EQ(code_of(w, mpxn(kSupplier, kGas, "ImportMPxN", "7400000025")), "I0");
  EXPECT_EQ(w.devices[kProxy].import_mpxn, "7400000025");
}

// ---- 8.3 ----

TEST(Decommission, FromThreeStatusesByTheResponsibleSupplier) {
  for (const SmiStatus from : kAllStatuses) {
    SCOPED_TRACE(catalogue::text(from));
    World w = world();
    w.devices[kElectric].status = from;
    const bool allowed =
        from == SmiStatus::Commissioned || from == SmiStatus::InstalledNotCommissioned || from == SmiStatus::Suspended;
    if (!allowed) {
      expect_refused(w, decommission_request(kSupplier, kElectric), "E080301");
      continue;
    }
    expect_refused(w, decommission_request(kStranger, kElectric), "E4");
    EXPECT_EQ(code_of(w, decommission_request(kSupplier, kElectric)), "I0");
    EXPECT_EQ(w.devices[kElectric].status, SmiStatus::Decommissioned);
    EXPECT_EQ(w.devices[kElectric].notified_by, kSupplier);  // RCOM-02
    EXPECT_EQ(w.history.back(), (inventory::StatusChange{kElectric, kNow, from, SmiStatus::Decommissioned, "8.3"}));
  }
  World w = world();
  expect_refused(w, decommission_request(kSupplier, kHub), "E080302");
  expect_refused(w, decommission_request(kSupplier, kProxy), "E080302");
  expect_refused(w, decommission_request(kSupplier, Eui64{0x77}), "E19");
}

TEST(Decommission, TheNetworkOperatorIsToldWithTheDevicesThatWereJoined) {
  World w = world();
  const Eui64 display{0x99};
  w.devices[display] = device(display, DeviceType::PPMID, SmiStatus::Commissioned, "");
  w.joins = {{kElectric, display, 0}, {display, kElectric, 0}, {display, kGas, 0}};
  EXPECT_EQ(code_of(w, decommission_request(kSupplier, kElectric)), "I0");
  ASSERT_EQ(w.alerts.size(), 1u);
  EXPECT_EQ(w.alerts[0].code, "N1");
  EXPECT_EQ(w.alerts[0].receivers, std::vector{kNetwork});
  const std::string body = text_of(w.of_kind(OutboxKind::Push).back().body);
  EXPECT_NE(body.find("<sr:AssociatedType1Device><sr:DeviceID>" + display.text()), std::string::npos) << body;
  EXPECT_EQ(body.find("AssociatedType1Device", body.find("</sr:AssociatedType1Device>") + 30), std::string::npos);
  EXPECT_EQ(w.joins, (std::vector<inventory::Join>{{display, kGas, 0}}));
}

TEST(Decommission, WhatIsHeldEndsOnce) {
  World w = world();
  w.run(arrived(dated(read(1), kNow + kDay)));
  w.run(arrived(dated(read(2, kSupplier, kGas), kNow + kDay)));
  ASSERT_EQ(w.timers.size(), 2u);
  EXPECT_EQ(code_of(w, decommission_request(kSupplier, kElectric)), "I0");
  EXPECT_EQ(w.requests.at(read(1).id).state, RequestState::Done);
  EXPECT_EQ(w.requests.at(read(1).id).result_code, "E5");
  EXPECT_EQ(w.requests.at(read(2, kSupplier, kGas).id).state, RequestState::Held);
  EXPECT_EQ(w.timers.size(), 1u);
  std::vector<std::string> told;
  for (const OutboxItem& i : w.of_kind(OutboxKind::Push))
    if (i.user == kSupplier) told.push_back(i.identity);
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0], read(1).id.text() + "||failure");
  EXPECT_TRUE(told[1].starts_with("|" + kDcc.text() + ":" + kSupplier.text() + ":")) << told[1];
  EXPECT_EQ(w.alerts.back().code, "N17");
}

}  // namespace
}  // namespace gridpost::exchange
