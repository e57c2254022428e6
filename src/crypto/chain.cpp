#include "crypto/chain.h"

#include <fmt/format.h>

namespace gridpost::crypto {
namespace {

// Longer than any chain of the SMKI: root, issuing authority, holder.
constexpr int kLongestChain = 8;

std::string called(const Certificate& certificate) {
  return fmt::format("certificate {} ({})", certificate.serial_hex(),
                     certificate.is_device() ? certificate.eui()->text() : certificate.subject_name());
}

KeyEntryPtr issuer_of(const Certificate& certificate, const KeyStore& authorities) {
  const Bytes& id = certificate.authority_key_id();
  for (const auto& entry : id.empty() ? authorities.all() : authorities.by_key_id(id)) {
    if (entry->certificate.usage() == Usage::CertificateSigning && entry->status == CertificateStatus::InUse &&
        certificate.issued_by(entry->certificate))
      return entry;
  }
  return nullptr;
}

}  // namespace

Status verify_chain(const Certificate& certificate, const KeyStore& authorities, TimeMs now, ValidityPolicy policy) {
  Certificate at = certificate;
  for (int step = 0; step < kLongestChain; ++step) {
    if (policy == ValidityPolicy::Enforce && !at.valid_at(now))
      return fail(fmt::format("{} is not valid at {}", called(at), iso(now)), {}, "smki 7");
    const KeyEntryPtr issuer = issuer_of(at, authorities);
    if (!issuer) return fail(fmt::format("{} has no trusted issuer {}", called(at), at.issuer_name()), {}, "smki 7");
    if (issuer->certificate == at) return {};
    at = issuer->certificate;
  }
  return fail(fmt::format("the chain of {} is too long", called(certificate)), {}, "smki 7");
}

}  // namespace gridpost::crypto
