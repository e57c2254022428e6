// gridpost estate: a national estate of Devices in a store.
#include <CLI/CLI.hpp>

#include "app/commands/command.h"
#include "app/job_run.h"
#include "app/nation.h"
#include "base/clock.h"
#include "catalogue/rules.h"

namespace gridpost::app {
namespace {

struct EstateOptions {
  std::string data = "gridpost.data";
  NationOptions nation;
  std::string at;
};

int make(const EstateOptions& options) {
  NationOptions nation = options.nation;
  nation.now = machine_now();
  if (!options.at.empty()) {
    auto day = local_midnight(options.at);
    if (!day) return report(day.error(), kInput);
    nation.now = *day;
  }
  const auto progress = [&](std::uint64_t homes) { show_progress("homes", homes, nation.homes); };
  auto figures = make_estate(options.data, Nation(nation), progress);
  if (!figures) return report(figures.error(), kSystem);
  fmt::print("{} homes, {} Devices, {} rows in {:.1f} s, {:.0f} Devices/s; {} ESMEs have a wrong variant\n",
             figures->homes, figures->devices, figures->rows, figures->seconds,
             static_cast<double>(figures->devices) / std::max(figures->seconds, 1e-9), figures->wrong_variants);
  return kGood;
}

}  // namespace

void add_estate(CLI::App& program, int& exit) {
  CLI::App* command = program.add_subcommand("estate", "A plausible national estate of Devices, to try things on");
  command->require_subcommand(1);
  auto options = std::make_shared<EstateOptions>();
  CLI::App* c =
      command->add_subcommand("make", "Make a store with so many homes; the same options make the same estate");
  c->add_option("--homes", options->nation.homes, "How many")->check(CLI::Range(1, 99'999'999))->capture_default_str();
  c->add_option("--data", options->data, "Folder for the store; there must be none yet")->capture_default_str();
  c->add_option("--seed", options->nation.seed, "Another number makes another estate")->capture_default_str();
  c->add_option("--at", options->at, "The day as of which it is, and the world's clock begins; default: now");
  c->add_option("--wrong-variants", options->nation.wrong_variants,
                "Share of ESMEs that have another ESME Variant than "
                "their model")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  c->add_option("--due", options->nation.due, "Share of homes whose Devices are Pending for more than 36 months")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  c->callback([options, &exit] { exit = make(*options); });
}

}  // namespace gridpost::app
