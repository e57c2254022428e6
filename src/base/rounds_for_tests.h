// How often a test does something. For tests.
#pragma once

#include <cstdlib>

namespace gridpost {

// In a run under sanitizers (GRIDPOST_SHORT), usually, and with --long (GRIDPOST_LONG).
struct Rounds {
  int in_short, usual, in_long;
};
inline int rounds(Rounds r) {
  if (std::getenv("GRIDPOST_LONG")) return r.in_long;
  return std::getenv("GRIDPOST_SHORT") ? r.in_short : r.usual;
}

}  // namespace gridpost
