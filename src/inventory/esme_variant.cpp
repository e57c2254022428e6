#include "inventory/esme_variant.h"

#include <fmt/format.h>

#include <vector>

#include "catalogue/body_types.h"

namespace gridpost::inventory {
namespace {

std::vector<std::string_view> variants_of(const Product& entry) {
  std::vector<std::string_view> out;
  for (std::string_view rest = entry.variants; !rest.empty();) {
    const auto end = std::min(rest.find(' '), rest.size());
    if (end > 0) out.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

// The same meter with load switches: the D stands behind the letter of the elements. Empty if there is no such variant.
std::string with_load_switches(std::string_view variant) {
  if (variant.empty()) return {};
  std::string out = std::string(variant.substr(0, 1)) + "D" + std::string(variant.substr(1));
  return catalogue::grammar::check(catalogue::esme_variant(), out) ? out : std::string();
}

// Those that the list knows, and that have load switches if they have to.
std::string implied_by(const Product& entry, bool hcalcs_joined) {
  std::string out;
  for (const std::string_view v : variants_of(entry))
    if (!hcalcs_joined || has_load_switches(v)) out += (out.empty() ? "" : " ") + std::string(v);
  return out;
}

}  // namespace

bool knows_variant(const Product& entry, std::string_view variant) {
  if (entry.variants.empty()) return true;
  for (const std::string_view v : variants_of(entry))
    if (v == variant) return true;
  return false;
}

bool has_load_switches(std::string_view variant) { return variant.find('D') != std::string_view::npos; }

Outcome<void> check_variant(std::string_view variant, const std::optional<Product>& entry, Contradiction policy,
                            const NamedRule& rule, Change& change) {
  if (variant.empty() || !entry || knows_variant(*entry, variant)) return {};
  if (policy == Contradiction::Refused)
    return refuse(rule, fmt::format("the Central Products List knows this model with the variants {}, not with {}",
                                    entry->variants, variant));
  change.rules.push_back(rule::kVariantContradicts);
  return {};
}

std::optional<SuspectVariant> suspect_variant(const Device& esme, const std::optional<Product>& entry,
                                              bool hcalcs_joined) {
  if (entry && !knows_variant(*entry, esme.esme_variant))
    return SuspectVariant{implied_by(*entry, hcalcs_joined),
                          "the Central Products List knows the model with its firmware otherwise"};
  if (!hcalcs_joined || has_load_switches(esme.esme_variant)) return std::nullopt;
  const std::string by_list = entry ? implied_by(*entry, true) : std::string();
  return SuspectVariant{by_list.empty() ? with_load_switches(esme.esme_variant) : by_list, "an HCALCS is joined to it"};
}

}  // namespace gridpost::inventory
