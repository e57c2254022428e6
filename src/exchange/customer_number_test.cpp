// 9.1: a number is drawn, shown by the Device, and told to the User when it is shown.
#include "exchange/customer_number.h"

#include <gtest/gtest.h>

#include "exchange/events_for_tests.h"
#include "gbcs/codec.h"

namespace gridpost::exchange {
namespace {

using namespace street;

const Eui64 kAdvice{0x90B3D51F30040000};

World asking(std::uint64_t chance) {
  World w = world();
  w.devices[kElectric].status = SmiStatus::Commissioned;
  w.users[kAdvice] = {kAdvice, "Advice", {UserRole::OU}, access::UserStatus::InOperation, "x"};
  w.chance = chance;
  return w;
}

duis::Request ask(std::uint64_t counter) { return request("9.1", 1, kAdvice, kElectric, counter); }

duis::Payload pushed(const World& w) {
  const auto pushes = w.of_kind(OutboxKind::Push);
  EXPECT_EQ(pushes.size(), 1u) << w.audit.back().explanation;
  if (pushes.empty()) return {};
  const auto document = duis::parse(text_of(pushes[0].body));
  return duis::read_response(*document)->payload;
}

TEST(CustomerNumber, TheCommandHasFourDigitsThatWereDrawn) {
  for (const auto& [chance, digits] : {std::pair{std::uint64_t{987654321}, "4321"}, {std::uint64_t{7}, "0007"}}) {
    World w = asking(chance);
    ASSERT_EQ(w.run(arrived(ask(1))).answer->code, "I99") << w.audit.back().explanation;
    const auto command = gbcs::parse(w.of_kind(OutboxKind::Command).at(0).body);
    ASSERT_TRUE(command);
    EXPECT_EQ(command->header.originator, w.broker);
    EXPECT_EQ(command->header.party, kAdvice);
    const auto payload = gbcs::decode_unpacked(*Catalogue::instance().find("ECS50"), *command);
    ASSERT_TRUE(payload) << payload.error().text();
    EXPECT_EQ(text_of(payload->items.at(0).value.octets), digits);
  }
}

TEST(CustomerNumber, TheUserIsToldWhatTheDeviceShows) {
  World w = asking(4321);
  w.run(arrived(ask(1)));
  w.chance = 9999;  // nothing is drawn anew
  const DeviceSpoke shown = answer_to(w.of_kind(OutboxKind::Command).at(0), dlms_results({0}));
  w.run(shown);
  const duis::Payload payload = pushed(w);
  ASSERT_TRUE(std::holds_alternative<duis::CinMessage>(payload));
  EXPECT_EQ(std::get<duis::CinMessage>(payload).number, "4321");
  EXPECT_EQ(std::get<duis::CinMessage>(payload).message, shown.message);
}

TEST(CustomerNumber, ANumberThatIsNotShownIsNotTold) {
  World w = asking(4321);
  w.run(arrived(ask(1)));
  w.run(answer_to(w.of_kind(OutboxKind::Command).at(0), dlms_results({1})));
  EXPECT_TRUE(std::holds_alternative<duis::GbcsPayload>(pushed(w)));
}

TEST(CustomerNumber, OtherServicesDrawNothing) {
  EXPECT_TRUE(needs(arrived(ask(1))).chance);
  EXPECT_FALSE(needs(arrived(read(1))).chance);
}

}  // namespace
}  // namespace gridpost::exchange
