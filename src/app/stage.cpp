#include "app/stage.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "app/keys.h"
#include "base/clock.h"

namespace gridpost::app {
namespace {

namespace fs = std::filesystem;

// Where the first User of a street on standard ports takes its answers; the others follow.
constexpr std::uint16_t kFirstEndpoint = 1880;

}  // namespace

Stage::Stage(StageOptions options) : options_(std::move(options)) {
  if (options_.program.empty()) options_.program = own_program();
}

Result<std::unique_ptr<Stage>> Stage::set(StageOptions options) {
  std::unique_ptr<Stage> stage(new Stage(std::move(options)));
  GP_CHECK(stage->prepare());
  return stage;
}

Status Stage::prepare() {
  if (!options_.standard_ports) {
    duis_port_ = free_port();
    smki_port_ = free_port();
    operations_port_ = free_port();
    device_port_ = free_port();
  }
  const fs::path folder = options_.folder;
  std::error_code ec;
  fs::create_directories(folder, ec);
  if (ec) return fail("the folder cannot be made: " + ec.message(), options_.folder);
  const std::string world_file = (folder / "world.toml").string();
  if (fs::exists(world_file)) {
    GP_TRY(world, devices::load_world(world_file));
    world_ = std::move(world);
    return {};
  }
  world_ = devices::make_street(options_.street);
  world_.time.anchor = machine_now();
  std::uint16_t next = kFirstEndpoint;
  for (devices::WorldUser& user : world_.users)
    user.endpoint = fmt::format("127.0.0.1:{}/smartdcc/duis", options_.standard_ports ? next++ : free_port());
  GP_CHECK(make_keys(world_, (folder / "keys").string()));
  std::ofstream out(world_file);
  out << devices::world_text(world_);
  out.close();
  return out ? Status{} : Status(fail("the file cannot be written", world_file));
}

// Each process reads the keys of all homes before it is ready.
int Stage::patience() const { return 60 + options_.street.homes / 20; }

Status Stage::start_devices() {
  const fs::path folder = options_.folder;
  GP_TRY(child, Child::start(options_.program,
                             {"devices", "--world", folder / "world.toml", "--keys", folder / "keys", "--data",
                              folder / "devices", "--port", std::to_string(device_port_), "--end-with-parent"},
                             folder / "devices.log", patience()));
  devices_ = std::move(child);
  return {};
}

Status Stage::start_server() {
  const fs::path folder = options_.folder;
  std::vector<std::string> arguments{"serve",
                                     "--world",
                                     folder / "world.toml",
                                     "--keys",
                                     folder / "keys",
                                     "--data",
                                     folder / "server",
                                     "--devices",
                                     fmt::format("127.0.0.1:{}", device_port_),
                                     "--duis-port",
                                     std::to_string(duis_port_),
                                     "--smki-port",
                                     std::to_string(smki_port_),
                                     "--operations-port",
                                     std::to_string(operations_port_),
                                     "--end-with-parent"};
  if (options_.key_bundle_port != 0) {
    const std::string port = std::to_string(options_.key_bundle_port);
    arguments.insert(arguments.end(), {"--key-bundle", folder / "keys" / "users", "--key-bundle-port", port});
  }
  arguments.insert(arguments.end(), options_.serve_arguments.begin(), options_.serve_arguments.end());
  GP_TRY(child, Child::start(options_.program, arguments, folder / "server.log", patience()));
  server_ = std::move(child);
  return {};
}

std::string Stage::gateway() const { return fmt::format("http://127.0.0.1:{}", duis_port_); }
TimeMs Stage::world_now() const { return world_.time.at(machine_now()); }

Result<Client*> Stage::client(std::size_t user_index) {
  if (!users_) {
    ClientOptions options;
    options.gateway = gateway();
    users_ = std::make_unique<Users>(world_, options_.folder + "/keys", options);
  }
  return users_->client(world_.users.at(user_index).id);
}

Status Stage::listen() {
  for (std::size_t i = 0; i < world_.users.size(); ++i) GP_CHECK(client(i));
  return {};
}

}  // namespace gridpost::app
