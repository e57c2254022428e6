#include "duis/canonical_text.h"

#include <algorithm>
#include <array>

#include "duis/xml.h"

namespace gridpost::duis {
namespace {

// In the order of prefixes, which is that of canonical form.
struct Namespace {
  std::string_view prefix;
  std::string_view uri;
};
constexpr std::array<Namespace, 3> kNamespaces{
    Namespace{"ds", kXmlSignature}, {"ra", kResponseAndAlert}, {"sr", kServiceUserGateway}};
constexpr std::array<std::string_view, 2> kDeclarations{"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>",
                                                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"};

bool starts_name(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }
bool in_name(char c) { return starts_name(c) || (c >= '0' && c <= '9'); }

// The entities that canonical form uses, in text and in attribute values.
struct Escape {
  std::string_view escaped;
  char plain;
};
constexpr std::array<Escape, 4> kInText{Escape{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&#xD;", '\r'}};
constexpr std::array<Escape, 6> kInAttribute{Escape{"&amp;", '&'}, {"&lt;", '<'},   {"&quot;", '"'},
                                             {"&#x9;", '\t'},      {"&#xA;", '\n'}, {"&#xD;", '\r'}};

// Printable ASCII; in text also tabulator and line feed. (Other characters are left to the parser.)
bool plain(char c, bool attribute) { return (c >= ' ' && c <= '~') || (!attribute && (c == '\t' || c == '\n')); }

class Reader {
 public:
  Reader(std::string_view text, CanonicalText& out) : text_(text), out_(out) {}

  bool read(unsigned depth) {
    for (std::string_view declaration : kDeclarations)
      if (skip(declaration)) break;
    const std::size_t from = at_;
    if (!element(out_.root, depth, 0) || at_ != text_.size()) return false;
    out_.document = text_.substr(from);
    return true;
  }

 private:
  bool skip(std::string_view wanted) {
    if (text_.substr(at_, wanted.size()) != wanted) return false;
    at_ += wanted.size();
    return true;
  }

  std::string_view name() {
    const std::size_t from = at_;
    if (at_ < text_.size() && starts_name(text_[at_]))
      ++at_;
    else
      return {};
    while (at_ < text_.size() && in_name(text_[at_])) ++at_;
    return text_.substr(from, at_ - from);
  }

  // Up to `end`, which must come.
  template <std::size_t N>
  bool characters(std::string& value, char end, bool attribute, const std::array<Escape, N>& escapes) {
    for (;;) {
      std::size_t to = at_;
      const auto ends = [&](char c) { return c == end || c == '&' || c == '<' || (!attribute && c == '>'); };
      while (to < text_.size() && !ends(text_[to]) && plain(text_[to], attribute)) ++to;
      value.append(text_, at_, to - at_);
      at_ = to;
      if (at_ == text_.size()) return false;
      if (text_[at_] == end) return true;
      const auto escape =
          std::find_if(escapes.begin(), escapes.end(), [&](const Escape& e) { return skip(e.escaped); });
      if (escape == escapes.end()) return false;
      value += escape->plain;
    }
  }

  // ` xmlns:sr="..."`; all of them at the root, ds also at the signature.
  bool declarations(bool root, bool signature) {
    for (std::size_t i = 0; i < kNamespaces.size(); ++i) {
      const std::size_t before = at_;
      const bool there =
          skip(" xmlns:") && skip(kNamespaces[i].prefix) && skip("=\"") && skip(kNamespaces[i].uri) && skip("\"");
      if (!there) {
        at_ = before;
        continue;
      }
      if (!root && !(signature && i == 0 && !declared_[0])) return false;
      declared_[i] = true;
    }
    return true;
  }

  // Ascending by name, hence no name twice.
  bool attributes(Element& e) {
    while (skip(" ")) {
      const std::string_view key = name();
      if (key.empty() || key == "xmlns" || !skip("=\"")) return false;
      if (!e.attributes.empty() && key <= e.attributes.back().first) return false;
      auto& [stored, value] = e.attributes.emplace_back(key, std::string());
      if (!characters(value, '"', true, kInAttribute)) return false;
      ++at_;
    }
    return skip(">");
  }

  bool element(Element& e, unsigned depth_left, unsigned depth) {
    if (depth_left == 0 || !skip("<")) return false;
    const std::string_view prefix = name();
    const auto space =
        std::find_if(kNamespaces.begin(), kNamespaces.end(), [&](const Namespace& n) { return n.prefix == prefix; });
    if (space == kNamespaces.end() || !skip(":")) return false;
    const std::string_view local = name();
    if (local.empty()) return false;
    const bool signature = depth == 1 && prefix == "ds" && local == "Signature";
    const bool ds_outside = declared_[0];
    if (!declarations(depth == 0, signature)) return false;
    if (!declared_[static_cast<std::size_t>(space - kNamespaces.begin())] || !attributes(e)) return false;
    e.prefix = prefix;
    e.name = local;
    const bool done =
        content(e, depth_left, depth) && skip("</") && skip(prefix) && skip(":") && skip(local) && skip(">");
    if (signature) declared_[0] = ds_outside;
    return done;
  }

  // Elements, or characters.
  bool content(Element& e, unsigned depth_left, unsigned depth) {
    if (depth == 1) first_grandchild_ = {};
    if (at_ < text_.size() && text_[at_] != '<') return characters(e.text, '<', false, kInText) && next_is("</");
    while (!next_is("</")) {
      const std::size_t from = at_;
      if (!element(e.children.emplace_back(), depth_left - 1, depth + 1)) return false;
      const std::string_view child = text_.substr(from, at_ - from);
      if (depth == 0) {
        out_.signature = child;
        out_.signed_info = first_grandchild_;
      }
      if (depth == 1 && e.children.size() == 1) first_grandchild_ = child;
    }
    return true;
  }

  bool next_is(std::string_view wanted) const { return text_.substr(at_, wanted.size()) == wanted; }

  std::string_view text_;
  CanonicalText& out_;
  std::size_t at_ = 0;
  std::array<bool, kNamespaces.size()> declared_{};
  std::string_view first_grandchild_;  // first child of the root's last child so far
};

}  // namespace

std::optional<CanonicalText> read_canonical_text(std::string_view text, unsigned depth) {
  CanonicalText out;
  if (!Reader(text, out).read(depth)) return std::nullopt;
  return out;
}

}  // namespace gridpost::duis
