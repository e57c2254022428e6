// Jobs beside ordinary requests: begun by the day, gone on with, and never in the way for long. (SECMP0060, R60-16)
#include <gtest/gtest.h>

#include "app/job_run.h"
#include "engine/housekeeping.h"
#include "engine_fixture.h"

namespace gridpost::test::bulk_work_test {
namespace {

class BulkWork : public testing::Test {
 protected:
  void put_pending(int count) {
    auto tx = must(world_.store->begin());
    for (int i = 0; i < count; ++i) {
      inventory::Device d;
      d.id = Eui64{0x0024760000000000 + static_cast<std::uint64_t>(i)};
      d.status_since = kWorldStart - 1500 * kDay;
      d.notified_by = kSupplier;
      must(tx->apply(exchange::PutDevice{d}));
    }
    must(tx->commit());
  }
  std::vector<engine::Job> jobs() { return must(must(world_.store->read())->jobs().list("", 100)); }
  bool all_done() {
    const auto all = jobs();
    return !all.empty() && all.front().state == engine::JobState::Done;
  }
  engine::Setup daily() {
    engine::Setup setup = world_.setup();
    setup.housekeeping_daily = true;
    setup.job_pace = {.items = 10, .rest = 1};
    return setup;
  }

  World world_;
};

TEST(ProgressBar, AJobThatWasNotCountedYetShowsNoShare) {
  engine::Job job;
  EXPECT_EQ(app::progress_bar(job), "[                              ] not counted yet");
  job.total = 4;
  job.done = 1;
  EXPECT_EQ(app::progress_bar(job), "[=======                       ]  25 %  1 of 4");
  job.state = engine::JobState::Done;  // three had gone before their turn came
  EXPECT_EQ(app::progress_bar(job), "[==============================] 100 %  1 of 1");
  EXPECT_EQ(app::progress_bar({.state = engine::JobState::Done}), "[==============================] 100 %  0 of 0");
}

TEST_F(BulkWork, R60_16_TheDayBeginsOneRunAndEachNotifierHears) {
  put_pending(60);
  world_.start(daily());
  ASSERT_TRUE(eventually([&] { return all_done(); }));
  EXPECT_TRUE(eventually([&] { return world_.endpoints.received("supplier").size() == 60; }));
  world_.engine.reset();
  world_.start(daily());
  std::this_thread::sleep_for(std::chrono::milliseconds(1200));
  EXPECT_EQ(jobs().size(), 1u) << "a restart on the same day begins none";
  EXPECT_EQ(world_.endpoints.received("supplier").size(), 60u);
}

TEST_F(BulkWork, R60_16_WithoutTheDayItWaitsForSomebodyToBegin) {
  put_pending(60);
  world_.start();
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  EXPECT_TRUE(jobs().empty());
  auto tx = must(world_.store->begin());
  must(engine::begin_housekeeping(*tx, kWorldStart));
  must(tx->commit());
  tx.reset();
  EXPECT_TRUE(eventually([&] { return all_done(); }));
}

TEST_F(BulkWork, ABatchThatFailsIsDoneAgain) {
  put_pending(60);
  world_.store->failing_commits = 3;
  world_.start(daily());
  EXPECT_TRUE(eventually([&] { return all_done(); }));
  EXPECT_TRUE(eventually([&] { return world_.endpoints.received("supplier").size() == 60; }));
}

TEST_F(BulkWork, RequestsAreAnsweredBetweenItsBatches) {
  put_pending(4000);
  engine::Setup setup = daily();
  setup.job_pace = {.items = 16, .rest = 4};
  world_.start(std::move(setup));
  ASSERT_TRUE(eventually([&] { return !jobs().empty() && jobs().front().done > 0; }));
  int answered = 0;
  for (int i = 0; i < 20; ++i) {
    std::atomic<bool> done{false};
    world_.engine->handle(exchange::WebService::SendCommand,
                          world_.request(kSupplier, World::meter(0), static_cast<std::uint64_t>(i + 1)),
                          [&](engine::HttpReply) { done = true; });
    ASSERT_TRUE(eventually([&] { return done.load(); }));
    ++answered;
  }
  EXPECT_EQ(answered, 20);
  EXPECT_FALSE(all_done()) << "the job was over before the requests were";
}

}  // namespace
}  // namespace gridpost::test::bulk_work_test
