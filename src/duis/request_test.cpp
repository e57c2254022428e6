#include "duis/request.h"

#include <gtest/gtest.h>

#include "duis/test_data.h"

namespace gridpost::duis {
namespace {

using namespace test;

Result<Request> read(const std::string& text) {
  const auto document = parse(text);
  if (!document) return tl::unexpected(document.error());
  return read_request(*document);
}

TEST(Request, ReadsWhatItWrote) {
  Request sent = read_registers();
  sent.first_in_sequence = true;
  sent.preceding = RequestId{kUser, kMeter, 7};
  const auto got = read(write(sent));
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_EQ(got->id, sent.id);
  EXPECT_EQ(got->schema_version, "5.2");
  EXPECT_EQ(got->command_variant, 1);
  EXPECT_EQ(got->reference, "4.1");
  EXPECT_EQ(got->variant, "4.1.1");
  EXPECT_EQ(got->body.name, "ReadInstantaneousImportRegisters");
  EXPECT_EQ(got->first_in_sequence, true);
  EXPECT_EQ(got->preceding, sent.preceding);
  EXPECT_FALSE(got->signed_pre_command);
}

TEST(Request, ReadsASignedPreCommand) {
  Request sent = read_registers();
  sent.command_variant = 5;
  sent.body = signed_pre_command_body(Bytes{0xDF, 0x00, 0x40});
  const auto got = read(write(sent));
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_TRUE(got->signed_pre_command);
  EXPECT_EQ(got->gbcs_payload, (Bytes{0xDF, 0x00, 0x40}));
}

TEST(Request, PayloadsThatTheSchemaTakesForBase64ButAreNot) {
  Request sent = read_registers();
  sent.body = signed_pre_command_body(Bytes{1, 2, 3});
  const auto got = read(replaced(write(sent), "AQID", "AQ!ID"));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().where, "Request/Body/SignedPreCommand/GBCSPayload/character 2");
}

TEST(Request, SpellingsOfNumbersDoNotMatter) {
  std::string text = replaced(write(read_registers()), "<sr:CommandVariant>1", "<sr:CommandVariant> +01 ");
  text = replaced(text, "<sr:RequestID>", "<sr:RequestID>\n  ");
  const auto got = read(text);
  ASSERT_TRUE(got) << got.error().text();
  EXPECT_EQ(got->command_variant, 1);
  EXPECT_EQ(got->id, read_registers().id);
}

TEST(Request, AcceptsVersionsFiveToFiveFour) {
  for (const char* version : {"5.0", "5.1", "5.2", "5.3", "5.4", "5", " 5.40 "}) {
    Request r = read_registers();
    r.schema_version = version;
    EXPECT_TRUE(read(write(r))) << version;
  }
  for (const char* version : {"5.5", "4.9", "6.0", "50", "-5.4", "9.9", "nonsense"}) {
    Request r = read_registers();
    r.schema_version = version;
    const auto got = read(write(r));
    ASSERT_FALSE(got) << version;
    EXPECT_EQ(got.error().rule, kSchemaVersionRule) << version;
  }
}

TEST(Request, RefusalsNameThePlace) {
  Request r = read_registers();
  r.body.name = "UpdateHANDeviceLog";
  r.body.add("DeviceID", kMeter.text());
  r.body.add("RequestType", "Add");
  Element& add = r.body.add("AddDeviceToCHFWhitelist");
  add.add("JoinTimePeriod", "3601");
  add.add("InstallCode", "00112233445566778899AABBCCDDEEFF");
  const auto got = read(write(r));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().where, "Request/Body/UpdateHANDeviceLog/AddDeviceToCHFWhitelist/JoinTimePeriod");
  EXPECT_EQ(got.error().what, "expected a whole number from 1 to 3600, found '3601'");
  EXPECT_EQ(got.error().rule, kGrammarRule);
}

TEST(Request, UnknownServicesAreNamed) {
  Request r = read_registers();
  r.body.name = "MakeTea";
  const auto got = read(write(r));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().where, "Request/Body/MakeTea");
  EXPECT_EQ(got.error().what, "the service of the body element MakeTea is not known here");
}

TEST(Request, ResponsesAreNoRequests) {
  EXPECT_FALSE(
      read("<sr:Response xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\" schemaVersion=\"5.4\"/>"));
}

TEST(Request, PeekQuotesWhatCanBeQuoted) {
  Request r = read_registers();
  r.body.name = "MakeTea";
  const auto quoted = peek(*parse(write(r)));
  ASSERT_TRUE(quoted);
  EXPECT_EQ(quoted->id, r.id);
  EXPECT_EQ(quoted->reference, "4.1");
  EXPECT_EQ(quoted->variant, "4.1.1");
  EXPECT_EQ(quoted->schema_version, "5.2");
}

TEST(Request, PeekQuotesNothingThatWouldSpoilTheAnswer) {
  Request r = read_registers();
  r.reference = "x";
  r.variant = "4.1.99";
  r.schema_version = "latest";
  const auto quoted = peek(*parse(write(r)));
  ASSERT_TRUE(quoted);
  EXPECT_EQ(quoted->reference, "");
  EXPECT_EQ(quoted->variant, "");
  EXPECT_EQ(quoted->schema_version, "");
  EXPECT_FALSE(peek(*parse(replaced(write(r), ":1764", "#1764"))));
}

TEST(Request, ReadsTheTemplatesOfKnownServices) {
  if (reference_data().empty()) GTEST_SKIP() << "GRIDPOST_REFERENCE_DATA is not set: NO TEMPLATE WAS READ";
  for (const char* name :
       {"12.2_DEVICE_PRE_NOTIFICATION", "8.2_READ_INVENTORY", "CCS01_8.11_SUCCESS", "CCS02_8.11_SUCCESS",
        "ECS17b_4.1.1_SINGLE_SUCCESS", "ECS39a_6.20.1_SINGLE_SUCCESS", "ECS70Commission_8.1.1_SUCCESS",
        "ECS82_4.18_SUCCESS", "ECS01a_1.1.1_IMMEDIATE_BLOCK_SUCCESS", "GCS01a_1.1.1_FUTURE_DATED_BLOCK_SUCCESS",
        "ECS21b_4.14_KRP_SUCCESS", "CS02bSupplierBySupplier_6.15.1_IMMEDIATE_SUCCESS"}) {
    const auto got = read(read_file(reference_data() + "/duis-templates/" + name + "_REQUEST_DUIS.XML"));
    EXPECT_TRUE(got) << name << ": " << (got ? "" : got.error().text());
  }
}

}  // namespace
}  // namespace gridpost::duis
