// gridpost products: the Central Products List of a server, and the work on many Devices that a change of it makes.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/commands/command.h"
#include "app/job_run.h"
#include "app/products_list.h"
#include "app/server_store.h"
#include "catalogue/body_types.h"
#include "engine/world_time.h"

namespace gridpost::app {
namespace {

using inventory::Product;

struct ProductsOptions {
  std::string data = "gridpost.data";
  std::string type = "ESME", manufacturer, model, firmware;
  std::string smets, gbcs, variants, status;
  bool wait = false;
  bool json = false;
};

nlohmann::ordered_json as_json(const Product& p) {
  return {{"type", catalogue::text(p.type)}, {"manufacturer", p.manufacturer}, {"model", p.model},
          {"firmware", p.firmware_version},  {"smets", p.smets_version},       {"gbcs", p.gbcs_version},
          {"variants", p.variants},          {"status", text(p.status)}};
}

int list(const ProductsOptions& options) {
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  auto tx = (*store)->read();
  if (!tx) return report(tx.error(), kSystem);
  auto products = (*tx)->products();
  if (!products) return report(products.error(), kSystem);
  auto all = nlohmann::ordered_json::array();
  for (const Product& p : *products) {
    if (options.json)
      all.push_back(as_json(p));
    else
      fmt::print("{:6} {} {} {}  {:12} {:5} {:9} {}\n", catalogue::text(p.type), p.manufacturer, p.model,
                 p.firmware_version, p.smets_version, p.gbcs_version, text(p.status), p.variants);
  }
  if (options.json) fmt::print("{}\n", all.dump(2));
  return kGood;
}

// "A,AD" as the entry keeps it; what is no variant is refused.
Result<std::string> read_variants(const std::string& text) {
  std::string out;
  for (const std::string& variant : CLI::detail::split(text, ',')) {
    if (!catalogue::grammar::check(catalogue::esme_variant(), variant))
      return fail("'" + variant + "' is no ESME Variant", "--variants");
    out += (out.empty() ? "" : " ") + variant;
  }
  return out;
}

// The entry as it is, changed where an option says so. A new one needs its versions and a status.
Result<Product> changed(engine::Transaction& tx, const ProductsOptions& options) {
  GP_TRY(type, catalogue::named_device_type(options.type, "--type"));
  GP_TRY(known, tx.product(type, options.manufacturer, options.model, options.firmware));
  if (!known && (options.smets.empty() || options.gbcs.empty() || options.status.empty()))
    return fail("this entry is not on the list; a new one needs --smets, --gbcs and --status", options.model);
  Product p = known.value_or(Product{});
  p.type = type;
  p.manufacturer = options.manufacturer;
  p.model = options.model;
  p.firmware_version = options.firmware;
  if (!options.smets.empty()) p.smets_version = options.smets;
  if (!options.gbcs.empty()) p.gbcs_version = options.gbcs;
  if (!options.variants.empty()) {
    GP_TRY(variants, read_variants(options.variants));
    p.variants = variants;
  }
  if (!options.status.empty()) p.status = *inventory::cpl_status(options.status);
  return p;
}

int set(const ProductsOptions& options) {
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  auto clock = engine::WorldTime::open(**store, {});
  if (!clock) return report(clock.error(), kSystem);
  auto tx = (*store)->begin();
  if (!tx) return report(tx.error(), kSystem);
  auto entry = changed(**tx, options);
  if (!entry) return report(entry.error(), kInput);
  auto job = put_entry(**tx, *entry, {operator_name(), (*clock)->now()});
  if (!job) return report(job.error(), kSystem);
  if (auto done = (*tx)->commit(); !done) return report(done.error(), kSystem);
  tx->reset();
  fmt::print("{}\n", as_json(*entry).dump());
  if (*job) fmt::print("job {}: the server looks at the Devices of this model\n", **job);
  if (!*job || !options.wait) return kGood;
  const auto waited = wait_for_job(**store, **job, show_job);
  return waited ? kGood : report(waited.error(), kSystem);
}

void add_set(CLI::App& command, int& exit) {
  auto options = std::make_shared<ProductsOptions>();
  CLI::App* c =
      command.add_subcommand("set", "Make or change an entry; Devices of its model are suspended or restored");
  c->add_option("--data", options->data, "Folder of the server's store")->capture_default_str();
  c->add_option("--type", options->type, "Type of Device; CHF stands for a hub with its gas proxy")
      ->capture_default_str();
  c->add_option("--manufacturer", options->manufacturer, "Manufacturer, as the inventory has it")->required();
  c->add_option("--model", options->model, "Model, as the inventory has it")->required();
  c->add_option("--firmware", options->firmware, "Firmware version")->required();
  c->add_option("--smets", options->smets, "SMETS or CHTS version");
  c->add_option("--gbcs", options->gbcs, "GBCS version");
  c->add_option("--variants", options->variants, "ESME Variants that the model comes in, A,AD");
  c->add_option("--status", options->status, "Status of the entry")
      ->check(CLI::IsMember({"Active", "Cancelled", "Expired", "Withdrawn"}));
  c->add_flag("--wait", options->wait, "Show how the server's work on the Devices goes on, until it is done");
  c->callback([options, &exit] { exit = set(*options); });
}

}  // namespace

void add_products(CLI::App& program, int& exit) {
  CLI::App* command =
      program.add_subcommand("products", "Central Products List: show and change it; the server may be running");
  command->require_subcommand(1);
  auto shown = std::make_shared<ProductsOptions>();
  CLI::App* list_command = command->add_subcommand("list", "Every entry");
  list_command->add_option("--data", shown->data, "Folder of the server's store")->capture_default_str();
  list_command->add_flag("--json", shown->json, "Print JSON");
  list_command->callback([shown, &exit] { exit = list(*shown); });
  add_set(*command, exit);
}

}  // namespace gridpost::app
