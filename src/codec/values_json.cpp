#include "codec/values_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>

namespace gridpost::codec {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 15> kWires = {"null", "bool",      "int",     "uint",    "enum",
                                                     "bits", "octets",    "visible", "utf8",    "time",
                                                     "raw",  "structure", "array",   "compact", "sealed"};
constexpr std::array<std::string_view, 3> kEncodings = {"dlms", "gbz", "asn1"};
// Values within values: no message has as many levels, and a reader needs a bound.
constexpr int kDepth = 32;

// ---- writing ----

Json json_of(const Value& v) {
  Json j = Json::object();
  if (!v.name.empty()) j["name"] = v.name;
  j["wire"] = kWires[static_cast<std::size_t>(v.wire)];
  if (v.width != 0) j["width"] = v.width;
  if (v.tag != 0) j["tag"] = v.tag;
  if (v.number != 0) j["number"] = v.number;
  if (!v.octets.empty()) j["octets"] = to_hex(v.octets);
  for (const Value& item : v.items) j["items"].push_back(json_of(item));
  return j;
}

Json json_of(const gbcs::Item& item) {
  Json j = Json::object();
  if (item.dlms != gbcs::DlmsHead{})
    j["dlms"] = {
        {"op", item.dlms.op}, {"class", item.dlms.class_id}, {"obis", to_hex(item.dlms.obis)}, {"id", item.dlms.id}};
  if (item.gbz != gbcs::GbzHead{}) {
    const gbcs::GbzHead& g = item.gbz;
    Json& head = j["gbz"] = {{"last", g.last},
                             {"encrypted", g.encrypted},
                             {"cluster", g.cluster},
                             {"additionalControl", g.additional_control},
                             {"additionalCounter", g.additional_counter},
                             {"frameControl", g.frame_control},
                             {"sequence", g.sequence},
                             {"command", g.command}};
    if (g.from_date) head["fromDate"] = *g.from_date;
  }
  if (item.selector) j["selector"] = json_of(*item.selector);
  if (item.result) j["result"] = *item.result;
  j["value"] = json_of(item.value);
  return j;
}

Json json_of(const gbcs::Header& h) {
  Json j{{"cra", static_cast<int>(h.cra)},
         {"counter", h.counter},
         {"originator", h.originator.text()},
         {"recipient", h.recipient.text()},
         {"messageCode", h.code}};
  if (h.date_time) j["dateTime"] = to_hex(*h.date_time);
  if (h.party) j["party"] = h.party->text();
  if (h.party_counter) j["partyCounter"] = *h.party_counter;
  if (h.supplementary_counter) j["supplementaryCounter"] = *h.supplementary_counter;
  if (!h.certificate.empty()) j["certificate"] = to_hex(h.certificate);
  return j;
}

// ---- reading ----

class Reading {
 public:
  Result<ValuesMessage> message(const Json& j) {
    ValuesMessage out;
    if (!j.is_object()) return fail("the document is no JSON object");
    header(member(j, "header"), out.message.header);
    out.protocol = static_cast<Protocol>(word(j, "encoding", kEncodings));
    out.message.signature = maybe_octets(j, "signature");
    if (const auto mac = maybe_octets(j, "mac")) fixed(*mac, out.message.mac.emplace(), "mac");
    out.payload.invoke_id = number<std::uint32_t>(j, "invokeId");
    out.payload.alert_code = number<std::uint16_t>(j, "alertCode");
    out.payload.alert_time = number<std::uint32_t>(j, "alertTime");
    out.payload.alert_components = number<std::uint8_t>(j, "alertComponents");
    const Json& items = member(j, "items");
    if (!items.is_array()) note("is no array", "items");
    for (const Json& item : items) {
      if (!wrong_.what.empty()) break;
      place_ = fmt::format("items[{}]", out.payload.items.size());
      out.payload.items.push_back(item_of(item));
    }
    if (!wrong_.what.empty()) return tl::unexpected(std::move(wrong_));
    return out;
  }

 private:
  // The first thing that is wrong is told.
  void note(std::string what, std::string_view name) {
    if (wrong_.what.empty())
      wrong_ = {std::move(what), place_.empty() ? std::string(name) : fmt::format("{}/{}", place_, name), {}};
  }

  const Json& member(const Json& j, const char* name) {
    static const Json kNone;
    if (j.is_object())
      if (const auto found = j.find(name); found != j.end()) return *found;
    return kNone;
  }

  // 0 if it is not there.
  template <class T>
  T number(const Json& j, const char* name) {
    const Json& n = member(j, name);
    if (n.is_null()) return T{};
    if (n.is_boolean() && std::is_same_v<T, bool>) return static_cast<T>(n.get<bool>());
    const bool fits = n.is_number_integer() &&
                      (n.is_number_unsigned() ? n.get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<T>::max()}
                                              : std::numeric_limits<T>::min() < 0);
    if (!fits) note("is no number that fits", name);
    return fits ? n.get<T>() : T{};
  }

  // The place of a word in its list.
  template <std::size_t N>
  std::size_t word(const Json& j, const char* name, const std::array<std::string_view, N>& words) {
    const Json& text = member(j, name);
    const auto found =
        text.is_string() ? std::find(words.begin(), words.end(), text.get_ref<const std::string&>()) : words.end();
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    note(fmt::format("is none of {}", fmt::join(words, ", ")), name);
    return 0;
  }

  std::optional<Bytes> maybe_octets(const Json& j, const char* name) {
    const Json& text = member(j, name);
    if (text.is_null()) return std::nullopt;
    auto octets = text.is_string() ? from_hex(text.get_ref<const std::string&>()) : Result<Bytes>(fail("no text"));
    if (!octets) note("is not hexadecimal", name);
    return octets ? *octets : Bytes{};
  }

  template <std::size_t N>
  void fixed(View octets, std::array<std::uint8_t, N>& out, const char* name) {
    if (octets.size() != N) return note(fmt::format("has {} octets, not {}", octets.size(), N), name);
    std::copy(octets.begin(), octets.end(), out.begin());
  }

  Eui64 id(const Json& j, const char* name) {
    const Json& text = member(j, name);
    const auto parsed = text.is_string() ? Eui64::parse(text.get_ref<const std::string&>()) : Result<Eui64>(fail(""));
    if (!parsed) note("is no EUI-64", name);
    return parsed.value_or(Eui64{});
  }

  void header(const Json& j, gbcs::Header& h) {
    place_ = "header";
    const auto cra = number<std::uint8_t>(j, "cra");
    if (cra < 1 || cra > 3) note("is none of 1, 2, 3", "cra");
    h.cra = static_cast<gbcs::Cra>(cra);
    h.counter = number<std::uint64_t>(j, "counter");
    h.originator = id(j, "originator");
    h.recipient = id(j, "recipient");
    h.code = number<std::uint16_t>(j, "messageCode");
    if (const auto date = maybe_octets(j, "dateTime")) fixed(*date, h.date_time.emplace(), "dateTime");
    if (!member(j, "party").is_null()) h.party = id(j, "party");
    if (!member(j, "partyCounter").is_null()) h.party_counter = number<std::uint64_t>(j, "partyCounter");
    if (!member(j, "supplementaryCounter").is_null())
      h.supplementary_counter = number<std::uint64_t>(j, "supplementaryCounter");
    h.certificate = maybe_octets(j, "certificate").value_or(Bytes{});
    place_.clear();
  }

  gbcs::Item item_of(const Json& j) {
    gbcs::Item item;
    if (const Json& d = member(j, "dlms"); !d.is_null()) {
      const auto op = number<std::uint8_t>(d, "op");
      if (op < gbcs::DlmsHead::Get || op > gbcs::DlmsHead::GetSelected) note("is none of 1 to 4", "dlms/op");
      item.dlms.op = static_cast<gbcs::DlmsHead::Op>(op);
      item.dlms.class_id = number<std::uint16_t>(d, "class");
      fixed(maybe_octets(d, "obis").value_or(Bytes{}), item.dlms.obis, "dlms/obis");
      item.dlms.id = number<std::uint8_t>(d, "id");
    }
    if (const Json& g = member(j, "gbz"); !g.is_null()) gbz_head(g, item.gbz);
    if (const Json& s = member(j, "selector"); !s.is_null()) item.selector = value(s, 0);
    if (!member(j, "result").is_null()) item.result = number<std::uint8_t>(j, "result");
    item.value = value(member(j, "value"), 0);
    return item;
  }

  void gbz_head(const Json& g, gbcs::GbzHead& head) {
    head.last = number<bool>(g, "last");
    head.encrypted = number<bool>(g, "encrypted");
    head.cluster = number<std::uint16_t>(g, "cluster");
    head.additional_control = number<std::uint8_t>(g, "additionalControl");
    head.additional_counter = number<std::uint8_t>(g, "additionalCounter");
    head.frame_control = number<std::uint8_t>(g, "frameControl");
    head.sequence = number<std::uint8_t>(g, "sequence");
    head.command = number<std::uint8_t>(g, "command");
    if (!member(g, "fromDate").is_null()) head.from_date = number<std::uint32_t>(g, "fromDate");
  }

  Value value(const Json& j, int depth) {
    Value v;
    v.wire = static_cast<Wire>(word(j, "wire", kWires));
    if (depth > kDepth) note("is too deep", "items");
    if (!wrong_.what.empty()) return v;
    v.width = number<std::uint8_t>(j, "width");
    v.tag = number<std::uint8_t>(j, "tag");
    v.number = number<std::int64_t>(j, "number");
    v.octets = maybe_octets(j, "octets").value_or(Bytes{});
    const Json& items = member(j, "items");
    if (items.is_array())
      for (const Json& item : items) v.items.push_back(value(item, depth + 1));
    else if (!items.is_null())
      note("is no array", "items");
    check(v);
    return v;
  }

  // What a writer relies on.
  void check(const Value& v) {
    const bool bits_wrong = v.wire == Wire::Bits && (v.number < 0 || (v.number + 7) / 8 != std::ssize(v.octets));
    if (bits_wrong) note("is not the number of bits in the octets", "number");
    if (v.width > 8 && (v.wire == Wire::Int || v.wire == Wire::UInt)) note("is more than 8 octets", "width");
  }

  Error wrong_;
  std::string place_;
};

}  // namespace

std::string values_json(const gbcs::Message& m, Protocol protocol, const gbcs::Payload& payload) {
  Json j{{"header", json_of(m.header)}, {"encoding", kEncodings[static_cast<std::size_t>(protocol)]}};
  if (m.signature) j["signature"] = to_hex(*m.signature);
  if (m.mac) j["mac"] = to_hex(*m.mac);
  if (payload.invoke_id != 0) j["invokeId"] = payload.invoke_id;
  if (payload.alert_code != 0) j["alertCode"] = payload.alert_code;
  if (payload.alert_time != 0) j["alertTime"] = payload.alert_time;
  if (payload.alert_components != 0) j["alertComponents"] = payload.alert_components;
  j["items"] = Json::array();
  for (const gbcs::Item& item : payload.items) j["items"].push_back(json_of(item));
  return j.dump(2);
}

Result<ValuesMessage> read_values_json(std::string_view text) {
  const Json j = Json::parse(text, nullptr, false);
  if (j.is_discarded()) return fail("the text is no JSON");
  return Reading().message(j);
}

}  // namespace gridpost::codec
