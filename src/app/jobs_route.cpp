#include "app/jobs_route.h"

#include <nlohmann/json.hpp>

namespace gridpost::app {
namespace {

constexpr std::size_t kMost = 100;

gateway::Reply reply_of(engine::Store& store) {
  const auto jobs = [&]() -> Result<std::vector<engine::Job>> {
    GP_TRY(tx, store.read());
    return tx->jobs().list("", kMost);
  }();
  if (!jobs) return gateway::plain(503, jobs.error().text());
  auto all = nlohmann::ordered_json::array();
  for (const engine::Job& job : *jobs) all.push_back(job_as_json(job));
  return {.status = 200, .content_type = "application/json", .body = all.dump(2) + "\n", .headers = {}};
}

}  // namespace

nlohmann::ordered_json job_as_json(const engine::Job& job) {
  const bool done = job.state == engine::JobState::Done;
  return {{"id", job.id},
          {"kind", job.kind},
          {"subject", job.subject},
          {"state", done ? "done" : "running"},
          {"begun", iso(job.started_at)},
          {"ended", done ? iso(job.ended_at) : ""},
          {"total", job.total},
          {"done", job.done}};
}

gateway::Route jobs_route(std::function<engine::Store*()> store) {
  return {.method = "GET",
          .path = "/v1/jobs",
          .content_type = {},
          .handler = [store = std::move(store)](gateway::Request&&, const gateway::Answer& answer) {
            engine::Store* open = store();
            answer(open ? reply_of(*open) : gateway::plain(503, "the server is starting"));
          }};
}

}  // namespace gridpost::app
