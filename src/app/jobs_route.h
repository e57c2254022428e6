// GET /v1/jobs of the operations port: the jobs of a store, of all kinds, the newest first, and how far they are.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>

#include "engine/ports.h"
#include "gateway/http.h"

namespace gridpost::app {

// A job as it is shown there.
nlohmann::ordered_json job_as_json(const engine::Job& job);

// `store` is null while the server starts.
gateway::Route jobs_route(std::function<engine::Store*()> store);

}  // namespace gridpost::app
