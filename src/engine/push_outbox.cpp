#include "engine/push_outbox.h"

#include <algorithm>

#include "base/log.h"
#include "exchange/local_command.h"

namespace gridpost::engine {

namespace {

constexpr std::int64_t kNever = INT64_MAX;
constexpr std::int64_t kWithoutEndpoint = 30'000;  // ms until a User's endpoint is looked up again
constexpr std::int64_t kAfterStoreFailure = 1'000;
constexpr std::chrono::milliseconds kNoticeEvery{900};  // a look for what other programs have changed

exchange::PushOutcome outcome_of(int http_status) {
  if (http_status >= 200 && http_status < 300) return exchange::PushOutcome::Delivered;
  if (http_status == 400 || http_status == 413) return exchange::PushOutcome::Refused;
  return exchange::PushOutcome::Unreachable;
}

}  // namespace

Status PushOutbox::start() {
  GP_CHECK(reload());
  thread_ = std::thread([this] { run(); });
  return {};
}

Status PushOutbox::reload() {
  GP_TRY(tx, context_.setup.store.read());
  GP_TRY(change, tx->setting(kOutboxChanged));
  if (!change) change.emplace();
  if (change_seen_ == change) return {};
  GP_TRY(queues, tx->push_queues());
  change_seen_ = std::move(change);
  const std::lock_guard lock(mutex_);
  for (const auto& queue : queues) lanes_[queue.user].look_at = queue.not_before;
  return {};
}

void PushOutbox::notice_changes() {
  const auto now = std::chrono::steady_clock::now();
  if (now - noticed_at_ < kNoticeEvery) return;
  noticed_at_ = now;
  if (auto done = reload(); !done)
    log::error("GP-ENGINE-009", "changes of the outbox could not be read: {}", done.error().text());
}

std::size_t PushOutbox::room(const Lane& lane) const {
  const auto left = [](std::size_t limit, std::size_t taken) { return limit - std::min(limit, taken); };
  const std::size_t shared =
      std::max(left(limits::kPushesInAll, under_way_), left(limits::kPushesReserved, lane.under_way.size()));
  return std::min(shared, left(lane.window, lane.under_way.size()));
}

void PushOutbox::look(const std::set<Eui64>& users) {
  if (users.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    for (const Eui64 user : users) lanes_[user].look_at = 0;
  }
  changed_.notify_one();
}

void PushOutbox::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void PushOutbox::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
}

void PushOutbox::run() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    lock.unlock();
    notice_changes();
    lock.lock();
    const std::int64_t now = context_.setup.machine_ms();
    std::int64_t next = now + 1000;
    std::vector<Eui64> due;
    for (const auto& [user, lane] : lanes_) {
      if (room(lane) == 0) continue;
      if (lane.look_at <= now)
        due.push_back(user);
      else
        next = std::min(next, lane.look_at);
    }
    if (due.empty()) {
      changed_.wait_for(lock, std::chrono::milliseconds(next - now));
      continue;
    }
    lock.unlock();
    for (const Eui64 user : due) serve(user);
    lock.lock();
  }
}

void PushOutbox::serve(Eui64 user) {
  const std::int64_t now = context_.setup.machine_ms();
  std::set<std::int64_t> under_way;
  std::size_t free = 0;
  {
    const std::lock_guard lock(mutex_);
    Lane& lane = lanes_[user];
    lane.look_at = kNever;  // unless somebody says otherwise while we look
    under_way = lane.under_way;
    free = room(lane);
  }
  auto next = start_ready(user, under_way, free, now);
  if (!next) {
    log::error("GP-ENGINE-006", {{"user", user.text()}}, "pushes could not be read: {}", next.error().text());
    next = now + kAfterStoreFailure;
  }
  const std::lock_guard lock(mutex_);
  Lane& lane = lanes_[user];
  lane.look_at = std::min(lane.look_at, *next);
}

Result<std::int64_t> PushOutbox::start_ready(Eui64 user, const std::set<std::int64_t>& under_way, std::size_t free,
                                             std::int64_t now) {
  GP_TRY(tx, context_.setup.store.read());
  GP_TRY(known, tx->user(user));
  // Those under way are still queued, so they come along; one more tells when to look again.
  GP_TRY(ready, tx->pushes_ready(user, kNever, under_way.size() + free + 1));
  std::erase_if(ready, [&](const auto& push) { return under_way.contains(push.id); });
  if (ready.empty()) return kNever;
  GP_CHECK(context_.setup.store.sync());
  if (!known || known->endpoint.empty()) return now + kWithoutEndpoint;
  std::size_t started = 0;
  for (const auto& push : ready) {
    if (push.not_before > now || started == free) return push.not_before;
    GP_TRY(item, tx->outbox_item(push.id));
    if (!item) continue;
    begin(user, known->endpoint, std::move(*item));
    ++started;
  }
  return kNever;
}

void PushOutbox::begin(Eui64 user, std::string endpoint, exchange::OutboxItem item) {
  {
    const std::lock_guard lock(mutex_);
    lanes_[user].under_way.insert(item.id);
    ++under_way_;
  }
  context_.outstanding.begin();  // ends with finished()
  context_.pool.go_on([self = shared_from_this(), endpoint = std::move(endpoint), item = std::move(item)]() mutable {
    self->post(endpoint, std::move(item));
  });
}

// The message, signed. A command for delivery by the User gets the broker's MAC first.
Result<std::string> PushOutbox::document_of(const exchange::OutboxItem& item) const {
  const crypto::KeyEntry& signer = *context_.setup.signer;
  const auto bare = exchange::bare_command(item);
  if (!bare) return duis::sign(text_of(item.body), signer.certificate, *signer.private_key);
  GP_TRY(command, context_.secrets.protect(*bare, context_.setup.clock.now()));
  return duis::sign(text_of(exchange::with_command(item, command)), signer.certificate, *signer.private_key);
}

void PushOutbox::post(const std::string& endpoint, exchange::OutboxItem item) {
  auto document = document_of(item);
  if (!document) {
    log::error("GP-ENGINE-007", {{"user", item.user.text()}, {"outbox", std::to_string(item.id)}},
               "push {} could not be signed: {}", item.id, document.error().text());
    return ended(std::move(item), {0, "not signed: " + document.error().text()});
  }
  auto shared = std::make_shared<exchange::OutboxItem>(std::move(item));
  context_.setup.push.post(endpoint, std::move(*document),
                           [weak = weak_from_this(), shared](const Push::Outcome& outcome) {
                             if (const auto self = weak.lock()) self->ended(std::move(*shared), outcome);
                           });
}

void PushOutbox::count(const exchange::PushEnded& event) {
  const auto add = [&](Counters::Count& counter, const char* result) {
    ++counter;
    context_.counters.by_user.add(event.item.user.text(), result);
  };
  switch (event.outcome) {
    case exchange::PushOutcome::Delivered:
      return add(context_.counters.pushes_delivered, "delivered");
    case exchange::PushOutcome::Refused:
      return add(context_.counters.pushes_refused, "refused");
    case exchange::PushOutcome::Unreachable:
      return add(context_.counters.pushes_unreachable, "unreachable");
  }
}

// Called on the push client's thread, which must not wait for the sequencer: the pool does.
void PushOutbox::ended(exchange::OutboxItem item, const Push::Outcome& outcome) {
  exchange::PushEnded event{std::move(item), outcome_of(outcome.http_status), outcome.detail,
                            context_.setup.machine_ms()};
  count(event);
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  std::size_t& window = lanes_[event.item.user].window;
  window = event.outcome == exchange::PushOutcome::Unreachable ? std::max<std::size_t>(window / 2, 1)
                                                               : std::min(window * 2, limits::kPushesPerUser);
  context_.pool.go_on([self = shared_from_this(), event = std::move(event)]() mutable {
    const Eui64 user = event.item.user;
    const std::int64_t id = event.item.id;
    // What a delivered one has made room for is told by its commit.
    const std::int64_t look_at = event.outcome == exchange::PushOutcome::Delivered ? kNever : 0;
    Sequencer::Work work;
    work.what = exchange::Event(std::move(event));
    work.decided = [self, user, id, look_at](const Result<Sequencer::Answer>& decided) {
      self->finished(user, id, decided ? look_at : self->context_.setup.machine_ms() + kAfterStoreFailure);
    };
    if (!self->context_.sequencer.submit(std::move(work))) self->finished(user, id, kNever);
  });
}

void PushOutbox::finished(Eui64 user, std::int64_t id, std::int64_t look_at) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    Lane& lane = lanes_[user];
    lane.under_way.erase(id);
    lane.look_at = std::min(lane.look_at, look_at);
    // Nobody waits for the room of this one, unless its own lane has more or the total was full.
    wake = lane.look_at != kNever || under_way_ >= limits::kPushesInAll;
    --under_way_;
  }
  if (wake) changed_.notify_one();
  context_.outstanding.end();
}

}  // namespace gridpost::engine
