#include "duis/signature.h"

#include <gtest/gtest.h>

#include "crypto/signature.h"
#include "crypto/testpki.h"
#include "duis/response.h"
#include "duis/test_data.h"

namespace gridpost::duis {
namespace {

using namespace test;
using crypto::Usage;

constexpr TimeMs kNow = 1764000000000;

// One User with an XML-signing key.
class Signature : public ::testing::Test {
 protected:
  Signature() : pki_(crypto::TestPki::create()) { user_ = issue(kUser, kXmlSigningRole); }

  crypto::KeyEntryPtr issue(Eui64 eui, int role, Usage usage = Usage::DigitalSignature) {
    return keys_.add(**pki_.issue_organisation(eui, role, usage));
  }

  std::string signed_by(const crypto::KeyEntryPtr& who, const std::string& message) {
    return sign(message, who->certificate, *who->private_key).value();
  }
  std::string signed_request() { return signed_by(user_, write(read_registers())); }

  // "valid" or the error.
  std::string verdict(const std::string& text, Quirks quirks = Quirks::FollowStockTool) {
    const auto document = parse(text);
    if (!document) return "not parsed: " + document.error().text();
    const auto signer = verify(*document, keys_, quirks);
    return signer ? "valid" : signer.error().where + ": " + signer.error().what;
  }

  // A signature of the User over a SignedInfo of any shape: for forms that are well signed and still refused.
  std::string signed_with(const std::string& message, const std::string& signed_info_inside) {
    const std::string ds = " xmlns:ds=\"" + std::string(kXmlSignature) + "\"";
    const Bytes value = crypto::sign(*user_->private_key,
                                     view_of("<ds:SignedInfo" + ds + ">" + signed_info_inside + "</ds:SignedInfo>"))
                            .value();
    const std::string whole = "<ds:Signature" + ds + "><ds:SignedInfo>" + signed_info_inside +
                              "</ds:SignedInfo><ds:SignatureValue>" + to_base64(value) +
                              "</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>x"
                              "</ds:X509IssuerName><ds:X509SerialNumber>" +
                              user_->certificate.serial_decimal() +
                              "</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data></ds:KeyInfo></ds:Signature>";
    return replaced(message, "</sr:Request>", whole + "</sr:Request>");
  }

  static std::string algorithm(const std::string& element, const std::string& uri) {
    return "<ds:" + element + " Algorithm=\"" + uri + "\"></ds:" + element + ">";
  }
  static std::string reference(const std::string& message, const std::string& transforms,
                               const std::string& attributes = "URI=\"\"") {
    return "<ds:Reference " + attributes + "><ds:Transforms>" + transforms + "</ds:Transforms>" +
           algorithm("DigestMethod", "http://www.w3.org/2001/04/xmlenc#sha256") + "<ds:DigestValue>" +
           to_base64(crypto::sha256(view_of(message))) + "</ds:DigestValue></ds:Reference>";
  }
  static std::string methods(const std::string& c14n = "http://www.w3.org/2001/10/xml-exc-c14n#",
                             const std::string& method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256") {
    return algorithm("CanonicalizationMethod", c14n) + algorithm("SignatureMethod", method);
  }
  const std::string enveloped_ = algorithm("Transform", "http://www.w3.org/2000/09/xmldsig#enveloped-signature");
  const std::string exclusive_ = algorithm("Transform", "http://www.w3.org/2001/10/xml-exc-c14n#");
  const std::string request_ = write(read_registers());

  crypto::TestPki pki_;
  crypto::KeyStore keys_;
  crypto::KeyEntryPtr user_;
};

TEST_F(Signature, OwnSignaturesVerify) {
  const std::string text = signed_request();
  EXPECT_EQ(verdict(text), "valid");
  EXPECT_EQ(verdict(text, Quirks::Strict), "valid");
  EXPECT_TRUE(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><sr:Request "));
  EXPECT_TRUE(text.ends_with("</ds:Signature></sr:Request>"));
  const auto signer = verify(*parse(text), keys_);
  EXPECT_EQ(signer->certificate().serial_decimal(), user_->certificate.serial_decimal());
}

TEST_F(Signature, CoversWhatMustBeEscaped) {
  Request r = read_registers();
  r.body = Element{};
  r.body.name = "ReadInventory";
  Element& filter = r.body.add("PropertyFilter");
  filter.add("PostCode", "<A&B>\r");
  filter.add("AddressIdentifier", "é \"quoted\"");
  EXPECT_EQ(verdict(signed_by(user_, write(r)), Quirks::Strict), "valid");
}

TEST_F(Signature, AnyChangeBreaksIt) {
  const std::string text = signed_request();
  EXPECT_EQ(
      verdict(replaced(text, ":1764000000000<", ":1764000000001<")),
      "Signature/SignedInfo/Reference/DigestValue: the message was changed after it was signed: its digest differs");
  EXPECT_NE(verdict(replaced(text, "schemaVersion=\"5.2\"", "schemaVersion=\"5.3\"")), "valid");
  EXPECT_NE(verdict(replaced(text, "<sr:Header>", "<?pi?><sr:Header>")), "valid");
  const std::size_t at = text.find("<ds:SignatureValue>") + 19;
  std::string other = text;
  other[at + 10] = other[at + 10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(verdict(other), "Signature/SignatureValue: the signature was not made with the key of this certificate");
}

TEST_F(Signature, CommentsAreNotCovered) {
  EXPECT_EQ(verdict(replaced(signed_request(), "<sr:Body>", "<!-- x --><sr:Body>"), Quirks::Strict), "valid");
}

TEST_F(Signature, WhiteSpaceAndWrappingAddedAfterSigningFollowTheStockTool) {
  const std::string layout = replaced(signed_request(), "<sr:Header>", "\n  <sr:Header>\n    ");
  EXPECT_EQ(verdict(layout), "valid");
  EXPECT_NE(verdict(layout, Quirks::Strict), "valid");
  const std::string blanks = replaced(signed_request(), "<sr:RequestID>", "<sr:RequestID>  ");
  EXPECT_EQ(verdict(blanks), "valid");
  EXPECT_NE(verdict(blanks, Quirks::Strict), "valid");
  Request r = read_registers();
  r.body = signed_pre_command_body(Bytes(100, 0x5A));
  const std::string wrapped = replaced(signed_by(user_, write(r)), "WlpaWlpa", "WlpaWl\n\tpa");
  EXPECT_EQ(verdict(wrapped), "valid");
  EXPECT_NE(verdict(wrapped, Quirks::Strict), "valid");
}

TEST_F(Signature, WhiteSpaceInPlainTextIsNeverTidied) {
  Request r = read_registers();
  r.body = Element{};
  r.body.name = "ReadInventory";
  r.body.add("MPxN", "9900000000013");
  EXPECT_NE(verdict(replaced(signed_by(user_, write(r)), ">9900000000013<", "> 9900000000013<")), "valid");
}

TEST_F(Signature, UnusedNamespacesOfTheRootAreCovered) {
  // Inclusive canonicalisation keeps declarations that nothing uses; exclusive would lose them.
  const std::string message = replaced(request_, " xmlns:sr=",
                                       " xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""
                                       " xmlns:ra=\"http://www.dccinterface.co.uk/ResponseAndAlert\" xmlns:sr=");
  const std::string text = replaced(signed_by(user_, message),
                                    "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">", "<ds:Signature>");
  EXPECT_EQ(verdict(text, Quirks::Strict), "valid");
  EXPECT_NE(verdict(replaced(text, " xmlns:ra=\"http://www.dccinterface.co.uk/ResponseAndAlert\"", "")), "valid");
}

TEST_F(Signature, AnExtraExclusiveTransformIsAccepted) {
  const std::string info = methods() + reference(request_, enveloped_ + exclusive_);
  EXPECT_EQ(verdict(signed_with(request_, info), Quirks::Strict), "valid");
  const std::string with_unused =
      replaced(request_, " xmlns:sr=", " xmlns:ra=\"http://www.dccinterface.co.uk/ResponseAndAlert\" xmlns:sr=");
  EXPECT_EQ(verdict(signed_with(with_unused, info), Quirks::Strict), "valid");
}

TEST_F(Signature, WellSignedButOtherFormsAreRefused) {
  EXPECT_EQ(verdict(signed_with(request_, methods() + reference(request_, enveloped_))), "valid");
  const auto refused = [&](const std::string& info) { return verdict(signed_with(request_, info)); };
  const std::string good = reference(request_, enveloped_);
  EXPECT_EQ(refused(methods() + good + good), "Signature/SignedInfo: Reference is not allowed here");
  EXPECT_EQ(refused(methods() + reference(request_, enveloped_, "URI=\"#body\"")),
            "Signature/SignedInfo/Reference: URI must be '', found '#body'");
  EXPECT_EQ(refused(methods() + reference(request_, enveloped_, "")),
            "Signature/SignedInfo/Reference: the attribute URI is missing");
  EXPECT_EQ(refused(methods() + reference(request_, enveloped_, "Id=\"a\" URI=\"\"")),
            "Signature/SignedInfo/Reference: the attribute Id is not allowed here");
  EXPECT_EQ(refused(methods() + reference(request_, exclusive_ + enveloped_)),
            "Signature/SignedInfo/Reference/Transforms/Transform: Algorithm must be "
            "'http://www.w3.org/2000/09/xmldsig#enveloped-signature', found 'http://www.w3.org/2001/10/xml-exc-c14n#'");
  EXPECT_NE(refused(methods() + reference(request_, enveloped_ + exclusive_ + exclusive_)), "valid");
  EXPECT_NE(refused(methods() + reference(request_, "")), "valid");
  EXPECT_NE(
      refused(methods() +
              reference(request_, enveloped_ + algorithm("Transform", "http://www.w3.org/TR/1999/REC-xslt-19991116"))),
      "valid");
  EXPECT_NE(refused(methods("http://www.w3.org/TR/2001/REC-xml-c14n-20010315") + good), "valid");
  EXPECT_NE(refused(methods("http://www.w3.org/2001/10/xml-exc-c14n#WithComments") + good), "valid");
  EXPECT_NE(
      refused(methods("http://www.w3.org/2001/10/xml-exc-c14n#", "http://www.w3.org/2000/09/xmldsig#hmac-sha1") + good),
      "valid");
  EXPECT_NE(refused(replaced(methods() + good, "xmlenc#sha256", "xmlenc#sha512")), "valid");
}

TEST_F(Signature, WrappedSignaturesAreRefused) {
  const std::string text = signed_request();
  const std::size_t from = text.find("<ds:Signature");
  const std::string signature = text.substr(from, text.find("</sr:Request>") - from);
  // Not last.
  const std::string first = replaced(replaced(text, signature, ""), "<sr:Header>", signature + "<sr:Header>");
  EXPECT_EQ(verdict(first), "Request: the signature is not the last element of the message");
  // The signed message hidden inside another one.
  const std::string inner = text.substr(text.find("<sr:Request"));
  const std::string outer = replaced(request_, "</sr:Body>", inner + "</sr:Body>");
  EXPECT_EQ(verdict(outer), "Request: the signature is not the last element of the message");
  EXPECT_EQ(verdict(replaced(outer, "</sr:Body></sr:Request>", "</sr:Body>" + signature + "</sr:Request>")),
            "Request: the message has 2 signatures");
  // The signed message as an object of its own signature.
  const std::string object = replaced(replaced(text, ":1764000000000<", ":1764000000009<"), "</ds:KeyInfo>",
                                      "</ds:KeyInfo><ds:Object>" + request_ + "</ds:Object>");
  EXPECT_EQ(verdict(object), "Signature: Object is not allowed here");
  // A signature as the whole message.
  EXPECT_EQ(verdict(signature), "Signature: the signature is not the last element of the message");
}

TEST_F(Signature, KeyInfoNamesOneSerialInDecimal) {
  const std::string text = signed_request();
  const std::string serial = user_->certificate.serial_decimal();
  const std::string at = "Signature/KeyInfo/X509Data/X509IssuerSerial/X509SerialNumber: ";
  EXPECT_EQ(verdict(replaced(text, ">" + serial + "<", "> \n" + serial + " <")), "valid");
  EXPECT_EQ(verdict(replaced(text, ">" + serial + "<", ">0xAB<")), at + "'0xAB' is not a decimal number");
  EXPECT_EQ(verdict(replaced(text, ">" + serial + "<", "><")), at + "'' is not a decimal number");
  EXPECT_EQ(verdict(replaced(text, ">" + serial + "<", ">12345<")),
            at + "no certificate with the serial number 12345 is known");
  const std::size_t from = text.find("<ds:KeyInfo>");
  const std::string info = text.substr(from, text.find("</ds:Signature>") - from);
  EXPECT_EQ(verdict(replaced(text, info, "")), "Signature: expected KeyInfo");
  const std::string pair = info.substr(24, info.find("</ds:X509Data>") - 24);
  EXPECT_EQ(verdict(replaced(text, pair, pair + pair)),
            "Signature/KeyInfo/X509Data: X509IssuerSerial is not allowed here");
}

TEST_F(Signature, IssuerNamesAreNotCompared) {
  EXPECT_EQ(verdict(replaced(signed_request(), "<ds:X509IssuerName>", "<ds:X509IssuerName>whatever ")), "valid");
}

TEST_F(Signature, DerSignaturesAreRefused) {
  const std::string text = signed_request();
  const std::size_t from = text.find("<ds:SignatureValue>") + 19;
  const std::string value = text.substr(from, text.find('<', from) - from);
  Bytes der = {0x30, 0x44, 0x02, 0x20};
  append(der, Bytes(32, 1));
  append(der, Bytes{0x02, 0x20});
  append(der, Bytes(32, 1));
  EXPECT_EQ(verdict(replaced(text, value, to_base64(der))),
            "Signature/SignatureValue: expected 64 octets, found 70 (DER?)");
  EXPECT_NE(verdict(replaced(text, value, "")), "valid");
}

TEST_F(Signature, WrappedSignatureValuesAreFine) {
  const std::string text = signed_request();
  const std::size_t middle = text.find("<ds:SignatureValue>") + 40;
  EXPECT_EQ(verdict(text.substr(0, middle) + "\n" + text.substr(middle)), "valid");
  EXPECT_EQ(verdict(text.substr(0, middle) + "&#13;\n" + text.substr(middle)), "valid");
}

TEST_F(Signature, UnsignedMessagesAreRefused) { EXPECT_EQ(verdict(request_), "Request: the message is not signed"); }

TEST_F(Signature, BindsTheSignerToTheOriginator) {
  const auto bound = [&](const crypto::KeyEntryPtr& who) {
    const auto document = parse(signed_by(who, request_));
    const Status status = bind(*verify(*document, keys_), *read_request(*document), kNow);
    return status ? "bound" : status.error().what;
  };
  EXPECT_EQ(bound(user_), "bound");
  EXPECT_EQ(bound(issue(kUser, kSupplierRole)), "bound");
  EXPECT_EQ(bound(issue(kDcc, kXmlSigningRole)),
            "the signer 90-B3-D5-1F-30-00-00-02 is not the originator 90-B3-D5-1F-30-01-00-00");
  EXPECT_EQ(bound(issue(kUser, 3)), "a certificate of role 3 does not sign requests");
  EXPECT_EQ(bound(issue(kUser, kXmlSigningRole, Usage::KeyAgreement)), "a certificate for keyAgreement does not sign");
}

TEST_F(Signature, BindsOnlyCertificatesThatMayBeUsedNow) {
  const auto document = parse(signed_request());
  const Request request = *read_request(*document);
  const Signer signer = *verify(*document, keys_);
  const TimeMs too_early = user_->certificate.not_before() - kDay;
  EXPECT_FALSE(bind(signer, request, too_early));
  EXPECT_TRUE(bind(signer, request, too_early, crypto::ValidityPolicy::WaiveWithWarning));
  ASSERT_TRUE(keys_.set_status(user_->certificate, crypto::CertificateStatus::Revoked));
  const Signer revoked = *verify(*document, keys_);
  EXPECT_FALSE(bind(revoked, request, kNow));
  EXPECT_FALSE(bind(revoked, request, kNow, crypto::ValidityPolicy::WaiveWithWarning));
}

TEST_F(Signature, NoPrefixOfASignedMessageVerifies) {
  const std::string text = signed_request();
  for (std::size_t n = 0; n < text.size(); n += 7) EXPECT_NE(verdict(text.substr(0, n)), "valid");
}

class GoldenSamples : public ::testing::Test {
 protected:
  void SetUp() override {
    if (reference_data().empty()) GTEST_SKIP() << "GRIDPOST_REFERENCE_DATA is not set: NO GOLDEN SAMPLE WAS VERIFIED";
    const auto report = keys_.load_folder(reference_data() + "/keys/xml-signing", kNow);
    ASSERT_TRUE(report) << report.error().text();
    request_ = read_file(reference_data() + "/spec/examples/signed-request-8.4.xml");
    response_ = read_file(reference_data() + "/spec/examples/signed-response-ack-i99.xml");
  }
  crypto::KeyStore keys_;
  std::string request_;
  std::string response_;
};

TEST_F(GoldenSamples, Verify) {
  for (const std::string& text : {request_, response_}) {
    const auto signer = verify(*parse(text), keys_, Quirks::Strict);
    EXPECT_TRUE(signer) << (signer ? "" : signer.error().text());
  }
  EXPECT_EQ(verify(*parse(request_), keys_)->certificate().eui(), kUser);
  EXPECT_EQ(verify(*parse(response_), keys_)->certificate().eui(), kDcc);
}

TEST_F(GoldenSamples, ChangedOnesDoNot) {
  EXPECT_FALSE(verify(*parse(replaced(request_, ">ADE<", ">AD<")), keys_));
  EXPECT_FALSE(verify(*parse(replaced(response_, ">I99<", ">I0<")), keys_));
}

// Up to the random part of the signature, what we write is what independent code wrote.
TEST_F(GoldenSamples, OurOwnLooksTheSame) {
  const auto response = read_response(*parse(response_));
  ASSERT_TRUE(response);
  const auto entry = keys_.by_serial_decimal("167048897159233642262001557408276884033");
  ASSERT_TRUE(entry && entry->private_key);
  const std::string ours = sign(write(*response), entry->certificate, *entry->private_key).value();
  const auto without_value = [](std::string text) {
    const std::size_t from = text.find("<ds:SignatureValue>");
    while (text.ends_with('\n')) text.pop_back();
    return text.erase(from, text.find("</ds:SignatureValue>") - from);
  };
  EXPECT_EQ(without_value(ours), without_value(response_));
  EXPECT_TRUE(verify(*parse(ours), keys_, Quirks::Strict));
}

}  // namespace
}  // namespace gridpost::duis
