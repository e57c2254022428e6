// GET /v1/jobs of the operations port: the jobs of a store, the newest first, and how far they are.
#pragma once

#include <functional>

#include "engine/ports.h"
#include "gateway/http.h"

namespace gridpost::app {

// `store` is null while the server starts.
gateway::Route jobs_route(std::function<engine::Store*()> store);

}  // namespace gridpost::app
