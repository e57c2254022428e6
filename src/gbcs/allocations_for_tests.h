// Counts the memory that a thread holds, at every allocation. For one file of a program only: it defines the operators.
#pragma once

#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace gridpost::allocations {

struct Count {
  bool on = false;
  std::size_t live = 0;
  std::size_t peak = 0;
};
inline thread_local Count count;

// Null where there is none.
inline void* take_or_null(std::size_t size) noexcept {
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (count.on && memory) {
    count.live += malloc_usable_size(memory);
    count.peak = std::max(count.peak, count.live);
  }
  return memory;
}

inline void* take(std::size_t size) {
  void* memory = take_or_null(size);
  if (!memory) throw std::bad_alloc();
  return memory;
}

inline void give_back(void* memory) {
  if (count.on && memory) count.live -= std::min(count.live, malloc_usable_size(memory));
  std::free(memory);
}

// The most memory that was taken at a time, in octets, until what the call returns was made, that included.
template <class Call>
std::size_t peak_of(const Call& call) {
  count = {true, 0, 0};
  const auto result = call();
  count.on = false;
  return count.peak;
}

}  // namespace gridpost::allocations

void* operator new(std::size_t size) { return gridpost::allocations::take(size); }
void* operator new[](std::size_t size) { return gridpost::allocations::take(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return gridpost::allocations::take_or_null(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return gridpost::allocations::take_or_null(size);
}
void operator delete(void* memory) noexcept { gridpost::allocations::give_back(memory); }
void operator delete[](void* memory) noexcept { gridpost::allocations::give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { gridpost::allocations::give_back(memory); }
void operator delete[](void* memory, std::size_t) noexcept { gridpost::allocations::give_back(memory); }
