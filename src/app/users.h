// The Users of a world with their private keys, each at its endpoint.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "app/client.h"
#include "devices/world.h"

namespace gridpost::app {

class Users {
 public:
  // `world` must outlive it. `options` holds for all of them but for the port, which the world file says.
  Users(const devices::World& world, std::string key_root, ClientOptions options)
      : world_(world), key_root_(std::move(key_root)), options_(std::move(options)) {}

  // Reads the User's keys and opens its endpoint when first asked for. Not for several threads at once.
  Result<Client*> client(Eui64 user);
  // Of a User whose client was asked for.
  const crypto::KeyStore& keys_of(Eui64 user) const { return *users_.at(user).keys; }

 private:
  struct User {
    std::unique_ptr<crypto::KeyStore> keys;
    std::unique_ptr<Client> client;
  };
  const devices::World& world_;
  const std::string key_root_;
  const ClientOptions options_;
  std::unique_ptr<const crypto::KeyStore> certificates_;  // of everybody, read once for all Users
  std::map<Eui64, User> users_;
};

}  // namespace gridpost::app
