#include "catalogue/bodies.h"

#include <algorithm>

#include "catalogue/body_types.h"
#include "catalogue/services.h"

namespace gridpost::catalogue {
namespace {

using namespace grammar;

Node signed_pre_command() { return element("SignedPreCommand", future_dated({one("GBCSPayload", base64())})); }

std::vector<Node> all_bodies() {
  std::vector<Node> all;
  for (auto chapter :
       {product_bodies, payment_bodies, reading_bodies, configuration_bodies, setting_bodies, alert_bodies,
        supply_bodies, inventory_bodies, hub_status_bodies, hub_bodies, gas_bodies, load_control_bodies, dsp_bodies})
    for (Node& body : chapter()) all.push_back(std::move(body));
  all.push_back(signed_pre_command());
  return all;
}

SimpleType command_variant_number() {
  SimpleType out = integer(1, 9);
  out.values = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};
  return out;
}

SimpleType service_variant_name() {
  std::vector<std::string> names;
  for (const Service& s : services()) names.emplace_back(s.variant);
  return one_of(std::move(names));
}

SimpleType service_reference_name() {
  std::vector<std::string> names;
  for (const Service& s : services())
    if (names.empty() || names.back() != s.reference()) names.emplace_back(s.reference());
  return one_of(std::move(names));
}

Node header() {
  return element("Header", sequence({one("RequestID", request_id()), optional("FirstInSequence", boolean()),
                                     optional("PrecedingServiceRequestID", request_id()),
                                     one("CommandVariant", command_variant_number()),
                                     one("ServiceReference", service_reference_name()),
                                     one("ServiceReferenceVariant", service_variant_name())}));
}

Node request() {
  std::vector<Particle> bodies;
  for (Node& body : all_bodies()) bodies.push_back(one(std::move(body)));
  return element("Request",
                 with(sequence({one(header()), one("Body", choice(std::move(bodies))), optional(signature_grammar())}),
                      {required("schemaVersion", decimal())}));
}

// An element that names an algorithm; the schema lets text stand in it.
Content algorithm(Content content = nothing()) {
  return with(mixed(std::move(content)), {required("Algorithm", any_uri())});
}

Node signature() {
  const Content transform = algorithm(repeated(0, kUnbounded, choice({one("XPath", grammar::string())})));
  const Content transforms = sequence({many(1, kUnbounded, "Transform", transform)});
  const Content reference = with(
      sequence({optional("Transforms", transforms), one("DigestMethod", algorithm()), one("DigestValue", base64())}),
      {allowed("URI", any_uri()), allowed("Type", any_uri())});
  const Content signed_info =
      sequence({one("CanonicalizationMethod", algorithm()),
                one("SignatureMethod", algorithm(sequence({optional("HMACOutputLength", big_integer())}))),
                many(1, kUnbounded, "Reference", reference)});
  const Content issuer_serial =
      sequence({one("X509IssuerName", grammar::string()), one("X509SerialNumber", grammar::string())});
  const Content x509_data = repeated(
      1, kUnbounded,
      choice({one("X509IssuerSerial", issuer_serial), one("X509SKI", base64()),
              one("X509SubjectName", grammar::string()), one("X509Certificate", base64()), one("X509CRL", base64())}));
  const Content key_info = mixed(repeated(
      1, kUnbounded,
      choice({one("KeyName", grammar::string()), one("X509Data", x509_data), one("MgmtData", grammar::string())})));
  return in_namespace("ds",
                      element("Signature", sequence({one("SignedInfo", signed_info), one("SignatureValue", base64()),
                                                     optional("KeyInfo", key_info)})));
}

}  // namespace

const Node& signature_grammar() {
  static const Node node = signature();
  return node;
}

const Node& request_grammar() {
  static const Node node = request();
  return node;
}

const Node* find_body(std::string_view body_element) { return child(*child(request_grammar(), "Body"), body_element); }

}  // namespace gridpost::catalogue
