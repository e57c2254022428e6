// How much memory decoding takes, counted at every allocation. What a message claims, in counts and lengths, must cost
// nothing; what it has costs a Value for each value, which is many times the octets of a small number.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <random>

#include "gbcs/codec.h"
#include "gbcs/octets_for_tests.h"
#include "gbcs/sample_payloads.h"

namespace {

struct Count {
  bool on = false;
  std::size_t live = 0;
  std::size_t peak = 0;
};
thread_local Count count;

void* take(std::size_t size) {
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (!memory) throw std::bad_alloc();
  if (count.on) {
    count.live += malloc_usable_size(memory);
    count.peak = std::max(count.peak, count.live);
  }
  return memory;
}

void give_back(void* memory) {
  if (count.on && memory) count.live -= std::min(count.live, malloc_usable_size(memory));
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return take(size); }
void* operator new[](std::size_t size) { return take(size); }
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete[](void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { give_back(memory); }

namespace gridpost::gbcs {
namespace {

// The parts of a payload whose number the description limits: rows, components, members of structures.
constexpr std::size_t kFixedPart = 64 * 1024;
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

// The most memory that was taken at a time while the message was decoded, the result included.
std::size_t peak_of(const UseCase& use_case, const Message& message) {
  count = {true, 0, 0};
  {
    const auto payload = decode(use_case, message, &open_cipher());
    count.on = false;
  }
  return count.peak;
}

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
        ASSERT_LE(peak, kTimesTheInput * kLong + kFixedPart)
            << use_case->name << " octet " << at << " is " << to_hex(claim);
      }
}

// The first list of the value gets so many items more: all like its last one, or, where a value may be none, nulls.
bool lengthen(Value& v, std::size_t more, bool nulls) {
  const bool list = v.wire == Wire::Array || v.wire == Wire::Compact;
  if (!list || v.items.empty())
    return std::any_of(v.items.begin(), v.items.end(), [&](Value& i) { return lengthen(i, more, nulls); });
  if (nulls && v.wire == Wire::Compact) return false;
  const Value again = nulls ? null_value(v.items.back().name) : v.items.back();
  v.items.insert(v.items.end(), more, again);
  return true;
}

// How many times its content a message takes whose first list in this item is long; 0 if it has none.
double times_with_a_long_list(const Made& made, Payload payload, std::size_t item, bool nulls) {
  constexpr std::size_t kMore = 800;
  if (!lengthen(payload.items[item].value, kMore, nulls)) return 0;
  const auto content = encode(*made.use_case, made.message.header.cra, payload, &open_cipher());
  if (!content) return 0;
  Message longer = made.message;
  longer.content = *content;
  return static_cast<double>(peak_of(*made.use_case, longer)) / static_cast<double>(content->size());
}

// A tree of Values is larger than sixteen times a list of small numbers: three octets of gas are three Values of 80,
// and an octet that says "none" is one. This is how much larger it gets, growth while it is read included.
TEST(Memory, ALongListCostsItsValues) {
  constexpr double kMostOfNumbers = 96;
  constexpr double kMostOfNulls = 256;
  double most[2] = {0, 0};
  for (const Made& made : messages()) {
    const auto payload = decode(*made.use_case, made.message, &open_cipher());
    ASSERT_TRUE(payload) << made.use_case->name;
    for (std::size_t item = 0; item < payload->items.size(); ++item)
      for (const bool nulls : {false, true}) {
        if (nulls && made.use_case->protocol != Protocol::Dlms) continue;
        const double times = times_with_a_long_list(made, *payload, item, nulls);
        EXPECT_LE(times, nulls ? kMostOfNulls : kMostOfNumbers) << made.use_case->name << " row " << item;
        most[nulls] = std::max(most[nulls], times);
      }
  }
  fmt::print("at most {:.0f} times the content in lists of numbers, {:.0f} in lists of nothing\n", most[0], most[1]);
}

}  // namespace
}  // namespace gridpost::gbcs
