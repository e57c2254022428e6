// Signs and delivers pushes. Every User is a lane of its own: a slow endpoint holds up nobody else.
#pragma once

#include <map>
#include <set>

#include "engine/context.h"

namespace gridpost::engine {

class PushOutbox : public std::enable_shared_from_this<PushOutbox> {
 public:
  explicit PushOutbox(Context context) : context_(context) {}
  ~PushOutbox() { stop(); }

  // Begins with what the store has queued.
  Status start();
  // Pushes for these Users were queued.
  void look(const std::set<Eui64>& users);
  // Starts no more pushes. Outcomes of those under way still count until close().
  void stop();
  // From now on outcomes are ignored: those pushes are delivered again after the next start.
  void close();

 private:
  struct Lane {
    std::set<std::int64_t> under_way;  // outbox ids
    std::int64_t look_at = 0;          // machine time of the next look
  };

  void run();
  // Starts what may leave to the User and says when to look again.
  void serve(Eui64 user);
  Result<std::int64_t> start_ready(Eui64 user, const std::set<std::int64_t>& under_way, std::size_t free,
                                   std::int64_t now);
  void begin(Eui64 user, std::string endpoint, exchange::OutboxItem item);
  Result<std::string> document_of(const exchange::OutboxItem& item) const;
  void post(const std::string& endpoint, exchange::OutboxItem item);
  void ended(exchange::OutboxItem item, const Push::Outcome& outcome);
  void count(const exchange::PushEnded& event);
  void finished(Eui64 user, std::int64_t id, std::int64_t look_at);

  Context context_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Eui64, Lane> lanes_;
  std::size_t under_way_ = 0;
  bool stopped_ = false;
  bool closed_ = false;
  std::thread thread_;
};

}  // namespace gridpost::engine
