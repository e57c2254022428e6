// The gridpost command as a user runs it: what it prints, and its exit code.
#pragma once

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

namespace gridpost::test {

struct Ran {
  std::string out;  // standard output
  int code = -1;    // 128 + the signal, if one ended the program
};

inline Ran run_shell(const std::string& line) {
  Ran ran;
  FILE* pipe = popen(line.c_str(), "r");
  if (pipe == nullptr) return ran;
  std::array<char, 4096> part;
  for (std::size_t got = fread(part.data(), 1, part.size(), pipe); got > 0;
       got = fread(part.data(), 1, part.size(), pipe))
    ran.out.append(part.data(), got);
  ran.code = WEXITSTATUS(pclose(pipe));
  return ran;
}

// `gridpost ARGUMENTS`, standard error among the output.
inline Ran run_gridpost(const std::string& arguments) {
  return run_shell(GRIDPOST_BINARY_DIR "/gridpost " + arguments + " 2>&1");
}

}  // namespace gridpost::test
