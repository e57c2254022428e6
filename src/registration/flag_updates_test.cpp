#include "registration/flag_updates.h"

#include <gtest/gtest.h>

#include "registration/flag_files_for_tests.h"

namespace gridpost::registration::flag_updates_test {
namespace {

using enum ServiceFlag;

const RuleBook kBook;
FlagFile file(FlagFileType type, std::string_view text) {
  return read_flag_file(type, "f", text, {kBook, {}, {}, {}, {}, {}}).value();
}
const Told kA{A, "20220301"};

TEST(PointUpdates, R77_23_NoChangeOfValueNoUpdate) {
  const PointUpdates told{kA, {}, {}};
  EXPECT_EQ(with_change(told, A, "20220305"), told);
  EXPECT_EQ(with_change(told, N, "20220305").waiting, (Told{N, "20220305"}));
  EXPECT_EQ(with_change({}, std::nullopt, "20220305"), PointUpdates{});  // R77-01
}

TEST(PointUpdates, R77_33_OnlyTheLatestGoesAndWhatFlipsBackDoesNot) {
  PointUpdates u = with_change({kA, {}, {}}, N, "20220305");
  EXPECT_FALSE(with_change(u, A, "20220306").waiting);
  u = with_change(u, I, "20220307");
  EXPECT_EQ(u.waiting, (Told{I, "20220307"}));
  EXPECT_EQ(with_change(u, I, "20220309").waiting, (Told{I, "20220307"}));  // the day on which it became I
  EXPECT_EQ(with_change(u, N, "20220306"), u);                              // older than what waits
  EXPECT_FALSE(with_change({kA, {}, {}}, N, "20220228").waiting);           // older than what was accepted
}

TEST(PointUpdates, R77_30_R77_33_ALaterValueWaitsForTheAnswer) {
  PointUpdates u = put_in_file(with_change({kA, {}, {}}, N, "20220305"));
  EXPECT_EQ(u.outstanding, (Told{N, "20220305"}));
  u = with_change(u, A, "20220306");
  EXPECT_EQ(put_in_file(u), u);
  EXPECT_EQ(answered(u, true), (PointUpdates{Told{N, "20220305"}, {}, Told{A, "20220306"}}));
  EXPECT_EQ(answered(u, false), (PointUpdates{kA, {}, {}}));  // the provider has A still
  EXPECT_EQ(file_refused(u), (PointUpdates{kA, {}, {}}));
  const PointUpdates alone{kA, Told{N, "20220305"}, {}};
  EXPECT_EQ(file_refused(alone), (PointUpdates{kA, {}, Told{N, "20220305"}}));
}

TEST(PointUpdates, R77_35_SwitchOnQueuesDifferencesOnly) {
  const FlagRules rules{true, {}};
  const PointMemory once{true, true, true, false, true};
  const std::vector<CountedMeter> live = {counted(SmiStatus::Commissioned, SmiStatus::Commissioned)};
  int queued = 0;
  for (int i = 0; i < 1000; ++i) {
    const bool ended = i % 10 == 0;
    const auto flag = derive_flag(ended ? std::span<const CountedMeter>() : live, once, rules, A).flag;
    const PointUpdates u = with_change({kA, {}, {}}, flag, "20220304");
    EXPECT_EQ(u.waiting.has_value(), ended);
    if (u.waiting) EXPECT_EQ(u.waiting->flag, N);
    queued += u.waiting ? 1 : 0;
  }
  EXPECT_EQ(queued, 100);
}

std::vector<QueuedUpdate> many(std::size_t count) {
  std::vector<QueuedUpdate> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back({fmt::format("{}", i), N, "20220301"});
  return out;
}

std::vector<std::size_t> sizes(const RunPlan& plan) {
  std::vector<std::size_t> out;
  for (const auto& f : plan.files) out.push_back(f.size());
  return out;
}

TEST(RunPlan, R77_31_R77_32_FilesAreFullAndTheRestWaits) {
  using Sizes = std::vector<std::size_t>;
  FlagSettings s;
  EXPECT_EQ(sizes(plan_run(many(45'000), s)), (Sizes{20'000, 20'000, 5'000}));
  EXPECT_EQ(sizes(plan_run(many(20'000), s)), (Sizes{20'000}));
  EXPECT_EQ(sizes(plan_run(many(20'001), s)), (Sizes{20'000, 1}));
  EXPECT_TRUE(plan_run({}, s).files.empty());
  s.files_a_run = 1;
  const RunPlan one = plan_run(many(45'000), s);
  EXPECT_EQ(sizes(one), (Sizes{20'000}));
  ASSERT_EQ(one.carried_over.size(), 25'000u);
  EXPECT_EQ(one.carried_over.front(), 20'000u);
  s.updates_a_file = 0;
  EXPECT_EQ(sizes(plan_run(many(300'000), s)), (Sizes{300'000}));
}

TEST(RunPlan, R77_33_OldestFirstAndOneOfEachPoint) {
  const std::vector<QueuedUpdate> queued = {{"a", N, "20220305"}, {"b", N, "20220301"}, {"a", I, "20220306"}};
  const RunPlan plan = plan_run(queued, {});
  EXPECT_EQ(plan.files, (std::vector<std::vector<std::size_t>>{{1, 0}}));
  EXPECT_EQ(plan.carried_over, std::vector<std::size_t>{2});
}

TEST(RunPlan, R77_24_TheProviderIsThatOfTheNetworkOperatorOnTheDay) {
  const TimeMs day = local_midnight("2022-03-05").value();
  const std::vector<Registration> history = {{"m", Kind::Distributor, Eui64{1}, 0, day},
                                             {"m", Kind::Distributor, Eui64{2}, day, std::nullopt}};
  const std::map<Eui64, std::string> of = {{Eui64{1}, "NORD"}, {Eui64{2}, "SUED"}};
  EXPECT_EQ(provider_of(history, Fuel::Electricity, "20220304", of), "NORD");
  EXPECT_EQ(provider_of(history, Fuel::Electricity, "20220305", of), "SUED");
  EXPECT_FALSE(provider_of(history, Fuel::Gas, "20220305", of));
  EXPECT_FALSE(provider_of(history, Fuel::Electricity, "20220305", {{Eui64{1}, "NORD"}}));
}

TEST(UpdateFile, R77_23_UpdatesBecomeTheirFile) {
  const FlagFile golden = file(FlagFileType::D0350, golden::kUpdates);
  const std::vector<QueuedUpdate> updates = {
      {"1500000004010", A, "20220309"}, {"1500000005022", N, "20220310"}, {"1900000006033", I, "20220301"}};
  EXPECT_EQ(write_flag_file(update_file(FlagFileType::D0350, golden.header, updates), {kBook, {}, {}, {}, {}, {}}),
            std::string(golden::kUpdates));
}

std::vector<SentUpdate> gas_sent() {
  return {{"8800001102", A, "20220309", {}, {}},
          {"8800002205", N, "20220310", {}, {}},
          {"88004401", I, "20220301", {}, {}}};
}

TEST(Settlement, R77_28_R77_30_GasResponses) {
  const FlagFile response = file(FlagFileType::DXR, golden::kGasResponses);
  auto sent = gas_sent();
  Settlement s = settle(sent, response, "f");
  EXPECT_TRUE(s.complete);
  EXPECT_EQ(s.answers,
            (std::vector<Answer>{
                {"8800001102", true, {}}, {"8800002205", false, {"XYZ00001", "XYZ00009"}}, {"88004401", true, {}}}));
  sent[0].accepted = true;  // repeated
  sent[1].accepted = true;  // another answer now
  sent[2].flag = A;         // other values than were sent
  s = settle(sent, response, "f");
  EXPECT_TRUE(s.answers.empty());
  EXPECT_EQ(s.repeated, std::vector<std::string>{"8800001102"});
  EXPECT_EQ(s.errors.size(), 2u);
  EXPECT_FALSE(s.complete);
  sent.erase(sent.begin());
  EXPECT_NE(settle(sent, response, "f").errors[0].what.find("nothing was sent about 8800001102"), std::string::npos);
}

TEST(Settlement, R77_30_ElectricitySummariesAndRejections) {
  const SentFile sent{"0000000107",
                      {{"1500000004010", A, "20220309", "1", {}},
                       {"1500000005022", N, "20220310", "2", {}},
                       {"1900000006033", I, "20220301", "3", {}}}};
  const FlagRecord summary = file(FlagFileType::D0172, golden::kSummary).records[0];
  const auto rejections = file(FlagFileType::D0351, golden::kRejections).records;
  EXPECT_TRUE(settle(sent, &summary, rejections, "f").complete);
  EXPECT_EQ(settle(sent, &summary, rejections, "f").answers.size(), 3u);
  EXPECT_EQ(settle(sent, nullptr, rejections, "f").answers, (std::vector<Answer>{{"1500000005022", false, {"X7"}}}));
  EXPECT_TRUE(settle(sent, &summary, {}, "f").answers.empty());  // the rejection is on its way
  FlagRecord other = summary;
  other.file = "0000000108";
  EXPECT_EQ(settle(sent, &other, rejections, "f").errors.size(), 1u);
  other = summary;
  other.received = "4";
  EXPECT_TRUE(settle(sent, &other, rejections, "f").answers.empty());
  other = summary;
  other.rejected = "0";
  EXPECT_TRUE(settle(sent, &other, rejections, "f").answers.empty());
  auto wrong = rejections;
  wrong[0].instruction = "1";
  EXPECT_EQ(settle(sent, nullptr, wrong, "f").errors.size(), 1u);
  wrong[0].instruction = "9";
  EXPECT_EQ(settle(sent, nullptr, wrong, "f").errors.size(), 1u);
}

TEST(Settlement, ARefusalOfAFileIsAboutTheOneThatWaits) {
  const std::vector<SentFile> files = {{"1", {}}, {"2", {}}};
  EXPECT_EQ(refused_file({files.data(), 1}, "f"), 0u);
  EXPECT_FALSE(refused_file(files, "f"));
  EXPECT_FALSE(refused_file({}, "f"));
}

TEST(UpdateState, R77_30_RejectedAndUnansweredUpdatesCanGoAgain) {
  using S = UpdateState;
  using E = UpdateEvent;
  EXPECT_EQ(next_state(S::Queued, E::PutInFile), S::InFile);
  EXPECT_EQ(next_state(S::InFile, E::FileSent), S::Sent);
  EXPECT_EQ(next_state(S::Sent, E::Accepted), S::Accepted);
  EXPECT_EQ(next_state(S::Sent, E::DeadlinePassed), S::Unanswered);
  for (const S s : {S::Rejected, S::Unanswered}) {
    EXPECT_EQ(next_state(s, E::Resent), S::Queued);
    EXPECT_EQ(next_state(s, E::Closed), S::Closed);
  }
  for (int e = 0; e < kUpdateEvents; ++e)
    for (const S end : {S::Accepted, S::Closed}) EXPECT_FALSE(next_state(end, static_cast<E>(e)));
}

}  // namespace
}  // namespace gridpost::registration::flag_updates_test
