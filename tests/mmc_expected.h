// The whole of an MMC document as the second reading has it.
#pragma once

#include "catalogue/use_case.h"
#include "mmc_of_controllers.h"
#include "mmc_of_credentials.h"
#include "mmc_of_gas.h"

namespace gridpost::second {

inline const Expectations& expectations() {
  static const Expectations all = [] {
    Expectations out;
    for (Expectations part :
         {expected_registers(), expected_balances(), expected_logs(), expected_event_logs(), expected_alerts(),
          expected_settings(), expected_identities(), expected_controllers(), expected_gas_registers(),
          expected_gas_logs(), expected_gas_settings(), expected_credentials(), expected_joins()})
      out.merge(part);
    return out;
  }();
  return all;
}

// ---- success ----

inline bool gas_success(const Reading& r) {
  switch (r.head.code) {
    case 0x0015:  // the event log was to be cleared
      if (const Node cleared = r.command(kEvents, 0x02).number(0, 1); cleared.there() && cleared.number != 8)
        return false;
      break;
    case 0x0080:
      if (r.command(kMetering, 0x0D).number(0, 2).number == 0xFFFF) return false;
      break;
    case 0x0097:
      if (const Node result = r.command(kPrepayment, 0x03).number(0, 1);
          result.there() && result.number != 0x00 && result.number != 0x10 && result.number != 0x11)
        return false;
      break;
    default:
      break;
  }
  // A log is asked for entry by entry; what is not found behind the last one is no failure.
  std::size_t not_found = 0;
  for (const Frame& f : r.frames) {
    if (f.control == 0xFF || f.of_cluster()) continue;
    if (f.command == 0x0B) {
      const bool of_log =
          (f.cluster == kMetering && f.payload[0] == 0x06) || (f.cluster == kPrepayment && f.payload[0] == 0x07);
      if (of_log && f.payload[1] == 0x8B)
        ++not_found;
      else if (f.payload[1] != 0)
        return false;
    } else if (f.command == 0x01) {
      for (Octets in(f.payload); in.left() > 0;) {
        in.take(2);
        if (in.one() != 0) return false;
        const std::uint8_t type = in.one();
        zcl_value(type, in);
      }
    }
  }
  return not_found == 0 || not_found < r.frames.size();
}

inline bool all_zero(const Node& list, std::size_t member) {
  return std::all_of(list.items.begin(), list.items.end(), [&](const Node& n) { return n[member].number == 0; });
}

inline bool asn1_success(const Reading& r, std::string_view use_case) {
  const Node& v = r.value;
  if (use_case.starts_with("CS02a") || use_case.starts_with("CS02f")) return all_zero(v, 1);
  if (use_case.starts_with("CS02b") || use_case.starts_with("CS02g")) return all_zero(v[1][3], 1);
  if (use_case == "CS08" || use_case.starts_with("GCS28")) return v[1].number == 0;
  if (use_case == "GCS59") return all_zero(v[0], 1);
  if (use_case == "CS02c" || use_case == "CS02e") return v.tag != kInteger || v.number == 0;
  return (v.kind == Node::Kind::Number ? v : v[0]).number == 0;
}

inline bool success(const Reading& r, const UseCase& u) {
  if (u.protocol == Protocol::Asn1) return asn1_success(r, u.name);
  if (u.protocol == Protocol::Gbz) return gas_success(r);
  return std::all_of(r.results.begin(), r.results.end(), [](unsigned result) { return result == 0; });
}

// ---- documents ----

inline Element expected_header(const Reading& r, const UseCase& u) {
  const Head& h = r.head;
  Element header;
  const Shown s(header);
  s.put("BusinessOriginatorID", eui_text(h.originator));
  s.put("BusinessTargetID", eui_text(h.recipient));
  s.put("OriginatorCounter", std::to_string(h.counter));
  if (!h.party.empty()) s.put("SupplementaryRemotePartyID", eui_text(h.party));
  if (h.party_counter) s.put("SupplementaryRemotePartyCounter", std::to_string(*h.party_counter));
  if (h.own_counter) s.put("SupplementaryOriginatorCounter", std::to_string(*h.own_counter));
  s.put("GBCSHexadecimalMessageCode", fmt::format("{:04X}", h.code));
  if (!u.services.empty()) {  // of the request, which the octets do not name
    const std::string& variant = u.services.front();
    const bool deep = std::count(variant.begin(), variant.end(), '.') > 1;
    s.put("ServiceReference", deep ? variant.substr(0, variant.rfind('.')) : variant);
    s.put("ServiceReferenceVariant", variant);
  }
  const Text time = date_time_text(h.date_time);
  if (!time) return header;
  const Shown stamp = s.next("Timestamp");
  header.children.back().text = *time;
  const std::uint8_t status = h.date_time[11];
  const bool says_whose =
      h.code == 0x0074 || h.code == 0x0075 || h.code == 0x00B6 || h.code == 0x00B8 || h.code == 0x012A;
  if (!says_whose || status == 0xFF) return header;
  stamp.mark("isFromGSME", (status & 4) != 0 ? "true" : "false");
  stamp.mark("ClockStatus", (status & 1) != 0 ? "invalid" : (status & 2) != 0 ? "unreliable" : "reliable");
  return header;
}

inline void put_closed_parts(const Shown& s, const Reading& r, const UseCase& u) {
  for (std::size_t i = 0; i < r.closed.size(); ++i) {
    const Shown data = s.next("GBCSData");
    data.mark("format", "encrypted");
    data.mark("sequence", std::to_string(i));
    data.mark("name", u.name);
    data.mark("type", u.protocol == Protocol::Gbz ? "zigbeeCiphered" : "dlms");
    data.text(to_base64(r.closed[i]));
  }
}

// Fills the element of the use case below this one, and returns it.
inline const Element& fill(Element& at, const Reading& r, const UseCase& u) {
  const Shown s(at);
  s.in(u.mmc_root);
  if (const auto found = expectations().find(u.name); found != expectations().end()) found->second(r, s);
  s.in(u.mmc_root).prune();
  return *at.at(u.mmc_root);
}

inline Element expected_response(const Reading& r, const UseCase& u, View octets) {
  Element response;
  response.name = "ResponseMessage";
  if (u.mmc_root.empty()) {
    const Shown data = Shown(response).next("GBCSData");
    data.mark("format", "plain");
    data.mark("sequence", "0");
    data.mark("name", u.name);
    data.mark("type", "gbcs");
    data.text(to_base64(octets));
    return response;
  }
  put_closed_parts(Shown(response), r, u);
  Element& data = response.add("SMETSData");
  fill(data, r, u);
  Shown(data.children.front()).mark("MessageSuccess", success(r, u) ? "true" : "false");
  return response;
}

inline Element expected_alert(const Reading& r, const UseCase& u) {
  Element alert;
  alert.name = "DeviceAlertMessage";
  const Shown s(alert);
  put_closed_parts(s, r, u);
  const Shown content = s.next("DeviceAlertContent");
  const bool gas = u.protocol == Protocol::Gbz;
  const Node& value = u.protocol == Protocol::Dlms ? r.data : r.value;
  const Node code = number_of(gas ? r.alert_code : static_cast<std::uint64_t>(value[0].number) & 0xFFFF, 2, false);
  content.put("GBCSHexAlertCode", fmt::format("{:04X}", code.number));
  content.put("AlertDescription", meaning(code).value_or(u.title));
  if (!gas || r.alert_time != 0) content.put("Timestamp", gas ? Text(seconds_text(r.alert_time)) : date(value[1]));
  if (u.mmc_root.empty()) return alert;
  Element payload;
  if (!fill(payload, r, u).children.empty()) content.in("Payload").take(payload.children);
  return alert;
}

// Header and body of the document.
inline Element expected(const Reading& r, const UseCase& u, View octets) {
  Element root;
  root.name = "GBCSResponse";
  root.children.push_back(expected_header(r, u));
  root.children.back().name = "Header";
  root.add("Body").children.push_back(r.head.kind == 3 ? expected_alert(r, u) : expected_response(r, u, octets));
  return root;
}

// Lines of the first that the second has not, each with the sign in front.
inline std::string missing(const std::vector<std::string>& in, const std::vector<std::string>& from, char sign) {
  std::vector<std::string> lines;
  std::set_difference(from.begin(), from.end(), in.begin(), in.end(), std::back_inserter(lines));
  std::string out;
  for (std::size_t i = 0; i < lines.size() && i < 20; ++i) out += fmt::format("{} {}\n", sign, lines[i]);
  return out;
}

// Where a document differs from what the second reading expects; empty if nowhere. "-" stands before what is expected.
inline std::string mismatch(const Element& document, const Element& expected_document) {
  Element found;
  found.children = document.children;  // the attributes of the root are not of the message
  Element wanted;
  wanted.children = expected_document.children;
  const auto have = flat(found);
  const auto want = flat(wanted);
  return missing(have, want, '-') + missing(want, have, '+');
}

}  // namespace gridpost::second
