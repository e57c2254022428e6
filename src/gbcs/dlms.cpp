// DLMS/COSEM data items. (GBCS 5)
#include <fmt/format.h>

#include <algorithm>

#include "gbcs/length.h"
#include "gbcs/payload.h"
#include "gbcs/protocols.h"

namespace gridpost::gbcs::dlms {
namespace {

constexpr std::uint8_t kOctetString = 0x09;
constexpr std::uint8_t kStructure = 0x02;
constexpr std::uint8_t kNull = 0x00;

constexpr std::uint8_t kNoTag = 0xFF;

// The tag of a value, or kNoTag.
std::uint8_t tag_of(Wire wire, std::uint8_t width) {
  switch (wire) {
    case Wire::Null:
      return kNull;
    case Wire::Array:
      return 0x01;
    case Wire::Structure:
      return kStructure;
    case Wire::Bool:
      return 0x03;
    case Wire::Bits:
      return 0x04;
    case Wire::Sealed:
    case Wire::Octets:
      return kOctetString;
    case Wire::Visible:
      return 0x0A;
    case Wire::Utf8:
      return 0x0C;
    case Wire::Compact:
      return 0x13;
    case Wire::Enum:
      return 0x16;
    case Wire::Int:
      return width == 1 ? 0x0F : width == 2 ? 0x10 : width == 4 ? 0x05 : width == 8 ? 0x14 : kNoTag;
    case Wire::UInt:
      return width == 1 ? 0x11 : width == 2 ? 0x12 : width == 4 ? 0x06 : width == 8 ? 0x15 : kNoTag;
    case Wire::Time:
    case Wire::Raw:
      break;
  }
  return kNoTag;
}

void start(const Type& type, Value& out) {
  out.name = type.name;
  out.wire = type.wire;
  out.width = type.width;
}

void start_list(const Type& type, Wire wire, Value& out) {
  out.name = type.name;
  out.wire = wire;
}

std::int64_t signed_number(std::uint64_t raw, std::uint8_t width) {
  const int unused = 64 - 8 * width;
  return static_cast<std::int64_t>(raw << unused) >> unused;
}

// With its own tags, or without them inside a compact array, whose description says of which kind of meter it is.
enum class Form { Tagged, Single, Twin };

bool stands_in(Form form, const Type& member) {
  return member.when.kind != Condition::Kind::TwinElement || form == Form::Twin;
}

Status read_body(const Type& type, Reader& in, const Cipher* cipher, Form form, Value& out);

Status read_value(const Type& type, Reader& in, const Cipher* cipher, Form form, Value& out) {
  if (form != Form::Tagged) return read_body(type, in, cipher, form, out);
  const std::uint8_t wanted = tag_of(type.wire, type.width);
  if (wanted == kNoTag) return in.error(fmt::format("{} has a type that DLMS does not have", type.name));
  if (in.peek() == wanted) {
    in.skip();
    return read_body(type, in, cipher, Form::Tagged, out);
  }
  if (in.peek() != kNull)
    return in.error(fmt::format("{} should have tag {:02X}, found {}", type.name.empty() ? "the value" : type.name,
                                wanted, in.empty() ? "the end" : fmt::format("{:02X}", in.peek())));
  in.skip();  // a row that failed
  out.name = type.name;
  return {};
}

// The members of a structure within a compact array: all that its description has.
Status read_described(const Type& type, Reader& in, const Cipher* cipher, Form form, std::vector<Value>& out) {
  out.reserve(type.items.size());
  for (const Type& t : type.items)
    if (stands_in(form, t)) GP_CHECK(read_value(t, in, cipher, form, out.emplace_back()));
  return {};
}

Status read_members(const Type& type, std::size_t count, Reader& in, const Cipher* cipher, std::vector<Value>& out) {
  std::size_t required = 0;
  for (const Type& t : type.items) required += t.when.kind == Condition::Kind::Always;
  if (count < required || count > type.items.size())
    return in.error(fmt::format("{} {} has {} values, {} are described",
                                type.wire == Wire::Array ? "array" : "structure", type.name, count, type.items.size()));
  std::size_t spare = count - required;
  out.reserve(count);
  for (const Type& t : type.items) {
    if (t.when.kind != Condition::Kind::Always && spare-- == 0) {
      spare = 0;
      continue;
    }
    GP_CHECK(read_value(t, in, cipher, Form::Tagged, out.emplace_back()));
  }
  return {};
}

// What an octet string that is an encrypted part has inside.
Status read_sealed(const Type& type, View octets, std::size_t at, const Cipher* cipher, Value& out) {
  if (octets.size() < kSealPrefix.size() || !std::equal(kSealPrefix.begin(), kSealPrefix.end(), octets.begin()))
    return fail("the encrypted part does not begin with its security header", fmt::format("octet {}", at));
  const View sealed = octets.subspan(kSealPrefix.size());
  if (!cipher || !cipher->open) {
    out.octets.assign(sealed.begin(), sealed.end());
    return {};
  }
  GP_TRY(plain, cipher->open(sealed));
  Reader inner(plain);
  GP_CHECK(read_value(type.items.front(), inner, cipher, Form::Tagged, out.items.emplace_back()));
  return inner.finish("the decrypted part");
}

// Octet string content: octets, or an encrypted part.
Status read_octets(const Type& type, Reader& in, const Cipher* cipher, Value& out) {
  GP_TRY(length, read_length(in, type.name));
  start(type, out);
  const std::size_t at = in.offset();
  GP_TRY(octets, in.take(length, type.name));
  if (type.wire == Wire::Sealed) return read_sealed(type, octets, at, cipher, out);
  if (type.width != 0 && length != type.width)
    return fail(fmt::format("{} has {} octets, not {}", type.name, length, type.width), fmt::format("octet {}", at));
  out.octets.assign(octets.begin(), octets.end());
  return {};
}

// The tags of a value without the value, one octet after the other, to a function that may say no.
template <class Put>
bool describe(const Type& type, Form form, const Put& put) {
  if (!put(tag_of(type.wire, type.width))) return false;
  if (type.wire == Wire::Structure) {
    const auto there = [&](const Type& t) { return stands_in(form, t); };
    if (!put(static_cast<std::uint8_t>(std::count_if(type.items.begin(), type.items.end(), there)))) return false;
    return std::all_of(type.items.begin(), type.items.end(),
                       [&](const Type& t) { return !there(t) || describe(t, form, put); });
  }
  if (type.wire != Wire::Array) return true;
  const std::size_t count = type.items.size();  // its items are alike
  return put(static_cast<std::uint8_t>(count >> 8)) && put(static_cast<std::uint8_t>(count)) &&
         describe(type.items.front(), form, put);
}

// The description as it stands in front of the contents: that of a single element or of a twin element meter.
Result<Form> read_description(const Type& type, Reader& in) {
  for (const Form form : {Form::Single, Form::Twin}) {
    const View rest = in.rest();
    std::size_t size = 0;
    const auto same = [&](std::uint8_t octet) { return size < rest.size() && rest[size++] == octet; };
    if (!describe(type.items.front(), form, same)) continue;
    GP_CHECK(in.take(size, "type description"));
    return form;
  }
  return in.error(fmt::format("compact array {} describes other types", type.name));
}

Status read_compact_items(const Type& type, Reader& in, const Cipher* cipher, const ItemCall* call) {
  GP_TRY(form, read_description(type, in));
  GP_TRY(length, read_length(in, type.name));
  const std::size_t at = in.offset();
  GP_TRY(contents, in.take(length, type.name));
  Reader inner(contents, at);
  return read_to_end(inner, call,
                     [&](Value& item) { return read_value(type.items.front(), inner, cipher, form, item); });
}

Status read_array_items(const Type& type, Reader& in, const Cipher* cipher, const ItemCall* call) {
  GP_TRY(count, read_length(in, type.name));
  Value item;
  for (std::size_t i = 0; i < count; ++i) {
    item.clear();
    GP_CHECK(read_value(type.items.front(), in, cipher, Form::Tagged, item));
    if (call && !(*call)(item)) break;
  }
  return {};
}

Status read_list(const Type& type, Reader& in, const Cipher* cipher, Value& out) {
  out.name = type.name;
  out.wire = type.wire;
  const View all = in.rest();
  const std::size_t from = in.offset();
  GP_CHECK(read_items(type, in, cipher, nullptr));
  keep_packed(type, Protocol::Dlms, all.first(in.offset() - from), out);
  return {};
}

// Items of which some may be left out are alike; those that are there are the first ones that can be.
Status read_given_items(const Type& type, Reader& in, const Cipher* cipher, Value& out) {
  start_list(type, Wire::Array, out);
  GP_TRY(count, read_length(in, type.name));
  return read_members(type, count, in, cipher, out.items);
}

// Within a compact array, whose description has said how many there are.
Status read_described_items(const Type& type, Reader& in, const Cipher* cipher, Form form, Value& out) {
  start_list(type, Wire::Array, out);
  out.items.reserve(type.items.size());
  for (std::size_t i = 0; i < type.items.size(); ++i)
    GP_CHECK(read_value(type.items[type.fixed ? i : 0], in, cipher, form, out.items.emplace_back()));
  return {};
}

Status read_array(const Type& type, Reader& in, const Cipher* cipher, Form form, Value& out) {
  if (form != Form::Tagged) return read_described_items(type, in, cipher, form, out);
  return type.fixed ? read_given_items(type, in, cipher, out) : read_list(type, in, cipher, out);
}

Status read_structure(const Type& type, Reader& in, const Cipher* cipher, Form form, Value& out) {
  start_list(type, Wire::Structure, out);
  if (form != Form::Tagged) return read_described(type, in, cipher, form, out.items);
  GP_TRY(count, read_length(in, type.name));
  return read_members(type, count, in, cipher, out.items);
}

Status read_number(const Type& type, Reader& in, Value& out) {
  start(type, out);
  out.width = type.wire == Wire::Bool || type.wire == Wire::Enum ? 1 : type.width;
  GP_TRY(raw, in.be(out.width, type.name));
  out.number = type.wire == Wire::Int ? signed_number(raw, out.width) : static_cast<std::int64_t>(raw);
  if (type.wire == Wire::Bool) {
    if (raw != 0 && raw != 0xFF) return in.error(fmt::format("{} is neither true (FF) nor false (00)", type.name));
    out.number = raw != 0;
  }
  return {};
}

Status read_bits(const Type& type, Reader& in, Value& out) {
  start(type, out);
  GP_TRY(bits, read_length(in, type.name));
  if (type.width != 0 && bits != type.width)
    return in.error(fmt::format("{} has {} bits, not {}", type.name, bits, type.width));
  GP_TRY(octets, in.take((bits + 7) / 8, type.name));
  out.number = static_cast<std::int64_t>(bits);
  out.octets.assign(octets.begin(), octets.end());
  return {};
}

Status read_body(const Type& type, Reader& in, const Cipher* cipher, Form form, Value& out) {
  switch (type.wire) {
    case Wire::Null:
      out.name = type.name;
      return {};
    case Wire::Bool:
    case Wire::Int:
    case Wire::UInt:
    case Wire::Enum:
      return read_number(type, in, out);
    case Wire::Bits:
      return read_bits(type, in, out);
    case Wire::Octets:
    case Wire::Visible:
    case Wire::Utf8:
    case Wire::Sealed:
      return read_octets(type, in, cipher, out);
    case Wire::Structure:
      return read_structure(type, in, cipher, form, out);
    case Wire::Array:
      return read_array(type, in, cipher, form, out);
    case Wire::Compact:
      return read_list(type, in, cipher, out);
    case Wire::Time:
    case Wire::Raw:
      break;
  }
  return in.error(fmt::format("{} has a type that DLMS does not have", type.name));
}

Status write_value(const Value& value, Bytes& out, const Cipher* cipher, bool tagged);

Status write_sealed(const Value& value, Bytes& out, const Cipher* cipher) {
  Bytes sealed = value.octets;
  if (!value.items.empty()) {
    if (!cipher || !cipher->seal) return fail("there is no key to encrypt with", std::string(value.name));
    Bytes plain;
    GP_CHECK(write_value(value.items.front(), plain, cipher, true));
    GP_TRY(encrypted, cipher->seal(plain));
    sealed = std::move(encrypted);
  }
  put_length(out, kSealPrefix.size() + sealed.size());
  append(out, kSealPrefix);
  append(out, sealed);
  return {};
}

Status write_value(const Value& value, Bytes& out, const Cipher* cipher, bool tagged) {
  const std::uint8_t tag = tag_of(value.wire, value.width);
  if (tag == kNoTag) return fail("DLMS has no tag for this value", std::string(value.name));
  if (tagged) out.push_back(tag);
  switch (value.wire) {
    case Wire::Null:
      return {};
    case Wire::Bool:
      out.push_back(value.number != 0 ? 0xFF : 0x00);
      return {};
    case Wire::Int:
    case Wire::UInt:
      put_be(out, value.as_unsigned(), value.width);
      return {};
    case Wire::Enum:
      put_be(out, value.as_unsigned(), 1);
      return {};
    case Wire::Bits:
      put_length(out, static_cast<std::size_t>(value.number));
      append(out, value.octets);
      return {};
    case Wire::Octets:
    case Wire::Visible:
    case Wire::Utf8:
      put_length(out, value.octets.size());
      append(out, value.octets);
      return {};
    case Wire::Sealed:
      return write_sealed(value, out, cipher);
    case Wire::Structure:
    case Wire::Array:
      if (value.packed) {
        append(out, value.octets);
        return {};
      }
      if (tagged) put_length(out, value.items.size());
      for (const Value& item : value.items) GP_CHECK(write_value(item, out, cipher, tagged));
      return {};
    case Wire::Compact: {
      append(out, value.octets);
      if (value.packed) return {};
      Bytes contents;
      for (const Value& item : value.items) GP_CHECK(write_value(item, contents, cipher, false));
      put_length(out, contents.size());
      append(out, contents);
      return {};
    }
    case Wire::Time:
    case Wire::Raw:
      break;
  }
  return fail("DLMS has no form for this value", std::string(value.name));
}

}  // namespace

Bytes compact_description(const Type& compact, bool twin) {
  Bytes out;
  describe(compact.items.front(), twin ? Form::Twin : Form::Single, [&](std::uint8_t octet) {
    out.push_back(octet);
    return true;
  });
  return out;
}

Status read_items(const Type& list, Reader& in, const Cipher* cipher, const ItemCall* call) {
  return list.wire == Wire::Compact ? read_compact_items(list, in, cipher, call)
                                    : read_array_items(list, in, cipher, call);
}

std::size_t description_size(const Type& compact, View octets) {
  Reader in(octets);
  static_cast<void>(read_description(compact, in));
  return in.offset();
}

Status read(const Type& type, Reader& in, const Cipher* cipher, Value& out) {
  return read_value(type, in, cipher, Form::Tagged, out);
}

Status write(const Value& value, Bytes& out, const Cipher* cipher) { return write_value(value, out, cipher, true); }

}  // namespace gridpost::gbcs::dlms
