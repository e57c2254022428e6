#include "devices/fault.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "devices/words.h"

namespace gridpost::devices {
namespace {

constexpr std::array<std::string_view, 7> kKinds = {"silent",          "late", "wrong-mac", "off", "no-link",
                                                    "cannot-activate", "fails"};
constexpr std::int64_t kMostSeconds = 366 * 86400;
constexpr int kMostParts = 255;

Result<int> parse_place(std::string_view digits) {
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number < 1 || number > kMostParts)
    return fail(fmt::format("'{}' is no place from 1 to {}", digits, kMostParts));
  return number;
}

// "3" or "3.2".
Status parse_part(std::string_view word, Fault& fault) {
  const std::size_t point = word.find('.');
  GP_TRY(part, parse_place(word.substr(0, point)));
  fault.part = part;
  if (point == std::string_view::npos) return {};
  GP_TRY(attribute, parse_place(word.substr(point + 1)));
  fault.attribute = attribute;
  return {};
}

}  // namespace

std::string_view text(Fault::Kind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

Result<Fault::Kind> parse_fault_kind(std::string_view word) {
  for (std::size_t i = 0; i < kKinds.size(); ++i)
    if (kKinds[i] == word) return static_cast<Fault::Kind>(i);
  return fail(fmt::format("'{}' is no fault; there are {}", word, fmt::join(kKinds, ", ")));
}

Result<Fault> parse_fault(std::string_view text) {
  Fault fault;
  GP_TRY(kind, parse_fault_kind(next_word(text)));
  fault.kind = kind;
  if (kind == Fault::Kind::Late) {
    GP_TRY(late_by, parse_seconds(next_word(text), kMostSeconds));
    fault.late_by = late_by;
  }
  std::string_view word = next_word(text);
  if (kind == Fault::Kind::Fails && !word.empty() && word != "until") {
    GP_CHECK(parse_part(word, fault));
    word = next_word(text);
  }
  if (word.empty()) return fault;
  if (word != "until") return fail(fmt::format("'{}' is not expected; only 'until TIME' may follow", word));
  GP_TRY(until, parse_date_time(next_word(text)));
  fault.until = until;
  if (const std::string_view more = next_word(text); !more.empty())
    return fail(fmt::format("'{}' is not expected behind the time", more));
  return fault;
}

std::string fault_text(const Fault& fault) {
  std::string out(text(fault.kind));
  if (fault.kind == Fault::Kind::Late) out += fmt::format(" {}", fault.late_by / kSecond);
  if (fault.kind == Fault::Kind::Fails) {
    out += fmt::format(" {}", fault.part);
    if (fault.attribute != 1) out += fmt::format(".{}", fault.attribute);
  }
  if (fault.until != Fault::kForever) out += " until " + iso_ms(fault.until);
  return out;
}

}  // namespace gridpost::devices
