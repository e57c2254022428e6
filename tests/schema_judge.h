// The verdict of a published XML Schema, by libxml2, in this process.
#pragma once

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>

#include <memory>
#include <string>

namespace gridpost {

inline void ignore_schema_error(void*, xmlErrorPtr) {}

// A schema as libxml2 judges by it.
class Schema {
 public:
  static std::unique_ptr<Schema> from_file(const std::string& path) {
    return make(xmlSchemaNewParserCtxt(path.c_str()));
  }
  static std::unique_ptr<Schema> from_text(const std::string& text) {
    return make(xmlSchemaNewMemParserCtxt(text.data(), static_cast<int>(text.size())));
  }

  bool accepts(const std::string& xml) const {
    const std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)> doc(
        xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
        xmlFreeDoc);
    if (!doc) return false;
    const std::unique_ptr<xmlSchemaValidCtxt, decltype(&xmlSchemaFreeValidCtxt)> context(
        xmlSchemaNewValidCtxt(schema_.get()), xmlSchemaFreeValidCtxt);
    xmlSchemaSetValidStructuredErrors(context.get(), ignore_schema_error, nullptr);
    return xmlSchemaValidateDoc(context.get(), doc.get()) == 0;
  }

 private:
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
