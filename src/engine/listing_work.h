// Does the open listing jobs of the store, one after the other: a page of events through the sequencer, then the note
// of how far it came. The rules decide on each Device; an event said twice changes nothing, so a crash costs a page.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "engine/context.h"

namespace gridpost::engine {

class ListingWork {
 public:
  explicit ListingWork(Context context) : context_(context) {}
  ~ListingWork() { stop(); }
  ListingWork(const ListingWork&) = delete;
  ListingWork& operator=(const ListingWork&) = delete;

  void start();
  void stop();

 private:
  void run();
  // Does a page of the first open job. False: there is none.
  Result<bool> step();
  Result<std::vector<Eui64>> next_page(ListingJob& job);
  Status decide_on(const std::vector<Eui64>& devices);
  Status note(const ListingJob& job);
  Status submit(Sequencer::Work work);
  // Sleeps, at most for a while. False: stop.
  bool wait(std::chrono::milliseconds time);

  Context context_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace gridpost::engine
