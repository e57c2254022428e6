// Puts lambdas together for std::visit.
#pragma once

#include <variant>

namespace gridpost::exchange {

template <class... F>
struct Overload : F... {
  using F::operator()...;
};
template <class... F>
Overload(F...) -> Overload<F...>;

}  // namespace gridpost::exchange
