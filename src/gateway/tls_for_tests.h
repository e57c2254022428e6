// For tests: an authority that issues TLS certificates into files of a folder of its own.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "gateway/tls.h"

namespace gridpost::gateway {

class TlsAuthority {
 public:
  explicit TlsAuthority(const std::string& name) {
    static std::atomic<int> number{0};
    folder_ = std::filesystem::temp_directory_path() /
              ("gridpost-tls-" + std::to_string(getpid()) + '-' + std::to_string(++number));
    std::filesystem::create_directories(folder_);
    key_.reset(EVP_EC_gen("P-256"));
    certificate_ = issue(name, key_.get(), nullptr, "critical,CA:TRUE", {});
    write(file("ca.pem"), certificate_.get(), nullptr);
  }
  ~TlsAuthority() { std::filesystem::remove_all(folder_); }
  TlsAuthority(const TlsAuthority&) = delete;
  TlsAuthority& operator=(const TlsAuthority&) = delete;

  std::string authorities() const { return file("ca.pem"); }
  // Certificate and key for these names, such as "IP:127.0.0.1"; authorities as given.
  TlsFiles files(const std::string& names, const std::string& authorities) {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate made = issue("gridpost test", key.get(), this, "CA:FALSE", names);
    const std::string base = file(std::to_string(++issued_));
    write(base + ".pem", made.get(), nullptr);
    write(base + ".key", nullptr, key.get());
    return {base + ".pem", base + ".key", authorities};
  }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Free>;
  using Certificate = std::unique_ptr<X509, Free>;

  std::string file(const std::string& name) const { return (folder_ / name).string(); }

  static void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    ASSERT_NE(extension, nullptr) << value;
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }
  // Self-signed without an issuer.
  Certificate issue(const std::string& name, EVP_PKEY* key, const TlsAuthority* issuer, const std::string& constraints,
                    const std::string& names) {
    Certificate made(X509_new());
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial_);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 86400);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509* above = issuer ? issuer->certificate_.get() : made.get();
    X509_set_issuer_name(made.get(), X509_get_subject_name(above));
    X509_set_pubkey(made.get(), key);
    extend(made.get(), above, NID_basic_constraints, constraints);
    if (!names.empty()) extend(made.get(), above, NID_subject_alt_name, names);
    EXPECT_GT(X509_sign(made.get(), issuer ? issuer->key_.get() : key, EVP_sha256()), 0);
    return made;
  }
  static void write(const std::string& file, X509* certificate, EVP_PKEY* key) {
    const std::unique_ptr<FILE, int (*)(FILE*)> out(fopen(file.c_str(), "w"), &fclose);
    ASSERT_TRUE(out) << file;
    if (certificate) PEM_write_X509(out.get(), certificate);
    if (key) PEM_write_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  }

  std::filesystem::path folder_;
  Key key_;
  Certificate certificate_;
  long serial_ = 0;
  int issued_ = 0;
};

}  // namespace gridpost::gateway
