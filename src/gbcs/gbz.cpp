// ZCL payload fields, little-endian. (GBCS 6)
#include <fmt/format.h>

#include "gbcs/payload.h"

namespace gridpost::gbcs::gbz {
namespace {

constexpr std::uint8_t kOctetString = 0x41;
constexpr std::uint8_t kCharacterString = 0x42;

std::int64_t signed_number(std::uint64_t raw, std::uint8_t width) {
  const int unused = 64 - 8 * width;
  return static_cast<std::int64_t>(raw << unused) >> unused;
}

struct Kind {
  Wire wire = Wire::Null;
  std::uint8_t width = 0;
};

// What a ZCL type code stands for; width 0 for strings. None for codes that the GB set does not use.
std::optional<Kind> type_of_code(std::uint8_t code) {
  if (code >= 0x20 && code <= 0x27) return Kind{Wire::UInt, static_cast<std::uint8_t>(code - 0x1F)};
  if (code >= 0x28 && code <= 0x2F) return Kind{Wire::Int, static_cast<std::uint8_t>(code - 0x27)};
  if (code >= 0x18 && code <= 0x1F) return Kind{Wire::UInt, static_cast<std::uint8_t>(code - 0x17)};
  if (code == 0x30) return Kind{Wire::Enum, 1};
  if (code == 0xE2) return Kind{Wire::UInt, 4};
  if (code == kOctetString || code == kCharacterString) return Kind{Wire::Octets, 0};
  return std::nullopt;
}

Status read_list(const Type& type, Reader& in, Value& v) {
  const View all = in.rest();
  GP_CHECK(read_items(type, in, nullptr));
  keep_packed(type, Protocol::Gbz, all, v);
  return {};
}

}  // namespace

Status read_items(const Type& list, Reader& in, const ItemCall* call) {
  return read_to_end(in, call, [&](Value& item) { return read(list.items.front(), in, item); });
}

Status read(const Type& type, Reader& in, Value& v) {
  v.name = type.name;
  v.wire = type.wire;
  v.width = type.width;
  switch (type.wire) {
    case Wire::Bool:
    case Wire::Int:
    case Wire::UInt:
    case Wire::Enum: {
      v.width = type.width == 0 ? 1 : type.width;
      GP_TRY(raw, in.le(v.width, type.name));
      v.number = type.wire == Wire::Int ? signed_number(raw, v.width) : static_cast<std::int64_t>(raw);
      return {};
    }
    case Wire::Octets: {
      std::size_t length = type.width;
      if (length == 0) {
        GP_TRY(written, in.u8(type.name));
        length = written;
      }
      GP_TRY(octets, in.take(length, type.name));
      v.octets.assign(octets.begin(), octets.end());
      return {};
    }
    case Wire::Structure:
      v.items.reserve(type.items.size());
      for (const Type& item : type.items) {
        if (item.when.kind != Condition::Kind::Always && in.empty()) break;
        GP_CHECK(read(item, in, v.items.emplace_back()));
      }
      return {};
    case Wire::Array:
      return read_list(type, in, v);
    default:
      return in.error(fmt::format("{} has a type that GBZ does not have", type.name));
  }
}

Status write(const Value& value, Bytes& out) {
  switch (value.wire) {
    case Wire::Bool:
    case Wire::Int:
    case Wire::UInt:
    case Wire::Enum:
      put_le(out, value.as_unsigned(), value.width);
      return {};
    case Wire::Octets:
      if (value.width == 0) {
        if (value.octets.size() > 0xFF) return fail("the octet string is longer than 255", std::string(value.name));
        out.push_back(static_cast<std::uint8_t>(value.octets.size()));
      }
      append(out, value.octets);
      return {};
    case Wire::Structure:
    case Wire::Array:
      if (value.packed) append(out, value.octets);
      for (const Value& item : value.items) GP_CHECK(write(item, out));
      return {};
    default:
      return fail("GBZ has no form for this value", std::string(value.name));
  }
}

Status read_attribute(std::uint8_t code, const Type* type, Reader& in, Value& out) {
  const auto known = type_of_code(code);
  if (!known) return in.error(fmt::format("ZCL type {:02X} is not known", code));
  if (type && type->zcl != code)
    return in.error(fmt::format("{} has ZCL type {:02X}, not {:02X}", type->name, code, type->zcl));
  if (type) {
    GP_CHECK(read(*type, in, out));
  } else {
    Type t;  // does not outlive this function, so its name is none
    t.zcl = code;
    t.wire = known->wire;
    t.width = known->width;
    GP_CHECK(read(t, in, out));
    out.name = {};
  }
  out.tag = code;
  return {};
}

}  // namespace gridpost::gbcs::gbz
