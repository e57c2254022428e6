// KeyStore::load_folder: certificates and private keys as single files.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "crypto/files.h"
#include "crypto/key_store.h"

namespace gridpost::crypto {
namespace {

namespace fs = std::filesystem;

// What a folder held, before it goes into a store.
struct Folder {
  std::map<std::string, Certificate> certificates;  // by file name without ending
  std::map<std::string, PrivateKey> keys;
  std::vector<std::string> warnings;
};

Result<std::vector<fs::path>> key_files(const fs::path& folder) {
  std::error_code failed;
  std::vector<fs::path> out;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    const auto ending = at->path().extension();
    if (ending == ".pem" || ending == ".key") out.push_back(at->path());
  }
  if (failed) return fail("cannot read the folder: " + failed.message(), folder.string());
  std::sort(out.begin(), out.end());
  return out;
}

// The file name without ".pem", ".key" or ".key.pem".
std::string base_name(const fs::path& file) {
  const fs::path stem = file.stem();
  return stem.extension() == ".key" ? stem.stem().string() : stem.string();
}

Status take_file(const fs::path& file, Folder& folder) {
  GP_TRY(content, read_file(file));
  const std::string text = text_of(content);
  const auto has = [&text](std::string_view mark) { return text.find(mark) != std::string::npos; };
  const std::string name = base_name(file);
  const auto warn = [&](std::string_view what) {
    folder.warnings.push_back(fmt::format("{}: {}", file.filename().string(), what));
  };
  if (has("-----BEGIN PUBLIC KEY-----")) {
    warn("a bare public key, not a certificate; skipped");
  } else if (has("PRIVATE KEY-----") || (file.extension() == ".key" && !has("-----BEGIN "))) {
    const auto key = PrivateKey::parse(content);
    if (key) {
      folder.keys.emplace(name, *key);
    } else {
      warn(key.error().text() + "; skipped");
    }
  } else {
    const auto certificate = Certificate::parse(content);
    if (certificate) {
      folder.certificates.emplace(name, *certificate);
    } else {
      warn(certificate.error().text() + "; skipped");
    }
  }
  return {};
}

// True if the file is named after another identity than the certificate's own.
bool misnamed(const std::string& name, const Certificate& certificate) {
  const auto named = name.size() > 17 && name[16] == '-' ? Eui64::parse(std::string_view(name).substr(0, 16))
                                                         : Result<Eui64>(fail("no identity in the name"));
  return named && certificate.eui() && *named != *certificate.eui();
}

}  // namespace

Result<LoadReport> KeyStore::load_folder(const fs::path& folder, TimeMs now, ValidityPolicy policy) {
  GP_TRY(files, key_files(folder));
  Folder held;
  for (const auto& file : files) GP_CHECK(take_file(file, held));
  std::size_t expired = 0;
  for (const auto& [name, certificate] : held.certificates) {
    const bool wrong_name = misnamed(name, certificate);
    if (wrong_name)
      held.warnings.push_back(fmt::format("{}: the certificate is that of {}", name, certificate.eui()->text()));
    if (!certificate.role() && !certificate.is_device())
      held.warnings.push_back(fmt::format("{}: {}; found by serial number only", name, certificate.role_problem()));
    expired += certificate.valid_at(now) ? 0 : 1;
    add({.certificate = certificate, .private_key = {}, .name = wrong_name ? "" : name, .validity = policy});
  }
  for (const auto& [name, key] : held.keys) {
    const auto sibling = held.certificates.find(name);
    if (sibling != held.certificates.end() && sibling->second.public_key() != key.public_key())
      held.warnings.push_back(fmt::format("{}: the private key is not that of the certificate", name));
    if (add_key(key) == 0) held.warnings.push_back(fmt::format("{}: no certificate has this private key yet", name));
  }
  if (auto warning = validity_warning(expired, folder.string(), now, policy)) held.warnings.push_back(*warning);
  return LoadReport{held.certificates.size(), held.keys.size(), std::move(held.warnings)};
}

}  // namespace gridpost::crypto
