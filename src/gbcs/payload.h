// The three payload encodings. Reading follows a Type of the catalogue; writing follows the values themselves.
#pragma once

#include "catalogue/type.h"
#include "gbcs/codec.h"

namespace gridpost::gbcs {

namespace dlms {
// One data item. A value may be null where the Type is not: a row that failed has no data.
Result<Value> read(const Type& type, Reader& in, const Cipher* cipher);
Status write(const Value& value, Bytes& out, const Cipher* cipher);
}  // namespace dlms

namespace gbz {
// The fields of a ZCL payload, little-endian; an array goes on to the end.
Result<Value> read(const Type& type, Reader& in);
Status write(const Value& value, Bytes& out);
// One attribute value by its ZCL type code.
Result<Value> read_attribute(std::uint8_t zcl_type, const Type* type, Reader& in);
}  // namespace gbz

namespace asn1 {
// One DER element. Lengths of 128 to 255 are accepted in one octet or two; the reference messages write two.
Result<Value> read(const Type& type, Reader& in);
Status write(const Value& value, Bytes& out);
// True if the next element can be one of this Type.
bool fits(const Type& type, const Reader& in);
}  // namespace asn1

// True if every constant of the Type stands in the value: how alternatives of one shape are told apart.
bool agrees(const Type& type, const Value& value);

// Octets in front of every encrypted part: security control 31 and an invocation counter of 0. (GBCS 4.4)
Bytes seal_prefix();

}  // namespace gridpost::gbcs
