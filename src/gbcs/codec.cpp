#include "gbcs/codec.h"

#include <fmt/format.h>

#include <algorithm>

#include "gbcs/date_time.h"
#include "gbcs/length.h"
#include "gbcs/packed.h"
#include "gbcs/payload.h"
#include "gbcs/protocols.h"

namespace gridpost::gbcs {

std::size_t disagreements(const Type& type, const Value& value) {
  if (type.choice) return 0;
  for (const FieldSource& s : type.sources)
    if (s.kind == FieldSource::Kind::Constant && type.sources.size() == 1)
      return (s.octets.empty() ? s.number == value.number : s.octets == value.octets) ? 0 : 1;
  std::size_t count = 0;
  for (const Type& member : type.items) {
    if (member.name.empty()) continue;
    every_item(value, [&](const Value& item) {
      if (member.name == item.name) count += disagreements(member, item);
      return true;
    });
  }
  const auto always = [](const Type& t) { return t.when.kind == Condition::Kind::Always; };
  const auto least = static_cast<std::size_t>(std::count_if(type.items.begin(), type.items.end(), always));
  const bool fits = value.items.size() >= least && value.items.size() <= type.items.size();
  return count + (type.wire != Wire::Structure || fits ? 0 : 1);
}

namespace {

// Payloads begin with the tag of a DLMS PDU, the profile of Smart Energy, or a DER tag. (GBCS 5, 6.1, 7)
Protocol protocol_of(View content) {
  if (content.size() >= 2 && content[0] == 0x01 && content[1] == 0x09) return Protocol::Gbz;
  const bool pdu = !content.empty() && (content[0] == 0xD9 || content[0] == 0xDA || content[0] == 0x0F);
  return pdu ? Protocol::Dlms : Protocol::Asn1;
}

Result<Payload> decode_asn1(const UseCase& use_case, const Message& message) {
  const Type& type = message.header.cra == Cra::Command    ? use_case.command
                     : message.header.cra == Cra::Response ? use_case.response
                                                           : use_case.alert;
  Reader in(message.content);
  Result<Payload> out{Payload{}};
  Value& value = out->items.emplace_back().value;
  GP_CHECK(asn1::read(type, in, value));
  GP_CHECK(in.finish("the payload"));
  if (message.header.cra == Cra::Alert)
    if (const Value* code = value.find("alertCode")) out->alert_code = static_cast<std::uint16_t>(code->number);
  return out;
}

Result<Bytes> encode_asn1(const Payload& payload) {
  if (payload.items.size() != 1) return fail("an ASN.1 payload has exactly one value");
  Bytes out;
  GP_CHECK(asn1::write(payload.items.front().value, out));
  return out;
}

}  // namespace

std::vector<const UseCase*> use_cases_of(const Message& message) {
  const auto same_code = Catalogue::instance().by_code(message.header.code);
  std::vector<const UseCase*> all(same_code.begin(), same_code.end());
  const Protocol protocol = protocol_of(message.content);
  const auto other = [&](const UseCase* u) { return u->protocol != protocol; };
  if (!std::all_of(all.begin(), all.end(), other)) std::erase_if(all, other);
  if (all.size() < 2) return all;
  const auto unlike = [&](const UseCase* u) { return !decode(*u, message); };
  if (!std::all_of(all.begin(), all.end(), unlike)) std::erase_if(all, unlike);
  return all;
}

const UseCase* use_case_of(const Message& message, std::string_view variant) {
  const auto same_code = Catalogue::instance().by_code(message.header.code);
  if (same_code.size() == 1) return same_code.front();  // nothing to tell apart
  const auto all = use_cases_of(message);
  const auto meant = std::find_if(all.begin(), all.end(), [&](const UseCase* u) {
    return std::find(u->services.begin(), u->services.end(), variant) != u->services.end();
  });
  if (meant != all.end()) return *meant;
  return all.empty() ? nullptr : all.front();
}

Result<Payload> decode(const UseCase& use_case, const Message& message, const Cipher* cipher) {
  if (use_case.code != message.header.code)
    return fail(fmt::format("message code {:04X} is not that of {}", message.header.code, use_case.name));
  if (use_case.is_alert() != (message.header.cra == Cra::Alert))
    return fail(fmt::format("{} is {} an alert", use_case.name, use_case.is_alert() ? "only" : "not"));
  // A time of which nobody knows whose it is helps nobody: those answers must have one. (R15-20)
  if (use_case.stamp == Stamp::WithSource && message.header.cra == Cra::Response && !message.header.date_time)
    return fail("the response has no date-time", use_case.name, "GBCS 2.3");
  Result<Payload> payload = use_case.protocol == Protocol::Dlms  ? dlms::decode(use_case, message, cipher)
                            : use_case.protocol == Protocol::Gbz ? gbz::decode(use_case, message, cipher)
                                                                 : decode_asn1(use_case, message);
  if (!payload) return within(use_case.name, std::move(payload).error());
  return payload;
}

Result<Payload> decode_unpacked(const UseCase& use_case, const Message& message, const Cipher* cipher) {
  auto payload = decode(use_case, message, cipher);
  if (payload) unpack(*payload);
  return payload;
}

Result<Bytes> encode(const UseCase& use_case, Cra cra, const Payload& payload, const Cipher* cipher) {
  Result<Bytes> octets = use_case.protocol == Protocol::Dlms  ? dlms::encode(cra, payload, cipher)
                         : use_case.protocol == Protocol::Gbz ? gbz::encode(cra, payload, cipher)
                                                              : encode_asn1(payload);
  if (!octets) return within(use_case.name, std::move(octets).error());
  return octets;
}

}  // namespace gridpost::gbcs
