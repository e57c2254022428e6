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

Value start(const Type& type) { return Value{type.name, type.wire, type.width, 0, 0, {}, {}}; }

// The Type that a ZCL type code stands for; width 0 for strings. None for codes that the GB set does not use.
std::optional<Type> type_of_code(std::uint8_t code) {
  Type t;
  t.zcl = code;
  if (code >= 0x20 && code <= 0x27) {
    t.wire = Wire::UInt;
    t.width = static_cast<std::uint8_t>(code - 0x1F);
  } else if (code >= 0x28 && code <= 0x2F) {
    t.wire = Wire::Int;
    t.width = static_cast<std::uint8_t>(code - 0x27);
  } else if (code >= 0x18 && code <= 0x1F) {
    t.wire = Wire::UInt;
    t.width = static_cast<std::uint8_t>(code - 0x17);
  } else if (code == 0x30) {
    t.wire = Wire::Enum;
    t.width = 1;
  } else if (code == 0xE2) {
    t.wire = Wire::UInt;
    t.width = 4;
  } else if (code == kOctetString || code == kCharacterString) {
    t.wire = Wire::Octets;
  } else {
    return std::nullopt;
  }
  return t;
}

}  // namespace

Result<Value> read(const Type& type, Reader& in) {
  Value v = start(type);
  switch (type.wire) {
    case Wire::Bool:
    case Wire::Int:
    case Wire::UInt:
    case Wire::Enum: {
      v.width = type.width == 0 ? 1 : type.width;
      GP_TRY(raw, in.le(v.width, type.name));
      v.number = type.wire == Wire::Int ? signed_number(raw, v.width) : static_cast<std::int64_t>(raw);
      return v;
    }
    case Wire::Octets: {
      std::size_t length = type.width;
      if (length == 0) {
        GP_TRY(written, in.u8(type.name));
        length = written;
      }
      GP_TRY(octets, in.take(length, type.name));
      v.octets.assign(octets.begin(), octets.end());
      return v;
    }
    case Wire::Structure:
      for (const Type& item : type.items) {
        if (item.when.kind != Condition::Kind::Always && in.empty()) break;
        GP_TRY(value, read(item, in));
        v.items.push_back(std::move(value));
      }
      return v;
    case Wire::Array:
      while (!in.empty()) {
        GP_TRY(value, read(type.items.front(), in));
        v.items.push_back(std::move(value));
      }
      return v;
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
      for (const Value& item : value.items) GP_CHECK(write(item, out));
      return {};
    default:
      return fail("GBZ has no form for this value", std::string(value.name));
  }
}

Result<Value> read_attribute(std::uint8_t code, const Type* type, Reader& in) {
  const auto known = type_of_code(code);
  if (!known) return in.error(fmt::format("ZCL type {:02X} is not known", code));
  if (type && type->zcl != code)
    return in.error(fmt::format("{} has ZCL type {:02X}, not {:02X}", type->name, code, type->zcl));
  GP_TRY(value, read(type ? *type : *known, in));
  value.tag = code;
  if (!type) value.name = {};  // its Type does not outlive this function
  return value;
}

}  // namespace gridpost::gbcs::gbz
