// The demonstration: two suppliers install, commission and read homes, and three things are refused.
#pragma once

#include "app/stage.h"

namespace gridpost::app {

// Prints each step with RequestID, code and what came back. False if a step gave another code than it should.
bool play(Stage& stage);

}  // namespace gridpost::app
