#include "crypto/signature.h"

#include <algorithm>

#include "crypto/openssl_ptr.h"

namespace gridpost::crypto {
namespace {

// OpenSSL's form is SEQUENCE { r INTEGER, s INTEGER }; for P-256 every length fits one octet.
constexpr std::size_t kMaxDer = 72;

// Appends a 32-octet number as a DER INTEGER; returns the new end.
std::uint8_t* put_integer(std::uint8_t* out, View number) {
  while (number.size() > 1 && number[0] == 0) number = number.subspan(1);
  const bool pad = (number[0] & 0x80) != 0;
  *out++ = 0x02;
  *out++ = static_cast<std::uint8_t>(number.size() + (pad ? 1 : 0));
  if (pad) *out++ = 0;
  return std::copy(number.begin(), number.end(), out);
}

// Writes the DER INTEGER at the reader into 32 octets.
Status take_integer(Reader& reader, std::span<std::uint8_t, 32> out) {
  GP_TRY(tag, reader.u8("INTEGER"));
  GP_TRY(size, reader.u8("length"));
  GP_TRY(taken, reader.take(size, "number"));
  View number = taken;
  if (tag == 0x02 && number.size() == 33 && number[0] == 0) number = number.subspan(1);
  if (tag != 0x02 || number.size() > out.size()) return reader.error("not a number of P-256");
  std::fill(out.begin(), out.end(), std::uint8_t{0});
  std::copy(number.begin(), number.end(), out.end() - static_cast<std::ptrdiff_t>(number.size()));
  return {};
}

Result<Bytes> raw_of(View der) {
  Bytes raw(kSignatureSize);
  Reader reader(der);
  GP_CHECK(reader.take(2, "SEQUENCE"));
  GP_CHECK(take_integer(reader, std::span<std::uint8_t, 32>(raw.data(), 32)));
  GP_CHECK(take_integer(reader, std::span<std::uint8_t, 32>(raw.data() + 32, 32)));
  GP_CHECK(reader.finish("signature"));
  return raw;
}

}  // namespace

Result<Bytes> sign_digest(const PrivateKey& key, const Digest& digest) {
  const PkeyCtxPtr context(EVP_PKEY_CTX_dup(key.signer()));
  std::array<std::uint8_t, kMaxDer> der;
  std::size_t size = der.size();
  if (!context || EVP_PKEY_sign(context.get(), der.data(), &size, digest.data(), digest.size()) != 1)
    return openssl_fail("signing failed");
  return raw_of(View(der.data(), size));
}

bool verify_digest(const PublicKey& key, const Digest& digest, View signature) {
  if (signature.size() != kSignatureSize) return false;
  std::array<std::uint8_t, kMaxDer> der;
  std::uint8_t* end = put_integer(der.data() + 2, signature.first(32));
  end = put_integer(end, signature.last(32));
  const auto size = static_cast<std::size_t>(end - der.data());
  der[0] = 0x30;
  der[1] = static_cast<std::uint8_t>(size - 2);
  const PkeyCtxPtr context(EVP_PKEY_CTX_dup(key.verifier().get()));
  if (context && EVP_PKEY_verify(context.get(), der.data(), size, digest.data(), digest.size()) == 1) return true;
  ERR_clear_error();
  return false;
}

Result<Bytes> sign(const PrivateKey& key, View message) { return sign_digest(key, sha256(message)); }

bool verify(const PublicKey& key, View message, View signature) {
  return signature.size() == kSignatureSize && verify_digest(key, sha256(message), signature);
}

}  // namespace gridpost::crypto
