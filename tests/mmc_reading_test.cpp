// MMC of every answer and alert of the reference messages: valid by the published schema, and its values are those of a
// second reading of the octets (second_reading.h), which shares nothing with the decoder. What needs the reference
// messages is skipped, loudly, without GRIDPOST_REFERENCE_DATA.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

#include "crypto/key_store.h"
#include "devices/attributes.h"
#include "gbcs/codec.h"
#include "gbcs/protection.h"
#include "mmc/mmc.h"
#include "mmc_expected.h"
#include "schema_judge.h"
#include "seed.h"

namespace gridpost::mmc_reading_test {
namespace {

namespace fs = std::filesystem;

constexpr TimeMs kSampleTime = 1420070400000;  // 2015-01-01, when the messages were made

// An answer or an alert.
struct Sample {
  std::string name;
  Bytes octets;
  gbcs::Message message;
};

std::vector<Sample> answers_below(const fs::path& folder) {
  std::vector<Sample> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ostringstream text;
    text << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    auto octets = from_hex(text.str());
    EXPECT_TRUE(octets) << entry.path();
    auto message = octets ? gbcs::parse(*octets) : Result<gbcs::Message>(fail("no hexadecimal"));
    EXPECT_TRUE(message) << entry.path();
    if (!message || message->header.cra == gbcs::Cra::Command) continue;
    out.push_back({entry.path().stem().string(), std::move(*octets), std::move(*message)});
  }
  std::sort(out.begin(), out.end(), [](const Sample& a, const Sample& b) { return a.name < b.name; });
  return out;
}

class MmcConformance : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("GRIDPOST_REFERENCE_DATA");
    if (!folder) GTEST_SKIP() << "SKIPPED: GRIDPOST_REFERENCE_DATA is not set, no reference answer was looked at";
    const fs::path data(folder);
    ASSERT_TRUE(keys_.load_folder(data / "keys", kSampleTime, crypto::ValidityPolicy::WaiveWithWarning));
    schema_ = Schema::from_file(data / "spec/duis/mmc-5.4.xsd");
    ASSERT_TRUE(schema_);
    samples_ = answers_below(data / "rtds");
    ASSERT_GE(samples_.size(), 300u);
  }

  // The cipher for the encrypted parts, if we have the reader's key.
  std::optional<gbcs::Cipher> cipher_of(const gbcs::Header& h) const {
    const auto reader = keys_.find(gbcs::reader_of(h), crypto::Usage::KeyAgreement, kSampleTime);
    const auto device = keys_.find(h.originator, crypto::Usage::KeyAgreement, kSampleTime);
    if (!reader || !device || !reader->private_key) return std::nullopt;
    const auto secret = crypto::agree(*reader->private_key, device->certificate.public_key());
    if (!secret) return std::nullopt;
    return gbcs::cipher_for(h, *secret);
  }

  crypto::KeyStore keys_;
  std::unique_ptr<Schema> schema_;
  std::vector<Sample> samples_;
};

// The document of a message; none if it does not decode.
std::optional<Element> document_of(const gbcs::Message& message, const UseCase& use_case, const gbcs::Cipher* cipher) {
  const auto payload = gbcs::decode_unpacked(use_case, message, cipher);
  if (!payload) return std::nullopt;
  auto element = mmc::to_mmc(message, &use_case, &*payload);
  EXPECT_TRUE(element) << element.error().text();
  return element ? std::optional(std::move(*element)) : std::nullopt;
}

second::Open opener(const gbcs::Cipher* cipher) {
  return [cipher](View sealed) -> std::optional<Bytes> {
    if (!cipher) return std::nullopt;
    auto plain = cipher->open(sealed);
    if (!plain) throw std::runtime_error(plain.error().text());
    return std::move(*plain);
  };
}

// Where the document differs from what a second reading of the octets expects; empty if nowhere.
std::string mismatch(const Element& document, View octets, const UseCase& use_case, const gbcs::Cipher* key) {
  try {
    const auto reading = second::read(octets, opener(key));
    if (key && !reading.closed.empty()) return "an encrypted part is not opened";
    return second::mismatch(document, second::expected(reading, use_case, octets));
  } catch (const std::exception& e) {
    return std::string("the second reading fails: ") + e.what();
  }
}

// Whose time the header has, and how good the clock is, come out in MMC as they stand in the octets; 4.18 has a time in
// GCS60a only.
TEST_F(MmcConformance, R15_45_TheGasReadsOfTheReferenceSetSayWhoseTimeTheyHave) {
  int stamped = 0;
  int own = 0;
  for (const Sample& sample : samples_) {
    const UseCase* use_case = gbcs::use_case_of(sample.message);
    if (sample.message.header.cra != gbcs::Cra::Response || !use_case) continue;
    const auto& time = sample.message.header.date_time;
    if (use_case->name == "GCS60") EXPECT_FALSE(time) << sample.name;
    if (use_case->stamp != Stamp::WithSource) continue;
    ASSERT_TRUE(time) << sample.name;
    const auto document = document_of(sample.message, *use_case, nullptr);
    ASSERT_TRUE(document) << sample.name;
    const Element* shown = document->at("Header/Timestamp");
    ASSERT_TRUE(shown) << sample.name;
    const bool meters = (time->back() & 0x04) != 0;
    EXPECT_EQ(shown->attribute("isFromGSME"), meters ? "true" : "false") << sample.name;
    EXPECT_EQ(shown->attribute("ClockStatus"), (time->back() & 0x01)   ? "invalid"
                                               : (time->back() & 0x02) ? "unreliable"
                                                                       : "reliable")
        << sample.name;
    own += meters ? 0 : 1;
    ++stamped;
  }
  EXPECT_GE(stamped, 5) << "one for each of the five reads";
  EXPECT_GT(own, 0);
}

TEST_F(MmcConformance, R15_28_EveryReferenceAnswerIsValidMmc) {
  int opened = 0;
  int closed = 0;
  for (const Sample& sample : samples_) {
    const auto check = [&](const UseCase* use_case, const gbcs::Payload* payload) {
      const auto element = mmc::to_mmc(sample.message, use_case, payload);
      ASSERT_TRUE(element) << element.error().text();
      const std::string text = mmc::write(*element);
      EXPECT_EQ(schema_->complaints(text), "") << sample.name << "\n" << text;
    };
    check(nullptr, nullptr);
    for (const UseCase* use_case : gbcs::use_cases_of(sample.message)) {
      const auto sealed = gbcs::decode_unpacked(*use_case, sample.message);
      ASSERT_TRUE(sealed) << sample.name << sealed.error().text();
      check(use_case, &*sealed);
      ++closed;
      const auto cipher = cipher_of(sample.message.header);
      if (!cipher) continue;
      const auto payload = gbcs::decode_unpacked(*use_case, sample.message, &*cipher);
      ASSERT_TRUE(payload) << sample.name << payload.error().text();
      check(use_case, &*payload);
      ++opened;
    }
  }
  EXPECT_GE(closed, 300);
  EXPECT_GE(opened, 100);
  fmt::print("{} answers as data, {} by description, {} with their encrypted parts opened\n", samples_.size(), closed,
             opened);
}

TEST_F(MmcConformance, ItsValuesAreThoseOfASecondReadingOfTheOctets) {
  std::set<std::string> use_cases;
  int opened = 0;
  std::size_t values = 0;
  for (const Sample& sample : samples_)
    for (const UseCase* use_case : gbcs::use_cases_of(sample.message)) {
      const auto cipher = cipher_of(sample.message.header);
      for (const gbcs::Cipher* key : {static_cast<const gbcs::Cipher*>(nullptr), cipher ? &*cipher : nullptr}) {
        const auto document = document_of(sample.message, *use_case, key);
        ASSERT_TRUE(document) << sample.name;
        EXPECT_EQ(mismatch(*document, sample.octets, *use_case, key), "")
            << sample.name << " as " << use_case->name << (key ? "" : ", without a key");
        if (!key) continue;
        ++opened;
        values += second::flat(*document).size();
      }
      // What the description shows, the second reading shows as well.
      EXPECT_EQ(second::expectations().contains(use_case->name), !use_case->mmc.empty()) << use_case->name;
      use_cases.insert(use_case->name);
    }
  EXPECT_GE(opened, 100);
  fmt::print("{} values of {} use cases are those of the second reading\n", values, use_cases.size());
}

// A cipher that opens as another does, and then changes one octet of what came out.
gbcs::Cipher altering(const gbcs::Cipher& cipher, std::size_t at, std::uint8_t mask) {
  return {[&cipher, at, mask](View sealed) -> Result<Bytes> {
            auto plain = cipher.open(sealed);
            if (plain && !plain->empty()) (*plain)[at % plain->size()] ^= mask;
            return plain;
          },
          {}};
}

// One bit of the content or of what was encrypted is another; where that still is a message, both readings say the same
// of it, and something else than before if what they show has changed.
TEST_F(MmcConformance, AnAlteredOctetIsReadAlikeByBoth) {
  constexpr int kOfEach = 12;
  std::mt19937_64 random(chance::seed());
  int decoded = 0;
  int shown_differently = 0;
  for (const Sample& sample : samples_) {
    const auto use_cases = gbcs::use_cases_of(sample.message);
    const auto key = cipher_of(sample.message.header);
    if (use_cases.empty() || !key) continue;
    const UseCase& use_case = *use_cases.front();
    const auto original = document_of(sample.message, use_case, &*key);
    ASSERT_TRUE(original) << sample.name;
    for (int i = 0; i < kOfEach; ++i) {
      gbcs::Message message = sample.message;
      const auto mask = static_cast<std::uint8_t>(1u << random() % 8);
      const std::size_t at = random();
      const bool within = use_case.seals_answer() && i % 2 == 0;
      if (!within) message.content[at % message.content.size()] ^= mask;
      const gbcs::Cipher cipher = within ? altering(*key, at, mask) : *key;
      const auto document = document_of(message, use_case, &cipher);
      if (!document) continue;
      ++decoded;
      EXPECT_EQ(mismatch(*document, gbcs::write(message), use_case, &cipher), "")
          << sample.name << " as " << use_case.name << ", bit " << int{mask} << " of octet " << at
          << (within ? " of what is encrypted" : " of the content");
      if (second::flat(*document) != second::flat(*original)) ++shown_differently;
    }
  }
  EXPECT_GE(decoded, 1000);
  EXPECT_GE(shown_differently, decoded / 4);
  fmt::print("{} altered answers were read alike, {} of them as something else\n", decoded, shown_differently);
}

// Zeros, empty lists and empty texts; logs have one entry if they shall.
Value blank_answer(const Type& type, bool twin, bool entries) {
  Value value = devices::blank(type, twin);
  if (type.wire == Wire::Compact && entries) value.items = {devices::blank(type.items.front(), twin)};
  if (type.wire == Wire::Sealed) value.items = {blank_answer(type.items.front(), twin, entries)};
  if (type.wire == Wire::Structure)
    for (Value& item : value.items)
      for (const Type& member : type.items)
        if (!member.name.empty() && member.name == item.name) item = blank_answer(member, twin, entries);
  return value;
}

// What a Device answers that was never told anything.
TEST_F(MmcConformance, AnswersOfDevicesThatKnowNothingAreValidMmc) {
  int checked = 0;
  for (const UseCase& use_case : Catalogue::instance().use_cases()) {
    if (use_case.protocol != Protocol::Dlms || !use_case.for_users()) continue;
    for (const auto& [twin, entries] : {std::pair(false, false), {true, false}, {false, true}, {true, true}}) {
      gbcs::Message message;
      message.header.cra = gbcs::Cra::Response;
      message.header.code = use_case.code;
      gbcs::Payload payload;
      for (const Row& row : use_case.rows)
        payload.items.emplace_back().value = blank_answer(row.answered, twin, entries);
      const auto element = mmc::to_mmc(message, &use_case, &payload);
      ASSERT_TRUE(element) << element.error().text();
      const std::string text = mmc::write(*element);
      EXPECT_EQ(schema_->complaints(text), "") << use_case.name << "\n" << text;
      ++checked;
    }
  }
  EXPECT_GE(checked, 200);
}

// ---- made by hand ----

// The answer of an electricity meter to ECS82: a balance of FFFFFF38h, -200.
constexpr std::string_view kBalance =
    "DF 09 02 0000000000000007 08 00DB0000000000E1 08 0A11000000000001 00 02 0069 10"
    "DA 20000007 00 00 01 05 FFFFFF38 01 01 00 00";

TEST(SecondReading, SaysWhatStandsInTheOctetsAndNothingElse) {
  const Bytes octets = *from_hex(kBalance);
  const auto reading = second::read(octets, opener(nullptr));
  EXPECT_EQ(reading.head.counter, 7u);
  EXPECT_EQ(reading.head.code, 0x0069u);
  EXPECT_EQ(second::plain(reading.data[0]), "-200");
  EXPECT_EQ(reading.results, std::vector<unsigned>{0});
  EXPECT_FALSE(reading.data[1].there());
}

TEST(SecondReading, DiffersFromTheDocumentOfAnAlteredMessageWhereItWasAltered) {
  const UseCase& use_case = *Catalogue::instance().find("ECS82");
  const Bytes octets = *from_hex(kBalance);
  const auto reading = second::read(octets, opener(nullptr));
  const Element expected = second::expected(reading, use_case, octets);
  const auto difference = [&](std::size_t from_the_end, std::uint8_t mask) {
    Bytes altered = octets;
    altered[altered.size() - from_the_end] ^= mask;
    const auto message = gbcs::parse(altered);
    EXPECT_TRUE(message);
    const auto document = document_of(*message, use_case, nullptr);
    EXPECT_TRUE(document);
    return document ? second::mismatch(*document, expected) : "no document";
  };
  const std::string root = "/Body[1]/ResponseMessage[1]/SMETSData[1]/ReadMeterBalanceRsp[1]";
  EXPECT_EQ(difference(1, 0), "");
  EXPECT_EQ(difference(5, 0x01), fmt::format("- {0}/MeterBalance[1] = -200\n+ {0}/MeterBalance[1] = -199\n", root));
  EXPECT_EQ(difference(2, 0x01), fmt::format("- {0}@MessageSuccess = true\n+ {0}@MessageSuccess = false\n", root));
  EXPECT_EQ(difference(octets.size() - 19, 0x01),
            "- /Header[1]/BusinessOriginatorID[1] = 00-DB-00-00-00-00-00-E1\n"
            "+ /Header[1]/BusinessOriginatorID[1] = 00-DB-00-00-00-00-00-E0\n");
}

}  // namespace
}  // namespace gridpost::mmc_reading_test
