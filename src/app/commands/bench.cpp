// gridpost bench: how fast the whole path is on this machine.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/bench_codec.h"
#include "app/bench_estate.h"
#include "app/bench_exchange.h"
#include "app/bench_signing.h"
#include "app/commands/command.h"
#include "app/job_run.h"
#include "app/signals.h"

namespace gridpost::app {
namespace {

void print(const ExchangeFigures& f, const ExchangeBench& options) {
  fmt::print("exchange: {} round trips with {} clients in {:.1f} s, {} of them commissionings, {} failed\n",
             f.round_trips, options.clients, f.seconds, f.commissionings, f.failed);
  fmt::print("  {:8.0f} round trips/s (request accepted durably, executed, signed answer delivered and confirmed)\n",
             f.per_second());
  fmt::print("  {:8.1f} ms synchronous answer, median; {:.1f} ms p99\n", f.answer_ms_p50, f.answer_ms_p99);
  fmt::print("CPU per round trip, microseconds\n");
  fmt::print(
      "  {:8.0f} server     (wall time of the sequencer {:.0f}, of it commits {:.0f}; beside it the disk {:.0f};\n"
      "                       {:.0f} events in a batch)\n",
      f.micros(f.server_cpu), f.micros(f.sequencer_seconds), f.micros(f.commit_seconds), f.micros(f.sync_seconds),
      f.events_per_batch);
  fmt::print("  {:8.0f} devices\n  {:8.0f} client\n", f.micros(f.devices_cpu), f.micros(f.client_cpu));
  fmt::print(
      "bound: OpenSSL alone signs {:.0f}/s and verifies {:.0f}/s on one core here; a round trip needs {:.1f}\n"
      "signatures and {:.1f} verifications, so {} cores could do {:.0f}/s if nothing else had to be done\n",
      f.signs_per_second, f.verifies_per_second, f.signs_per_trip, f.verifies_per_trip, f.cores, f.bound());
  fmt::print("  {:8.1f} % of that bound\n", 100 * f.per_second() / f.bound());
  fmt::print("memory: server {:.0f} MiB idle after start, {:.0f} MiB after the run; devices {:.0f} MiB\n",
             f.server_idle_mib, f.server_mib, f.devices_mib);
}

void print_json(const ExchangeFigures& f) {
  const nlohmann::ordered_json j{{"roundTrips", f.round_trips},
                                 {"failed", f.failed},
                                 {"seconds", f.seconds},
                                 {"perSecond", f.per_second()},
                                 {"answerMsMedian", f.answer_ms_p50},
                                 {"answerMsP99", f.answer_ms_p99},
                                 {"serverCpuMicros", f.micros(f.server_cpu)},
                                 {"devicesCpuMicros", f.micros(f.devices_cpu)},
                                 {"clientCpuMicros", f.micros(f.client_cpu)},
                                 {"boundPerSecond", f.bound()},
                                 {"shareOfBound", f.per_second() / f.bound()},
                                 {"serverIdleMiB", f.server_idle_mib},
                                 {"serverMiB", f.server_mib}};
  fmt::print("{}\n", j.dump(2));
}

int run(const ExchangeBench& options, bool json) {
  hold_end_signals();
  auto figures = bench_exchange(options);
  if (!figures) return report(figures.error(), kSystem);
  if (json)
    print_json(*figures);
  else
    print(*figures, options);
  return figures->failed == 0 ? kGood : kNegative;
}

void print(const SigningFigures& f, const SigningBench& options) {
  fmt::print("signing: {} clients, {} s for each figure, one 4.1.1 request\n", options.clients, options.seconds);
  fmt::print("                     sign/s  verify/s\n  gridpost signer  {:8.0f}  {:8.0f}\n", f.ours.signs,
             f.ours.verifies);
  if (!f.tool) {
    fmt::print("the public tool is not in {}; ./check clients installs it\n", options.packages);
    return;
  }
  fmt::print("  public tool      {:8.0f}  {:8.0f}   (one message at a time: it works on the standard streams)\n",
             f.tool->signs, f.tool->verifies);
  fmt::print("  ratio            {:8.1f}  {:8.1f}\n", f.ours.signs / f.tool->signs, f.ours.verifies / f.tool->verifies);
}

void print_json(const SigningFigures& f) {
  nlohmann::ordered_json j{{"signsPerSecond", f.ours.signs}, {"verifiesPerSecond", f.ours.verifies}};
  if (f.tool) {
    j["toolSignsPerSecond"] = f.tool->signs;
    j["toolVerifiesPerSecond"] = f.tool->verifies;
    j["signRatio"] = f.ours.signs / f.tool->signs;
    j["verifyRatio"] = f.ours.verifies / f.tool->verifies;
  }
  fmt::print("{}\n", j.dump(2));
}

int run(const SigningBench& options, bool json) {
  hold_end_signals();
  auto figures = bench_signing(options);
  if (!figures) return report(figures.error(), kSystem);
  if (json)
    print_json(*figures);
  else
    print(*figures, options);
  return kGood;
}

void add_signing(CLI::App& command, int& exit) {
  auto options = std::make_shared<SigningBench>();
  auto json = std::make_shared<bool>(false);
  CLI::App* signing = command.add_subcommand(
      "signing", "Our signing service beside the public tool's server, in turns, on this machine");
  signing->add_option("--seconds", options->seconds, "For each figure")
      ->check(CLI::Range(1, 600))
      ->capture_default_str();
  signing->add_option("--clients", options->clients, "Requests under way at once")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  signing->add_option("--tool", options->packages, "Folder with the public tool's node_modules")->capture_default_str();
  signing->add_option("--tool-server", options->tool_server, "Java file that makes a server of it")
      ->capture_default_str();
  signing->add_option("--data", options->folder, "Folder for keys and logs; emptied first")->capture_default_str();
  signing->add_flag("--json", *json, "Print JSON");
  signing->callback([options, json, &exit] { exit = run(*options, *json); });
}

void print(const CodecFigures& f) {
  fmt::print("codec: {} messages, {:.0f} octets on average; for each second of processor time on one core\n",
             f.messages, f.octets);
  for (const CodecFigure& one : f.figures) {
    fmt::print("  {:16} {:10.0f}/s {:8.2f} us  {}", one.name, one.per_second, 1e6 / one.per_second, one.what);
    if (one.share > 0) fmt::print("; {:.0f} % of {}", 100 * one.share, one.bound);
    fmt::print("\n");
  }
}

void print_json(const CodecFigures& f) {
  nlohmann::ordered_json j{
      {"messages", f.messages}, {"octets", f.octets}, {"perSecond", nlohmann::ordered_json::object()}};
  for (const CodecFigure& one : f.figures) j["perSecond"][one.name] = one.per_second;
  fmt::print("{}\n", j.dump(2));
}

int run(const CodecBench& options, bool json) {
  const auto figures = bench_codec(options);
  if (!figures) return report(figures.error(), kSystem);
  if (json)
    print_json(*figures);
  else
    print(*figures);
  return kGood;
}

void add_codec(CLI::App& command, int& exit) {
  auto options = std::make_shared<CodecBench>();
  auto json = std::make_shared<bool>(false);
  CLI::App* codec = command.add_subcommand(
      "codec", "Decode, encode, check MACs, transform and show as MMC, on one core, beside OpenSSL alone");
  codec->add_option("--seconds", options->seconds, "Processor time for each figure")
      ->check(CLI::Range(0.05, 600.0))
      ->capture_default_str();
  codec->add_option("--samples", options->samples, "Messages of each use case and direction")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  codec->add_option("--messages", options->messages, "Folder of messages to take instead of those that we make");
  codec->add_option("--only", options->only, "One figure alone, for a profiler: decode, MMC, ...");
  codec->add_flag("--json", *json, "Print JSON");
  codec->callback([options, json, &exit] { exit = run(*options, *json); });
}

void print(const EstateFiguresOfTwo& f) {
  const EstateCosts& a = f.small;
  const EstateCosts& b = f.large;
  const auto row = [](const char* what, double small, double large, const char* unit) {
    fmt::print("  {:42} {:12.1f} {:12.1f} {:12} {:6.2f}\n", what, small, large, unit, small > 0 ? large / small : 0);
  };
  fmt::print("estate: {} homes with {} Devices, and {} homes with {} Devices\n", a.homes, a.devices, b.homes,
             b.devices);
  fmt::print("  {:42} {:>12} {:>12} {:12} {:>6}\n", "", "smaller", "larger", "", "ratio");
  const auto rate = [](const EstateCosts& c) { return static_cast<double>(c.devices) / c.make_seconds; };
  row("making it", rate(a), rate(b), "Devices/s");
  row("its store", a.store_mib, b.store_mib, "MiB");
  const auto home_rows = [&row](const char* what, const HomeCost& small, const HomeCost& large) {
    row(what, small.first, large.first, "us");
    row("  again, its pages in memory", small.again, large.again, "us");
  };
  home_rows("reading one Device", a.read, b.read);
  home_rows("reading the Devices of one home", a.home, b.home);
  home_rows("updating the status of one meter", a.update, b.update);
  home_rows("updating the flag of one home", a.flag, b.flag);
  row("housekeeping", a.housekeeping_seconds, b.housekeeping_seconds, "s");
  row("  for each Device removed", a.removal_micros(), b.removal_micros(), "us");
  row("suspending a model", a.suspension_seconds, b.suspension_seconds, "s");
  row("  for each of its Devices", a.suspension_micros(), b.suspension_micros(), "us");
  row("the files that follow", a.files_seconds, b.files_seconds, "s");
  row("  for each update in them", a.filing_micros(), b.filing_micros(), "us");
  fmt::print("memory of this process at most {:.0f} MiB\n", f.peak_mib);
  fmt::print("housekeeping removed {} and {} Devices, each batch durable\n", a.removed, b.removed);
  for (const EstateCosts* c : {&a, &b})
    fmt::print("{} homes: suspended {} Devices, {:.1f} % of all, with {} updates of flags in {} files\n", c->homes,
               c->suspended, 100 * static_cast<double>(c->suspended) / static_cast<double>(c->devices), c->in_files,
               c->files);
}

nlohmann::ordered_json as_json(const HomeCost& c) { return {{"firstMicros", c.first}, {"againMicros", c.again}}; }

nlohmann::ordered_json as_json(const EstateCosts& c) {
  return {{"homes", c.homes},
          {"devices", c.devices},
          {"makeSeconds", c.make_seconds},
          {"storeMiB", c.store_mib},
          {"read", as_json(c.read)},
          {"home", as_json(c.home)},
          {"update", as_json(c.update)},
          {"flag", as_json(c.flag)},
          {"removed", c.removed},
          {"housekeepingSeconds", c.housekeeping_seconds},
          {"suspended", c.suspended},
          {"suspensionSeconds", c.suspension_seconds},
          {"updatesInFiles", c.in_files},
          {"files", c.files},
          {"filesSeconds", c.files_seconds}};
}

int run(const EstateBench& options, bool json) {
  const auto figures = bench_estate(options);
  if (!figures) return report(figures.error(), kSystem);
  if (json)
    fmt::print("{}\n", nlohmann::ordered_json{{"smaller", as_json(figures->small)},
                                              {"larger", as_json(figures->large)},
                                              {"peakMiB", figures->peak_mib}}
                           .dump(2));
  else
    print(*figures);
  return kGood;
}

void add_estate_bench(CLI::App& command, int& exit) {
  auto options = std::make_shared<EstateBench>();
  options->progress = show_progress;
  auto json = std::make_shared<bool>(false);
  CLI::App* estate = command.add_subcommand(
      "estate", "What one home and bulk work cost in estates of two sizes; --large 20000000 for the whole country");
  const CLI::Range homes(100, 99'999'999);
  estate->add_option("--small", options->small, "Homes of the smaller one")->check(homes)->capture_default_str();
  estate->add_option("--large", options->large, "Homes of the larger one")->check(homes)->capture_default_str();
  estate->add_option("--reads", options->reads, "Reads and updates of one home, for each figure")
      ->check(CLI::Range(1, 10'000'000))
      ->capture_default_str();
  estate->add_option("--due", options->due, "Share of homes whose Devices housekeeping removes")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  estate->add_option("--data", options->folder, "Folder for the stores, which are made anew")->capture_default_str();
  estate->add_flag("--json", *json, "Print JSON");
  estate->callback([options, json, &exit] { exit = run(*options, *json); });
}

}  // namespace

void add_bench(CLI::App& program, int& exit) {
  CLI::App* command =
      program.add_subcommand("bench", "Measure on this machine; prints ratios of one run, never fails on time");
  command->require_subcommand(1);
  auto options = std::make_shared<ExchangeBench>();
  auto json = std::make_shared<bool>(false);
  CLI::App* exchange = command->add_subcommand(
      "exchange",
      "4.1.1 to single-element ESMEs with commissionings mixed in; server, devices and client on this machine");
  exchange->add_option("--round-trips", options->round_trips, "How many")->capture_default_str();
  exchange->add_option("--commissionings", options->commission_percent, "Percent of them that are 8.1.1")
      ->capture_default_str();
  exchange->add_option("--homes", options->homes, "ESMEs that are read")->capture_default_str();
  exchange->add_option("--clients", options->clients, "Requests under way at once")->capture_default_str();
  exchange->add_option("--data", options->folder, "Folder for world, keys, stores and logs; emptied first")
      ->capture_default_str();
  exchange->add_flag("--json", *json, "Print JSON");
  exchange->callback([options, json, &exit] { exit = run(*options, *json); });
  add_signing(*command, exit);
  add_codec(*command, exit);
  add_estate_bench(*command, exit);
}

}  // namespace gridpost::app
