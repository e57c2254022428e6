// ESME Variants: what they say of a meter, and what contradicts them. (DUIS 7.1; MP125)
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "inventory/change.h"

namespace gridpost::inventory {

// The variants that an entry of the Central Products List knows for its model with its firmware. True if it does not
// say.
bool knows_variant(const Product& entry, std::string_view variant);
// D: the meter has auxiliary load switches, or HCALCSs joined to it. (DUIS 7.1)
bool has_load_switches(std::string_view variant);

// What a request does that gives a variant which the list contradicts: a wrong variant may pass the list by chance, so
// the check is the supplier's. (R125-17)
enum class Contradiction : std::uint8_t { Noted, Refused };
// Notes a contradiction among the rules of the change, or refuses it by `rule`. Nothing to say about a Device without
// entry or variant.
Outcome<void> check_variant(std::string_view variant, const std::optional<Product>& entry, Contradiction policy,
                            const NamedRule& rule, Change& change);

// Why a recorded variant cannot be right, and which it may be instead. (R125-18)
struct SuspectVariant {
  std::string implied;  // "AD", or several with blanks between; empty: not known
  std::string reason;

  bool operator==(const SuspectVariant&) const = default;
};
// The list knows other variants for model and firmware, or an HCALCS is joined to a meter whose variant excludes it.
// None if nothing speaks against it.
std::optional<SuspectVariant> suspect_variant(const Device& esme, const std::optional<Product>& entry,
                                              bool hcalcs_joined);

}  // namespace gridpost::inventory
