// The pivot between XML, octets, MMC, JSON and devices: a tree of named, wire-typed values.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace gridpost {

struct Type;

// The three payload encodings.
enum class Protocol : std::uint8_t { Dlms, Gbz, Asn1 };

// The kinds of value that the three payload encodings share. Each codec maps them to its own tags.
enum class Wire : std::uint8_t {
  Null,
  Bool,
  Int,   // two's complement; width in octets (DLMS, GBZ) or as short as possible (ASN.1, width 0)
  UInt,  // likewise, unsigned
  Enum,  // enumerated; width 1
  Bits,  // bit string; `number` is the count of bits
  Octets,
  Visible,  // visible string
  Utf8,
  Time,       // ASN.1 GeneralizedTime, `octets` is its text
  Raw,        // a DER element kept as it is, tag and length included: a certificate
  Structure,  // items of different types, by name
  Array,      // items of one type
  Compact,    // DLMS compact array: like Array, its type written once
  Sealed,     // encrypted part: `octets` the ciphertext and tag as received, or `items` the one value inside
};

// One value. Names point into the catalogue, which lives as long as the program.
struct Value {
  std::string_view name;
  Wire wire = Wire::Null;
  std::uint8_t width = 0;  // octets of a number; ASN.1: octets of a long form length as read; 0 where there is none
  std::uint8_t tag = 0;    // ASN.1 context tag octet; ZCL type code of an attribute; 0 if none
  Protocol encoding = Protocol::Dlms;  // of a packed list
  std::int64_t number = 0;
  Bytes octets;
  std::vector<Value> items;
  // A list as it was received: `octets` are those behind its tag (ASN.1: its content), this is what they are, and there
  // are no `items`. Null: not packed. See gbcs/packed.h.
  const Type* packed = nullptr;

  bool operator==(const Value&) const = default;

  // Empties it and keeps its room.
  void clear();
  std::uint64_t as_unsigned() const { return static_cast<std::uint64_t>(number); }
  bool is_list() const { return wire == Wire::Structure || wire == Wire::Array || wire == Wire::Compact; }
  // The first value of this name in the tree, itself included, depth first; null if there is none.
  const Value* find(std::string_view wanted) const;
  Value* find(std::string_view wanted) { return const_cast<Value*>(std::as_const(*this).find(wanted)); }
};

// Short forms for making values.
Value null_value(std::string_view name = {});
Value bool_value(std::string_view name, bool value);
Value int_value(std::string_view name, std::uint8_t width, std::int64_t value);
Value uint_value(std::string_view name, std::uint8_t width, std::uint64_t value);
Value enum_value(std::string_view name, std::int64_t value);
Value bits_value(std::string_view name, std::int64_t count, Bytes bits);
Value octets_value(std::string_view name, Bytes value);
Value list_value(std::string_view name, Wire wire, std::vector<Value> items);
Value sealed_value(std::string_view name, Value inside);

}  // namespace gridpost
