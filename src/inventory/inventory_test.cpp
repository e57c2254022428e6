// Transitions of the inventory, service by service.
#include <gtest/gtest.h>

#include "inventory/hub_log.h"
#include "inventory/inventory_answer.h"
#include "inventory/meters.h"
#include "inventory/prenotification.h"

namespace gridpost::inventory::inventory_test {
namespace {

constexpr Eui64 kHub{0xC1}, kOtherHub{0xC2}, kProxy{0xF1}, kUser{0xA}, kElectric{0xE1}, kGas{0xB1}, kDisplay{0xD1};
constexpr RequestId kRequest{kUser, kHub, 5};
constexpr TimeMs kNow = 1'700'000'000'000;

Device device(Eui64 id, DeviceType type, SmiStatus status) {
  Device d;
  d.id = id;
  d.type = type;
  d.status = status;
  d.manufacturer = "0004";
  d.model = "00050006";
  d.notified_by = kUser;
  return d;
}

Product product() {
  return {DeviceType::ESME, "0004", "00050006", "00000002", "SMETS2 V4.2", "4.2", CplStatus::Active};
}

Notification esme() {
  return {kElectric, DeviceType::ESME, "0004", "00050006", "SMETS2 V4.2", "00000002", "A", std::nullopt};
}

// ---- 12.2 ----

TEST(Prenotification, NewDeviceIsPendingAndRemembersWhoNotified) {
  const auto change = prenotify(esme(), false, product(), Contradiction::Noted, kUser, kNow);
  ASSERT_TRUE(change);
  ASSERT_EQ(change->devices.size(), 1u);
  const Device& d = change->devices[0];
  EXPECT_EQ(d.status, SmiStatus::Pending);
  EXPECT_EQ(d.notified_by, kUser);
  EXPECT_EQ(d.gbcs_version, "4.2");
  EXPECT_EQ(d.esme_variant, "A");
  ASSERT_EQ(change->statuses.size(), 1u);
  EXPECT_EQ(change->statuses[0], (StatusChange{kElectric, kNow, std::nullopt, SmiStatus::Pending, "12.2"}));
}

TEST(Prenotification, HubBringsItsGasProxy) {
  Notification n{kHub, DeviceType::CHF, "0001", "00020003", "CHTS V1.4", "00000001", "", kProxy};
  const auto change = prenotify(n, false, product(), Contradiction::Noted, kUser, kNow);
  ASSERT_TRUE(change);
  ASSERT_EQ(change->devices.size(), 2u);
  EXPECT_EQ(change->devices[0].gpf, kProxy);
  EXPECT_EQ(change->devices[0].hub, kHub);
  EXPECT_EQ(change->devices[1].type, DeviceType::GPF);
  EXPECT_EQ(change->devices[1].hub, kHub);
  EXPECT_EQ(change->devices[1].firmware_version, "00000001");
  EXPECT_EQ(change->statuses.size(), 2u);
}

TEST(Prenotification, EveryRefusalHasItsCode) {
  struct Row {
    std::string_view title, code;
    Notification n;
    bool taken;
    std::optional<Product> p;
  };
  auto with = [](auto change_it) {
    Notification n = esme();
    change_it(n);
    return n;
  };
  Product withdrawn = product();
  withdrawn.status = CplStatus::Withdrawn;
  const Row rows[] = {
      {"exists", "E120201", esme(), true, product()},
      {"hub and proxy equal",
       "E120201",
       {kHub, DeviceType::CHF, "1", "2", "CHTS V1.4", "3", "", kHub},
       false,
       product()},
      {"not listed", "E120203", esme(), false, std::nullopt},
      {"withdrawn from the list", "E120203", esme(), false, withdrawn},
      {"hub without proxy", "E120204", {kHub, DeviceType::CHF, "1", "2", "CHTS V1.4", "3", "", {}}, false, product()},
      {"meter with proxy", "E120204", with([](Notification& n) { n.gpf = kProxy; }), false, product()},
      {"proxy alone", "E120204", with([](Notification& n) { n.type = DeviceType::GPF; }), false, product()},
      {"no variant", "E120207", with([](Notification& n) { n.esme_variant.clear(); }), false, product()},
      {"variant of a gas meter", "E120207", with([](Notification& n) { n.type = DeviceType::GSME; }), false, product()},
      {"no firmware", "E120207", with([](Notification& n) { n.firmware_version.clear(); }), false, product()},
      {"no SMETS version", "E120207", with([](Notification& n) { n.smets_version.clear(); }), false, product()},
      {"firmware of an IHD", "E120207", with([](Notification& n) {
         n.type = DeviceType::IHD;
         n.esme_variant.clear();
       }),
       false, product()},
  };
  for (const Row& row : rows) {
    const auto change = prenotify(row.n, row.taken, row.p, Contradiction::Noted, kUser, kNow);
    ASSERT_FALSE(change) << row.title;
    EXPECT_EQ(change.error().rule.code, row.code) << row.title;
    EXPECT_FALSE(change.error().explanation.empty()) << row.title;
  }
}

TEST(Prenotification, TypeTwoDeviceNeedsNoListEntry) {
  const Notification n{Eui64{9}, DeviceType::IHD, "0009", "000A000B", "", "", "", {}};
  EXPECT_TRUE(prenotify(n, false, std::nullopt, Contradiction::Noted, kUser, kNow));
}

// ---- 8.11 ----

LogRequest add_request() { return {kElectric, true, true, "1200000000017", "", "", kHour, 16}; }

TEST(HubLog, EveryRefusalHasItsCode) {
  const Device pending = device(kElectric, DeviceType::ESME, SmiStatus::Pending);
  Device elsewhere = pending;
  elsewhere.hub = kOtherHub;
  Device gone = pending;
  gone.status = SmiStatus::Decommissioned;
  Device numbered = pending;
  numbered.import_mpxn = "1200000000099";
  const Device proxy = device(kProxy, DeviceType::GPF, SmiStatus::Pending);
  std::vector<HubLogEntry> full;
  for (std::uint64_t i = 0; i < 15; ++i) full.push_back({kHub, Eui64{0x100 + i}, 0, {}});
  LogRequest bare = add_request();
  bare.has_details = false;
  LogRequest remove{kElectric, false, false, "", "", "", 0, 0};
  LogRequest remove_with = remove;
  remove_with.has_details = true;
  struct Row {
    std::string_view title, code;
    LogRequest request;
    LogFacts facts;
  };
  const Row rows[] = {
      {"Add without details", "E081106", bare, {kHub, &pending, {}, product(), {}}},
      {"Remove with details", "E081106", remove_with, {kHub, &pending, {}, product(), {}}},
      {"unknown", "E081102", add_request(), {kHub, nullptr, {}, product(), {}}},
      {"decommissioned", "E081104", add_request(), {kHub, &gone, {}, product(), {}}},
      {"gas proxy", "E081104", add_request(), {kHub, &proxy, {}, product(), {}}},
      {"not listed", "E081105", add_request(), {kHub, &pending, {}, std::nullopt, {}}},
      {"not registered", "E081107", add_request(), {kHub, &pending, {}, product(), {"1200000000017"}}},
      {"other metering point", "E081107", add_request(), {kHub, &numbered, {}, product(), {}}},
      {"other hub", "E081108", add_request(), {kHub, &elsewhere, {}, product(), {}}},
      {"full", "E081109", add_request(), {kHub, &pending, full, product(), {}}},
      {"not on the log", "E081110", remove, {kHub, &pending, {}, product(), {}}},
      {"on another log", "E081110", remove, {kHub, &elsewhere, {}, product(), {}}},
  };
  for (const Row& row : rows) {
    const auto outcome = check_log_request(row.request, row.facts);
    ASSERT_FALSE(outcome) << row.title;
    EXPECT_EQ(outcome.error().rule.code, row.code) << row.title;
  }
}

TEST(HubLog, FifteenEntriesBesideTheGasProxyAreTheLimit) {
  const Device pending = device(kElectric, DeviceType::ESME, SmiStatus::Pending);
  std::vector<HubLogEntry> log;
  for (std::uint64_t i = 0; i < 14; ++i) log.push_back({kHub, Eui64{0x100 + i}, 0, {}});
  EXPECT_TRUE(check_log_request(add_request(), {kHub, &pending, log, product(), {}}));
  log.push_back({kHub, kElectric, 0, {}});  // the 15th is the Device itself: adding it again is no new entry
  EXPECT_TRUE(check_log_request(add_request(), {kHub, &pending, log, product(), {}}));
  log.back().device = kProxy;  // counted once, reported or not
  EXPECT_TRUE(check_log_request(add_request(), {kHub, &pending, log, product(), {}, kProxy}));
  log.push_back({kHub, Eui64{0x200}, 0, {}});
  EXPECT_FALSE(check_log_request(add_request(), {kHub, &pending, log, product(), {}, kProxy}));
}

TEST(HubLog, EntryMadeWhitelistsAndStoresMeteringPoint) {
  const Change c =
      log_entry_made(add_request(), kRequest, device(kElectric, DeviceType::ESME, SmiStatus::Pending), kHub, {}, kNow);
  ASSERT_EQ(c.devices.size(), 1u);
  EXPECT_EQ(c.devices[0].status, SmiStatus::Whitelisted);
  EXPECT_EQ(c.devices[0].hub, kHub);
  EXPECT_EQ(c.devices[0].import_mpxn, "1200000000017");
  EXPECT_EQ(c.entries, (std::vector<HubLogEntry>{{kHub, kElectric, kNow, {}, kRequest}}));
  EXPECT_EQ(c.statuses.size(), 1u);
}

TEST(HubLog, EntryMadeAfterTheAlertHasOvertakenItJoinsAtOnce) {
  const std::vector<HubLogEntry> log = {{kHub, kElectric, kNow - 5, {1, 2}}};
  const Change c =
      log_entry_made(add_request(), kRequest, device(kElectric, DeviceType::ESME, SmiStatus::Pending), kHub, log, kNow);
  EXPECT_EQ(c.devices[0].status, SmiStatus::InstalledNotCommissioned);
  EXPECT_TRUE(c.entries.empty());
  EXPECT_EQ(c.statuses.size(), 2u);
}

TEST(HubLog, AddingAgainNeverLowersTheStatus) {
  Device d = device(kElectric, DeviceType::ESME, SmiStatus::Commissioned);
  EXPECT_EQ(log_entry_made(add_request(), kRequest, d, kHub, {}, kNow).devices[0].status, SmiStatus::Commissioned);
}

TEST(HubLog, RemovalReturnsToPendingUnlessEverCommissioned) {
  Device never = device(kElectric, DeviceType::ESME, SmiStatus::InstalledNotCommissioned);
  never.hub = kHub;
  Device ever = never;
  ever.status = SmiStatus::Commissioned;
  ever.commissioned_at = kNow - kDay;
  const Change a = log_entry_removed(never, kHub, kNow);
  EXPECT_EQ(a.devices[0].status, SmiStatus::Pending);
  EXPECT_EQ(a.devices[0].hub, std::nullopt);
  EXPECT_EQ(a.gone_entries.size(), 1u);
  const Change b = log_entry_removed(ever, kHub, kNow);
  EXPECT_EQ(b.devices[0].status, SmiStatus::Commissioned);
  EXPECT_TRUE(b.statuses.empty());
}

TEST(HubLog, ReportedLinkKeyMeansJoined) {
  Device d = device(kElectric, DeviceType::ESME, SmiStatus::Whitelisted);
  d.hub = kHub;
  const std::vector<Device> devices = {d};
  const std::vector<HubLogEntry> image = {{kHub, kElectric, kNow - 5, {}}, {kHub, kGas, kNow - 9, {}}};
  const std::vector<ReportedEntry> empty = {{kElectric, {}}, {kGas, {}}};
  EXPECT_TRUE(log_reported(kHub, empty, image, devices, kNow).empty());
  const std::vector<ReportedEntry> joined = {{kElectric, {7, 7}}};
  const Change c = log_reported(kHub, joined, image, devices, kNow);
  ASSERT_EQ(c.devices.size(), 1u);
  EXPECT_EQ(c.devices[0].status, SmiStatus::InstalledNotCommissioned);
  EXPECT_EQ(c.entries, (std::vector<HubLogEntry>{{kHub, kElectric, kNow - 5, {7, 7}}}));
  ASSERT_EQ(c.gone_entries.size(), 1u);
  EXPECT_EQ(c.gone_entries[0].device, kGas);
}

TEST(HubLog, WhoJoinedLongAgoIsNotMovedByWhatHappensToOthers) {
  Device d = device(kDisplay, DeviceType::PPMID, SmiStatus::Whitelisted);  // since it left the meters
  d.hub = kHub;
  const std::vector<Device> devices = {d};
  const std::vector<HubLogEntry> image = {{kHub, kDisplay, kNow - 5, {7, 7}}, {kHub, kGas, kNow - 9, {8, 8}}};
  const Change c = log_reported(kHub, std::vector<ReportedEntry>{{kDisplay, {7, 7}}}, image, devices, kNow);
  EXPECT_TRUE(c.devices.empty());
  EXPECT_TRUE(c.statuses.empty());
  ASSERT_EQ(c.gone_entries.size(), 1u);
  EXPECT_EQ(c.gone_entries[0].device, kGas);
  const Change again = log_reported(kHub, std::vector<ReportedEntry>{{kDisplay, {9, 9}}}, image, devices, kNow);
  ASSERT_EQ(again.devices.size(), 1u);  // with a new key it has joined anew
  EXPECT_EQ(again.devices[0].status, SmiStatus::InstalledNotCommissioned);
}

TEST(HubLog, AlertOfOneHubDoesNotTouchDevicesOfAnother) {
  Device d = device(kElectric, DeviceType::ESME, SmiStatus::Whitelisted);
  d.hub = kOtherHub;
  const std::vector<Device> devices = {d};
  const std::vector<ReportedEntry> joined = {{kElectric, {7, 7}}};
  EXPECT_TRUE(log_reported(kHub, joined, {}, devices, kNow).devices.empty());
}

// ---- 8.1.1, 6.20.1 ----

TEST(Meters, ClockSetCommissionsBehindACommissionedHubOnly) {
  struct Row {
    SmiStatus meter;
    std::optional<SmiStatus> hub;
    bool becomes;
  };
  const Row rows[] = {
      {SmiStatus::InstalledNotCommissioned, SmiStatus::Commissioned, true},
      {SmiStatus::Whitelisted, SmiStatus::Commissioned, true},
      {SmiStatus::Pending, SmiStatus::Commissioned, true},
      {SmiStatus::InstalledNotCommissioned, SmiStatus::InstalledNotCommissioned, false},
      {SmiStatus::InstalledNotCommissioned, std::nullopt, false},
      {SmiStatus::Commissioned, SmiStatus::Commissioned, false},
      {SmiStatus::Decommissioned, SmiStatus::Commissioned, false},
      {SmiStatus::Suspended, SmiStatus::Commissioned, false},
  };
  for (const Row& row : rows) {
    const Device hub = device(kHub, DeviceType::CHF, row.hub.value_or(SmiStatus::Pending));
    const Change c = clock_set(device(kElectric, DeviceType::ESME, row.meter), row.hub ? &hub : nullptr, nullptr, kNow);
    EXPECT_EQ(!c.empty(), row.becomes) << catalogue::text(row.meter);
    if (!row.becomes) continue;
    EXPECT_EQ(c.devices[0].status, SmiStatus::Commissioned);
    EXPECT_EQ(c.devices[0].commissioned_at, kNow);
  }
}

TEST(Meters, GasProxyFollowsItsMeter) {
  const Device hub = device(kHub, DeviceType::CHF, SmiStatus::Commissioned);
  Device proxy = device(kProxy, DeviceType::GPF, SmiStatus::Pending);
  proxy.hub = kHub;
  Device gas = device(kGas, DeviceType::GSME, SmiStatus::InstalledNotCommissioned);
  gas.hub = kHub;
  gas.import_mpxn = "7400000014";
  const Change c = clock_set(gas, &hub, &proxy, kNow);
  ASSERT_EQ(c.devices.size(), 2u);
  EXPECT_EQ(c.devices[1].id, kProxy);
  EXPECT_EQ(c.devices[1].status, SmiStatus::Commissioned);
  EXPECT_EQ(c.devices[1].import_mpxn, "7400000014");
  proxy.hub = kOtherHub;
  EXPECT_EQ(clock_set(gas, &hub, &proxy, kNow).devices.size(), 1u);
  proxy.hub = kHub;
  proxy.status = SmiStatus::Decommissioned;
  EXPECT_EQ(clock_set(gas, &hub, &proxy, kNow).devices.size(), 1u);
}

TEST(Meters, ElectricityMeterLeavesTheGasProxyAlone) {
  const Device hub = device(kHub, DeviceType::CHF, SmiStatus::Commissioned);
  Device proxy = device(kProxy, DeviceType::GPF, SmiStatus::Pending);
  proxy.hub = kHub;
  Device meter = device(kElectric, DeviceType::ESME, SmiStatus::InstalledNotCommissioned);
  meter.hub = kHub;
  EXPECT_EQ(clock_set(meter, &hub, &proxy, kNow).devices.size(), 1u);
}

TEST(Meters, AcceptedMeteringPointsAreCopied) {
  Element body;
  body.name = "SetDeviceConfigurationImportMPxN";
  Element& mpans = body.add("ImportMPANs");
  mpans.add("ImportMPAN", "1200000000017");
  Device meter = device(kElectric, DeviceType::ESME, SmiStatus::Commissioned);
  meter.secondary_import_mpan = "1200000000099";
  const Change c = mpxns_set(meter, body, nullptr, kNow);
  EXPECT_EQ(c.devices[0].import_mpxn, "1200000000017");
  EXPECT_EQ(c.devices[0].secondary_import_mpan, "");  // the meter shows what was sent, nothing else
  Element gas;
  gas.name = body.name;
  gas.add("ImportMPRN", "7400000014");
  Device proxy = device(kProxy, DeviceType::GPF, SmiStatus::Commissioned);
  proxy.hub = kHub;
  Device gsme = device(kGas, DeviceType::GSME, SmiStatus::Commissioned);
  gsme.hub = kHub;
  const Change g = mpxns_set(gsme, gas, &proxy, kNow);
  ASSERT_EQ(g.devices.size(), 2u);
  EXPECT_EQ(g.devices[1].import_mpxn, "7400000014");
}

// ---- 8.2 ----

TEST(InventoryAnswer, HubThenProxyThenTheOthers) {
  std::vector<Device> known = {device(kGas, DeviceType::GSME, SmiStatus::Commissioned),
                               device(kProxy, DeviceType::GPF, SmiStatus::Commissioned),
                               device(kHub, DeviceType::CHF, SmiStatus::Commissioned),
                               device(Eui64{0x99}, DeviceType::ESME, SmiStatus::Pending)};
  for (std::size_t i = 0; i < 3; ++i) known[i].hub = kHub;
  Search search;
  search.device = kGas;
  const auto found = find_premises(search, known);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 3u);
  EXPECT_EQ((*found)[0].id, kHub);
  EXPECT_EQ((*found)[1].id, kProxy);
  EXPECT_EQ((*found)[2].id, kGas);
}

TEST(InventoryAnswer, ElementsStandInTheOrderOfTheSchema) {
  Device d = device(kHub, DeviceType::CHF, SmiStatus::Commissioned);
  d.smets_version = "CHTS V1.4";
  d.firmware_version = "00000001";
  d.gbcs_version = "4.2";
  d.commissioned_at = parse_date_time("2025-10-01T22:00:00Z").value();
  d.uprn = "100000000001";
  d.post_code = "ZZ1 1ZZ";
  d.address_identifier = "1";
  d.csp_region = "Central";
  d.han_variant = "Single Band";
  d.connectivity = "Cellular";
  const std::vector<Device> devices = {d};
  const Element answer = inventory_answer(devices);
  std::vector<std::string> names;
  for (const Element& e : answer.children.at(0).children) names.push_back(e.name);
  EXPECT_EQ(names, (std::vector<std::string>{"DeviceID", "DeviceType", "DeviceStatus", "DeviceManufacturer",
                                             "DeviceModel", "SMETSCHTSVersion", "DeviceFirmwareVersion",
                                             "DateCommissioned", "UPRN", "PropertyFilter", "CSPRegion",
                                             "DeviceGBCSVersion", "HANVariant", "Connectivity"}));
  EXPECT_EQ(answer.children[0].text_at("DateCommissioned"), "2025-10-01Z");
}

TEST(InventoryAnswer, TypeTwoDevicesHaveNeitherStatusNorVersions) {
  Device d = device(Eui64{7}, DeviceType::CAD, SmiStatus::Pending);
  d.gbcs_version = "4.2";
  const std::vector<Device> devices = {d};
  const Element answer = inventory_answer(devices);
  EXPECT_EQ(answer.children.at(0).children.size(), 4u);
}

TEST(InventoryAnswer, NothingOrTooMuchIsRefused) {
  std::vector<Device> known = {device(kElectric, DeviceType::ESME, SmiStatus::Pending),
                               device(kGas, DeviceType::GSME, SmiStatus::Pending)};
  known[0].uprn = known[1].uprn = "5";
  Search search;
  search.uprn = "6";
  EXPECT_EQ(find_premises(search, known).error().rule.code, "E080201");
  search.uprn = "5";
  EXPECT_EQ(find_premises(search, known).error().rule.code, "E080202");
  search.uprn.clear();
  EXPECT_EQ(find_premises(search, known).error().rule.code, "E080201");
}

}  // namespace
}  // namespace gridpost::inventory::inventory_test
