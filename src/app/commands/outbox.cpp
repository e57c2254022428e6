// gridpost outbox: the messages to Users that a server could not deliver yet, or not at all.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/commands/command.h"
#include "app/server_store.h"
#include "base/clock.h"
#include "engine/push_outbox.h"
#include "engine/world_time.h"
#include "exchange/operator_outbox.h"

namespace gridpost::app {
namespace {

using Items = std::vector<exchange::OutboxItem>;
using exchange::OutboxState;

constexpr std::size_t kPage = 256;

struct OutboxOptions {
  std::string data = "gridpost.data";
  std::vector<std::int64_t> ids;
  std::string user;
  bool waiting = false;
  bool all = false;
  std::size_t limit = 100;
  bool json = false;
};

nlohmann::ordered_json as_json(const exchange::OutboxItem& item) {
  return {{"id", item.id},
          {"state", item.state == OutboxState::Parked ? "parked" : "waiting"},
          {"user", item.user.text()},
          {"device", item.device.text()},
          {"identity", item.identity},
          {"octets", item.body.size()},
          {"createdAt", iso(item.created_at)},
          {"queuedAt", iso(item.queued_at)},
          {"nextTry", item.state == OutboxState::Parked ? "" : iso(item.not_before)},
          {"failedTries", item.attempts},
          {"reason", item.reason}};
}

void print(const Items& items, bool json) {
  if (json) {
    auto all = nlohmann::ordered_json::array();
    for (const auto& item : items) all.push_back(as_json(item));
    return fmt::print("{}\n", all.dump(2));
  }
  for (const auto& item : items)
    fmt::print("{:8} {:7} {}  {:2} failed tries since {}  {}{}{}\n", item.id,
               item.state == OutboxState::Parked ? "parked" : "waiting", item.user.text(), item.attempts,
               iso(item.queued_at), item.identity, item.reason.empty() ? "" : ": ", item.reason);
}

// Those that the options choose, a page at a time.
Result<Items> chosen(engine::Transaction& tx, const OutboxOptions& options, std::size_t limit) {
  engine::Transaction::PushQuery query;
  query.state = options.waiting ? OutboxState::Queued : OutboxState::Parked;
  if (!options.user.empty()) {
    GP_TRY(user, Eui64::parse(options.user));
    query.user = user;
  }
  Items items;
  while (items.size() < limit) {
    query.limit = std::min(kPage, limit - items.size());
    GP_TRY(page, tx.pushes(query));
    if (page.empty()) break;
    query.after = page.back().id;
    items.insert(items.end(), std::make_move_iterator(page.begin()), std::make_move_iterator(page.end()));
  }
  return items;
}

Result<Items> by_ids(engine::Transaction& tx, const OutboxOptions& options) {
  Items items;
  for (const std::int64_t id : options.ids) {
    GP_TRY(item, tx.outbox_item(id));
    if (!item || item->kind != exchange::OutboxKind::Push)
      return fail("no message to a User with this number is in the outbox", std::to_string(id));
    items.push_back(std::move(*item));
  }
  return items;
}

Result<Items> read_chosen(engine::Store& store, const OutboxOptions& options, std::size_t limit) {
  GP_TRY(tx, store.read());
  return options.ids.empty() ? chosen(*tx, options, limit) : by_ids(*tx, options);
}

int list(const OutboxOptions& options) {
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  auto items = read_chosen(**store, options, options.limit);
  if (!items) return report(items.error(), kInput);
  print(*items, options.json);
  return kGood;
}

// One transaction: all of them or none. The server is told that it should look. Gives back how many it was: what was
// delivered in the meantime is left alone.
Result<std::size_t> change(engine::Store& store, const Items& items, bool drop) {
  GP_TRY(clock, engine::WorldTime::open(store, {}));
  GP_TRY(tx, store.begin());
  std::size_t changed = 0;
  for (const auto& item : items) {
    GP_TRY(still, tx->outbox_item(item.id));
    if (!still) continue;
    const auto effects = drop ? exchange::drop_by_operator(*still, clock->now())
                              : exchange::retry_by_operator(*still, machine_now(), clock->now());
    for (const auto& effect : effects) GP_CHECK(tx->apply(effect));
    ++changed;
  }
  GP_CHECK(tx->set_setting(engine::kOutboxChanged, std::to_string(machine_now())));
  GP_CHECK(tx->commit());
  return changed;
}

int act(const OutboxOptions& options, bool drop) {
  if (options.ids.empty() && options.user.empty() && !options.all)
    return report({"say which: numbers, --user or --all", "outbox", {}}, kInput);
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  auto items = read_chosen(**store, options, SIZE_MAX);
  if (!items) return report(items.error(), kInput);
  auto changed = items->empty() ? Result<std::size_t>(0) : change(**store, *items, drop);
  if (!changed) return report(changed.error(), kSystem);
  fmt::print("{} {}\n", *changed, drop ? "dropped" : "sent on their way again");
  return kGood;
}

}  // namespace

void add_outbox(CLI::App& program, int& exit) {
  CLI::App* command = program.add_subcommand(
      "outbox", "Messages to Users that are not delivered: list, retry, drop; the server may be running");
  command->require_subcommand(1);
  const auto sub = [command](const std::string& name, const std::string& about) {
    auto options = std::make_shared<OutboxOptions>();
    CLI::App* c = command->add_subcommand(name, about);
    c->add_option("--data", options->data, "Folder of the server's store")->capture_default_str();
    c->add_option("--user", options->user, "Only those to this User, EUI-64");
    c->add_flag("--waiting", options->waiting, "Not the parked ones but those that wait for their first or next try");
    return std::pair(c, options);
  };
  auto [list_command, list_options] = sub("list", "Parked messages: refused by their endpoint, or given up");
  list_command->add_option("--limit", list_options->limit, "How many at most, the oldest first")->capture_default_str();
  list_command->add_flag("--json", list_options->json, "Print JSON");
  list_command->callback([o = list_options, &exit] { exit = list(*o); });
  for (const bool drop : {false, true}) {
    auto [c, o] = drop ? sub("drop", "Take messages out of the outbox for good")
                       : sub("retry", "Send messages on their way again, in their old place, for the whole time");
    c->add_option("NUMBERS", o->ids, "Of the messages, as list prints them");
    c->add_flag("--all", o->all, "Every one, of all Users");
    c->callback([options = o, drop, &exit] { exit = act(*options, drop); });
  }
}

}  // namespace gridpost::app
