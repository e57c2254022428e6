// gridpost jobs: the work on many Devices that a server does in batches, and how far it is.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/job_run.h"
#include "app/jobs_route.h"
#include "app/server_store.h"
#include "engine/housekeeping.h"
#include "engine/model_job.h"
#include "engine/registration_data_job.h"

namespace gridpost::app {
namespace {

struct JobsOptions {
  std::string data = "gridpost.data";
  std::string kind;
  bool all = false;
  bool wait = false;
  bool json = false;
};

// Newest first.
Result<std::vector<engine::Job>> read_jobs(engine::Store& store, const std::string& kind, bool ended_too) {
  constexpr std::size_t kMost = 1'000'000;
  GP_TRY(tx, store.read());
  GP_TRY(jobs, tx->jobs().list(kind, kMost));
  if (!ended_too) std::erase_if(jobs, [](const engine::Job& job) { return job.state == engine::JobState::Done; });
  return jobs;
}

// Until every job that is open now is done, the oldest first.
Status wait_for_jobs(engine::Store& store, const std::string& kind) {
  GP_TRY(open, read_jobs(store, kind, false));
  for (auto job = open.rbegin(); job != open.rend(); ++job) GP_CHECK(wait_for_job(store, job->id, show_job));
  return {};
}

int run_jobs(const JobsOptions& options) {
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  if (options.wait) {
    const auto waited = wait_for_jobs(**store, options.kind);
    return waited ? kGood : report(waited.error(), kSystem);
  }
  auto found = read_jobs(**store, options.kind, options.all);
  if (!found) return report(found.error(), kSystem);
  auto all = nlohmann::ordered_json::array();
  for (const engine::Job& job : *found) {
    const bool done = job.state == engine::JobState::Done;
    if (options.json)
      all.push_back(job_as_json(job));
    else
      fmt::print("{:6} {:14} {:32} {}  {}\n", job.id, job.kind, job.subject, progress_bar(job),
                 done ? "done " + iso(job.ended_at) : "under way");
  }
  if (options.json) fmt::print("{}\n", all.dump(2));
  return kGood;
}

}  // namespace

void add_jobs(CLI::App& program, int& exit) {
  const auto [command, options] = add_store_command<JobsOptions>(
      program, "jobs", "Work on many Devices that a server has under way: list it, or wait for it");
  command->add_option("--kind", options->kind, "Of one kind only")
      ->check(CLI::IsMember({engine::kHousekeeping, engine::kListing, engine::kHubRecall, engine::kRegistrationData}));
  command->add_flag("--all", options->all, "What is done as well");
  command->add_flag("--wait", options->wait, "Show how it goes on, until it is done");
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([o = options, &exit] { exit = run_jobs(*o); });
}

}  // namespace gridpost::app
