// KeyStore::load_keystore_json and save_keystore_json: the local key file of the public clients. (smki 6)
// EUI (16 lower-case digits) -> usage -> serial number (decimal) -> { certificate, privateKey?, role?, name? }.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "crypto/files.h"
#include "crypto/key_store.h"

namespace gridpost::crypto {
namespace {

using Json = nlohmann::json;

// The text of a member, or empty if it is missing or no text.
std::string text_in(const Json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// One entry of the file, checked against the keys that lead to it.
Result<KeyEntry> entry_of(const std::string& eui, const std::string& usage, const std::string& serial,
                          const Json& json) {
  if (!json.is_object()) return fail("not an object");
  GP_TRY(certificate, Certificate::parse(view_of(text_in(json, "certificate"))));
  if (!certificate.eui() || certificate.eui()->plain() != eui)
    return fail("the certificate is that of another identity");
  if (usage_name(certificate.usage()) != usage) return fail("the certificate has another usage");
  if (certificate.serial_decimal() != serial) return fail("the certificate has another serial number");
  KeyEntry entry{.certificate = certificate, .private_key = {}, .name = text_in(json, "name")};
  const std::string key_text = text_in(json, "privateKey");
  if (!key_text.empty()) {
    GP_TRY(key, PrivateKey::parse(view_of(key_text)));
    if (key.public_key() != certificate.public_key()) return fail("the private key is not that of the certificate");
    entry.private_key = key;
  }
  return entry;
}

Status refuse_shape(const std::filesystem::path& file) {
  return fail("not a key file: expected identity, usage and serial number as nested objects", file.string());
}

}  // namespace

Result<LoadReport> KeyStore::load_keystore_json(const std::filesystem::path& file, TimeMs now, ValidityPolicy policy) {
  GP_TRY(content, read_file(file));
  const Json json = Json::parse(content, nullptr, false);
  if (!json.is_object()) return tl::unexpected(refuse_shape(file).error());
  LoadReport report;
  std::size_t expired = 0;
  for (const auto& [eui, usages] : json.items()) {
    if (!usages.is_object()) return tl::unexpected(refuse_shape(file).error());
    for (const auto& [usage, serials] : usages.items()) {
      if (!serials.is_object()) return tl::unexpected(refuse_shape(file).error());
      for (const auto& [serial, body] : serials.items()) {
        auto entry = entry_of(eui, usage, serial, body);
        if (!entry) {
          report.warnings.push_back(fmt::format("{}/{}/{}: {}; skipped", eui, usage, serial, entry.error().text()));
          continue;
        }
        entry->validity = policy;
        expired += entry->certificate.valid_at(now) ? 0 : 1;
        report.certificates += 1;
        report.keys += entry->private_key ? 1 : 0;
        add(std::move(*entry));
      }
    }
  }
  if (auto warning = validity_warning(expired, file.string(), now, policy)) report.warnings.push_back(*warning);
  return report;
}

Status KeyStore::save_keystore_json(const std::filesystem::path& file, bool with_keys) const {
  Json json = Json::object();
  for (const auto& entry : all()) {
    const Certificate& certificate = entry->certificate;
    if (!certificate.eui() || certificate.usage() == Usage::CertificateSigning) continue;
    Json body{{"certificate", certificate.pem()}};
    if (with_keys && entry->private_key) body["privateKey"] = entry->private_key->pem();
    if (certificate.role()) body["role"] = *certificate.role();
    if (!entry->name.empty()) body["name"] = entry->name;
    json[certificate.eui()->plain()][std::string(usage_name(certificate.usage()))][certificate.serial_decimal()] =
        std::move(body);
  }
  const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  return write_file(file, text, with_keys ? Secrecy::OwnerOnly : Secrecy::Open);
}

}  // namespace gridpost::crypto
