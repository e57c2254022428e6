// DLMS payloads: access-request, access-response, data-notification. (GBCS 5.1, 5.2, 5.5)
#include <fmt/format.h>

#include <algorithm>

#include "gbcs/length.h"
#include "gbcs/payload.h"
#include "gbcs/protocols.h"

namespace gridpost::gbcs::dlms {
namespace {

constexpr std::uint8_t kAccessRequest = 0xD9;
constexpr std::uint8_t kAccessResponse = 0xDA;
constexpr std::uint8_t kDataNotification = 0x0F;

bool same(const Row& row, const DlmsHead& head) {
  return op_of(row.kind) == head.op && row.class_id == head.class_id && row.addresses(head.obis) && row.id == head.id;
}

// Tag, long invoke id, and the empty date-time that every PDU has in front.
Result<std::uint32_t> read_front(Reader& in, std::uint8_t tag, const Message& message) {
  GP_TRY(found, in.u8("tag"));
  if (found != tag) return in.error(fmt::format("the payload begins with {:02X}, not {:02X}", found, tag));
  GP_TRY(id, in.be(4, "long invoke id"));
  if (id != invoke_id(message.header.counter))
    return in.error(fmt::format("long invoke id {:08X} does not follow from the counter", id));
  GP_TRY(date, in.u8("date-time length"));
  if (date != 0) return in.error("the date-time of the payload is not empty");
  return static_cast<std::uint32_t>(id);
}

Result<DlmsHead> read_specification(Reader& in) {
  DlmsHead head;
  GP_TRY(op, in.u8("specification"));
  if (op < DlmsHead::Get || op > DlmsHead::GetSelected)
    return in.error(fmt::format("specification {:02X} is not known", op));
  head.op = static_cast<DlmsHead::Op>(op);
  GP_TRY(class_id, in.be(2, "class"));
  head.class_id = static_cast<std::uint16_t>(class_id);
  GP_TRY(obis, in.take(6, "instance"));
  std::copy(obis.begin(), obis.end(), head.obis.begin());
  GP_TRY(id, in.u8("attribute or method"));
  head.id = id;
  return head;
}

bool is_always_there(const Row& row) { return row.when.kind == Condition::Kind::Always; }

// The row for a specification: the next one of the table that addresses the same. Those that depend on the request may
// be left out.
Result<const Row*> row_for(const UseCase& use_case, std::size_t& next, const DlmsHead& head, std::size_t index) {
  for (std::size_t i = next; i < use_case.rows.size(); ++i) {
    if (same(use_case.rows[i], head)) {
      next = i + 1;
      return &use_case.rows[i];
    }
    if (is_always_there(use_case.rows[i])) break;
  }
  return fail(fmt::format("class {} {} id {} is not described here", head.class_id, obis_text(head.obis), head.id),
              fmt::format("row {}", index));
}

Result<Payload> decode_request(const UseCase& use_case, const Message& message, const Cipher* cipher) {
  Reader in(message.content);
  Payload payload;
  GP_TRY(id, read_front(in, kAccessRequest, message));
  payload.invoke_id = id;
  GP_TRY(count, read_length(in, "number of specifications"));
  std::vector<const Row*> rows;
  rows.reserve(std::min(count, use_case.rows.size()));
  payload.items.reserve(std::min(count, use_case.rows.size()));
  std::size_t next = 0;
  for (std::size_t i = 0; i < count; ++i) {
    GP_TRY(head, read_specification(in));
    GP_TRY(row, row_for(use_case, next, head, i));
    rows.push_back(row);
    Item& item = payload.items.emplace_back();
    item.dlms = head;
    if (head.op == DlmsHead::GetSelected) {
      GP_TRY(one, in.u8("selector"));
      if (one != 1) return in.error("selector is not 1");
      GP_CHECK(read(row->selector, in, cipher, item.selector.emplace()));
    }
  }
  if (std::any_of(use_case.rows.begin() + static_cast<std::ptrdiff_t>(next), use_case.rows.end(), is_always_there))
    return in.error(fmt::format("{} rows, {} are described", count, use_case.rows.size()));
  GP_TRY(data, read_length(in, "number of data items"));
  if (data != count) return in.error(fmt::format("{} specifications but {} data items", count, data));
  for (std::size_t i = 0; i < count; ++i) {
    if (auto done = read(rows[i]->sent, in, cipher, payload.items[i].value); !done)
      return within(fmt::format("row {}", i), std::move(done).error());
  }
  GP_CHECK(in.finish("the payload"));
  return payload;
}

// The rows that so many data items answer. A response does not say which rows of those that depend on the request are
// there: the first ones are taken, and no description may let them differ in what they answer.
Result<std::vector<const Row*>> answered_rows(const UseCase& use_case, std::size_t count, const Reader& in) {
  const auto required =
      static_cast<std::size_t>(std::count_if(use_case.rows.begin(), use_case.rows.end(), is_always_there));
  if (count < required || count > use_case.rows.size())
    return in.error(fmt::format("{} data items, {} rows are described", count, use_case.rows.size()));
  std::size_t spare = count - required;
  std::vector<const Row*> out;
  out.reserve(count);
  for (const Row& row : use_case.rows) {
    if (!is_always_there(row) && spare == 0) continue;
    if (!is_always_there(row)) --spare;
    out.push_back(&row);
  }
  return out;
}

Result<Payload> decode_response(const UseCase& use_case, const Message& message, const Cipher* cipher) {
  Reader in(message.content);
  Payload payload;
  GP_TRY(id, read_front(in, kAccessResponse, message));
  payload.invoke_id = id;
  GP_TRY(specifications, in.u8("number of specifications"));
  if (specifications != 0) return in.error("the response repeats the specifications");
  GP_TRY(count, read_length(in, "number of data items"));
  GP_TRY(rows, answered_rows(use_case, count, in));
  payload.items.resize(count);
  for (std::size_t i = 0; i < count; ++i)
    if (auto done = read(rows[i]->answered, in, cipher, payload.items[i].value); !done)
      return within(fmt::format("row {}", i), std::move(done).error());
  GP_TRY(results, read_length(in, "number of results"));
  if (results != count) return in.error(fmt::format("{} data items but {} results", count, results));
  for (Item& item : payload.items) {
    GP_TRY(op, in.u8("result"));
    if (op < DlmsHead::Get || op > DlmsHead::Act) return in.error(fmt::format("result for {:02X} is not known", op));
    item.dlms.op = static_cast<DlmsHead::Op>(op);
    GP_TRY(result, in.u8("result code"));
    item.result = result;
  }
  GP_CHECK(in.finish("the payload"));
  return payload;
}

Result<Payload> decode_alert(const UseCase& use_case, const Message& message, const Cipher* cipher) {
  Reader in(message.content);
  Payload payload;
  GP_TRY(id, read_front(in, kDataNotification, message));
  payload.invoke_id = id;
  Value& value = payload.items.emplace_back().value;
  GP_CHECK(read(use_case.alert, in, cipher, value));
  GP_CHECK(in.finish("the payload"));
  if (const Value* code = value.find("alertCode")) payload.alert_code = static_cast<std::uint16_t>(code->number);
  return payload;
}

void put_front(Bytes& out, std::uint8_t tag, std::uint32_t id) {
  out.push_back(tag);
  put_be(out, id, 4);
  out.push_back(0);
}

Status write_request(const Payload& payload, Bytes& out, const Cipher* cipher) {
  put_front(out, kAccessRequest, payload.invoke_id);
  put_length(out, payload.items.size());
  for (const Item& item : payload.items) {
    out.push_back(item.dlms.op);
    put_be(out, item.dlms.class_id, 2);
    append(out, item.dlms.obis);
    out.push_back(item.dlms.id);
    if (item.dlms.op != DlmsHead::GetSelected) continue;
    out.push_back(1);
    GP_CHECK(write(item.selector.value_or(null_value()), out, cipher));
  }
  put_length(out, payload.items.size());
  for (const Item& item : payload.items) GP_CHECK(write(item.value, out, cipher));
  return {};
}

Status write_response(const Payload& payload, Bytes& out, const Cipher* cipher) {
  put_front(out, kAccessResponse, payload.invoke_id);
  out.push_back(0);
  put_length(out, payload.items.size());
  for (const Item& item : payload.items) GP_CHECK(write(item.value, out, cipher));
  put_length(out, payload.items.size());
  for (const Item& item : payload.items) {
    out.push_back(item.dlms.op == DlmsHead::GetSelected ? DlmsHead::Get : item.dlms.op);
    out.push_back(item.result.value_or(0));
  }
  return {};
}

}  // namespace

DlmsHead::Op op_of(Row::Kind kind) {
  switch (kind) {
    case Row::Kind::Set:
      return DlmsHead::Set;
    case Row::Kind::Act:
      return DlmsHead::Act;
    case Row::Kind::GetSelected:
      return DlmsHead::GetSelected;
    default:
      return DlmsHead::Get;
  }
}

std::uint32_t invoke_id(std::uint64_t counter) { return 0x20000000u | static_cast<std::uint32_t>(counter & 0xFFFFFFu); }

Result<Payload> decode(const UseCase& use_case, const Message& message, const Cipher* cipher) {
  switch (message.header.cra) {
    case Cra::Command:
      return decode_request(use_case, message, cipher);
    case Cra::Response:
      return decode_response(use_case, message, cipher);
    case Cra::Alert:
      return decode_alert(use_case, message, cipher);
  }
  return fail("the message is none of command, response, alert");
}

Result<Bytes> encode(Cra cra, const Payload& payload, const Cipher* cipher) {
  Bytes out;
  if (cra == Cra::Command) {
    GP_CHECK(write_request(payload, out, cipher));
  } else if (cra == Cra::Response) {
    GP_CHECK(write_response(payload, out, cipher));
  } else {
    put_front(out, kDataNotification, payload.invoke_id);
    for (const Item& item : payload.items) GP_CHECK(write(item.value, out, cipher));
  }
  return out;
}

}  // namespace gridpost::gbcs::dlms
