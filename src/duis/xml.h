// Reading XML: strictly UTF-8, no DTD, no network, bounded; and the text form of our own trees.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/element.h"
#include "base/result.h"

struct _xmlDoc;

namespace gridpost::duis {

inline constexpr std::string_view kServiceUserGateway = "http://www.dccinterface.co.uk/ServiceUserGateway";
inline constexpr std::string_view kResponseAndAlert = "http://www.dccinterface.co.uk/ResponseAndAlert";
inline constexpr std::string_view kXmlSignature = "http://www.w3.org/2000/09/xmldsig#";

struct XmlLimits {
  std::size_t octets = 1 << 20;
  // Tags, opening and closing: a tree of them needs far more memory than their text. The largest body has a few
  // thousand.
  std::ptrdiff_t tags = 100'000;
  // Elements within elements; DUIS needs 13.
  unsigned depth = 32;
};

struct CanonicalText;

// A parsed document: our tree of it, and what its canonical form is made from: the text itself, if it came in that
// form, or libxml2's tree. For one thread at a time.
class Document {
 public:
  Document();
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  const Element& root() const { return root_; }
  // Null: the text did not come in canonical form. Its root has moved to root().
  const CanonicalText* canonical() const { return canonical_.get(); }
  // Made when first asked for.
  _xmlDoc* handle() const;

 private:
  friend Result<Document> parse(std::string_view, XmlLimits);
  struct Free {
    void operator()(_xmlDoc* doc) const;
  };
  Element root_;
  std::unique_ptr<std::string> text_;  // kept in its place, for the views of canonical_
  std::unique_ptr<CanonicalText> canonical_;
  mutable std::unique_ptr<_xmlDoc, Free> doc_;
};

// Parses a message. Refuses DOCTYPE, encodings other than UTF-8, elements outside the three namespaces; errors carry
// line and column or line and path. Attributes of xsi are named "xsi:nil" and so on, other foreign ones
// "{namespace}name"; those that tell where schemas lie are left out.
Result<Document> parse(std::string_view text, XmlLimits limits = {});

// Writes the tree in canonical form: no white space, no self-closing tags, attributes by name. `declarations` stands in
// the first tag.
std::string write_canonical(const Element& root, std::string_view declarations);
// xmlns declarations for the namespaces used in the tree, in canonical order: ` xmlns:ra="..." xmlns:sr="..."`.
std::string declarations_for(const Element& root);
// Appends text with the characters escaped that canonical XML escapes.
void append_escaped(std::string& out, std::string_view text);

}  // namespace gridpost::duis
