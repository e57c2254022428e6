#include "trials/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "gbcs/protocols.h"
#include "mmc/mmc.h"
#include "trials/octets.h"

namespace gridpost::trials {
namespace {

using gbcs::Item;

// ---- header ----

// Compares one field of the header with what it must be, and finds its place.
class HeaderCheck {
 public:
  HeaderCheck(const gbcs::Message& answer, std::vector<Finding>& findings) : answer_(answer), findings_(findings) {}

  template <class T, class Text>
  void field(const char* what, T gbcs::Header::*member, const T& expected, Text text) {
    const T& found = answer_.header.*member;
    if (found == expected) return;
    gbcs::Message changed = answer_;
    changed.header.*member = expected;
    findings_.push_back(
        {what, text(expected), text(found), first_difference(gbcs::write(changed), gbcs::write(answer_))});
  }

 private:
  const gbcs::Message& answer_;
  std::vector<Finding>& findings_;
};

template <class T, class Text>
auto or_none(Text text) {
  return [text](const std::optional<T>& value) { return value ? std::string(text(*value)) : std::string("none"); };
}

// The answer swaps originator and recipient and keeps the rest. (GBCS 2.4, 2.5)
void check_header(const UseCase& use_case, const gbcs::Header& command, const gbcs::Message& answer,
                  std::vector<Finding>& findings) {
  HeaderCheck check(answer, findings);
  const auto number = [](std::uint64_t n) { return std::to_string(n); };
  const auto eui = [](Eui64 id) { return id.text(); };
  using H = gbcs::Header;
  check.field("CRA flag", &H::cra, gbcs::Cra::Response,
              [](gbcs::Cra cra) { return fmt::format("{:02X}", static_cast<int>(cra)); });
  check.field("message code", &H::code, command.code, [](std::uint16_t code) { return fmt::format("{:04X}", code); });
  check.field("originator counter", &H::counter, command.counter, number);
  check.field("originator", &H::originator, command.recipient, eui);
  check.field("recipient", &H::recipient, command.originator, eui);
  check.field("supplementary remote party", &H::party, command.party, or_none<Eui64>(eui));
  check.field("supplementary remote party counter", &H::party_counter, command.party_counter,
              or_none<std::uint64_t>(number));
  const gbcs::Header& h = answer.header;
  if (h.date_time.has_value() != (use_case.stamp != Stamp::None))
    findings.push_back({"date-time in the header",
                        use_case.stamp == Stamp::None ? "none" : "12 octets",
                        h.date_time ? "12 octets" : "none",
                        {}});
  if (h.supplementary_counter.has_value() == command.certificate.empty())
    findings.push_back({"supplementary originator counter",
                        command.certificate.empty() ? "none" : "8 octets",
                        h.supplementary_counter ? "8 octets" : "none",
                        {}});
}

// ---- protection ----

constexpr std::size_t kMacOctets = 12;
constexpr std::size_t kSignatureOctets = 64;

// Answers to signed commands are signed, all others carry a MAC. (GBCS 3.3)
void check_protection(const UseCase& use_case, const codec::Examined& e, View octets, std::vector<Finding>& findings) {
  const bool is_signed = e.message.is_signed();
  const std::size_t mac_at = octets.size() - (e.message.mac ? kMacOctets : 0);
  const auto place = [](std::size_t from, std::size_t count) {
    return fmt::format("octets {} to {}", from, from + count - 1);
  };
  if (use_case.answer_is_signed() != is_signed)
    findings.push_back({"signature", use_case.answer_is_signed() ? "64 octets" : "none",
                        is_signed ? "64 octets" : "none",
                        fmt::format("octet {}", mac_at - (is_signed ? kSignatureOctets : 0))});
  if (!use_case.answer_is_signed() && !e.message.mac)
    findings.push_back({"MAC", "12 octets", "none", fmt::format("octet {}", octets.size())});
  if (is_signed && e.checked.signature != "good")
    findings.push_back({"signature", "one that the Device's digital signing certificate verifies",
                        e.checked.signature == "bad" ? "one that does not verify" : e.checked.signature_reason,
                        place(mac_at - kSignatureOctets, kSignatureOctets)});
  if (e.message.mac && e.checked.mac != "good")
    findings.push_back({"MAC", "the MAC of this message for its recipient",
                        e.checked.mac == "bad" ? to_hex(*e.message.mac) : e.checked.mac_reason,
                        place(mac_at, kMacOctets)});
}

// ---- results ----

// Result codes of DLMS and statuses of GBZ that GBCS documents. (GBCS 5.2, 6.5)
constexpr std::uint8_t kOtherReason = 250;
const std::map<std::int64_t, const char*> kDlmsResults = {
    {1, "hardware fault"},           {2, "temporary failure"},          {3, "read-write denied"},
    {4, "object undefined"},         {9, "object class inconsistent"},  {11, "object unavailable"},
    {12, "type unmatched"},          {13, "scope of access violated"},  {14, "data block unavailable"},
    {15, "long get aborted"},        {16, "no long get in progress"},   {17, "long set aborted"},
    {18, "no long set in progress"}, {19, "data block number invalid"}, {kOtherReason, "other reason"}};
const std::map<std::int64_t, const char*> kGbzStatuses = {
    {0x01, "not processed, for an earlier one failed"}, {0x8B, "not found"}, {0xC0, "failed"}};

void add_refusal(std::string& to, const std::string& more) {
  if (to.find(more) == std::string::npos) to += (to.empty() ? "" : "; ") + more;
}

// A Device stops at the first row that fails: those behind it are not done. (GBCS 5.2)
void read_dlms(const UseCase& use_case, const codec::Examined& e, Judged& out) {
  bool stopped = false;
  const auto& items = e.payload->items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::uint8_t result = items[i].result.value_or(0);
    const auto finding = [&](const char* expected) {
      gbcs::Payload changed = *e.payload;
      changed.items[i].result = stopped ? kOtherReason : 0;
      out.findings.push_back({fmt::format("result of row {}", i + 1), expected, std::to_string(result),
                              first_difference(use_case, e, changed)});
    };
    const auto word = kDlmsResults.find(result);
    if (stopped && result != kOtherReason)
      finding("250, for a row before it failed");
    else if (result != 0 && word == kDlmsResults.end())
      finding("0, or a documented result");
    else if (result != 0 && !stopped)
      add_refusal(out.refusal, fmt::format("row {}: {}, {}", i + 1, result, word->second));
    stopped = stopped || result != 0;
  }
}

// Statuses of default responses and attribute records, in the order of the message.
void collect_statuses(const Value& value, bool counts, std::vector<std::pair<const Value*, std::int64_t>>& out) {
  const bool record = value.name == "DefaultResponse" || value.name == "record";
  if (counts && value.name == "status") out.emplace_back(&value, value.number);
  for (const Value& item : value.items) collect_statuses(item, counts || record, out);
}

void read_gbz(const codec::Examined& e, Judged& out) {
  for (std::size_t i = 0; i < e.payload->items.size(); ++i) {
    std::vector<std::pair<const Value*, std::int64_t>> statuses;
    collect_statuses(e.payload->items[i].value, false, statuses);
    for (const auto& [value, status] : statuses) {
      if (status == 0) continue;
      const auto word = kGbzStatuses.find(status);
      if (word == kGbzStatuses.end())
        out.findings.push_back({fmt::format("status of component {}", i + 1),
                                "00, or a documented status",
                                fmt::format("{:02X}", status),
                                {}});
      else
        add_refusal(out.refusal, fmt::format("component {}: {:02X}, {}", i + 1, status, word->second));
    }
  }
}

// What the fields of MMC say of numbers of a value: null where they have no words for it.
const std::vector<std::pair<std::int64_t, std::string>>* words_for(const std::vector<MmcField>& fields,
                                                                   std::string_view value) {
  for (const MmcField& field : fields) {
    const std::string_view named = field.a;
    const bool of_it = named == value || named.ends_with("/" + std::string(value));
    if (field.kind == MmcField::Kind::Words && of_it) return &field.words;
    if (const auto* below = words_for(field.fields, value)) return below;
  }
  return nullptr;
}

void read_asn1(const UseCase& use_case, const Value& value, Judged& out) {
  for (std::string_view name : {"status", "clockStatus", "responseCode"}) {
    if (value.name != name || value.number == 0) continue;
    const auto* words = words_for(use_case.mmc, name);
    const auto word = words
                          ? std::find_if(words->begin(), words->end(),
                                         [&](const auto& w) { return w.first == value.number || w.first == kAnyOther; })
                          : decltype(words->begin())();
    if (words && word == words->end())
      out.findings.push_back({std::string(name), "a documented number", std::to_string(value.number), {}});
    else
      add_refusal(out.refusal, fmt::format("{} {}{}", name, value.number, words ? ", " + word->second : ""));
  }
  for (const Value& item : value.items) read_asn1(use_case, item, out);
}

// Success, or an error that the documents know.
void check_results(const UseCase& use_case, const codec::Examined& e, Judged& out) {
  const std::size_t before = out.findings.size();
  if (use_case.protocol == Protocol::Dlms) read_dlms(use_case, e, out);
  if (use_case.protocol == Protocol::Gbz) read_gbz(e, out);
  if (use_case.protocol == Protocol::Asn1)
    for (const Item& item : e.payload->items) read_asn1(use_case, item.value, out);
  if (mmc::success(use_case, *e.payload)) return;
  if (out.refusal.empty() && out.findings.size() == before)
    add_refusal(out.refusal, use_case.verdict.value.empty() ? "the answer says that it was not done"
                                                            : use_case.verdict.value + " says that it was not done");
}

}  // namespace

Judged judge(const UseCase& use_case, const gbcs::Message& command, View octets, const Checker& checker,
             Memory& memory) {
  Judged out;
  auto examined = codec::examine(octets, checker.keys, checker.broker, checker.now, {}, checker.secrets);
  if (!examined) {
    out.findings.push_back({"message", "a GBCS message", examined.error().what, examined.error().where});
    return out;
  }
  check_header(use_case, command.header, examined->message, out.findings);
  check_protection(use_case, *examined, octets, out.findings);
  // One code may stand for several use cases: the one of the command is meant.
  auto payload = gbcs::decode_unpacked(use_case, examined->message, &examined->cipher);
  if (!payload) {
    out.findings.push_back({"payload", "a response of " + use_case.name, payload.error().what, payload.error().where});
    return out;
  }
  examined->use_case = &use_case;
  examined->payload = std::move(*payload);
  if (const auto same = codec::writes_back(*examined, octets); !same)
    out.findings.push_back(
        {"encoding", "the octets that its values are encoded to", same.error().what, same.error().where});
  check_results(use_case, *examined, out);
  for (Finding& finding : memory.compare(use_case, command, *examined)) out.findings.push_back(std::move(finding));
  if (const auto sent = gbcs::decode_unpacked(use_case, command); sent && out.refusal.empty() && out.findings.empty())
    memory.note(use_case, *sent, *examined->payload);
  return out;
}

}  // namespace gridpost::trials
