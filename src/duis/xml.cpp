#include "duis/xml.h"

#include <fmt/format.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>

#include <algorithm>
#include <climits>

#include "duis/canonical_text.h"

namespace gridpost::duis {
namespace {

constexpr std::string_view kSchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";
constexpr char kXmlRule[] = "well-formed XML, UTF-8, without DTD";

struct FreeContext {
  void operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }
};
using Context = std::unique_ptr<xmlParserCtxt, FreeContext>;

std::string_view text_of(const xmlChar* text) {
  return text ? std::string_view(reinterpret_cast<const char*>(text)) : std::string_view();
}

// Stops at the first sight of a DTD, before any of it is read.
void refuse_doctype(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  auto* c = static_cast<xmlParserCtxt*>(context);
  c->_private = c;
  xmlStopParser(c);
}

void ignore(void*, xmlErrorPtr) {}

std::string position(const xmlParserCtxt& context) {
  const xmlError& e = context.lastError;
  return e.line > 0 ? fmt::format("line {}, column {}", e.line, e.int2) : std::string();
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  return std::string(text);
}

std::string_view prefix_of(const xmlNs* ns) {
  if (!ns) return {};
  const std::string_view uri = text_of(ns->href);
  if (uri == kServiceUserGateway) return "sr";
  if (uri == kXmlSignature) return "ds";
  return uri == kResponseAndAlert ? "ra" : std::string_view();
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

std::string path_to(const xmlNode* node) {
  std::string path;
  for (; node && node->type == XML_ELEMENT_NODE; node = node->parent)
    path = path.empty() ? std::string(text_of(node->name)) : fmt::format("{}/{}", text_of(node->name), path);
  return path;
}

std::string place_of(const xmlNode* node) { return fmt::format("line {}, {}", node->line, path_to(node)); }

std::string attribute_name(const xmlAttr& attribute) {
  const std::string_view name = text_of(attribute.name);
  if (!attribute.ns) return std::string(name);
  const std::string_view uri = text_of(attribute.ns->href);
  return uri == kSchemaInstance ? fmt::format("xsi:{}", name) : fmt::format("{{{}}}{}", uri, name);
}

std::string attribute_value(const xmlAttr& attribute) {
  std::string out;
  for (const xmlNode* n = attribute.children; n; n = n->next) out += text_of(n->content);
  return out;
}

// Tells where schemas lie; says nothing about the message, and is allowed everywhere.
bool is_schema_hint(std::string_view name) {
  return name == "xsi:schemaLocation" || name == "xsi:noNamespaceSchemaLocation";
}

Status read_element(const xmlNode& node, unsigned depth_left, Element& out) {
  if (depth_left == 0) return fail("elements are nested too deeply", place_of(&node), kXmlRule);
  const std::string_view prefix = prefix_of(node.ns);
  if (prefix.empty()) {
    const std::string_view uri = node.ns ? text_of(node.ns->href) : std::string_view("none");
    return fail(fmt::format("the namespace of this element is not one of DUIS: {}", uri), place_of(&node));
  }
  out.prefix = prefix;
  out.name = text_of(node.name);
  for (const xmlAttr* a = node.properties; a; a = a->next)
    if (std::string name = attribute_name(*a); !is_schema_hint(name))
      out.attributes.emplace_back(std::move(name), attribute_value(*a));
  bool marked = false;  // a CDATA section is never mere layout
  for (const xmlNode* n = node.children; n; n = n->next) {
    if (n->type == XML_ELEMENT_NODE) {
      GP_CHECK(read_element(*n, depth_left - 1, out.children.emplace_back()));
    } else if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE) {
      marked = marked || n->type == XML_CDATA_SECTION_NODE;
      out.text += text_of(n->content);
    } else if (n->type == XML_ENTITY_REF_NODE) {
      return fail("entity references are not allowed", place_of(n->parent), kXmlRule);
    }
  }
  out.mixed = out.children.empty() ? marked && blank(out.text) : marked || !blank(out.text);
  if (!out.children.empty()) out.text.clear();
  return {};
}

Status check_encoding(std::string_view text, const xmlDoc& doc) {
  if (text.starts_with("\xFE\xFF") || text.starts_with("\xFF\xFE") || text.substr(0, 4).find('\0') != text.npos)
    return fail("the message is not UTF-8", "line 1, column 1", kXmlRule);
  std::string encoding(text_of(doc.encoding));
  std::transform(encoding.begin(), encoding.end(), encoding.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  if (encoding.empty() || encoding == "UTF-8") return {};
  return fail(fmt::format("the message is declared as {}, not as UTF-8", encoding), "line 1", kXmlRule);
}

void collect_prefixes(const Element& e, bool& ra, bool& ds, bool& sr) {
  (e.prefix == "ra" ? ra : e.prefix == "ds" ? ds : sr) = true;
  for (const Element& c : e.children) collect_prefixes(c, ra, ds, sr);
}

void append_tag(std::string& out, const Element& e) { out.append(e.prefix).append(":").append(e.name); }

void append_attribute_value(std::string& out, std::string_view text) {
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\t':
        out += "&#x9;";
        break;
      case '\n':
        out += "&#xA;";
        break;
      case '\r':
        out += "&#xD;";
        break;
      default:
        out += c;
    }
  }
}

void append_canonical(std::string& out, const Element& e, std::string_view declarations) {
  out += '<';
  append_tag(out, e);
  out += declarations;
  auto attributes = e.attributes;
  std::sort(attributes.begin(), attributes.end());
  for (const auto& [name, value] : attributes) {
    out.append(" ").append(name).append("=\"");
    append_attribute_value(out, value);
    out += '"';
  }
  out += '>';
  append_escaped(out, e.text);
  for (const Element& c : e.children) append_canonical(out, c, {});
  out += "</";
  append_tag(out, e);
  out += '>';
}

Context new_context() {
  static const bool ready = (xmlInitParser(), true);
  static_cast<void>(ready);
  return Context(xmlNewParserCtxt());
}

xmlDoc* read_document(xmlParserCtxt& context, std::string_view text) {
  constexpr std::size_t kLongestText = 10'000'000;  // beyond it libxml2 wants to be told
  int options = XML_PARSE_NONET | XML_PARSE_NOWARNING | XML_PARSE_COMPACT;
  if (text.size() > kLongestText) options |= XML_PARSE_HUGE;
  return xmlCtxtReadMemory(&context, text.data(), static_cast<int>(text.size()), nullptr, nullptr, options);
}

}  // namespace

Document::Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;
void Document::Free::operator()(_xmlDoc* doc) const { xmlFreeDoc(doc); }

_xmlDoc* Document::handle() const {
  if (doc_ || !text_) return doc_.get();
  if (const Context context = new_context()) doc_.reset(read_document(*context, *text_));
  return doc_.get();
}

Result<Document> parse(std::string_view text, XmlLimits limits) {
  if (text.empty()) return fail("the message is empty", {}, kXmlRule);
  if (text.size() > std::min<std::size_t>(limits.octets, INT_MAX))
    return fail(fmt::format("the message has {} octets, more than {}", text.size(), limits.octets), {}, kXmlRule);
  if (std::count(text.begin(), text.end(), '<') > limits.tags)
    return fail(fmt::format("the message has more than {} tags", limits.tags), {}, kXmlRule);
  Document out;
  out.text_ = std::make_unique<std::string>(text);
  if (auto canonical = read_canonical_text(*out.text_, limits.depth)) {
    out.root_ = std::move(canonical->root);
    out.canonical_ = std::make_unique<CanonicalText>(std::move(*canonical));
    return out;
  }
  out.text_.reset();
  const Context context = new_context();
  if (!context) return fail("no memory for the XML parser");
  context->sax->internalSubset = refuse_doctype;
  context->sax->serror = ignore;
  out.doc_.reset(read_document(*context, text));
  if (context->_private) return fail("a DOCTYPE is not allowed", position(*context), kXmlRule);
  if (!out.doc_ || !context->wellFormed || !context->nsWellFormed) {
    const char* message = context->lastError.message;
    return fail(message ? trimmed(message) : "not well-formed XML", position(*context), kXmlRule);
  }
  GP_CHECK(check_encoding(text, *out.doc_));
  const xmlNode* root = xmlDocGetRootElement(out.doc_.get());
  if (!root) return fail("the message has no element", {}, kXmlRule);
  GP_CHECK(read_element(*root, limits.depth, out.root_));
  return out;
}

std::string declarations_for(const Element& root) {
  bool ra = false;
  bool ds = false;
  bool sr = false;
  collect_prefixes(root, ra, ds, sr);
  std::string out;
  const auto declare = [&](std::string_view prefix, std::string_view uri) {
    out += fmt::format(" xmlns:{}=\"{}\"", prefix, uri);
  };
  if (ds) declare("ds", kXmlSignature);
  if (ra) declare("ra", kResponseAndAlert);
  if (sr) declare("sr", kServiceUserGateway);
  return out;
}

std::string write_canonical(const Element& root, std::string_view declarations) {
  std::string out;
  append_canonical(out, root, declarations);
  return out;
}

void append_escaped(std::string& out, std::string_view text) {
  const auto special = [](char c) { return c == '&' || c == '<' || c == '>' || c == '\r'; };
  while (true) {
    std::size_t plain = 0;  // in one piece up to the next special one
    while (plain < text.size() && !special(text[plain])) ++plain;
    out.append(text.substr(0, plain));
    if (plain == text.size()) return;
    const char c = text[plain];
    out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&#xD;";
    text.remove_prefix(plain + 1);
  }
}

}  // namespace gridpost::duis
