// What became of a trial, for people and build servers.
#pragma once

#include <string>

#include "app/trial.h"

namespace gridpost::app {

// A use case in one line.
std::string trial_line(const TrialRow& row);
// What was read of what was set, a line for each use case that sets; only known at the end.
std::string trial_reads(const Trial& trial);
// "ESME ..., GBCS 4.2: 127 use cases: 103 passed, ..."
std::string trial_summary(const Trial& trial);
std::string trial_json(const Trial& trial);
// JUnit XML: one test case a use case; what the version does not offer is skipped.
std::string trial_junit(const Trial& trial);
// One file with everything in it: commands and answers by name and in octets, too.
std::string trial_html(const Trial& trial);

}  // namespace gridpost::app
