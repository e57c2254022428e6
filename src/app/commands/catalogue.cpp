// gridpost catalogue: the descriptions of use cases and services.
#include <CLI/CLI.hpp>

#include "app/commands/command.h"
#include "catalogue/services.h"
#include "catalogue/status_machine.h"
#include "catalogue/use_case.h"

namespace gridpost::app {
namespace {

void print_use_cases() {
  static constexpr std::string_view kProtocols[] = {"DLMS", "GBZ", "ASN.1"};
  for (const UseCase& u : Catalogue::instance().use_cases()) {
    std::string services;
    for (const std::string& s : u.services) services += (services.empty() ? "" : "|") + s;
    fmt::print("{:24} {:04X}  {:6} {:12} {:8} {}\n", u.name, u.code, kProtocols[static_cast<std::size_t>(u.protocol)],
               catalogue::text(u.devices), services.empty() ? "alert" : services, u.title);
  }
}

}  // namespace

void add_catalogue(CLI::App& program, int& exit) {
  auto json = std::make_shared<bool>(false);
  auto statuses = std::make_shared<bool>(false);
  CLI::App* command = program.add_subcommand("catalogue", "List the use cases that are described");
  command->add_flag("--json", *json, "Print every description, whole, as JSON");
  command->add_flag("--statuses", *statuses,
                    "Print the table of SMI statuses instead, as the page of Markdown with its picture");
  command->callback([json, statuses, &exit] {
    if (*statuses)
      fmt::print("{}", catalogue::status_page());
    else if (*json)
      fmt::print("{}\n", Catalogue::instance().json());
    else
      print_use_cases();
    exit = kGood;
  });
}

}  // namespace gridpost::app
