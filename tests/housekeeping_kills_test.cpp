// Housekeeping that is killed half-way and goes on: the same end state, each N8 delivered once by identity. (R60-10,
// R60-15, R60-16)
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "app/stage.h"
#include "engine/housekeeping.h"
#include "must.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/sqlite_store.h"

extern char** environ;

namespace gridpost::test::housekeeping_kills_test {
namespace {

using namespace std::chrono_literals;

// The gridpost command as a process of its own.
class Program {
 public:
  explicit Program(std::vector<std::string> words) {
    words.insert(words.begin(), GRIDPOST_BINARY_DIR "/gridpost");
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    if (posix_spawn(&pid_, argv[0], nullptr, nullptr, argv.data(), environ) != 0)
      throw std::runtime_error("no process");
  }
  ~Program() {
    if (pid_ > 0) kill();
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  int wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  // SIGKILL; it must still have been there.
  void kill() {
    EXPECT_EQ(::kill(pid_, SIGKILL), 0);
    EXPECT_EQ(wait(), -SIGKILL) << "it had ended before it was killed";
  }

 private:
  pid_t pid_ = -1;
};

class HousekeepingKills : public testing::Test {
 protected:
  HousekeepingKills()
      : folder_(fmt::format("{}/gridpost-house-kills-{}", std::filesystem::temp_directory_path().string(), getpid())) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~HousekeepingKills() override { std::filesystem::remove_all(folder_); }

  // Server and Devices of a small street; housekeeping when an operator says so.
  std::unique_ptr<app::Stage> started_stage() const {
    app::StageOptions options;
    options.program = GRIDPOST_BINARY_DIR "/gridpost";
    options.folder = folder_;
    options.street = {.homes = 2, .seed = 7, .speed = 1};
    options.serve_arguments = {"--housekeeping", "demand"};
    auto stage = must(app::Stage::set(std::move(options)));
    must(stage->start_devices());
    must(stage->start_server());
    return stage;
  }
  // Every third Device is not due; every tenth is a hub.
  static void seed(engine::Store& store, int devices, const std::vector<Eui64>& notifiers) {
    auto tx = must(store.begin());
    for (int i = 0; i < devices; ++i) {
      inventory::Device d;
      d.id = Eui64{0x0024760000000000 + static_cast<std::uint64_t>(2 * i)};
      d.type = i % 10 == 0 ? DeviceType::CHF : i % 10 < 6 ? DeviceType::ESME : DeviceType::GSME;
      d.status_since = local_midnight(i % 3 == 0 ? "2026-01-01" : "2015-01-01").value() + i * kHour;
      d.notified_by = notifiers[static_cast<std::size_t>(i) % notifiers.size()];
      must(tx->apply(exchange::RecordStatus{{d.id, d.status_since, std::nullopt, SmiStatus::Pending, "12.2"}}));
      if (d.type == DeviceType::CHF) {
        inventory::Device proxy = d;
        d.hub = proxy.hub = d.id;
        proxy.id.value += 1;
        proxy.type = DeviceType::GPF;
        d.gpf = proxy.id;
        must(tx->apply(exchange::PutDevice{proxy}));
      }
      must(tx->apply(exchange::PutDevice{d}));
    }
    must(tx->commit());
  }

  // What a run leaves behind, but for the times at which it happened.
  struct EndState {
    std::map<Eui64, inventory::Device> devices;
    std::map<Eui64, std::size_t> history;               // lines of each
    std::multiset<std::pair<Eui64, Eui64>> n8;          // Device, receiver
    std::set<std::string> identities;                   // of these
    std::vector<std::pair<Eui64, DeviceType>> removed;  // by the job
    std::size_t audited = 0;
    std::uint64_t looked_at = 0;
  };
  static EndState end_state(engine::Store& store, int devices) {
    auto tx = must(store.read());
    EndState end;
    for (int i = 0; i < 2 * devices; ++i) {
      const Eui64 id{0x0024760000000000 + static_cast<std::uint64_t>(i)};
      if (auto device = must(tx->device(id))) end.devices[id] = *device;
      end.history[id] = must(tx->status_history(id)).size();
      end.audited += must(tx->audit({.device = id})).size();
    }
    for (const exchange::OutboxItem& item : must(tx->pushes({.limit = 1'000'000}))) {
      EXPECT_NE(std::string(item.body.begin(), item.body.end()).find(">N8<"), std::string::npos);
      end.n8.insert({item.device, item.user});
      end.identities.insert(item.identity);
    }
    const engine::Job job = must(tx->jobs().list("", 1)).at(0);
    EXPECT_EQ(job.state, engine::JobState::Done);
    end.looked_at = job.done;
    for (const exchange::Removal& r : must(tx->housekeeping().removals(job.id, {}, 1'000'000)))
      end.removed.emplace_back(r.device, r.type);
    return end;
  }

  // Waits until the run under way has looked at so many. False: there was none, or it ended first.
  static bool reached(engine::Store& store, std::uint64_t count) {
    for (int i = 0; i < 20'000; ++i) {
      const auto jobs = must(must(store.read())->jobs().running());
      if (!jobs.empty() && jobs[0].done >= count) return true;
      std::this_thread::sleep_for(2ms);
    }
    return false;
  }

  std::string folder_;
};

constexpr Eui64 kFirst{0x90B3D51F30010000}, kSecond{0x90B3D51F30020000};

TEST_F(HousekeepingKills, R60_10_R60_16_KilledFourTimesAndGoneOnWithTheEndIsTheSame) {
  constexpr int kDevices = 500;
  const std::string quiet = folder_ + "/quiet";
  const std::string killed = folder_ + "/killed";
  for (const std::string& data : {quiet, killed}) std::filesystem::create_directories(data);
  {
    auto store = must(store::open_sqlite(quiet + "/gridpost.db"));
    seed(*store, kDevices, {kFirst, kSecond});
  }
  must(store::back_up(quiet + "/gridpost.db", killed + "/gridpost.db"));
  EXPECT_EQ(Program({"housekeeping", "run", "--data", quiet, "--rest", "0"}).wait(), 0);
  const EndState expected = end_state(*must(store::open_sqlite(quiet + "/gridpost.db")), kDevices);
  ASSERT_GT(expected.removed.size(), 300u);
  {
    auto store = must(store::open_sqlite(killed + "/gridpost.db"));
    for (const std::uint64_t share : {1u, 2u, 3u, 4u}) {
      Program program({"housekeeping", "run", "--data", killed, "--batch", "6", "--rest", "3"});
      ASSERT_TRUE(reached(*store, expected.looked_at * share / 5)) << "the run ended before it could be killed";
      program.kill();
    }
    const auto half = must(must(store->read())->jobs().running());
    ASSERT_EQ(half.size(), 1u);
    EXPECT_LT(half[0].done, half[0].total);
  }
  EXPECT_EQ(Program({"housekeeping", "run", "--data", killed, "--rest", "0"}).wait(), 0);
  const EndState end = end_state(*must(store::open_sqlite(killed + "/gridpost.db")), kDevices);
  EXPECT_TRUE(end.devices == expected.devices);
  EXPECT_EQ(end.history, expected.history);
  EXPECT_EQ(end.n8, expected.n8);
  EXPECT_EQ(end.identities.size(), expected.n8.size()) << "each N8 has an identity of its own";
  EXPECT_EQ(end.removed, expected.removed);
  EXPECT_EQ(end.audited, expected.audited);
  EXPECT_EQ(end.looked_at, expected.looked_at);
}

// With a real server that is killed half-way and started again, and endpoints that take the alerts.
TEST_F(HousekeepingKills, R60_10_AServerThatIsKilledGoesOnAndEachNotifierHearsOnceOfEachDevice) {
  constexpr int kDevices = 600;
  auto stage = started_stage();
  must(stage->listen());
  const std::vector<Eui64> notifiers = {stage->world().users[0].id, stage->world().users[1].id};
  auto store = must(store::open_sqlite(folder_ + "/server/gridpost.db"));
  seed(*store, kDevices, notifiers);
  Program operator_s({"housekeeping", "run", "--data", folder_ + "/server"});
  ASSERT_TRUE(reached(*store, 64));
  stage->server().kill();
  const auto half = must(must(store->read())->jobs().running());
  ASSERT_EQ(half.size(), 1u) << "the run ended before the server could be killed";
  EXPECT_LT(half[0].done, half[0].total);
  must(stage->start_server());
  EXPECT_EQ(operator_s.wait(), 0) << "who asked for the run sees its end";
  const std::string shown = must(app::http_get(stage->operations_port(), "/v1/jobs"));
  EXPECT_NE(shown.find("\"state\": \"done\""), std::string::npos) << shown;

  std::map<Eui64, Eui64> expected;  // Device and who brought it
  const engine::Job job = must(must(store->read())->jobs().list("", 1)).at(0);
  for (const auto& r : must(must(store->read())->housekeeping().removals(job.id, {}, 100'000)))
    if (r.told) expected[r.device] = *r.told;
  EXPECT_GT(expected.size(), 300u);
  for (int i = 0; i < 600 && !must(must(store->read())->push_queues()).empty(); ++i) std::this_thread::sleep_for(100ms);
  EXPECT_TRUE(must(must(store->read())->pushes({.limit = 1})).empty()) << "alerts are left after a minute";
  std::map<Eui64, Eui64> heard;
  for (const std::size_t user : {0u, 1u}) {
    for (const app::Client::Pushed& pushed : must(stage->client(user))->pushed()) {
      const auto* alert = std::get_if<duis::DccAlert>(&pushed.response.payload);
      if (!alert || alert->code != "N8") continue;
      EXPECT_EQ(pushed.changed, 0);
      const Eui64 device = must(Eui64::parse(alert->alert.text_at("DeviceID")));
      EXPECT_TRUE(heard.emplace(device, notifiers[user]).second) << "two N8s about " << device.text();
    }
  }
  EXPECT_EQ(heard, expected);
}

// The same of a model that leaves the Central Products List: no Device is forgotten, and none is suspended twice.
TEST_F(HousekeepingKills, RCOM_07_AServerThatIsKilledGoesOnWithASuspension) {
  constexpr std::uint64_t kDevices = 3000;
  auto stage = started_stage();
  auto store = must(store::open_sqlite(folder_ + "/server/gridpost.db"));
  const auto meter = [](std::uint64_t n) { return Eui64{0x0024760000000000 + n}; };
  const TimeMs before = local_midnight("2020-01-01").value();
  {
    auto tx = must(store->begin());
    must(tx->put_product(
        {DeviceType::ESME, "0A0A", "0B0B0C0C", "00000009", "SMETS2 V4.2", "4.2", inventory::CplStatus::Active}));
    for (std::uint64_t n = 0; n < kDevices; ++n) {
      inventory::Device d;
      d.id = meter(n);
      d.type = DeviceType::ESME;
      d.status = SmiStatus::Commissioned;
      d.status_since = before;
      d.manufacturer = "0A0A";
      d.model = "0B0B0C0C";
      d.firmware_version = "00000009";
      must(tx->apply(exchange::RecordStatus{{d.id, before, std::nullopt, d.status, "import"}}));
      must(tx->apply(exchange::PutDevice{d}));
    }
    must(tx->commit());
  }
  Program operator_s({"products", "set", "--data", folder_ + "/server", "--manufacturer", "0A0A", "--model", "0B0B0C0C",
                      "--firmware", "00000009", "--status", "Withdrawn", "--wait"});
  ASSERT_TRUE(reached(*store, 64));
  stage->server().kill();
  const auto half = must(must(store->read())->jobs().running());
  ASSERT_EQ(half.size(), 1u) << "the job ended before the server could be killed";
  EXPECT_LT(half[0].done, kDevices);
  must(stage->start_server());
  EXPECT_EQ(operator_s.wait(), 0) << "who asked for it sees its end";
  const auto tx = must(store->read());
  EXPECT_EQ(must(tx->jobs().find(half[0].id))->done, kDevices);
  for (std::uint64_t n = 0; n < kDevices; ++n) {
    ASSERT_EQ(must(tx->device(meter(n)))->status, SmiStatus::Suspended) << n;
    ASSERT_EQ(must(tx->status_history(meter(n))).size(), 2u) << n;
    ASSERT_EQ(must(tx->audit({.device = meter(n)})).size(), 1u) << n;
  }
}

}  // namespace
}  // namespace gridpost::test::housekeeping_kills_test
