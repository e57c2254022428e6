#include "transform/build.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "gbcs/date_time.h"
#include "gbcs/payload.h"
#include "transform/read_text.h"

namespace gridpost::transform {
namespace {

bool is_true(std::string_view text) { return trimmed(text) == "true" || trimmed(text) == "1"; }

// "Event" is one of "Event|GSMEEvent"; booleans are compared by what they mean.
bool is_one_of(std::string_view text, std::string_view words) {
  if (words == "true" || words == "false") return is_true(text) == (words == "true");
  for (std::size_t end = 0; end != std::string_view::npos; words.remove_prefix(end + 1)) {
    end = words.find('|');
    if (trimmed(text) == words.substr(0, end)) return true;
    if (end == std::string_view::npos) return false;
  }
  return false;
}

// What seconds since 2000 in 32 bits cannot tell any more.
constexpr TimeMs kEnd2000 = kEpoch2000 + (TimeMs{1} << 32) * kSecond;

Value start(const Type& type) {
  Value v;
  v.name = type.name;
  v.wire = type.wire;
  v.width = type.width;
  v.tag = type.tag;
  return v;
}

// A bit string of named bits ends with its last set bit. (DER)
std::int64_t bits_of(View octets) {
  std::int64_t bits = static_cast<std::int64_t>(octets.size()) * 8;
  while (bits > 0 && (octets[static_cast<std::size_t>(bits - 1) / 8] >> (7 - (bits - 1) % 8) & 1) == 0) --bits;
  return bits;
}

Value with_number(const Type& type, std::int64_t number) {
  Value v = start(type);
  v.number = number;
  return v;
}

// A fixed octet string must get exactly its octets; the width itself is not part of a DLMS or ASN.1 value.
Result<Value> with_octets(const Type& type, Bytes octets) {
  if (type.width != 0 && octets.size() != type.width)
    return fail(fmt::format("{} octets where {} are needed", octets.size(), type.width));
  Value v = start(type);
  v.octets = std::move(octets);
  return v;
}

Result<Value> with_time(const Type& type, TimeMs time) {
  if (type.wire == Wire::UInt) {
    if (time < kEpoch2000 || time >= kEnd2000)
      return fail(fmt::format("{} has no form in seconds since 2000", iso(time)));
    Value v = start(type);
    v.number = gbcs::zigbee_time(time);
    return v;
  }
  if (type.wire == Wire::Time) {
    const std::string text = general_time_text(time);
    return with_octets(type, Bytes(text.begin(), text.end()));
  }
  const gbcs::DateTime octets = gbcs::date_time_of(time);
  return with_octets(type, Bytes(octets.begin(), octets.end()));
}

// The year 3000 is written as hexadecimal FF where 12 octets hold it, and as the source says in 4. (use-case
// conventions)
Value cancelled(const Type& type, const FieldSource& source) {
  Value v = start(type);
  v.number = source.number;
  if (type.wire == Wire::Octets) v.octets = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0x00, 0xFF};
  if (type.wire == Wire::Octets) v.number = 0;
  return v;
}

Value at_once(const Type& type) {
  Value v = start(type);
  if (type.wire == Wire::Octets) v.octets = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x00, 0xFF};
  return v;
}

Result<TimeMs> time_at(const FieldSource& source, const Scope& scope, std::string_view text) {
  GP_TRY(time, parse_date_time(trimmed(text)));
  TimeMs result = time;
  if (!source.plus_seconds.empty()) {
    GP_TRY(seconds, read_number(text_at(scope, source.plus_seconds).value_or("0"), Wire::UInt, 4));
    result += seconds * kSecond;
  }
  return result;
}

Result<Bytes> octets_of(const Type& type, const FieldSource& source, const Scope& scope, const Element* element,
                        std::string_view text) {
  switch (source.reading) {
    case Reading::Characters: {
      std::string characters(text);
      if (!source.joined.empty()) characters += text_at(scope, source.joined).value_or("");
      return Bytes(characters.begin(), characters.end());
    }
    case Reading::Hex: {
      std::string digits(trimmed(text));
      std::erase(digits, '-');  // an EUI-64 is written with hyphens
      return from_hex(digits);
    }
    case Reading::Base64: {
      GP_TRY(octets, from_base64(text));
      if (type.wire == Wire::Raw) GP_CHECK(gbcs::asn1::check_sequence(octets));
      return octets;
    }
    case Reading::NumberOctets: {
      GP_TRY(number, read_number(text, Wire::UInt, type.width));
      Bytes out;
      put_be(out, static_cast<std::uint64_t>(number), type.width);
      return out;
    }
    case Reading::Date5:
      return read_date5(*element);
    case Reading::Date5Midnight: {
      GP_TRY(date, read_date5(*element));
      append(date, Bytes{0, 0, 0, 0, 0x80, 0x00, 0xFF});
      return date;
    }
    case Reading::GasDate4:
      return read_gas_date4(*element);
    case Reading::Time4:
      return read_time4(text);
    case Reading::BillingDate:
      return read_billing_date(*element, static_cast<int>(source.number));
    default:
      return fail("this reading has no octets");
  }
}

// The number of the bit that an element stands for: that of a text below it, or that at the end of its name.
Result<std::int64_t> bit_number(const BitGroup& group, const Scope& element) {
  if (!group.number.empty()) {
    const auto text = text_at(element, group.number);
    if (!text) return fail(fmt::format("{} says no {}", element.here->name, group.number));
    for (const auto& [word, number] : group.table)
      if (trimmed(*text) == word) return number;
    return read_number(*text, Wire::UInt, 2);
  }
  std::string_view digits = element.here->name;
  if (digits.starts_with(group.stem)) digits.remove_prefix(group.stem.size());
  std::int64_t number = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, ec] = std::from_chars(digits.data(), end, number, group.base);
  if (ec != std::errc{} || stop != end) return fail(fmt::format("{} has no number in its name", element.here->name));
  return number;
}

// Which bits of a bit string are 1, counted from its first one.
Result<std::vector<std::int64_t>> bits_set(const FieldSource& source, const Scope& scope, const BuildFacts& facts) {
  std::vector<std::int64_t> out;
  for (const BitGroup& group : source.bits) {
    if (group.polyphase && !facts.polyphase) continue;
    for (const Element* e : elements_at(scope, group.path)) {
      if (!group.text.empty() && trimmed(e->text) != group.text) continue;
      Result<std::int64_t> number = bit_number(group, Scope{scope.body, e, 0, scope.added});
      if (!number) return within(group.path, std::move(number).error());
      const std::int64_t bit = group.first + group.step * *number;
      if (bit < 0) return fail(fmt::format("{} stands for no bit", *number), group.path);
      out.push_back(bit);
    }
  }
  return out;
}

// A string without a width of its own has room for what is counted, and for what is set.
Result<Value> bit_set(const Type& type, const FieldSource& source, const Scope& scope, const BuildFacts& facts) {
  GP_TRY(set, bits_set(source, scope, facts));
  std::int64_t width =
      source.path.empty() ? source.number : static_cast<std::int64_t>(elements_at(scope, source.path).size());
  for (const std::int64_t bit : set) {
    if (source.path.empty() && bit >= width) return fail(fmt::format("there is no bit {} of {}", bit, width));
    width = std::max(width, bit + 1);
  }
  Value v = start(type);
  v.number = width;
  v.octets = source.octets;
  v.octets.resize(static_cast<std::size_t>(width + 7) / 8);
  for (const std::int64_t bit : set)
    v.octets[static_cast<std::size_t>(bit) / 8] |= static_cast<std::uint8_t>(0x80 >> bit % 8);
  return v;
}

// A number that its octets cannot hold would lose its high part.
Result<Value> checked(const Type& type, Value v) {
  const bool whole = type.width == 0 || type.width >= 8;
  if (type.wire == Wire::UInt && !whole && (v.number < 0 || v.number >> (8 * type.width) != 0))
    return fail(fmt::format("{} does not fit {} octets", v.number, type.width));
  return v;
}

// What the table of words has for a text; a bit string of up to eight bits is given as its octet.
Value of_word(const Type& type, std::int64_t number) {
  Value v = start(type);
  v.number = number;
  if (type.wire == Wire::Bits) {
    v.octets = {static_cast<std::uint8_t>(number)};
    v.number = type.width != 0 ? type.width : bits_of(v.octets);
  }
  return v;
}

// The number, and what the source adds to it.
Result<Value> with_addends(const Type& type, const FieldSource& source, const Scope& scope, const BuildFacts& facts,
                           Value v) {
  for (const Addend& a : source.addends) {
    if (!holds(a.when, scope, facts)) continue;
    if (a.path.empty()) {
      v.number += a.amount;
      continue;
    }
    Result<std::int64_t> number = read_number(text_at(scope, a.path).value_or(""), type.wire, type.width);
    if (!number) return within(a.path, std::move(number).error());
    v.number += *number * a.amount;
  }
  return checked(type, std::move(v));
}

Result<Value> number_of(const Type& type, const FieldSource& source, std::string_view text) {
  Value v = start(type);
  if (!source.words.empty()) {
    for (const auto& [word, number] : source.words)
      if (is_one_of(text, word)) return of_word(type, number);
    return fail(fmt::format("'{}' is not one of the words that are known here", text));
  }
  if (type.wire == Wire::Bool) {
    v.number = is_true(text) ? 1 : 0;
    return v;
  }
  GP_TRY(number, read_number(text, type.wire, type.width));
  v.number = number + source.number;
  // An ASN.1 integer of 2^63 or more is kept as an unsigned number.
  if (type.wire == Wire::Int && type.width == 0 && v.number < 0 && trimmed(text).front() != '-') v.wire = Wire::UInt;
  return checked(type, std::move(v));
}

// How many times from one date to another, both included; no more than the number's octets hold.
Result<Value> periods_of(const Type& type, const FieldSource& source, const Scope& scope) {
  GP_TRY(first, parse_date_time(trimmed(text_at(scope, source.path).value_or(""))));
  GP_TRY(last, parse_date_time(trimmed(text_at(scope, source.joined).value_or(""))));
  if (last < first) return fail(fmt::format("{} lies before {}", iso(last), iso(first)), source.joined);
  const std::int64_t most = (std::int64_t{1} << (8 * type.width)) - 1;
  return with_number(type, std::min((last - first) / (source.number * kSecond) + 1, most));
}

// The value of an element that is there.
Result<Value> from_element(const Type& type, const FieldSource& source, const Scope& scope, std::string_view text) {
  if (source.reading == Reading::DateTime || source.reading == Reading::Activation) {
    GP_TRY(time, time_at(source, scope, text));
    if (source.reading == Reading::Activation && time == kCancelDate) return cancelled(type, source);
    if (source.beyond != 0 && time >= kEnd2000) return with_number(type, source.beyond);
    return with_time(type, time);
  }
  if (source.reading == Reading::MinuteOfDay) {
    GP_TRY(minute, read_minute_of_day(text));
    return with_number(type, minute);
  }
  if (source.reading == Reading::Decimal) {
    GP_TRY(number, read_decimal(text, static_cast<int>(source.number)));
    return checked(type, with_number(type, number));
  }
  if (source.reading == Reading::CodeInName) {
    GP_TRY(code, read_code(element_at(scope, source.path)->name));
    return with_number(type, code);
  }
  if (source.reading == Reading::Number || source.reading == Reading::Boolean) return number_of(type, source, text);
  GP_TRY(octets, octets_of(type, source, scope, element_at(scope, source.path), text));
  return with_octets(type, std::move(octets));
}

// The value that this source gives; none: it is not present, ask the next.
Result<std::optional<Value>> from_source(const Type& type, const FieldSource& source, const Scope& scope,
                                         const BuildFacts& facts) {
  Value v = start(type);
  switch (source.kind) {
    case FieldSource::Kind::Element: {
      const auto text = text_at(scope, source.path);
      if (!text && source.reading == Reading::Activation) return at_once(type);
      if (!text) return std::nullopt;
      Result<Value> value = from_element(type, source, scope, *text);
      if (!value) return within(source.path, std::move(value).error());
      return std::move(*value);
    }
    case FieldSource::Kind::Constant:
      v.number = source.number;
      v.octets = source.octets;
      if (type.wire == Wire::Bits) v.number = type.width != 0 ? type.width : bits_of(source.octets);
      return v;
    case FieldSource::Kind::Count:
    case FieldSource::Kind::Running: {
      const auto count = static_cast<std::int64_t>(elements_at(scope, source.path).size());
      v.number = source.kind == FieldSource::Kind::Count ? count : source.number + scope.index;
      GP_TRY(number, checked(type, std::move(v)));
      return number;
    }
    case FieldSource::Kind::Originator:
      v.octets = facts.originator.bytes();
      return v;
    case FieldSource::Kind::Recipient:
      v.octets = facts.recipient.bytes();
      return v;
    case FieldSource::Kind::Counter:
      if (type.wire == Wire::Octets) {
        v.octets = source.octets;
        put_be(v.octets, facts.counter, 8);
      } else {
        v.number = static_cast<std::int64_t>(facts.counter);
        if (v.number < 0) v.wire = Wire::UInt;
      }
      return v;
    case FieldSource::Kind::Now: {
      GP_TRY(value, with_time(type, facts.now));
      return value;
    }
    case FieldSource::Kind::Periods: {
      GP_TRY(value, periods_of(type, source, scope));
      return value;
    }
    case FieldSource::Kind::BitSet: {
      GP_TRY(value, bit_set(type, source, scope, facts));
      return value;
    }
  }
  return std::nullopt;
}

// All elements that a path may mean: with steps that choose by name or content, whatever is below the step before.
std::string full_choice_path(const Scope& scope, std::string_view path) {
  const std::size_t choice = path.find_first_of("*{");
  if (choice == std::string_view::npos) return full_list_path(scope, path);
  const std::size_t slash = path.rfind('/', choice);
  return full_path(scope, slash == std::string_view::npos ? "." : path.substr(0, slash));
}

// The elements that a value made of these sources depends on, up to the one that it was taken from.
void note_origin(const FieldSource& source, const Scope& scope, Origin* origin) {
  using Kind = FieldSource::Kind;
  if (!origin) return;
  const auto add = [&](std::string path) { origin->elements.push_back(std::move(path)); };
  if (source.kind == Kind::Element || source.kind == Kind::Periods) add(full_path(scope, source.path));
  if (source.kind == Kind::Count) add(full_list_path(scope, source.path));
  if (source.kind == Kind::Running) add(full_path(scope, "."));
  if (source.kind == Kind::BitSet && !source.path.empty()) add(full_choice_path(scope, source.path));
  for (const BitGroup& group : source.bits) {
    add(full_choice_path(scope, group.path));
    for (const Element* e : elements_at(scope, group.path)) add(full_path(Scope{scope.body, e, 0, scope.added}, "."));
  }
  for (const std::string* more : {&source.plus_seconds, &source.joined})
    if (!more->empty()) add(full_path(scope, *more));
  for (const Addend& addend : source.addends)
    for (const std::string* more : {&addend.path, &addend.when.path})
      if (!more->empty()) add(full_choice_path(scope, *more));
}

Origin* next_item(Origin* origin) { return origin ? &origin->items.emplace_back() : nullptr; }

Result<Value> build_list(const Type& type, const Scope& scope, const BuildFacts& facts, Origin* origin) {
  Value v = start(type);
  v.width = 0;
  if (type.wire == Wire::Structure || type.fixed) {
    for (const Type& item : type.items) {
      const bool decided = origin && !item.when.path.empty();
      if (decided) origin->elements.push_back(full_list_path(scope, item.when.path));
      if (!holds(item.when, scope, facts)) continue;
      Origin* const below = next_item(origin);
      if (decided) below->elements.push_back(full_list_path(scope, item.when.path));
      GP_TRY(value, build(item, scope, facts, below));
      v.items.push_back(std::move(value));
    }
    return v;
  }
  if (origin) origin->elements.push_back(full_list_path(scope, type.each));
  int index = 0;
  for (const Element* element : elements_at(scope, type.each)) {
    Result<Value> value =
        build(type.items.front(), Scope{scope.body, element, index++, scope.added}, facts, next_item(origin));
    if (!value) return within(fmt::format("{}[{}]", type.each, index), std::move(value).error());
    v.items.push_back(std::move(*value));
  }
  return v;
}

}  // namespace

bool holds(const Condition& condition, const Scope& scope, const BuildFacts& facts) {
  switch (condition.kind) {
    case Condition::Kind::Always:
      return true;
    case Condition::Kind::Present:
      return element_at(scope, condition.path) != nullptr;
    case Condition::Kind::Absent:
      return element_at(scope, condition.path) == nullptr;
    case Condition::Kind::Equals: {
      const auto all = elements_at(scope, condition.path);
      return std::any_of(all.begin(), all.end(), [&](const Element* e) { return is_one_of(e->text, condition.text); });
    }
    case Condition::Kind::TwinElement:
      return facts.twin_element;
    case Condition::Kind::Polyphase:
      return facts.polyphase;
    case Condition::Kind::NotCancelled: {
      const auto date = parse_date_time(trimmed(text_at(scope, "/ExecutionDateTime").value_or("")));
      return !date || *date != kCancelDate;
    }
    case Condition::Kind::InMessage:
      return false;  // only Devices send it
  }
  return false;
}

Result<Value> build(const Type& type, const Scope& scope, const BuildFacts& facts, Origin* origin) {
  if (type.wire == Wire::Null) return null_value(type.name);
  if (type.wire == Wire::Structure || type.wire == Wire::Array) return build_list(type, scope, facts, origin);
  for (const FieldSource& source : type.sources) {
    note_origin(source, scope, origin);
    GP_TRY(value, from_source(type, source, scope, facts));
    if (!value) continue;
    if (source.addends.empty()) return std::move(*value);
    return with_addends(type, source, scope, facts, std::move(*value));
  }
  return fail(fmt::format("the request has no value for {}", type.name.empty() ? "an unnamed field" : type.name));
}

}  // namespace gridpost::transform
