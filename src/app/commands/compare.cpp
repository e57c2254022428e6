// gridpost compare and gridpost traffic: the same traffic under the rules of two days.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/compare.h"
#include "app/housekeeping.h"
#include "app/input.h"
#include "base/log.h"

namespace gridpost::app {
namespace {

constexpr std::string_view kGenerated = "generated";

struct ComparisonOptions {
  std::string from, to;
  std::string traffic;
  std::string data;
  std::string out;
  RuleOptions rules;
  std::uint64_t homes = 240;
  std::uint64_t seed = 1;
  std::size_t requests = 240;
  std::size_t most = 10'000;
  bool json = false;
};

Nation nation_of(const ComparisonOptions& options, TimeMs now) {
  NationOptions nation;
  nation.homes = options.homes;
  nation.seed = options.seed;
  nation.now = now;
  nation.due = 0.05;
  return Nation(nation);
}

std::string title_of(const std::string& key) {
  const auto all = releases();
  const auto it = std::find_if(all.begin(), all.end(), [&](const Release& r) { return r.key == key; });
  return it == all.end() ? std::string() : std::string(it->title);
}

// Further lines of a file stand below the first.
std::string indented(const std::string& text) {
  if (text.empty()) return "nothing";
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out += "                ";
  }
  return out.substr(0, out.find_last_not_of(" \n") + 1);
}

void print(const Comparison& comparison, const ComparisonOptions& options) {
  for (const std::string& key : comparison.switched) {
    const auto count = std::count_if(comparison.differences.begin(), comparison.differences.end(),
                                     [&](auto& d) { return d.cause == key; });
    fmt::print("{} ({}): {} differences\n", key, title_of(key), count);
    for (const Difference& d : comparison.differences) {
      if (d.cause != key) continue;
      fmt::print("  {:8} {}\n    {}: {}\n    {}: {}\n", d.what, d.where, options.from, indented(d.before), options.to,
                 indented(d.after));
    }
  }
  if (comparison.switched.empty()) fmt::print("the same rules hold on {} and {}\n", options.from, options.to);
}

void print_json(const Comparison& comparison) {
  nlohmann::ordered_json all{{"switched", comparison.switched}, {"differences", nlohmann::ordered_json::array()}};
  for (const Difference& d : comparison.differences)
    all["differences"].push_back(
        {{"cause", d.cause}, {"what", d.what}, {"where", d.where}, {"before", d.before}, {"after", d.after}});
  fmt::print("{}\n", all.dump(2));
}

Result<int> compare(const ComparisonOptions& options) {
  log::configure(log::Format::Text, log::Level::Error);  // the rest is about the life of a server
  GP_TRY(book, options.rules.book());
  CompareOptions what;
  GP_TRY(from, local_midnight(options.from));
  GP_TRY(to, local_midnight(options.to));
  what.from = from;
  what.to = to;
  what.store = options.data;
  what.folder = (std::filesystem::temp_directory_path() / fmt::format("gridpost-compare-{}", getpid())).string();
  const Nation nation = nation_of(options, std::max(from, to));
  Traffic traffic;
  if (options.traffic == kGenerated) {
    traffic = make_traffic(nation, options.requests);
  } else {
    GP_TRY(text, read_input(options.traffic));
    auto read = read_traffic(text);
    if (!read) return within(options.traffic, std::move(read).error());
    traffic = std::move(*read);
  }
  GP_TRY(comparison, compare_rules(book, what, nation, traffic));
  if (options.json)
    print_json(comparison);
  else
    print(comparison, options);
  return comparison.differences.empty() ? kGood : kNegative;
}

Result<int> write_to(const std::string& file, const Traffic& traffic) {
  const std::string text = write_traffic(traffic);
  if (file.empty()) {
    fmt::print("{}", text);
    return kGood;
  }
  std::ofstream out(file);
  out << text;
  out.close();
  if (!out) return fail("the file cannot be written", file);
  fmt::print("{} steps\n", traffic.size());
  return kGood;
}

Result<int> make(const ComparisonOptions& options) {
  GP_TRY(at, local_midnight(options.from));
  return write_to(options.out, make_traffic(nation_of(options, at), options.requests));
}

Result<int> record(const ComparisonOptions& options) {
  GP_TRY(open, open_store_with_clock(options.data));
  GP_TRY(traffic, record_traffic(*open.store, options.most));
  return write_to(options.out, traffic);
}

void run_with(CLI::App& command, const std::shared_ptr<ComparisonOptions>& options,
              Result<int> (*work)(const ComparisonOptions&), int& exit) {
  command.callback([options, work, &exit] {
    const auto done = work(*options);
    exit = done ? *done : report(done.error(), kInput);
  });
}

void add_nation_options(CLI::App& command, ComparisonOptions& options) {
  command.add_option("--homes", options.homes, "Homes of the estate that generated traffic is about")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command.add_option("--seed", options.seed, "Of that estate")->capture_default_str();
  command.add_option("--requests", options.requests, "How many are generated")
      ->check(CLI::Range(0, 10'000'000))
      ->capture_default_str();
}

}  // namespace

void add_compare(CLI::App& program, int& exit) {
  auto options = std::make_shared<ComparisonOptions>();
  CLI::App* command = program.add_subcommand(
      "compare", "Run the same traffic under the rules of two days; list what differs, and what causes it");
  command->add_option("--from", options->from, "The one day, e.g. 2021-06-01")->required();
  command->add_option("--to", options->to, "The other day")->required();
  command->add_option("TRAFFIC", options->traffic, "File of gridpost traffic, or 'generated'")->required();
  command->add_option("--data", options->data,
                      "Begin with a copy of this server's store instead of a generated estate");
  add_rule_options(*command, options->rules);
  add_nation_options(*command, *options);
  command->add_flag("--json", options->json, "Print JSON");
  run_with(*command, options, compare, exit);
}

void add_traffic(CLI::App& program, int& exit) {
  CLI::App* command = program.add_subcommand("traffic", "Traffic for gridpost compare: made, or out of a store");
  command->require_subcommand(1);
  auto made = std::make_shared<ComparisonOptions>();
  CLI::App* c = command->add_subcommand("make", "Requests of an estate's parties, and a run of housekeeping");
  c->add_option("--at", made->from, "The day on which it happens, e.g. 2021-06-01")->required();
  add_nation_options(*c, *made);
  c->add_option("--out", made->out, "File to write; default: standard output");
  run_with(*c, made, make, exit);
  auto recorded = std::make_shared<ComparisonOptions>();
  recorded->data = "gridpost.data";
  c = command->add_subcommand("record", "The requests in the audit trail of a server's store");
  c->add_option("--data", recorded->data, "Folder of the store")->capture_default_str();
  c->add_option("--most", recorded->most, "Entries of the trail to look at, the newest")->capture_default_str();
  c->add_option("--out", recorded->out, "File to write; default: standard output");
  run_with(*c, recorded, record, exit);
}

}  // namespace gridpost::app
