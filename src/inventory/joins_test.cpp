// Joins, their ends, and logs that go to another hub.
#include "inventory/joins.h"

#include <gtest/gtest.h>

#include "inventory/log_restore.h"

namespace gridpost::inventory::joins_test {
namespace {

constexpr Eui64 kHub{0xC1}, kOldHub{0xC2}, kProxy{0xF1}, kOldProxy{0xF2}, kElectric{0xE1}, kGas{0xB1}, kDisplay{0xD1};
constexpr TimeMs kNow = 1'700'000'000'000;

Device device(Eui64 id, DeviceType type, SmiStatus status = SmiStatus::Commissioned, Eui64 hub = kHub) {
  Device d;
  d.id = id;
  d.type = type;
  d.status = status;
  d.hub = hub;
  return d;
}

std::string code_of(const Outcome<void>& outcome) { return outcome ? "" : std::string(outcome.error().rule.code); }

TEST(Joins, EveryRefusalHasItsCode) {
  const Device meter = device(kElectric, DeviceType::ESME), display = device(kDisplay, DeviceType::PPMID);
  const Device gas = device(kGas, DeviceType::GSME), proxy = device(kProxy, DeviceType::GPF);
  const Device far = device(kDisplay, DeviceType::PPMID, SmiStatus::Commissioned, kOldHub);
  const std::vector<HubLogEntry> log = {{kHub, kDisplay, 0, {}}, {kHub, kElectric, 0, {}}};
  EXPECT_EQ(code_of(check_join({meter, kDisplay, &display, log, {}, true})), "");
  EXPECT_EQ(code_of(check_join({display, kElectric, &meter, log, {}, false})), "");
  EXPECT_EQ(code_of(check_join({gas, kProxy, &proxy, log, {}, false})), "");  // always on the log
  EXPECT_EQ(code_of(check_join({meter, kDisplay, nullptr, log, {}, true})), "E080702");
  EXPECT_EQ(code_of(check_join({meter, kGas, &gas, log, {}, true})), "E080702");
  EXPECT_EQ(code_of(check_join({meter, kDisplay, &far, log, {}, true})), "E080702");
  EXPECT_EQ(code_of(check_join({meter, kDisplay, &display, log, {}, false})), "E080721");
  EXPECT_EQ(code_of(check_join({gas, kDisplay, &display, {}, {}, true})), "E080722");
  const std::vector<Join> joins = {{kDisplay, kElectric, 0}};
  EXPECT_EQ(code_of(check_unjoin({meter, kDisplay, &display, log, joins, true})), "");
  EXPECT_EQ(code_of(check_unjoin({meter, kDisplay, &display, log, {}, true})), "E080801");
  EXPECT_EQ(code_of(check_unjoin({meter, kDisplay, &display, log, joins, false})), "E080821");
  EXPECT_EQ(code_of(check_unjoin({display, kElectric, &meter, log, joins, false})), "");
  EXPECT_EQ(code_of(check_unjoin({display, kElectric, &meter, {}, joins, false})), "E080822");
  EXPECT_EQ(code_of(check_unjoin({meter, kDisplay, &display, {}, joins, true})), "");  // the code is one of 8.8.2
  const std::vector<Join> gas_joins = {{kGas, kProxy, 0}};
  EXPECT_EQ(code_of(check_unjoin({gas, kProxy, &proxy, {}, gas_joins, false})), "");  // always on the log
}

TEST(Joins, ACommissionedMeterCommissionsItsDisplayFromEitherSide) {
  const Device meter = device(kElectric, DeviceType::ESME);
  const Device display = device(kDisplay, DeviceType::PPMID, SmiStatus::InstalledNotCommissioned);
  for (const Change& c : {joined(meter, display, kNow), joined(display, meter, kNow)}) {
    ASSERT_EQ(c.devices.size(), 1u);
    EXPECT_EQ(c.devices[0].id, kDisplay);
    EXPECT_EQ(c.devices[0].status, SmiStatus::Commissioned);
    EXPECT_EQ(c.joins.size(), 1u);
  }
  const Device fresh = device(kElectric, DeviceType::ESME, SmiStatus::InstalledNotCommissioned);
  EXPECT_TRUE(joined(fresh, display, kNow).devices.empty());
  const Device gone = device(kDisplay, DeviceType::PPMID, SmiStatus::Decommissioned);
  EXPECT_TRUE(joined(meter, gone, kNow).devices.empty());
}

TEST(Joins, ACommissionedGasMeterCommissionsTheProxyWithItsMeteringPoint) {
  Device gas = device(kGas, DeviceType::GSME);
  gas.import_mpxn = "7400000014";
  const Device proxy = device(kProxy, DeviceType::GPF, SmiStatus::InstalledNotCommissioned);
  const Change c = joined(gas, proxy, kNow);
  ASSERT_EQ(c.devices.size(), 1u);
  EXPECT_EQ(c.devices[0].status, SmiStatus::Commissioned);
  EXPECT_EQ(c.devices[0].import_mpxn, "7400000014");
}

TEST(Joins, ADisplayThatIsJoinedToNothingIsWhitelisted) {
  const Device meter = device(kElectric, DeviceType::ESME), display = device(kDisplay, DeviceType::PPMID);
  const std::vector<Join> both = {{kElectric, kDisplay, 0}, {kDisplay, kElectric, 0}};
  const Change first = unjoined(meter, display, both, kNow);
  EXPECT_TRUE(first.devices.empty());  // its own log still has the meter
  EXPECT_EQ(first.gone_joins, (std::vector<Join>{{kElectric, kDisplay, 0}}));
  const Change last = unjoined(display, meter, std::vector<Join>{{kDisplay, kElectric, 0}}, kNow);
  ASSERT_EQ(last.devices.size(), 1u);
  EXPECT_EQ(last.devices[0].status, SmiStatus::Whitelisted);
}

// ---- 8.12 ----

struct Replacement {
  Device fresh = device(kHub, DeviceType::CHF),
         old = device(kOldHub, DeviceType::CHF, SmiStatus::Commissioned, kOldHub);
  Device fresh_proxy = device(kProxy, DeviceType::GPF, SmiStatus::InstalledNotCommissioned);
  Device old_proxy = device(kOldProxy, DeviceType::GPF, SmiStatus::Commissioned, kOldHub);
  std::vector<HubLogEntry> old_log = {{kOldHub, kOldProxy, 0, {}}, {kOldHub, kGas, 5, {1}}};
  std::vector<HubLogEntry> fresh_log = {{kHub, kProxy, 0, {}}};
  Replacement() {
    fresh.gpf = kProxy;
    old.gpf = kOldProxy;
  }
};

TEST(LogRestore, EveryRefusalOfAHubHasItsCode) {
  Replacement r;
  const auto check = [&](const Device* old, std::span<const HubLogEntry> fresh_log,
                         std::span<const HubLogEntry> old_log) {
    return code_of(check_hub_restore({r.fresh, kOldHub, old, fresh_log, old_log, {}, {}, {}}));
  };
  EXPECT_EQ(check(&r.old, r.fresh_log, r.old_log), "");
  EXPECT_EQ(check(nullptr, r.fresh_log, r.old_log), "E081202");
  EXPECT_EQ(check(&r.old_proxy, r.fresh_log, r.old_log), "E081202");
  EXPECT_EQ(check(&r.old, r.fresh_log, std::span(r.old_log).first(1)), "E081204");
  EXPECT_EQ(check(&r.old, r.old_log, r.old_log), "E081205");
}

TEST(LogRestore, EveryRefusalOfAProxyHasItsCode) {
  Replacement r;
  const std::vector<Join> joins = {{kGas, kOldProxy, 0}};
  const std::vector<Device> home = {device(kGas, DeviceType::GSME)};
  const auto check = [&](const Device* old, std::span<const Join> old_joins, std::span<const Join> fresh_joins,
                         std::span<const Device> behind) {
    return code_of(check_proxy_restore({r.fresh_proxy, kOldProxy, old, {}, {}, fresh_joins, old_joins, behind}));
  };
  EXPECT_EQ(check(&r.old_proxy, joins, {}, home), "");
  EXPECT_EQ(check(&r.old, joins, {}, home), "E081202");
  EXPECT_EQ(check(&r.old_proxy, joins, {}, {}), "E081221");
  EXPECT_EQ(check(&r.old_proxy, {}, {}, home), "E081222");
  EXPECT_EQ(check(&r.old_proxy, joins, std::vector<Join>{{kGas, kProxy, 0}}, home), "E081223");
}

TEST(LogRestore, EntriesAndDevicesMoveToTheNewHub) {
  Replacement r;
  const std::vector<Device> devices = {r.old, r.old_proxy, r.fresh, r.fresh_proxy,
                                       device(kGas, DeviceType::GSME, SmiStatus::Commissioned, kOldHub)};
  const Change c = hub_log_restored(r.fresh, r.old, r.old_log, devices, kNow);
  EXPECT_EQ(c.entries, (std::vector<HubLogEntry>{{kHub, kGas, kNow, {1}}}));
  EXPECT_EQ(c.gone_entries, (std::vector<HubLogEntry>{{kOldHub, kGas, 5, {1}}}));
  ASSERT_EQ(c.devices.size(), 1u);
  EXPECT_EQ(c.devices[0].id, kGas);
  EXPECT_EQ(c.devices[0].hub, kHub);
  EXPECT_EQ(c.devices[0].status, SmiStatus::Commissioned);
}

TEST(LogRestore, TheNewProxyTakesTheJoinsAndFollowsTheGasMeter) {
  Replacement r;
  Device gas = device(kGas, DeviceType::GSME);
  gas.import_mpxn = "7400000014";
  const std::vector<Join> joins = {{kGas, kOldProxy, 1}, {kOldProxy, kGas, 2}, {kOldProxy, kDisplay, 3}};
  const Change c = proxy_log_restored(r.fresh_proxy, r.old_proxy, joins, std::vector{gas}, kNow);
  EXPECT_EQ(c.joins, (std::vector<Join>{{kGas, kProxy, kNow}, {kProxy, kGas, kNow}, {kProxy, kDisplay, kNow}}));
  EXPECT_EQ(c.gone_joins, joins);
  ASSERT_EQ(c.devices.size(), 1u);
  EXPECT_EQ(c.devices[0].status, SmiStatus::Commissioned);
  EXPECT_EQ(c.devices[0].import_mpxn, "7400000014");
}

}  // namespace
}  // namespace gridpost::inventory::joins_test
