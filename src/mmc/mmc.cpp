#include "mmc/mmc.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalogue/alert_codes.h"
#include "duis/xml.h"
#include "gbcs/date_time.h"
#include "gbcs/packed.h"
#include "gbcs/protocols.h"
#include "mmc/fields.h"

namespace gridpost::mmc {
namespace {

constexpr std::string_view kNamespace = "http://www.dccinterface.co.uk/ResponseAndAlert";

// "4.1.1" belongs to "4.1", "8.11" and "12.2" are their own.
std::string reference_of(std::string_view variant) {
  const auto dots = std::count(variant.begin(), variant.end(), '.');
  return std::string(dots > 1 ? variant.substr(0, variant.rfind('.')) : variant);
}

// Its status octet says whose time it is.
bool says_whose_time(const gbcs::Header& h, const UseCase* use_case) {
  return use_case && use_case->stamp == Stamp::WithSource && h.date_time &&
         h.date_time->back() != gbcs::kStatusNotSpecified;
}

void add_timestamp(Element& header, const gbcs::Header& h, const UseCase* use_case, const Options& options) {
  if (!h.date_time) return;
  const auto time = gbcs::time_of_date_time(*h.date_time);
  if (!time) return;
  Element& stamp = header.add("Timestamp", iso(*time));
  const std::uint8_t status = h.date_time->back();
  if (!says_whose_time(h, use_case)) return;  // R15-31
  stamp.attributes.emplace_back("isFromGSME", (status & gbcs::kStatusFromGsme) != 0 ? "true" : "false");
  if (options.clock_status) stamp.attributes.emplace_back("ClockStatus", gbcs::clock_state(status));
}

Element header_of(const gbcs::Message& message, const UseCase* use_case, const Options& options) {
  const gbcs::Header& h = message.header;
  Element header;
  header.prefix = "ra";
  header.name = "Header";
  header.children.reserve(10);
  header.add("BusinessOriginatorID", h.originator.text());
  header.add("BusinessTargetID", h.recipient.text());
  header.add("OriginatorCounter", std::to_string(h.counter));
  if (h.party) header.add("SupplementaryRemotePartyID", h.party->text());
  if (h.party_counter) header.add("SupplementaryRemotePartyCounter", std::to_string(*h.party_counter));
  if (h.supplementary_counter) header.add("SupplementaryOriginatorCounter", std::to_string(*h.supplementary_counter));
  header.add("GBCSHexadecimalMessageCode", fmt::format("{:04X}", h.code));
  std::string variant = options.service_reference_variant;
  if (variant.empty() && use_case && !use_case->services.empty()) variant = use_case->services.front();
  if (!variant.empty()) {
    header.add("ServiceReference",
               options.service_reference.empty() ? reference_of(variant) : options.service_reference);
    header.add("ServiceReferenceVariant", variant);
  }
  add_timestamp(header, h, use_case, options);
  return header;
}

// The octets, for what cannot be shown by name.
void add_gbcs_data(Element& parent, const gbcs::Message& message, std::string_view name) {
  Element& data = parent.add("GBCSData", to_base64(gbcs::write(message)));
  data.attributes = {{"format", "plain"}, {"sequence", "0"}, {"name", std::string(name)}, {"type", "gbcs"}};
}

// Encrypted parts that nobody opened.
void add_sealed(Element& parent, const UseCase& use_case, const Value& value, int& sequence) {
  if (value.wire == Wire::Sealed && value.items.empty()) {
    Element& data = parent.add("GBCSData", to_base64(value.octets));
    data.attributes = {{"format", "encrypted"},
                       {"sequence", std::to_string(sequence++)},
                       {"name", use_case.name},
                       {"type", use_case.protocol == Protocol::Gbz ? "zigbeeCiphered" : "dlms"}};
  }
  for (const Value& item : value.items)  // values without items have nothing inside
    if (!item.items.empty() || item.wire == Wire::Sealed) add_sealed(parent, use_case, item, sequence);
}

// Only DLMS has encrypted parts within its values; a GBZ component says itself that it is one.
void add_sealed_items(Element& parent, const UseCase& use_case, const gbcs::Payload& payload) {
  int sequence = 0;
  for (const gbcs::Item& item : payload.items)
    if (use_case.protocol == Protocol::Dlms || item.gbz.encrypted) add_sealed(parent, use_case, item.value, sequence);
}

Element response_body(const gbcs::Message& message, const UseCase* use_case, const gbcs::Payload* payload) {
  Element response;
  response.prefix = "ra";
  response.name = "ResponseMessage";
  if (!use_case || !payload || use_case->mmc_root.empty()) {
    add_gbcs_data(response, message, use_case ? use_case->name : "GBCS");
    return response;
  }
  add_sealed_items(response, *use_case, *payload);
  Element& data = response.add("SMETSData");
  add_fields(data, *use_case, *payload);
  data.children.front().attributes.emplace_back("MessageSuccess", success(*use_case, *payload) ? "true" : "false");
  return response;
}

// What the alert says beyond its code and time, if the description shows it and it could be read.
void add_alert_payload(Element& content, const UseCase& use_case, const gbcs::Payload& payload) {
  if (use_case.mmc_root.empty()) return;
  Element filled;
  filled.prefix = content.prefix;
  add_fields(filled, use_case, payload);
  const Element* root = filled.at(use_case.mmc_root);
  if (root && !root->children.empty()) content.add("Payload").children = std::move(filled.children);
}

Element alert_body(const gbcs::Message& message, const UseCase* use_case, const gbcs::Payload* payload) {
  Element alert;
  alert.prefix = "ra";
  alert.name = "DeviceAlertMessage";
  if (!use_case || !payload) {
    add_gbcs_data(alert, message, "GBCS");
    return alert;
  }
  add_sealed_items(alert, *use_case, *payload);
  Element& content = alert.add("DeviceAlertContent");
  content.add("GBCSHexAlertCode", fmt::format("{:04X}", payload->alert_code));
  const std::string title = catalogue::alert_title(payload->alert_code);
  content.add("AlertDescription", title.empty() ? use_case->title : title);
  if (payload->alert_time != 0) {
    content.add("Timestamp", iso(gbcs::time_of_zigbee(payload->alert_time)));
  } else if (const Value* time = payload->find("time")) {
    if (const auto text = date_text(*time)) content.add("Timestamp", *text);
  }
  add_alert_payload(content, *use_case, *payload);
  return alert;
}

bool gbz_success(const Value& value) {
  if (const Value* status = value.find("status"))
    if (status->number != 0) return false;
  return gbcs::every_item(value, gbz_success);
}

// A gas log is asked for entry by entry, as many as it may hold: what is not found there ends it. (GBCS 6.5)
bool is_past_the_log(const UseCase& use_case, const gbcs::Item& item) {
  constexpr std::int64_t kNotFound = 0x8B;
  if (use_case.protocol != Protocol::Gbz || item.gbz.command != gbcs::gbz::kDefaultResponse) return false;
  const Value* command = item.value.find("command");
  const Value* status = item.value.find("status");
  if (!command || !status || status->number != kNotFound) return false;
  return std::any_of(use_case.rows.begin(), use_case.rows.end(), [&](const Row& row) {
    return row.times > 1 && row.cluster == item.gbz.cluster && row.command == command->number;
  });
}

// A status integer or enumeration of 0 is success; so is its absence.
bool asn1_success(const Value& value) {
  for (std::string_view name : {"status", "clockStatus", "responseCode"})
    if (value.name == name && value.number != 0) return false;
  return gbcs::every_item(value, asn1_success);
}

void put_name(const Element& e, std::string& out) {
  out += e.prefix;
  out += ':';
  out += e.name;
}

void put(const Element& e, std::size_t indent, std::string& out) {
  out.append(indent, ' ');
  out += '<';
  put_name(e, out);
  for (const auto& [key, value] : e.attributes) {
    out += ' ';
    out += key;
    out += "=\"";
    duis::append_escaped(out, value);
    out += '"';
  }
  if (e.children.empty() && e.text.empty()) {
    out += "/>\n";
    return;
  }
  out += '>';
  duis::append_escaped(out, e.text);
  if (!e.children.empty()) {
    out += '\n';
    for (const Element& child : e.children) put(child, indent + 2, out);
    out.append(indent, ' ');
  }
  out += "</";
  put_name(e, out);
  out += ">\n";
}

}  // namespace

std::string write(const Element& element) {
  std::string out;
  out.reserve(2048);
  out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  put(element, 0, out);
  return out;
}

bool may_have_lost_meter(const gbcs::Header& header, const UseCase* use_case, TimeMs now, TimeMs limit) {
  if (!says_whose_time(header, use_case) || (header.date_time->back() & gbcs::kStatusFromGsme) == 0) return false;
  const auto taken = gbcs::time_of_date_time(*header.date_time);
  return taken && now - *taken > limit;
}

bool success(const UseCase& use_case, const gbcs::Payload& payload) {
  const Verdict& verdict = use_case.verdict;
  if (const Value* said = verdict.value.empty() ? nullptr : payload.find(verdict.value)) {
    const bool listed =
        std::find(verdict.numbers.begin(), verdict.numbers.end(), said->number) != verdict.numbers.end();
    if (listed != verdict.good) return false;
  }
  const bool any = std::any_of(payload.items.begin(), payload.items.end(),
                               [&](const gbcs::Item& item) { return !is_past_the_log(use_case, item); });
  return std::all_of(payload.items.begin(), payload.items.end(), [&](const gbcs::Item& item) {
    if (use_case.protocol == Protocol::Dlms) return item.result.value_or(0) == 0;
    if (use_case.protocol == Protocol::Asn1) return asn1_success(item.value);
    return gbz_success(item.value) || (any && is_past_the_log(use_case, item));
  });
}

Result<Element> to_mmc(const gbcs::Message& message, const UseCase* use_case, const gbcs::Payload* payload,
                       const Options& options) {
  if (message.header.cra == gbcs::Cra::Command) return fail("MMC has no form for commands", "header / CRA flag");
  if (payload && gbcs::has_packed(*payload)) {
    gbcs::Payload whole = *payload;
    gbcs::unpack(whole);
    return to_mmc(message, use_case, &whole, options);
  }
  Element root;
  root.prefix = "ra";
  root.name = "GBCSResponse";
  root.attributes = {{"xmlns:ra", std::string(kNamespace)}, {"schemaVersion", options.schema_version}};
  root.children.push_back(header_of(message, use_case, options));
  Element& body = root.add("Body");
  body.children.push_back(message.header.cra == gbcs::Cra::Response ? response_body(message, use_case, payload)
                                                                    : alert_body(message, use_case, payload));
  return root;
}

}  // namespace gridpost::mmc
