#include "app/device_import.h"

#include <fmt/format.h>

#include <array>
#include <istream>
#include <nlohmann/json.hpp>

#include "exchange/answers.h"

namespace gridpost::app {
namespace {

using inventory::Device;
using nlohmann::json;

constexpr std::size_t kLinesATransaction = 1000;

struct TextField {
  const char* name;
  std::string Device::*field;
};
constexpr auto kTexts = std::to_array<TextField>({
    {"manufacturer", &Device::manufacturer},
    {"model", &Device::model},
    {"smets", &Device::smets_version},
    {"firmware", &Device::firmware_version},
    {"gbcs", &Device::gbcs_version},
    {"variant", &Device::esme_variant},
    {"importMpxn", &Device::import_mpxn},
    {"secondaryImportMpan", &Device::secondary_import_mpan},
    {"exportMpan", &Device::export_mpan},
    {"uprn", &Device::uprn},
    {"postCode", &Device::post_code},
    {"address", &Device::address_identifier},
    {"region", &Device::csp_region},
    {"hanVariant", &Device::han_variant},
    {"connectivity", &Device::connectivity},
});

Result<std::string> text_of(const json& value, std::string_view name) {
  if (value.is_string()) return value.get<std::string>();
  return fail("is no text", std::string(name));
}

Result<Eui64> eui_of(const json& value, std::string_view name) {
  GP_TRY(text, text_of(value, name));
  return Eui64::parse(text);
}

Result<SmiStatus> status_of(const json& value, std::string_view name) {
  GP_TRY(text, text_of(value, name));
  const auto status = catalogue::smi_status(text);
  if (!status) return fail(fmt::format("'{}' is no SMI status", text), std::string(name));
  return *status;
}

Status read_field(const std::string& name, const json& value, Device& d) {
  for (const TextField& f : kTexts) {
    if (name != f.name) continue;
    GP_TRY(text, text_of(value, name));
    d.*f.field = std::move(text);
    return {};
  }
  if (name == "device" || name == "notifiedBy" || name == "hub" || name == "gpf") {
    GP_TRY(id, eui_of(value, name));
    if (name == "device") d.id = id;
    if (name == "notifiedBy") d.notified_by = id;
    if (name == "hub") d.hub = id;
    if (name == "gpf") d.gpf = id;
    return {};
  }
  if (name == "type") {
    GP_TRY(text, text_of(value, name));
    GP_TRY(type, catalogue::named_device_type(text, name));
    d.type = type;
    return {};
  }
  return fail("there is no such field", name);
}

// [{"at": "2016-05-01T08:00:00Z", "status": "Pending", "cause": "12.2"}, ...]
Result<std::vector<inventory::StatusChange>> read_history(const json& value, Eui64 device) {
  if (!value.is_array()) return fail("is no list", "history");
  std::vector<inventory::StatusChange> history;
  for (const json& step : value) {
    if (!step.is_object() || step.size() != 3 || !step.contains("at") || !step.contains("status") ||
        !step.contains("cause"))
      return fail("a step has at, status and cause", "history");
    GP_TRY(at_text, text_of(step["at"], "at"));
    GP_TRY(at, parse_date_time(at_text));
    GP_TRY(status, status_of(step["status"], "status"));
    GP_TRY(cause, text_of(step["cause"], "cause"));
    const auto before = history.empty() ? std::nullopt : history.back().to;
    history.push_back({device, at, before, status, std::move(cause)});
  }
  return history;
}

// False: it is there already.
Result<bool> import_one(engine::Transaction& tx, inventory::ImportedLife life, const ImportSetup& setup) {
  GP_TRY(known, tx.device(life.device.id));
  if (known) {
    GP_TRY(history, tx.status_history(life.device.id));
    // What happened to it here since stands behind what it brought.
    const bool same =
        history.size() >= life.history.size() && std::equal(life.history.begin(), life.history.end(), history.begin());
    if (!same) return fail("is in the inventory with another history", life.device.id.text(), "RCOM-01");
    return false;
  }
  const std::set<std::string> mpxns = engine::FlagKeeper::points_of(life.device);
  const std::string cause = fmt::format("import of {}", life.device.id.text());
  GP_TRY(change, inventory::import_life(std::move(life), setup.now));
  exchange::Effects effects;
  exchange::add_change(change, effects);
  for (const exchange::Effect& effect : effects) GP_CHECK(tx.apply(effect));
  const Rules rules = setup.book.rules_at(setup.now);
  for (const std::string& mpxn : mpxns) GP_CHECK(setup.flags.take_over(tx, mpxn, rules, setup.now, cause));
  return true;
}

}  // namespace

Result<inventory::ImportedLife> read_life(std::string_view line) {
  const json object = json::parse(line, nullptr, false);
  if (!object.is_object()) return fail("is no JSON object");
  inventory::ImportedLife life;
  for (const auto& [name, value] : object.items())
    if (name != "history") GP_CHECK(read_field(name, value, life.device));
  if (!object.contains("device") || !object.contains("type") || !object.contains("history"))
    return fail("device, type and history have to be there");
  GP_TRY(history, read_history(object["history"], life.device.id));
  life.history = std::move(history);
  if (!life.history.empty()) life.device.status = *life.history.back().to;
  return life;
}

Result<ImportCount> import_devices(engine::Store& store, std::istream& lines, const ImportSetup& setup) {
  ImportCount count;
  std::string line;
  std::size_t number = 0;
  while (lines) {
    GP_TRY(tx, store.begin());
    ImportCount more;
    for (std::size_t i = 0; i < kLinesATransaction && std::getline(lines, line); ++i) {
      ++number;
      if (line.empty()) continue;
      auto life = read_life(line);
      auto imported = life ? import_one(*tx, std::move(*life), setup) : tl::unexpected(life.error());
      if (!imported) return within(fmt::format("line {}", number), std::move(imported).error());
      ++(*imported ? more.imported : more.there_already);
    }
    GP_CHECK(tx->commit());
    count.imported += more.imported;
    count.there_already += more.there_already;
  }
  return count;
}

}  // namespace gridpost::app
