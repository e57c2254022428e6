// gridpost report: what a server's store tells about the whole estate.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/commands/command.h"
#include "app/server_store.h"
#include "app/variant_report.h"
#include "engine/world_time.h"

namespace gridpost::app {
namespace {

struct ReportOptions {
  std::string data = "gridpost.data";
  std::string supplier;
  bool list = false;
  bool json = false;
};

std::string name_of(const std::optional<Eui64>& supplier) { return supplier ? supplier->text() : "nobody"; }

nlohmann::ordered_json as_json(const SuspectMeter& m) {
  return {{"device", m.device.id.text()},
          {"mpan", m.device.import_mpxn},
          {"supplier", m.supplier ? m.supplier->text() : ""},
          {"notifiedBy", m.device.notified_by.text()},
          {"manufacturer", m.device.manufacturer},
          {"model", m.device.model},
          {"firmware", m.device.firmware_version},
          {"recorded", m.device.esme_variant},
          {"implied", m.why.implied},
          {"reason", m.why.reason},
          {"status", catalogue::text(m.device.status)},
          {"since", iso(m.device.status_since)}};
}

void print_meter(const SuspectMeter& m, bool json) {
  if (json)
    fmt::print("{}\n", as_json(m).dump());
  else
    fmt::print("{} {:13} {:23} {:5} {:8} {}\n", m.device.id.text(), m.device.import_mpxn, name_of(m.supplier),
               m.device.esme_variant, m.why.implied.empty() ? "?" : m.why.implied, m.why.reason);
}

void print_totals(const VariantReport& report, bool json) {
  for (const auto& [key, count] : report.counts) {
    if (json) {
      fmt::print("{}\n", nlohmann::ordered_json{{"supplier", key.supplier ? key.supplier->text() : ""},
                                                {"manufacturer", key.manufacturer},
                                                {"model", key.model},
                                                {"firmware", key.firmware_version},
                                                {"recorded", key.recorded},
                                                {"implied", key.implied},
                                                {"count", count}}
                             .dump());
      continue;
    }
    fmt::print("{:23} {} {} {}  {:5} {:8} {:9}\n", name_of(key.supplier), key.manufacturer, key.model,
               key.firmware_version, key.recorded, key.implied.empty() ? "?" : key.implied, count);
  }
  if (json)
    fmt::print("{}\n", nlohmann::ordered_json{{"meters", report.meters}, {"suspect", report.suspect}}.dump());
  else
    fmt::print("{} of {} commissioned ESMEs are suspect\n", report.suspect, report.meters);
}

Result<VariantReport> make(const ReportOptions& options) {
  GP_TRY(store, open_server_store(options.data));
  GP_TRY(clock, engine::WorldTime::open(*store, {}));
  std::optional<Eui64> only;
  if (!options.supplier.empty()) {
    GP_TRY(id, Eui64::parse(options.supplier));
    only = id;
  }
  GP_TRY(tx, store->read());
  return report_suspect_variants(*tx, only, clock->now(), [&](const SuspectMeter& m) {
    if (options.list) print_meter(m, options.json);
  });
}

int run(const ReportOptions& options) {
  const auto made = make(options);
  if (!made) return report(made.error(), kSystem);
  print_totals(*made, options.json);
  return kGood;
}

}  // namespace

void add_report(CLI::App& program, int& exit) {
  CLI::App* command = program.add_subcommand("report", "Reports on the whole estate; the server may be running");
  command->require_subcommand(1);
  auto options = std::make_shared<ReportOptions>();
  CLI::App* variants = command->add_subcommand(
      "suspect-variants", "Commissioned ESMEs whose recorded variant cannot be right, by supplier and model");
  variants->add_option("--data", options->data, "Folder of the server's store")->capture_default_str();
  variants->add_option("--supplier", options->supplier, "What this supplier may see: its own meters, EUI-64");
  variants->add_flag("--list", options->list, "Each meter as well, before the totals");
  variants->add_flag("--json", options->json, "Print JSON, an object a line");
  variants->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
