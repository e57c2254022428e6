// The table of statuses as a page: what moves a Device, drawn and in full.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "catalogue/status_machine.h"

namespace gridpost::catalogue {
namespace {

// No status: not in the inventory.
using Place = std::optional<SmiStatus>;
struct Arrow {
  Place from, to;
  auto operator<=>(const Arrow&) const = default;
};
using Arrows = std::map<Arrow, std::vector<std::string_view>>;

std::vector<SmiStatus> members(SmiStatuses set) {
  std::vector<SmiStatus> out;
  for (int i = 0; i < kSmiStatuses; ++i)
    if (set.has(static_cast<SmiStatus>(i))) out.push_back(static_cast<SmiStatus>(i));
  return out;
}

// The statuses out of which something leads to Suspended: there the way back ends.
SmiStatuses suspendable() {
  SmiStatuses out;
  for (const Transition& t : transitions())
    if (t.leads == Leads::To && t.to == SmiStatus::Suspended) out = out | t.from;
  return out;
}

std::vector<Place> ends(const Transition& t) {
  if (t.leads == Leads::To) return {t.to};
  if (t.leads == Leads::Gone) return {Place()};
  if (t.leads != Leads::Back) return {};
  const auto back = members(suspendable());
  return {back.begin(), back.end()};
}

// An import may end anywhere, and is not drawn.
Arrows arrows(bool of_interruptions) {
  Arrows out;
  const auto interrupts = [](Place p) { return p && is_interruption(*p); };
  for (const Transition& t : transitions()) {
    const auto known = members(t.from);
    std::vector<Place> starts(known.begin(), known.end());
    if (starts.empty()) starts.emplace_back();
    for (const Place from : starts)
      for (const Place to : ends(t)) {
        if ((interrupts(from) || interrupts(to)) != of_interruptions) continue;
        auto& causes = out[{from, to}];
        if (std::find(causes.begin(), causes.end(), cause_of(t.event)) == causes.end())
          causes.push_back(cause_of(t.event));
      }
  }
  return out;
}

std::string_view name(Place place) { return place ? text(*place) : "[*]"; }

std::string drawn(const Arrows& arrows) {
  std::string out = "```mermaid\nstateDiagram-v2\n";
  for (const auto& [arrow, causes] : arrows) {
    std::string label;
    for (const std::string_view cause : causes) label += (label.empty() ? "" : ", ") + std::string(cause);
    out += fmt::format("  {} --> {}: {}\n", name(arrow.from), name(arrow.to), label);
  }
  return out + "```\n";
}

std::string statuses_text(SmiStatuses set) {
  std::string out;
  for (const SmiStatus s : members(set)) out += (out.empty() ? "" : ", ") + std::string(text(s));
  return out.empty() ? "not there" : out;
}

std::string conditions_text(Conditions set) {
  std::string out;
  for (int i = 0; i < kConditions; ++i)
    if (const auto c = static_cast<Condition>(i); set.has(c)) out += (out.empty() ? "" : "; ") + std::string(text(c));
  return out;
}

std::string_view end_text(const Transition& t) {
  switch (t.leads) {
    case Leads::To:
      return text(t.to);
    case Leads::Stays:
      return "as it was";
    case Leads::Back:
      return "the one held before";
    case Leads::Anywhere:
      return "as the record says";
    case Leads::Gone:
      break;
  }
  return "removed";
}

constexpr std::string_view kHead = R"(# SMI statuses

Made by `gridpost catalogue --statuses` from the table in `src/catalogue/status_machine.cpp`, by which every status moves;
a test compares. `./check states` explores the table.

## The life of a Device

Arrows carry what moves the status: a Service Reference, an alert of the hub, or a word of the table below.

)";
constexpr std::string_view kInterruptions = R"(
## Interruptions

A Device whose model leaves the Central Products List is Suspended, and returns to where it came from. What was Suspended
or in recovery may leave service as well.

)";
constexpr std::string_view kRows = R"(
## The table

For each event the first row counts whose status, type and conditions fit. Where no row fits, the event is refused or
changes nothing.

| what happens | cause in histories | to which Devices | in which status | if | status then | DCC alerts | source |
| --- | --- | --- | --- | --- | --- | --- | --- |
)";

}  // namespace

std::string status_page() {
  std::string page(kHead);
  page += drawn(arrows(false));
  page += kInterruptions;
  page += drawn(arrows(true));
  page += kRows;
  for (const Transition& t : transitions())
    page += fmt::format(
        "| {} | {} | {} | {} | {} | {} | {} | {} |\n", text(t.event), cause_of(t.event),
        [&] {
          std::string types = text(t.types);
          std::replace(types.begin(), types.end(), '|', ' ');
          return types;
        }(),
        statuses_text(t.from), conditions_text(t.conditions), end_text(t), t.alerts, t.source);
  return page;
}

}  // namespace gridpost::catalogue
