// gridpost help: what there is, for people and as the configuration reference.
#include <CLI/CLI.hpp>

#include "app/commands/command.h"
#include "app/commands/configuration.h"

namespace gridpost::app {

void add_help(CLI::App& program, int& exit) {
  auto markdown = std::make_shared<bool>(false);
  CLI::App* command = program.add_subcommand("help", "Show the subcommands, or the reference of all their options");
  command->add_flag("--markdown", *markdown, "Print docs/reference/configuration.md");
  command->callback([&program, markdown, &exit] {
    fmt::print("{}", *markdown ? reference_markdown(program) : program.help());
    exit = kGood;
  });
}

}  // namespace gridpost::app
