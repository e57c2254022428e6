// A plain tree of elements: the form in which message bodies travel between rooms, free of any XML library.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gridpost {

// Namespaces are reduced to the prefix by convention: sr (requests and responses), ra (MMC), ds (signatures).
struct Element {
  std::string name;  // local name
  std::string text;  // character data; empty for elements with children
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<Element> children;
  std::string prefix = "sr";
  bool mixed = false;  // non-blank text stood between children: never valid in our messages

  // An empty one of this name.
  static Element named(std::string_view name) {
    Element e;
    e.name = name;
    return e;
  }
  // First child of this name, or null.
  const Element* child(std::string_view child_name) const {
    for (const Element& c : children)
      if (c.name == child_name) return &c;
    return nullptr;
  }
  // Descends along "A/B/C"; "." is the element itself; null when a step is missing.
  const Element* at(std::string_view path) const;
  // Every element reached by "A/B/C" in document order: all that match the last step below the first match of the
  // others.
  std::vector<const Element*> all(std::string_view path) const;
  // Text at the path, or empty.
  std::string_view text_at(std::string_view path) const {
    const Element* e = at(path);
    return e ? std::string_view(e->text) : std::string_view();
  }
  std::string_view attribute(std::string_view attribute_name) const {
    for (const auto& [key, value] : attributes)
      if (key == attribute_name) return value;
    return {};
  }
  // Appends a child and returns it.
  Element& add(std::string_view child_name, std::string_view child_text = {});
};

}  // namespace gridpost
