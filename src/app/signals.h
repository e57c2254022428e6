// Waits for the signals that end a long-running subcommand.
#pragma once

#include <atomic>

namespace gridpost::app {

// To be called before any thread is started: SIGINT and SIGTERM are held back for wait_for_end().
void hold_end_signals();
// Returns when SIGINT or SIGTERM arrives, or when the parent process is gone if asked for.
void wait_for_end(bool end_with_parent);
// Sets `stop` when SIGINT or SIGTERM arrives; returns then, or when somebody else sets it.
void stop_at_end_signal(std::atomic<bool>& stop);

}  // namespace gridpost::app
