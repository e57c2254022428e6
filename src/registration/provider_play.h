// A registration data provider for tests and demonstrations: checks files of updates and answers them, some records
// with a rejection. (R77-44)
#pragma once

#include <map>
#include <string>
#include <vector>

#include "registration/providers.h"

namespace gridpost::registration {

struct PlayOptions {
  unsigned reject_percent = 0;  // of the records that nothing is wrong with
  std::uint64_t seed = 1;       // of that choice
  bool refuse_files = false;    // as a whole
};

// What the provider remembers from file to file.
struct PlayMemory {
  bool knows_every_point = true;
  std::map<std::string, std::string> points;      // that it knows, with the last accepted date; empty: none yet
  std::uint64_t last_received = 0;                // number of the DCC's last file; 0: none yet
  std::map<FlagFileType, std::uint64_t> numbers;  // of its own last files
};

// Its answers to a file of the DCC, in the order in which it sends them. A file whose number, envelope or any record's
// form is wrong is refused as a whole: electricity by a summary that counts nothing, gas by an FRJ.
std::vector<FlagFile> play_answers(const Desk& desk, const Provider& provider, const RuleBook& book,
                                   std::string_view name, std::string_view text, const PlayOptions& options,
                                   PlayMemory& memory, TimeMs now);

}  // namespace gridpost::registration
