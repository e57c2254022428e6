#include "app/bench_exchange.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <thread>

#include "app/requests.h"
#include "app/stage.h"
#include "crypto/signature.h"

namespace gridpost::app {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double own_cpu() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](timeval t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Calls in one second on one core.
template <class Call>
double per_second(Call call) {
  const auto start = Clock::now();
  int count = 0;
  while (seconds_since(start) < 1.0) {
    for (int i = 0; i < 100; ++i) call();
    count += 100;
  }
  return count / seconds_since(start);
}

// The ESME of each home, and of the hub that carries it.
struct Meter {
  Eui64 hub;
  devices::WorldDevice device;
};

class Load {
 public:
  Load(Stage& stage, Client& client, const ExchangeBench& options) : stage_(stage), client_(client), options_(options) {
    user_ = stage.world().users[0].id;
    for (const auto& home : stage.world().homes) {
      const auto& esme = home.devices.front();
      const auto* point = stage.world().registration(esme.mpxn, stage.world_now());
      if (esme.variant == "A" && point && point->supplier == user_) meters_.push_back({home.hub.chf, esme});
    }
  }

  // Runs `call` for every index on as many threads as there are clients; counts what fails.
  template <class Call>
  int parallel(int count, Call call) {
    std::atomic<int> next{0};
    std::atomic<int> failed{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < options_.clients; ++t)
      threads.emplace_back([&] {
        for (int i = next++; i < count; i = next++)
          if (!call(i)) ++failed;
      });
    for (auto& thread : threads) thread.join();
    return failed;
  }

  // Pre-notifies and joins every meter; commissions those that will be read.
  Status install() {
    for (const Meter& m : meters_)  // one after the other: all have the DCC as target, so their counters must rise
      if (!good(pre_notification({user_, stage_.world().broker}, m.device), m))
        return fail("the meter could not be pre-notified", m.device.id.text());
    int failed = parallel(static_cast<int>(meters_.size()), [&](int i) {
      const Meter& m = meters_[static_cast<std::size_t>(i)];
      return good(add_to_device_log({user_, m.hub}, m.device), m);
    });
    std::this_thread::sleep_for(kJoin);
    failed += parallel(options_.homes, [&](int i) { return commissioned(meters_[static_cast<std::size_t>(i)]); });
    if (failed != 0) return fail(fmt::format("{} of {} meters could not be installed", failed, meters_.size()));
    return {};
  }

  void run(ExchangeFigures& f) {
    const int commissionings = options_.round_trips * options_.commission_percent / 100;
    std::atomic<int> next_new{options_.homes};
    const auto start = Clock::now();
    f.failed = parallel(options_.round_trips, [&](int i) {
      const bool commission_now = commissionings > 0 && i % (options_.round_trips / commissionings) == 0 &&
                                  next_new < static_cast<int>(meters_.size());
      if (commission_now) {
        const int at = next_new++;
        if (at < static_cast<int>(meters_.size())) {
          ++f_commissionings_;
          return commissioned(meters_[static_cast<std::size_t>(at)]);
        }
      }
      const Meter& m = meters_[static_cast<std::size_t>(i % options_.homes)];
      return good(read_registers({user_, m.device.id}), m);
    });
    f.seconds = seconds_since(start);
    f.round_trips = options_.round_trips;
    f.commissionings = f_commissionings_;
    std::sort(answers_ms_.begin(), answers_ms_.end());
    if (!answers_ms_.empty()) {
      f.answer_ms_p50 = answers_ms_[answers_ms_.size() / 2];
      f.answer_ms_p99 = answers_ms_[answers_ms_.size() * 99 / 100];
    }
  }

  std::size_t meters() const { return meters_.size(); }
  void forget_times() { answers_ms_.clear(); }

 private:
  // Long enough for every meter to join its hub: 20 seconds of world time, and the alert.
  static constexpr std::chrono::seconds kJoin{3};

  bool commissioned(const Meter& m) {
    constexpr int kTolerance = 86400;
    return good(commission({user_, m.device.id}, stage_.world_now(), kTolerance), m);
  }

  bool good(duis::Request request, const Meter& m) {
    request.id.counter = client_.next_counter();
    const auto start = Clock::now();
    auto exchange =
        client_.send(request, {request.id.target, DeviceType::ESME, m.device.variant, m.device.gbcs_version},
                     [&] { note(1000 * seconds_since(start)); });
    return exchange && exchange->code() == "I0";
  }

  void note(double ms) {
    const std::lock_guard lock(mutex_);
    answers_ms_.push_back(ms);
  }

  Stage& stage_;
  Client& client_;
  ExchangeBench options_;
  Eui64 user_;
  std::vector<Meter> meters_;
  std::atomic<int> f_commissionings_{0};
  std::mutex mutex_;
  std::vector<double> answers_ms_;
};

// The value of one metric of the server.
double metric(const Stage& stage, std::string_view name) {
  auto reply = http_get(stage.operations_port(), "/metrics");
  if (!reply) return 0;
  const std::size_t at = reply->find("\n" + std::string(name) + " ");
  return at == std::string::npos ? 0 : std::strtod(reply->c_str() + at + name.size() + 2, nullptr);
}

void measure_openssl(ExchangeFigures& f) {
  const crypto::PrivateKey key = crypto::PrivateKey::generate();
  const crypto::Digest digest = crypto::sha256(Bytes{1, 2, 3});
  const auto signature = crypto::sign_digest(key, digest);
  f.signs_per_second = per_second([&] { (void)crypto::sign_digest(key, digest); });
  f.verifies_per_second = per_second([&] { (void)crypto::verify_digest(key.public_key(), digest, *signature); });
}

}  // namespace

Result<ExchangeFigures> bench_exchange(const ExchangeBench& options) {
  std::filesystem::remove_all(options.folder);
  StageOptions stage_options;
  stage_options.folder = options.folder;
  const int fresh = options.round_trips * options.commission_percent / 100;
  // Of seven homes five have a single-element ESME of the first supplier.
  stage_options.street.homes = (options.homes + fresh) * 8 / 5 + 8;
  stage_options.street.speed = 60;
  GP_TRY(stage, Stage::set(std::move(stage_options)));
  GP_CHECK(stage->start_devices());
  GP_CHECK(stage->start_server());
  ExchangeFigures f;
  std::this_thread::sleep_for(std::chrono::seconds(1));
  f.server_idle_mib = stage->server().memory_mib();
  GP_CHECK(stage->listen());
  GP_TRY(client, stage->client(0));
  Load load(*stage, *client, options);
  GP_CHECK(load.install());
  load.forget_times();
  measure_openssl(f);
  f.cores = std::max(1u, std::thread::hardware_concurrency());

  const double server = stage->server().cpu_seconds();
  const double devices = stage->devices().cpu_seconds();
  const double own = own_cpu();
  const double sequencer = metric(*stage, "gridpost_sequencer_seconds_total");
  const double commits = metric(*stage, "gridpost_store_commit_seconds_sum");
  const double syncs = metric(*stage, "gridpost_store_sync_seconds_sum");
  const double batches = metric(*stage, "gridpost_batch_events_count");
  const double events = metric(*stage, "gridpost_batch_events_sum");
  load.run(f);
  f.server_cpu = stage->server().cpu_seconds() - server;
  f.devices_cpu = stage->devices().cpu_seconds() - devices;
  f.client_cpu = own_cpu() - own;
  f.sequencer_seconds = metric(*stage, "gridpost_sequencer_seconds_total") - sequencer;
  f.commit_seconds = metric(*stage, "gridpost_store_commit_seconds_sum") - commits;
  f.sync_seconds = metric(*stage, "gridpost_store_sync_seconds_sum") - syncs;
  f.events_per_batch = (metric(*stage, "gridpost_batch_events_sum") - events) /
                       std::max(1.0, metric(*stage, "gridpost_batch_events_count") - batches);
  f.server_mib = stage->server().memory_mib();
  f.devices_mib = stage->devices().memory_mib();
  // A read: request signed and verified, acknowledgement and answer signed and verified. A commissioning: two requests,
  // three responses, and the signatures of User and Device on command and response.
  const double share = static_cast<double>(f.commissionings) / f.round_trips;
  f.signs_per_trip = 3 * (1 - share) + 7 * share;
  f.verifies_per_trip = 3 * (1 - share) + 8 * share;
  return f;
}

}  // namespace gridpost::app
