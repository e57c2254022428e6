// Does a pre-command mean what its request says? (GBCS 13)
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crypto/certificate.h"
#include "gbcs/codec.h"
#include "transform/transform.h"

namespace gridpost::transform {
namespace {

std::string shown(const Value& v) {
  if (v.is_list()) return fmt::format("{} items", v.items.size());
  switch (v.wire) {
    case Wire::Null:
      return "none";
    case Wire::Bool:
      return v.number != 0 ? "true" : "false";
    case Wire::Int:
    case Wire::Enum:
      return std::to_string(v.number);
    case Wire::UInt:
      return std::to_string(v.as_unsigned());
    default:
      return v.octets.empty() ? "empty" : to_hex(v.octets);
  }
}

// Certificates may have been issued anew: the same key of the same owner, in the same role and use, counts.
bool same_certificate(const Value& a, const Value& b) {
  const auto first = crypto::Certificate::parse(a.octets);
  const auto second = crypto::Certificate::parse(b.octets);
  return first && second && first->public_key() == second->public_key() && first->eui() == second->eui() &&
         first->role() == second->role() && first->usage() == second->usage();
}

bool same_leaf(const Value& a, const Value& b) {
  if (a.wire != b.wire) return false;
  if (a.wire == Wire::Raw && a.octets != b.octets) return same_certificate(a, b);
  return a.number == b.number && a.octets == b.octets;
}

// Of another name, but told apart by nothing that is sent: the same rows have other names in another description.
bool same_form(const Value& a, const Value& b) { return a.wire == b.wire && a.width == b.width && a.tag == b.tag; }

// Where two trees are compared: the place in words, and the elements of the request that decide on it.
struct Place {
  std::string where;
  const Origin* origin = nullptr;

  Place item(std::size_t index, std::string_view name, std::size_t count) const {
    const bool alike = origin && origin->items.size() == count;
    return {fmt::format("{} / {}", where, name.empty() ? std::to_string(index) : std::string(name)),
            alike ? &origin->items[index] : nullptr};
  }
};

class Comparison {
 public:
  // Compares along the tree. What differs between the two builds of the same request depends on the time of build and
  // is not compared.
  void compare(const Place& place, const Value& expected, const Value& later, const Value& found) {
    if (expected.items.size() != found.items.size()) return compare_lengths(place, expected, found);
    if (expected.items.empty()) {
      if (same_leaf(expected, later) && !same_leaf(expected, found)) note(place, shown(expected), shown(found));
      return;
    }
    for (std::size_t i = 0; i < expected.items.size(); ++i) {
      const Value& item = expected.items[i];
      const Place at = place.item(i, item.name, expected.items.size());
      if (item.name == found.items[i].name || same_form(item, found.items[i]))
        compare(at, item, later.items[i], found.items[i]);
      else
        note({at.where, place.origin}, std::string(item.name), std::string(found.items[i].name));
    }
  }

  // The rows of both, side by side: rows that only one has are told, and the others compared.
  void compare_rows(const gbcs::Payload& expected, const gbcs::Payload& later, const gbcs::Payload& found,
                    const std::vector<Origin>& origins) {
    std::size_t e = 0;
    std::size_t f = 0;
    while (e < expected.items.size() || f < found.items.size()) {
      const Place row{fmt::format("row {}", e < expected.items.size() ? e : f),
                      e < origins.size() ? &origins[e] : nullptr};
      const bool both = e < expected.items.size() && f < found.items.size();
      if (both && same_address(expected.items[e], found.items[f])) {
        row_ = row.origin;
        compare_row(row, expected.items[e], later.items[e], found.items[f]);
        row_ = nullptr;
        ++e;
        ++f;
      } else if (f < found.items.size() && (e == expected.items.size() || !stands_in(expected.items[e], found, f))) {
        const bool instead = both && !stands_in(found.items[f], expected, e);
        note(row, instead ? address(expected.items[e]) : "none", address(found.items[f]));
        ++f;
        if (instead) ++e;
      } else {
        note(row, address(expected.items[e]), "none");
        ++e;
      }
    }
  }

  std::vector<Difference> out;

 private:
  static bool same_address(const gbcs::Item& a, const gbcs::Item& b) {
    return a.dlms == b.dlms && a.gbz.cluster == b.gbz.cluster && a.gbz.frame_control == b.gbz.frame_control &&
           a.gbz.command == b.gbz.command;
  }

  // There is a row of this address from there on.
  static bool stands_in(const gbcs::Item& item, const gbcs::Payload& payload, std::size_t from) {
    return std::any_of(payload.items.begin() + static_cast<std::ptrdiff_t>(from), payload.items.end(),
                       [&](const gbcs::Item& other) { return same_address(item, other); });
  }

  static std::string address(const gbcs::Item& item) {
    if (item.gbz.cluster != 0)
      return fmt::format("cluster {:04X} frame control {:02X} command {:02X} {}", item.gbz.cluster,
                         item.gbz.frame_control, item.gbz.command, item.value.name);
    static constexpr std::array<std::string_view, 5> kOperations = {"", "get", "set", "action", "get with selector"};
    return fmt::format("{} class {} {} id {}", kOperations[item.dlms.op], item.dlms.class_id, obis_text(item.dlms.obis),
                       item.dlms.id);
  }

  void compare_row(const Place& row, const gbcs::Item& expected, const gbcs::Item& later, const gbcs::Item& found) {
    Origin start;
    if (row.origin) start.elements = row.origin->from_date;
    const auto number = [&](std::string_view what, std::optional<std::uint32_t> e, std::optional<std::uint32_t> f,
                            const Origin* origin = nullptr) {
      const auto text = [](std::optional<std::uint32_t> n) { return n ? std::to_string(*n) : "none"; };
      if (e != f) note({fmt::format("{} / {}", row.where, what), origin}, text(e), text(f));
    };
    number("last", expected.gbz.last, found.gbz.last);
    number("encrypted", expected.gbz.encrypted, found.gbz.encrypted);
    number("From-Date-Time", expected.gbz.from_date, found.gbz.from_date, &start);
    number("sequence number", expected.gbz.sequence, found.gbz.sequence);
    number("additional header", expected.gbz.additional_control << 8 | expected.gbz.additional_counter,
           found.gbz.additional_control << 8 | found.gbz.additional_counter);
    if (expected.selector && found.selector)
      compare({row.where + " / selector", row.origin}, *expected.selector, *later.selector, *found.selector);
    const std::string_view name = expected.value.name;
    const Origin* of_data = expected.selector ? nullptr : row.origin;
    compare({name.empty() ? row.where : fmt::format("{} / {}", row.where, name), of_data}, expected.value, later.value,
            found.value);
  }

  void compare_lengths(const Place& place, const Value& expected, const Value& found) {
    if (expected.wire != Wire::Structure || found.wire != Wire::Structure)
      return note(place, shown(expected), shown(found));
    std::size_t i = 0;  // the first member that one has and the other has not
    while (i < expected.items.size() && i < found.items.size() && expected.items[i].name == found.items[i].name) ++i;
    const bool missing = expected.items.size() > found.items.size();
    const Value& member = missing ? expected.items[i] : found.items[i];
    Place at = place;  // the structure's elements decide on which members there are
    at.where = place.item(i, member.name, 0).where;
    note(at, missing ? shown(member) : "none", missing ? "none" : shown(member));
  }

  void note(const Place& place, std::string expected, std::string found) {
    std::vector<std::string> elements;
    const auto add = [&](const std::vector<std::string>& more) {
      elements.insert(elements.end(), more.begin(), more.end());
    };
    if (place.origin) add(place.origin->elements);
    for (const Origin* row : {place.origin, row_})
      if (row) add(row->conditions);
    std::sort(elements.begin(), elements.end());
    elements.erase(std::unique(elements.begin(), elements.end()), elements.end());
    out.push_back({place.where, std::move(expected), std::move(found), std::move(elements)});
  }

  const Origin* row_ = nullptr;  // what decides on the row that is being compared
};

void compare_headers(const gbcs::Header& expected, const gbcs::Header& found, std::vector<Difference>& out) {
  const auto note = [&](std::string_view what, const std::string& e, const std::string& f) {
    if (e != f) out.push_back({fmt::format("header / {}", what), e, f, {}});
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
  return gbcs::decode_unpacked(use_case, message);
}

}  // namespace

Result<std::vector<Difference>> correlate(const Source& source, const Target& target,
                                          const gbcs::Message& pre_command) {
  GP_TRY(use_case, select(source, target));
  std::vector<Difference> out;
  constexpr TimeMs kAnyTime = kEpoch2000 + 20 * 365 * kDay;
  Circumstances circumstances;
  circumstances.now = kAnyTime;
  std::vector<Origin> origins;
  GP_TRY(expected_message, to_command(*use_case, source, target, circumstances, &origins));
  compare_headers(expected_message.header, pre_command.header, out);
  if (!out.empty()) return out;
  GP_TRY(expected, gbcs::decode_unpacked(*use_case, expected_message));
  GP_TRY(later, rebuilt(*use_case, source, target, kAnyTime + kDay));
  auto found = gbcs::decode_unpacked(*use_case, pre_command);
  if (!found) return within("pre-command", std::move(found).error());
  Comparison comparison;
  comparison.compare_rows(expected, later, *found, origins);
  return std::move(comparison.out);
}

}  // namespace gridpost::transform
