// Signs and delivers pushes. Every User is a lane of its own: a slow endpoint holds up nobody else, and one that fails
// is asked less and less at a time until it answers again.
#pragma once

#include <map>
#include <set>

#include "engine/context.h"

namespace gridpost::engine {

// Setting of the store that another program changes when it has changed the outbox: the server looks again.
inline constexpr char kOutboxChanged[] = "outbox.changed";

class PushOutbox : public std::enable_shared_from_this<PushOutbox> {
 public:
  explicit PushOutbox(Context context) : context_(context) {}
  ~PushOutbox() { stop(); }

  // Begins with what the store has queued.
  Status start();
  // Pushes for these Users were queued.
  void look(const std::set<Eui64>& users);
  // The machine's clock was set: looks at once for what is due.
  void look() { changed_.notify_one(); }
  // Starts no more pushes. Outcomes of those under way still count until close().
  void stop();
  // From now on outcomes are ignored: those pushes are delivered again after the next start.
  void close();

 private:
  struct Lane {
    std::set<std::int64_t> under_way;             // outbox ids
    std::int64_t look_at = 0;                     // machine time of the next look
    std::size_t window = limits::kPushesPerUser;  // so many at a time: halved by a failure, doubled by an answer
  };

  void run();
  // Looks at every lane if another program has changed the outbox; asked about once a second.
  void notice_changes();
  Status reload();
  // How many more may be started to this User.
  std::size_t room(const Lane& lane) const;
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
  std::optional<std::string> change_seen_;  // none: nothing was read yet
  std::chrono::steady_clock::time_point noticed_at_;
  bool stopped_ = false;
  bool closed_ = false;
  std::thread thread_;
};

}  // namespace gridpost::engine
