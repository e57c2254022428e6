#include "duis/signature.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalogue/simple_type.h"
#include "crypto/signature.h"
#include "duis/canonical.h"

namespace gridpost::duis {
namespace {

using catalogue::grammar::collapse;

constexpr std::string_view kExclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
constexpr std::string_view kEcdsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
constexpr std::string_view kEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
constexpr std::string_view kSha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

tl::unexpected<Error> refuse(std::string what, std::string where = "Signature") {
  return fail(std::move(what), std::move(where), kSignatureRule);
}

// --- signing ---

std::string algorithm(std::string_view name, std::string_view uri) {
  return fmt::format("<ds:{0} Algorithm=\"{1}\"></ds:{0}>", name, uri);
}

// What stands between the tags of SignedInfo but for the digest: constant, hence made once.
const std::string& before_digest() {
  static const std::string text = algorithm("CanonicalizationMethod", kExclusive) +
                                  algorithm("SignatureMethod", kEcdsaSha256) +
                                  "<ds:Reference URI=\"\"><ds:Transforms>" + algorithm("Transform", kEnveloped) +
                                  "</ds:Transforms>" + algorithm("DigestMethod", kSha256) + "<ds:DigestValue>";
  return text;
}
constexpr std::string_view kAfterDigest = "</ds:DigestValue></ds:Reference></ds:SignedInfo>";

// --- verifying ---

std::size_t count_signatures(const Element& e) {
  std::size_t count = e.name == "Signature" && e.prefix == "ds" ? 1 : 0;
  for (const Element& c : e.children) count += count_signatures(c);
  return count;
}

// The element must have exactly these children, all in the signature's namespace.
Status expect_children(const Element& e, std::initializer_list<std::string_view> names, const std::string& where) {
  auto it = e.children.begin();
  for (std::string_view name : names) {
    if (it == e.children.end()) return refuse(fmt::format("expected {}", name), where);
    if (it->name != name || it->prefix != "ds")
      return refuse(fmt::format("expected {}, found {}", name, it->name), where);
    ++it;
  }
  if (it != e.children.end()) return refuse(fmt::format("{} is not allowed here", it->name), where);
  if (e.mixed) return refuse("text is not allowed here", where);
  return {};
}

// The element must have exactly these attributes.
Status expect_attributes(const Element& e, std::initializer_list<std::pair<std::string_view, std::string_view>> wanted,
                         const std::string& where) {
  for (const auto& [name, value] : e.attributes)
    if (std::none_of(wanted.begin(), wanted.end(), [&n = name](const auto& w) { return w.first == n; }))
      return refuse(fmt::format("the attribute {} is not allowed here", name), where);
  for (const auto& [name, value] : wanted) {
    const auto it =
        std::find_if(e.attributes.begin(), e.attributes.end(), [&n = name](const auto& a) { return a.first == n; });
    if (it == e.attributes.end()) return refuse(fmt::format("the attribute {} is missing", name), where);
    if (it->second != value) return refuse(fmt::format("{} must be '{}', found '{}'", name, value, it->second), where);
  }
  return {};
}

Status expect_algorithm(const Element& e, std::string_view uri, const std::string& where) {
  GP_CHECK(expect_children(e, {}, where));
  return expect_attributes(e, {{"Algorithm", uri}}, where);
}

// enveloped-signature, and after it exclusive canonicalisation if the signer wants that.
Result<BodyForm> read_transforms(const Element& transforms, const std::string& where) {
  GP_CHECK(expect_attributes(transforms, {}, where));
  const std::size_t count = transforms.children.size();
  if (count == 2)
    GP_CHECK(expect_children(transforms, {"Transform", "Transform"}, where));
  else
    GP_CHECK(expect_children(transforms, {"Transform"}, where));
  GP_CHECK(expect_algorithm(transforms.children[0], kEnveloped, where + "/Transform"));
  if (count == 1) return BodyForm::Inclusive;
  GP_CHECK(expect_algorithm(transforms.children[1], kExclusive, where + "/Transform"));
  return BodyForm::Exclusive;
}

Result<Bytes> read_octets(const Element& e, std::size_t count, const std::string& where) {
  GP_CHECK(expect_children(e, {}, where));
  GP_CHECK(expect_attributes(e, {}, where));
  auto octets = from_base64(e.text);
  if (!octets) return refuse(octets.error().text(), where);
  if (octets->size() != count)
    return refuse(fmt::format("expected {} octets, found {}{}", count, octets->size(),
                              !octets->empty() && octets->front() == 0x30 ? " (DER?)" : ""),
                  where);
  return octets;
}

// What a signature of the one allowed form says.
struct Claims {
  BodyForm form = BodyForm::Inclusive;
  Bytes digest;     // 32 octets
  Bytes signature;  // r || s
  std::string serial;
};

Status read_signed_info(const Element& info, Claims& out) {
  const std::string where = "Signature/SignedInfo";
  GP_CHECK(expect_children(info, {"CanonicalizationMethod", "SignatureMethod", "Reference"}, where));
  GP_CHECK(expect_attributes(info, {}, where));
  GP_CHECK(expect_algorithm(info.children[0], kExclusive, where + "/CanonicalizationMethod"));
  GP_CHECK(expect_algorithm(info.children[1], kEcdsaSha256, where + "/SignatureMethod"));
  const Element& reference = info.children[2];
  const std::string at = where + "/Reference";
  GP_CHECK(expect_attributes(reference, {{"URI", ""}}, at));
  GP_CHECK(expect_children(reference, {"Transforms", "DigestMethod", "DigestValue"}, at));
  GP_TRY(form, read_transforms(reference.children[0], at + "/Transforms"));
  GP_CHECK(expect_algorithm(reference.children[1], kSha256, at + "/DigestMethod"));
  GP_TRY(digest, read_octets(reference.children[2], crypto::Digest().size(), at + "/DigestValue"));
  out.form = form;
  out.digest = std::move(digest);
  return {};
}

Status read_key_info(const Element& info, Claims& out) {
  const std::string where = "Signature/KeyInfo";
  GP_CHECK(expect_children(info, {"X509Data"}, where));
  GP_CHECK(expect_attributes(info, {}, where));
  const Element& data = info.children[0];
  GP_CHECK(expect_children(data, {"X509IssuerSerial"}, where + "/X509Data"));
  GP_CHECK(expect_attributes(data, {}, where + "/X509Data"));
  const Element& pair = data.children[0];
  const std::string at = where + "/X509Data/X509IssuerSerial";
  GP_CHECK(expect_children(pair, {"X509IssuerName", "X509SerialNumber"}, at));
  out.serial = collapse(pair.children[1].text);
  const bool decimal = !out.serial.empty() &&
                       std::all_of(out.serial.begin(), out.serial.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!decimal) return refuse(fmt::format("'{}' is not a decimal number", out.serial), at + "/X509SerialNumber");
  return {};
}

Result<Claims> read_claims(const Element& root) {
  const std::size_t count = count_signatures(root);
  if (count == 0) return refuse("the message is not signed", root.name);
  if (count > 1) return refuse(fmt::format("the message has {} signatures", count), root.name);
  const Element& signature = root.children.empty() ? root : root.children.back();
  if (signature.name != "Signature" || signature.prefix != "ds")
    return refuse("the signature is not the last element of the message", root.name);
  Claims out;
  GP_CHECK(expect_attributes(signature, {}, "Signature"));
  GP_CHECK(expect_children(signature, {"SignedInfo", "SignatureValue", "KeyInfo"}, "Signature"));
  GP_CHECK(read_signed_info(signature.children[0], out));
  GP_TRY(value, read_octets(signature.children[1], crypto::kSignatureSize, "Signature/SignatureValue"));
  out.signature = std::move(value);
  GP_CHECK(read_key_info(signature.children[2], out));
  return out;
}

Status check_digest(const Document& document, const Claims& claims, Quirks quirks) {
  GP_TRY(plain, body_digest(document, claims.form));
  if (crypto::equal(plain, claims.digest)) return {};
  if (quirks == Quirks::FollowStockTool) {
    GP_TRY(tidied, tidied_body_digest(document, claims.form));
    if (crypto::equal(tidied, claims.digest)) return {};
  }
  return refuse("the message was changed after it was signed: its digest differs",
                "Signature/SignedInfo/Reference/DigestValue");
}

}  // namespace

Result<std::string> sign(std::string_view canonical_message, const crypto::Certificate& certificate,
                         const crypto::PrivateKey& key) {
  const std::size_t end = canonical_message.rfind("</");
  if (end == std::string_view::npos) return fail("there is no element to sign");
  const std::string digest = to_base64(crypto::sha256(view_of(canonical_message)));
  const std::string signed_info =
      fmt::format("<ds:SignedInfo xmlns:ds=\"{}\">{}{}{}", kXmlSignature, before_digest(), digest, kAfterDigest);
  GP_TRY(value, crypto::sign_digest(key, crypto::sha256(view_of(signed_info))));
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>";
  out.reserve(canonical_message.size() + 1600);
  out.append(canonical_message.substr(0, end));
  out.append("<ds:Signature xmlns:ds=\"").append(kXmlSignature).append("\"><ds:SignedInfo>");
  out.append(before_digest()).append(digest).append(kAfterDigest);
  out.append("<ds:SignatureValue>").append(to_base64(value)).append("</ds:SignatureValue>");
  out += "<ds:KeyInfo><ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>";
  append_escaped(out, certificate.issuer_name());
  out.append("</ds:X509IssuerName><ds:X509SerialNumber>").append(certificate.serial_decimal());
  out += "</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data></ds:KeyInfo></ds:Signature>";
  out.append(canonical_message.substr(end));
  return out;
}

Result<Signer> verify(const Document& document, const crypto::KeyStore& keys, Quirks quirks) {
  GP_TRY(claims, read_claims(document.root()));
  Signer signer{keys.by_serial_decimal(claims.serial)};
  if (!signer.entry)
    return refuse(fmt::format("no certificate with the serial number {} is known", claims.serial),
                  "Signature/KeyInfo/X509Data/X509IssuerSerial/X509SerialNumber");
  GP_TRY(info_digest, signed_info_digest(document));
  if (!crypto::verify_digest(signer.certificate().public_key(), info_digest, claims.signature))
    return refuse("the signature was not made with the key of this certificate", "Signature/SignatureValue");
  GP_CHECK(check_digest(document, claims, quirks));
  return signer;
}

Status bind(const Signer& signer, const Request& request, TimeMs now, crypto::ValidityPolicy policy) {
  const crypto::Certificate& certificate = signer.certificate();
  if (certificate.is_device() || certificate.eui() != request.id.originator)
    return refuse(fmt::format("the signer {} is not the originator {}",
                              certificate.eui() ? certificate.eui()->text() : certificate.subject_name(),
                              request.id.originator.text()));
  const auto role = certificate.role();
  if (role != kXmlSigningRole && role != kSupplierRole)
    return refuse(fmt::format("a certificate of role {} does not sign requests",
                              role ? std::to_string(*role) : certificate.role_problem()));
  if (certificate.usage() != crypto::Usage::DigitalSignature)
    return refuse(fmt::format("a certificate for {} does not sign", crypto::usage_name(certificate.usage())));
  if (policy == crypto::ValidityPolicy::WaiveWithWarning && signer.entry->status == crypto::CertificateStatus::InUse)
    return {};
  if (auto usable = signer.entry->usable_at(now); !usable) return refuse(usable.error().text());
  return {};
}

}  // namespace gridpost::duis
