// gridpost demo: a street, its devices and a server on this machine; and the demonstration that plays on it.
#include <CLI/CLI.hpp>
#include <filesystem>

#include "app/commands/command.h"
#include "app/demonstration.h"
#include "app/signals.h"
#include "app/stage.h"

namespace gridpost::app {
namespace {

struct DemoOptions {
  std::string data = "run.data";
  int homes = 4;
  double speed = 60;
  std::uint16_t key_bundle_port = 8084;
  bool once = false;
};

constexpr double kOnceSpeed = 1800;  // a GSME wakes every second

// The folder of a demonstration begins empty each time.
Status clear(const std::string& folder) {
  std::error_code ec;
  if (std::filesystem::exists(folder) && !std::filesystem::exists(folder + "/world.toml") &&
      !std::filesystem::is_empty(folder, ec))
    return fail("the folder holds something else than a demonstration; nothing was removed", folder);
  std::filesystem::remove_all(folder, ec);
  return ec ? Status(fail(ec.message(), folder)) : Status{};
}

Result<std::unique_ptr<Stage>> set_stage(const DemoOptions& options) {
  StageOptions stage;
  stage.folder = options.data + (options.once ? "/once" : "/street");
  if (options.once) GP_CHECK(clear(stage.folder));
  stage.street.homes = options.homes;
  stage.street.gaps = !options.once;
  stage.street.speed = options.once ? kOnceSpeed : options.speed;
  stage.standard_ports = !options.once;
  if (!options.once) stage.key_bundle_port = options.key_bundle_port;
  return Stage::set(std::move(stage));
}

void describe(const Stage& stage, const DemoOptions& options) {
  fmt::print("DUIS gateway       {}/api/v1/serviceT, serviceS, serviceD\n", stage.gateway());
  fmt::print("SMKI repository    http://127.0.0.1:{}\n", stage.smki_port());
  if (options.key_bundle_port != 0)
    fmt::print("key bundle         http://127.0.0.1:{}/assets/crypto/org-crypto.zip\n", options.key_bundle_port);
  fmt::print("health and metrics http://127.0.0.1:{}/healthz, /metrics\n", stage.operations_port());
  fmt::print("world, keys, logs  {}\n", stage.folder());
  for (const auto& user : stage.world().users)
    fmt::print("User {}  {:8} {:18} answers go to {}\n", user.id.text(), catalogue::text(user.roles), user.name,
               user.endpoint);
  for (const auto& home : stage.world().homes) {
    fmt::print("{}, {}: CHF {}, GPF {}\n", home.address, home.post_code, home.hub.chf.text(), home.hub.gpf.text());
    for (const auto& d : home.devices)
      fmt::print("    {:5} {}  GBCS {:4} {}\n", catalogue::text(d.type), d.id.text(), d.gbcs_version, d.mpxn);
  }
  fmt::print("Ctrl-C ends it.\n");
  std::fflush(stdout);
}

int run(const DemoOptions& options) {
  hold_end_signals();
  auto stage = set_stage(options);
  if (!stage) return report(stage.error(), kSystem);
  if (auto started = (*stage)->start_devices(); !started) return report(started.error(), kSystem);
  if (auto started = (*stage)->start_server(); !started) return report(started.error(), kSystem);
  if (options.once) return play(**stage) ? kGood : kNegative;
  describe(**stage, options);
  wait_for_end(false);
  return kGood;
}

}  // namespace

void add_demo(CLI::App& program, int& exit) {
  auto options = std::make_shared<DemoOptions>();
  CLI::App* command =
      program.add_subcommand("demo", "Run a virtual street with server and devices, or play the demonstration");
  command->add_option("--data", options->data, "Folder for world, keys, stores and logs")->capture_default_str();
  command->add_option("--homes", options->homes, "Homes in the street, at least 4")
      ->check(CLI::Range(4, 100000))
      ->capture_default_str();
  command->add_option("--speed", options->speed, "World seconds per second")->capture_default_str();
  command
      ->add_option("--key-bundle-port", options->key_bundle_port,
                   "Port of the key bundle; the clients ask port 80; 0: no bundle")
      ->capture_default_str();
  command->add_flag("--once", options->once, "Play the demonstration and exit");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
