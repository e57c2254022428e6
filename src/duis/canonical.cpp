#include "duis/canonical.h"

#include <libxml/c14n.h>
#include <libxml/tree.h>

#include "catalogue/bodies.h"
#include "duis/canonical_text.h"

namespace gridpost::duis {
namespace {

using catalogue::grammar::Node;

constexpr std::string_view kSignedInfo = "<ds:SignedInfo>";

struct FreeDoc {
  void operator()(xmlDoc* doc) const { xmlFreeDoc(doc); }
};
using Copy = std::unique_ptr<xmlDoc, FreeDoc>;

bool is_ancestor_or_self(const xmlNode* node, const xmlNode* of) {
  for (; of; of = of->parent)
    if (of == node) return true;
  return false;
}

// Attributes and namespaces belong to their element.
const xmlNode* owner(const xmlNode* node, const xmlNode* parent) {
  return node->type == XML_NAMESPACE_DECL || node->type == XML_ATTRIBUTE_NODE ? parent : node;
}

int outside(void* subtree, xmlNode* node, xmlNode* parent) {
  return !is_ancestor_or_self(static_cast<const xmlNode*>(subtree), owner(node, parent));
}
int inside(void* subtree, xmlNode* node, xmlNode* parent) {
  return is_ancestor_or_self(static_cast<const xmlNode*>(subtree), owner(node, parent));
}

Result<crypto::Digest> digest(xmlDoc* doc, xmlC14NIsVisibleCallback visible, const xmlNode* subtree, int mode) {
  xmlOutputBuffer* buffer = xmlAllocOutputBuffer(nullptr);
  if (!buffer) return fail("no memory to canonicalise the message");
  const int done = xmlC14NExecute(doc, visible, const_cast<xmlNode*>(subtree), mode, nullptr, 0, buffer);
  crypto::Digest out{};
  if (done >= 0)
    out = crypto::sha256({xmlOutputBufferGetContent(buffer), static_cast<std::size_t>(xmlOutputBufferGetSize(buffer))});
  xmlOutputBufferClose(buffer);
  if (done < 0) return fail("the message cannot be brought into canonical form");
  return out;
}

// No element that would carry another declaration in the exclusive form.
bool only_ds(std::string_view text) { return text.find("<sr:") == text.npos && text.find("<ra:") == text.npos; }

Result<const xmlNode*> signature_of(const xmlDoc* doc) {
  const xmlNode* root = xmlDocGetRootElement(doc);
  for (const xmlNode* n = root ? root->last : nullptr; n; n = n->prev)
    if (n->type == XML_ELEMENT_NODE) return n;
  return fail("the message has no signature");
}

Result<crypto::Digest> without_signature(xmlDoc* doc, BodyForm form) {
  GP_TRY(signature, signature_of(doc));
  return digest(doc, outside, signature, form == BodyForm::Inclusive ? XML_C14N_1_0 : XML_C14N_EXCLUSIVE_1_0);
}

bool is_text(const xmlNode* n) { return n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE; }

std::string_view content_of(const xmlNode* n) {
  return n->content ? std::string_view(reinterpret_cast<const char*>(n->content)) : std::string_view();
}

bool has_children(const xmlNode* element) {
  for (const xmlNode* n = element->children; n; n = n->next)
    if (n->type == XML_ELEMENT_NODE) return true;
  return false;
}

void drop_blank_text(xmlNode* element) {
  for (xmlNode* n = element->children; n;) {
    xmlNode* next = n->next;
    if (is_text(n) && content_of(n).find_first_not_of(" \t\r\n") == std::string_view::npos) {
      xmlUnlinkNode(n);
      xmlFreeNode(n);
    }
    n = next;
  }
}

void set_text(xmlNode* element, const std::string& text) {
  while (element->children) {
    xmlNode* n = element->children;
    xmlUnlinkNode(n);
    xmlFreeNode(n);
  }
  xmlNodeAddContentLen(element, reinterpret_cast<const xmlChar*>(text.data()), static_cast<int>(text.size()));
}

void tidy_value(xmlNode* element, const Node* description) {
  std::string text;
  for (const xmlNode* n = element->children; n; n = n->next)
    if (is_text(n)) text += content_of(n);
  if (std::string tidy = tidied_value(text, description); tidy != text) set_text(element, tidy);
}

void tidy_attributes(xmlNode* element) {
  for (xmlAttr* a = element->properties; a; a = a->next) {
    if (!a->children || a->children->next) continue;
    const std::string tidy = catalogue::grammar::collapse(content_of(a->children));
    xmlNodeSetContentLen(a->children, reinterpret_cast<const xmlChar*>(tidy.data()), static_cast<int>(tidy.size()));
  }
}

// Attributes of our grammar are numbers, all of which collapse.
void tidy(xmlNode* element, const Node* description, const xmlNode* stop) {
  if (element == stop) return;
  tidy_attributes(element);
  if (!has_children(element)) {
    tidy_value(element, description);
    return;
  }
  drop_blank_text(element);
  for (xmlNode* n = element->children; n; n = n->next) {
    if (n->type != XML_ELEMENT_NODE) continue;
    const std::string_view name(reinterpret_cast<const char*>(n->name));
    tidy(n, description ? catalogue::grammar::child(*description, name) : nullptr, stop);
  }
}

}  // namespace

std::string tidied_value(std::string_view text, const Node* description) {
  if (!description || description->content.value.empty()) return std::string(text);
  const auto& type = description->content.value.front();
  if (!type.collapses()) return std::string(text);
  std::string tidy = catalogue::grammar::collapse(text);
  if (type.base == catalogue::grammar::SimpleType::Base::Base64Binary) std::erase(tidy, ' ');
  return tidy;
}

Result<crypto::Digest> body_digest(const Document& document, BodyForm form) {
  // The exclusive form moves declarations down to where they are used: that is for the library.
  if (const CanonicalText* text = document.canonical();
      text && !text->signature.empty() && form == BodyForm::Inclusive) {
    const auto before = static_cast<std::size_t>(text->signature.data() - text->document.data());
    std::string body(text->document);
    body.erase(before, text->signature.size());
    return crypto::sha256(view_of(body));
  }
  if (!document.handle()) return fail("no memory to canonicalise the message");
  return without_signature(document.handle(), form);
}

Result<crypto::Digest> tidied_body_digest(const Document& document, BodyForm form) {
  const Copy copy(document.handle() ? xmlCopyDoc(document.handle(), 1) : nullptr);
  if (!copy) return fail("no memory to copy the message");
  GP_TRY(signature, signature_of(copy.get()));
  const Node& requests = catalogue::request_grammar();
  tidy(xmlDocGetRootElement(copy.get()), document.root().name == requests.name ? &requests : nullptr, signature);
  return without_signature(copy.get(), form);
}

Result<crypto::Digest> signed_info_digest(const Document& document) {
  const CanonicalText* text = document.canonical();
  if (text && text->signed_info.starts_with(kSignedInfo) && only_ds(text->signed_info)) {
    std::string info = "<ds:SignedInfo xmlns:ds=\"" + std::string(kXmlSignature) + "\">";
    return crypto::sha256(view_of(info.append(text->signed_info.substr(kSignedInfo.size()))));
  }
  if (!document.handle()) return fail("no memory to canonicalise the message");
  GP_TRY(signature, signature_of(document.handle()));
  for (const xmlNode* n = signature->children; n; n = n->next)
    if (n->type == XML_ELEMENT_NODE) return digest(document.handle(), inside, n, XML_C14N_EXCLUSIVE_1_0);
  return fail("the signature is empty", "Signature");
}

}  // namespace gridpost::duis
