// A message as JSON that loses nothing: every value with its wire type, so that it is encoded back to the same octets.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "catalogue/use_case.h"
#include "gbcs/message.h"

namespace gridpost::codec {

// Header, signature and MAC, and the payload by values.
std::string values_json(const gbcs::Message& message, Protocol protocol, const gbcs::Payload& payload);

struct ValuesMessage {
  gbcs::Message message;  // without content
  Protocol protocol = Protocol::Dlms;
  gbcs::Payload payload;
};
// Back again. Names are for people: they are not read. An error names the member that is wrong.
Result<ValuesMessage> read_values_json(std::string_view json);

}  // namespace gridpost::codec
