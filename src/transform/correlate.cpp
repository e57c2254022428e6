// Does a pre-command mean what its request says? (GBCS 13)
#include <fmt/format.h>

#include "crypto/certificate.h"
#include "gbcs/codec.h"
#include "transform/transform.h"

namespace gridpost::transform {
namespace {

std::string shown(const Value& v) {
  if (v.is_list()) return fmt::format("{} items", v.items.size());
  if (!v.octets.empty()) return to_hex(v.octets);
  return std::to_string(v.number);
}

// Certificates may have been issued anew: the same key of the same owner counts.
bool same_certificate(const Value& a, const Value& b) {
  const auto first = crypto::Certificate::parse(a.octets);
  const auto second = crypto::Certificate::parse(b.octets);
  return first && second && first->public_key() == second->public_key() && first->eui() == second->eui();
}

bool same_leaf(const Value& a, const Value& b) {
  if (a.wire != b.wire) return false;
  if (a.wire == Wire::Raw && a.octets != b.octets) return same_certificate(a, b);
  return a.number == b.number && a.octets == b.octets;
}

// Compares along the tree. What differs between the two builds of the same request depends on the time of build and is
// not compared.
void compare(const std::string& where, const Value& expected, const Value& later, const Value& found,
             std::vector<Difference>& out) {
  if (expected.items.size() != found.items.size()) {
    out.push_back({where, shown(expected), shown(found)});
    return;
  }
  if (expected.items.empty()) {
    if (same_leaf(expected, later) && !same_leaf(expected, found))
      out.push_back({where, shown(expected), shown(found)});
    return;
  }
  for (std::size_t i = 0; i < expected.items.size(); ++i) {
    const std::string_view name = expected.items[i].name;
    if (name != found.items[i].name) {
      out.push_back({fmt::format("{} / {}", where, i), std::string(name), std::string(found.items[i].name)});
      continue;
    }
    compare(fmt::format("{} / {}", where, name.empty() ? std::to_string(i) : std::string(name)), expected.items[i],
            later.items[i], found.items[i], out);
  }
}

void compare_headers(const gbcs::Header& expected, const gbcs::Header& found, std::vector<Difference>& out) {
  const auto note = [&](std::string_view what, const std::string& e, const std::string& f) {
    if (e != f) out.push_back({fmt::format("header / {}", what), e, f});
  };
  note("CRA flag", std::to_string(static_cast<int>(expected.cra)), std::to_string(static_cast<int>(found.cra)));
  note("originator", expected.originator.text(), found.originator.text());
  note("recipient", expected.recipient.text(), found.recipient.text());
  note("counter", std::to_string(expected.counter), std::to_string(found.counter));
  note("message code", fmt::format("{:04X}", expected.code), fmt::format("{:04X}", found.code));
  note("date-time", expected.date_time ? "present" : "absent", found.date_time ? "present" : "absent");
  const auto number = [](const std::optional<std::uint64_t>& n) { return n ? std::to_string(*n) : "none"; };
  note("supplementary remote party counter", number(expected.party_counter), number(found.party_counter));
  note("supplementary originator counter", number(expected.supplementary_counter), number(found.supplementary_counter));
  note("certificate", to_hex(expected.certificate), to_hex(found.certificate));
  note("supplementary remote party", expected.party ? expected.party->text() : "none",
       found.party ? found.party->text() : "none");
}

Result<gbcs::Payload> rebuilt(const UseCase& use_case, const Source& source, const Target& target, TimeMs now) {
  Circumstances circumstances;
  circumstances.now = now;
  GP_TRY(message, to_command(use_case, source, target, circumstances));
  return gbcs::decode(use_case, message);
}

bool same_address(const gbcs::Item& a, const gbcs::Item& b) {
  return a.dlms == b.dlms && a.gbz == b.gbz && a.selector == b.selector;
}

}  // namespace

Result<std::vector<Difference>> correlate(const Source& source, const Target& target,
                                          const gbcs::Message& pre_command) {
  GP_TRY(use_case, select(source, target));
  std::vector<Difference> out;
  constexpr TimeMs kAnyTime = kEpoch2000 + 20 * 365 * kDay;
  Circumstances circumstances;
  circumstances.now = kAnyTime;
  GP_TRY(expected_message, to_command(*use_case, source, target, circumstances));
  compare_headers(expected_message.header, pre_command.header, out);
  if (!out.empty()) return out;
  GP_TRY(expected, rebuilt(*use_case, source, target, kAnyTime));
  GP_TRY(later, rebuilt(*use_case, source, target, kAnyTime + kDay));
  GP_TRY(found, gbcs::decode(*use_case, pre_command));
  if (expected.items.size() != found.items.size()) {
    out.push_back(
        {"payload", fmt::format("{} rows", expected.items.size()), fmt::format("{} rows", found.items.size())});
    return out;
  }
  for (std::size_t i = 0; i < expected.items.size(); ++i) {
    const std::string where = fmt::format("row {}", i);
    if (!same_address(expected.items[i], found.items[i])) {
      out.push_back({where, "the object that the request means", "another object"});
      continue;
    }
    compare(where, expected.items[i].value, later.items[i].value, found.items[i].value, out);
  }
  return out;
}

}  // namespace gridpost::transform
