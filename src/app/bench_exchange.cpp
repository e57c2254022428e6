#include "app/bench_exchange.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>

#include "app/drive.h"
#include "app/estate.h"
#include "app/requests.h"
#include "app/stage.h"
#include "base/histogram.h"
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

// The single-element ESMEs of the first supplier.
std::vector<Subject> meters_of(const Estate& estate, Eui64 user) {
  std::vector<Subject> meters;
  for (const Subject& s : estate.subjects())
    if (s.device.type == DeviceType::ESME && !s.device.is_twin() && s.user == user) meters.push_back(s);
  return meters;
}

// Reads of the first meters, with commissionings of the others mixed in.
void load(Estate& estate, const std::vector<Subject>& meters, const ExchangeBench& options, ExchangeFigures& f) {
  const int commissionings = options.round_trips * options.commission_percent / 100;
  const auto homes = static_cast<std::size_t>(options.homes);
  std::atomic<std::size_t> next_new{homes};
  std::atomic<int> commissioned{0};
  std::atomic<int> failed{0};
  Histogram answers;
  const auto call = [&](int i, LoadClock::time_point) {
    const bool fresh = commissionings > 0 && i % (options.round_trips / commissionings) == 0;
    const std::size_t place = fresh ? next_new++ : static_cast<std::size_t>(i) % homes;
    const bool commission = fresh && place < meters.size();
    const Subject& meter = meters[commission ? place : static_cast<std::size_t>(i) % homes];
    const auto answered = [&, start = LoadClock::now()] { answers.record(microseconds_since(start)); };
    const auto exchange = commission ? estate.commission(meter, answered)
                                     : estate.send(meter, read_registers({meter.user, meter.device.id}), answered);
    if (commission) ++commissioned;
    if (!exchange || exchange->code() != "I0") ++failed;
  };
  const std::atomic<bool> stop{false};
  f.seconds = drive({.workers = options.clients, .count = options.round_trips}, call, stop);
  f.failed = failed;
  f.round_trips = options.round_trips;
  f.commissionings = commissioned;
  f.answer_ms_p50 = static_cast<double>(answers.quantile(0.5)) / 1000;
  f.answer_ms_p99 = static_cast<double>(answers.quantile(0.99)) / 1000;
}

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
  GP_TRY(estate, Estate::open(stage->world(), stage->users()));
  const auto meters = meters_of(*estate, stage->world().users[0].id);
  if (meters.size() < static_cast<std::size_t>(options.homes)) return fail("the street has too few such meters");
  GP_CHECK(estate->join(meters, options.clients));
  GP_CHECK(estate->commission(std::span(meters).first(static_cast<std::size_t>(options.homes)), options.clients));
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
  load(*estate, meters, options, f);
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
