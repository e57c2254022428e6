#include "app/rule_book.h"

#include <CLI/CLI.hpp>

namespace gridpost::app {

void RuleOptions::add_to(CLI::App& command) {
  command.add_option("--preset", preset, "Release dates as_documented or as_happened")
      ->check(CLI::IsMember({"as_documented", "as_happened"}))
      ->capture_default_str();
  command.add_option("--set", overrides, "Override a release: KEY=always, KEY=never or KEY=DATE");
}

Result<RuleBook> RuleOptions::book() const {
  RuleBook book(preset == "as_happened" ? Preset::AsHappened : Preset::AsDocumented);
  for (const std::string& text : overrides) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) return fail("'" + text + "' is not KEY=VALUE", "--set");
    GP_CHECK(book.override_with(text.substr(0, equals), text.substr(equals + 1)));
  }
  return book;
}

}  // namespace gridpost::app
