// gridpost conformance: plays the use cases of a GBCS version against a Device and reports what it answered.
#include <CLI/CLI.hpp>
#include <fstream>

#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/trial_report.h"
#include "base/clock.h"

namespace gridpost::app {
namespace {

struct ConformanceOptions {
  std::string device = "127.0.0.1:8077";
  std::string world;
  std::string target;
  KeyOptions keys;
  double timeout = 30;
  bool no_join = false;
  std::vector<std::string> use_cases, without;
  TrialOptions trial;
  std::string html, junit;
  bool json = false;
};

Status write_file(const std::string& path, const std::string& content) {
  if (path.empty()) return {};
  std::ofstream out(path, std::ios::binary);
  out << content;
  return out.flush() ? Status{} : Status(fail("the file cannot be written", path));
}

Status complete(ConformanceOptions& o) {
  GP_TRY(endpoints, network::parse_endpoints(o.device));
  if (endpoints.size() != 1) return fail("one device process is tried at a time", "--device");
  GP_TRY(target, Eui64::parse(o.target));
  if (o.timeout <= 0) return fail("a time-out is more than 0 seconds", "--timeout");
  o.trial.device = endpoints.front();
  o.trial.target = target;
  o.trial.timeout = std::chrono::milliseconds(static_cast<std::int64_t>(o.timeout * kSecond));
  o.trial.join = !o.no_join;
  o.trial.use_cases = {o.use_cases.begin(), o.use_cases.end()};
  o.trial.without = {o.without.begin(), o.without.end()};
  return {};
}

int run(ConformanceOptions& options) {
  if (auto done = complete(options); !done) return report(done.error(), kInput);
  const auto world = devices::load_world(options.world);
  if (!world) return report(world.error(), exit_for({options.world}));
  if (auto checked = check_trial(*world, options.trial); !checked) return report(checked.error(), kInput);
  const TimeMs now = world->time.at(machine_now());
  crypto::KeyStore keys;
  for (const Owner owner : {Owner::Dcc, Owner::Users})
    if (auto loaded = load_keys(keys, options.keys, owner, now); !loaded) return report(loaded.error(), kSystem);
  const auto trial = run_trial(*world, keys, options.trial, [&](const TrialRow& row) {
    if (!options.json) fmt::print("{}\n", trial_line(row));
    std::fflush(stdout);
  });
  if (!trial) return report(trial.error(), kSystem);
  fmt::print("{}", options.json ? trial_json(*trial) : trial_reads(*trial) + trial_summary(*trial) + '\n');
  if (auto done = write_file(options.html, trial_html(*trial)); !done) return report(done.error(), kSystem);
  if (auto done = write_file(options.junit, trial_junit(*trial)); !done) return report(done.error(), kSystem);
  return trial->passed() ? kGood : kNegative;
}

}  // namespace

void add_conformance(CLI::App& program, int& exit) {
  auto o = std::make_shared<ConformanceOptions>();
  CLI::App* command = program.add_subcommand(
      "conformance", "Play the use cases of a GBCS version against a Device and report what it answered");
  command->add_option("--device", o->device, "Device process, HOST:PORT")->capture_default_str();
  command->add_option("--target", o->target, "The Device on trial, an EUI-64")->required();
  command->add_option("--world", o->world, "World file that has the Device, its home and the Users")->required();
  add_key_options(*command, o->keys);
  command->add_option("--version,--gbcs-version", o->trial.gbcs_version,
                      "GBCS version whose use cases are played; default: that of the Device in the world file");
  command->add_option("--use-case", o->use_cases, "Play this use case only; may be repeated")->delimiter(',');
  command->add_option("--without", o->without, "Leave this use case out; may be repeated")->delimiter(',');
  command->add_option("--timeout", o->timeout, "Seconds to wait for each answer")->capture_default_str();
  command->add_option("--seed", o->trial.seed, "Of the contents of commands: the same seed, the same contents")
      ->capture_default_str();
  command->add_flag("--strict", o->trial.strict, "A documented error counts as failed, too");
  command->add_flag("--no-join", o->no_join, "The Device is on the HAN of its hub: do not add it to the device log");
  command->add_flag("--json", o->json, "Print JSON");
  command->add_option("--html", o->html, "Write the report to this file too, as one HTML page");
  command->add_option("--junit", o->junit, "Write the report to this file too, as JUnit XML");
  command->footer(
      "Exit codes: 0 every use case that the version offers passed; 1 one failed, was not answered or could not be "
      "made,\nor none is offered; 2 wrong options; 3 no device process answers, the Device does not join, or a file is "
      "missing.");
  command->callback([o, &exit] { exit = run(*o); });
}

}  // namespace gridpost::app
