// One run of traffic under fixed rules.
#pragma once

#include "app/compare.h"

namespace gridpost::app {

// Plays the traffic on the store, which it changes. Both books have every modification always or never on; what the
// flags were before follows from `initial`.
Result<std::vector<Observation>> play(engine::Store& store, const RuleBook& book, const RuleBook& initial,
                                      const Traffic& traffic);

}  // namespace gridpost::app
