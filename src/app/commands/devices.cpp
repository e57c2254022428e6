// gridpost devices: the virtual Devices of a world, in a process of their own; and orders to it.
#include "devices/process.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <thread>

#include "app/commands/command.h"
#include "app/commands/devices_orders.h"
#include "app/commands/shared_options.h"
#include "app/keys.h"
#include "app/signals.h"
#include "base/log.h"

namespace gridpost::app {
namespace {

struct DevicesOptions {
  std::string world;
  KeyOptions keys;
  std::string data = "devices.data";
  std::string address = "127.0.0.1";
  std::uint16_t port = 8077;
  bool end_with_parent = false;
};

int run(const DevicesOptions& options) {
  if (options.world.empty()) return report({"--world is required", {}, {}}, kInput);
  hold_end_signals();
  auto world = devices::load_world(options.world);
  if (!world) return report(world.error(), exit_for({options.world}));
  std::error_code ec;
  std::filesystem::create_directories(options.data, ec);
  if (ec) return report({"the folder cannot be made: " + ec.message(), options.data, {}}, kSystem);
  const RunningWorldClock clock(world->time.at(machine_now()), world->time.speed);
  crypto::KeyStore keys;
  if (auto loaded = load_keys(keys, options.keys, Owner::Devices, clock.now()); !loaded)
    return report(loaded.error(), kSystem);
  devices::ProcessOptions process_options;
  process_options.address = options.address;
  process_options.port = options.port;
  process_options.store_path = options.data + "/devices.db";
  process_options.control_path = control_path(options.data);
  auto process = devices::Process::open(*world, keys, clock, process_options);
  if (!process) return report(process.error(), kSystem);
  log::info("GP-DEVICES-001", "{} homes on {}:{}", world->homes.size(), options.address, (*process)->port());
  std::thread worker([&] { (*process)->run(); });
  fmt::print("ready\n");
  std::fflush(stdout);
  wait_for_end(options.end_with_parent);
  (*process)->stop();
  worker.join();
  return kGood;
}

}  // namespace

void add_devices(CLI::App& program, int& exit) {
  auto options = std::make_shared<DevicesOptions>();
  CLI::App* command =
      program.add_subcommand("devices", "Run the virtual Devices of a world file, or give orders to those that run");
  command->add_option("--world", options->world, "World file; required to run Devices");
  add_key_options(*command, options->keys);
  command->add_option("--data", options->data, "Folder of the Devices' own store")->capture_default_str();
  command->add_option("--address", options->address, "Address to listen on")->capture_default_str();
  command->add_option("--port", options->port, "Port to listen on")->capture_default_str();
  command->add_flag("--end-with-parent", options->end_with_parent,
                    "Stop when the process that started this one is gone");
  add_devices_orders(*command, exit);
  command->callback([options, command, &exit] {
    if (command->get_subcommands().empty()) exit = run(*options);
  });
}

}  // namespace gridpost::app
