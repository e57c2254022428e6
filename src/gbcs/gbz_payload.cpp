// GBZ payloads: components of ZCL frames. (GBCS 6)
#include <fmt/format.h>

#include <algorithm>

#include "gbcs/payload.h"
#include "gbcs/protocols.h"

namespace gridpost::gbcs::gbz {
namespace {

constexpr std::uint16_t kSmartEnergy = 0x0109;
constexpr std::uint8_t kLast = 0x01;
constexpr std::uint8_t kEncrypted = 0x02;
constexpr std::uint8_t kFromDate = 0x10;
constexpr std::uint8_t kClusterFrame = 0x01;
constexpr std::size_t kLeastComponent = 8;  // octets: control, cluster, length, ZCL header

bool is_general(const GbzHead& head) { return (head.frame_control & kClusterFrame) == 0; }

void fill(Value& v, std::string_view name, std::uint8_t width, std::int64_t number) {
  v.name = name;
  v.wire = Wire::UInt;
  v.width = width;
  v.number = number;
}

// One attribute record of a read attributes response, with room for its value.
void start_record(Value& record, std::uint16_t id, std::uint8_t status) {
  record.name = "record";
  record.wire = Wire::Structure;
  record.items.reserve(3);
  fill(record.items.emplace_back(), "attribute", 2, id);
  fill(record.items.emplace_back(), "status", 1, status);
}

// The Type of an attribute of this use case, or null.
const Type* attribute_type(const UseCase& use_case, std::uint16_t cluster, std::uint16_t id) {
  for (const Row& row : use_case.rows)
    if (row.cluster == cluster)
      for (const auto& [known, type] : row.attributes)
        if (known == id) return &type;
  return nullptr;
}

// How many components of this use case read attributes, or answer that: no message has more of them.
std::size_t reading_count(const UseCase& use_case) {
  std::size_t count = 0;
  for (const Row& row : use_case.rows)
    if (row.kind == Row::Kind::ReadAttributes) count += static_cast<std::size_t>(row.times);
  return count;
}

bool reads(const GbzHead& head) {
  return is_general(head) && (head.command == kReadAttributes || head.command == kReadAttributesResponse);
}

// How many attributes of a cluster this use case is about: no message names more.
std::size_t attribute_count(const UseCase& use_case, std::uint16_t cluster) {
  std::size_t count = 0;
  for (const Row& row : use_case.rows)
    if (row.cluster == cluster) count += row.attributes.size();
  return count;
}

Status read_ids(const UseCase& use_case, const GbzHead& head, Reader& in, Value& v) {
  v.name = "ReadAttributes";
  v.wire = Wire::Structure;
  const std::size_t most = attribute_count(use_case, head.cluster);
  v.items.reserve(std::min(in.left() / 2, most));
  while (!in.empty()) {
    if (v.items.size() == most) return in.error(fmt::format("more than the {} attributes described here", most));
    GP_TRY(id, in.le(2, "attribute id"));
    const Type* type = attribute_type(use_case, head.cluster, static_cast<std::uint16_t>(id));
    if (!type)
      return in.error(fmt::format("attribute {:04X} of cluster {:04X} is not described here", id, head.cluster));
    fill(v.items.emplace_back(), type->name, 2, static_cast<std::int64_t>(id));
  }
  return {};
}

Status read_records(const UseCase& use_case, const GbzHead& head, Reader& in, Value& v) {
  v.name = "ReadAttributesResponse";
  v.wire = Wire::Array;
  const std::size_t most = attribute_count(use_case, head.cluster);
  while (!in.empty()) {
    if (v.items.size() == most) return in.error(fmt::format("more than the {} attributes described here", most));
    GP_TRY(id, in.le(2, "attribute id"));
    const Type* type = attribute_type(use_case, head.cluster, static_cast<std::uint16_t>(id));
    if (!type)
      return in.error(fmt::format("attribute {:04X} of cluster {:04X} is not described here", id, head.cluster));
    GP_TRY(status, in.u8("attribute status"));
    Value& record = v.items.emplace_back();
    start_record(record, static_cast<std::uint16_t>(id), status);
    if (status != 0) continue;
    GP_TRY(code, in.u8("attribute type"));
    GP_CHECK(read_attribute(code, type, in, record.items.emplace_back()));
  }
  return {};
}

// What a row has in a message of this kind: only the answer to a command is another.
const Type& fields_of(const Row& row, Cra cra) { return cra == Cra::Response ? row.answered : row.sent; }

// The payload of a cluster command. Several rows may describe the same command: the one is meant of which the fewest
// constants do not stand there; where none can be read to the end, the first one says what is wrong.
Status read_fields(const UseCase& use_case, const GbzHead& head, Cra cra, Reader& in, Value& out) {
  constexpr std::size_t kUnreadable = SIZE_MAX;
  const Type* meant = nullptr;
  std::size_t least = kUnreadable;
  for (const Row& row : use_case.rows) {
    if (row.kind != Row::Kind::Cluster || row.cluster != head.cluster) continue;
    if (cra == Cra::Response ? row.answer_command != head.command : row.command != head.command) continue;
    const Type& type = fields_of(row, cra);
    Reader attempt = in;
    const bool whole = read(type, attempt, out) && attempt.empty();
    const std::size_t wrong = whole ? disagreements(type, out) : kUnreadable;
    if (wrong == 0) {
      in = attempt;
      return {};
    }
    out = Value{};
    if (!meant || wrong < least) {
      meant = &type;
      least = wrong;
    }
  }
  if (meant) return read(*meant, in, out);
  return in.error(fmt::format("command {:02X} of cluster {:04X} is not described here", head.command, head.cluster));
}

Status read_payload(const UseCase& use_case, const GbzHead& head, Cra cra, Reader& in, Value& out) {
  if (!is_general(head)) return read_fields(use_case, head, cra, in, out);
  if (head.command == kReadAttributes) return read_ids(use_case, head, in, out);
  if (head.command == kReadAttributesResponse) return read_records(use_case, head, in, out);
  if (head.command != kDefaultResponse)
    return in.error(fmt::format("general command {:02X} is not known", head.command));
  GP_TRY(command, in.u8("command"));
  GP_TRY(status, in.u8("status"));
  out = default_response(command, status);
  return {};
}

Status read_sealed(const UseCase& use_case, const GbzHead& head, Cra cra, Reader& in, const Cipher* cipher,
                   Value& out) {
  GP_TRY(length, in.be(2, "ciphered information length"));
  if (length != in.left())
    return in.error(fmt::format("ciphered information says {} octets, {} are there", length, in.left()));
  GP_TRY(front, in.take(kSealPrefix.size(), "security header"));
  if (!std::equal(kSealPrefix.begin(), kSealPrefix.end(), front.begin()))
    return in.error("the security header is not 31 00000000");
  out.name = "sealed";
  out.wire = Wire::Sealed;
  GP_TRY(sealed, in.take(in.left(), "ciphered information"));
  if (!cipher || !cipher->open) {
    out.octets.assign(sealed.begin(), sealed.end());
    return {};
  }
  GP_TRY(plain, cipher->open(sealed));
  Reader inner(plain);
  GP_CHECK(read_payload(use_case, head, cra, inner, out.items.emplace_back()));
  return inner.finish("the decrypted part");
}

Status read_component(const UseCase& use_case, Cra cra, Reader& in, const Cipher* cipher, Item& item) {
  GbzHead& head = item.gbz;
  GP_TRY(control, in.u8("control field"));
  if ((control & ~(kLast | kEncrypted | kFromDate)) != 0)
    return in.error(fmt::format("control field {:02X} is not known", control));
  head.last = (control & kLast) != 0;
  head.encrypted = (control & kEncrypted) != 0;
  GP_TRY(cluster, in.be(2, "cluster"));
  head.cluster = static_cast<std::uint16_t>(cluster);
  GP_TRY(length, in.be(2, "component length"));
  const std::size_t at = in.offset();
  GP_TRY(octets, in.take(length, "component"));
  Reader r(octets, at);
  if (head.encrypted) {
    GP_TRY(additional_control, r.u8("additional header control"));
    GP_TRY(additional_counter, r.u8("additional header frame counter"));
    head.additional_control = additional_control;
    head.additional_counter = additional_counter;
  }
  if ((control & kFromDate) != 0) {
    GP_TRY(from, r.be(4, "From-Date-Time"));
    head.from_date = static_cast<std::uint32_t>(from);
  }
  GP_TRY(frame, r.take(3, "ZCL header"));
  head.frame_control = frame[0];
  head.sequence = frame[1];
  head.command = frame[2];
  if (head.encrypted)
    GP_CHECK(read_sealed(use_case, head, cra, r, cipher, item.value));
  else
    GP_CHECK(read_payload(use_case, head, cra, r, item.value));
  return r.finish("the component");
}

Status write_records(const Value& records, Bytes& out) {
  for (const Value& record : records.items) {
    for (std::size_t i = 0; i < record.items.size(); ++i) {
      if (i == 2) out.push_back(record.items[i].tag);
      GP_CHECK(write(record.items[i], out));
    }
  }
  return {};
}

Status write_payload(const GbzHead& head, const Value& value, Bytes& out) {
  if (is_general(head) && head.command == kReadAttributesResponse) return write_records(value, out);
  return write(value, out);
}

Result<Bytes> sealed_payload(const GbzHead& head, const Value& value, const Cipher* cipher) {
  Bytes sealed = value.octets;
  if (!value.items.empty()) {
    if (!cipher || !cipher->seal) return fail("there is no key to encrypt with");
    Bytes plain;
    GP_CHECK(write_payload(head, value.items.front(), plain));
    GP_TRY(encrypted, cipher->seal(plain));
    sealed = std::move(encrypted);
  }
  Bytes out;
  put_be(out, kSealPrefix.size() + sealed.size(), 2);
  append(out, kSealPrefix);
  append(out, sealed);
  return out;
}

Status write_component(const Item& item, Bytes& out, const Cipher* cipher) {
  const GbzHead& head = item.gbz;
  out.push_back(static_cast<std::uint8_t>((head.last ? kLast : 0) | (head.encrypted ? kEncrypted : 0) |
                                          (head.from_date ? kFromDate : 0)));
  put_be(out, head.cluster, 2);
  Bytes body;
  if (head.encrypted) {
    body.push_back(head.additional_control);
    body.push_back(head.additional_counter);
  }
  if (head.from_date) put_be(body, *head.from_date, 4);
  body.insert(body.end(), {head.frame_control, head.sequence, head.command});
  if (head.encrypted) {
    GP_TRY(sealed, sealed_payload(head, item.value, cipher));
    append(body, sealed);
  } else {
    GP_CHECK(write_payload(head, item.value, body));
  }
  if (body.size() > 0xFFFF) return fail("a component is longer than 65535 octets");
  put_be(out, body.size(), 2);
  append(out, body);
  return {};
}

Status read_components(const UseCase& use_case, const Message& message, std::size_t count, Reader& in,
                       const Cipher* cipher, Payload& payload) {
  payload.items.reserve(std::min(count, in.left() / kLeastComponent));
  std::size_t more_reads = reading_count(use_case);
  for (std::size_t i = 0; i < count; ++i) {
    Item& item = payload.items.emplace_back();
    if (auto done = read_component(use_case, message.header.cra, in, cipher, item); !done)
      return within(fmt::format("component {}", i), std::move(done).error());
    if (reads(item.gbz) && more_reads-- == 0)
      return in.error(fmt::format("component {} reads attributes, and no more do in this use case", i));
    if (item.gbz.last != (i + 1 == count))
      return in.error(fmt::format("component {} is wrongly marked as last or not last", i));
  }
  return in.finish("the payload");
}

// Alert code and time, then components, or what the alert's description says. (GBCS 8)
Result<Payload> decode_alert(const UseCase& use_case, const Message& message, Reader& in, std::uint8_t count,
                             const Cipher* cipher) {
  Payload payload;
  payload.alert_components = count;
  GP_TRY(code, in.be(2, "alert code"));
  payload.alert_code = static_cast<std::uint16_t>(code);
  GP_TRY(time, in.be(4, "alert time"));
  payload.alert_time = static_cast<std::uint32_t>(time);
  if (!use_case.rows.empty()) {
    GP_CHECK(read_components(use_case, message, count, in, cipher, payload));
    return payload;
  }
  GP_CHECK(read(use_case.alert, in, payload.items.emplace_back().value));
  GP_CHECK(in.finish("the payload"));
  return payload;
}

}  // namespace

Value attribute_record(std::uint16_t id, std::uint8_t status, const Value* value) {
  Value record;
  start_record(record, id, status);
  if (value) record.items.push_back(*value);
  return record;
}

Value default_response(std::uint8_t command, std::uint8_t status) {
  return list_value("DefaultResponse", Wire::Structure,
                    {uint_value("command", 1, command), uint_value("status", 1, status)});
}

Result<Payload> decode(const UseCase& use_case, const Message& message, const Cipher* cipher) {
  Reader in(message.content);
  GP_TRY(profile, in.be(2, "profile id"));
  if (profile != kSmartEnergy) return in.error(fmt::format("profile id is {:04X}, not 0109", profile));
  GP_TRY(count, in.u8("number of components"));
  if (message.header.cra == Cra::Alert) return decode_alert(use_case, message, in, count, cipher);
  Payload payload;
  GP_CHECK(read_components(use_case, message, count, in, cipher, payload));
  return payload;
}

Result<Bytes> encode(Cra cra, const Payload& payload, const Cipher* cipher) {
  Bytes out;
  put_be(out, kSmartEnergy, 2);
  if (cra == Cra::Alert) {
    out.push_back(payload.alert_components);
    put_be(out, payload.alert_code, 2);
    put_be(out, payload.alert_time, 4);
    for (const Item& item : payload.items)
      GP_CHECK(item.gbz.cluster != 0 ? write_component(item, out, cipher) : write(item.value, out));
    return out;
  }
  if (payload.items.size() > 0xFF) return fail("a GBZ payload has at most 255 components");
  out.push_back(static_cast<std::uint8_t>(payload.items.size()));
  for (const Item& item : payload.items) GP_CHECK(write_component(item, out, cipher));
  return out;
}

}  // namespace gridpost::gbcs::gbz
