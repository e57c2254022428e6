// Whatever comes in as a file about service flags must end in a file or an error, never in a crash.
#include <cstdint>

#include "registration/flag_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gridpost::registration;
  static const gridpost::RuleBook book;
  static const FileRules rules{book, {}, {}, {}, {}, {}};
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (int i = 0; i < kFlagFileTypes; ++i) {
    const auto file = read_flag_file(static_cast<FlagFileType>(i), "file", text, rules);
    if (!file || !file->refused.empty()) continue;
    // What was read can be written and is then read as the same.
    const auto again = write_flag_file(*file, rules);
    if (!again) __builtin_trap();
    const auto same = read_flag_file(file->type, "file", *again, rules);
    if (!same || same->records != file->records) __builtin_trap();
  }
  return 0;
}
