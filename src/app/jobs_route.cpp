#include "app/jobs_route.h"

#include <nlohmann/json.hpp>

namespace gridpost::app {
namespace {

constexpr std::size_t kMost = 100;

gateway::Reply reply_of(engine::Store& store) {
  const auto jobs = [&]() -> Result<std::vector<engine::Job>> {
    GP_TRY(tx, store.read());
    return tx->housekeeping().jobs(kMost);
  }();
  if (!jobs) return gateway::plain(503, jobs.error().text());
  auto all = nlohmann::ordered_json::array();
  for (const engine::Job& job : *jobs) {
    const bool done = job.state == engine::JobState::Done;
    all.push_back({{"id", job.id},
                   {"kind", job.kind},
                   {"state", done ? "done" : "running"},
                   {"begun", iso(job.started_at)},
                   {"ended", done ? iso(job.ended_at) : ""},
                   {"total", job.total},
                   {"done", job.done}});
  }
  return {.status = 200, .content_type = "application/json", .body = all.dump(2) + "\n", .headers = {}};
}

}  // namespace

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
