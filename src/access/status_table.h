// Which services an SMI status of the target allows. (DUIS 6)
#pragma once

#include <array>
#include <string_view>

#include "catalogue/enums.h"

namespace gridpost::access {

// Services are separated by blanks; one that ends with a dot stands for all its variants.
struct StatusRow {
  SmiStatus status;
  enum class Allows : std::uint8_t { Only, AllBut } allows;
  std::string_view services;
};

// 8.11 and 12.2 name their Device in the body; these rows are about the target of the RequestID.
inline constexpr auto kStatusTable = std::to_array<StatusRow>({
    {SmiStatus::Pending, StatusRow::Allows::Only, "8.1.1 8.2 8.4 12.2"},
    {SmiStatus::Whitelisted, StatusRow::Allows::AllBut, ""},
    {SmiStatus::InstalledNotCommissioned, StatusRow::Allows::AllBut, ""},
    {SmiStatus::Commissioned, StatusRow::Allows::AllBut, "8.1.1"},
    {SmiStatus::Suspended, StatusRow::Allows::Only,
     "8.2 8.3 8.4 6.24. 11.1 11.2 11.3 11.4 6.15. 6.21 6.23 7.1 7.2 7.3 7.4 2.2"},
    {SmiStatus::Decommissioned, StatusRow::Allows::Only, "8.2 8.4"},
    {SmiStatus::Withdrawn, StatusRow::Allows::Only, "8.2 8.4"},
    {SmiStatus::Recovery, StatusRow::Allows::Only, "8.2 6.15. 6.21 6.24."},
    {SmiStatus::Recovered, StatusRow::Allows::Only, "8.2 6.15. 6.21 6.24."},
});

}  // namespace gridpost::access
