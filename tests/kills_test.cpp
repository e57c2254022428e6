// Server and device process killed under load: nothing lost, nothing doubled. (docs/architecture.md, delivery)
#include "street_under_load.h"

namespace gridpost::test::kills_test {
namespace {

class Kills : public StreetUnderLoad {
 protected:
  void kill_and_restart(int kills) {
    std::uniform_int_distribution<int> pause(150, 400);
    for (int kill = 0; kill < kills && !HasFatalFailure(); ++kill) {
      std::this_thread::sleep_for(std::chrono::milliseconds(pause(random_)));
      if (kill % 2 == 0) {
        stage_->server().kill();
        restart(&app::Stage::start_server);
      } else {
        stage_->devices().kill();
        restart(&app::Stage::start_devices);
      }
    }
  }
};

TEST_F(Kills, NothingIsLostAndNothingIsDoubled) {
  const int kills = rounds({.in_short = 20, .usual = 50, .in_long = 200});
  begin_load();
  kill_and_restart(kills);
  std::this_thread::sleep_for(300ms);
  if (HasFatalFailure()) return;
  end_load();
  const Count n = judge();
  EXPECT_GE(n.accepted, 10 * kills) << "there was hardly any load";
  fmt::print(
      "{} kills, {} requests: {} answered I99, {} not answered ({} of them with a result); {} results, {} repeats\n",
      kills, n.requests, n.accepted, n.nothing, n.nothing_with_result, n.results, repeats_);
}

}  // namespace
}  // namespace gridpost::test::kills_test
