// What all subcommands share on the command line: a configuration file, the environment, the form of the log; and the
// reference of all options, made from the options themselves.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace gridpost::app {

// To be called when all subcommands were added. Every option of a subcommand can then also come from a section of the
// file that --config names ([serve], [pki.make]) and from a variable (GRIDPOST_SERVE_DUIS_PORT). The command line comes
// first, then the file, then the environment. A key of the file that is no option is an error.
void make_configurable(CLI::App& program);

// docs/reference/configuration.md: every subcommand with its options, their defaults and variables.
std::string reference_markdown(const CLI::App& program);

}  // namespace gridpost::app
