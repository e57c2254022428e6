// Sends commands that a committed batch took out of the outbox, and sends them again after a reconnection.
#pragma once

#include <mutex>
#include <set>

#include "engine/context.h"

namespace gridpost::engine {

class CommandOutbox {
 public:
  explicit CommandOutbox(Context context) : context_(context) {}
  // The commands are Sent in the store already.
  void send(std::vector<exchange::OutboxItem> commands);
  // A connection came up: everything sent and not answered is sent once more. Never blocks.
  void resend_all();
  // A hub has taken the command. Never blocks: it is written down with the next note_taken().
  void taken(std::uint64_t delivery);
  // Writes down what hubs have taken since the last time, so that a time-out that is decided on later knows. May wait
  // for the sequencer.
  void note_taken();
  // How many commands may be taken out of the outbox now: none while the pool is behind.
  std::size_t budget() const;

 private:
  void resend_after(std::int64_t id);
  void send_one(const exchange::OutboxItem& command);

  Context context_;
  std::mutex mutex_;
  std::set<std::uint64_t> taken_;  // not written down yet
};

}  // namespace gridpost::engine
