// One description serves both directions: whatever values a description allows, what encode() writes, decode() reads
// as the same values.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "gbcs/codec.h"
#include "gbcs/octets_for_tests.h"
#include "gbcs/protocols.h"

namespace gridpost::gbcs {
namespace {

constexpr int kRounds = 200;

// Makes random values along the Types of the catalogue.
class Maker {
 public:
  Maker(Protocol protocol, std::uint64_t seed) : protocol_(protocol), random_(seed) {}

  Payload command(const UseCase& use_case) { return payload(use_case, use_case.command, false); }
  Payload response(const UseCase& use_case) { return payload(use_case, use_case.response, true); }
  Payload alert(const UseCase& use_case);

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

  Protocol protocol_;
  std::mt19937_64 random_;
  bool in_compact_ = false;
  bool twin_ = false;  // the compact array being made is one of a twin element meter
};

// Small, great and any numbers alike.
std::int64_t Maker::number(int bits, bool with_sign) {
  const std::uint64_t raw = maybe() ? random_() : upto(1) == 0 ? upto(300) : ~std::uint64_t{0} - upto(300);
  const int unused = 64 - bits;
  return with_sign ? static_cast<std::int64_t>(raw << unused) >> unused
                   : static_cast<std::int64_t>(raw << unused >> unused);
}

void Maker::fill_leaf(const Type& type, Value& v) {
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
      v.octets = characters(fmt::format("{:014}Z", upto(99999999999999)));
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

// The tags of a compact array's entries.
void describe(const Type& type, const Value& entry, Bytes& out) {
  if (type.wire == Wire::Structure) {
    out.insert(out.end(), {0x02, static_cast<std::uint8_t>(entry.items.size())});
    std::size_t at = 0;
    for (const Type& t : type.items)
      if (at < entry.items.size() && entry.items[at].name == t.name) describe(t, entry.items[at++], out);
    return;
  }
  if (type.wire == Wire::Array) {
    out.push_back(0x01);
    put_be(out, type.items.size(), 2);
    describe(type.items.front(), entry.items.front(), out);
    return;
  }
  const std::map<std::pair<Wire, int>, std::uint8_t> tags = {{{Wire::UInt, 4}, 0x06},
                                                             {{Wire::Int, 4}, 0x05},
                                                             {{Wire::UInt, 2}, 0x12},
                                                             {{Wire::Enum, 1}, 0x16},
                                                             {{Wire::Octets, 0}, 0x09}};
  const auto tag = tags.find({type.wire, type.width});
  ASSERT_NE(tag, tags.end()) << "extend this test";
  out.push_back(tag->second);
}

// The entries of a compact array are alike: all of a single element meter, or all of a twin element one.
bool has_twin_values(const Type& type) {
  return type.when.kind == Condition::Kind::TwinElement ||
         std::any_of(type.items.begin(), type.items.end(), has_twin_values);
}

void Maker::fill_items(const Type& type, Value& v) {
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
  if (in_compact_)
    describe(type.items.front(), v.items.empty() ? value(type.items.front()) : v.items.front(), v.octets);
  in_compact_ = false;
}

Value Maker::value(const Type& type) {
  if (type.choice) return value(type.items[upto(type.items.size() - 1)]);
  Value v{type.name, type.wire, type.width, 0, 0, {}, {}};
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

Item Maker::dlms_item(const Row& row, bool responding) {
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

Value Maker::records(const Row& row) {
  Value out = list_value("ReadAttributesResponse", Wire::Array, {});
  for (const auto& [id, type] : row.attributes) {
    Value v = value(type);
    v.tag = type.zcl;
    const bool failed = upto(3) == 0;
    out.items.push_back(gbz::attribute_record(id, failed ? 0xC0 : 0x00, failed ? nullptr : &v));
  }
  return out;
}

Item Maker::gbz_item(const Row& row, bool responding, bool alerting) {
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
    item.value = Value{"sealed", Wire::Sealed, 0, 0, 0, {}, {item.value}};
  }
  return item;
}

Payload Maker::payload(const UseCase& use_case, const Type& whole, bool responding) {
  Payload p;
  if (protocol_ == Protocol::Asn1) {
    p.items.emplace_back().value = value(whole);
    return p;
  }
  if (protocol_ == Protocol::Dlms) p.invoke_id = dlms::invoke_id(kCounter);
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

Payload Maker::alert(const UseCase& use_case) {
  Payload p;
  for (const Row& row : use_case.rows) p.items.push_back(gbz_item(row, false, true));
  if (use_case.rows.empty()) p.items.emplace_back().value = value(use_case.alert);
  if (protocol_ == Protocol::Dlms) p.invoke_id = dlms::invoke_id(kCounter);
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

// The form of a DER length is not part of what a value says.
void forget_length_forms(Value& v) {
  v.width = 0;
  for (Value& item : v.items) forget_length_forms(item);
}

std::string first_difference(const Value& a, const Value& b, const std::string& where) {
  if (a.name != b.name) return where + ": name";
  if (a.wire != b.wire || a.width != b.width || a.tag != b.tag) return where + ": kind";
  if (a.number != b.number) return fmt::format("{}: {} or {}", where, a.number, b.number);
  if (a.octets != b.octets) return fmt::format("{}: {} or {}", where, to_hex(a.octets), to_hex(b.octets));
  if (a.items.size() != b.items.size()) return fmt::format("{}: {} or {} items", where, a.items.size(), b.items.size());
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    const std::string found = first_difference(a.items[i], b.items[i], fmt::format("{} / {}", where, a.items[i].name));
    if (!found.empty()) return found;
  }
  return {};
}

// "Encrypts" by a tag of twelve octets behind the plaintext.
Cipher open_cipher() {
  return {[](View sealed) -> Result<Bytes> {
            if (sealed.size() < 12) return fail("too short");
            return Bytes(sealed.begin(), sealed.end() - 12);
          },
          [](View plain) -> Result<Bytes> {
            Bytes out(plain.begin(), plain.end());
            out.resize(out.size() + 12, 0xEE);
            return out;
          }};
}

// A corpus for the fuzzer, if a folder is named for it.
void keep_as_seed(const Message& message, const std::string& name) {
  const char* folder = std::getenv("GRIDPOST_FUZZ_SEEDS");
  if (!folder) return;
  std::filesystem::create_directories(folder);
  std::ofstream(std::filesystem::path(folder) / name, std::ios::binary) << text_of(write(message));
}

void expect_same_both_ways(const UseCase& use_case, Cra cra, const Payload& made) {
  const Cipher cipher = open_cipher();
  const auto octets = encode(use_case, cra, made, &cipher);
  ASSERT_TRUE(octets) << octets.error().text();
  const Message message = message_of(cra, use_case.code, *octets);
  keep_as_seed(message, fmt::format("{}-{}", use_case.name, static_cast<int>(cra)));
  auto read = decode(use_case, message, &cipher);
  ASSERT_TRUE(read) << read.error().text() << "\n" << to_hex(*octets);
  const auto again = encode(use_case, cra, *read, &cipher);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(to_hex(*again), to_hex(*octets));
  if (use_case.protocol == Protocol::Asn1)
    for (Item& item : read->items) forget_length_forms(item.value);
  ASSERT_EQ(made.items.size(), read->items.size());
  for (std::size_t i = 0; i < made.items.size(); ++i)
    EXPECT_EQ(first_difference(made.items[i].value, read->items[i].value, fmt::format("row {}", i)), "");
  EXPECT_EQ(made, *read);
}

class EveryUseCase : public testing::TestWithParam<const UseCase*> {};

TEST_P(EveryUseCase, ReadsWhatItWrites) {
  const UseCase& use_case = *GetParam();
  Maker make(use_case.protocol, use_case.code);
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    SCOPED_TRACE(fmt::format("{} round {}", use_case.name, round));
    if (use_case.is_alert()) {
      expect_same_both_ways(use_case, Cra::Alert, make.alert(use_case));
      continue;
    }
    expect_same_both_ways(use_case, Cra::Command, make.command(use_case));
    expect_same_both_ways(use_case, Cra::Response, make.response(use_case));
  }
}

std::vector<const UseCase*> all() {
  std::vector<const UseCase*> out;
  for (const UseCase& u : Catalogue::instance().use_cases()) out.push_back(&u);
  return out;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EveryUseCase, testing::ValuesIn(all()), [](const auto& param) {
  std::string name = param.param->name;
  std::erase(name, '-');
  return name;
});

}  // namespace
}  // namespace gridpost::gbcs
