#include "duis/signing_tool.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "crypto/testpki.h"
#include "duis/response.h"
#include "duis/signature.h"
#include "duis/test_data.h"

namespace gridpost::duis::signing_tool_test {
namespace {

using namespace test;
using crypto::Usage;

constexpr TimeMs kNow = 1764000000000;

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

class SigningTool : public ::testing::Test {
 protected:
  SigningTool() { issue(kUser, kXmlSigningRole); }
  crypto::KeyEntryPtr issue(Eui64 eui, int role) {
    return keys_.add(**pki_.issue_organisation(eui, role, Usage::DigitalSignature));
  }
  ToolAnswer sign_it(const std::string& document, std::optional<std::uint64_t> counter = {}) {
    return tool_sign(document, counter, keys_, kNow);
  }
  // The request that the signed document holds, after its signature was verified.
  Request verified(const std::string& document) {
    const auto parsed = parse(document);
    EXPECT_TRUE(parsed && verify(*parsed, keys_, Quirks::Strict)) << document;
    auto request = parsed ? read_request(*parsed) : Result<Request>(fail("not parsed"));
    EXPECT_TRUE(request) << document;
    return request.value_or(Request{});
  }

  crypto::TestPki pki_ = crypto::TestPki::create();
  crypto::KeyStore keys_;
};

TEST_F(SigningTool, SignsInTheNameOfTheOriginator) {
  const ToolAnswer answer = sign_it(write(read_registers()));
  ASSERT_EQ(answer.code, ToolCode::Good) << answer.text;
  EXPECT_TRUE(answer.text.starts_with(R"(<?xml version="1.0" encoding="UTF-8" standalone="no"?><sr:Request)"));
  EXPECT_EQ(answer.text.find('\n'), std::string::npos);
  EXPECT_EQ(verified(answer.text).id, read_registers().id);
}

TEST_F(SigningTool, ACounterTakesThePlaceOfTheOneThere) {
  const Request request = read_registers();
  EXPECT_EQ(verified(sign_it(write(request), 77).text).id, (RequestId{kUser, kMeter, 77}));
  EXPECT_EQ(verified(sign_it(write(request)).text).id.counter, request.id.counter);
}

TEST_F(SigningTool, ADocumentThatIsSignedAlreadyIsSignedAfresh) {
  const std::string once = sign_it(write(read_registers())).text;
  const std::string twice = sign_it(once, 5).text;
  EXPECT_EQ(count(twice, "<ds:SignatureValue>"), 1u);
  EXPECT_EQ(verified(twice).id.counter, 5u);
}

TEST_F(SigningTool, WhiteSpaceOfFormattedTextIsNotSigned) {
  std::string text = write(read_registers());
  text = replaced(text, "<sr:Header>", "\n  <sr:Header>\n    ");
  text = replaced(text, "<sr:CommandVariant>1<", "<sr:CommandVariant> 1\n<");
  const ToolAnswer answer = sign_it(text);
  ASSERT_EQ(answer.code, ToolCode::Good) << answer.text;
  EXPECT_EQ(tool_verify(answer.text, keys_).text, write(read_registers()));
}

TEST_F(SigningTool, TheSuppliersOwnKeySignsWhereThereIsNoXmlKey) {
  const Eui64 second{0x90B3D51F30030000};
  Request request = read_registers();
  request.id.originator = second;
  EXPECT_EQ(sign_it(write(request)).code, ToolCode::NoKey);
  issue(second, kSupplierRole);
  EXPECT_EQ(sign_it(write(request)).code, ToolCode::Good);
  issue(second, kXmlSigningRole);
  const auto parsed = parse(sign_it(write(request)).text);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(verify(*parsed, keys_)->certificate().role(), kXmlSigningRole);
}

TEST_F(SigningTool, ACertificateWithoutItsKeyDoesNotSign) {
  Request request = read_registers();
  request.id.originator = kDcc;
  crypto::KeyEntry entry = **pki_.issue_organisation(kDcc, kXmlSigningRole, Usage::DigitalSignature);
  entry.private_key.reset();
  crypto::KeyStore bare;
  bare.add(std::move(entry));
  const ToolAnswer answer = tool_sign(write(request), {}, bare, kNow);
  EXPECT_EQ(answer.code, ToolCode::NoKey);
  EXPECT_NE(answer.text.find(kDcc.text()), std::string::npos) << answer.text;
}

TEST_F(SigningTool, WrongDocumentsHaveTheToolsCodes) {
  EXPECT_EQ(sign_it("junk").code, ToolCode::Unreadable);
  EXPECT_EQ(sign_it("").code, ToolCode::Unreadable);
  EXPECT_EQ(tool_verify("<a", keys_).code, ToolCode::Unreadable);
  const std::string good = write(read_registers());
  EXPECT_EQ(sign_it(replaced(good, "<sr:CommandVariant>1<", "<sr:CommandVariant>x<")).code, ToolCode::Invalid);
  EXPECT_EQ(sign_it(replaced(good, kUser.text(), "somebody")).code, ToolCode::Invalid);
  EXPECT_EQ(sign_it(write(Response{.request_id = read_registers().id, .code = "I0", .time = kNow})).code,
            ToolCode::Invalid);
}

TEST_F(SigningTool, ABodyThatTheCatalogueDoesNotKnowIsSignedAsItStands) {
  const std::string text =
      replaced(write(read_registers()), "<sr:ReadInstantaneousImportRegisters></sr:ReadInstantaneousImportRegisters>",
               "<sr:ServiceOfTomorrow><sr:A>1</sr:A></sr:ServiceOfTomorrow>");
  const ToolAnswer answer = sign_it(text);
  ASSERT_EQ(answer.code, ToolCode::Good) << answer.text;
  EXPECT_EQ(tool_verify(answer.text, keys_).text, text);
}

TEST_F(SigningTool, VerifyingTakesTheSignatureOff) {
  const std::string text = write(read_registers());
  const std::string document = sign_it(text).text;
  EXPECT_EQ(tool_verify(document, keys_).text, text);
  const ToolAnswer changed = tool_verify(replaced(document, ":1764000000000<", ":1764000000001<"), keys_);
  EXPECT_EQ(changed.code, ToolCode::Invalid);
  EXPECT_NE(changed.text.find("digest"), std::string::npos) << changed.text;
  EXPECT_EQ(tool_verify(text, keys_).code, ToolCode::Invalid) << "an unsigned request";
  EXPECT_EQ(tool_verify(document, crypto::KeyStore()).code, ToolCode::Invalid) << "an unknown certificate";
}

TEST_F(SigningTool, ResponsesMayBeUnsignedButNotBadlySigned) {
  const auto dcc = issue(kDcc, crypto::role::kXmlSigningDsp);
  const std::string text = write(
      Response{.request_id = read_registers().id, .code = "I99", .time = kNow, .reference = "4.1", .variant = "4.1.1"});
  EXPECT_EQ(tool_verify(text, keys_).text, text);
  const std::string document = sign(text, dcc->certificate, *dcc->private_key).value();
  EXPECT_EQ(tool_verify(document, keys_).text, text);
  EXPECT_EQ(tool_verify(replaced(document, ">I99<", ">I0<"), keys_).code, ToolCode::Invalid);
}

// The public templates: formatted, with comments and placeholders where the signature belongs.
TEST_F(SigningTool, SignsThePublicTemplates) {
  if (reference_data().empty()) GTEST_SKIP() << "GRIDPOST_REFERENCE_DATA is not set";
  int signed_ones = 0;
  for (const auto& file : std::filesystem::directory_iterator(reference_data() + "/duis-templates")) {
    const std::string text = read_file(file.path().string());
    const ToolAnswer answer = sign_it(text, 9);
    if (answer.code == ToolCode::NoKey) continue;  // of another User
    ASSERT_EQ(answer.code, ToolCode::Good) << file.path() << ": " << answer.text;
    EXPECT_EQ(tool_verify(answer.text, keys_).code, ToolCode::Good) << file.path();
    ++signed_ones;
  }
  EXPECT_GT(signed_ones, 20);
}

}  // namespace
}  // namespace gridpost::duis::signing_tool_test
