#include "base/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace gridpost {

// The first two powers' worth of steps hold the small values one by one; from there on step 128 e + m, m from 128 to
// 255, holds m 2^e and what follows it.
std::size_t Histogram::step_of(std::uint64_t value) {
  value = std::min(value, (std::uint64_t{1} << kLargestBits) - 1);
  const int exponent = std::max(0, static_cast<int>(std::bit_width(value)) - kStepBits - 1);
  return (static_cast<std::size_t>(exponent) << kStepBits) + static_cast<std::size_t>(value >> exponent);
}

std::uint64_t Histogram::last_of(std::size_t step) {
  const std::size_t powers = step >> kStepBits;
  const std::size_t exponent = powers > 1 ? powers - 1 : 0;
  return ((std::uint64_t{step - (exponent << kStepBits)} + 1) << exponent) - 1;
}

void Histogram::record(std::uint64_t value) {
  steps_[step_of(value)].fetch_add(1, std::memory_order_relaxed);
  count_.fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(value, std::memory_order_relaxed);
  std::uint64_t known = max();
  while (value > known && !max_.compare_exchange_weak(known, value, std::memory_order_relaxed)) {
  }
}

std::uint64_t Histogram::quantile(double share) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count())));
  std::uint64_t seen = 0;
  for (std::size_t step = 0; step < kSteps; ++step) {
    seen += steps_[step].load(std::memory_order_relaxed);
    if (seen > 0 && seen >= wanted) return std::min(last_of(step), max());
  }
  return max();
}

std::uint64_t Histogram::at_most(std::uint64_t value) const {
  const std::size_t last = step_of(value);
  std::uint64_t seen = 0;
  for (std::size_t step = 0; step <= last; ++step) seen += steps_[step].load(std::memory_order_relaxed);
  return seen;
}

}  // namespace gridpost
