// How much memory decoding takes, counted at every allocation: no more than 16 times the message and what the
// description limits, whatever a message claims and however many items its lists have.
#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "base/rounds_for_tests.h"
#include "gbcs/allocations_for_tests.h"
#include "gbcs/codec.h"
#include "gbcs/octets_for_tests.h"
#include "gbcs/packed.h"
#include "gbcs/sample_payloads.h"

namespace gridpost::gbcs::memory_test {
namespace {

// The parts of a payload whose number the description limits: rows, components, members of structures.
constexpr std::size_t kFixedPart = 256 * 1024;
constexpr std::size_t kTimesTheInput = 16;
constexpr std::uint64_t kMemoryCounter = 6;

const Cipher& open_cipher() {
  static const Cipher cipher = {[](View sealed) -> Result<Bytes> {
                                  if (sealed.size() < 12) return fail("too short");
                                  return Bytes(sealed.begin(), sealed.end() - 12);
                                },
                                [](View plain) -> Result<Bytes> {
                                  Bytes out(plain.begin(), plain.end());
                                  out.resize(out.size() + 12, 0xEE);
                                  return out;
                                }};
  return cipher;
}

// While the message was decoded, the result included.
std::size_t peak_of(const UseCase& use_case, const Message& message) {
  return allocations::peak_of([&] { return decode(use_case, message, &open_cipher()); });
}

std::size_t most_for(const Message& message) { return kTimesTheInput * message.content.size() + kFixedPart; }

struct Made {
  const UseCase* use_case = nullptr;
  Message message;
};

// A message of each use case and kind, by chance.
std::vector<Made> messages() {
  std::vector<Made> out;
  for (const UseCase& u : Catalogue::instance().use_cases())
    for (const Cra cra : {Cra::Command, Cra::Response, Cra::Alert}) {
      if (u.is_alert() != (cra == Cra::Alert)) continue;
      SamplePayloads make(u.code);
      const auto content = encode(u, cra, make.of(u, cra, kMemoryCounter), &open_cipher());
      EXPECT_TRUE(content) << u.name;
      if (!content) continue;
      Message message = message_of(cra, u.code, *content);
      message.header.counter = kMemoryCounter;
      out.push_back({&u, std::move(message)});
    }
  return out;
}

TEST(Memory, ClaimsOfCountsAndLengthsCostNothing) {
  constexpr std::size_t kLong = 2000;
  const Bytes claims[] = {{0xFF}, {0x7F}, {0x82, 0xFF, 0xFF}, {0x81, 0xFF}, {0x01, 0x82, 0xFF, 0xFF}};
  for (const auto& [use_case, message] : messages())
    for (std::size_t at = 0; at < message.content.size(); at += 1 + message.content.size() / 8)
      for (const Bytes& claim : claims) {
        Message hostile = message;
        hostile.content.resize(at);
        append(hostile.content, claim);
        hostile.content.resize(kLong, 0xFF);  // no message goes on with these
        const std::size_t peak = peak_of(*use_case, hostile);
        ASSERT_LE(peak, most_for(hostile)) << use_case->name << " octet " << at << " is " << to_hex(claim);
      }
}

// Contents with some octets changed, put in and cut off, of which many are decoded to their end.
TEST(Memory, ContentsWithAnyChangeCostNoMore) {
  const int kRounds = rounds({.in_short = 10, .usual = 20, .in_long = 20});
  std::mt19937_64 chance(7);
  const auto upto = [&](std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most)(chance); };
  for (const auto& [use_case, message] : messages())
    for (int round = 0; round < kRounds; ++round) {
      Message hostile = message;
      for (std::size_t changes = 1 + upto(3); changes > 0 && !hostile.content.empty(); --changes) {
        const auto at = hostile.content.begin() + static_cast<std::ptrdiff_t>(upto(hostile.content.size() - 1));
        const std::size_t kind = upto(2);
        if (kind == 0) *at = static_cast<std::uint8_t>(upto(255));
        if (kind == 1) hostile.content.insert(at, upto(2000), static_cast<std::uint8_t>(upto(255)));
        if (kind == 2) hostile.content.erase(at, hostile.content.end());
      }
      ASSERT_LE(peak_of(*use_case, hostile), most_for(hostile)) << use_case->name << " " << to_hex(hostile.content);
    }
}

// Lists of any number of items, in the order in which they are met.
void collect_lists(Value& v, std::vector<Value*>& out) {
  if ((v.wire == Wire::Array || v.wire == Wire::Compact) && !v.items.empty()) out.push_back(&v);
  for (Value& item : v.items) collect_lists(item, out);
}

// With so many more items in this list: all like its last one, or, where a value may be none, nulls.
void lengthen(Value& list, std::size_t more, bool nulls) {
  const Value again = nulls ? null_value(list.items.back().name) : list.items.back();
  list.items.insert(list.items.end(), more, again);
}

// How many times its content a message takes whose list of this number is long; none if it has no such list, 0 if that
// cannot be long.
std::optional<double> times_with_a_long_list(const Made& made, Payload payload, std::size_t number, bool nulls) {
  static const auto kMore = static_cast<std::size_t>(rounds({.in_short = 250, .usual = 1000, .in_long = 1000}));
  constexpr std::size_t kFewRows = 64 * 1024;  // no message here has as many rows as kFixedPart is for
  std::vector<Value*> lists;
  for (Item& item : payload.items) collect_lists(item.value, lists);
  if (number >= lists.size()) return std::nullopt;
  if (nulls && lists[number]->wire == Wire::Compact) return 0;  // its items have the type that it says
  lengthen(*lists[number], kMore, nulls);
  const auto content = encode(*made.use_case, made.message.header.cra, payload, &open_cipher());
  if (!content) return 0;
  Message longer = made.message;
  longer.content = *content;
  const std::size_t peak = peak_of(*made.use_case, longer);
  EXPECT_LE(peak, kTimesTheInput * content->size() + kFewRows)
      << made.use_case->name << " list " << number << (nulls ? " of nothing" : "");
  return static_cast<double>(peak) / static_cast<double>(content->size());
}

TEST(Memory, ALongListCostsNoMoreThanItsOctets) {
  std::size_t lists = 0;
  double most = 0;
  for (const Made& made : messages()) {
    const auto payload = decode_unpacked(*made.use_case, made.message, &open_cipher());
    ASSERT_TRUE(payload) << made.use_case->name;
    for (const bool nulls : {false, true}) {
      if (nulls && made.use_case->protocol != Protocol::Dlms) continue;
      std::size_t number = 0;
      while (const auto times = times_with_a_long_list(made, *payload, number, nulls)) {
        most = std::max(most, *times);
        ++number;
        if (*times > 0) ++lists;
      }
    }
  }
  constexpr std::size_t kLeastLists = 50;  // so many kinds at least have the messages above
  EXPECT_GE(lists, kLeastLists);
  fmt::print("at most {:.1f} times the content, of {} long lists\n", most, lists);
}

// Each component of gas as often as the octet that counts them can say.
TEST(Memory, ManyComponentsCostNoMore) {
  constexpr std::size_t kMostComponents = 255;
  std::size_t decoded = 0, most = 0;
  for (const Made& made : messages()) {
    if (made.use_case->protocol != Protocol::Gbz) continue;
    const auto payload = decode_unpacked(*made.use_case, made.message, &open_cipher());
    ASSERT_TRUE(payload) << made.use_case->name;
    for (const Item& item : payload->items) {
      if (item.gbz.cluster == 0) continue;  // an alert with a payload of its own
      Payload many = *payload;
      many.items.assign(kMostComponents, item);
      for (Item& one : many.items) one.gbz.last = false;
      many.items.back().gbz.last = true;
      if (made.message.header.cra == Cra::Alert) many.alert_components = kMostComponents;
      const auto content = encode(*made.use_case, made.message.header.cra, many, &open_cipher());
      ASSERT_TRUE(content) << made.use_case->name;
      Message longer = made.message;
      longer.content = *content;
      const std::size_t peak = peak_of(*made.use_case, longer);
      EXPECT_LE(peak, most_for(longer)) << made.use_case->name << ": " << item.value.name;
      most = std::max(most, peak - std::min(peak, kTimesTheInput * content->size()));
      if (decode(*made.use_case, longer, &open_cipher())) ++decoded;
    }
  }
  EXPECT_GT(decoded, 0u);
  fmt::print("at most {} octets beyond 16 times the content, {} messages of 255 components are decoded\n", most,
             decoded);
}

// A packed list is read again without the key that its message was read with.
bool has_sealed(const Type& type) {
  return type.wire == Wire::Sealed || std::any_of(type.items.begin(), type.items.end(), has_sealed);
}
bool has_sealed_list(const Type& type) {
  const bool list = !type.fixed && (type.wire == Wire::Array || type.wire == Wire::Compact);
  if (list && has_sealed(type.items.front())) return true;
  return std::any_of(type.items.begin(), type.items.end(), has_sealed_list);
}

TEST(Packed, NoListHasEncryptedItems) {
  for (const UseCase& u : Catalogue::instance().use_cases()) {
    for (const Type* type : {&u.command, &u.response, &u.alert}) EXPECT_FALSE(has_sealed_list(*type)) << u.name;
    for (const Row& row : u.rows)
      for (const Type* type : {&row.selector, &row.sent, &row.answered}) EXPECT_FALSE(has_sealed_list(*type)) << u.name;
  }
}

TEST(Packed, ItemsAreReadOneByOneUntilNoMoreAreWanted) {
  for (const Made& made : messages()) {
    const auto packed = decode(*made.use_case, made.message, &open_cipher());
    const auto whole = decode_unpacked(*made.use_case, made.message, &open_cipher());
    ASSERT_TRUE(packed && whole) << made.use_case->name;
    for (std::size_t i = 0; i < packed->items.size(); ++i) {
      const Value& list = packed->items[i].value;
      const std::vector<Value>& expected = whole->items[i].value.items;
      std::vector<Value> found;
      EXPECT_TRUE(every_item(list, [&](const Value& item) {
        unpack(found.emplace_back(item));
        return true;
      }));
      EXPECT_EQ(found, expected) << made.use_case->name << " row " << i;
      std::size_t asked = 0;
      EXPECT_EQ(every_item(list, [&](const Value&) { return ++asked < 2; }), expected.size() < 2);
      EXPECT_EQ(asked, std::min<std::size_t>(2, expected.size()));
    }
  }
}

}  // namespace
}  // namespace gridpost::gbcs::memory_test
