// GBCS messages: the frame around a payload. (GBCS 2)
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/time.h"
#include "catalogue/value.h"

namespace gridpost::gbcs {

enum class Cra : std::uint8_t { Command = 1, Response = 2, Alert = 3 };

// 12 octets as they stand; see date_time.h for reading and making them. (GBCS 2.3)
using DateTime = std::array<std::uint8_t, 12>;

struct Header {
  Cra cra = Cra::Command;
  std::uint64_t counter = 0;  // originator counter
  Eui64 originator;
  Eui64 recipient;
  std::optional<DateTime> date_time;  // responses of some use cases
  std::uint16_t code = 0;             // message code
  // Other information beyond the message code. (GBCS 2.4)
  std::optional<Eui64> party;                          // supplementary remote party: the User for whom the broker sends
  std::optional<std::uint64_t> party_counter;          // counter of that User's request
  std::optional<std::uint64_t> supplementary_counter;  // chosen by the Device for an unknown remote party
  Bytes certificate;                                   // key agreement certificate of an unknown remote party, DER

  bool operator==(const Header&) const = default;
};

struct Message {
  Header header;
  Bytes content;                                    // the payload
  std::optional<Bytes> signature;                   // none: pre-command; empty: MAC only; else 64 octets r, s
  std::optional<std::array<std::uint8_t, 12>> mac;  // present: the message has the MAC header

  bool operator==(const Message&) const = default;
  bool is_signed() const { return signature && !signature->empty(); }
};

// Takes a message apart. Every length must be minimal and fill its octets exactly. A pre-command may end with an empty
// signature length (00), as some systems send it: `signature` is then empty.
Result<Message> parse(View octets);
// The octets of the message: pre-command, signed, or with MAC, by what is present.
Bytes write(const Message& message);
// The grouping part alone: DF up to and including the signature. Without a signature field: the pre-command.
Bytes grouping_part(const Message& message);
// The same behind what `out` has already.
void put_grouping_part(Bytes& out, const Message& message);
// The octets that a signature covers: from behind DF to the end of the content. (GBCS 4.3)
Bytes signed_part(const Message& message);

// ---- payloads ----

// What one access-request specification of a DLMS command addresses. (GBCS 5)
struct DlmsHead {
  enum Op : std::uint8_t { Get = 1, Set = 2, Act = 3, GetSelected = 4 };
  Op op = Get;
  std::uint16_t class_id = 0;
  std::array<std::uint8_t, 6> obis{};
  std::uint8_t id = 0;  // attribute or method

  bool operator==(const DlmsHead&) const = default;
};

// What stands in front of one GBZ component. (GBCS 6.1)
struct GbzHead {
  bool last = false;
  bool encrypted = false;
  std::optional<std::uint32_t> from_date;  // seconds since 2000; FFFFFFFF cancels
  std::uint16_t cluster = 0;
  std::uint8_t additional_control = 0;  // only when encrypted
  std::uint8_t additional_counter = 0;  // only when encrypted
  std::uint8_t frame_control = 0;
  std::uint8_t sequence = 0;
  std::uint8_t command = 0;

  bool operator==(const GbzHead&) const = default;
};

// One row of a DLMS payload, one component of a GBZ payload, or the one value of an ASN.1 payload.
struct Item {
  DlmsHead dlms;  // commands only; responses keep only op
  GbzHead gbz;
  std::optional<Value> selector;       // DLMS get with selector
  Value value;                         // DLMS: data; GBZ: a structure of the payload's fields; ASN.1: the value
  std::optional<std::uint8_t> result;  // DLMS response: result code

  bool operator==(const Item&) const = default;
};

// A decoded payload.
struct Payload {
  std::uint32_t invoke_id = 0;        // DLMS: long invoke id and priority
  std::uint16_t alert_code = 0;       // alerts: of every protocol, for convenience
  std::uint32_t alert_time = 0;       // GBZ alerts: seconds since 2000
  std::uint8_t alert_components = 0;  // GBZ alerts: the count in front
  std::vector<Item> items;

  bool operator==(const Payload&) const = default;
  // First value of this name among the items.
  const Value* find(std::string_view name) const {
    for (const Item& item : items)
      if (const Value* v = item.value.find(name)) return v;
    return nullptr;
  }
};

}  // namespace gridpost::gbcs
