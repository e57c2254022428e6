// gridpost inventory: Devices that come from another system.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>

#include "app/commands/command.h"
#include "app/device_import.h"
#include "engine/world_time.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::app {
namespace {

struct InventoryOptions {
  std::string data = "gridpost.data";
  std::string file;
};

int run(const InventoryOptions& options) {
  const std::string place = options.data + "/gridpost.db";
  if (!std::filesystem::exists(place)) return report({"there is no server's store here", options.data, {}}, kSystem);
  std::ifstream lines(options.file);
  if (!lines) return report({"the file cannot be read", options.file, {}}, kSystem);
  auto store = store::open_sqlite(place);
  if (!store) return report(store.error(), kSystem);
  auto clock = engine::WorldTime::open(**store, {});
  if (!clock) return report(clock.error(), kSystem);
  const auto count = import_devices(**store, lines, (*clock)->now());
  if (!count) return report(within(options.file, count.error()).value(), kInput);
  fmt::print("{} imported, {} were there already\n", count->imported, count->there_already);
  return kGood;
}

}  // namespace

void add_inventory(CLI::App& program, int& exit) {
  CLI::App* command = program.add_subcommand("inventory", "The Devices of a server's store; it may be running");
  command->require_subcommand(1);
  auto options = std::make_shared<InventoryOptions>();
  CLI::App* import = command->add_subcommand(
      "import", "Take over Devices of another system with their histories; a file read twice changes nothing");
  import->add_option("FILE", options->file, "JSON, a Device a line")->required();
  import->add_option("--data", options->data, "Folder of the server's store")->capture_default_str();
  import->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
