// The gridpost command.
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

#include "app/commands/command.h"
#include "app/commands/configuration.h"

int main(int argc, char** argv) {
  umask(077);  // stores and key folders are their owner's
  CLI::App program{"Gridpost: an open Data Service Provider for Great Britain's smart meters", "gridpost"};
  program.require_subcommand(1);
  program.footer(
      "Exit codes: 0 done; 1 done, and the answer is no (refused, differs, does not verify); 2 wrong options or bad\n"
      "input; 3 a file, port, store or peer that should be there is not.\n"
      "Each subcommand explains itself: gridpost send --help");
  program.set_version_flag("--version", "gridpost 0.1.0");
  int exit = gridpost::app::kGood;
  for (auto add : {gridpost::app::add_serve,     gridpost::app::add_devices,      gridpost::app::add_demo,
                   gridpost::app::add_pki,       gridpost::app::add_user,         gridpost::app::add_signer,
                   gridpost::app::add_outbox,    gridpost::app::add_send,         gridpost::app::add_decode,
                   gridpost::app::add_transform, gridpost::app::add_mmc,          gridpost::app::add_correlate,
                   gridpost::app::add_utrn,      gridpost::app::add_rules,        gridpost::app::add_catalogue,
                   gridpost::app::add_bench,     gridpost::app::add_backup,       gridpost::app::add_restore,
                   gridpost::app::add_load,      gridpost::app::add_conformance,  gridpost::app::add_products,
                   gridpost::app::add_report,    gridpost::app::add_working_days, gridpost::app::add_history,
                   gridpost::app::add_inventory, gridpost::app::add_jobs,         gridpost::app::add_registration,
                   gridpost::app::add_flags,     gridpost::app::add_provider,     gridpost::app::add_housekeeping,
                   gridpost::app::add_estate,    gridpost::app::add_compare,      gridpost::app::add_traffic,
                   gridpost::app::add_help})
    add(program, exit);
  gridpost::app::make_configurable(program);
  const auto is_first = [&](const CLI::App* command) { return command->get_name() == argv[1]; };
  if (argc > 1 && argv[1][0] != '-' && program.get_subcommands(is_first).empty())
    return gridpost::app::report({"there is no such subcommand; gridpost help lists them", argv[1], {}},
                                 gridpost::app::kInput);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? gridpost::app::kGood : gridpost::app::kInput;
  } catch (const std::exception& error) {  // of the standard library, for instance about a file system that fails
    return gridpost::app::report({error.what(), {}, {}}, gridpost::app::kSystem);
  }
  return exit;
}
