// One description serves both directions: whatever values a description allows, what encode() writes, decode() reads
// as the same values.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <random>

#include "base/rounds_for_tests.h"
#include "gbcs/codec.h"
#include "gbcs/octets_for_tests.h"
#include "gbcs/packed.h"
#include "gbcs/protocols.h"
#include "gbcs/sample_payloads.h"

namespace gridpost::gbcs {
namespace {

// The form of a DER length is not part of what a value says.
void forget_length_forms(Value& v) {
  v.width = 0;
  for (Value& item : v.items) forget_length_forms(item);
}

std::string first_difference(const Value& a, const Value& b, const std::string& where) {
  if (a.name != b.name) return where + ": name";
  if (a.wire != b.wire || a.width != b.width || a.tag != b.tag) return where + ": kind";
  if (a.number != b.number) return fmt::format("{}: {} or {}", where, a.number, b.number);
  if (a.octets != b.octets) return fmt::format("{}: {} or {}", where, to_hex(a.octets), to_hex(b.octets));
  if (a.items.size() != b.items.size()) return fmt::format("{}: {} or {} items", where, a.items.size(), b.items.size());
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    const std::string found = first_difference(a.items[i], b.items[i], fmt::format("{} / {}", where, a.items[i].name));
    if (!found.empty()) return found;
  }
  return {};
}

// "Encrypts" by a tag of twelve octets behind the plaintext.
Cipher open_cipher() {
  return {[](View sealed) -> Result<Bytes> {
            if (sealed.size() < 12) return fail("too short");
            return Bytes(sealed.begin(), sealed.end() - 12);
          },
          [](View plain) -> Result<Bytes> {
            Bytes out(plain.begin(), plain.end());
            out.resize(out.size() + 12, 0xEE);
            return out;
          }};
}

void expect_same_both_ways(const UseCase& use_case, Cra cra, const Payload& made) {
  const Cipher cipher = open_cipher();
  const auto octets = encode(use_case, cra, made, &cipher);
  ASSERT_TRUE(octets) << octets.error().text();
  const Message message = message_of(cra, use_case.code, *octets);
  auto read = decode(use_case, message, &cipher);
  ASSERT_TRUE(read) << read.error().text() << "\n" << to_hex(*octets);
  for (const bool unpacked : {false, true}) {
    if (unpacked) unpack(*read);
    ASSERT_TRUE(!unpacked || !has_packed(*read));
    const auto again = encode(use_case, cra, *read, &cipher);
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(to_hex(*again), to_hex(*octets)) << (unpacked ? "unpacked" : "as decoded");
  }
  if (use_case.protocol == Protocol::Asn1)
    for (Item& item : read->items) forget_length_forms(item.value);
  ASSERT_EQ(made.items.size(), read->items.size());
  for (std::size_t i = 0; i < made.items.size(); ++i)
    EXPECT_EQ(first_difference(made.items[i].value, read->items[i].value, fmt::format("row {}", i)), "");
  EXPECT_EQ(made, *read);
}

class EveryUseCase : public testing::TestWithParam<const UseCase*> {};

TEST_P(EveryUseCase, ReadsWhatItWrites) {
  const UseCase& use_case = *GetParam();
  SamplePayloads make(use_case.code);
  const int times = rounds({.in_short = 40, .usual = 200, .in_long = 200});
  for (int round = 0; round < times && !HasFailure(); ++round) {
    SCOPED_TRACE(fmt::format("{} round {}", use_case.name, round));
    if (use_case.is_alert()) {
      expect_same_both_ways(use_case, Cra::Alert, make.of(use_case, Cra::Alert, kCounter));
      continue;
    }
    expect_same_both_ways(use_case, Cra::Command, make.of(use_case, Cra::Command, kCounter));
    expect_same_both_ways(use_case, Cra::Response, make.of(use_case, Cra::Response, kCounter));
  }
}

std::vector<const UseCase*> all() {
  std::vector<const UseCase*> out;
  for (const UseCase& u : Catalogue::instance().use_cases()) out.push_back(&u);
  return out;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryUseCase, testing::ValuesIn(all()), [](const auto& param) {
  std::string name = param.param->name;
  std::erase(name, '-');
  return name;
});

}  // namespace
}  // namespace gridpost::gbcs
