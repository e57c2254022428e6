// The verdict of a published XML Schema, by libxml2, in this process.
#pragma once

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <memory>
#include <string>

namespace gridpost {

inline void ignore_schema_error(void*, xmlErrorPtr) {}
inline void note_schema_error(void* into, xmlErrorPtr error) {
  *static_cast<std::string*>(into) += error && error->message ? error->message : "unknown error";
}

// A schema as libxml2 judges by it.
class Schema {
 public:
  static std::unique_ptr<Schema> from_file(const std::string& path) {
    return make(xmlSchemaNewParserCtxt(path.c_str()));
  }
  static std::unique_ptr<Schema> from_text(const std::string& text) {
    return make(xmlSchemaNewMemParserCtxt(text.data(), static_cast<int>(text.size())));
  }

  bool accepts(const std::string& xml) const { return validate(xml, ignore_schema_error, nullptr); }
  // What is wrong with the document; empty if nothing.
  std::string complaints(const std::string& xml) const {
    std::string out;
    if (!validate(xml, note_schema_error, &out) && out.empty()) out = "not well-formed";
    return out;
  }

 private:
  bool validate(const std::string& xml, xmlStructuredErrorFunc note, void* into) const {
    const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> doc(
        xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
        xmlFreeDoc);
    if (!doc) return false;
    const std::unique_ptr<xmlSchemaValidCtxt, decltype(&xmlSchemaFreeValidCtxt)> context(
        xmlSchemaNewValidCtxt(schema_.get()), xmlSchemaFreeValidCtxt);
    xmlSchemaSetValidStructuredErrors(context.get(), note, into);
    return xmlSchemaValidateDoc(context.get(), doc.get()) == 0;
  }
  static std::unique_ptr<Schema> make(xmlSchemaParserCtxtPtr context) {
    auto out = std::make_unique<Schema>();
    out->schema_.reset(xmlSchemaParse(context));
    xmlSchemaFreeParserCtxt(context);
    return out->schema_ ? std::move(out) : nullptr;
  }
  struct Free {
    void operator()(xmlSchema* schema) const { xmlSchemaFree(schema); }
  };
  std::unique_ptr<xmlSchema, Free> schema_;
};

}  // namespace gridpost
