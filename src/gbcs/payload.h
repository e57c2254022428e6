// The three payload encodings. Reading follows a Type of the catalogue and fills a Value that is there already, so that
// nothing is moved on the way up; writing follows the values themselves.
#pragma once

#include <array>
#include <functional>

#include "catalogue/type.h"
#include "gbcs/codec.h"

namespace gridpost::gbcs {

// Gets the items of a list one after the other, always in the same room, and may take them out of it; false: no more
// are wanted.
using ItemCall = std::function<bool(Value&)>;

// Makes a value, of which only name and kind are there, a list that is packed.
void keep_packed(const Type& type, Protocol encoding, View octets, Value& out);

// Items to the end of `in`, each read by `read` into the same room. Without a call they are only checked.
template <class Read>
Status read_to_end(Reader& in, const ItemCall* call, const Read& read) {
  Value item;
  while (!in.empty()) {
    item.clear();
    GP_CHECK(read(item));
    if (call && !(*call)(item)) break;
  }
  return {};
}

// Of each encoding: read() fills one value, in which lists are packed; read_items() reads what stands behind the tag of
// such a list (ASN.1: its content). Without a call the items are only checked.

namespace dlms {
// One data item. A value may be null where the Type is not: a row that failed has no data.
Status read(const Type& type, Reader& in, const Cipher* cipher, Value& out);
Status write(const Value& value, Bytes& out, const Cipher* cipher);
Status read_items(const Type& list, Reader& in, const Cipher* cipher, const ItemCall* call);
// How many octets of a packed compact array describe its items.
std::size_t description_size(const Type& compact, View octets);
}  // namespace dlms

namespace gbz {
// The fields of a ZCL payload, little-endian; an array goes on to the end.
Status read(const Type& type, Reader& in, Value& out);
Status write(const Value& value, Bytes& out);
Status read_items(const Type& list, Reader& in, const ItemCall* call);
// One attribute value by its ZCL type code.
Status read_attribute(std::uint8_t zcl_type, const Type* type, Reader& in, Value& out);
}  // namespace gbz

namespace asn1 {
// One DER element. Lengths of 128 to 255 are accepted in one octet or two; the reference messages write two.
Status read(const Type& type, Reader& in, Value& out);
Status write(const Value& value, Bytes& out);
Status read_items(const Type& list, Reader& in, const ItemCall* call);
// True if the next element can be one of this Type.
bool fits(const Type& type, const Reader& in);
// The octets are one whole SEQUENCE, as every certificate is, in a form that read() takes.
Status check_sequence(View octets);
}  // namespace asn1

// How many constants of the Type do not stand in the value, a wrong number of members counting as one: how alternatives
// of one shape are told apart.
std::size_t disagreements(const Type& type, const Value& value);

// Octets in front of every encrypted part: security control 31 and an invocation counter of 0. (GBCS 4.4)
inline constexpr std::array<std::uint8_t, 5> kSealPrefix = {0x31, 0x00, 0x00, 0x00, 0x00};

}  // namespace gridpost::gbcs
