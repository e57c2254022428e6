#include "transform/path.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace gridpost::transform {
namespace {

// "Thresholds[2]": name and index; "*{Alarm=Enable,EventLog=Enable}": name and texts of children. Empty: not asked for.
struct Step {
  std::string_view name;
  std::string_view index;
  std::string_view children;
};

Step split(std::string_view step) {
  const std::size_t bracket = step.find_first_of("[{");
  if (bracket == std::string_view::npos) return {step, {}, {}};
  const std::string_view inside = step.substr(bracket + 1, step.size() - bracket - 2);
  const std::string_view name = step.substr(0, bracket);
  return step[bracket] == '[' ? Step{name, inside, {}} : Step{name, {}, inside};
}

// Values of type integer may be written "01" or "+1", with blanks around.
std::string_view plain_number(std::string_view text) {
  text = trimmed(text);
  while (text.size() > 1 && (text.front() == '0' || text.front() == '+')) text.remove_prefix(1);
  return text;
}

bool has_children(const Element& element, std::string_view wanted) {
  while (!wanted.empty()) {
    const std::string_view one = wanted.substr(0, wanted.find(','));
    wanted.remove_prefix(std::min(one.size() + 1, wanted.size()));
    const std::size_t equals = one.find('=');
    const Element* child = element.child(one.substr(0, equals));
    if (!child || plain_number(child->text) != one.substr(equals + 1)) return false;
  }
  return true;
}

bool matches(const Element& element, const Step& step) {
  if (step.name != "*" && element.name != step.name) return false;
  if (!has_children(element, step.children)) return false;
  return step.index.empty() || plain_number(element.attribute("index")) == step.index;
}

const Element* descend(const Element* from, std::string_view path) {
  if (!from || path.empty() || path == ".") return from;
  const std::size_t slash = path.find('/');
  const Step step = split(path.substr(0, slash));
  const std::string_view rest = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  for (const Element& child : from->children)
    if (matches(child, step))
      if (const Element* found = descend(&child, rest)) return found;
  return nullptr;
}

// "Season[2]" for the second Season of its parent, "Season" for the only one.
std::string step_text(const Element& parent, const Element& child) {
  std::size_t place = 0;
  std::size_t count = 0;
  for (const Element& e : parent.children) {
    if (e.name != child.name) continue;
    ++count;
    if (&e == &child) place = count;
  }
  return count > 1 ? child.name + "[" + std::to_string(place) + "]" : child.name;
}

void join(std::string& path, std::string_view step) {
  if (!path.empty() && !step.empty()) path += '/';
  path += step;
}

// Adds the way from one element down to another; false if it is not below.
bool add_way(const Element& from, const Element* to, std::string& path) {
  if (&from == to) return true;
  for (const Element& child : from.children) {
    std::string longer = path;
    join(longer, step_text(from, child));
    if (!add_way(child, to, longer)) continue;
    path = std::move(longer);
    return true;
  }
  return false;
}

const Element* start(const Scope& scope, std::string_view& path) {
  if (path.starts_with("$/")) {
    path.remove_prefix(2);
    return scope.added;
  }
  if (path.empty() || path.front() != '/') return scope.here;
  path.remove_prefix(1);
  return scope.body;
}

}  // namespace

const Element* element_at(const Scope& scope, std::string_view path) {
  const Element* from = start(scope, path);
  return descend(from, path);
}

std::optional<std::string_view> text_at(const Scope& scope, std::string_view path) {
  const std::size_t at = path.find('@');
  if (at == std::string_view::npos) {
    const Element* e = element_at(scope, path);
    return e ? std::optional<std::string_view>(e->text) : std::nullopt;
  }
  const Element* e = at == 0 ? scope.here : element_at(scope, path.substr(0, at - 1));
  if (!e) return std::nullopt;
  for (const auto& [key, value] : e->attributes)
    if (key == path.substr(at + 1)) return value;
  return std::nullopt;
}

std::vector<const Element*> elements_at(const Scope& scope, std::string_view path) {
  const Element* from = start(scope, path);
  const std::size_t slash = path.rfind('/');
  const Element* parent = slash == std::string_view::npos ? from : descend(from, path.substr(0, slash));
  const Step last = split(slash == std::string_view::npos ? path : path.substr(slash + 1));
  std::vector<const Element*> out;
  if (!parent) return out;
  for (const Element& child : parent->children)
    if (matches(child, last)) out.push_back(&child);
  return out;
}

std::string full_path(const Scope& scope, std::string_view path) {
  if (path.starts_with("$")) return std::string(path);
  const Element* at = start(scope, path);
  std::string attribute;
  if (const std::size_t mark = path.find('@'); mark != std::string_view::npos) {
    attribute = path.substr(mark);
    path = path.substr(0, mark == 0 ? 0 : mark - 1);
  }
  if (path == ".") path = {};
  // As far down as there are elements.
  std::string_view missing = path;
  for (std::size_t end = path.size(); at && !path.empty(); end = path.rfind('/', end - 1)) {
    const bool none = end == std::string_view::npos || end == 0;
    const Element* found = none ? nullptr : descend(at, path.substr(0, end));
    if (found) {
      at = found;
      missing = end == path.size() ? std::string_view() : path.substr(end + 1);
    }
    if (found || none) break;
  }
  std::string out;
  if (!at || !scope.body || !add_way(*scope.body, at, out)) out.clear();
  join(out, missing);
  join(out, attribute);
  return out;
}

std::string full_list_path(const Scope& scope, std::string_view path) {
  std::string out = full_path(scope, path);
  if (out.ends_with(']')) out.resize(out.rfind('['));
  return out;
}

}  // namespace gridpost::transform
