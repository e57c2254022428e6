// gridpost inventory: Devices that come from another system, the recovery of their credentials, and recalls of hubs.
#include <CLI/CLI.hpp>
#include <fstream>

#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/device_import.h"
#include "app/input.h"
#include "app/job_run.h"
#include "app/products_list.h"
#include "app/recovery.h"
#include "app/server_store.h"
#include "engine/world_time.h"

namespace gridpost::app {
namespace {

// ---- import ----

struct ImportOptions {
  std::string data = "gridpost.data";
  std::string file;
  std::string registration;
  RuleOptions rules;
};

Result<ImportCount> import_file(engine::Store& store, std::istream& lines, const ImportOptions& options) {
  GP_TRY(book, options.rules.book());
  GP_TRY(desk, desk_of(options.registration));
  GP_TRY(clock, engine::WorldTime::open(store, {}));
  auto count = import_devices(store, lines, {engine::FlagKeeper(desk), book, clock->now()});
  if (!count) return within(options.file, std::move(count).error());
  return count;
}

int run_import(const ImportOptions& options) {
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  std::ifstream lines(options.file);
  if (!lines) return report({"the file cannot be read", options.file, {}}, kSystem);
  const auto count = import_file(**store, lines, options);
  if (!count) return report(count.error(), kInput);
  fmt::print("{} imported, {} were there already\n", count->imported, count->there_already);
  return kGood;
}

// ---- recovery ----

struct RecoveryOptions {
  std::string data = "gridpost.data";
  std::string step;
  std::vector<std::string> devices;
  std::string file;
  std::string broker = "90-B3-D5-1F-30-00-00-02";
  std::string registration;
  RuleOptions rules;
};

Result<std::vector<Eui64>> devices_of(const RecoveryOptions& options) {
  if (!options.file.empty()) return read_identifiers(options.file);
  std::vector<Eui64> devices;
  for (const std::string& text : options.devices) {
    GP_TRY(id, Eui64::parse(text));
    devices.push_back(id);
  }
  return devices;
}

Result<RecoveryCount> recover(engine::Store& store, const RecoveryOptions& options) {
  if (options.devices.empty() == options.file.empty()) return fail("say which: identifiers, or --devices", "recovery");
  RecoveryCall call;
  call.step = *inventory::recovery_step(options.step);
  call.by = operator_name();
  GP_TRY(broker, Eui64::parse(options.broker));
  call.broker = broker;
  GP_TRY(book, options.rules.book());
  call.book = book;
  GP_TRY(devices, devices_of(options));
  GP_TRY(desk, desk_of(options.registration));
  GP_TRY(clock, engine::WorldTime::open(store, {}));
  return move_recovery(store, desk, *clock, call, devices);
}

int run_recovery(const RecoveryOptions& options) {
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  const auto count = recover(**store, options);
  if (!count) return report(count.error(), kInput);
  for (const std::string& why : count->refused) fmt::print(stderr, "{}\n", why);
  fmt::print("{}: {} Devices, {} were so already, {} refused\n", options.step, count->moved, count->so_already,
             count->refused.size());
  return count->refused.empty() ? kGood : kNegative;
}

void add_recovery(CLI::App& command, int& exit) {
  const auto [c, o] = add_store_command<RecoveryOptions>(
      command, "recovery",
      "Tell how far the recovery of Devices' credentials is, as the SMKI recovery procedure goes on");
  c->add_option("STEP", o->step,
                "begun; replaced, by the recovery key; ended, with the Users' own credentials in place")
      ->check(CLI::IsMember({"begun", "replaced", "ended"}))
      ->required();
  c->add_option("DEVICES", o->devices, "Their identifiers");
  c->add_option("--devices", o->file, "File with them, one a line");
  c->add_option("--broker", o->broker, "Whose alerts N48 are")->capture_default_str();
  add_desk_option(*c, o->registration);
  add_rule_options(*c, o->rules);
  c->callback([options = o, &exit] { exit = run_recovery(*options); });
}

// ---- recall ----

struct RecallOptions {
  std::string data = "gridpost.data";
  exchange::Needs::Model hubs{.type = DeviceType::CHF, .manufacturer = {}, .model = {}, .firmware_version = {}};
  bool wait = false;
};

Result<std::int64_t> recall(engine::Store& store, const RecallOptions& options) {
  GP_TRY(clock, engine::WorldTime::open(store, {}));
  GP_TRY(tx, store.begin());
  GP_TRY(job, begin_recall(*tx, options.hubs, {operator_name(), clock->now()}));
  GP_CHECK(tx->commit());
  return job;
}

int run_recall(const RecallOptions& options) {
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  const auto job = recall(**store, options);
  if (!job) return report(job.error(), kInput);
  fmt::print("job {}: the server takes the hubs of this model out of service\n", *job);
  if (!options.wait) return kGood;
  const auto waited = wait_for_job(**store, *job, show_job);
  return waited ? kGood : report(waited.error(), kSystem);
}

void add_recall(CLI::App& command, int& exit) {
  const auto [c, o] = add_store_command<RecallOptions>(
      command, "recall", "Take every hub of a model out of service, as if each were returned by 8.14.4");
  c->add_option("--manufacturer", o->hubs.manufacturer, "Manufacturer, as the inventory has it")->required();
  c->add_option("--model", o->hubs.model, "Model, as the inventory has it")->required();
  c->add_option("--firmware", o->hubs.firmware_version, "Firmware version")->required();
  c->add_flag("--wait", o->wait, "Show how far the server is, until it is done");
  c->callback([options = o, &exit] { exit = run_recall(*options); });
}

}  // namespace

void add_inventory(CLI::App& program, int& exit) {
  CLI::App* command = program.add_subcommand("inventory", "The Devices of a server's store; it may be running");
  command->require_subcommand(1);
  const auto [import, options] = add_store_command<ImportOptions>(
      *command, "import",
      "Take over Devices of another system with their histories; a file read twice changes nothing");
  import->add_option("FILE", options->file, "JSON, a Device a line")->required();
  add_desk_option(*import, options->registration);
  add_rule_options(*import, options->rules);
  import->callback([o = options, &exit] { exit = run_import(*o); });
  add_recovery(*command, exit);
  add_recall(*command, exit);
}

}  // namespace gridpost::app
