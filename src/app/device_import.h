// Devices of another system, with their histories: a file of JSON, a Device a line. (RCOM-01)
#pragma once

#include <iosfwd>
#include <string_view>

#include "engine/flag_keeper.h"
#include "inventory/history_import.h"

namespace gridpost::app {

// Reads one line. Unknown fields are errors, so that nothing is lost by a misspelling.
Result<inventory::ImportedLife> read_life(std::string_view line);

struct ImportCount {
  std::size_t imported = 0;
  std::size_t there_already = 0;  // with the same history: a file that is read twice changes nothing the second time
};
struct ImportSetup {
  const engine::FlagKeeper& flags;  // of the metering points that meters bring
  const RuleBook& book;
  TimeMs now = 0;
};
// All lines, a thousand a transaction. The first line that is wrong ends it: the error names it, what stands before the
// thousand it is in has been taken over. A Device that is there with another history is wrong.
Result<ImportCount> import_devices(engine::Store& store, std::istream& lines, const ImportSetup& setup);

}  // namespace gridpost::app
