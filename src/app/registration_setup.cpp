#include "app/registration_setup.h"

#include <fmt/format.h>
#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "devices/world_table.h"

namespace gridpost::app {
namespace {

using devices::Table;
using registration::Desk;
using registration::Provider;

constexpr int kMinutesADay = 24 * 60;

// A party as files name it.
struct MarketParty {
  std::string id;
  Eui64 eui;
};

MarketParty read_party(Table& t) {
  MarketParty party;
  party.id = t.text("id");
  const auto eui = Eui64::parse(t.text("eui"));
  if (!eui)
    t.refuse("eui", eui.error().what);
  else
    party.eui = *eui;
  return party;
}

std::map<std::string, Eui64> parties(Table& t, std::string_view key) {
  std::map<std::string, Eui64> out;
  for (MarketParty& party : t.list<MarketParty>(key, read_party))
    if (!out.emplace(party.id, party.eui).second) t.refuse(key, fmt::format("'{}' is there twice", party.id));
  return out;
}

bool is_folder_name(std::string_view name) {
  return !name.starts_with('.') && name.find('/') == std::string_view::npos;
}

Provider read_provider(Table& t) {
  Provider p;
  p.name = t.text("name");
  if (!is_folder_name(p.name)) t.refuse("name", "must be fit for the name of a folder");
  const std::string fuel = t.text("fuel");
  if (fuel != "electricity" && fuel != "gas" && !fuel.empty()) t.refuse("fuel", "is neither electricity nor gas");
  p.fuel = fuel == "gas" ? Fuel::Gas : Fuel::Electricity;
  if (p.fuel == Fuel::Gas) {
    p.organisation = t.text("organisation");
    p.sender = t.text("sender");
  } else {
    p.party = t.text("party");
    p.role = t.text("role", "P");
  }
  p.operators = parties(t, "operators");
  return p;
}

struct Dcc {
  std::string party, role, organisation, sender, test_flag;
};

Dcc read_dcc(Table& t) {
  return {t.text("party"), t.text("role", "Z"), t.text("organisation", ""), t.text("sender", ""),
          t.text("test_flag", "OPER")};
}

registration::FlagSettings read_settings(Table& t) {
  registration::FlagSettings settings;
  for (const std::string& text : t.texts("settings")) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
      t.refuse("settings", fmt::format("'{}' is not NAME=VALUE", text));
      continue;
    }
    auto next = registration::with_setting(settings, text.substr(0, equals), text.substr(equals + 1));
    if (next)
      settings = *next;
    else
      t.refuse("settings", next.error().text());
  }
  return settings;
}

TimeMs minutes(Table& t, std::string_view key) {
  const std::int64_t value = t.whole(key, kMinutesADay);
  if (value < 1 || value > std::int64_t{kMinutesADay} * 366)
    t.refuse(key, "is no number of minutes from 1 to a year's");
  return value * kMinute;
}

Desk read_desk(Table& t) {
  Desk desk;
  const Dcc dcc = t.table<Dcc>("dcc", read_dcc);
  desk.party = dcc.party;
  desk.role = dcc.role;
  desk.organisation = dcc.organisation;
  desk.sender = dcc.sender;
  desk.test_flag = dcc.test_flag;
  desk.settings = read_settings(t);
  desk.run_every = minutes(t, "run_every_minutes");
  desk.answer_time = minutes(t, "answer_minutes");
  desk.providers = t.list<Provider>("providers", read_provider);
  desk.suppliers = parties(t, "suppliers");
  const bool gas =
      std::any_of(desk.providers.begin(), desk.providers.end(), [](const Provider& p) { return p.fuel == Fuel::Gas; });
  if (gas && (desk.organisation.empty() || desk.sender.empty()))
    t.refuse("dcc", "has no organisation or no sender, which files of gas need");
  std::set<std::string> names;
  std::set<std::pair<Fuel, Eui64>> operators;
  for (const Provider& p : desk.providers) {
    if (!names.insert(p.name).second) t.refuse("providers", fmt::format("'{}' is there twice", p.name));
    for (const auto& [id, eui] : p.operators)
      if (!operators.emplace(p.fuel, eui).second)
        t.refuse("providers", fmt::format("network operator {} has two providers", eui.text()));
  }
  return desk;
}

}  // namespace

Result<Desk> parse_registration_setup(std::string_view toml, std::string_view file) {
  return devices::read_toml<Desk>(toml, file, read_desk);
}

Result<Desk> load_registration_setup(const std::string& path) {
  std::ifstream in(path);
  if (!in) return fail("cannot be read", path);
  std::ostringstream text;
  text << in.rdbuf();
  return parse_registration_setup(text.str(), path);
}

}  // namespace gridpost::app
