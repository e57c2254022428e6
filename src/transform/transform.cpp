#include "transform/transform.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "gbcs/codec.h"
#include "gbcs/protocols.h"
#include "transform/build.h"
#include "transform/read_text.h"

namespace gridpost::transform {
namespace {

// "4.10" as {4, 10}; what is no version comes before all others.
std::pair<int, int> version(std::string_view text) {
  int major = 0;
  int minor = 0;
  const char* end = text.data() + text.size();
  const auto [dot, ec] = std::from_chars(text.data(), end, major);
  if (ec == std::errc{} && dot != end) std::from_chars(dot + 1, end, minor);
  return {major, minor};
}

// The other Device of a join is one that the use case is for.
bool fits_partner(const UseCase& use_case, const Scope& scope, const Target& target) {
  if (use_case.partners.empty()) return true;
  const auto other = catalogue::device_type(text_at(scope, "$/OtherDevice/DeviceType").value_or(""));
  return other && std::any_of(use_case.partners.begin(), use_case.partners.end(),
                              [&](const auto& p) { return p.first == target.type && p.second.has(*other); });
}

// What kind of meter the target is, by the first letter of its variant. (DUIS, ESMEVariant)
BuildFacts facts_of(const Target& target) {
  const char kind = target.esme_variant.empty() ? ' ' : target.esme_variant.front();
  BuildFacts facts;
  facts.recipient = target.id;
  facts.twin_element = kind == 'B';
  facts.polyphase = kind == 'C';
  return facts;
}

bool fits(const UseCase& use_case, const Source& source, const Target& target) {
  if (!of_version(use_case, target.gbcs_version)) return false;
  if (std::find(target.without.begin(), target.without.end(), use_case.rule) != target.without.end()) return false;
  const Scope scope{source.body, source.body, 0, source.added};
  const BuildFacts facts = facts_of(target);
  return fits_partner(use_case, scope, target) &&
         std::all_of(use_case.chosen_when.begin(), use_case.chosen_when.end(),
                     [&](const Condition& c) { return holds(c, scope, facts); });
}

gbcs::Header header_of(const UseCase& use_case, const Source& source, const Target& target,
                       const Circumstances& circumstances) {
  gbcs::Header h;
  h.cra = gbcs::Cra::Command;
  h.code = use_case.code;
  h.recipient = target.id;
  const bool for_unknown = use_case.sender == Sender::UserOrBroker && !circumstances.known_remote_party;
  if (use_case.sender == Sender::User || (use_case.sender == Sender::UserOrBroker && !for_unknown)) {
    h.originator = source.id.originator;
    h.counter = source.id.counter;
    return h;
  }
  h.originator = use_case.sender == Sender::TransCoS ? circumstances.trans_cos : circumstances.broker;
  h.counter = circumstances.broker_counter;
  if (use_case.sender == Sender::BrokerAlone || use_case.sender == Sender::TransCoS) return h;
  h.party = source.id.originator;
  h.party_counter = source.id.counter;
  if (carries_certificate(use_case, circumstances.known_remote_party)) h.certificate = circumstances.certificate;
  return h;
}

Value attribute_ids(const Row& row) {
  Value ids = list_value("ReadAttributes", Wire::Structure, {});
  for (const auto& [id, type] : row.attributes) ids.items.push_back(uint_value(type.name, 2, id));
  return ids;
}

// The instance that the request chooses by its number, where there are several.
Result<std::array<std::uint8_t, 6>> instance_of(const Row& row, const Scope& scope) {
  if (row.number_at.empty()) return row.obis;
  GP_TRY(number, read_number(text_at(scope, row.number_at).value_or(""), Wire::UInt, 1));
  if (number < 1 || number > kInstances) return fail(fmt::format("{} is not from 1 to {}", number, kInstances));
  return row.instance(static_cast<int>(number));
}

// The origin is that of what the row sends: of its selector if it has one.
Result<gbcs::Item> item_of(const Row& row, Protocol protocol, const Scope& scope, const BuildFacts& facts,
                           Origin* origin) {
  gbcs::Item item;
  if (protocol == Protocol::Dlms) {
    GP_TRY(instance, instance_of(row, scope));
    item.dlms = {gbcs::dlms::op_of(row.kind), row.class_id, instance, row.id};
    if (row.kind == Row::Kind::GetSelected) {
      GP_TRY(selector, build(row.selector, scope, facts, origin));
      item.selector = std::move(selector);
    }
  } else {
    item.gbz.cluster = row.cluster;
    item.gbz.frame_control = row.kind == Row::Kind::ReadAttributes ? 0x00 : row.frame_control;
    item.gbz.command = row.kind == Row::Kind::ReadAttributes ? gbcs::gbz::kReadAttributes : row.command;
    if (row.from_date) {
      Origin start;
      GP_TRY(from, build(*row.from_date, scope, facts, &start));
      item.gbz.from_date = static_cast<std::uint32_t>(from.number);
      if (origin) origin->from_date = std::move(start.elements);
    }
    if (row.kind == Row::Kind::ReadAttributes) {
      item.value = attribute_ids(row);
      return item;
    }
  }
  GP_TRY(value, build(row.sent, scope, facts, row.kind == Row::Kind::GetSelected ? nullptr : origin));
  item.value = std::move(value);
  return item;
}

// The items of one row: one, one for each element, or a fixed number.
Status add_items(const UseCase& use_case, const Row& row, const Scope& whole, const BuildFacts& facts,
                 gbcs::Payload& payload, std::vector<Origin>* origins) {
  if (!holds(row.when, whole, facts)) return {};
  const Element* at = row.at.empty() ? whole.body : element_at(whole, row.at);
  if (!at) return fail("the request has no such element", row.at);
  std::vector<const Element*> places(static_cast<std::size_t>(row.times), at);
  if (!row.each.empty()) places = elements_at(Scope{whole.body, at, 0, whole.added}, row.each);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Scope scope{whole.body, places[i], static_cast<int>(i), whole.added};
    Origin* const origin = origins ? &origins->emplace_back() : nullptr;
    Result<gbcs::Item> item = item_of(row, use_case.protocol, scope, facts, origin);
    if (!item) return within(row.at, std::move(item).error());
    if (origin)
      for (const std::string* decides : {&row.when.path, &row.each})
        if (!decides->empty()) origin->conditions.push_back(full_list_path(whole, *decides));
    if (origin && !row.number_at.empty()) origin->conditions.push_back(full_path(scope, row.number_at));
    payload.items.push_back(std::move(*item));
  }
  return {};
}

Result<gbcs::Payload> payload_of(const UseCase& use_case, const Source& source, const BuildFacts& facts,
                                 std::vector<Origin>* origins) {
  const Scope whole{source.body, source.body, 0, source.added};
  gbcs::Payload payload;
  if (use_case.protocol == Protocol::Asn1) {
    gbcs::Item item;
    GP_TRY(value, build(use_case.command, whole, facts, origins ? &origins->emplace_back() : nullptr));
    item.value = std::move(value);
    payload.items.push_back(std::move(item));
    return payload;
  }
  for (const Row& row : use_case.rows) GP_CHECK(add_items(use_case, row, whole, facts, payload, origins));
  if (payload.items.empty()) return fail("the request asks for nothing");
  payload.invoke_id = use_case.protocol == Protocol::Dlms ? gbcs::dlms::invoke_id(facts.counter) : 0;
  if (use_case.protocol == Protocol::Gbz)
    for (std::size_t i = 0; i < payload.items.size(); ++i) {
      payload.items[i].gbz.sequence = static_cast<std::uint8_t>(i);
      payload.items[i].gbz.last = i + 1 == payload.items.size();
    }
  return payload;
}

BuildFacts facts_of(const gbcs::Header& header, const Source& source, const Target& target, TimeMs now) {
  BuildFacts facts = facts_of(target);
  facts.originator = source.id.originator;
  facts.counter = header.counter;
  facts.now = now;
  return facts;
}

}  // namespace

bool of_version(const UseCase& use_case, std::string_view gbcs_version) {
  const auto have = version(gbcs_version);
  return (use_case.gbcs_from.empty() || have >= version(use_case.gbcs_from)) &&
         (use_case.gbcs_before.empty() || have < version(use_case.gbcs_before));
}

bool carries_certificate(const UseCase& use_case, bool known_remote_party) {
  return use_case.sender == Sender::UserOrBroker && !known_remote_party && use_case.seals_answer();
}

Result<const UseCase*> select(const Source& source, const Target& target) {
  if (!source.body) return fail("there is no request body");
  const auto candidates = Catalogue::instance().by_service(source.variant, target.type);
  for (const UseCase* use_case : candidates)
    if (fits(*use_case, source, target)) return use_case;
  const bool joins =
      std::any_of(candidates.begin(), candidates.end(), [](const UseCase* u) { return !u->partners.empty(); });
  const auto other = text_at(Scope{source.body, source.body, 0, source.added}, "$/OtherDevice/DeviceType");
  return fail(fmt::format("service {} has no use case for a {} of GBCS version '{}'{} and this request", source.variant,
                          catalogue::text(target.type), target.gbcs_version,
                          joins ? fmt::format(", another Device of type {}", other.value_or("unknown")) : ""));
}

Result<gbcs::Message> to_command(const UseCase& use_case, const Source& source, const Target& target,
                                 const Circumstances& circumstances, std::vector<Origin>* origins) {
  if (!source.body) return fail("there is no request body");
  if (use_case.sender == Sender::TransCoS && circumstances.trans_cos == Eui64())
    return fail(fmt::format("{} is sent by the party that changes suppliers, and there is none", use_case.name));
  gbcs::Message message;
  message.header = header_of(use_case, source, target, circumstances);
  Result<gbcs::Payload> payload =
      payload_of(use_case, source, facts_of(message.header, source, target, circumstances.now), origins);
  if (!payload) return within(use_case.name, std::move(payload).error());
  GP_TRY(content, gbcs::encode(use_case, gbcs::Cra::Command, *payload));
  message.content = std::move(content);
  if (!use_case.is_signed()) message.signature.emplace();
  return message;
}

}  // namespace gridpost::transform
