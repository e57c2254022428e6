#include "inventory/device.h"

#include <array>

namespace gridpost::inventory {
namespace {

constexpr auto kCplTexts = std::to_array<std::string_view>({"Active", "Cancelled", "Expired", "Withdrawn"});
static_assert(kCplTexts.size() == kCplStatuses);

}  // namespace

std::string_view text(CplStatus status) { return kCplTexts[static_cast<std::size_t>(status)]; }

std::optional<CplStatus> cpl_status(std::string_view text) {
  for (std::size_t i = 0; i < kCplTexts.size(); ++i)
    if (kCplTexts[i] == text) return static_cast<CplStatus>(i);
  return std::nullopt;
}

}  // namespace gridpost::inventory
