// The public header: what it promises to programs of other people.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "gbcs/codec.h"
#include "gbcs/date_time.h"
#include "gbcs/sample_payloads.h"
#include "gridpost/codec.h"

namespace gridpost::codec {
namespace {

using Json = nlohmann::ordered_json;

// A message of this use case with any values; encrypted parts are octets that nobody opens.
Bytes sample(const UseCase& use_case, gbcs::Cra cra, gbcs::SamplePayloads& payloads) {
  static const gbcs::Cipher kCipher{{}, [](View plain) -> Result<Bytes> {
                                      Bytes sealed(plain.begin(), plain.end());
                                      sealed.resize(sealed.size() + 12, 0xEE);
                                      return sealed;
                                    }};
  gbcs::Message m;
  m.header.cra = cra;
  m.header.counter = 0xFEDCBA9876543210;
  m.header.originator = Eui64{0x00DB0000000000E1};
  m.header.recipient = Eui64{0x0A11000000000001};
  m.header.code = use_case.code;
  if (cra == gbcs::Cra::Response && use_case.stamp == Stamp::WithSource)
    m.header.date_time = gbcs::date_time_of(kEpoch2000);
  const auto content = gbcs::encode(use_case, cra, payloads.of(use_case, cra, m.header.counter), &kCipher);
  EXPECT_TRUE(content) << use_case.name;
  m.content = content.value_or(Bytes{});
  m.signature.emplace();
  m.mac.emplace();
  return gbcs::write(m);
}

TEST(Library, EveryMessageComesBackFromItsValues) {
  const Codec codec;
  int messages = 0;
  for (const UseCase& u : Catalogue::instance().use_cases()) {
    gbcs::SamplePayloads payloads(u.code);
    for (int round = 0; round < 5; ++round)
      for (const auto cra : {gbcs::Cra::Command, gbcs::Cra::Response, gbcs::Cra::Alert}) {
        if ((cra == gbcs::Cra::Alert) != u.is_alert()) continue;
        const std::string octets = to_hex(sample(u, cra, payloads));
        const auto values = codec.decode(octets, Form::Values);
        // Where use cases share a code, the message may be none of the first.
        if (!values && Catalogue::instance().by_code(u.code).size() > 1) continue;
        ASSERT_TRUE(values) << u.name << ": " << values.problem().where << " " << values.problem().what;
        const auto again = codec.encode(*values);
        ASSERT_TRUE(again) << u.name << ": " << again.problem().where << " " << again.problem().what;
        EXPECT_EQ(*again, octets) << u.name;
        ++messages;
      }
  }
  EXPECT_GT(messages, 500);
}

Json balances() {
  gbcs::SamplePayloads payloads(1);
  const UseCase& gcs60a = *Catalogue::instance().find("GCS60a");
  return Json::parse(*Codec().decode(to_hex(sample(gcs60a, gbcs::Cra::Command, payloads)), Form::Values));
}

TEST(Library, AChangedValueIsWritten) {
  Json values = balances();
  values["header"]["counter"] = 9;
  values["items"][0]["value"]["items"][0]["number"] = 0x0A00;
  values.erase("signature");
  values.erase("mac");
  const Codec codec;
  const auto octets = codec.encode(values.dump());
  ASSERT_TRUE(octets) << octets.problem().what;
  EXPECT_EQ(octets->substr(0, 22), "DF09010000000000000009") << "a pre-command: no MAC header";
  EXPECT_NE(octets->find("000A"), std::string::npos);
}

TEST(Library, WrongValuesAreRefusedWithTheirPlace) {
  const Codec codec;
  const auto refused = [&](const Json& values, const std::string& where) {
    const auto octets = codec.encode(values.dump());
    ASSERT_FALSE(octets) << where;
    EXPECT_NE(octets.problem().where.find(where), std::string::npos) << octets.problem().where;
    EXPECT_FALSE(octets.problem().what.empty());
  };
  Json values = balances();
  values["header"]["originator"] = "nobody";
  refused(values, "header/originator");
  values = balances();
  values["header"]["messageCode"] = 70000;
  refused(values, "header/messageCode");
  values = balances();
  values["items"][1]["value"]["wire"] = "spaghetti";
  refused(values, "items[1]/wire");
  values = balances();
  values["items"][0]["gbz"]["cluster"] = -1;
  refused(values, "items[0]/cluster");
  values = balances();
  values["encoding"] = "dlms";
  refused(values, "header/messageCode");
  EXPECT_FALSE(codec.encode("[").ok());
  EXPECT_FALSE(codec.encode("7").ok());
}

TEST(Library, NoTextBringsItDown) {
  const Codec codec;
  std::mt19937_64 random(5);
  const std::string good = balances().dump();
  for (int i = 0; i < 3000; ++i) {
    std::string text = good;
    for (std::uint64_t c = 0; c <= random() % 3; ++c) text[random() % text.size()] = static_cast<char>(random());
    (void)codec.encode(text);
    (void)codec.decode(text, Form::Values);
    (void)codec.check(text);
    (void)codec.transform(text);
    (void)codec.correlate(text, text);
  }
}

TEST(Library, ProblemsSayWhatAndWhere) {
  const Codec codec;
  const auto none = codec.decode("DF09", Form::Text);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.problem().where, "octet 2");
  EXPECT_NE(none.problem().what.find("CRA flag"), std::string::npos);
  EXPECT_FALSE(codec.transform("<a/>").ok());
  EXPECT_FALSE(Codec().load_keys("/nowhere/at/all").ok());
}

TEST(Library, ACheckSaysWhyNothingWasVerified) {
  gbcs::SamplePayloads payloads(1);
  const Bytes octets = sample(*Catalogue::instance().find("GCS60a"), gbcs::Cra::Response, payloads);
  const auto checks = Codec().check(to_hex(octets));
  ASSERT_TRUE(checks);
  EXPECT_EQ(checks->mac, "not checked");
  EXPECT_EQ(checks->signature, "none");
  EXPECT_NE(checks->reason.find("no key agreement certificate"), std::string::npos);
  EXPECT_TRUE(checks->same_octets);
  EXPECT_EQ(checks->problem, "");
}

}  // namespace
}  // namespace gridpost::codec
