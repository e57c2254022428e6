// Certificates of any number of identities, with the private keys that are ours. (smki 4 to 6)
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "crypto/certificate.h"

namespace gridpost::crypto {

// Whether a certificate may be used outside its validity period. Waiving is for imported test PKIs only.
enum class ValidityPolicy : std::uint8_t { Enforce, WaiveWithWarning };

// Status in the SMKI repository; the letters of the search service.
enum class CertificateStatus : char { InUse = 'I', NotInUse = 'N', Expired = 'E', Pending = 'P', Revoked = 'R' };

// What one import brought.
struct LoadReport {
  std::size_t certificates = 0;       // read, those already known included
  std::size_t keys = 0;               // private keys read
  std::vector<std::string> warnings;  // one line each, for the log
};

// One certificate in a store. Never changed: a new status is a new entry.
struct KeyEntry {
  Certificate certificate;
  std::optional<PrivateKey> private_key;
  std::string name;         // free text, usually the file's name without ending
  bool prepayment = false;  // key agreement for prepayment top-up only; a supplier's ordinary one is another
  CertificateStatus status = CertificateStatus::InUse;
  ValidityPolicy validity = ValidityPolicy::Enforce;

  // The status to show at this time: one in use turns into an expired one, unless that is waived.
  CertificateStatus status_at(TimeMs now) const;
  // An error that says why this certificate may not be used now.
  Status usable_at(TimeMs now) const;
};
using KeyEntryPtr = std::shared_ptr<const KeyEntry>;

// Any number of threads may use one store.
class KeyStore {
 public:
  KeyStore() = default;
  KeyStore(const KeyStore&) = delete;
  KeyStore& operator=(const KeyStore&) = delete;

  // Adds a certificate; of one that is already here, what is missing (private key, name) is filled in.
  KeyEntryPtr add(KeyEntry entry);
  // Gives the key to every certificate with its public key, those that come later included; returns how many have it.
  std::size_t add_key(const PrivateKey& key);
  // The private key of this certificate's public key, if it came in, with a certificate or alone.
  std::optional<PrivateKey> key_of(const Certificate& certificate) const;
  // False if there is no such certificate.
  bool set_status(const Certificate& certificate, CertificateStatus status);

  // Every *.pem and *.key file in the folder, not in folders below: certificates (PEM), private keys (PKCS#8, PEM or
  // DER). A private key belongs to the certificates with its public key, whatever the file's name. What cannot be used
  // is left out with a warning; an unreadable folder or file is an error.
  Result<LoadReport> load_folder(const std::filesystem::path& folder, TimeMs now,
                                 ValidityPolicy policy = ValidityPolicy::Enforce);
  // The local key file of the public clients. (smki 6)
  Result<LoadReport> load_keystore_json(const std::filesystem::path& file, TimeMs now,
                                        ValidityPolicy policy = ValidityPolicy::Enforce);
  // Writes that form, with the private keys if asked for; authorities have no identity and are left out.
  Status save_keystore_json(const std::filesystem::path& file, bool with_keys) const;

  // All certificates of the identity, whatever their status.
  std::vector<KeyEntryPtr> certificates_of(Eui64 eui) const;
  // The certificate to use now: in use, valid (unless waived), the latest notBefore. Prepayment and XML signing
  // certificates (roles 135, 137) are found only when the arguments ask for them, organisation certificates without a
  // readable role never. Null if there is none.
  KeyEntryPtr find(Eui64 eui, Usage usage, TimeMs now, std::optional<int> role = {}, bool prepayment = false) const;
  // All that find() chooses from, its choice first: a party may have several in use, after a re-issue for instance.
  std::vector<KeyEntryPtr> find_all(Eui64 eui, Usage usage, TimeMs now, std::optional<int> role = {},
                                    bool prepayment = false) const;
  // By serial number, in whatever status; leading zeros and case do not matter. Null if there is none.
  KeyEntryPtr by_serial_decimal(std::string_view serial) const;
  KeyEntryPtr by_serial_hex(std::string_view serial) const;
  // The same for X509IssuerSerial. Order of the name's parts and blanks between them do not matter.
  KeyEntryPtr by_issuer_serial(std::string_view issuer, std::string_view serial_decimal) const;
  // Certificates with this subject key identifier (8 octets).
  std::vector<KeyEntryPtr> by_key_id(View key_id) const;
  // Everything, in no particular order.
  std::vector<KeyEntryPtr> all() const;
  std::size_t size() const;

 private:
  // Lets string_view look a std::string up.
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  // Serial numbers are made by chance, so their end is as good as a hash.
  struct SerialHash {
    std::size_t operator()(const Serial& serial) const { return get_be(View(serial).last(8)); }
  };
  using Entries = std::vector<KeyEntryPtr>;

  void index(const KeyEntryPtr& entry);
  void replace(const KeyEntryPtr& old, const KeyEntryPtr& fresh);
  KeyEntryPtr known(const Certificate& certificate) const;
  Entries of_serial(const std::optional<Serial>& serial) const;

  // There may be hundreds of thousands, so keys are numbers.
  mutable std::shared_mutex mutex_;
  std::unordered_map<Eui64, Entries> by_eui_;
  std::unordered_map<Serial, Entries, SerialHash> by_serial_;
  std::unordered_map<std::uint64_t, Entries> by_key_id_;
  std::unordered_map<std::uint64_t, Entries> by_point_;  // the first 8 octets of x: others may share them
  std::unordered_map<std::string, PrivateKey, TextHash, std::equal_to<>> keys_;  // by public point
};

// True if the name marks a key for prepayment top-up: "90b3d51f30010000-pp-ka", "Z1-supplierPP-ka".
bool names_prepayment(std::string_view name);

// The warning about certificates outside their validity, if there are any: one line for a whole import.
std::optional<std::string> validity_warning(std::size_t expired, std::string_view source, TimeMs now,
                                            ValidityPolicy policy);

}  // namespace gridpost::crypto
