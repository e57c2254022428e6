#include "app/rule_book.h"

namespace gridpost::app {

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
