#include "gbcs/protection.h"

#include "crypto/digest.h"
#include "crypto/gcm.h"
#include "crypto/signature.h"

namespace gridpost::gbcs {
namespace {

// Algorithm identifier of AES-GCM-128 in front of every key derivation. (GBCS 4.1)
constexpr std::array<std::uint8_t, 7> kAlgorithm = {0x60, 0x85, 0x74, 0x06, 0x08, 0x03, 0x00};
constexpr std::uint8_t kEncryptionFlag = 0x04;

crypto::Iv iv_of(Eui64 originator) {
  crypto::Iv iv{};
  const Bytes id = originator.bytes();
  std::copy(id.begin(), id.end(), iv.begin());
  return iv;
}

}  // namespace

crypto::AesKey message_key(const crypto::SharedSecret& secret, const KeyContext& context) {
  Bytes info;
  info.reserve(33);
  append(info, kAlgorithm);
  put_be(info, context.originator.value, 8);
  info.push_back(9);
  info.push_back(context.flag);
  put_be(info, context.counter, 8);
  put_be(info, context.recipient.value, 8);
  return crypto::derive_key(secret, info);
}

std::array<std::uint8_t, 12> mac_of(const Message& message, const crypto::SharedSecret& secret) {
  const Header& h = message.header;
  const auto key = message_key(secret, {h.originator, static_cast<std::uint8_t>(h.cra), h.counter, h.recipient});
  // One buffer a thread: a MAC costs little more than its reading.
  thread_local Bytes aad;
  aad.assign({0x11, 0, 0, 0, 0, 0});
  put_grouping_part(aad, message);
  const auto tag = crypto::gmac(key, iv_of(h.originator), aad);
  std::array<std::uint8_t, 12> mac{};
  std::copy_n(tag.begin(), mac.size(), mac.begin());
  return mac;
}

void protect(Message& message, const crypto::SharedSecret& secret) {
  if (!message.signature) message.signature.emplace();
  message.mac = mac_of(message, secret);
}

bool mac_is_good(const Message& message, const crypto::SharedSecret& secret) {
  return message.mac && crypto::equal(*message.mac, mac_of(message, secret));
}

Status sign(Message& message, const crypto::PrivateKey& key) {
  GP_TRY(signature, crypto::sign(key, signed_part(message)));
  message.signature = std::move(signature);
  return {};
}

bool signature_is_good(const Message& message, const crypto::PublicKey& key) {
  return message.is_signed() && crypto::verify(key, signed_part(message), *message.signature);
}

Eui64 reader_of(const Header& header) { return header.party.value_or(header.recipient); }

Cipher cipher_for(const Header& header, const crypto::SharedSecret& secret) {
  const std::uint64_t counter = header.supplementary_counter.value_or(header.counter);
  const auto key = message_key(secret, {header.originator, kEncryptionFlag, counter, reader_of(header)});
  const auto iv = iv_of(header.originator);
  static constexpr std::array<std::uint8_t, 1> kAad = {0x31};
  return {[key, iv](View sealed) { return crypto::gcm_decrypt(key, iv, kAad, sealed); },
          [key, iv](View plain) -> Result<Bytes> { return crypto::gcm_encrypt(key, iv, kAad, plain); }};
}

}  // namespace gridpost::gbcs
