// gridpost history: the log of changes, of one Device or of the configuration.
#include <CLI/CLI.hpp>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/commands/command.h"
#include "app/server_store.h"

namespace gridpost::app {

std::string operator_name() {
  const char* user = std::getenv("USER");
  return user == nullptr || *user == '\0' ? "operator" : "operator " + std::string(user);
}

namespace {

using engine::ChangeEntry;

struct HistoryOptions {
  std::string data = "gridpost.data";
  std::string device;
  std::size_t limit = 100;
  bool json = false;
};

constexpr std::string_view kKinds[] = {"configuration", "status", "details", "incident", "file"};

void print(const ChangeEntry& e, bool json) {
  const std::string_view kind = kKinds[static_cast<std::size_t>(e.kind)];
  if (json) {
    const nlohmann::ordered_json j{{"at", iso_ms(e.at)}, {"kind", kind}, {"subject", e.subject}, {"field", e.field},
                                   {"from", e.from},     {"to", e.to},   {"actor", e.actor}};
    return fmt::print("{}\n", j.dump());
  }
  fmt::print("{}  {:13} {}  {}: '{}' -> '{}', by {}\n", iso(e.at), kind, e.subject, e.field, e.from, e.to, e.actor);
}

Result<std::vector<ChangeEntry>> read(const HistoryOptions& options, std::optional<Eui64> device) {
  GP_TRY(store, open_server_store(options.data));
  GP_TRY(tx, store->read());
  return device ? tx->changes_of(*device) : tx->changes(std::nullopt, options.limit);
}

int run(const HistoryOptions& options) {
  std::optional<Eui64> device;
  if (!options.device.empty()) {
    const auto id = Eui64::parse(options.device);
    if (!id) return report(id.error(), kInput);
    device = *id;
  }
  const auto found = read(options, device);
  if (!found) return report(found.error(), kSystem);
  for (const ChangeEntry& e : *found) print(e, options.json);
  if (!device || !found->empty()) return kGood;
  return report({"nothing was ever recorded of this Device", device->text(), {}}, kNegative);
}

}  // namespace

void add_history(CLI::App& program, int& exit) {
  auto options = std::make_shared<HistoryOptions>();
  CLI::App* command = program.add_subcommand(
      "history", "The log of changes: of a Device, or of the configuration; the server may be running");
  command->add_option("DEVICE", options->device,
                      "EUI-64 of a Device, also of one that is gone; none: the configuration");
  command->add_option("--data", options->data, "Folder of the server's store")->capture_default_str();
  command->add_option("--limit", options->limit, "How many of the configuration at most, the newest first")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print JSON, an object a line");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
