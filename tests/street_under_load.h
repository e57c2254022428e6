// A street whose meters are read by several clients at once while a test stops, kills or replaces what serves them; and
// the count of what came back. (docs/architecture.md, delivery)
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "app/requests.h"
#include "app/stage.h"
#include "base/clock.h"
#include "base/rounds_for_tests.h"
#include "codec/examine.h"
#include "must.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::test {

using namespace std::chrono_literals;

constexpr int kMeters = 12;
constexpr int kClients = 4;

inline std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text && *text ? std::strtoull(text, nullptr, 0) : otherwise;
}

// What the sender of a request saw on its connection.
enum class Seen {
  Accepted,  // I99
  Nothing,   // the exchange was cut, or the gateway was too busy
  Refused,   // another code
};

struct Sent {
  RequestId id;
  Seen seen = Seen::Nothing;
  std::string words;  // the code, or what went wrong
};

class StreetUnderLoad : public testing::Test {
 protected:
  StreetUnderLoad()
      : folder_(fmt::format("{}/gridpost-street-{}", std::filesystem::temp_directory_path().string(), getpid())),
        seed_(number_from("GRIDPOST_SEED", std::random_device{}())),
        random_(seed_) {
    std::cout << "GRIDPOST_SEED=" << seed_ << std::endl;
  }
  ~StreetUnderLoad() override {
    load_ends_ = true;
    for (auto& client : clients_) client.join();
    stage_.reset();
    if (HasFailure())
      std::cout << "store and logs are left in " << folder_ << std::endl;
    else
      std::filesystem::remove_all(folder_);
  }

  // World seconds per second.
  virtual double speed() const { return 60; }

  void SetUp() override {
    app::StageOptions options;
    options.program = GRIDPOST_BINARY_DIR "/gridpost";
    options.folder = folder_;
    options.street = {.homes = 2 * kMeters, .seed = 7, .speed = speed()};
    stage_ = must(app::Stage::set(std::move(options)));
    must(stage_->start_devices());
    must(stage_->start_server());
    store_ = must(store::open_sqlite(folder_ + "/server/gridpost.db"));
    must(stage_->listen());
    client_ = must(stage_->client(0));
    user_ = stage_->world().users[0].id;
    for (const auto& home : stage_->world().homes) {
      const auto& meter = home.devices.front();
      const auto* point = stage_->world().registration(meter.mpxn, stage_->world_now());
      if (meters_.size() < kMeters && !meter.is_twin() && point && point->supplier == user_) {
        install(home.hub.chf, meter);
        meters_.push_back(meter);
      }
    }
    ASSERT_EQ(meters_.size(), static_cast<std::size_t>(kMeters));
    ASSERT_TRUE(drained()) << "alerts of the installation are still on their way";
    before_ = client_->pushed().size();
  }

  app::Exchange succeed(duis::Request request, const devices::WorldDevice& target) {
    request.id.counter = client_->next_counter();
    return must(client_->send(request, {request.id.target, target.type, target.variant, target.gbcs_version}));
  }

  void install(Eui64 hub, const devices::WorldDevice& meter) {
    const Eui64 broker = stage_->world().broker;
    ASSERT_EQ(succeed(app::pre_notification({user_, broker}, meter), meter).code(), "I0");
    ASSERT_EQ(succeed(app::add_to_device_log({user_, hub}, meter), meter).code(), "I0");
    await_join(meter.id);
    ASSERT_EQ(succeed(app::commission({user_, meter.id}, stage_->world_now(), 86400), meter).code(), "I0");
    ASSERT_EQ(succeed(app::set_import_mpxn({user_, meter.id}, meter), meter).code(), "I0");
  }

  void await_join(Eui64 meter) {
    for (int i = 0; i < 200; ++i) {
      const auto known = must(must(store_->read())->device(meter));
      if (known && known->status == SmiStatus::InstalledNotCommissioned) return;
      std::this_thread::sleep_for(50ms);
    }
    FAIL() << meter.text() << " did not join";
  }

  // Sends reads to the meters of this client until the load ends. Each meter has one client, so counters rise.
  void load(int client, std::vector<Sent>& sent) {
    for (std::size_t i = 0; !load_ends_; ++i) {
      const auto own = static_cast<std::size_t>(client) + i * kClients;
      duis::Request request = app::read_registers({user_, meters_[own % meters_.size()].id});
      request.id.counter = client_->next_counter();
      const auto answer = client_->post(request);
      if (!answer) {
        sent.push_back({request.id, Seen::Nothing, answer.error().text()});
        std::this_thread::sleep_for(10ms);
      } else {
        const bool accepted = answer->code == "I99";
        sent.push_back({request.id, accepted ? Seen::Accepted : Seen::Refused, answer->code});
        if (accepted) ++accepted_;
      }
      std::this_thread::sleep_for(1ms);
    }
  }

  // The port may be taken for a moment by what is left of the old process's connections.
  void restart(Status (app::Stage::*start)()) {
    Status started = fail("not tried");
    for (int attempt = 0; attempt < 20 && !started; ++attempt) {
      if (attempt > 0) std::this_thread::sleep_for(500ms);
      started = ((*stage_).*start)();
    }
    ASSERT_TRUE(started) << started.error().text();
  }

  // Begins to read the meters, with several clients.
  void begin_load() {
    for (int c = 0; c < kClients; ++c)
      clients_.emplace_back([this, c] { load(c, sent_[static_cast<std::size_t>(c)]); });
  }

  // Waits until so many more requests are accepted; a machine that is busy takes longer.
  void await_accepted(int more) {
    const int enough = accepted_ + more;
    for (int i = 0; i < 3000 && accepted_ < enough; ++i) std::this_thread::sleep_for(10ms);
    EXPECT_GE(accepted_, enough) << "there was hardly any load";
  }

  // Ends it; all answers are in when it returns.
  void end_load() {
    load_ends_ = true;
    for (auto& client : clients_) client.join();
    clients_.clear();
    EXPECT_TRUE(drained()) << "commands or pushes are left after two minutes";
    std::this_thread::sleep_for(500ms);
  }

  // Waits until the outbox is empty, so that nothing more can come.
  bool drained() {
    for (int i = 0; i < 600; ++i) {
      std::this_thread::sleep_for(200ms);
      const auto tx = must(store_->read());
      if (must(tx->outbox_sent(0, 1)).empty() && must(tx->commands_ready(INT64_MAX, 1)).empty() &&
          must(tx->push_queues()).empty() && must(tx->pushes({.limit = 1})).empty())
        return true;
    }
    return false;
  }

  using Uncertain = std::function<bool(const RequestId&)>;
  // Sorts what was pushed under load by request; returns how many distinct messages it was.
  std::size_t collect(const Uncertain& uncertain) {
    const auto pushed = client_->pushed();
    std::map<Eui64, std::uint64_t> last;
    for (std::size_t i = before_; i < pushed.size(); ++i) {
      const auto& p = pushed[i];
      EXPECT_TRUE(p.response.request_id) << p.content;
      const RequestId id = p.response.request_id.value_or(RequestId{});
      results_[id].push_back(p.response);
      repeats_ += p.times - 1;
      EXPECT_EQ(p.changed, 0) << "a repeat of " << id.text() << " had another content";
      if (uncertain(id)) continue;
      EXPECT_GT(id.counter, last[id.target]) << "results of one Device came out of order";
      last[id.target] = id.counter;
    }
    return pushed.size() - before_;
  }

  // The payload comes from the right Device, for this User and request, and nobody changed it.
  void check_payload(const RequestId& id, const duis::Response& response) {
    const auto* payload = std::get_if<duis::GbcsPayload>(&response.payload);
    ASSERT_NE(payload, nullptr) << id.text();
    const auto examined =
        codec::examine(payload->message, stage_->keys_of(0), stage_->world().broker, stage_->world_now());
    ASSERT_TRUE(examined) << examined.error().text();
    const gbcs::Header& header = examined->message.header;
    EXPECT_EQ(header.cra, gbcs::Cra::Response);
    EXPECT_EQ(header.originator, id.target) << id.text();
    EXPECT_EQ(header.recipient, id.originator) << id.text();
    EXPECT_EQ(header.counter, id.counter);
    EXPECT_EQ(examined->checked.mac, "good") << id.text();
    EXPECT_EQ(examined->problem, "") << id.text();
    EXPECT_TRUE(examined->payload) << id.text();
    EXPECT_EQ(response.response_id, (ResponseId{id.target, id.originator, id.counter}));
  }

  // What the senders saw against what was pushed.
  struct Count {
    int requests = 0, accepted = 0, nothing = 0, nothing_with_result = 0;
    std::size_t results = 0;
  };

  // Every accepted request has exactly one result, every other one none or one, and none of them is strange. A server
  // that was restored knows nothing of what came after the backup, and ends what was under way then a second time, by
  // its time-out: requests for which `uncertain` holds have no result, or one, or one and a time-out.
  Count judge(const Uncertain& uncertain = [](const RequestId&) { return false; }) {
    Count n;
    n.results = collect(uncertain);
    for (const auto& sent : sent_) {
      for (const Sent& s : sent) judge_one(s, uncertain(s.id), n);
    }
    EXPECT_TRUE(results_.empty()) << "results that nobody asked for, such as " << results_.begin()->first.text();
    EXPECT_EQ(client_->refused(), 0) << "pushed messages that do not verify";
    return n;
  }

  void judge_one(const Sent& s, bool uncertain, Count& n) {
    ++n.requests;
    ++(s.seen == Seen::Accepted ? n.accepted : n.nothing);
    EXPECT_NE(s.seen, Seen::Refused) << s.id.text() << ": " << s.words;
    const auto found = results_.find(s.id);
    std::size_t answers = 0;
    std::size_t time_outs = 0;
    if (found != results_.end()) {
      for (const duis::Response& response : found->second) {
        if (response.code == "E20" || response.code == "E21") {
          ++time_outs;
        } else {
          ++answers;
          EXPECT_EQ(response.code, "I0") << s.id.text();
          check_payload(s.id, response);
        }
      }
      results_.erase(found);
    }
    if (s.seen == Seen::Nothing && answers > 0) ++n.nothing_with_result;
    EXPECT_LE(answers, 1u) << s.id.text() << ": " << s.words;
    EXPECT_LE(time_outs, uncertain ? 1u : 0u) << s.id.text() << ": a command was lost and ended by its time-out";
    if (s.seen == Seen::Accepted && !uncertain) EXPECT_EQ(answers, 1u) << s.id.text() << " was accepted";
  }

  std::string folder_;
  std::uint64_t seed_;
  std::mt19937_64 random_;
  std::unique_ptr<app::Stage> stage_;
  std::unique_ptr<engine::Store> store_;  // the server's, to look at
  app::Client* client_ = nullptr;
  Eui64 user_;
  std::vector<devices::WorldDevice> meters_;
  std::size_t before_ = 0;  // messages pushed while the meters were installed
  std::vector<std::vector<Sent>> sent_{static_cast<std::size_t>(kClients)};
  std::vector<std::thread> clients_;
  std::atomic<bool> load_ends_{false};
  std::atomic<int> accepted_{0};
  std::map<RequestId, std::vector<duis::Response>> results_;
  int repeats_ = 0;
};

}  // namespace gridpost::test
