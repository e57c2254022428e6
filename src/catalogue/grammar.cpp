#include "catalogue/grammar.h"

#include <fmt/format.h>

#include <algorithm>

namespace gridpost::catalogue::grammar {
namespace {

Particle place(unsigned least, unsigned most, Node node) {
  Particle p;
  p.kind = Particle::Kind::Element;
  p.least = least;
  p.most = most;
  p.element = std::make_shared<const Node>(std::move(node));
  return p;
}

Particle group(Particle::Kind kind, std::vector<Particle> parts) {
  Particle p;
  p.kind = kind;
  p.parts = std::move(parts);
  return p;
}

bool names(const Node& node, const Element& e) { return e.name == node.name && e.prefix == node.prefix; }

// True if nothing at all satisfies the place.
bool may_be_absent(const Particle& p) {
  if (p.least == 0) return true;
  if (p.kind == Particle::Kind::Element) return false;
  if (p.kind == Particle::Kind::Choice) return std::any_of(p.parts.begin(), p.parts.end(), may_be_absent);
  return std::all_of(p.parts.begin(), p.parts.end(), may_be_absent);
}

// True if the element can be the first one in this place.
bool may_start(const Particle& p, const Element& e) {
  if (p.most == 0) return false;
  if (p.kind == Particle::Kind::Element) return names(*p.element, e);
  for (const Particle& part : p.parts) {
    if (may_start(part, e)) return true;
    if (p.kind == Particle::Kind::Sequence && !may_be_absent(part)) return false;
  }
  return false;
}

// The names that can come first in this place.
void collect_first(const Particle& p, std::vector<std::string>& out) {
  if (p.kind == Particle::Kind::Element) {
    out.push_back(p.element->name);
    return;
  }
  for (const Particle& part : p.parts) {
    collect_first(part, out);
    if (p.kind == Particle::Kind::Sequence && !may_be_absent(part)) return;
  }
}

std::string first_names(const Particle& p) {
  std::vector<std::string> all;
  collect_first(p, all);
  return all.size() == 1 ? all.front() : fmt::format("one of {}", fmt::join(all, ", "));
}

// Walks over the children of one element. The next name decides, so nothing is ever tried twice.
class Walk {
 public:
  explicit Walk(const std::vector<Element>& children) : children_(children) {}

  Status match(const Particle& p) {
    unsigned count = 0;
    while (count < p.most && next_ < children_.size() && may_start(p, children_[next_])) {
      GP_CHECK(match_once(p));
      ++count;
    }
    if (count >= p.least) return {};
    if (p.kind != Particle::Kind::Element && may_be_absent(p)) return {};
    return missing(p, count);
  }

  Status finish() const {
    if (next_ == children_.size()) return {};
    return fail("this element is not expected here", children_[next_].name);
  }

 private:
  Status match_once(const Particle& p) {
    switch (p.kind) {
      case Particle::Kind::Element:
        return check(*p.element, children_[next_++]);
      case Particle::Kind::Sequence:
        for (const Particle& part : p.parts) GP_CHECK(match(part));
        return {};
      case Particle::Kind::Choice:
        for (const Particle& part : p.parts)
          if (may_start(part, children_[next_])) return match(part);
        return {};
    }
    return {};
  }

  Status missing(const Particle& p, unsigned count) const {
    const std::string wanted =
        count == 0 ? first_names(p) : fmt::format("{} (at least {}, found {})", first_names(p), p.least, count);
    if (next_ == children_.size()) return fail(fmt::format("expected {}, found nothing more", wanted));
    return fail(fmt::format("expected {} in place of this element", wanted), children_[next_].name);
  }

  const std::vector<Element>& children_;
  std::size_t next_ = 0;
};

Status check_attributes(const Content& content, const Element& element) {
  for (const auto& [name, value] : element.attributes) {
    const auto it = std::find_if(content.attributes.begin(), content.attributes.end(),
                                 [&n = name](const Attribute& a) { return a.name == n; });
    if (it != content.attributes.end()) {
      if (auto status = check(it->type, value); !status) return within("@" + name, std::move(status).error());
    } else {
      return fail("this attribute is not allowed here", "@" + name);
    }
  }
  for (const Attribute& a : content.attributes) {
    const auto present = [&](const auto& pair) { return pair.first == a.name; };
    if (a.required && std::none_of(element.attributes.begin(), element.attributes.end(), present))
      return fail(fmt::format("the attribute {} is missing", a.name));
  }
  return {};
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

Status check_content(const Content& content, const Element& element) {
  GP_CHECK(check_attributes(content, element));
  if (!content.value.empty()) {
    if (!element.children.empty()) return fail("expected a value, found an element", element.children.front().name);
    return check(content.value.front(), element.text);
  }
  const bool has_text = element.mixed || !(content.elements.empty() ? element.text.empty() : blank(element.text));
  if (has_text && !content.mixed) return fail("text is not allowed here");
  Walk walk(element.children);
  if (!content.elements.empty()) GP_CHECK(walk.match(content.elements.front()));
  return walk.finish();
}

const Node* find(const Particle& p, std::string_view name) {
  if (p.kind == Particle::Kind::Element) return p.element->name == name ? p.element.get() : nullptr;
  for (const Particle& part : p.parts)
    if (const Node* n = find(part, name)) return n;
  return nullptr;
}

Particle in_namespace(std::string_view prefix, const Particle& p) {
  Particle out = p;
  if (p.element) out.element = std::make_shared<const Node>(in_namespace(prefix, Node(*p.element)));
  for (Particle& part : out.parts) part = in_namespace(prefix, part);
  return out;
}

}  // namespace

Node element(std::string name, Content content) { return {std::move(name), "sr", std::move(content)}; }

Particle one(Node node) { return place(1, 1, std::move(node)); }
Particle optional(Node node) { return place(0, 1, std::move(node)); }
Particle one(std::string name, Content content) { return one(element(std::move(name), std::move(content))); }
Particle optional(std::string name, Content content) { return optional(element(std::move(name), std::move(content))); }
Particle many(unsigned least, unsigned most, std::string name, Content content) {
  return place(least, most, element(std::move(name), std::move(content)));
}
Particle sequence(std::vector<Particle> parts) { return group(Particle::Kind::Sequence, std::move(parts)); }
Particle choice(std::vector<Particle> parts) { return group(Particle::Kind::Choice, std::move(parts)); }
Particle repeated(unsigned least, unsigned most, Particle group_of) {
  group_of.least = least;
  group_of.most = most;
  return group_of;
}
Content nothing() { return {}; }
Content with(Content content, std::vector<Attribute> attributes) {
  content.attributes = std::move(attributes);
  return content;
}
Content mixed(Content content) {
  content.mixed = true;
  return content;
}
Attribute required(std::string name, SimpleType type) { return {std::move(name), std::move(type), true}; }
Attribute allowed(std::string name, SimpleType type) { return {std::move(name), std::move(type), false}; }

Node in_namespace(std::string_view prefix, Node node) {
  node.prefix = std::string(prefix);
  for (Particle& p : node.content.elements) p = in_namespace(prefix, p);
  return node;
}

Status check(const Node& node, const Element& element) {
  if (!names(node, element)) return fail(fmt::format("expected {}:{}", node.prefix, node.name), element.name);
  if (auto status = check_content(node.content, element); !status)
    return within(element.name, std::move(status).error());
  return {};
}

const Node* child(const Node& node, std::string_view name) {
  return node.content.elements.empty() ? nullptr : find(node.content.elements.front(), name);
}

}  // namespace gridpost::catalogue::grammar
