#include "gateway/key_bundle.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>

namespace gridpost::gateway {

namespace {

namespace role = crypto::role;

std::string_view organisation(int number) {
  switch (number) {
    case role::kRecovery:
      return "recovery";
    case role::kSupplier:
      return "supplier";
    case role::kNetworkOperator:
      return "networkOperator";
    case role::kAccessControlBroker:
      return "accessControlBroker";
    case role::kTransitionalCos:
      return "transitionalCoS";
    case role::kWanProvider:
      return "wanProvider";
    case role::kLoadController:
      return "loadController";
    default:
      return "other";
  }
}

bool signs_xml(int number) { return number == role::kXmlSigningUser || number == role::kXmlSigningDsp; }

// Organisations of each role, by identity: their place is the number in their names.
using Organisations = std::map<int, std::set<Eui64>>;

// "supplier2PP": what stands between the generation and the usage.
std::string party(const crypto::KeyEntry& entry, const Organisations& all) {
  const int number = *entry.certificate.role();
  const Eui64 eui = *entry.certificate.eui();
  const auto& same = all.at(number);
  const auto place = std::distance(same.begin(), same.find(eui)) + 1;
  return fmt::format("{}{}{}", organisation(number), place > 1 ? std::to_string(place) : "",
                     entry.prepayment ? "PP" : "");
}

std::string_view usage(const crypto::KeyEntry& entry) {
  return entry.certificate.usage() == crypto::Usage::KeyAgreement ? "ka" : "ds";
}

// "Z1-supplier-ds", without the letter that tells further certificates of the kind apart.
std::pair<std::string, std::string> name_parts(const crypto::KeyEntry& entry, const Organisations& all) {
  const int number = *entry.certificate.role();
  if (!signs_xml(number)) return {"Z1", fmt::format("-{}-{}", party(entry, all), usage(entry))};
  std::string eui = entry.certificate.eui()->plain();
  std::transform(eui.begin(), eui.end(), eui.begin(), [](char c) { return c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c; });
  return {number == role::kXmlSigningDsp ? "dsp-xml-sign" : "xml-sign", fmt::format("-{}-{}", eui, usage(entry))};
}

// "", "b", ... "z", "b2", ...
std::string generation(int place) {
  if (place == 0) return {};
  const int round = (place - 1) / 25;
  return fmt::format("{}{}", static_cast<char>('b' + (place - 1) % 25), round > 0 ? std::to_string(round + 1) : "");
}

// Certificates of organisations, the latest of each kind first.
std::vector<crypto::KeyEntryPtr> organisations_of(const crypto::KeyStore& keys) {
  auto entries = keys.all();
  std::erase_if(entries, [](const crypto::KeyEntryPtr& entry) {
    const crypto::Certificate& c = entry->certificate;
    return !c.eui() || !c.role() || c.is_device() || c.usage() == crypto::Usage::CertificateSigning;
  });
  const auto order = [](const crypto::KeyEntryPtr& entry) {
    return std::tuple(-entry->certificate.not_before(), entry->certificate.serial_hex());
  };
  std::sort(entries.begin(), entries.end(), [&](const auto& a, const auto& b) { return order(a) < order(b); });
  return entries;
}

}  // namespace

std::vector<ZipFile> bundle_files(const crypto::KeyStore& keys) {
  const auto entries = organisations_of(keys);
  Organisations all;
  for (const auto& entry : entries) all[*entry->certificate.role()].insert(*entry->certificate.eui());
  std::map<std::string, int> used;
  std::vector<ZipFile> files;
  for (const auto& entry : entries) {
    const auto [front, back] = name_parts(*entry, all);
    const std::string name = front + generation(used[front + back]++) + back;
    files.push_back({fmt::format("org-crypto/cert/{}.pem", name), entry->certificate.pem()});
    if (entry->private_key) files.push_back({fmt::format("org-crypto/key/{}.key", name), entry->private_key->pem()});
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return files;
}

Result<std::vector<Route>> key_bundle_routes(const crypto::KeyStore& keys) {
  GP_TRY(made, zip(bundle_files(keys)));
  const auto bundle = std::make_shared<const std::string>(std::move(made));
  std::vector<Route> routes;
  for (const char* name : {"org-crypto.zip", "org-certs.zip"})
    routes.push_back({.method = "GET",
                      .path = fmt::format("/assets/crypto/{}", name),
                      .content_type = {},
                      .handler = [bundle](Request&&, const Answer& answer) {
                        answer({.status = 200, .content_type = "application/zip", .body = *bundle, .headers = {}});
                      }});
  return routes;
}

}  // namespace gridpost::gateway
