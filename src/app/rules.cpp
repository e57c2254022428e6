// gridpost rules: which code modifications hold on a date, and the rules that decide on messages.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "base/clock.h"
#include "catalogue/rule_list.h"
#include "catalogue/rules.h"

namespace gridpost::app {
namespace {

struct Options {
  std::string date;
  std::string preset = "as_documented";
  std::vector<std::string> overrides;
  bool list = false;
  bool json = false;
};

Result<RuleBook> book_of(const Options& options) {
  RuleBook book(options.preset == "as_happened" ? Preset::AsHappened : Preset::AsDocumented);
  for (const std::string& text : options.overrides) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) return fail("'" + text + "' is not KEY=VALUE", "--set");
    GP_CHECK(book.override_with(text.substr(0, equals), text.substr(equals + 1)));
  }
  return book;
}

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

int run(const Options& options) {
  if (options.list) {
    print_rules(options.json);
    return kGood;
  }
  auto book = book_of(options);
  if (!book) return report(book.error(), kInput);
  TimeMs at = machine_now();
  if (!options.date.empty()) {
    auto day = parse_date(options.date);
    if (!day) return report(day.error(), kInput);
    at = from_london(civil_of(*day));
  }
  nlohmann::ordered_json all = nlohmann::ordered_json::object();
  for (const auto& [key, on] : book->rules_at(at).all()) {
    const auto from = book->effective(key);
    const std::string since = !from ? "never" : *from <= 0 ? "always" : iso_date(*from + kHour);
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
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("rules", "Show which code modifications hold on a date, or every rule");
  command->add_option("--at", options->date, "The day, e.g. 2022-07-01; default: today");
  command->add_option("--preset", options->preset, "Dates as_documented or as_happened")
      ->check(CLI::IsMember({"as_documented", "as_happened"}))
      ->capture_default_str();
  command->add_option("--set", options->overrides, "Override: KEY=always, KEY=never or KEY=DATE");
  command->add_flag("--list", options->list, "List the rules that decide on messages, with code and clause");
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
