#include "engine/listing_work.h"

#include <future>

#include "base/log.h"

namespace gridpost::engine {

namespace {

// When there is no job. Whoever makes one may be another process.
constexpr std::chrono::milliseconds kBetweenLooks{1000};
// While requests wait for the sequencer, they go first.
constexpr std::chrono::milliseconds kPatience{20};
constexpr std::size_t kBusy = limits::kListingPage;

Transaction::ModelQuery devices_of(const ListingJob& job) {
  Transaction::ModelQuery query;
  query.types = {job.type};
  if (job.type == DeviceType::CHF) query.types.add(DeviceType::GPF);
  query.manufacturer = job.manufacturer;
  query.model = job.model;
  query.firmware_version = job.firmware_version;
  query.after = job.after;
  query.limit = limits::kListingPage;
  return query;
}

}  // namespace

void ListingWork::start() {
  thread_ = std::thread([this] { run(); });
}

void ListingWork::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void ListingWork::run() {
  std::chrono::milliseconds pause{0};
  while (wait(pause)) {
    if (context_.sequencer.waiting() > kBusy) {
      pause = kPatience;
      continue;
    }
    const auto worked = step();
    if (!worked) log::error("GP-ENGINE-020", "work on a model could not go on: {}", worked.error().text());
    pause = worked && *worked ? std::chrono::milliseconds(0) : kBetweenLooks;
  }
}

bool ListingWork::wait(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [this] { return stopped_; });
  return !stopped_;
}

Result<bool> ListingWork::step() {
  std::vector<ListingJob> open;
  {
    GP_TRY(tx, context_.setup.store.read());
    GP_TRY(found, tx->listing_jobs(false));
    open = std::move(found);
  }
  if (open.empty()) return false;
  ListingJob job = open.front();
  GP_TRY(page, next_page(job));
  GP_CHECK(decide_on(page));
  job.done += page.size();
  if (!page.empty()) job.after = page.back();
  if (page.size() < limits::kListingPage) {
    job.ended_at = context_.setup.clock.now();
    job.total = job.done;  // Devices may have come and gone meanwhile
    log::info("GP-ENGINE-021", {{"devices", std::to_string(job.done)}}, "job {} is done: {} Devices", job.id, job.done);
  }
  GP_CHECK(note(job));
  return true;
}

Result<std::vector<Eui64>> ListingWork::next_page(ListingJob& job) {
  GP_TRY(tx, context_.setup.store.read());
  const Transaction::ModelQuery query = devices_of(job);
  if (!job.after) {
    GP_TRY(total, tx->count_of_model(query));
    job.total = total;
  }
  return tx->devices_of_model(query);
}

Status ListingWork::decide_on(const std::vector<Eui64>& devices) {
  std::vector<std::future<Status>> decided;
  for (const Eui64 device : devices) {
    auto promise = std::make_shared<std::promise<Status>>();
    decided.push_back(promise->get_future());
    Sequencer::Work work;
    work.what = exchange::Event(exchange::ListingChanged{device});
    work.decided = [promise](const auto& result) {
      promise->set_value(result ? Status() : Status(tl::unexpected(result.error())));
    };
    GP_CHECK(submit(std::move(work)));
  }
  for (std::future<Status>& one : decided) GP_CHECK(one.get());
  return {};
}

Status ListingWork::note(const ListingJob& job) {
  std::promise<Status> promise;
  Sequencer::Work work;
  work.what = [job](Transaction& tx) -> Status {
    GP_CHECK(tx.put_listing_job(job));
    return {};
  };
  work.decided = [&promise](const auto& result) {
    promise.set_value(result ? Status() : Status(tl::unexpected(result.error())));
  };
  GP_CHECK(submit(std::move(work)));
  return promise.get_future().get();
}

Status ListingWork::submit(Sequencer::Work work) {
  if (context_.sequencer.submit(std::move(work))) return {};
  return fail("the sequencer was stopped");
}

}  // namespace gridpost::engine
