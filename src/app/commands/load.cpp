// gridpost load: plays many Users' requests against a running server, at a rate, and measures.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <condition_variable>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/commands/command.h"
#include "app/load_run.h"
#include "app/signals.h"

namespace gridpost::app {
namespace {

struct LoadOptions {
  std::string world, keys, mix = "reads";
  std::string gateway = "http://127.0.0.1:8079";
  int homes = 0;
  double rate = 0;
  int workers = 64;
  int requests = 0;
  int seconds = 0;
  int wait = 60;
  bool install = false;
  bool json = false;
  bool quiet = false;
};

double ms(std::uint64_t microseconds) { return static_cast<double>(microseconds) / 1000; }

std::string line_of(const Histogram& h) {
  return fmt::format("{:9.1f} {:9.1f} {:9.1f} {:9.1f} {:9.1f}", ms(h.quantile(0.5)), ms(h.quantile(0.9)),
                     ms(h.quantile(0.99)), ms(h.quantile(0.999)), ms(h.max()));
}

nlohmann::ordered_json json_of(const Histogram& h) {
  return {{"count", h.count()},          {"p50", ms(h.quantile(0.5))},    {"p90", ms(h.quantile(0.9))},
          {"p99", ms(h.quantile(0.99))}, {"p999", ms(h.quantile(0.999))}, {"max", ms(h.max())}};
}

nlohmann::ordered_json json_of(const LoadFigures& f) {
  return {{"failed", f.failed},
          {"ends", f.ends},
          {"answerMs", json_of(f.answers)},
          {"roundTripMs", json_of(f.round_trips)}};
}

// One line a second on standard error, over the last one when that is a terminal.
class Progress {
 public:
  explicit Progress(const LoadRun& run) : thread_([this, &run] { show(run); }) {}
  ~Progress() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    changed_.notify_one();
    thread_.join();
    if (terminal_) fmt::print(stderr, "\n");
  }

 private:
  void show(const LoadRun& run) {
    std::unique_lock lock(mutex_);
    int before = 0;
    for (int second = 1; !changed_.wait_for(lock, std::chrono::seconds(1), [this] { return ended_; }); ++second) {
      const int done = run.done();
      fmt::print(stderr, "{}{:4} s  {:8} done {:6}/s  {} failed  answer 99 %: {:.1f} ms  round trip 99 %: {:.1f} ms{}",
                 terminal_ ? "\r" : "", second, done, done - before, run.failed(), ms(run.answers().quantile(0.99)),
                 ms(run.round_trips().quantile(0.99)), terminal_ ? "  " : "\n");
      before = done;
    }
  }

  const bool terminal_ = isatty(STDERR_FILENO) == 1;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
  std::thread thread_;  // last: it uses the others
};

void print(const LoadRun& run, const LoadOptions& options, double seconds) {
  if (options.json) {
    nlohmann::ordered_json items;
    for (const auto& [name, figures] : run.by_item()) items[name] = json_of(figures);
    const nlohmann::ordered_json all{
        {"seconds", seconds},     {"requests", run.done()},     {"perSecond", run.done() / seconds},
        {"rate", options.rate},   {"workers", options.workers}, {"all", json_of(run.all())},
        {"requestsByName", items}};
    return fmt::print("{}\n", all.dump(2));
  }
  fmt::print("{} requests in {:.1f} s, {:.1f}/s; {} failed\n", run.done(), seconds, run.done() / seconds, run.failed());
  fmt::print("milliseconds{}        50 %      90 %      99 %    99.9 %       max\n",
             options.rate > 0 ? " since due " : "           ");
  for (const auto& [name, figures] : run.by_item()) {
    fmt::print("{:14} answer {}\n", name, line_of(figures.answers));
    fmt::print("{:14} whole  {}\n", "", line_of(figures.round_trips));
    for (const auto& [end, count] : figures.ends) fmt::print("{:14} {:6} {}\n", "", count, end);
  }
}

// What the mix needs installed, each Device once.
Status install(Estate& estate, const std::vector<MixItem>& mix, const LoadOptions& options) {
  std::vector<Subject> wanted;
  for (const Subject& s : estate.subjects()) {
    const bool concerned = std::any_of(mix.begin(), mix.end(), [&](const MixItem& item) {
      return item.device == s.device.type || (item.device == DeviceType::GPF && s.device.type == DeviceType::GSME);
    });
    if (concerned && s.device.type != DeviceType::GPF && (options.homes == 0 || s.home < options.homes))
      wanted.push_back(s);
  }
  if (!options.quiet) fmt::print(stderr, "installing {} Devices\n", wanted.size());
  GP_CHECK(estate.join(wanted, options.workers));
  return estate.commission(wanted, options.workers);
}

Result<std::vector<MixItem>> mix_of(const LoadOptions& options) {
  if (auto known = built_in_mix(options.mix)) return std::move(*known);
  return read_mix(options.mix);
}

int run(const LoadOptions& options) {
  hold_end_signals();
  auto world = devices::load_world(options.world);
  if (!world) return report(world.error(), exit_for({options.world}));
  auto mix = mix_of(options);
  if (!mix) return report(mix.error(), kInput);
  ClientOptions client_options;
  client_options.gateway = options.gateway;
  client_options.patience = std::chrono::seconds(options.wait);
  client_options.connections = static_cast<std::size_t>(options.workers);
  client_options.forgets = true;
  Users users(*world, options.keys, client_options);
  auto estate = Estate::open(*world, users);
  if (!estate) return report(estate.error(), kSystem);
  if (const int homes = (*estate)->out_of_reach(); homes > 0 && !options.quiet)
    fmt::print(stderr, "homes without WAN coverage at present, left out: {}\n", homes);
  if (options.install)
    if (auto done = install(**estate, *mix, options); !done) return report(done.error(), kSystem);
  auto load = LoadRun::make(**estate, std::move(*mix), options.homes);
  if (!load) return report(load.error(), kInput);

  const Pace pace{.workers = options.workers,
                  .per_second = options.rate,
                  .count = options.requests,
                  .time = std::chrono::seconds(options.requests == 0 && options.seconds == 0 ? 10 : options.seconds)};
  std::atomic<bool> stop{false};
  std::thread signals([&stop] { stop_at_end_signal(stop); });
  std::optional<Progress> progress;
  if (!options.quiet) progress.emplace(**load);
  const double seconds = (*load)->run(pace, stop);
  progress.reset();
  stop = true;
  signals.join();
  print(**load, options, seconds);
  return (*load)->failed() == 0 ? kGood : kNegative;
}

}  // namespace

void add_load(CLI::App& program, int& exit) {
  auto options = std::make_shared<LoadOptions>();
  CLI::App* command = program.add_subcommand(
      "load", "Play the Users of a world file against a running server, and measure; Ctrl-C ends it early");
  command->add_option("--world", options->world, "World file, the server's")->required();
  command->add_option("--keys", options->keys, "Key folder with the Users' keys, split by owner")->required();
  command->add_option("--gateway", options->gateway, "The gateway")->capture_default_str();
  command->add_option("--mix", options->mix, "What to send: reads, day, or a TOML file")->capture_default_str();
  command->add_option("--homes", options->homes, "Use the first homes only; 0: all")->capture_default_str();
  command->add_flag("--install", options->install, "First pre-notify, join and commission the Devices of the mix");
  command
      ->add_option("--rate", options->rate,
                   "Requests a second, whatever comes back (open loop); 0: each worker as fast as it is answered")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--workers", options->workers, "Requests under way at once, at most")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  command->add_option("--requests", options->requests, "How many; 0: until the time is over")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--seconds", options->seconds, "For how long; without --requests 10 when not given")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--wait", options->wait, "Seconds to wait for a pushed answer")->capture_default_str();
  command->add_flag("--quiet", options->quiet, "No progress on standard error");
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
