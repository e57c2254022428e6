// Service flags in the store: what the providers answer to files of updates, and what an operator does with it. (MP077)
#include <gmock/gmock.h>

#include "flag_office.h"

namespace gridpost::test::flag_answers_test {
namespace {

using enum SmiStatus;
using registration::UpdateState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(FlagAnswers, R77_30_ElectricitySummaryAndRejectionsInEitherOrder) {
  for (const bool summary_first : {true, false}) {
    FlagOffice office;
    for (int i = 0; i < 3; ++i) {
      office.registered(mpan(i), kAlder, kNorth);
      office.electricity(i, Commissioned);
    }
    office.run();
    const std::string summary =
        "ZHV|0000000001|D0172001|P|NORD|Z|DCCG|20220310120000||||OPER|\n"
        "S01|DC90|0000000001|3|2|1|\n"
        "ZPT|0000000001|1||1|20220310120000|\n";
    const std::string rejections = fmt::format(
        "ZHV|0000000001|D0351001|P|NORD|Z|DCCG|20220310120000||||OPER|\n"
        "R01|2|DC11|\n"
        "R02|{}|A|20220310|X7|\n"
        "ZPT|0000000001|2||1|20220310120000|\n",
        mpan(1));
    auto& in = office.folders.in["nord"];
    in[summary_first ? "NORD.D0172.0000000001" : "NORD.D0351.0000000001"] = summary_first ? summary : rejections;
    office.take_in();
    EXPECT_EQ(office.in_state(UpdateState::Accepted), 0u);
    in[summary_first ? "NORD.D0351.0000000001" : "NORD.D0172.0000000001"] = summary_first ? rejections : summary;
    office.take_in();
    EXPECT_EQ(office.in_state(UpdateState::Accepted), 2u);
    EXPECT_EQ(office.told(mpan(1)), "A 20220310 rejected");
    EXPECT_EQ(office.updates(mpan(1))[0].reason, "X7");
    EXPECT_EQ(office.accepted(mpan(0)), "A");
    EXPECT_EQ(office.accepted(mpan(1)), "");
    for (const auto& [name, settled] : office.folders.settled) EXPECT_FALSE(settled.rejected) << name;
  }
}

TEST(FlagAnswers, R77_30_ARejectedUpdateIsSentAgainWithTheSameRecordInANewFile) {
  FlagOffice office;
  office.registered(mprn(1), kAlder, kPipes);
  office.gas(1, Commissioned);
  office.run();
  office.play("gas", {.reject_percent = 100});
  office.take_in();
  ASSERT_EQ(office.told(mprn(1)), "A 20220310 rejected");
  const std::int64_t id = office.updates(mprn(1))[0].id;
  EXPECT_THAT(office.updates(mprn(1))[0].reason, HasSubstr("CHN00001"));
  office.run();
  EXPECT_THAT(office.folders.out["gas"], IsEmpty());  // an operator decides
  office.now += kDay;
  const auto act = [&](bool resend) {
    std::vector<std::string> complaints;
    return office.work().transact([&](engine::Transaction& tx) {
      engine::FlagAnswers answers(tx, office.keeper, office.desk.providers[2], "test", office.now, complaints);
      return resend ? answers.resend(id) : answers.close(id);
    });
  };
  must(act(true));
  EXPECT_FALSE(act(true));  // it waits already
  office.run();
  EXPECT_THAT(office.folders.out["gas"]["DCC01.PN000002.DXI"],
              HasSubstr(fmt::format("\"E45\",{},\"A\",20220310\n", mprn(1))));
  office.play("gas");
  office.take_in();
  EXPECT_EQ(office.told(mprn(1)), "A 20220310 accepted");
  EXPECT_FALSE(act(false));  // it is at its end
}

TEST(FlagAnswers, R77_30_R77_33_NoOvertakingAndNoAnswer) {
  FlagOffice office;
  office.registered(mpan(1), kAlder, kNorth);
  office.electricity(1, InstalledNotCommissioned);
  office.run();
  office.electricity(1, Commissioned);
  office.run();
  EXPECT_EQ(office.told(mpan(1)), "I 20220310 sent; A 20220310 queued");
  office.now += kDay + kHour;
  office.look();
  EXPECT_EQ(office.told(mpan(1)), "I 20220310 unanswered; A 20220310 queued");
  office.play("nord");  // late
  office.take_in();
  office.run();
  EXPECT_EQ(office.told(mpan(1)), "I 20220310 accepted; A 20220310 sent");
}

TEST(FlagAnswers, R77_30_RCOM_10_AnAnswerIsDueWithinAWorkingDay) {
  registration::Desk desk = office_desk();
  desk.calendar = WorkingDays::parse("2022-03-11\n").value();  // a bank holiday on the Friday
  FlagOffice office(desk);
  office.registered(mpan(1), kAlder, kNorth);
  office.electricity(1, InstalledNotCommissioned);
  office.run();
  const TimeMs tuesday = local_midnight("2022-03-15").value();
  office.now = tuesday - 1;  // Monday is the Working Day after Thursday
  office.look();
  EXPECT_EQ(office.told(mpan(1)), "I 20220310 sent");
  office.now = tuesday;
  office.look();
  EXPECT_EQ(office.told(mpan(1)), "I 20220310 unanswered");
}

TEST(FlagAnswers, ARefusedFileGoesAgainUnderANewNumber) {
  for (const std::string provider : {"nord", "gas"}) {
    FlagOffice office;
    const bool gas = provider == "gas";
    const std::string point = gas ? mprn(1) : mpan(1);
    office.registered(point, kAlder, gas ? kPipes : kNorth);
    gas ? office.gas(1, Commissioned) : office.electricity(1, Commissioned);
    office.run();
    office.play(provider, {.refuse_files = true});
    office.take_in();
    EXPECT_EQ(office.told(point), "A 20220310 queued") << provider;
    office.run();
    EXPECT_TRUE(office.folders.out[provider].contains(gas ? "DCC01.PN000002.DXI" : "DCCG.D0350.0000000002"));
    office.play(provider);
    office.take_in();
    EXPECT_EQ(office.told(point), "A 20220310 accepted") << provider;
  }
}

TEST(FlagAnswers, AnswersThatBelongToNothingAreErrorsAndChangeNothing) {
  FlagOffice office;
  office.registered(mprn(1), kAlder, kPipes);
  office.gas(1, Commissioned);
  office.run();
  const auto response = [&](int number, const std::string& records, int count) {
    office.folders.in["gas"][fmt::format("RDP01.PN{:06}.DXR", number)] =
        fmt::format("\"A00\",7700000002,\"DXR\",20220310,\"130000\",{}\n{}\"Z99\",{}\n", number, records, count);
    office.take_in();
    return office.folders.settled.at(fmt::format("RDP01.PN{:06}.DXR", number)).complaints;
  };
  EXPECT_THAT(response(1, fmt::format("\"E46\",\"AC\",{},\"A\",20220310\n", mprn(2)), 1),
              ElementsAre(HasSubstr("nothing was sent about " + mprn(2))));
  EXPECT_THAT(response(2, fmt::format("\"E46\",\"AC\",{},\"A\",20220309\n", mprn(1)), 1),
              ElementsAre(HasSubstr("was sent A from 20220310, the answer has A from 20220309")));
  EXPECT_THAT(response(3, fmt::format("\"E46\",\"AC\",{},\"W\",20220310\n", mprn(1)), 1),
              ElementsAre(HasSubstr("line 2, DCC service flag")));
  EXPECT_EQ(office.told(mprn(1)), "A 20220310 sent");
  EXPECT_THAT(response(4, fmt::format("\"E46\",\"AC\",{},\"A\",20220310\n", mprn(1)), 1), IsEmpty());
  EXPECT_EQ(office.told(mprn(1)), "A 20220310 accepted");
  // Once more: ignored. Another answer now: an error.
  EXPECT_THAT(response(5, fmt::format("\"E46\",\"AC\",{},\"A\",20220310\n", mprn(1)), 1), IsEmpty());
  EXPECT_THAT(response(6, fmt::format("\"E46\",\"RJ\",{},\"A\",20220310\n\"S72\",\"MPO00001\"\n", mprn(1)), 2),
              ElementsAre(HasSubstr("was accepted before and is rejected now")));
  EXPECT_EQ(office.told(mprn(1)), "A 20220310 accepted");
}

TEST(FlagAnswers, R77_44_TenPerCentAreRejectedAndTheStatesAddUp) {
  FlagOffice office;
  for (int i = 0; i < 100; ++i) {
    office.registered(mpan(i), kAlder, kNorth);
    office.registered(mprn(i), kAlder, kPipes);
    office.electricity(i, Commissioned);
    office.gas(i, Commissioned);
  }
  office.run();
  for (const char* provider : {"nord", "gas"}) office.play(provider, {.reject_percent = 10, .seed = 3});
  office.take_in();
  const std::size_t accepted = office.in_state(UpdateState::Accepted),
                    rejected = office.in_state(UpdateState::Rejected);
  EXPECT_EQ(accepted + rejected, 200u);
  EXPECT_GT(rejected, 5u);
  EXPECT_LT(rejected, 50u);
  EXPECT_EQ(office.in_state(UpdateState::Sent), 0u);
}

}  // namespace
}  // namespace gridpost::test::flag_answers_test
