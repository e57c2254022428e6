// Shorthands of this room's tests.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "duis/request.h"

namespace gridpost::duis::test {

// The folder of the reference data; empty if the environment does not name one.
inline std::string reference_data() {
  const char* folder = std::getenv("GRIDPOST_REFERENCE_DATA");
  return folder ? folder : "";
}

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::stringstream out;
  out << file.rdbuf();
  return out.str();
}

inline const Eui64 kUser{0x90B3D51F30010000};
inline const Eui64 kDcc{0x90B3D51F30000002};
inline const Eui64 kMeter{0x02005E0000001001};

// A 4.1.1 from the User to the meter.
inline Request read_registers() {
  Request out;
  out.schema_version = "5.2";
  out.id = {kUser, kMeter, 1764000000000};
  out.command_variant = 1;
  out.reference = "4.1";
  out.variant = "4.1.1";
  out.body.name = "ReadInstantaneousImportRegisters";
  return out;
}

inline std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

}  // namespace gridpost::duis::test
