// What the subcommands share. Each lives in the file of its name and adds itself to the program.
#pragma once

#include <fmt/format.h>

#include <initializer_list>
#include <string>

#include "base/result.h"

namespace CLI {
class App;
}

namespace gridpost::app {

// Exit codes of every subcommand.
enum Exit : int {
  kGood = 0,      // done, and the answer is yes
  kNegative = 1,  // done, and the answer is no: refused, differs, does not verify, a test failed
  kInput = 2,     // wrong options or bad input; nothing was changed
  kSystem = 3,    // a file, port, store or peer that should be there is not
};

// Prints the error on standard error and gives the exit code back.
int report(const Error& error, Exit code);

// The exit code for an error about these files, of which empty names are none: kSystem if one cannot be read, otherwise
// kInput, for then it is what stands in them.
Exit exit_for(std::initializer_list<std::string> files);

// Who works at this machine, as the log of changes names him: "operator NAME". (RCOM-08)
std::string operator_name();

// Each adds its subcommand; `exit` is set when it ran.
void add_serve(CLI::App& program, int& exit);
void add_devices(CLI::App& program, int& exit);
void add_demo(CLI::App& program, int& exit);
void add_pki(CLI::App& program, int& exit);
void add_signer(CLI::App& program, int& exit);
void add_outbox(CLI::App& program, int& exit);
void add_compare(CLI::App& program, int& exit);
void add_traffic(CLI::App& program, int& exit);
void add_estate(CLI::App& program, int& exit);
void add_housekeeping(CLI::App& program, int& exit);
void add_user(CLI::App& program, int& exit);
void add_send(CLI::App& program, int& exit);
void add_decode(CLI::App& program, int& exit);
void add_transform(CLI::App& program, int& exit);
void add_mmc(CLI::App& program, int& exit);
void add_correlate(CLI::App& program, int& exit);
void add_utrn(CLI::App& program, int& exit);
void add_rules(CLI::App& program, int& exit);
void add_catalogue(CLI::App& program, int& exit);
void add_bench(CLI::App& program, int& exit);
void add_backup(CLI::App& program, int& exit);
void add_restore(CLI::App& program, int& exit);
void add_conformance(CLI::App& program, int& exit);
void add_working_days(CLI::App& program, int& exit);
void add_inventory(CLI::App& program, int& exit);
void add_history(CLI::App& program, int& exit);
void add_report(CLI::App& program, int& exit);
void add_jobs(CLI::App& program, int& exit);
void add_products(CLI::App& program, int& exit);
void add_load(CLI::App& program, int& exit);
void add_registration(CLI::App& program, int& exit);
void add_flags(CLI::App& program, int& exit);
void add_provider(CLI::App& program, int& exit);
void add_help(CLI::App& program, int& exit);

}  // namespace gridpost::app
