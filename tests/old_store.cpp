// Makes a store as an earlier release left it: the first migrations, and some data of their time. For the check that a
// package is upgraded over it.
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

#include "store/sqlite/migrations.h"

namespace {

using gridpost::store::Connection;

// A supplier with a commissioned meter, a request to it, and two commands that wait.
constexpr const char* kData = R"sql(
INSERT INTO user VALUES (5, 'Old Supplier', 'IS|GS', 0, '127.0.0.1:1/smartdcc/duis');
INSERT INTO device VALUES (10, 'ESME', 'Commissioned', 1700000000000, '1234', 'ABCD', 'SMETS2 V4.2', '00A1B2C3', '4.2',
  'A', 5, 1, NULL, '1200000000015', '', '', 1700000000000, '', '', '', '', '', '', 0);
INSERT INTO request VALUES (10, 5, 1, '4.1', '4.1.1', 1, '5.4', 0, 1700000000000, 10, x'', 39, 5, 1, '', '');
INSERT INTO outbox (id, kind, state, user, device, hub, target, originator, counter, identity, body, created_at,
                    not_before, attempts) VALUES
  (1, 0, 0, 5, 10, 1, 10, 5, 1, '', x'01', 1700000000000, 0, 0),
  (2, 0, 0, 5, 10, 1, 10, 5, 2, '', x'02', 1700000000000, 0, 0);
)sql";

gridpost::Status make(const char* path, int version) {
  GP_TRY(db, Connection::open(path, Connection::Mode::Write));
  GP_CHECK(gridpost::store::migrate(*db, version));
  return db->execute("data", kData);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--newest") {
    fmt::print("{}\n", gridpost::store::newest_schema());
    return 0;
  }
  if (argc != 3) {
    fmt::print(stderr, "usage: old_store FILE VERSION | old_store --newest\n");
    return 2;
  }
  const auto made = make(argv[1], std::atoi(argv[2]));
  if (!made) fmt::print(stderr, "{}\n", made.error().text());
  return made ? 0 : 1;
}
