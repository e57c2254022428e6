#include "devices/attributes.h"

#include <fmt/format.h>

#include <array>

#include "catalogue/use_case.h"

namespace gridpost::devices {
namespace {

constexpr int kMaxDepth = 32;  // no value of the catalogue is that deep; a damaged store could be

void pack_into(const Value& value, Bytes& out) {
  out.push_back(static_cast<std::uint8_t>(value.wire));
  out.push_back(value.width);
  out.push_back(value.tag);
  put_be(out, value.as_unsigned(), 8);
  put_be(out, value.octets.size(), 4);
  append(out, value.octets);
  put_be(out, value.items.size(), 4);
  for (const Value& item : value.items) pack_into(item, out);
}

Result<Value> unpack_from(Reader& in, int depth) {
  if (depth > kMaxDepth) return in.error("too deep");
  Value value;
  GP_TRY(wire, in.u8("wire"));
  if (wire > static_cast<std::uint8_t>(Wire::Sealed)) return in.error("unknown kind of value");
  value.wire = static_cast<Wire>(wire);
  GP_TRY(width, in.u8("width"));
  value.width = width;
  GP_TRY(tag, in.u8("tag"));
  value.tag = tag;
  GP_TRY(number, in.be(8, "number"));
  value.number = static_cast<std::int64_t>(number);
  GP_TRY(size, in.be(4, "size"));
  GP_TRY(octets, in.take(static_cast<std::size_t>(size), "octets"));
  value.octets.assign(octets.begin(), octets.end());
  GP_TRY(count, in.be(4, "count"));
  for (std::uint64_t i = 0; i < count; ++i) {
    GP_TRY(item, unpack_from(in, depth + 1));
    value.items.push_back(std::move(item));
  }
  return value;
}

bool has(const Type& type, bool twin) {
  if (type.when.kind == Condition::Kind::TwinElement) return twin;
  return type.when.kind != Condition::Kind::InMessage;
}

constexpr std::string_view kPrefix = "attribute/";

}  // namespace

std::string dlms_key(std::uint16_t class_id, View obis, std::uint8_t id) {
  std::array<std::uint8_t, 6> six{};
  std::copy_n(obis.begin(), std::min<std::size_t>(obis.size(), six.size()), six.begin());
  return fmt::format("{}/{}/{}", class_id, obis_text(six), id);
}

std::string gbz_key(std::uint16_t cluster, std::uint16_t attribute) {
  return fmt::format("{:04X}/{:04X}", cluster, attribute);
}

Bytes pack(const Value& value) {
  Bytes out;
  pack_into(value, out);
  return out;
}

Result<Value> unpack(View octets) {
  Reader in(octets);
  GP_TRY(value, unpack_from(in, 0));
  GP_CHECK(in.finish("value"));
  return value;
}

Value blank(const Type& type, bool twin) {
  if (type.choice) return blank(type.items.front(), twin);
  Value value;
  value.name = type.name;
  value.wire = type.wire;
  value.width = type.width;
  value.tag = type.tag;
  if (type.wire == Wire::Octets) value.octets.resize(type.width);
  if (type.wire == Wire::Bits) {
    value.number = type.width;
    value.octets.resize((type.width + 7u) / 8u);
  }
  if (type.wire == Wire::Structure || type.fixed)
    for (const Type& item : type.items)
      if (has(item, twin)) value.items.push_back(blank(item, twin));
  return value;
}

std::optional<Value> Attributes::get(const std::string& key) const {
  if (const Bytes* octets = state_.find(fmt::format("{}{}", kPrefix, key)))
    if (auto value = unpack(*octets)) return std::move(*value);
  const auto it = initial_.find(key);
  return it == initial_.end() ? std::nullopt : std::optional(it->second);
}

void Attributes::set(const std::string& key, const Value& value) {
  state_.put(fmt::format("{}{}", kPrefix, key), pack(value));
}

}  // namespace gridpost::devices
