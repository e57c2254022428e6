#include "base/element.h"

namespace gridpost {
namespace {

// Splits off the first step of a path.
std::string_view step(std::string_view& path) {
  const std::size_t slash = path.find('/');
  const std::string_view first = path.substr(0, slash);
  path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  return first;
}

}  // namespace

const Element* Element::at(std::string_view path) const {
  const Element* e = this;
  while (!path.empty() && e) {
    const std::string_view name_of_step = step(path);
    if (name_of_step == ".") continue;
    e = name_of_step == "*" ? (e->children.empty() ? nullptr : &e->children.front()) : e->child(name_of_step);
  }
  return e;
}

std::vector<const Element*> Element::all(std::string_view path) const {
  const std::size_t slash = path.rfind('/');
  const Element* parent = slash == std::string_view::npos ? this : at(path.substr(0, slash));
  const std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
  std::vector<const Element*> out;
  if (!parent) return out;
  for (const Element& c : parent->children)
    if (c.name == last) out.push_back(&c);
  return out;
}

Element& Element::add(std::string_view child_name, std::string_view child_text) {
  if (children.empty()) children.reserve(4);  // few elements have one child only, and moving them costs
  Element& c = children.emplace_back();
  c.name = std::string(child_name);
  c.text = std::string(child_text);
  c.prefix = prefix;
  return c;
}

}  // namespace gridpost
