#include "gbcs/sample_payloads.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "gbcs/protocols.h"

namespace gridpost::gbcs {
namespace {

Bytes general_time_octets(std::size_t digits) {
  const std::string text = fmt::format("{:014}Z", digits);
  return {text.begin(), text.end()};
}

// The entries of a compact array are alike: all of a single element meter, or all of a twin element one.
bool has_twin_values(const Type& type) {
  return type.when.kind == Condition::Kind::TwinElement ||
         std::any_of(type.items.begin(), type.items.end(), has_twin_values);
}

}  // namespace

// Makes random values along the Types of the catalogue.
class SamplePayloads::Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  Payload of(const UseCase& use_case, Cra cra, std::uint64_t counter) {
    protocol_ = use_case.protocol;
    counter_ = counter;
    if (cra == Cra::Alert) return alert(use_case);
    const bool responding = cra == Cra::Response;
    return payload(use_case, responding ? use_case.response : use_case.command, responding);
  }

 private:
  std::size_t upto(std::size_t most) { return std::uniform_int_distribution<std::size_t>(0, most)(random_); }
  bool maybe() { return upto(1) == 1; }
  Bytes octets(std::size_t size) {
    Bytes out(size);
    for (std::uint8_t& o : out) o = static_cast<std::uint8_t>(upto(255));
    return out;
  }
  // A constant of the description, if the protocol needs it to tell items apart.
  static const FieldSource* constant(const Type& type) {
    const bool one = type.sources.size() == 1 && type.sources.front().kind == FieldSource::Kind::Constant;
    return one ? &type.sources.front() : nullptr;
  }

  Value value(const Type& type);
  void fill_leaf(const Type& type, Value& v);
  void fill_items(const Type& type, Value& v);
  std::int64_t number(int bits, bool with_sign);
  Payload payload(const UseCase& use_case, const Type& whole, bool responding);
  Item dlms_item(const Row& row, bool responding);
  Item gbz_item(const Row& row, bool responding, bool alerting = false);
  Value records(const Row& row);

  Payload alert(const UseCase& use_case);

  Protocol protocol_ = Protocol::Dlms;
  std::uint64_t counter_ = 0;
  std::mt19937_64 random_;
  bool in_compact_ = false;
  bool twin_ = false;  // the compact array being made is one of a twin element meter
};

// Small, great and any numbers alike.
std::int64_t SamplePayloads::Maker::number(int bits, bool with_sign) {
  const std::uint64_t raw = maybe() ? random_() : upto(1) == 0 ? upto(300) : ~std::uint64_t{0} - upto(300);
  const int unused = 64 - bits;
  return with_sign ? static_cast<std::int64_t>(raw << unused) >> unused
                   : static_cast<std::int64_t>(raw << unused >> unused);
}

void SamplePayloads::Maker::fill_leaf(const Type& type, Value& v) {
  const bool der = protocol_ == Protocol::Asn1;
  switch (type.wire) {
    case Wire::Bool:
      v.number = maybe();
      v.width = der ? 0 : 1;
      return;
    case Wire::Enum:
      v.number = number(der ? 16 : 8, der);
      v.width = der ? 0 : 1;
      return;
    case Wire::Int:
    case Wire::UInt:
      v.number = number(der ? 64 : 8 * type.width, der || type.wire == Wire::Int);
      return;
    case Wire::Bits:
      v.octets = octets((type.width + 7u) / 8u);
      v.number = type.width;
      if (type.width != 0) return;
      v.octets = Bytes{static_cast<std::uint8_t>(upto(31) << 3)};
      v.number = 5;
      return;
    case Wire::Time:
      v.octets = general_time_octets(upto(99999999999999));
      return;
    case Wire::Raw:
      v.octets = {0x30, 0x03, 0x02, 0x01, static_cast<std::uint8_t>(upto(127))};
      return;
    case Wire::Octets:
    case Wire::Visible:
    case Wire::Utf8:
      v.octets = octets(type.width != 0 ? type.width : upto(130));
      return;
    default:
      return;
  }
}

void SamplePayloads::Maker::fill_items(const Type& type, Value& v) {
  if (type.wire == Wire::Structure || type.fixed) {
    bool all = true;  // DLMS and GBZ: what is left out is left out at the end
    for (const Type& t : type.items) {
      if (t.when.kind != Condition::Kind::Always) {
        if (in_compact_) {
          if (!twin_) continue;
        } else if (protocol_ == Protocol::Asn1 ? maybe() : !(all = all && maybe()))
          continue;
      }
      v.items.push_back(value(t));
    }
    return;
  }
  if (type.wire == Wire::Compact) twin_ = has_twin_values(type) && maybe();
  in_compact_ = type.wire == Wire::Compact;
  for (std::size_t i = upto(4); i > 0; --i) v.items.push_back(value(type.items.front()));
  if (in_compact_) v.octets = dlms::compact_description(type, twin_);
  in_compact_ = false;
}

Value SamplePayloads::Maker::value(const Type& type) {
  if (type.choice) return value(type.items[upto(type.items.size() - 1)]);
  Value v;
  v.name = type.name;
  v.wire = type.wire;
  v.width = type.width;
  if (protocol_ == Protocol::Asn1) {
    v.width = 0;
    v.tag = type.tag;
  }
  const FieldSource* c = constant(type);
  if (c && protocol_ != Protocol::Dlms) {
    v.octets = c->octets;
    v.number = type.wire == Wire::Bits ? (c->octets.front() == 0x80 ? 1 : 5) : c->number;
    return v;
  }
  if (type.wire == Wire::Sealed) {
    v.items.push_back(value(type.items.front()));
  } else if (v.is_list()) {
    fill_items(type, v);
  } else {
    fill_leaf(type, v);
  }
  return v;
}

Item SamplePayloads::Maker::dlms_item(const Row& row, bool responding) {
  Item item;
  item.dlms.op = dlms::op_of(row.kind);
  if (!responding) {
    item.dlms = {dlms::op_of(row.kind), row.class_id, row.obis, row.id};
    item.value = value(row.sent);
    if (row.kind == Row::Kind::GetSelected) item.selector = value(row.selector);
    return item;
  }
  if (item.dlms.op == DlmsHead::GetSelected) item.dlms.op = DlmsHead::Get;
  item.result = static_cast<std::uint8_t>(maybe() ? 0 : upto(255));
  item.value = *item.result == 0 ? value(row.answered) : null_value(row.answered.name);
  return item;
}

Value SamplePayloads::Maker::records(const Row& row) {
  Value out = list_value("ReadAttributesResponse", Wire::Array, {});
  for (const auto& [id, type] : row.attributes) {
    Value v = value(type);
    v.tag = type.zcl;
    const bool failed = upto(3) == 0;
    out.items.push_back(gbz::attribute_record(id, failed ? 0xC0 : 0x00, failed ? nullptr : &v));
  }
  return out;
}

Item SamplePayloads::Maker::gbz_item(const Row& row, bool responding, bool alerting) {
  Item item;
  GbzHead& head = item.gbz;
  head.cluster = row.cluster;
  if (maybe() && !responding) head.from_date = static_cast<std::uint32_t>(random_());
  if (row.kind == Row::Kind::ReadAttributes) {
    head.frame_control = responding ? 0x08 : 0x00;
    head.command = responding ? gbz::kReadAttributesResponse : gbz::kReadAttributes;
    item.value = list_value("ReadAttributes", Wire::Structure, {});
    for (const auto& [id, type] : row.attributes) item.value.items.push_back(uint_value(type.name, 2, id));
    if (responding) item.value = records(row);
  } else if (!responding) {
    head.frame_control = row.frame_control;
    head.command = row.command;
    item.value = value(row.sent);
  } else if (row.answer_command) {
    head.frame_control = row.frame_control ^ 0x08;
    head.command = *row.answer_command;
    item.value = value(row.answered);
  } else {
    head.command = gbz::kDefaultResponse;
    item.value = gbz::default_response(row.command, static_cast<std::uint8_t>(upto(255)));
    return item;
  }
  if ((responding || alerting) && row.encrypted) {
    head.encrypted = true;
    item.value = sealed_value("sealed", std::move(item.value));
  }
  return item;
}

Payload SamplePayloads::Maker::payload(const UseCase& use_case, const Type& whole, bool responding) {
  Payload p;
  if (protocol_ == Protocol::Asn1) {
    p.items.emplace_back().value = value(whole);
    return p;
  }
  if (protocol_ == Protocol::Dlms) p.invoke_id = dlms::invoke_id(counter_);
  const bool all = maybe();  // else without the rows that depend on the request
  for (const Row& row : use_case.rows)
    if (protocol_ == Protocol::Gbz || all || row.when.kind == Condition::Kind::Always)
      p.items.push_back(protocol_ == Protocol::Dlms ? dlms_item(row, responding) : gbz_item(row, responding));
  if (protocol_ == Protocol::Gbz)
    for (std::size_t i = 0; i < p.items.size(); ++i) {
      p.items[i].gbz.sequence = static_cast<std::uint8_t>(i);
      p.items[i].gbz.last = i + 1 == p.items.size();
    }
  return p;
}

Payload SamplePayloads::Maker::alert(const UseCase& use_case) {
  Payload p;
  for (const Row& row : use_case.rows) p.items.push_back(gbz_item(row, false, true));
  if (use_case.rows.empty()) p.items.emplace_back().value = value(use_case.alert);
  if (protocol_ == Protocol::Dlms) p.invoke_id = dlms::invoke_id(counter_);
  if (protocol_ == Protocol::Gbz) {
    p.alert_components = static_cast<std::uint8_t>(use_case.rows.empty() ? upto(1) : p.items.size());
    if (!use_case.rows.empty()) p.items.back().gbz.last = true;
    p.alert_code = static_cast<std::uint16_t>(upto(0xFFFF));
    p.alert_time = static_cast<std::uint32_t>(random_());
  } else if (const Value* code = p.find("alertCode")) {
    p.alert_code = static_cast<std::uint16_t>(code->number);
  }
  return p;
}

SamplePayloads::SamplePayloads(std::uint64_t seed) : maker_(std::make_unique<Maker>(seed)) {}
SamplePayloads::~SamplePayloads() = default;
Payload SamplePayloads::of(const UseCase& use_case, Cra cra, std::uint64_t counter) {
  return maker_->of(use_case, cra, counter);
}

}  // namespace gridpost::gbcs
