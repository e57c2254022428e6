#include "app/signals.h"

#include <unistd.h>
#include <csignal>

namespace gridpost::app {
namespace {

sigset_t end_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

void hold_end_signals() {
  const sigset_t set = end_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void wait_for_end(bool end_with_parent) {
  const sigset_t set = end_signals();
  const pid_t parent = getppid();
  const timespec look{1, 0};
  for (;;) {
    if (sigtimedwait(&set, nullptr, &look) > 0) return;
    if (end_with_parent && getppid() != parent) return;
  }
}

void stop_at_end_signal(std::atomic<bool>& stop) {
  const sigset_t set = end_signals();
  const timespec look{0, 100'000'000};
  while (!stop)
    if (sigtimedwait(&set, nullptr, &look) > 0) stop = true;
}

}  // namespace gridpost::app
