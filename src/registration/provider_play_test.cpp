#include "registration/provider_play.h"

#include <gtest/gtest.h>

#include <set>

#include "registration/flag_updates.h"

namespace gridpost::registration::provider_play_test {
namespace {

const RuleBook kBook;
constexpr TimeMs kNow = 1647036000000;  // 2022-03-11T22:00:00Z

Desk desk() {
  Desk d;
  d.party = "DCCG";
  d.organisation = "7700000001";
  d.sender = "DCC01";
  d.providers = {{"nord", Fuel::Electricity, "NORD", "P", "", "", {}},
                 {"gas", Fuel::Gas, "", "", "7700000002", "RDP01", {}}};
  return d;
}

std::string mpan(int i) {
  const std::string twelve = fmt::format("15000{:07}", i);
  return twelve + mpan_check_digit(twelve);
}
std::string mprn(int i) {
  const std::string eight = fmt::format("88{:06}", i);
  return eight + mprn_check_digits(eight);
}

// A file of so many updates, its name, and what was sent with it.
struct Sent {
  std::string name, text;
  std::vector<SentUpdate> updates;
};
Sent sent(const Provider& provider, std::uint64_t number, int count, const std::string& effective = "20220310") {
  const Desk d = desk();
  const bool gas = provider.fuel == Fuel::Gas;
  std::vector<QueuedUpdate> queued;
  Sent out;
  for (int i = 0; i < count; ++i) {
    queued.push_back({gas ? mprn(i) : mpan(i), ServiceFlag::A, effective});
    out.updates.push_back({queued.back().mpxn, ServiceFlag::A, effective, gas ? "" : fmt::format("{}", i + 1), {}});
  }
  const FlagFileType type = gas ? FlagFileType::DXI : FlagFileType::D0350;
  out.name = file_name(gas ? d.sender : d.party, d.test_flag, type, number);
  out.text = write_flag_file(update_file(type, file_header(d, provider, true, number, kNow), queued),
                             {kBook, {}, {}, {}, {}, {}})
                 .value();
  return out;
}

std::vector<FlagFile> played(const Provider& provider, const Sent& file, const PlayOptions& options,
                             PlayMemory& memory) {
  const auto answers = play_answers(desk(), provider, kBook, file.name, file.text, options, memory, kNow);
  // What it says can be written, and is what the DCC reads.
  for (const FlagFile& answer : answers) {
    const auto text = write_flag_file(answer, {kBook, {}, {}, {}, {}, {}});
    EXPECT_TRUE(text) << text.error().text();
  }
  return answers;
}

TEST(ProviderPlay, R77_44_ElectricityWithTenPerCentRejected) {
  const Desk d = desk();
  PlayMemory memory;
  const Sent file = sent(d.providers[0], 1, 1000);
  const auto answers = played(d.providers[0], file, {10, 7, false}, memory);
  ASSERT_EQ(answers.size(), 2u);
  ASSERT_EQ(answers[1].type, FlagFileType::D0351);
  const std::size_t rejected = answers[1].records.size();
  EXPECT_GT(rejected, 50u);
  EXPECT_LT(rejected, 200u);
  // Every update has one answer, and the states add up.
  const Settlement s = settle({"0000000001", file.updates}, &answers[0].records[0], answers[1].records, "answer");
  EXPECT_TRUE(s.complete);
  EXPECT_TRUE(s.errors.empty());
  EXPECT_EQ(s.answers.size(), 1000u);
  EXPECT_EQ(static_cast<std::size_t>(
                std::count_if(s.answers.begin(), s.answers.end(), [](const Answer& a) { return !a.accepted; })),
            rejected);
}

TEST(ProviderPlay, R77_44_GasWithUnknownPointsAndOldDates) {
  const Desk d = desk();
  PlayMemory memory;
  memory.knows_every_point = false;
  memory.points = {{mprn(0), ""}, {mprn(1), "20220311"}};
  const Sent file = sent(d.providers[1], 1, 3);
  const auto answers = played(d.providers[1], file, {}, memory);
  ASSERT_EQ(answers.size(), 1u);
  const Settlement s = settle(file.updates, answers[0], "answer");
  EXPECT_TRUE(s.complete);
  EXPECT_EQ(s.answers,
            (std::vector<Answer>{{mprn(0), true, {}}, {mprn(1), false, {"DAT00001"}}, {mprn(2), false, {"MPO00001"}}}));
}

TEST(ProviderPlay, R77_34_R77_44_TheSameFileTwiceAGapAndABadFileAreRefused) {
  const Desk d = desk();
  for (const Provider& provider : d.providers) {
    PlayMemory memory;
    const auto refused = [&](const Sent& file, const PlayOptions& options = {}) {
      const auto answers = played(provider, file, options, memory);
      if (provider.fuel == Fuel::Gas) return answers.at(0).type == FlagFileType::FRJ;
      return answers.at(0).type == FlagFileType::D0172 && answers.at(0).records.at(0).received == "0";
    };
    EXPECT_FALSE(refused(sent(provider, 1, 2)));
    EXPECT_TRUE(refused(sent(provider, 1, 2)));
    EXPECT_TRUE(refused(sent(provider, 3, 2)));
    Sent half = sent(provider, 2, 2);
    half.text.resize(half.text.size() / 2);
    EXPECT_TRUE(refused(half));
    EXPECT_FALSE(refused(sent(provider, 2, 2)));
    EXPECT_TRUE(refused(sent(provider, 3, 2), {.refuse_files = true}));
  }
}

}  // namespace
}  // namespace gridpost::registration::provider_play_test
