// The grammar of XML bodies: a tree that says which elements stand where, how often, and with which values.
//
//   element("UpdateHANDeviceLog", sequence({optional("ExecutionDateTime", date_time()),
//                                           one("DeviceID", eui()),
//                                           one("RequestType", one_of({"Add", "Remove"}))}))
//
// Verdicts equal those of the published schema, provided that, as there, the name of the next element alone decides
// where it belongs. xsi:type is refused everywhere, also where a schema processor would let it pass.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/element.h"
#include "catalogue/simple_type.h"

namespace gridpost::catalogue::grammar {

struct Node;

// A place in the content of an element: one element, or a sequence or choice of places; each may repeat.
struct Particle {
  enum class Kind { Element, Sequence, Choice };
  Kind kind = Kind::Sequence;
  unsigned least = 1;
  unsigned most = 1;
  std::shared_ptr<const Node> element;  // Kind::Element
  std::vector<Particle> parts;          // Kind::Sequence, Kind::Choice
};

struct Attribute {
  std::string name;
  SimpleType type;
  bool required = true;
};

// What is between an element's tags, and its attributes: a value, or elements, or nothing.
struct Content {
  std::vector<SimpleType> value;   // none or one
  std::vector<Particle> elements;  // none or one
  std::vector<Attribute> attributes;
  bool mixed = false;  // text between elements is allowed

  Content() = default;
  Content(SimpleType type) { value.push_back(std::move(type)); }           // NOLINT: the notation wants it implicit
  Content(Particle particle) { elements.push_back(std::move(particle)); }  // NOLINT
};

// An element and its content.
struct Node {
  std::string name;
  std::string prefix;
  Content content;
};

inline constexpr unsigned kUnbounded = ~0u;

// --- the notation ---

Node element(std::string name, Content content);
Particle one(std::string name, Content content);
Particle optional(std::string name, Content content);
Particle many(unsigned least, unsigned most, std::string name, Content content);
Particle sequence(std::vector<Particle> parts);
Particle choice(std::vector<Particle> parts);
// A group that may be left out or repeat.
Particle repeated(unsigned least, unsigned most, Particle group);
// A whole description used as a place.
Particle one(Node node);
Particle optional(Node node);
// No content at all, not even white space.
Content nothing();
// Content with attributes.
Content with(Content content, std::vector<Attribute> attributes);
// Content between whose elements text may stand.
Content mixed(Content content);
Attribute required(std::string name, SimpleType type);
Attribute allowed(std::string name, SimpleType type);
// The same content with all its elements in another namespace, by its conventional prefix.
Node in_namespace(std::string_view prefix, Node node);

// --- its use ---

// The first place where the element departs from its description: where is a path such as
// "Request/Body/UpdateHANDeviceLog/RequestType", what says what was expected there.
Status check(const Node& node, const Element& element);

// The description of a child element of this name, or null. The first one, if there are several.
const Node* child(const Node& node, std::string_view name);

}  // namespace gridpost::catalogue::grammar
