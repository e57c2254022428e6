#include "engine/registration_desk.h"

#include <future>

#include "base/log.h"
#include "engine/file_intake.h"

namespace gridpost::engine {
namespace {

constexpr std::chrono::milliseconds kBetweenFiles{1000};
// After an error, which would be the same at once.
constexpr std::chrono::milliseconds kAfterError{10'000};

}  // namespace

void RegistrationDesk::start() {
  if (context_.setup.folders) thread_ = std::thread([this] { run(); });
}

void RegistrationDesk::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void RegistrationDesk::run() {
  for (;;) {
    const auto done = look();
    if (!done) log::error("GP-FLAG-011", "registration files: {}; tried again", done.error().text());
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, done ? kBetweenFiles : kAfterError, [this] { return stopped_; })) return;
  }
}

Status RegistrationDesk::look() {
  const Setup& setup = context_.setup;
  const FlagWork work{setup.desk,
                      setup.rules,
                      keeper_,
                      *setup.folders,
                      [this](const std::function<Status(Transaction&)>& piece) { return transact(piece); },
                      [&setup] { return setup.clock.now(); }};
  auto taken_in = FileIntake(work).look();
  auto sent = do_what_is_due(work);  // also while files of one provider cannot be read
  return taken_in ? sent : taken_in;
}

// The sequencer undoes a piece that fails, and the others of its batch go on without it.
Status RegistrationDesk::transact(const std::function<Status(Transaction&)>& piece) {
  // Shared: get() may return while the other thread is still in set_value().
  auto promise = std::make_shared<std::promise<Status>>();
  std::future<Status> decided = promise->get_future();
  Sequencer::Work work;
  work.what = Sequencer::Write(piece);
  work.decided = [promise](const auto& result) {
    promise->set_value(result ? Status() : Status(tl::unexpected(result.error())));
  };
  if (!context_.sequencer.submit(std::move(work))) return fail("the sequencer was stopped");
  return decided.get();
}

}  // namespace gridpost::engine
