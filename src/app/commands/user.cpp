// gridpost user: the Users that a server knows.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/commands/command.h"
#include "app/server_store.h"
#include "engine/change_log.h"
#include "engine/world_time.h"

namespace gridpost::app {
namespace {

struct UserOptions {
  std::string data = "gridpost.data";
  std::string id;
  std::string name;
  std::string roles;
  std::string endpoint;
  std::string status;
  bool json = false;
};

void print(const access::User& u, bool json) {
  const char* status = u.status == access::UserStatus::InOperation ? "in operation" : "suspended";
  if (json) {
    const nlohmann::ordered_json j{{"id", u.id.text()},
                                   {"name", u.name},
                                   {"roles", catalogue::text(u.roles)},
                                   {"status", status},
                                   {"endpoint", u.endpoint}};
    fmt::print("{}\n", j.dump(2));
    return;
  }
  fmt::print("{}  {:12} {:12} {}  {}\n", u.id.text(), catalogue::text(u.roles), status, u.endpoint, u.name);
}

// The User as it is, changed where an option says so. A new one needs name and roles.
Result<access::User> changed(engine::Transaction& tx, const UserOptions& options, bool write) {
  GP_TRY(id, Eui64::parse(options.id));
  GP_TRY(known, tx.user(id));
  if (!known && !write) return fail("this User is not known", id.text());
  if (!known && (options.name.empty() || options.roles.empty()))
    return fail("this User is not known; a new one needs --name and --roles", id.text());
  access::User u = known.value_or(access::User{});
  u.id = id;
  if (!options.name.empty()) u.name = options.name;
  if (!options.endpoint.empty()) u.endpoint = options.endpoint;
  if (!options.roles.empty()) {
    GP_TRY(roles, catalogue::user_roles(options.roles));
    u.roles = roles;
  }
  if (!options.status.empty())
    u.status = options.status == "suspended" ? access::UserStatus::Suspended : access::UserStatus::InOperation;
  return u;
}

int run(const UserOptions& options, bool write) {
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  engine::Actor actor{operator_name()};
  if (write) {
    auto clock = engine::WorldTime::open(**store, {});
    if (!clock) return report(clock.error(), kSystem);
    actor.at = (*clock)->now();
  }
  auto tx = write ? (*store)->begin() : (*store)->read();
  if (!tx) return report(tx.error(), kSystem);
  auto user = changed(**tx, options, write);
  if (!user) return report(user.error(), kInput);
  if (write) {
    if (auto put = engine::change_user(**tx, *user, actor); !put) return report(put.error(), kSystem);
    if (auto done = (*tx)->commit(); !done) return report(done.error(), kSystem);
  }
  print(*user, options.json);
  return kGood;
}

}  // namespace

void add_user(CLI::App& program, int& exit) {
  CLI::App* command =
      program.add_subcommand("user", "Show and change the Users that a server knows; it may be running");
  command->require_subcommand(1);
  auto options = std::make_shared<UserOptions>();
  const auto common = [options](CLI::App* c) {
    c->add_option("USER", options->id, "EUI-64 of the User")->required();
    c->add_option("--data", options->data, "Folder of the server's store")->capture_default_str();
    c->add_flag("--json", options->json, "Print JSON");
  };
  CLI::App* show = command->add_subcommand("show", "One User");
  common(show);
  show->callback([options, &exit] { exit = run(*options, false); });
  CLI::App* set = command->add_subcommand("set", "Make or change a User");
  common(set);
  set->add_option("--name", options->name, "Name");
  set->add_option("--roles", options->roles, "User Roles, e.g. IS|GS");
  set->add_option("--endpoint", options->endpoint, "Where responses are pushed to, HOST:PORT/PATH");
  set->add_option("--status", options->status, "operation or suspended")
      ->check(CLI::IsMember({"operation", "suspended"}));
  set->callback([options, &exit] { exit = run(*options, true); });
}

}  // namespace gridpost::app
