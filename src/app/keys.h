// Where the subcommands take their keys from. Folders are split by owner: certificates are everybody's, private keys
// only their owner's. (design: Keys)
#pragma once

#include <string>
#include <vector>

#include "crypto/key_store.h"
#include "devices/world.h"

namespace gridpost::app {

// The access control broker where no world file names another.
inline constexpr Eui64 kDefaultBroker{0x90B3D51F30000002};

struct KeyOptions {
  std::string root;                  // folder with certificates/, dcc/, users/<eui>/, devices/
  std::vector<std::string> imports;  // folders with certificates and keys, or keystore.json files
  bool waive_validity = false;       // for the imports only
  // What was read from certificates/ before, for whoever opens several stores of one root.
  const crypto::KeyStore* certificates = nullptr;
};

// Whose private keys a process may have: of one User, of all Users.
enum class Owner { Nobody, Dcc, Devices, User, Users };

// Certificates of all, private keys of the owner, and the imports. Warnings go to the log.
Status load_keys(crypto::KeyStore& keys, const KeyOptions& options, Owner owner, TimeMs now, Eui64 user = {});

// What a key bundle is made of: the organisations among the certificates that are known, with those of their private
// keys that lie in `folder` or one below it and belong to Users. An error if there are none.
Status load_bundle(crypto::KeyStore& bundle, const crypto::KeyStore& known, const std::string& folder, TimeMs now);

// Whom a new test PKI is for. DevicesOnly goes beside imported keys of the organisations.
enum class Issue { Everybody, DevicesOnly };
// A new test PKI for the parties and Devices of the world, written in folders split by owner.
Status make_keys(const devices::World& world, const std::string& root, Issue issue = Issue::Everybody);

// What the party signs with now: the certificate of this role, with its private key. `what` names the use in the error,
// which says whether no such certificate is known, it cannot be used now, or its private key is not here.
Result<crypto::KeyEntryPtr> signing_key(const crypto::KeyStore& keys, Eui64 party, int role, TimeMs now,
                                        std::string_view what);

// The certificate that signs the DCC's responses: by decimal serial number if given, else role 137 of the identity.
Result<crypto::KeyEntryPtr> response_signer(const crypto::KeyStore& keys, Eui64 dcc, const std::string& serial,
                                            TimeMs now);

}  // namespace gridpost::app
