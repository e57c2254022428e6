// A whole system on this machine: keys, world, device process and server, in a folder. For demonstrations, benches and
// tests.
#pragma once

#include <memory>

#include "app/child.h"
#include "app/users.h"
#include "devices/world.h"

namespace gridpost::app {

struct StageOptions {
  std::string program;  // the gridpost command; empty: this program
  std::string folder;   // keys/, world.toml, server/, devices/ and the logs go here
  devices::StreetOptions street;
  bool standard_ports = false;               // 8079, 8083, 8080, 8077; otherwise free ones
  std::uint16_t key_bundle_port = 0;         // where the key bundle is offered; 0: it is not
  std::vector<std::string> serve_arguments;  // further ones
};

class Stage {
 public:
  // Makes world and keys, or takes those that are in the folder.
  static Result<std::unique_ptr<Stage>> set(StageOptions options);

  Status start_devices();
  Status start_server();
  Child& server() { return server_; }
  Child& devices() { return devices_; }

  const devices::World& world() const { return world_; }
  std::string gateway() const;
  std::string folder() const { return options_.folder; }
  std::uint16_t duis_port() const { return duis_port_; }
  std::uint16_t smki_port() const { return smki_port_; }
  std::uint16_t operations_port() const { return operations_port_; }
  TimeMs world_now() const;

  // The User's side; its endpoint is the one that the world file names for it. The client lives as long as the stage.
  Result<Client*> client(std::size_t user_index);
  // Every User takes what is pushed to it from now on: DCC alerts go to Users who asked for nothing.
  Status listen();
  const crypto::KeyStore& keys_of(std::size_t user_index) const {
    return users_->keys_of(world_.users.at(user_index).id);
  }
  Users& users() { return *users_; }

 private:
  // Seconds within which a process of the stage is to be ready.
  int patience() const;
  explicit Stage(StageOptions options);
  Status prepare();

  StageOptions options_;
  devices::World world_;
  std::uint16_t duis_port_ = 8079, smki_port_ = 8083, operations_port_ = 8080, device_port_ = 8077;
  std::unique_ptr<Users> users_;
  Child devices_;
  Child server_;
};

}  // namespace gridpost::app
