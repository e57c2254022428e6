// gridpost backup and gridpost restore: copies of a server's store.
#include <CLI/CLI.hpp>
#include <filesystem>

#include "app/commands/command.h"
#include "app/folder_lock.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/time.h"
#include "store/sqlite/backup.h"

namespace gridpost::app {
namespace {

namespace fs = std::filesystem;

struct BackupOptions {
  std::string data = "gridpost.data";
  std::string file;
  bool replace = false;
};

// In a folder the copy is named after the time: gridpost-20260105T101715Z.db.
std::string target_of(const std::string& given) {
  std::error_code ec;
  if (!fs::is_directory(given, ec)) return given;
  const Civil c = civil_of(machine_now());
  return (fs::path(given) / fmt::format("gridpost-{:04}{:02}{:02}T{:02}{:02}{:02}Z.db", c.year, c.month, c.day, c.hour,
                                        c.minute, c.second))
      .string();
}

int back_up(const BackupOptions& options) {
  const std::string target = target_of(options.file);
  const std::string store = options.data + "/gridpost.db";
  if (!is_readable(store)) return report({"there is no server's store here", options.data, {}}, kSystem);
  if (auto done = store::back_up(store, target); !done) return report(done.error(), kSystem);
  fmt::print("{}\n", target);
  return kGood;
}

int restore(const BackupOptions& options) {
  if (!is_readable(options.file)) return report({"there is no such backup", options.file, {}}, kSystem);
  std::error_code ec;
  fs::create_directories(options.data, ec);
  if (ec) return report({"the folder cannot be made: " + ec.message(), options.data, {}}, kSystem);
  auto lock = FolderLock::take(options.data);
  if (!lock) return report(lock.error(), kSystem);
  const std::string store = options.data + "/gridpost.db";
  if (auto done = store::restore(options.file, store, options.replace, machine_now()); !done)
    return report(done.error(), kSystem);
  fmt::print("{}\n", store);
  return kGood;
}

}  // namespace

void add_backup(CLI::App& program, int& exit) {
  auto options = std::make_shared<BackupOptions>();
  CLI::App* command = program.add_subcommand(
      "backup", "Copy the store of a server, running or not, to a file; key folders are not in it");
  command->add_option("FILE", options->file, "File to write, or a folder: then named after the time")->required();
  command->add_option("--data", options->data, "Folder of the store")->capture_default_str();
  command->callback([options, &exit] { exit = back_up(*options); });
}

void add_restore(CLI::App& program, int& exit) {
  auto options = std::make_shared<BackupOptions>();
  CLI::App* command = program.add_subcommand("restore", "Put a backup back; the server must be stopped");
  command->add_option("FILE", options->file, "The backup")->required();
  command->add_option("--data", options->data, "Folder of the store")->capture_default_str();
  command->add_flag("--replace", options->replace,
                    "Keep a store that is there as gridpost.db.before-restore, instead of refusing");
  command->callback([options, &exit] { exit = restore(*options); });
}

}  // namespace gridpost::app
