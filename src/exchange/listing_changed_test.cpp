// A model leaves the Central Products List and comes back: what becomes of its Devices, and who is told.
#include <gtest/gtest.h>

#include "exchange/events_for_tests.h"

namespace gridpost::exchange {
namespace {

using namespace street;
using inventory::CplStatus;

World listed_world() {
  World w = world();
  w.devices[kElectric].status = SmiStatus::Commissioned;
  w.devices[kElectric].commissioned_at = kNow - kDay;
  return w;
}

void withdraw(World& w) { w.products[0].status = CplStatus::Withdrawn; }
void list_again(World& w) { w.products[0].status = CplStatus::Active; }

std::vector<Eui64> told(const World& w, std::string_view code, Eui64 device) {
  for (const RaisedAlert& a : w.alerts)
    if (a.code == code && a.device == device) return a.receivers;
  return {};
}

TEST(States, RCOM_07_AModelThatLeavesTheListSuspendsAndItsReturnRestores) {
  World w = listed_world();
  withdraw(w);
  w.run(ListingChanged{kElectric});
  EXPECT_EQ(w.devices[kElectric].status, SmiStatus::Suspended);
  EXPECT_EQ(w.audit.back().kind, "products-list");
  EXPECT_EQ(w.audit.back().rule, rule::kSuspended.name);
  EXPECT_EQ(w.audit.back().device, kElectric);
  EXPECT_EQ(told(w, "N28", kElectric), (std::vector{kSupplier, kNetwork}));
  const std::string body = text_of(w.of_kind(OutboxKind::Push).front().body);
  EXPECT_NE(body.find("<sr:DeviceSuspended"), std::string::npos) << body;

  w.now += kHour;
  list_again(w);
  w.run(ListingChanged{kElectric});
  EXPECT_EQ(w.devices[kElectric].status, SmiStatus::Commissioned);
  EXPECT_EQ(w.devices[kElectric].commissioned_at, kNow - kDay);
  EXPECT_EQ(told(w, "N29", kElectric), (std::vector{kSupplier, kNetwork}));
  EXPECT_EQ(w.history, (std::vector<inventory::StatusChange>{
                           {kElectric, kNow, SmiStatus::Commissioned, SmiStatus::Suspended, "CPL"},
                           {kElectric, kNow + kHour, SmiStatus::Suspended, SmiStatus::Commissioned, "CPL"}}));
}

TEST(States, RCOM_07_SaidAgainItChangesNothing) {
  World w = listed_world();
  withdraw(w);
  w.run(ListingChanged{kElectric});
  const World once = w;
  EXPECT_TRUE(w.run(ListingChanged{kElectric}).effects.empty());
  EXPECT_TRUE(w.run(ListingChanged{Eui64{0x77}}).effects.empty()) << "a Device that is gone";
  EXPECT_TRUE(w.devices == once.devices);
  EXPECT_EQ(w.audit.size(), once.audit.size());
  EXPECT_EQ(w.outbox.size(), once.outbox.size());
}

TEST(States, RCOM_07_AGasProxyGoesByTheEntryOfItsHub) {
  World w = listed_world();
  w.products[0].type = DeviceType::CHF;
  for (const Eui64 id : {kHub, kProxy}) w.run(ListingChanged{id});
  EXPECT_TRUE(w.history.empty()) << "the entry holds for both";
  withdraw(w);
  for (const Eui64 id : {kHub, kProxy}) w.run(ListingChanged{id});
  EXPECT_EQ(w.devices[kHub].status, SmiStatus::Suspended);
  EXPECT_EQ(w.devices[kProxy].status, SmiStatus::Suspended);
  // A hub concerns the supplier and the operators of every meter behind it.
  EXPECT_EQ(told(w, "N28", kHub), (std::vector{kSupplier, kNetwork}));
  list_again(w);
  for (const Eui64 id : {kHub, kProxy}) w.run(ListingChanged{id});
  EXPECT_EQ(w.devices[kHub].status, SmiStatus::Commissioned);
  EXPECT_EQ(w.devices[kProxy].status, SmiStatus::InstalledNotCommissioned);
}

TEST(States, RCOM_07_WhatIsPendingOrGoneIsLeftAlone) {
  for (const SmiStatus status : {SmiStatus::Pending, SmiStatus::Decommissioned, SmiStatus::Withdrawn}) {
    World w = listed_world();
    w.devices[kElectric].status = status;
    withdraw(w);
    EXPECT_TRUE(w.run(ListingChanged{kElectric}).effects.empty()) << catalogue::text(status);
  }
}

TEST(States, ASuspendedDeviceIsRefusedWhatItsStatusDoesNotAllow) {
  World w = listed_world();
  withdraw(w);
  EXPECT_EQ(w.run(arrived(read(1))).answer->code, "I99");
  w.run(ListingChanged{kElectric});
  EXPECT_EQ(w.run(arrived(read(2))).answer->code, "E5");
  list_again(w);
  w.run(ListingChanged{kElectric});
  EXPECT_EQ(w.run(arrived(read(3))).answer->code, "I99");
}

// The log of changes names the User whose request it was, and the DCC where no User asked.
TEST(States, RCOM_08_EveryChangeOfAStatusSaysWhoCausedIt) {
  const auto causes = [](const Decision& d) {
    std::vector<Eui64> out;
    for (const Effect& e : d.effects)
      if (const auto* status = std::get_if<RecordStatus>(&e)) out.push_back(status->by);
    return out;
  };
  World w = listed_world();
  duis::Request gone = request("8.3", 8, kSupplier, w.broker, 1);
  gone.body.add("DeviceID", kGas.text());
  EXPECT_EQ(causes(w.run(arrived(gone))), std::vector{kSupplier});
  withdraw(w);
  EXPECT_EQ(causes(w.run(ListingChanged{kElectric})), std::vector{Eui64{}});
  // An answer to a command is the doing of who sent the command.
  World log = world();
  log.run(arrived(log_update(1, kNew, true, kNewMpan)));
  EXPECT_EQ(causes(log.run(answer_to(log.of_kind(OutboxKind::Command).at(0), dlms_results({0})))),
            std::vector{kSupplier});
}

}  // namespace
}  // namespace gridpost::exchange
