// Our own test PKI in the SMKI profile: root, issuing authority, organisations, devices. (smki 1 to 3)
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "crypto/key_store.h"

namespace gridpost::crypto {

// Certificates are valid from 2015-01-01; those of devices for ever, the others to the end of 2049.
class TestPki {
 public:
  // New root (CN=<authority>Root, OU=00) and issuing authority (CN=<authority>Issuing, OU=07).
  static TestPki create(std::string_view authority = "GP");
  // The PKI whose root and issuing authority, with its private key, are in this store.
  static Result<TestPki> open(const KeyStore& store);

  const KeyEntryPtr& root() const { return root_; }
  const KeyEntryPtr& issuing() const { return issuing_; }

  // A certificate of an organisation. The name is for the store and the file; empty means "<eui>-ds", "<eui>-ka" or
  // "<eui>-xml-ds". A name ending in "-pp-ka" makes a prepayment key. With a public key the entry has no private one.
  Result<KeyEntryPtr> issue_organisation(Eui64 eui, int role, Usage usage, std::string name = {},
                                         std::optional<PublicKey> key = {}) const;
  // A certificate of a device, named "<eui>-ds" or "<eui>-ka".
  Result<KeyEntryPtr> issue_device(Eui64 eui, Usage usage, std::optional<PublicKey> key = {}) const;

 private:
  TestPki(KeyEntryPtr root, KeyEntryPtr issuing) : root_(std::move(root)), issuing_(std::move(issuing)) {}
  KeyEntryPtr root_;
  KeyEntryPtr issuing_;
};

// Who may hold a private key; the folder of the layout below.
// "authority": roles 0 and 7; "dcc": 1, 4, 5, 6 and 137; "devices"; "users/<eui>": the rest.
std::filesystem::path key_owner(const Certificate& certificate);

// Writes <root>/certificates/<name>.pem, and with keys <root>/<key_owner>/<name>.key, readable by the owner only.
// Entries that share a name get the end of the serial number behind it.
Status write_folder(const std::filesystem::path& root, const std::vector<KeyEntryPtr>& entries, bool with_keys);

}  // namespace gridpost::crypto
