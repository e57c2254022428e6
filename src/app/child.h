// Child processes: the server and the device process that a demonstration, a bench or a test runs.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/result.h"

namespace gridpost::app {

class Child {
 public:
  Child() = default;
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  ~Child();  // ends it, if it still runs

  // Starts the program and waits until it prints "ready" (an error if it does not within `seconds`). What it prints
  // goes to the log file, appended.
  static Result<Child> start(const std::string& program, const std::vector<std::string>& arguments,
                             const std::string& log_file, int seconds = 60);
  bool running() const { return pid_ > 0; }
  pid_t pid() const { return pid_; }
  // SIGTERM, and waits; gives the exit status back.
  int stop();
  // SIGKILL, and waits.
  void kill();
  // CPU seconds used so far, user and system.
  double cpu_seconds() const;
  // Resident memory in MiB.
  double memory_mib() const;

 private:
  pid_t pid_ = -1;
};

// This program's own file.
std::string own_program();
// The body of a GET to a port of 127.0.0.1.
Result<std::string> http_get(std::uint16_t port, const std::string& path);
// A TCP port of 127.0.0.1 that is free now, that no connection to elsewhere is given, and that no other process gets
// from here while this one runs. 0: there is none.
std::uint16_t free_port();

}  // namespace gridpost::app
