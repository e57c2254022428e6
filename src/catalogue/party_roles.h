// The roles of remote parties that Devices hold credentials of. (GBCS 7)
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace gridpost::catalogue {

struct PartyRole {
  int number;             // in GBCS
  std::string_view text;  // in DUIS and MMC
  bool of_user;           // a User's; otherwise the DCC's
};
inline constexpr auto kPartyRoles = std::to_array<PartyRole>({
    {0, "Root", false},
    {1, "Recovery", false},
    {2, "Supplier", true},
    {3, "NetworkOperator", true},
    {4, "ACB", false},
    {5, "TransCoS", false},
    {8, "LoadController", true},
});

// Null if GBCS has no such role.
constexpr const PartyRole* party_role(std::int64_t number) {
  for (const PartyRole& role : kPartyRoles)
    if (role.number == number) return &role;
  return nullptr;
}

}  // namespace gridpost::catalogue
