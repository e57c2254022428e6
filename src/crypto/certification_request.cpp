#include "crypto/certification_request.h"

#include <algorithm>

#include "crypto/extension_octets.h"

namespace gridpost::crypto {
namespace {

using RequestPtr = std::unique_ptr<X509_REQ, Freed<&X509_REQ_free>>;

struct ExtensionsFreed {
  void operator()(STACK_OF(X509_EXTENSION) * all) const { sk_X509_EXTENSION_pop_free(all, X509_EXTENSION_free); }
};
using ExtensionsPtr = std::unique_ptr<STACK_OF(X509_EXTENSION), ExtensionsFreed>;

void push(STACK_OF(X509_EXTENSION) * all, ExtensionPtr extension) {
  must(sk_X509_EXTENSION_push(all, extension.get()) > 0);
  (void)extension.release();  // the stack owns it now
}

// The content of the extension; empty if it is not there.
View content_of(const STACK_OF(X509_EXTENSION) * all, int nid) {
  const int at = X509v3_get_ext_by_NID(all, nid, -1);
  if (at < 0) return {};
  const ASN1_OCTET_STRING* data = X509_EXTENSION_get_data(X509v3_get_ext(all, at));
  return {ASN1_STRING_get0_data(data), static_cast<std::size_t>(ASN1_STRING_length(data))};
}

}  // namespace

Result<Bytes> make_certification_request(const PrivateKey& key, Eui64 device, Usage usage) {
  const RequestPtr request(X509_REQ_new());
  const ExtensionsPtr extensions(sk_X509_EXTENSION_new_null());
  must(request && extensions);
  push(extensions.get(), make_extension(NID_key_usage, true, usage_octets(usage)));
  push(extensions.get(), make_extension(NID_subject_alt_name, true, device_name_octets(device)));
  if (X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) != 1 ||
      X509_REQ_set_pubkey(request.get(), key.handle()) != 1 ||
      X509_REQ_add_extensions(request.get(), extensions.get()) != 1 ||
      X509_REQ_sign(request.get(), key.handle(), EVP_sha256()) <= 0)
    return openssl_fail("the certification request could not be made");
  unsigned char* octets = nullptr;
  const int size = i2d_X509_REQ(request.get(), &octets);
  must(size > 0);
  Bytes out(octets, octets + size);
  OPENSSL_free(octets);
  return out;
}

Result<CertificationRequest> read_certification_request(View der) {
  const unsigned char* at = der.data();
  const RequestPtr request(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
  if (!request) return openssl_fail("not a certification request");
  if (at != der.data() + der.size()) return fail("octets follow the certification request");
  const PkeyPtr handle(X509_REQ_get_pubkey(request.get()));
  if (!handle || X509_REQ_verify(request.get(), handle.get()) != 1)
    return openssl_fail("the certification request is not signed by its key");
  GP_TRY(key, PublicKey::of(handle.get()));
  const ExtensionsPtr extensions(X509_REQ_get_extensions(request.get()));
  if (!extensions) return fail("the certification request has no extensions");
  const View usage = content_of(extensions.get(), NID_key_usage);
  const View name = content_of(extensions.get(), NID_subject_alt_name);
  CertificationRequest out{key, {}, Usage::DigitalSignature};
  if (std::ranges::equal(usage, usage_octets(Usage::KeyAgreement)))
    out.usage = Usage::KeyAgreement;
  else if (!std::ranges::equal(usage, usage_octets(Usage::DigitalSignature)))
    return fail("the certification request asks for another key usage than a device has");
  constexpr std::size_t kIdentity = 8;
  if (name.size() >= kIdentity) out.device = Eui64::of(name.last(kIdentity));
  if (!std::ranges::equal(name, device_name_octets(out.device)))
    return fail("the certification request names no device");
  return out;
}

}  // namespace gridpost::crypto
