// gridpost rules: which code modifications hold on a date, and the rules that decide on messages.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/rule_book.h"
#include "base/clock.h"
#include "catalogue/rule_list.h"
#include "catalogue/rules.h"

namespace gridpost::app {
namespace {

struct RulesOptions {
  std::string date;
  RuleOptions rules;
  bool list = false;
  bool dates = false;
  bool json = false;
};

void print_rules(bool json) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const NamedRule& r : named_rules()) {
    if (json)
      all.push_back({{"name", r.name}, {"code", r.code}, {"clause", r.clause}, {"title", r.title}});
    else
      fmt::print("{:36} {:8} {:14} {}\n", r.name, r.code, r.clause, r.title);
  }
  if (json) fmt::print("{}\n", all.dump(2));
}

std::string date_of(const RuleBook& book, std::string_view key) {
  const auto from = book.effective(key);
  return !from ? "never" : *from <= 0 ? "always" : iso_date(*from + kHour);
}

// Every modification with its date under both presets, and with the overrides.
int print_dates(const RulesOptions& options) {
  auto book = options.rules.book();
  if (!book) return report(book.error(), kInput);
  const RuleBook documented(Preset::AsDocumented);
  const RuleBook happened(Preset::AsHappened);
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Release& r : releases()) {
    if (options.json)
      all.push_back({{"key", r.key},
                     {"title", r.title},
                     {"asDocumented", date_of(documented, r.key)},
                     {"asHappened", date_of(happened, r.key)},
                     {"here", date_of(*book, r.key)}});
    else
      fmt::print("{:16} {:10} {:10} {:10} {}\n", r.key, date_of(documented, r.key), date_of(happened, r.key),
                 date_of(*book, r.key), r.title);
  }
  if (options.json) fmt::print("{}\n", all.dump(2));
  return kGood;
}

int run(const RulesOptions& options) {
  if (options.dates) return print_dates(options);
  if (options.list) {
    print_rules(options.json);
    return kGood;
  }
  auto book = options.rules.book();
  if (!book) return report(book.error(), kInput);
  TimeMs at = machine_now();
  if (!options.date.empty()) {
    auto day = local_midnight(options.date);
    if (!day) return report(day.error(), kInput);
    at = *day;
  }
  nlohmann::ordered_json all = nlohmann::ordered_json::object();
  const Rules rules = book->rules_at(at);
  for (const auto& [key, on] : rules.all()) {
    const std::string since = date_of(*book, key);
    if (options.json)
      all[key] = {{"inForce", on}, {"from", since}};
    else
      fmt::print("{:16} {:4} {}\n", key, on ? "on" : "off", since);
  }
  if (options.json) fmt::print("{}\n", all.dump(2));
  for (const std::string& warning : book->warnings()) fmt::print(stderr, "warning: {}\n", warning);
  return kGood;
}

}  // namespace

void add_rules(CLI::App& program, int& exit) {
  auto options = std::make_shared<RulesOptions>();
  CLI::App* command = program.add_subcommand("rules", "Show which code modifications hold on a date, or every rule");
  command->add_option("--at", options->date, "The day, e.g. 2022-07-01; default: today");
  add_rule_options(*command, options->rules);
  command->add_flag("--dates", options->dates,
                    "List every modification: its date as documented, as it happened, and as the options have it");
  command->add_flag("--list", options->list, "List the rules that decide on messages, with code and clause");
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
