#include "gateway/key_bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "crypto/testpki.h"
#include "gateway/http_server.h"
#include "gateway/raw_client.h"

namespace gridpost::gateway {
namespace {

using crypto::Usage;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

constexpr Eui64 kSupplier{0x90B3D51F30010000};
constexpr Eui64 kSecondKey{0x90B3D51F30030000};
constexpr Eui64 kBroker{0x90B3D51F30000002};

class KeyBundleTest : public testing::Test {
 protected:
  void add(Eui64 eui, int role, Usage usage, const std::string& name = {}, bool with_key = true) {
    auto issued = pki_.issue_organisation(eui, role, usage, name);
    ASSERT_TRUE(issued) << issued.error().text();
    crypto::KeyEntry entry = **issued;
    if (!with_key) entry.private_key.reset();
    store_.add(std::move(entry));
  }
  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> found;
    for (const ZipFile& file : bundle_files(store_)) found[file.name] = file.content;
    return found;
  }

  crypto::TestPki pki_ = crypto::TestPki::create();
  crypto::KeyStore store_;
};

TEST_F(KeyBundleTest, FilesHaveTheNamesByWhichClientsPickKeys) {
  add(kSecondKey, 2, Usage::DigitalSignature);
  add(kSupplier, 2, Usage::DigitalSignature);
  add(kSupplier, 2, Usage::KeyAgreement);
  add(kSupplier, 2, Usage::KeyAgreement, "90b3d51f30010000-pp-ka");
  add(kSupplier, 135, Usage::DigitalSignature);
  add(kBroker, 4, Usage::KeyAgreement, {}, false);
  add(kBroker, 137, Usage::DigitalSignature, {}, false);
  store_.add(*pki_.issuing());
  ASSERT_TRUE(store_.add(**pki_.issue_device(Eui64{0x02005E0000001001}, Usage::KeyAgreement)));
  std::vector<std::string> names;
  for (const auto& [name, content] : files()) names.push_back(name);
  EXPECT_THAT(
      names,
      testing::UnorderedElementsAre(
          "org-crypto/cert/Z1-supplier-ds.pem", "org-crypto/key/Z1-supplier-ds.key",
          "org-crypto/cert/Z1-supplier-ka.pem", "org-crypto/key/Z1-supplier-ka.key",
          "org-crypto/cert/Z1-supplierPP-ka.pem", "org-crypto/key/Z1-supplierPP-ka.key",
          "org-crypto/cert/Z1-supplier2-ds.pem", "org-crypto/key/Z1-supplier2-ds.key",
          "org-crypto/cert/xml-sign-90B3D51F30010000-ds.pem", "org-crypto/key/xml-sign-90B3D51F30010000-ds.key",
          "org-crypto/cert/Z1-accessControlBroker-ka.pem", "org-crypto/cert/dsp-xml-sign-90B3D51F30000002-ds.pem"));
}

TEST_F(KeyBundleTest, EveryKeyBelongsToItsCertificate) {
  for (const Eui64 eui : {kSupplier, kSecondKey}) {
    add(eui, 2, Usage::DigitalSignature);
    add(eui, 2, Usage::DigitalSignature);  // a second one of the same kind
    add(eui, 2, Usage::KeyAgreement);
  }
  const auto all = files();
  EXPECT_EQ(all.size(), 12u);
  EXPECT_TRUE(all.contains("org-crypto/cert/Z1b-supplier2-ds.pem"));
  for (const auto& [name, content] : all) {
    if (!name.ends_with(".key")) continue;
    std::string certificate = name;
    certificate.replace(certificate.find("/key/"), 5, "/cert/").replace(certificate.size() - 4, 4, ".pem");
    ASSERT_TRUE(all.contains(certificate)) << certificate;
    EXPECT_THAT(content, StartsWith("-----BEGIN PRIVATE KEY-----")) << "PKCS#8 is wanted";
    const auto key = crypto::PrivateKey::parse(view_of(content));
    const auto parsed = crypto::Certificate::parse(view_of(all.at(certificate)));
    ASSERT_TRUE(key && parsed) << name;
    EXPECT_EQ(key->public_key(), parsed->public_key()) << name;
  }
}

TEST_F(KeyBundleTest, IsServedUnderBothNamesWithItsLengthFirst) {
  add(kSupplier, 2, Usage::DigitalSignature);
  auto routes = key_bundle_routes(store_);
  ASSERT_TRUE(routes) << routes.error().text();
  HttpServer server(std::move(*routes));
  ASSERT_TRUE(server.start("127.0.0.1", 0));
  const auto ask = [&](const std::string& method, const std::string& path) {
    RawClient client(server.port());
    client.send(method + " " + path + " HTTP/1.1\r\nHost: t\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n");
    return client.rest();
  };
  const std::string bundle = zip(bundle_files(store_)).value();
  const std::string length = "\r\nContent-Length: " + std::to_string(bundle.size()) + "\r\n";
  for (const char* path : {"/assets/crypto/org-crypto.zip", "/assets/crypto/org-certs.zip"}) {
    const std::string head = ask("HEAD", path);
    EXPECT_THAT(head, AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr("\r\nContent-Type: application/zip\r\n"),
                            HasSubstr(length)));
    EXPECT_TRUE(head.ends_with("\r\n\r\n")) << "HEAD has no body";
    const std::string whole = ask("GET", path);
    EXPECT_EQ(whole, head + bundle);
  }
}

TEST_F(KeyBundleTest, AnEmptyBundleIsAnError) { EXPECT_FALSE(key_bundle_routes(store_)); }

}  // namespace
}  // namespace gridpost::gateway
