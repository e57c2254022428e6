// 8.13.
#include <gtest/gtest.h>

#include "exchange/events_for_tests.h"
#include "exchange/facts.h"

namespace gridpost::exchange {
namespace {

using namespace street;

// What the User brings back: the answer to the command that it was given.
RequestArrived brought_back(const DeviceSpoke& answer, Eui64 user, std::optional<RequestId> original = {}) {
  static std::uint64_t counter = 5000;
  duis::Request r = request("8.13", 8, user, Eui64{0x90B3D51F30000002}, ++counter);
  if (original) r.body.add("OriginalRequestID", original->text());
  r.body.add("DeviceGBCSResponse", to_base64(answer.message));
  RequestArrived event = arrived(std::move(r));
  event.returned = answer;
  event.returned->hub = Eui64{};
  return event;
}

OutboxItem as_item(const Decision& d) {
  OutboxItem item;
  item.user = kSupplier;
  item.hub = kHub;
  item.body = std::get<duis::LocalCommand>(d.answer->payload).message;
  return item;
}

duis::Request local_read(std::uint64_t counter) { return request("4.1.1", 2, kSupplier, kElectric, counter); }

TEST(ReturnLocalAnswer, GoesToTheUserLikeAnyAnswerAndOnce) {
  for (const bool quoted : {true, false}) {
    World w = world();
    const DeviceSpoke answer = answer_to(as_item(w.run(arrived(local_read(7)))), dlms_results({0}));
    const auto original = quoted ? std::optional(local_read(7).id) : std::nullopt;
    EXPECT_EQ(w.requests.at(local_read(7).id).state, RequestState::Local);
    EXPECT_EQ(w.run(brought_back(answer, kSupplier, original)).answer->code, "I0") << w.audit.back().explanation;
    EXPECT_EQ(w.requests.at(local_read(7).id).state, RequestState::Done);
    const auto pushes = w.of_kind(OutboxKind::Push);
    ASSERT_EQ(pushes.size(), 1u);
    EXPECT_TRUE(pushes[0].identity.ends_with("|response"));
    EXPECT_EQ(w.run(brought_back(answer, kSupplier, original)).answer->code, "E081303");
    EXPECT_EQ(w.of_kind(OutboxKind::Push).size(), 1u);
  }
}

TEST(ReturnLocalAnswer, EveryRefusalHasItsCode) {
  World w = world();
  const DeviceSpoke answer = answer_to(as_item(w.run(arrived(local_read(7)))), dlms_results({0}));
  const auto code = [&](const RequestArrived& event) { return w.run(event).answer->code; };
  EXPECT_EQ(code(brought_back(answer, kStranger, local_read(7).id)), "E081301");
  EXPECT_EQ(code(brought_back(answer, kSupplier, local_read(8).id)), "E081301");
  w.run(arrived(read(9)));
  EXPECT_EQ(code(brought_back(answer, kSupplier, read(9).id)), "E081302");
  DeviceSpoke bad = answer;
  bad.protection = Protection::Bad;
  EXPECT_EQ(code(brought_back(bad, kSupplier, local_read(7).id)), "E081303");
  DeviceSpoke other = answer;
  other.parsed->header.counter++;
  EXPECT_EQ(code(brought_back(other, kSupplier, local_read(7).id)), "E081303");
  DeviceSpoke noise = answer;
  noise.parsed.reset();
  noise.parse_error = "no message";
  EXPECT_EQ(code(brought_back(noise, kSupplier, local_read(7).id)), "E081303");
  EXPECT_EQ(w.requests.at(local_read(7).id).state, RequestState::Local);
}

TEST(ReturnLocalAnswer, DoesNotCommissionUnlessItIsSwitchedOn) {
  for (const bool switched_on : {false, true}) {
    World w = world();
    w.limits.commission_by_returned_answer = switched_on;
    const duis::Request first = commission(11);
    const auto pre_command = std::get<duis::PreCommand>(w.run(arrived(first)).answer->payload).message;
    const Decision local = w.run(signed_back(first, pre_command, 6));
    const DeviceSpoke answer = answer_to(as_item(local), dlms_results({0, 0, 0, 0, 0}), true);
    EXPECT_EQ(w.run(brought_back(answer, kSupplier, first.id)).answer->code, "I0") << w.audit.back().explanation;
    EXPECT_EQ(w.devices[kElectric].status, switched_on ? SmiStatus::Commissioned : SmiStatus::InstalledNotCommissioned);
  }
}

TEST(ReturnLocalAnswer, AnAlertGoesToItsReceiverWhoBringsItAndOnce) {
  World w = world();
  EXPECT_EQ(w.run(brought_back(user_alert(5), kSupplier)).answer->code, "I0") << w.audit.back().explanation;
  const auto pushes = w.of_kind(OutboxKind::Push);
  ASSERT_EQ(pushes.size(), 1u);
  EXPECT_EQ(pushes[0].user, kSupplier);
  EXPECT_TRUE(pushes[0].identity.ends_with("|alert"));
  EXPECT_EQ(w.run(brought_back(user_alert(5), kSupplier)).answer->code, "E081303") << "it came before";
  EXPECT_EQ(w.run(brought_back(user_alert(6), kStranger)).answer->code, "E081303") << "it is not for this User";
  DeviceSpoke forged = user_alert(7);
  forged.protection = Protection::Bad;
  EXPECT_EQ(w.run(brought_back(forged, kSupplier)).answer->code, "E081303");
  EXPECT_EQ(w.of_kind(OutboxKind::Push).size(), 1u);
  // Over the WAN it would be the same alert.
  EXPECT_EQ(w.run(user_alert(5)).effects.size(), 1u);
  EXPECT_EQ(w.of_kind(OutboxKind::Push).size(), 1u);
}

}  // namespace
}  // namespace gridpost::exchange
