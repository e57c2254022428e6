// The recovery of a Device's credentials: what an operator tells, and who hears of it. (DUIS 7.5)
#include <gtest/gtest.h>

#include "exchange/events_for_tests.h"

namespace gridpost::exchange {
namespace {

using namespace street;
using inventory::RecoveryStep;

World commissioned_world() {
  World w = world();
  w.devices[kElectric].status = SmiStatus::Commissioned;
  w.devices[kElectric].commissioned_at = kNow - kDay;
  return w;
}

TEST(RecoveryMoved, TheStepsLeadThroughTheStatusesAndTheSecondIsTold) {
  World w = commissioned_world();
  w.run(RecoveryMoved{kElectric, RecoveryStep::Begun, "Ann"});
  EXPECT_EQ(w.devices[kElectric].status, SmiStatus::Recovery);
  EXPECT_EQ(w.audit.back().kind, "recovery");
  EXPECT_EQ(w.audit.back().rule, rule::kRecoveryMoved.name);
  EXPECT_EQ(w.audit.back().explanation.find("begun by Ann"), 0u) << w.audit.back().explanation;
  EXPECT_TRUE(w.alerts.empty());
  w.run(RecoveryMoved{kElectric, RecoveryStep::Replaced, "Ann"});
  EXPECT_EQ(w.devices[kElectric].status, SmiStatus::Recovered);
  ASSERT_EQ(w.alerts.size(), 1u);
  EXPECT_EQ(w.alerts[0].code, "N48");
  EXPECT_EQ(w.alerts[0].receivers, (std::vector{kSupplier, kNetwork}));
  const std::string body = text_of(w.of_kind(OutboxKind::Push).front().body);
  EXPECT_NE(body.find("<sr:RecoveryComplete"), std::string::npos) << body;
  w.run(RecoveryMoved{kElectric, RecoveryStep::Ended, "Ann"});
  EXPECT_EQ(w.devices[kElectric].status, SmiStatus::Commissioned);
  EXPECT_EQ(w.devices[kElectric].commissioned_at, kNow - kDay);
  EXPECT_EQ(w.alerts.size(), 1u);
}

TEST(RecoveryMoved, SaidAgainItLeavesNoTrace) {
  World w = commissioned_world();
  w.run(RecoveryMoved{kElectric, RecoveryStep::Begun, "Ann"});
  EXPECT_TRUE(w.run(RecoveryMoved{kElectric, RecoveryStep::Begun, "Ann"}).effects.empty());
}

TEST(RecoveryMoved, WhatDoesNotFitIsNotedAndChangesNothing) {
  World w = commissioned_world();
  for (const Eui64 id : {kGas, Eui64{0x77}}) {
    w.run(RecoveryMoved{id, RecoveryStep::Begun, "Ann"});
    EXPECT_EQ(w.audit.back().rule, rule::kRecoveryStatus.name);
    EXPECT_EQ(w.audit.back().device, id);
  }
  EXPECT_TRUE(w.history.empty());
}

// Its suppliers may still replace the credentials, and nothing else. (DUIS 6, E5)
TEST(RecoveryMoved, ADeviceInRecoveryIsRefusedWhatItsStatusDoesNotAllow) {
  World w = commissioned_world();
  EXPECT_EQ(code_of(w, read(1)), "I99");
  w.run(RecoveryMoved{kElectric, RecoveryStep::Begun, "Ann"});
  EXPECT_EQ(code_of(w, read(2)), "E5");
  w.run(RecoveryMoved{kElectric, RecoveryStep::Replaced, "Ann"});
  EXPECT_EQ(code_of(w, read(3)), "E5");
  w.run(RecoveryMoved{kElectric, RecoveryStep::Ended, "Ann"});
  EXPECT_EQ(code_of(w, read(4)), "I99");
}

}  // namespace
}  // namespace gridpost::exchange
