// gridpost housekeeping: Devices that stay Pending leave the inventory. (SECMP0060)
#include <CLI/CLI.hpp>

#include "app/commands/command.h"
#include "app/commands/housekeeping_output.h"
#include "app/commands/shared_options.h"
#include "app/folder_lock.h"
#include "app/housekeeping.h"
#include "app/input.h"
#include "app/job_run.h"

namespace gridpost::app {
namespace {

struct HousekeepingOptions {
  std::string data = "gridpost.data";
  RuleOptions rules;
  std::string registration;
  std::string broker = "90-B3-D5-1F-30-00-00-02";
  bool dry = false;
  bool list = false;
  bool json = false;
  std::string at;
  engine::JobPace pace;
  std::int64_t run = 0;
  std::vector<std::string> settings;
  bool yes = false;
  std::string by = "operator";
  std::string devices;  // a file
  std::string type;
  std::string pending_before;
  std::size_t expect = 0;
  std::string accepted, returned;
};

Result<inventory::RetentionPolicy> policy_of(engine::Store& store, const RuleBook& book, TimeMs at) {
  GP_TRY(tx, store.read());
  return engine::housekeeping_policy(*tx, book, at);
}

Result<int> dry(const OpenStore& open, const HousekeepingOptions& options, const RuleBook& book) {
  TimeMs at = open.clock->now();
  if (!options.at.empty()) {
    GP_TRY(day, local_midnight(options.at));
    at = day;
  }
  GP_TRY(policy, policy_of(*open.store, book, at));
  DueList due(options.list, options.json);
  GP_TRY(figures,
         dry_run(*open.store, policy, at, [&](const auto& removal, const auto& device) { due.add(removal, device); }));
  due.end(figures, at);
  return kGood;
}

// With the folder to itself it does the run, beside a server the server does.
Result<engine::Job> real(const OpenStore& open, const HousekeepingOptions& options, const RuleBook& book) {
  GP_TRY(broker, Eui64::parse(options.broker));
  GP_TRY(desk, desk_of(options.registration));  // before a run is begun, which a mistake would leave open
  const auto lock = FolderLock::take(options.data);
  GP_TRY(id, begin_run(*open.store, *open.clock));
  if (!lock) return wait_for_job(*open.store, id, show_job);
  const engine::FlagKeeper flags(desk);
  engine::HousekeepingKind kind(book, broker, flags);
  return run_job(*open.store, kind, id, options.pace, *open.clock, show_job);
}

Result<int> run(const HousekeepingOptions& options) {
  if (!options.at.empty() && !options.dry)
    return fail("a run is about now; with --dry-run another day can be looked at", "--at");
  if (options.list && !options.dry)
    return fail("lists what would go, with --dry-run; of a run that was done `housekeeping report --list` does",
                "--list");
  GP_TRY(book, options.rules.book());
  GP_TRY(open, open_store_with_clock(options.data));
  if (options.dry) return dry(open, options, book);
  GP_TRY(job, real(open, options, book));
  GP_TRY(tx, open.store->read());
  GP_TRY(figures, figures_of(*tx, job.id));
  print_run(job, figures, options.json);
  return kGood;
}

Result<int> show_report(const HousekeepingOptions& options) {
  GP_TRY(open, open_store_with_clock(options.data));
  GP_TRY(tx, open.store->read());
  GP_TRY(jobs, tx->jobs().list(engine::kHousekeeping, options.run == 0 ? 1 : 1'000'000));
  std::erase_if(jobs, [&](const engine::Job& j) { return options.run != 0 && j.id != options.run; });
  if (jobs.empty()) return fail("there was no such run", options.data);
  const engine::Job& job = jobs.front();
  GP_TRY(figures, figures_of(*tx, job.id));
  print_run(job, figures, options.json);
  if (!options.list) return kGood;
  for (Eui64 after;;) {
    constexpr std::size_t kPage = 512;
    GP_TRY(page, tx->housekeeping().removals(job.id, after, kPage));
    for (const exchange::Removal& removal : page) print_removal(removal);
    if (page.size() < kPage) return kGood;
    after = page.back().device;
  }
}

Result<int> show_runs(const HousekeepingOptions& options) {
  GP_TRY(open, open_store_with_clock(options.data));
  GP_TRY(tx, open.store->read());
  GP_TRY(jobs, tx->jobs().list(engine::kHousekeeping, 100));
  for (const engine::Job& job : jobs) {
    GP_TRY(figures, figures_of(*tx, job.id));
    print_run(job, figures, options.json);
  }
  return kGood;
}

Result<int> show_settings(const HousekeepingOptions& options) {
  GP_TRY(book, options.rules.book());
  GP_TRY(open, open_store_with_clock(options.data));
  GP_TRY(tx, open.store->read());
  GP_TRY(settings, engine::housekeeping_settings(*tx));
  const bool in_force = book.rules_at(open.clock->now()).on("secmp0060");
  print_settings(settings, in_force);
  return kGood;
}

Result<inventory::HousekeepingSettings> wanted(inventory::HousekeepingSettings settings,
                                               const std::vector<std::string>& changes) {
  for (const std::string& one : changes) {
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos) return fail("'" + one + "' is not NAME=VALUE", "set");
    GP_TRY(next, inventory::with_setting(settings, one.substr(0, equals), one.substr(equals + 1)));
    settings = next;
  }
  return settings;
}

// What would go sooner has to be confirmed. (R60-20)
Result<bool> confirmed(const OpenStore& open, const inventory::RetentionPolicy& before,
                       const inventory::RetentionPolicy& next, bool yes) {
  if (!inventory::is_stricter(next, before)) return true;
  GP_TRY(due_before, dry_run(*open.store, before, open.clock->now()));
  GP_TRY(due_then, dry_run(*open.store, next, open.clock->now()));
  const std::uint64_t more = due_then.removed() - std::min(due_before.removed(), due_then.removed());
  fmt::print("{} Devices more become due at once, {} in all\n", more, due_then.removed());
  if (!yes) fmt::print("nothing was changed; --yes confirms\n");
  return yes;
}

Result<int> set(const HousekeepingOptions& options) {
  GP_TRY(book, options.rules.book());
  GP_TRY(open, open_store_with_clock(options.data));
  GP_TRY(read, open.store->read());
  GP_TRY(before, engine::housekeeping_settings(*read));
  GP_TRY(next, wanted(before, options.settings));
  GP_TRY(go, confirmed(open, before.policy, next.policy, options.yes));
  if (!go) return kNegative;
  GP_TRY(tx, open.store->begin());
  GP_CHECK(engine::set_housekeeping(*tx, next, options.by, open.clock->now()));
  GP_CHECK(tx->commit());
  print_settings(next, book.rules_at(open.clock->now()).on("secmp0060"));
  return kGood;
}

Result<std::vector<Eui64>> devices_by_age(engine::Transaction& tx, const HousekeepingOptions& options) {
  GP_TRY(type, catalogue::named_device_type(options.type, "--type"));
  GP_TRY(before, local_midnight(options.pending_before));
  GP_TRY(found, tx.housekeeping().pending(type, {INT64_MIN, {}}, before - 1, options.expect + 1));
  std::vector<Eui64> devices;
  for (const auto& one : found) devices.push_back(one.device);
  return devices;
}

Result<int> reset(const HousekeepingOptions& options) {
  if (options.devices.empty() == (options.type.empty() || options.pending_before.empty()))
    return fail("say which: --devices, or --type and --pending-before", "reset");
  constexpr std::size_t kMost = 100'000;
  if (options.expect > kMost)
    return fail(fmt::format("at most {} at a time: it is one transaction", kMost), "--expect");
  GP_TRY(open, open_store_with_clock(options.data));
  GP_TRY(tx, open.store->begin());
  GP_TRY(devices, options.devices.empty() ? devices_by_age(*tx, options) : read_identifiers(options.devices));
  GP_CHECK(engine::reset_pending(*tx, devices, options.expect, options.by, open.clock->now()));
  GP_CHECK(tx->commit());
  fmt::print("{} Devices count as Pending since now\n", options.expect);
  return kGood;
}

Result<int> ageing(const HousekeepingOptions& options) {
  GP_TRY(book, options.rules.book());
  GP_TRY(open, open_store_with_clock(options.data));
  GP_TRY(policy, policy_of(*open.store, book, open.clock->now()));
  GP_TRY(lines, ageing_list(*open.store, policy, open.clock->now()));
  print_ageing(lines, options.json);
  return kGood;
}

Result<int> stock(const HousekeepingOptions& options) {
  GP_TRY(open, open_store_with_clock(options.data));
  for (const auto& [file, returned] : {std::pair(options.accepted, false), std::pair(options.returned, true)}) {
    if (file.empty()) continue;
    GP_TRY(text, read_input(file));
    auto loaded = load_deliveries(*open.store, text, returned);
    if (!loaded) return within(file, std::move(loaded).error());
    fmt::print(stderr, "{} hubs {}\n", *loaded, returned ? "returned" : "accepted");
  }
  GP_TRY(tx, open.store->read());
  GP_TRY(figures, tx->housekeeping().hub_stock());
  print_stock(figures, options.json);
  return kGood;
}

struct Sub {
  CLI::App* command;
  std::shared_ptr<HousekeepingOptions> options;
};

Sub add_sub(CLI::App& command, const char* name, const char* about, Result<int> (*work)(const HousekeepingOptions&),
            int& exit) {
  const auto [c, o] = add_store_command<HousekeepingOptions>(command, name, about);
  c->callback([options = o, work, &exit] {
    const auto done = work(*options);
    exit = done ? *done : report(done.error(), done.error().where == options->data ? kSystem : kInput);
  });
  return {c, o};
}

void add_run(CLI::App& command, int& exit) {
  const auto [c, o] = add_sub(
      command, "run", "Do a run, or go on with the one under way; a server that is running does it itself", run, exit);
  add_rule_options(*c, o->rules);
  c->add_flag("--dry-run", o->dry, "Only say what would go");
  c->add_option("--at", o->at, "With --dry-run: as of this day, e.g. 2022-07-01; default: now");
  c->add_flag("--list", o->list, "With --dry-run: each Device, as CSV");
  c->add_option("--broker", o->broker, "Whose alerts N8 are")->capture_default_str();
  add_desk_option(*c, o->registration);
  c->add_option("--batch", o->pace.items, "Devices looked at in one transaction")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  c->add_option("--rest", o->pace.rest, "Pause after each, in times of what it took")
      ->check(CLI::Range(0.0, 1000.0))
      ->capture_default_str();
  c->add_flag("--json", o->json, "Print JSON");
}

void add_figures(CLI::App& command, int& exit) {
  const auto report = add_sub(command, "report", "What a run has removed; default: the last one", show_report, exit);
  report.command->add_option("--run", report.options->run, "Number of the run");
  report.command->add_flag("--list", report.options->list, "Each Device, as CSV");
  const auto runs = add_sub(command, "runs", "The runs so far, the newest first", show_runs, exit);
  const auto old = add_sub(command, "ageing", "Pending Devices by type, who brought them, and age", ageing, exit);
  add_rule_options(*old.command, old.options->rules);
  const auto hubs =
      add_sub(command, "stock", "Hubs that parties have accepted and not commissioned, by party", stock, exit);
  hubs.command->add_option("--accepted", hubs.options->accepted, "First read this CSV file: hub,party,date");
  hubs.command->add_option("--returned", hubs.options->returned, "Then this one: hub,date");
  for (const Sub& sub : {report, runs, old, hubs}) sub.command->add_flag("--json", sub.options->json, "Print JSON");
}

void add_changes(CLI::App& command, int& exit) {
  const auto [show, shown] = add_sub(command, "settings", "Print the settings", show_settings, exit);
  add_rule_options(*show, shown->rules);
  const auto [c, o] =
      add_sub(command, "set", "Change settings, e.g. profile=fia months.IHD=6 excluded=+CHF", set, exit);
  add_rule_options(*c, o->rules);
  c->add_option("SETTINGS", o->settings,
                "profile=legal36|fia|tactical|old12, months=N, months.TYPE=N, excluded=none|TYPES|+TYPE|-TYPE, "
                "continues_after_suspension=yes|no, only_reactivated=yes|no")
      ->required();
  c->add_flag("--yes", o->yes, "Confirm that Devices become due");
  c->add_option("--by", o->by, "Who changes them, for the audit trail")->capture_default_str();
}

void add_reset(CLI::App& command, int& exit) {
  const auto [c, o] = add_sub(command, "reset", "Let the time of Pending Devices count anew", reset, exit);
  c->add_option("--devices", o->devices, "File with their identifiers, one a line");
  c->add_option("--type", o->type, "Of this type, with --pending-before");
  c->add_option("--pending-before", o->pending_before, "Those Pending since before this day");
  c->add_option("--expect", o->expect, "How many they are; otherwise nothing is changed")->required();
  c->add_option("--by", o->by, "Who does it, for the audit trail")->capture_default_str();
}

}  // namespace

void add_housekeeping(CLI::App& program, int& exit) {
  CLI::App* command = program.add_subcommand(
      "housekeeping",
      "Devices that stay Pending leave the inventory: runs, settings, figures; the server may be running");
  command->require_subcommand(1);
  add_run(*command, exit);
  add_figures(*command, exit);
  add_changes(*command, exit);
  add_reset(*command, exit);
}

}  // namespace gridpost::app
