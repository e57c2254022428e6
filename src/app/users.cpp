#include "app/users.h"

#include <algorithm>
#include <charconv>

#include "app/keys.h"
#include "base/clock.h"

namespace gridpost::app {
namespace {

// The port in "127.0.0.1:1234/smartdcc/duis".
std::uint16_t port_of(const std::string& endpoint) {
  const std::size_t colon = endpoint.find(':');
  std::uint16_t port = 0;
  if (colon != std::string::npos) std::from_chars(endpoint.data() + colon + 1, endpoint.data() + endpoint.size(), port);
  return port;
}

}  // namespace

Result<Client*> Users::client(Eui64 user) {
  if (const auto known = users_.find(user); known != users_.end()) return known->second.client.get();
  const auto found =
      std::find_if(world_.users.begin(), world_.users.end(), [&](const auto& u) { return u.id == user; });
  if (found == world_.users.end()) return fail("the world file has no such User", user.text());
  KeyOptions key_options;
  key_options.root = key_root_;
  if (!certificates_) {
    auto read = std::make_unique<crypto::KeyStore>();
    GP_CHECK(load_keys(*read, key_options, Owner::Nobody, machine_now()));
    certificates_ = std::move(read);
  }
  key_options.certificates = certificates_.get();
  User made{std::make_unique<crypto::KeyStore>(), nullptr};
  GP_CHECK(load_keys(*made.keys, key_options, Owner::User, machine_now(), user));
  ClientOptions options = options_;
  options.listen_port = port_of(found->endpoint);
  made.client = std::make_unique<Client>(options, user, *made.keys);
  GP_CHECK(made.client->start());
  return users_.emplace(user, std::move(made)).first->second.client.get();
}

}  // namespace gridpost::app
