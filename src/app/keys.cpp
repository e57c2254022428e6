#include "app/keys.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/log.h"
#include "crypto/testpki.h"
#include "devices/home_parties.h"

namespace gridpost::app {
namespace {

namespace fs = std::filesystem;

void tell(const crypto::LoadReport& report, const std::string& from) {
  for (const std::string& warning : report.warnings) log::warn("GP-KEYS-001", "{}: {}", from, warning);
}

Status load_one(crypto::KeyStore& keys, const fs::path& path, TimeMs now, crypto::ValidityPolicy policy) {
  std::error_code ec;  // what cannot be looked at is read as a file, whose error says why
  auto report =
      fs::is_directory(path, ec) ? keys.load_folder(path, now, policy) : keys.load_keystore_json(path, now, policy);
  if (!report) return tl::unexpected(std::move(report).error());
  tell(*report, path.string());
  return {};
}

// Every folder in this one.
Status load_below(crypto::KeyStore& keys, const fs::path& folder, TimeMs now, crypto::ValidityPolicy policy) {
  std::error_code ec;
  for (fs::directory_iterator below(folder, ec), end; !ec && below != end; below.increment(ec))
    if (below->is_directory(ec)) GP_CHECK(load_one(keys, below->path(), now, policy));
  return ec ? Status(fail("the folder cannot be read: " + ec.message(), folder.string())) : Status{};
}

// Which private keys of an import a process may keep.
bool may_hold(Owner owner, Eui64 user, const crypto::Certificate& certificate) {
  const fs::path whose = crypto::key_owner(certificate);
  if (owner == Owner::Dcc) return whose == "dcc";
  if (owner == Owner::Devices) return whose == "devices";
  if (owner == Owner::User) return whose == fs::path("users") / user.plain();
  if (owner == Owner::Users) return whose.string().starts_with("users/");
  return true;  // tools that look at messages with whatever keys they were given
}

// Imports come as they are, with everybody's keys; what the process may not hold is left behind.
Status load_import(crypto::KeyStore& keys, const fs::path& path, Owner owner, Eui64 user, TimeMs now,
                   crypto::ValidityPolicy policy) {
  crypto::KeyStore imported;
  GP_CHECK(load_one(imported, path, now, policy));
  for (const crypto::KeyEntryPtr& entry : imported.all()) {
    crypto::KeyEntry kept = *entry;
    if (!may_hold(owner, user, kept.certificate)) kept.private_key.reset();
    keys.add(std::move(kept));
  }
  return {};
}

class Issuer {
 public:
  explicit Issuer(crypto::TestPki pki) : pki_(std::move(pki)) { entries = {pki_.root(), pki_.issuing()}; }

  Status organisation(Eui64 id, int role, crypto::Usage usage, const std::string& name = {}) {
    return keep(pki_.issue_organisation(id, role, usage, name));
  }
  Status device(Eui64 id) {
    GP_CHECK(keep(pki_.issue_device(id, crypto::Usage::DigitalSignature)));
    return keep(pki_.issue_device(id, crypto::Usage::KeyAgreement));
  }
  std::vector<crypto::KeyEntryPtr> entries;

 private:
  Status keep(Result<crypto::KeyEntryPtr> entry) {
    if (!entry) return tl::unexpected(std::move(entry).error());
    entries.push_back(std::move(*entry));
    return {};
  }
  crypto::TestPki pki_;
};

Status issue_dcc(Issuer& issuer, Eui64 broker) {
  const std::pair<Eui64, int> parties[] = {{broker, crypto::role::kAccessControlBroker},
                                           {devices::recovery_of(broker), crypto::role::kRecovery},
                                           {devices::trans_cos_of(broker), crypto::role::kTransitionalCos},
                                           {devices::wan_provider_of(broker), crypto::role::kWanProvider}};
  for (const auto& [id, role] : parties) {
    GP_CHECK(issuer.organisation(id, role, crypto::Usage::DigitalSignature));
    GP_CHECK(issuer.organisation(id, role, crypto::Usage::KeyAgreement));
  }
  return issuer.organisation(broker, crypto::role::kXmlSigningDsp, crypto::Usage::DigitalSignature);
}

Status issue_user(Issuer& issuer, const devices::WorldUser& user) {
  const bool supplier = user.roles.has(UserRole::IS) || user.roles.has(UserRole::GS);
  const bool network = user.roles.has(UserRole::ED) || user.roles.has(UserRole::GT);
  const int role = supplier                       ? crypto::role::kSupplier
                   : network                      ? crypto::role::kNetworkOperator
                   : user.roles.has(UserRole::LC) ? crypto::role::kLoadController
                                                  : crypto::role::kOther;
  GP_CHECK(issuer.organisation(user.id, role, crypto::Usage::DigitalSignature));
  GP_CHECK(issuer.organisation(user.id, role, crypto::Usage::KeyAgreement));
  if (supplier) GP_CHECK(issuer.organisation(user.id, role, crypto::Usage::KeyAgreement, user.id.plain() + "-pp-ka"));
  return issuer.organisation(user.id, crypto::role::kXmlSigningUser, crypto::Usage::DigitalSignature);
}

}  // namespace

Status load_keys(crypto::KeyStore& keys, const KeyOptions& options, Owner owner, TimeMs now, Eui64 user) {
  if (!options.root.empty()) {
    const fs::path root = options.root;
    if (options.certificates) {
      for (const crypto::KeyEntryPtr& entry : options.certificates->all()) keys.add(*entry);
    } else {
      GP_CHECK(load_one(keys, root / "certificates", now, crypto::ValidityPolicy::Enforce));
    }
    std::error_code ec;
    // A folder made for the Devices alone has no keys of the DCC: they are imported.
    if (owner == Owner::Dcc && (options.imports.empty() || fs::exists(root / "dcc", ec)))
      GP_CHECK(load_one(keys, root / "dcc", now, crypto::ValidityPolicy::Enforce));
    if (owner == Owner::Devices) GP_CHECK(load_one(keys, root / "devices", now, crypto::ValidityPolicy::Enforce));
    if (owner == Owner::User)
      GP_CHECK(load_one(keys, root / "users" / user.plain(), now, crypto::ValidityPolicy::Enforce));
    if (owner == Owner::Users) GP_CHECK(load_below(keys, root / "users", now, crypto::ValidityPolicy::Enforce));
  }
  const auto policy =
      options.waive_validity ? crypto::ValidityPolicy::WaiveWithWarning : crypto::ValidityPolicy::Enforce;
  for (const std::string& path : options.imports) GP_CHECK(load_import(keys, path, owner, user, now, policy));
  return {};
}

Status load_bundle(crypto::KeyStore& bundle, const crypto::KeyStore& known, const std::string& folder, TimeMs now) {
  crypto::KeyStore given;
  GP_CHECK(load_one(given, folder, now, crypto::ValidityPolicy::WaiveWithWarning));
  GP_CHECK(load_below(given, folder, now, crypto::ValidityPolicy::WaiveWithWarning));
  std::size_t keys = 0;
  for (const crypto::KeyStore* from : {&known, static_cast<const crypto::KeyStore*>(&given)}) {
    for (const crypto::KeyEntryPtr& entry : from->all()) {
      crypto::KeyEntry kept = *entry;
      kept.private_key.reset();
      if (auto key = given.key_of(kept.certificate);
          key && key_owner(kept.certificate).string().starts_with("users/")) {
        kept.private_key = std::move(key);
        ++keys;
      }
      bundle.add(std::move(kept));
    }
  }
  return keys > 0 ? Status{} : Status(fail("there is no private key of a User that is known", folder));
}

Status make_keys(const devices::World& world, const std::string& root, Issue issue) {
  Issuer issuer(crypto::TestPki::create());
  if (issue == Issue::Everybody) {
    GP_CHECK(issue_dcc(issuer, world.broker));
    for (const auto& user : world.users) GP_CHECK(issue_user(issuer, user));
  }
  for (const auto& home : world.homes) {
    GP_CHECK(issuer.device(home.hub.chf));
    GP_CHECK(issuer.device(home.hub.gpf));
    for (const auto& device : home.devices) GP_CHECK(issuer.device(device.id));
  }
  return crypto::write_folder(root, issuer.entries, true);
}

Result<crypto::KeyEntryPtr> signing_key(const crypto::KeyStore& keys, Eui64 party, int role, TimeMs now,
                                        std::string_view what) {
  if (crypto::KeyEntryPtr entry = keys.find(party, crypto::Usage::DigitalSignature, now, role)) {
    if (entry->private_key) return entry;
    return fail(
        fmt::format("the private key of the {} certificate {} is not here", what, entry->certificate.serial_hex()),
        party.text());
  }
  for (const auto& entry : keys.certificates_of(party)) {
    const crypto::Certificate& c = entry->certificate;
    if (c.usage() != crypto::Usage::DigitalSignature || c.role() != role) continue;
    if (auto usable = entry->usable_at(now); !usable) return within(party.text(), std::move(usable).error());
  }
  return fail(fmt::format("there is no {} certificate", what), party.text());
}

Result<crypto::KeyEntryPtr> response_signer(const crypto::KeyStore& keys, Eui64 dcc, const std::string& serial,
                                            TimeMs now) {
  constexpr std::string_view kUse = "XML-signing";
  if (serial.empty()) return signing_key(keys, dcc, crypto::role::kXmlSigningDsp, now, kUse);
  const crypto::KeyEntryPtr entry = keys.by_serial_decimal(serial);
  if (!entry) return fail("no certificate has serial number " + serial, dcc.text());
  if (!entry->private_key)
    return fail(fmt::format("the private key of the {} certificate is not here", kUse), entry->name);
  return entry;
}

}  // namespace gridpost::app
