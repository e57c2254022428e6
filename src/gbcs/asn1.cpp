// DER elements. (GBCS 7)
#include <fmt/format.h>

#include <algorithm>

#include "gbcs/payload.h"

namespace gridpost::gbcs::asn1 {
namespace {

constexpr std::uint8_t kNoTag = 0;

std::uint8_t universal_tag(Wire wire) {
  switch (wire) {
    case Wire::Bool:
      return 0x01;
    case Wire::Int:
    case Wire::UInt:
      return 0x02;
    case Wire::Bits:
      return 0x03;
    case Wire::Octets:
      return 0x04;
    case Wire::Null:
      return 0x05;
    case Wire::Enum:
      return 0x0A;
    case Wire::Utf8:
      return 0x0C;
    case Wire::Time:
      return 0x18;
    case Wire::Structure:
    case Wire::Array:
    case Wire::Raw:  // certificates and requests for them are sequences
      return 0x30;
    default:
      return kNoTag;
  }
}

std::uint8_t tag_of(Wire wire, std::uint8_t context_tag) {
  return context_tag != 0 ? context_tag : universal_tag(wire);
}

// The length of an element; `form` is how many octets followed the first, 0 for the short form.
Result<std::size_t> read_der_length(Reader& in, std::uint8_t& form) {
  GP_TRY(first, in.u8("length"));
  form = 0;
  if (first < 0x80) return first;
  form = first & 0x7F;
  if (form < 1 || form > 2) return in.error(fmt::format("length begins with {:02X}", first));
  GP_TRY(length, in.be(form, "length"));
  if (length < 0x80) return in.error("length is not in its shortest form");
  return static_cast<std::size_t>(length);
}

// The reference messages write every length from 128 on in two octets.
void put_der_length(Bytes& out, std::size_t length, std::uint8_t form) {
  if (length < 0x80) {
    out.push_back(static_cast<std::uint8_t>(length));
  } else if (length < 0x100 && form == 1) {
    out.push_back(0x81);
    put_be(out, length, 1);
  } else {
    out.push_back(0x82);
    put_be(out, length, 2);
  }
}

Status read_integer(Value& v, Reader& in, std::size_t length) {
  GP_TRY(octets, in.take(length, v.name));
  if (octets.empty()) return in.error(fmt::format("{} is an integer of no octets", v.name));
  const bool padded =
      octets.size() > 1 && ((octets[0] == 0x00 && octets[1] < 0x80) || (octets[0] == 0xFF && octets[1] >= 0x80));
  if (padded) return in.error(fmt::format("{} is not in its shortest form", v.name));
  if (octets.size() > 9 || (octets.size() == 9 && octets[0] != 0))
    return in.error(fmt::format("{} does not fit 64 bits", v.name));
  if (octets.size() == 9) {
    if (v.wire == Wire::Enum) return in.error(fmt::format("{} is too great", v.name));
    v.wire = Wire::UInt;
    v.number = static_cast<std::int64_t>(get_be(octets.subspan(1)));
    return {};
  }
  const std::uint64_t raw = get_be(octets);
  const int unused = 64 - 8 * static_cast<int>(octets.size());
  v.number = static_cast<std::int64_t>(raw << unused) >> unused;
  return {};
}

Bytes integer_octets(const Value& v) {
  Bytes out;
  if (v.wire == Wire::UInt && v.number < 0) {
    out.push_back(0);
    put_be(out, v.as_unsigned(), 8);
    return out;
  }
  put_be(out, v.as_unsigned(), 8);
  std::size_t drop = 0;
  while (drop < 7 && ((out[drop] == 0x00 && out[drop + 1] < 0x80) || (out[drop] == 0xFF && out[drop + 1] >= 0x80)))
    ++drop;
  out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(drop));
  return out;
}

// The next item of an array of given items: the first Type from `next` on that reads it and agrees with its constants.
Status read_fixed_item(const Type& type, std::size_t& next, Reader& in, Value& out) {
  for (std::size_t i = next; i < type.items.size(); ++i) {
    Reader attempt = in;
    out = Value{};
    if (!read(type.items[i], attempt, out) || disagreements(type.items[i], out) != 0) continue;
    in = attempt;
    next = i + 1;
    return {};
  }
  return in.error(fmt::format("{} has an item that is not described", type.name));
}

Status read_members(const Type& type, Value& v, Reader& in) {
  v.items.reserve(type.items.size());
  for (const Type& t : type.items) {
    if (t.when.kind != Condition::Kind::Always && !fits(t, in)) continue;
    GP_CHECK(read(t, in, v.items.emplace_back()));
  }
  return in.finish(type.name.empty() ? "the sequence" : type.name);
}

Status read_fixed_items(const Type& type, Value& v, Reader& in) {
  std::size_t next = 0;
  while (!in.empty()) GP_CHECK(read_fixed_item(type, next, in, v.items.emplace_back()));
  return {};
}

// What an element with elements in it has inside.
Status read_inside(const Type& type, Value& v, Reader& in) {
  if (type.wire == Wire::Structure) return read_members(type, v, in);
  if (type.fixed) return read_fixed_items(type, v, in);
  const View all = in.rest();
  GP_CHECK(read_items(type, in, nullptr));
  keep_packed(type, Protocol::Asn1, all, v);
  return {};
}

Status write_content(const Value& v, Bytes& content) {
  switch (v.wire) {
    case Wire::Bool:
      content.push_back(v.number != 0 ? 0xFF : 0x00);
      return {};
    case Wire::Int:
    case Wire::UInt:
    case Wire::Enum:
      content = integer_octets(v);
      return {};
    case Wire::Bits:
      content.push_back(static_cast<std::uint8_t>(static_cast<std::int64_t>(v.octets.size()) * 8 - v.number));
      append(content, v.octets);
      return {};
    case Wire::Octets:
    case Wire::Utf8:
    case Wire::Time:
      content = v.octets;
      return {};
    case Wire::Null:
      return {};
    case Wire::Structure:
    case Wire::Array:
      if (v.packed) content = v.octets;
      for (const Value& item : v.items) GP_CHECK(write(item, content));
      return {};
    default:
      return fail("ASN.1 has no form for this value", std::string(v.name));
  }
}

// A bit string says how many bits of its last octet are unused; they are 0.
Status read_bits(Value& v, Reader& in, View octets) {
  const bool good = !octets.empty() && octets[0] <= (octets.size() == 1 ? 0 : 7) &&
                    (octets.size() == 1 || (octets.back() & ((1u << octets[0]) - 1)) == 0);
  if (!good) return in.error(fmt::format("{} is not a bit string", v.name));
  v.octets.assign(octets.begin() + 1, octets.end());
  v.number = static_cast<std::int64_t>(v.octets.size()) * 8 - octets[0];
  return {};
}

// "20251231235959Z"; whether it is a real date is not asked here.
bool is_general_time(View octets) {
  const auto digit = [](std::uint8_t c) { return c >= '0' && c <= '9'; };
  return octets.size() == 15 && octets[14] == 'Z' && std::all_of(octets.begin(), octets.begin() + 14, digit);
}

Status read_primitive(Value& v, Reader& in, std::size_t length) {
  if (v.wire == Wire::Int || v.wire == Wire::Enum) return read_integer(v, in, length);
  GP_TRY(octets, in.take(length, v.name));
  if (v.wire == Wire::Bits) return read_bits(v, in, octets);
  if (v.wire == Wire::Bool) {
    if (octets.size() != 1 || (octets[0] != 0x00 && octets[0] != 0xFF))
      return in.error(fmt::format("{} is neither true (FF) nor false (00)", v.name));
    v.number = octets[0] != 0;
    return {};
  }
  if (v.wire == Wire::Null && !octets.empty()) return in.error(fmt::format("{} is a null with content", v.name));
  if (v.wire == Wire::Time && !is_general_time(octets))
    return in.error(fmt::format("{} is not a date and time", v.name));
  v.octets.assign(octets.begin(), octets.end());
  return {};
}

}  // namespace

bool fits(const Type& type, const Reader& in) {
  if (in.empty()) return false;
  if (type.choice) return std::any_of(type.items.begin(), type.items.end(), [&](const Type& t) { return fits(t, in); });
  return in.peek() == tag_of(type.wire, type.tag);
}

Status read(const Type& type, Reader& in, Value& v) {
  if (type.choice)
    for (const Type& t : type.items)
      if (fits(t, in)) return read(t, in, v);
  v.name = type.name;
  v.wire = type.wire;
  v.tag = type.tag;
  if (!fits(type, in))
    return in.error(fmt::format("{} should have tag {:02X}, found {}", type.name.empty() ? "the value" : type.name,
                                tag_of(type.wire, type.tag),
                                in.empty() ? "the end" : fmt::format("{:02X}", in.peek())));
  const View whole = in.rest();
  const std::size_t from = in.offset();
  GP_TRY(tag, in.u8("tag"));
  (void)tag;
  std::uint8_t form = 0;
  GP_TRY(length, read_der_length(in, form));
  if (type.wire == Wire::Raw) {
    GP_TRY(content, in.take(length, type.name));
    (void)content;
    const View element = whole.first(in.offset() - from);
    v.octets.assign(element.begin(), element.end());
    return {};
  }
  v.width = form;
  if (type.wire != Wire::Structure && type.wire != Wire::Array) return read_primitive(v, in, length);
  const std::size_t at = in.offset();
  GP_TRY(content, in.take(length, type.name));
  Reader inner(content, at);
  return read_inside(type, v, inner);
}

Status read_items(const Type& list, Reader& in, const ItemCall* call) {
  return read_to_end(in, call, [&](Value& item) { return read(list.items.front(), in, item); });
}

Status write(const Value& value, Bytes& out) {
  if (value.wire == Wire::Raw) {
    append(out, value.octets);
    return {};
  }
  Bytes content;
  GP_CHECK(write_content(value, content));
  out.push_back(tag_of(value.wire, value.tag));
  put_der_length(out, content.size(), value.width);
  append(out, content);
  return {};
}

Status check_sequence(View octets) {
  constexpr std::uint8_t kSequence = 0x30;
  Reader in(octets);
  GP_TRY(tag, in.u8("tag"));
  if (tag != kSequence)
    return in.error(fmt::format("tag {:02X}, where {:02X} of a sequence is expected", tag, kSequence));
  std::uint8_t form = 0;
  GP_TRY(length, read_der_length(in, form));
  if (length != in.left())
    return in.error(fmt::format("a sequence of {} octets, of which there are {}", length, in.left()));
  return {};
}

}  // namespace gridpost::gbcs::asn1
