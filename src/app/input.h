// Messages and documents from files, folders and standard input, in whatever form they come.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"

namespace gridpost::app {

// The whole file; "-" is standard input.
Result<std::string> read_input(const std::string& path);
// The identifiers in a file, one a line; empty lines are none.
Result<std::vector<Eui64>> read_identifiers(const std::string& path);
// The files that these paths name: a folder stands for every file in it and below it, in order of their names.
Result<std::vector<std::string>> input_files(const std::vector<std::string>& paths);
// The octets of the one message in a file, whose form is recognised. (codec/examine.h)
Result<Bytes> read_message(const std::string& path);

}  // namespace gridpost::app
