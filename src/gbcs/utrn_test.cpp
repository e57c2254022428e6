// Tokens by hand, from the layout rules, and with the reference data those of its messages. (GBCS 10)
#include "gbcs/utrn.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>

#include "crypto/digest.h"
#include "crypto/gcm.h"
#include "crypto/key_store.h"
#include "gbcs/octets_for_tests.h"

namespace gridpost::gbcs {
namespace {

constexpr std::uint64_t kHigh = std::uint64_t{1} << 32;
const TopUp kTopUp{kSupplier, kDevice, 1027 * kHigh};  // 1027 = 403h: its low ten bits are 3
const crypto::SharedSecret kSecret{{1, 2, 3, 4, 5, 6, 7, 8}};

std::string token(TopUpUnit unit, std::uint32_t value, const TopUp& top_up = kTopUp) {
  const auto made = make_utrn(kSecret, top_up, unit, value);
  EXPECT_TRUE(made) << made.error().text();
  return made.value_or("");
}

TEST(UtrnTest, ItsDigitsHoldCounterClassValueAndCode) {
  // Key derivation and tag written out: SHA-256 over 00000001 || Z || algorithm || supplier || 09 01 counter || device.
  const std::string ids = "0A11000000000001 00DB0000000000E1";
  Bytes input = hex("00000001 0102030405060708 000000000000000000000000000000000000000000000000");
  append(input, hex("60857406080300 0A11000000000001 09 01 0000040300000000 00DB0000000000E1"));
  const auto digest = crypto::sha256(input);
  crypto::AesKey key;
  std::copy_n(digest.begin(), key.size(), key.begin());
  // 3 << 15 | 0 << 13 | 1250 = 000184E2h
  const Bytes aad = hex("110000000000" + ids + "01 0000040300000000 000184E2");
  const auto tag = crypto::gmac(key, {0x0A, 0x11, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0}, aad);
  const std::uint64_t low = get_be(View(tag).last(4));
  const std::string made = token(TopUpUnit::Pence, 1250);
  EXPECT_EQ(made.substr(0, 19), std::to_string(7394156990786306048 + (std::uint64_t{0x184E2} << 32 | low)));
  const auto read = read_utrn(made);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(*read, (Utrn{3, 0, 1250, static_cast<std::uint32_t>(low)}));
  EXPECT_EQ(read->pence(), 1250u);
}

TEST(UtrnTest, PoundsAreClassOne) {
  const auto read = read_utrn(token(TopUpUnit::Pounds, 10));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->unit_class, 1);
  EXPECT_EQ(read->pence(), 1000u);
  EXPECT_EQ((Utrn{0, 2, 10, 0}.pence()), std::nullopt);
}

TEST(UtrnTest, OnlyTheSupplierDeviceAndCounterOfItsMakingFit) {
  const auto read = read_utrn(token(TopUpUnit::Pounds, 10));
  ASSERT_TRUE(read);
  EXPECT_TRUE(utrn_is_genuine(*read, kSecret, kTopUp));
  EXPECT_FALSE(utrn_is_genuine(*read, kSecret, {kSupplier, kDevice, 3 * kHigh})) << "the same low ten bits";
  EXPECT_FALSE(utrn_is_genuine(*read, kSecret, {kSupplier, kDevice, 1028 * kHigh}));
  EXPECT_FALSE(utrn_is_genuine(*read, kSecret, {kBroker, kDevice, kTopUp.counter}));
  EXPECT_FALSE(utrn_is_genuine(*read, kSecret, {kSupplier, kBroker, kTopUp.counter}));
  EXPECT_FALSE(utrn_is_genuine(*read, crypto::SharedSecret{}, kTopUp));
  Utrn changed = *read;
  changed.value ^= 1;
  EXPECT_FALSE(utrn_is_genuine(changed, kSecret, kTopUp));
}

TEST(UtrnTest, TheCheckDigitFindsEveryWrongDigitAndEverySwappedPair) {
  for (std::uint32_t value = 0; value < 40; ++value) {
    const std::string good = token(TopUpUnit::Pence, value);
    ASSERT_EQ(good.size(), 20u);
    for (std::size_t i = 0; i < good.size(); ++i) {
      for (char digit = '0'; digit <= '9'; ++digit) {
        std::string wrong = good;
        wrong[i] = digit;
        EXPECT_EQ(read_utrn(wrong).has_value(), digit == good[i]) << wrong;
      }
      if (i == 0 || good[i] == good[i - 1]) continue;
      std::string swapped = good;
      std::swap(swapped[i], swapped[i - 1]);
      EXPECT_FALSE(read_utrn(swapped)) << swapped;
    }
  }
}

TEST(UtrnTest, WhatIsNoTokenIsRefusedWithItsReason) {
  EXPECT_NE(read_utrn("123").error().text().find("20 digits, not 3"), std::string::npos);
  EXPECT_NE(read_utrn("7394614433204021731x").error().text().find("'x' is no digit"), std::string::npos);
  const std::string good = token(TopUpUnit::Pence, 5);
  EXPECT_TRUE(read_utrn(good.substr(0, 4) + " " + good.substr(4, 8) + "-" + good.substr(12) + "\n"));
  // All numbers with a right check digit below the first token and behind the last one.
  for (const char* outside : {"0000000000000000000", "7394156990786306047", "7538272178862161920"}) {
    int refused = 0;
    for (char digit = '0'; digit <= '9'; ++digit) {
      const auto read = read_utrn(std::string(outside) + digit);
      EXPECT_FALSE(read);
      refused += read.error().text().find("is not between") != std::string::npos;
    }
    EXPECT_EQ(refused, 1) << outside;
  }
}

TEST(UtrnTest, ValuesAndCountersThatDoNotFitAreRefused) {
  EXPECT_TRUE(make_utrn(kSecret, kTopUp, TopUpUnit::Pence, 8191));
  EXPECT_FALSE(make_utrn(kSecret, kTopUp, TopUpUnit::Pence, 8192));
  EXPECT_FALSE(make_utrn(kSecret, {kSupplier, kDevice, 5}, TopUpUnit::Pence, 1));
}

TEST(UtrnTest, ADeviceTakesTheNextCounterWithTheseBits) {
  const Utrn utrn{3, 0, 1, 0};
  EXPECT_EQ(utrn_counter(utrn, 0), 3 * kHigh);
  EXPECT_EQ(utrn_counter(utrn, 2 * kHigh), 3 * kHigh);
  EXPECT_EQ(utrn_counter(utrn, 3 * kHigh), (3 + 1024) * kHigh);
  EXPECT_EQ(utrn_counter(utrn, 1000 * kHigh + 77), (3 + 1024) * kHigh);
  EXPECT_EQ(utrn_counter(utrn, 0xFFFFFFFFull * kHigh), std::nullopt);
}

// ---- with the reference data ----

class UtrnReference : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("GRIDPOST_REFERENCE_DATA");
    if (!folder) GTEST_SKIP() << "GRIDPOST_REFERENCE_DATA is not set: NOTHING was compared with the reference data";
    data_ = folder;
    ASSERT_TRUE(keys_.load_folder(data_ / "keys", kEpoch2000, crypto::ValidityPolicy::WaiveWithWarning));
  }
  std::string text(const std::filesystem::path& file) const {
    std::ifstream in(data_ / file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // Made again from its own value, and genuine.
  void expect_reproduced(const std::string& digits, const TopUp& top_up) const {
    const auto supplier = keys_.find(top_up.supplier, crypto::Usage::KeyAgreement, kEpoch2000, {}, true);
    const auto device = keys_.find(top_up.device, crypto::Usage::KeyAgreement, kEpoch2000);
    ASSERT_TRUE(supplier && supplier->private_key && device);
    const auto secret = crypto::agree(*supplier->private_key, device->certificate.public_key());
    ASSERT_TRUE(secret);
    const auto read = read_utrn(digits);
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_TRUE(utrn_is_genuine(*read, *secret, top_up)) << digits;
    EXPECT_EQ(make_utrn(*secret, top_up, static_cast<TopUpUnit>(read->unit_class), read->value).value_or(""), digits);
  }
  std::filesystem::path data_;
  crypto::KeyStore keys_;
};

TEST_F(UtrnReference, TokensOfTheReferenceMessagesAreMadeAgain) {
  int tokens = 0;
  for (const char* name : {"CS01a", "CS01b"}) {
    const auto octets = from_hex(text(std::filesystem::path("rtds") / ("2.2_" + std::string(name)) /
                                      (name + std::string("_2.2_SUCCESS_COMMAND_GBCS.HEX"))));
    ASSERT_TRUE(octets) << name;
    const auto message = parse(*octets);
    ASSERT_TRUE(message) << name;
    const std::string content = text_of(message->content);
    std::smatch digits;
    ASSERT_TRUE(std::regex_search(content, digits, std::regex("[0-9]{20}"))) << name;
    const Header& h = message->header;
    expect_reproduced(digits.str(), {h.originator, h.recipient, h.counter});
    const std::string request = text("duis-templates/" + std::string(name) + "_2.2_SUCCESS_REQUEST_DUIS.XML");
    EXPECT_NE(request.find(">" + digits.str() + "<"), std::string::npos) << "its request carries the same token";
    ++tokens;
  }
  EXPECT_EQ(tokens, 2);
}

TEST_F(UtrnReference, PublishedVectorsAreMadeAgain) {
  const std::string spec = text("spec/gbcs.md");
  const std::regex row("\\| ([0-9]{20}) \\| ([0-9A-F]{16}) \\| ([0-9A-F]{16}) \\| ([01]), ([0-9]+) \\|");
  int vectors = 0;
  for (std::sregex_iterator at(spec.begin(), spec.end(), row), end; at != end; ++at, ++vectors) {
    expect_reproduced((*at)[1], {Eui64{0x90B3D51F30010000}, Eui64::parse((*at)[2].str()).value(),
                                 std::stoull((*at)[3].str(), nullptr, 16)});
    const auto read = read_utrn((*at)[1].str());
    ASSERT_TRUE(read);
    EXPECT_EQ(std::to_string(read->unit_class), (*at)[4].str());
    EXPECT_EQ(std::to_string(read->value), (*at)[5].str());
  }
  EXPECT_EQ(vectors, 4);
}

}  // namespace
}  // namespace gridpost::gbcs
