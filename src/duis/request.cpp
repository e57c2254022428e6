#include "duis/request.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "catalogue/bodies.h"
#include "catalogue/services.h"

namespace gridpost::duis {
namespace {

using catalogue::grammar::collapse;

constexpr std::string_view kSignedPreCommand = "SignedPreCommand";

// 5.0 to 5.4, in any spelling of the decimal number.
bool supported(std::string_view version) {
  while (version.starts_with('+') || version.starts_with('0')) version.remove_prefix(1);
  if (version.find('.') != std::string_view::npos) {
    while (version.ends_with('0')) version.remove_suffix(1);
    if (version.ends_with('.')) version.remove_suffix(1);
  }
  return version == "5" || version == "5.1" || version == "5.2" || version == "5.3" || version == "5.4";
}

// The unknown body gets a better error than the list of all that are known.
Status check_body_known(const Element& root) {
  const Element* body = root.child("Body");
  if (!body || body->children.size() != 1) return {};
  const std::string& name = body->children.front().name;
  if (catalogue::find_body(name)) return {};
  return fail(fmt::format("the service of the body element {} is not known here", name), "Request/Body/" + name,
              kGrammarRule);
}

int number(std::string_view text) {
  const std::string digits = collapse(text);
  const std::string_view plain = std::string_view(digits).substr(digits.starts_with('+') ? 1 : 0);
  int value = 0;
  std::from_chars(plain.data(), plain.data() + plain.size(), value);
  return value;
}

// A value that has passed the grammar, or nothing if the element is absent.
std::optional<RequestId> id_at(const Element& header, std::string_view name) {
  const Element* e = header.child(name);
  if (!e) return std::nullopt;
  const auto id = RequestId::parse(e->text);
  return id ? std::optional(*id) : std::nullopt;
}

}  // namespace

Result<Request> read_request(const Document& document) {
  const Element& root = document.root();
  if (root.name != "Request" || root.prefix != "sr")
    return fail(fmt::format("expected sr:Request, found {}:{}", root.prefix, root.name), root.name, kGrammarRule);
  Request out;
  out.schema_version = collapse(root.attribute("schemaVersion"));
  if (!out.schema_version.empty() && !supported(out.schema_version))
    return fail(fmt::format("schemaVersion {} is not supported", out.schema_version), "Request/@schemaVersion",
                kSchemaVersionRule);
  GP_CHECK(check_body_known(root));
  if (auto status = catalogue::grammar::check(catalogue::request_grammar(), root); !status) {
    Error e = std::move(status).error();
    e.rule = kGrammarRule;
    return tl::unexpected(std::move(e));
  }
  const Element& header = *root.child("Header");
  out.id = *id_at(header, "RequestID");
  out.preceding = id_at(header, "PrecedingServiceRequestID");
  if (const Element* first = header.child("FirstInSequence")) {
    const std::string value = collapse(first->text);
    out.first_in_sequence = value == "true" || value == "1";
  }
  out.command_variant = number(header.text_at("CommandVariant"));
  out.reference = header.text_at("ServiceReference");
  out.variant = header.text_at("ServiceReferenceVariant");
  out.body = root.child("Body")->children.front();
  out.signed_pre_command = out.body.name == kSignedPreCommand;
  if (out.signed_pre_command) {
    auto payload = from_base64(out.body.text_at("GBCSPayload"));
    if (!payload) return within("Request/Body/SignedPreCommand/GBCSPayload", std::move(payload).error());
    out.gbcs_payload = std::move(*payload);
  }
  return out;
}

std::optional<Quoted> peek(const Document& document) {
  const Element& root = document.root();
  const Element* header = root.child("Header");
  if (root.name != "Request" || !header) return std::nullopt;
  const auto id = id_at(*header, "RequestID");
  if (!id) return std::nullopt;
  Quoted out;
  out.id = *id;
  const std::string version = collapse(root.attribute("schemaVersion"));
  if (catalogue::grammar::check(catalogue::grammar::decimal(), version)) out.schema_version = version;
  const catalogue::Service* service = catalogue::find_service(header->text_at("ServiceReferenceVariant"));
  if (service) out.variant = service->variant;
  const std::string_view reference = header->text_at("ServiceReference");
  const auto all = catalogue::services();
  if (std::any_of(all.begin(), all.end(), [&](const catalogue::Service& s) { return s.reference() == reference; }))
    out.reference = reference;
  return out;
}

std::string write(const Request& request) {
  Element root;
  root.name = "Request";
  root.attributes = {{"schemaVersion", request.schema_version}};
  Element& header = root.add("Header");
  header.add("RequestID", request.id.text());
  if (request.first_in_sequence) header.add("FirstInSequence", *request.first_in_sequence ? "true" : "false");
  if (request.preceding) header.add("PrecedingServiceRequestID", request.preceding->text());
  header.add("CommandVariant", std::to_string(request.command_variant));
  header.add("ServiceReference", request.reference);
  header.add("ServiceReferenceVariant", request.variant);
  root.add("Body").children.push_back(request.body);
  return write_canonical(root, declarations_for(root));
}

Element signed_pre_command_body(View gbcs_payload) {
  Element body;
  body.name = kSignedPreCommand;
  body.add("GBCSPayload", to_base64(gbcs_payload));
  return body;
}

}  // namespace gridpost::duis
