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

Value start(const Type& type) { return Value{type.name, type.wire, type.width, 0, 0, {}, {}}; }

std::int64_t signed_number(std::uint64_t raw, std::uint8_t width) {
  const int unused = 64 - 8 * width;
  return static_cast<std::int64_t>(raw << unused) >> unused;
}

// With its own tags, or without them inside a compact array, whose description says of which kind of meter it is.
enum class Form { Tagged, Single, Twin };

bool stands_in(Form form, const Type& member) {
  return member.when.kind != Condition::Kind::TwinElement || form == Form::Twin;
}

Result<Value> read_body(const Type& type, Reader& in, const Cipher* cipher, Form form);

Result<Value> read_value(const Type& type, Reader& in, const Cipher* cipher, Form form) {
  if (form != Form::Tagged) return read_body(type, in, cipher, form);
  const std::uint8_t wanted = tag_of(type.wire, type.width);
  if (wanted == kNoTag) return in.error(fmt::format("{} has a type that DLMS does not have", type.name));
  if (in.peek() == kNull && wanted != kNull) {  // a row that failed
    GP_TRY(tag, in.u8("data"));
    (void)tag;
    return null_value(type.name);
  }
  if (in.peek() != wanted)
    return in.error(fmt::format("{} should have tag {:02X}, found {}", type.name.empty() ? "the value" : type.name,
                                wanted, in.empty() ? "the end" : fmt::format("{:02X}", in.peek())));
  GP_TRY(tag, in.u8("data"));
  (void)tag;
  return read_body(type, in, cipher, Form::Tagged);
}

// The members of a structure within a compact array: all that its description has.
Result<std::vector<Value>> read_described(const Type& type, Reader& in, const Cipher* cipher, Form form) {
  std::vector<Value> out;
  out.reserve(type.items.size());
  for (const Type& t : type.items) {
    if (!stands_in(form, t)) continue;
    GP_TRY(value, read_value(t, in, cipher, form));
    out.push_back(std::move(value));
  }
  return out;
}

Result<std::vector<Value>> read_members(const Type& type, std::size_t count, Reader& in, const Cipher* cipher) {
  std::size_t required = 0;
  for (const Type& t : type.items) required += t.when.kind == Condition::Kind::Always;
  if (count < required || count > type.items.size())
    return in.error(fmt::format("{} {} has {} values, {} are described",
                                type.wire == Wire::Array ? "array" : "structure", type.name, count, type.items.size()));
  std::size_t spare = count - required;
  std::vector<Value> out;
  out.reserve(count);
  for (const Type& t : type.items) {
    if (t.when.kind != Condition::Kind::Always && spare-- == 0) {
      spare = 0;
      continue;
    }
    GP_TRY(value, read_value(t, in, cipher, Form::Tagged));
    out.push_back(std::move(value));
  }
  return out;
}

// Octet string content: octets, or an encrypted part.
Result<Value> read_octets(const Type& type, Reader& in, const Cipher* cipher) {
  GP_TRY(length, read_length(in, type.name));
  Value v = start(type);
  const std::size_t at = in.offset();
  GP_TRY(octets, in.take(length, type.name));
  if (type.wire != Wire::Sealed) {
    if (type.width != 0 && length != type.width)
      return fail(fmt::format("{} has {} octets, not {}", type.name, length, type.width), fmt::format("octet {}", at));
    v.octets.assign(octets.begin(), octets.end());
    return v;
  }
  const Bytes prefix = seal_prefix();
  if (octets.size() < prefix.size() || !std::equal(prefix.begin(), prefix.end(), octets.begin()))
    return fail("the encrypted part does not begin with its security header", fmt::format("octet {}", at));
  const View sealed = octets.subspan(prefix.size());
  if (!cipher || !cipher->open) {
    v.octets.assign(sealed.begin(), sealed.end());
    return v;
  }
  GP_TRY(plain, cipher->open(sealed));
  Reader inner(plain);
  GP_TRY(value, read_value(type.items.front(), inner, cipher, Form::Tagged));
  GP_CHECK(inner.finish("the decrypted part"));
  v.items.push_back(std::move(value));
  return v;
}

void describe(const Type& type, Form form, Bytes& out) {
  out.push_back(tag_of(type.wire, type.width));
  if (type.wire == Wire::Structure) {
    const auto there = [&](const Type& t) { return stands_in(form, t); };
    out.push_back(static_cast<std::uint8_t>(std::count_if(type.items.begin(), type.items.end(), there)));
    for (const Type& t : type.items)
      if (there(t)) describe(t, form, out);
  } else if (type.wire == Wire::Array) {  // its items are alike
    put_be(out, type.items.size(), 2);
    describe(type.items.front(), form, out);
  }
}

// The description as it stands in front of the contents: that of a single element or of a twin element meter.
Result<Form> read_description(const Type& type, Reader& in, Value& v) {
  for (const Form form : {Form::Single, Form::Twin}) {
    v.octets = compact_description(type, form == Form::Twin);
    const View rest = in.rest();
    if (rest.size() < v.octets.size() || !std::equal(v.octets.begin(), v.octets.end(), rest.begin())) continue;
    GP_TRY(found, in.take(v.octets.size(), "type description"));
    (void)found;
    return form;
  }
  return in.error(fmt::format("compact array {} describes other types", type.name));
}

Result<Value> read_compact(const Type& type, Reader& in, const Cipher* cipher) {
  Value v = start(type);
  GP_TRY(form, read_description(type, in, v));
  GP_TRY(length, read_length(in, type.name));
  const std::size_t at = in.offset();
  GP_TRY(contents, in.take(length, type.name));
  Reader inner(contents, at);
  while (!inner.empty()) {
    GP_TRY(value, read_value(type.items.front(), inner, cipher, form));
    v.items.push_back(std::move(value));
  }
  return v;
}

// Items of which some may be left out are alike; those that are there are the first ones that can be.
Result<Value> read_given_items(const Type& type, Reader& in, const Cipher* cipher) {
  GP_TRY(count, read_length(in, type.name));
  GP_TRY(items, read_members(type, count, in, cipher));
  return list_value(type.name, Wire::Array, std::move(items));
}

Result<Value> read_array(const Type& type, Reader& in, const Cipher* cipher, Form form) {
  if (type.fixed && form == Form::Tagged) return read_given_items(type, in, cipher);
  std::size_t count = type.items.size();
  if (form == Form::Tagged) {  // otherwise the description has the count
    GP_TRY(written, read_length(in, type.name));
    count = written;
  }
  Value v = list_value(type.name, Wire::Array, {});
  for (std::size_t i = 0; i < count; ++i) {
    GP_TRY(item, read_value(type.items[type.fixed ? i : 0], in, cipher, form));
    v.items.push_back(std::move(item));
  }
  return v;
}

Result<Value> read_structure(const Type& type, Reader& in, const Cipher* cipher, Form form) {
  if (form != Form::Tagged) {
    GP_TRY(members, read_described(type, in, cipher, form));
    return list_value(type.name, Wire::Structure, std::move(members));
  }
  GP_TRY(count, read_length(in, type.name));
  GP_TRY(members, read_members(type, count, in, cipher));
  return list_value(type.name, Wire::Structure, std::move(members));
}

Result<Value> read_number(const Type& type, Reader& in) {
  Value v = start(type);
  v.width = type.wire == Wire::Bool || type.wire == Wire::Enum ? 1 : type.width;
  GP_TRY(raw, in.be(v.width, type.name));
  v.number = type.wire == Wire::Int ? signed_number(raw, v.width) : static_cast<std::int64_t>(raw);
  if (type.wire == Wire::Bool) {
    if (raw != 0 && raw != 0xFF) return in.error(fmt::format("{} is neither true (FF) nor false (00)", type.name));
    v.number = raw != 0;
  }
  return v;
}

Result<Value> read_body(const Type& type, Reader& in, const Cipher* cipher, Form form) {
  switch (type.wire) {
    case Wire::Null:
      return null_value(type.name);
    case Wire::Bool:
    case Wire::Int:
    case Wire::UInt:
    case Wire::Enum:
      return read_number(type, in);
    case Wire::Bits: {
      Value v = start(type);
      GP_TRY(bits, read_length(in, type.name));
      if (type.width != 0 && bits != type.width)
        return in.error(fmt::format("{} has {} bits, not {}", type.name, bits, type.width));
      GP_TRY(octets, in.take((bits + 7) / 8, type.name));
      v.number = static_cast<std::int64_t>(bits);
      v.octets.assign(octets.begin(), octets.end());
      return v;
    }
    case Wire::Octets:
    case Wire::Visible:
    case Wire::Utf8:
    case Wire::Sealed:
      return read_octets(type, in, cipher);
    case Wire::Structure:
      return read_structure(type, in, cipher, form);
    case Wire::Array:
      return read_array(type, in, cipher, form);
    case Wire::Compact:
      return read_compact(type, in, cipher);
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
  const Bytes prefix = seal_prefix();
  put_length(out, prefix.size() + sealed.size());
  append(out, prefix);
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
      if (tagged) put_length(out, value.items.size());
      for (const Value& item : value.items) GP_CHECK(write_value(item, out, cipher, tagged));
      return {};
    case Wire::Compact: {
      append(out, value.octets);
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
  describe(compact.items.front(), twin ? Form::Twin : Form::Single, out);
  return out;
}

Result<Value> read(const Type& type, Reader& in, const Cipher* cipher) {
  return read_value(type, in, cipher, Form::Tagged);
}

Status write(const Value& value, Bytes& out, const Cipher* cipher) { return write_value(value, out, cipher, true); }

}  // namespace gridpost::gbcs::dlms
