#include "engine/registration_desk.h"

#include "base/log.h"
#include "engine/file_intake.h"
#include "engine/registration_data_job.h"

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
                      [&setup] { return setup.clock.now(); },
                      setup.job_pace.time,
                      [this] { rest(); }};
  auto taken_in = FileIntake(work).look();
  if (taken_in && !looked_) {
    GP_CHECK(transact([&](Transaction& tx) { return end_interrupted_files(tx, setup.clock.now()); }));
    looked_ = true;
  }
  auto sent = do_what_is_due(work);  // also while files of one provider cannot be read
  return taken_in ? sent : taken_in;
}

Status RegistrationDesk::transact(const std::function<Status(Transaction&)>& piece) {
  GP_TRY(took, through_sequencer(context_.sequencer, Sequencer::Write(piece)));
  took_ = took;
  return {};
}

void RegistrationDesk::rest() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, rests_.after(took_), [this] { return stopped_; });
}

}  // namespace gridpost::engine
