// What the registers of a meter's tariff have counted: which one counts when follows from the tariff that was set.
#pragma once

#include <array>
#include <cstdint>

#include "devices/behaviours.h"

namespace gridpost::devices {

// Wh, or litres of gas.
struct TariffCounts {
  static constexpr std::size_t kRates = 48, kBlocks = 4, kRows = 8, kSecondaryRates = 4;
  using Matrix = std::array<std::array<std::uint64_t, kRows>, kBlocks>;

  std::array<std::uint64_t, kRates> rates{};               // time of use; gas has four
  Matrix blocks{};                                         // by block, then row; gas has one row
  Matrix counters{};                                       // the same since they were reset
  std::array<std::uint64_t, kSecondaryRates> secondary{};  // of the secondary element of a twin meter
};

// At the time of the context. Without a tariff all counts on the first rate; of a gas meter on the first block, too.
TariffCounts tariff_counts(const Context& context);

// To be called before something changes that decides which register counts: what was counted until now stays counted.
void settle_tariff(const Context& context);
// The block counters begin anew. (use case ECS05)
void reset_block_counters(const Context& context);

}  // namespace gridpost::devices
