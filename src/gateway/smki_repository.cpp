#include "gateway/smki_repository.h"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <cctype>
#include <memory>

namespace gridpost::gateway {

namespace {

constexpr const char* kOrganisation = "CertificateSubjectName";
constexpr const char* kDevice = "CertificateSubjectAltName";
constexpr std::size_t kRequestOctets = 64 * 1024;  // of a body; real ones have a few hundred

// The one element with text that a request holds.
struct Field {
  std::string name;
  std::string value;
};

std::string_view text_of(const xmlChar* text) { return text ? reinterpret_cast<const char*>(text) : ""; }

// <root><name>value</name></root>, without namespaces, attributes and document type.
Result<Field> parse_request(std::string_view request, std::string_view root_name) {
  const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> document(
      xmlReadMemory(request.data(), static_cast<int>(request.size()), nullptr, nullptr,
                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
      &xmlFreeDoc);
  if (!document) return fail("the request is not well-formed XML");
  if (document->intSubset) return fail("a document type is not allowed");
  const xmlNode* root = xmlDocGetRootElement(document.get());
  if (text_of(root->name) != root_name) return fail(fmt::format("the root element must be {}", root_name));
  xmlNode* field = xmlFirstElementChild(const_cast<xmlNode*>(root));
  if (!field || xmlNextElementSibling(field)) return fail(fmt::format("{} must hold one element", root_name));
  if (xmlChildElementCount(field) != 0) return fail("must hold text only", std::string(text_of(field->name)));
  const std::unique_ptr<xmlChar, decltype(xmlFree)> content(xmlNodeGetContent(field), xmlFree);
  std::string value(text_of(content.get()));
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  value.erase(std::find_if_not(value.rbegin(), value.rend(), blank).base(), value.end());
  value.erase(value.begin(), std::find_if_not(value.begin(), value.end(), blank));
  return Field{std::string(text_of(field->name)), std::move(value)};
}

std::string element(std::string_view name, std::string_view plain_value) {
  return fmt::format("<{}>{}</{}>", name, plain_value, name);
}

// None of the texts given needs escaping: they are ours, numbers, identifiers and base64.
Reply xml_reply(int status, std::string_view root, std::string_view message, std::uint64_t audit,
                std::string_view rest) {
  return {.status = status,
          .content_type = "application/xml",
          .body = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?><{0}><ResponseCode>{1}</ResponseCode>"
                              "<ResponseMessage>{2}</ResponseMessage><AuditReference>{3}</AuditReference>{4}</{0}>",
                              root, status, message, audit, rest),
          .headers = {}};
}

std::string subject(const crypto::Certificate& certificate) {
  return element(certificate.is_device() ? kDevice : kOrganisation, certificate.eui()->text());
}

std::string status(const crypto::KeyEntry& entry, TimeMs now) {
  return element("CertificateStatus", std::string(1, static_cast<char>(entry.status_at(now))));
}

// CertificateRole (organisations only), CertificateUsage, ManufacturingFlag.
std::string role_and_usage(const crypto::Certificate& certificate) {
  std::string text;
  if (!certificate.is_device() && certificate.role())
    text = element("CertificateRole", std::to_string(*certificate.role()));
  text += element("CertificateUsage", certificate.usage() == crypto::Usage::DigitalSignature ? "DS" : "KA");
  return text + element("ManufacturingFlag", "false");
}

// What the repository shows: certificates of organisations and devices, not those of authorities.
bool shown(const crypto::Certificate& certificate) {
  return certificate.eui() && certificate.usage() != crypto::Usage::CertificateSigning;
}

bool is_serial(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

}  // namespace

SmkiRepository::SmkiRepository(const crypto::KeyStore& store, const WorldClock& clock, SmkiOptions options)
    : store_(store), clock_(clock), options_(std::move(options)) {
  xmlInitParser();
}

Reply SmkiRepository::search(std::string_view request) {
  constexpr std::string_view kRoot = "CertificateSearchResponse";
  const std::uint64_t audit = ++audit_reference_;
  const auto field = parse_request(request, "CertificateSearchRequest");
  if (!field) return xml_reply(401, kRoot, field.error().what, audit, {});
  const bool device = field->name == kDevice;
  if (!device && field->name != kOrganisation) {
    return xml_reply(401, kRoot, fmt::format("{} or {} is required", kOrganisation, kDevice), audit, {});
  }
  const auto eui = Eui64::parse(field->value);
  if (!eui) return xml_reply(401, kRoot, "the identifier must be eight hexadecimal pairs", audit, {});
  std::string results;
  const TimeMs now = clock_.now();
  for (const auto& entry : store_.certificates_of(*eui)) {
    const crypto::Certificate& certificate = entry->certificate;
    if (certificate.is_device() != device || !shown(certificate)) continue;
    results += element("Result", element("CertificateSerial", certificate.serial_hex()) + subject(certificate) +
                                     status(*entry, now) + role_and_usage(certificate));
  }
  if (results.empty()) return xml_reply(402, kRoot, "Not found", audit, {});
  return xml_reply(200, kRoot, "Success", audit, results);
}

Reply SmkiRepository::retrieve(std::string_view request) {
  constexpr std::string_view kRoot = "CertificateDataResponse";
  const std::uint64_t audit = ++audit_reference_;
  const auto field = parse_request(request, "CertificateDataRequest");
  if (!field) return xml_reply(401, kRoot, field.error().what, audit, {});
  if (field->name != "CertificateSerial") return xml_reply(401, kRoot, "CertificateSerial is required", audit, {});
  if (!is_serial(field->value)) return xml_reply(401, kRoot, "the serial number must be hexadecimal", audit, {});
  const auto entry = store_.by_serial_hex(field->value);
  if (!entry || !shown(entry->certificate)) return xml_reply(402, kRoot, "Not found", audit, {});
  const crypto::Certificate& certificate = entry->certificate;
  return xml_reply(200, kRoot, "Success", audit,
                   element("CertificateResponse",
                           subject(certificate) + element("CertificateSerial", certificate.serial_hex()) +
                               status(*entry, clock_.now()) + element("CertificateBody", to_base64(certificate.der())) +
                               role_and_usage(certificate)));
}

bool SmkiRepository::key_accepted(std::string_view query) const {
  if (options_.api_keys.empty()) return true;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    if (pair.starts_with("apikey=") && options_.api_keys.contains(std::string(pair.substr(7)))) return true;
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return false;
}

std::vector<Route> SmkiRepository::routes() {
  const auto route = [this](std::string path, std::string_view root,
                            Reply (SmkiRepository::*service)(std::string_view)) {
    return Route{.method = "POST",
                 .path = std::move(path),
                 .content_type = "application/xml",
                 .body_limit = kRequestOctets,
                 .handler = [this, root, service](Request&& request, const Answer& answer) {
                   if (!key_accepted(request.query)) {
                     return answer(xml_reply(401, root, "the apikey is not accepted", ++audit_reference_, {}));
                   }
                   answer((this->*service)(request.body));
                 }};
  };
  return {route("/services/certificatesearch", "CertificateSearchResponse", &SmkiRepository::search),
          route("/services/retrievecertificate", "CertificateDataResponse", &SmkiRepository::retrieve)};
}

}  // namespace gridpost::gateway
