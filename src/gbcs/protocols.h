// Whole payloads of the two row-based protocols.
#pragma once

#include "gbcs/codec.h"

namespace gridpost::gbcs {

namespace dlms {
// access-request, access-response, data-notification. (GBCS 5.1, 5.2, 5.5)
Result<Payload> decode(const UseCase& use_case, const Message& message, const Cipher* cipher);
Result<Bytes> encode(Cra cra, const Payload& payload, const Cipher* cipher);
// Invoke id of a message with this originator counter.
std::uint32_t invoke_id(std::uint64_t counter);
// The type description that stands once in front of the entries of this compact array: the `octets` of its value.
// With `twin` it has what only twin element meters have.
Bytes compact_description(const Type& compact, bool twin);
// The access-request specification that a row of the catalogue is sent as.
DlmsHead::Op op_of(Row::Kind kind);
}  // namespace dlms

namespace gbz {
// Components of ZCL frames. (GBCS 6)
Result<Payload> decode(const UseCase& use_case, const Message& message, const Cipher* cipher);
Result<Bytes> encode(Cra cra, const Payload& payload, const Cipher* cipher);

// ZCL general commands.
constexpr std::uint8_t kReadAttributes = 0x00;
constexpr std::uint8_t kReadAttributesResponse = 0x01;
constexpr std::uint8_t kDefaultResponse = 0x0B;
// One attribute record of a read attributes response: a value, or a status other than 0.
Value attribute_record(std::uint16_t id, std::uint8_t status, const Value* value);
Value default_response(std::uint8_t command, std::uint8_t status);
}  // namespace gbz

}  // namespace gridpost::gbcs
