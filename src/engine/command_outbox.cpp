#include "engine/command_outbox.h"

#include "base/log.h"

namespace gridpost::engine {

void CommandOutbox::send(std::vector<exchange::OutboxItem> commands) {
  for (exchange::OutboxItem& command : commands)
    context_.pool.go_on([this, command = std::move(command)] { send_one(command); });
}

void CommandOutbox::resend_all() {
  context_.pool.go_on([this] { resend_after(0); });
}

// One page a task, so that other work gets its turn in between.
void CommandOutbox::resend_after(std::int64_t id) {
  const auto page = [&]() -> Result<std::vector<exchange::OutboxItem>> {
    GP_TRY(tx, context_.setup.store.read());
    GP_TRY(sent, tx->outbox_sent(id, limits::kPage));
    GP_CHECK(context_.setup.store.sync());
    return sent;
  }();
  if (!page) return log::error("GP-ENGINE-004", "sent commands could not be read: {}", page.error().text());
  for (const exchange::OutboxItem& command : *page) send_one(command);
  if (page->size() == limits::kPage) context_.pool.go_on([this, last = page->back().id] { resend_after(last); });
}

// A command that cannot be protected stays as it is and ends by its time-out.
void CommandOutbox::send_one(const exchange::OutboxItem& command) {
  auto octets = context_.secrets.protect(command.body, context_.setup.clock.now());
  if (!octets) {
    ++context_.counters.commands_unsendable;
    return log::warn("GP-ENGINE-005", {{"device", command.device.text()}, {"outbox", std::to_string(command.id)}},
                     "command {} to {} cannot be sent: {}", command.id, command.device.text(), octets.error().text());
  }
  ++context_.counters.commands_sent;
  context_.counters.round_trips.sent(static_cast<std::uint64_t>(command.id));
  context_.setup.network.send(command.hub, static_cast<std::uint64_t>(command.id), std::move(*octets));
}

void CommandOutbox::taken(std::uint64_t delivery) {
  const std::lock_guard lock(mutex_);
  taken_.insert(delivery);
}

// One write for all of a second: most of them were answered by then, and their rows are gone.
void CommandOutbox::note_taken() {
  std::set<std::uint64_t> taken;
  {
    const std::lock_guard lock(mutex_);
    taken.swap(taken_);
  }
  if (taken.empty()) return;
  const auto all = std::make_shared<const std::set<std::uint64_t>>(std::move(taken));
  Sequencer::Work work;
  work.what = [all](Transaction& tx) -> Status {
    for (const std::uint64_t delivery : *all) GP_CHECK(tx.mark_taken(static_cast<std::int64_t>(delivery)));
    return {};
  };
  work.decided = [this, all](const auto& done) {
    if (done) return;
    const std::lock_guard lock(mutex_);
    taken_.insert(all->begin(), all->end());
  };
  context_.sequencer.submit(std::move(work));
}

std::size_t CommandOutbox::budget() const {
  return context_.pool.waiting() < limits::kPoolQueue ? limits::kClaimedCommands : 0;
}

}  // namespace gridpost::engine
