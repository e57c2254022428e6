// A device process: all hubs of a world behind one listening port. Servers connect; what a command changed is committed
// before its answer leaves. (design: Devices, Delivery)
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "crypto/key_store.h"
#include "devices/world.h"

namespace gridpost::devices {

struct ProcessOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8077;                  // 0: any free one
  std::string store_path;                     // SQLite file; ":memory:" keeps nothing
  std::string control_path;                   // Unix socket that takes orders; empty: none
  int commit_ms = 2;                          // commands of so long share a commit
  int tick_ms = 5;                            // how often the world clock is looked at
  int resend_ms = 3000;                       // answers and alerts that were not acknowledged are sent again
  std::size_t max_queued = 16 * 1024 * 1024;  // octets waiting for one server; beyond it its commands are not read
};

class Process {
 public:
  struct Counts {
    std::uint64_t commands = 0;
    std::uint64_t answers = 0;  // sent, those that a new connection got once more included
    std::uint64_t alerts = 0;
    std::uint64_t commits = 0;
  };

  // Reads the store and listens. `keys` holds the certificates of the parties and the keys of the devices; it and the
  // clock must outlive the process.
  static Result<std::unique_ptr<Process>> open(const World& world, const crypto::KeyStore& keys,
                                               const WorldClock& clock, ProcessOptions options);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  std::uint16_t port() const;
  // Serves until stop(). Everything happens on the calling thread.
  void run();
  // From any thread, but not from inside a signal handler. Commits what is open.
  void stop();
  // Only meaningful on the thread of run(), or after it.
  const Counts& counts() const;

 private:
  class Impl;
  explicit Process(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gridpost::devices
