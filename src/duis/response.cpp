#include "duis/response.h"

#include <fmt/format.h>

#include <charconv>

#include "catalogue/simple_type.h"

namespace gridpost::duis {
namespace {

using catalogue::grammar::collapse;

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

void add_payload(Element& message, const Payload& payload) {
  std::visit(Overloaded{
                 [](const std::monostate&) {},
                 [](const DeviceAlert&) {},
                 [](const DccAlert&) {},
                 [&](const GbcsPayload& p) { message.add("GBCSPayload", to_base64(p.message)); },
                 [&](const CinMessage& p) {
                   Element& e = message.add("CINMessage");
                   e.add("GBCSPayload", to_base64(p.message));
                   e.add("CustomerIdentificationNumber", p.number);
                 },
                 [&](const FutureDatedAlert& p) {
                   Element& e = message.add("FutureDatedDeviceAlertMessage");
                   e.add("FutureDatedAlertCode", fmt::format("{:04X}", p.code));
                   e.add("GBCSPayload", to_base64(p.message));
                   e.add("InstructionNumber", std::to_string(p.instruction));
                   e.add("TotalCommandInstructions", std::to_string(p.instructions));
                 },
                 [&](const PreCommand& p) {
                   Element& e = message.add("PreCommand");
                   e.add("GBCSVersion", p.gbcs_version);
                   e.add("GBCSPayload", to_base64(p.message));
                 },
                 [&](const LocalCommand& p) { message.add("LocalCommand").add("GBCSPayload", to_base64(p.message)); },
                 [&](const Inventory& p) { message.children.push_back(p.dsp_inventory); },
                 [&](const WanMatrix& p) { message.children.push_back(p.dsp_wan_matrix); },
                 [&](const OptIn& p) { message.children.push_back(p.dsp_opt_in); },
             },
             payload);
}

void add_body(Element& body, const Response& response) {
  if (const auto* alert = std::get_if<DeviceAlert>(&response.payload)) {
    Element& message = body.add("DeviceAlertMessage");
    message.add("AlertCode", fmt::format("{:04X}", alert->code));
    message.add("GBCSPayload", to_base64(alert->message));
  } else if (const auto* dcc = std::get_if<DccAlert>(&response.payload)) {
    Element& message = body.add("DCCAlertMessage");
    message.add("DCCAlertCode", dcc->code);
    message.add("DCCAlert").children.push_back(dcc->alert);
  } else {
    Element& message = body.add("ResponseMessage");
    message.add("ServiceReference", response.reference);
    message.add("ServiceReferenceVariant", response.variant);
    add_payload(message, response.payload);
  }
}

Result<const Element*> need(const Element& parent, std::string_view name) {
  const Element* e = parent.child(name);
  if (!e) return fail(fmt::format("expected {}", name), parent.name);
  return e;
}

Result<Bytes> octets_of(const Element& parent) {
  GP_TRY(e, need(parent, "GBCSPayload"));
  auto octets = from_base64(e->text);
  if (!octets) return within(parent.name + "/GBCSPayload", std::move(octets).error());
  return octets;
}

Result<int> number_in(const Element& parent, std::string_view name, int base) {
  GP_TRY(e, need(parent, name));
  const std::string digits = collapse(e->text);
  int number = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  if (ec != std::errc{} || end != digits.data() + digits.size() || number < 0 || number > 0xFFFF)
    return fail(fmt::format("'{}' is no such number", digits), fmt::format("{}/{}", parent.name, name));
  return number;
}

Result<Payload> read_future_dated(const Element& e) {
  GP_TRY(code, number_in(e, "FutureDatedAlertCode", 16));
  GP_TRY(octets, octets_of(e));
  GP_TRY(number, number_in(e, "InstructionNumber", 10));
  GP_TRY(total, number_in(e, "TotalCommandInstructions", 10));
  return Payload(FutureDatedAlert{static_cast<std::uint16_t>(code), std::move(octets), number, total});
}

Result<Payload> read_message(const Element& message) {
  if (message.children.size() <= 2) return Payload();
  const Element& e = message.children[2];
  if (message.children.size() > 3) return fail("expected nothing more", message.name + "/" + message.children[3].name);
  if (e.name == "GBCSPayload") {
    GP_TRY(octets, octets_of(message));
    return Payload(GbcsPayload{std::move(octets)});
  }
  if (e.name == "CINMessage") {
    GP_TRY(octets, octets_of(e));
    return Payload(CinMessage{std::move(octets), collapse(e.text_at("CustomerIdentificationNumber"))});
  }
  if (e.name == "PreCommand") {
    GP_TRY(octets, octets_of(e));
    return Payload(PreCommand{collapse(e.text_at("GBCSVersion")), std::move(octets)});
  }
  if (e.name == "LocalCommand") {
    GP_TRY(octets, octets_of(e));
    return Payload(LocalCommand{std::move(octets)});
  }
  if (e.name == "FutureDatedDeviceAlertMessage") return read_future_dated(e);
  if (e.name == "DSPInventory") return Payload(Inventory{e});
  if (e.name == "DSPWANMatrix") return Payload(WanMatrix{e});
  if (e.name == "DSPOptIn") return Payload(OptIn{e});
  return fail("a payload of this kind is not known here", message.name + "/" + e.name);
}

Result<Payload> read_device_alert(const Element& message) {
  GP_TRY(code, need(message, "AlertCode"));
  const std::string hex = collapse(code->text);
  DeviceAlert alert;
  const auto [end, ec] = std::from_chars(hex.data(), hex.data() + hex.size(), alert.code, 16);
  if (ec != std::errc{} || end != hex.data() + hex.size())
    return fail(fmt::format("'{}' is not an alert code", hex), message.name + "/AlertCode");
  GP_TRY(octets, octets_of(message));
  alert.message = std::move(octets);
  return Payload(std::move(alert));
}

Result<Payload> read_dcc_alert(const Element& message) {
  GP_TRY(code, need(message, "DCCAlertCode"));
  GP_TRY(alert, need(message, "DCCAlert"));
  if (alert->children.size() != 1) return fail("expected one alert", message.name + "/DCCAlert");
  return Payload(DccAlert{collapse(code->text), alert->children.front()});
}

Result<std::optional<RequestId>> optional_id(const Element& header, std::string_view name) {
  const Element* e = header.child(name);
  if (!e) return std::optional<RequestId>();
  auto id = RequestId::parse(e->text);
  if (!id) return within(fmt::format("Header/{}", name), std::move(id).error());
  return std::optional(*id);
}

Status read_body(const Element& body, Response& out) {
  if (body.children.size() != 1) return fail("expected one message", "Body");
  const Element& message = body.children.front();
  if (message.name == "ResponseMessage") {
    GP_TRY(reference, need(message, "ServiceReference"));
    GP_TRY(variant, need(message, "ServiceReferenceVariant"));
    out.reference = reference->text;
    out.variant = variant->text;
    GP_TRY(payload, read_message(message));
    out.payload = std::move(payload);
    return {};
  }
  if (message.name != "DeviceAlertMessage" && message.name != "DCCAlertMessage")
    return fail("a message of this kind is not known here", "Body/" + message.name);
  GP_TRY(payload, message.name == "DeviceAlertMessage" ? read_device_alert(message) : read_dcc_alert(message));
  out.payload = std::move(payload);
  return {};
}

}  // namespace

std::string write(const Response& response) {
  Element root;
  root.name = "Response";
  root.attributes = {{"schemaVersion", response.schema_version}};
  Element& header = root.add("Header");
  if (response.request_id) header.add("RequestID", response.request_id->text());
  if (response.response_id) header.add("ResponseID", response.response_id->text());
  header.add("ResponseCode", response.code);
  header.add("ResponseDateTime", iso_ms(response.time));
  add_body(root.add("Body"), response);
  return write_canonical(root, declarations_for(root));
}

Result<Response> read_response(const Document& document) {
  const Element& root = document.root();
  if (root.name != "Response" || root.prefix != "sr")
    return fail(fmt::format("expected sr:Response, found {}:{}", root.prefix, root.name), root.name);
  Response out;
  out.schema_version = collapse(root.attribute("schemaVersion"));
  GP_TRY(header, need(root, "Header"));
  GP_TRY(body, need(root, "Body"));
  GP_TRY(request_id, optional_id(*header, "RequestID"));
  GP_TRY(response_id, optional_id(*header, "ResponseID"));
  GP_TRY(code, need(*header, "ResponseCode"));
  GP_TRY(time_text, need(*header, "ResponseDateTime"));
  GP_TRY(time, parse_date_time(collapse(time_text->text)));
  out.request_id = request_id;
  out.response_id = response_id;
  out.code = code->text;
  out.time = time;
  GP_CHECK(read_body(*body, out));
  return out;
}

}  // namespace gridpost::duis
