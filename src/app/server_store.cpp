#include "app/server_store.h"

#include <filesystem>

#include "store/sqlite/sqlite_store.h"

namespace gridpost::app {

Result<std::unique_ptr<engine::Store>> open_server_store(const std::string& folder) {
  const std::string file = folder + "/gridpost.db";
  std::error_code ec;
  if (!std::filesystem::exists(file, ec)) return fail("there is no server's store here", folder);
  return store::open_sqlite(file);
}

}  // namespace gridpost::app
