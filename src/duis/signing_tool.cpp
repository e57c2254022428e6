#include "duis/signing_tool.h"

#include <fmt/format.h>

#include <algorithm>

#include "catalogue/bodies.h"
#include "duis/canonical.h"
#include "duis/request.h"
#include "duis/response.h"
#include "duis/signature.h"

namespace gridpost::duis {

namespace {

using catalogue::grammar::Node;

constexpr XmlLimits kLimits{.octets = 16 << 20};

ToolAnswer failed(ToolCode code, const Error& error) { return {code, error.text()}; }

bool is_signature(const Element& e) { return e.name == "Signature" && e.prefix == "ds"; }

// The tool checks against the whole schema. We know the envelope always, the bodies of services that are described.
Status check_request(const Document& document) {
  const Element* body = document.root().child("Body");
  const bool unknown = body && body->children.size() == 1 && !catalogue::find_body(body->children.front().name);
  if (unknown) return {};
  GP_CHECK(read_request(document));
  return {};
}

Status check_form(const Document& document) {
  const Element& root = document.root();
  if (root.prefix == "sr" && root.name == "Request") return check_request(document);
  if (root.prefix != "sr" || root.name != "Response")
    return fail(fmt::format("expected sr:Request or sr:Response, found {}:{}", root.prefix, root.name), root.name);
  GP_CHECK(read_response(document));
  return {};
}

// White space that the schema does not count is taken out before it is signed: stock tools would not count it either.
void tidy(Element& e, const Node* description) {
  for (auto& [name, value] : e.attributes) value = catalogue::grammar::collapse(value);
  if (e.children.empty()) {
    e.text = tidied_value(e.text, description);
    return;
  }
  e.text.clear();
  for (Element& c : e.children) tidy(c, description ? catalogue::grammar::child(*description, c.name) : nullptr);
}

void set_request_id(Element& root, const RequestId& id) {
  for (Element& header : root.children)
    if (header.name == "Header")
      for (Element& field : header.children)
        if (field.name == "RequestID") field.text = id.text();
}

crypto::KeyEntryPtr signing_key(const crypto::KeyStore& keys, Eui64 originator, TimeMs now) {
  for (const int role : {kXmlSigningRole, kSupplierRole})
    for (const auto& entry : keys.find_all(originator, crypto::Usage::DigitalSignature, now, role))
      if (entry->private_key) return entry;
  return nullptr;
}

}  // namespace

ToolAnswer tool_sign(std::string_view document, std::optional<std::uint64_t> counter, const crypto::KeyStore& keys,
                     TimeMs now) {
  const auto parsed = parse(document, kLimits);
  if (!parsed) return failed(ToolCode::Unreadable, parsed.error());
  if (parsed->root().name != "Request")
    return {ToolCode::Invalid, fmt::format("only requests are signed, not a {}", parsed->root().name)};
  if (const auto good = check_form(*parsed); !good) return failed(ToolCode::Invalid, good.error());
  const auto quoted = peek(*parsed);
  if (!quoted) return {ToolCode::Invalid, "there is no usable RequestID"};
  const auto key = signing_key(keys, quoted->id.originator, now);
  if (!key) return {ToolCode::NoKey, "no key to sign XML with for " + quoted->id.originator.text()};
  Element root = parsed->root();
  std::erase_if(root.children, is_signature);
  tidy(root, &catalogue::request_grammar());
  if (counter) set_request_id(root, {quoted->id.originator, quoted->id.target, *counter});
  auto document_signed = sign(write_canonical(root, declarations_for(root)), key->certificate, *key->private_key);
  if (!document_signed) return failed(ToolCode::Invalid, document_signed.error());
  return {ToolCode::Good, std::move(*document_signed)};
}

ToolAnswer tool_verify(std::string_view document, const crypto::KeyStore& keys) {
  const auto parsed = parse(document, kLimits);
  if (!parsed) return failed(ToolCode::Unreadable, parsed.error());
  if (const auto good = check_form(*parsed); !good) return failed(ToolCode::Invalid, good.error());
  Element root = parsed->root();
  const auto signatures = std::erase_if(root.children, is_signature);
  if (signatures > 0 || root.name == "Request") {
    if (const auto signer = verify(*parsed, keys); !signer) return failed(ToolCode::Invalid, signer.error());
  }
  return {ToolCode::Good, write_canonical(root, declarations_for(root))};
}

}  // namespace gridpost::duis
