// gridpost flags: updates of service flags on their way to the registration data providers.
#include <CLI/CLI.hpp>
#include <filesystem>

#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/registration_setup.h"
#include "app/server_store.h"
#include "engine/flag_answers.h"
#include "engine/flag_report.h"
#include "engine/world_time.h"
#include "network/provider_folders.h"

namespace gridpost::app {
namespace {

using registration::FlagUpdate;
using registration::UpdateState;

struct FlagsOptions {
  std::string data = "gridpost.data";
  std::string registration;
  RuleOptions rules;
  std::string state = "rejected";
  std::vector<std::int64_t> numbers;
  std::string out;
  std::size_t limit = 100;
};

Result<UpdateState> state_of(const std::string& name) {
  std::string all;
  for (int i = 0; i < registration::kUpdateStates; ++i) {
    const auto state = static_cast<UpdateState>(i);
    if (registration::text(state) == name) return state;
    all += fmt::format("{}{}", all.empty() ? "" : ", ", registration::text(state));
  }
  return fail(fmt::format("'{}' is none of: {}", name, all), "--state");
}

// ---- updates ----

int run_updates(const FlagsOptions& options) {
  auto state = state_of(options.state);
  if (!state) return report(state.error(), kInput);
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  auto tx = (*store)->read();
  if (!tx) return report(tx.error(), kSystem);
  auto found = (*tx)->records().flag_updates_in(*state, 0, options.limit);
  if (!found) return report(found.error(), kSystem);
  for (const FlagUpdate& u : *found)
    fmt::print("{:6} {} {} from {}  {} since {}  {} file {}  {}\n", u.id, u.mpxn, registration::letter(u.flag),
               u.effective, registration::text(u.state), iso(u.at), u.provider.empty() ? "no provider" : u.provider,
               u.file, u.reason);
  for (int i = 0; i < registration::kServiceFlags; ++i) {
    const auto flag = static_cast<registration::ServiceFlag>(i);
    fmt::print("{}: {}\n", registration::letter(flag), registration::meaning(flag));
  }
  return kGood;
}

// ---- resend, close ----

// All of them or none.
Status act(engine::Store& store, const FlagsOptions& options, bool resend) {
  GP_TRY(desk, load_registration_setup(options.registration));
  GP_TRY(clock, engine::WorldTime::open(store, {}));
  GP_TRY(tx, store.begin());
  const engine::FlagKeeper keeper(desk);
  const registration::Provider none;
  std::vector<std::string> complaints;
  engine::FlagAnswers answers(*tx, keeper, none, "gridpost flags", clock->now(), complaints);
  for (const std::int64_t number : options.numbers) GP_CHECK(resend ? answers.resend(number) : answers.close(number));
  return tx->commit();
}

int run_act(const FlagsOptions& options, bool resend) {
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  if (auto done = act(**store, options, resend); !done) return report(done.error(), kInput);
  fmt::print("{} {}\n", options.numbers.size(), resend ? "go into the next file" : "closed");
  return kGood;
}

// ---- files ----

int run_files(const FlagsOptions& options) {
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  auto tx = (*store)->read();
  if (!tx) return report(tx.error(), kSystem);
  auto found = (*tx)->records().files(options.limit);
  if (!found) return report(found.error(), kSystem);
  for (const auto& f : *found)
    fmt::print("{}  {} {:12} {}  {} records, {} refused\n", iso(f.at), f.outgoing ? "to  " : "from", f.provider, f.name,
               f.records, f.refused);
  return kGood;
}

// ---- reconcile ----

Result<std::string> reconciliation(engine::Store& store, const FlagsOptions& options) {
  GP_TRY(desk, load_registration_setup(options.registration));
  GP_TRY(book, options.rules.book());
  GP_TRY(clock, engine::WorldTime::open(store, {}));
  const TimeMs now = clock->now();
  GP_TRY(tx, store.read());
  std::string text;
  GP_CHECK(engine::reconcile(*tx, desk, book.rules_at(now), now, [&](const std::string& more) { text += more; }));
  return text;
}

int run_reconcile(const FlagsOptions& options) {
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  auto text = reconciliation(**store, options);
  if (!text) return report(text.error(), kInput);
  if (options.out.empty()) {
    fmt::print("{}", *text);
    return kGood;
  }
  const std::filesystem::path path = options.out;
  const std::string folder = path.parent_path().empty() ? "." : path.parent_path().string();
  if (auto done = network::put_whole(folder, path.filename().string(), *text); !done)
    return report(done.error(), kSystem);
  fmt::print("{}\n", options.out);
  return kGood;
}

}  // namespace

void add_flags(CLI::App& program, int& exit) {
  CLI::App* command = program.add_subcommand(
      "flags", "Updates of service flags to the registration data providers; the server may be running");
  command->require_subcommand(1);
  const auto sub = [command](const std::string& name, const std::string& about) {
    return add_store_command<FlagsOptions>(*command, name, about);
  };
  auto [updates, u] = sub("updates", "Updates in a state: those that were rejected, or others");
  updates->add_option("--state", u->state, "queued, in file, sent, accepted, rejected, unanswered or closed")
      ->capture_default_str();
  updates->add_option("--limit", u->limit, "How many at most, the oldest first")->capture_default_str();
  updates->callback([o = u, &exit] { exit = run_updates(*o); });
  for (const bool resend : {true, false}) {
    auto [c, o] = resend ? sub("resend", "Send rejected or unanswered updates again, in the next file")
                         : sub("close", "End rejected or unanswered updates");
    c->add_option("NUMBERS", o->numbers, "Of the updates, as `flags updates` prints them")->required();
    add_desk_option(*c, o->registration);
    c->callback([options = o, resend, &exit] { exit = run_act(*options, resend); });
  }
  auto [files, f] = sub("files", "Files from and to the providers, the newest first");
  files->add_option("--limit", f->limit, "How many at most")->capture_default_str();
  files->callback([o = f, &exit] { exit = run_files(*o); });
  auto [reconcile, r] = sub("reconcile", "What is stored, what the meters say, what the providers took: CSV");
  add_desk_option(*reconcile, r->registration);
  add_rule_options(*reconcile, r->rules);
  reconcile->add_option("--out", r->out, "File to write; default: standard output");
  reconcile->callback([o = r, &exit] { exit = run_reconcile(*o); });
}

}  // namespace gridpost::app
