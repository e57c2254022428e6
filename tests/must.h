// The value of a result that a test cannot go on without.
#pragma once

#include <stdexcept>
#include <type_traits>

#include "base/result.h"

namespace gridpost::test {

// An error is thrown, and so fails the test with its text.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace gridpost::test
