// The store of a server, opened by another subcommand; the server may be running.
#pragma once

#include <memory>
#include <string>

#include "engine/ports.h"

namespace gridpost::app {

// An error if there is no store in the folder.
Result<std::unique_ptr<engine::Store>> open_server_store(const std::string& folder);

}  // namespace gridpost::app
