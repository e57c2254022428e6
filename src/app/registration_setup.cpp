#include "app/registration_setup.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "app/input.h"
#include "devices/world_table.h"

namespace gridpost::app {
namespace {

using devices::Table;
using registration::Desk;
using registration::Provider;

constexpr int kMinutesADay = 24 * 60;
constexpr int kMostWorkingDays = 250;  // about a year's

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

struct Setup {
  Desk desk;
  std::string bank_holidays;  // a file; empty: answers are due by the clock
};

// Working Days by the bank holidays of a file, or minutes of world time.
void read_answer_time(Table& t, Setup& setup) {
  setup.bank_holidays = t.text("bank_holidays", "");
  const std::int64_t days = t.whole("answer_working_days", 1);
  if (setup.bank_holidays.empty()) {
    setup.desk.answer_time = minutes(t, "answer_minutes");
    if (days != 1) t.refuse("answer_working_days", "needs bank_holidays");
    return;
  }
  if (days < 1 || days > kMostWorkingDays)
    t.refuse("answer_working_days", fmt::format("is no number from 1 to {}", kMostWorkingDays));
  if (t.whole("answer_minutes", 0) != 0) t.refuse("answer_minutes", "does not go with bank_holidays");
  setup.desk.answer_working_days = static_cast<int>(days);
}

Setup read_setup(Table& t) {
  Setup setup;
  Desk& desk = setup.desk;
  const Dcc dcc = t.table<Dcc>("dcc", read_dcc);
  desk.party = dcc.party;
  desk.role = dcc.role;
  desk.organisation = dcc.organisation;
  desk.sender = dcc.sender;
  desk.test_flag = dcc.test_flag;
  desk.settings = read_settings(t);
  desk.run_every = minutes(t, "run_every_minutes");
  read_answer_time(t, setup);
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
  return setup;
}

}  // namespace

Result<Desk> load_registration_setup(const std::string& path) {
  GP_TRY(text, read_input(path));
  GP_TRY(setup, devices::read_toml<Setup>(text, path, read_setup));
  if (setup.bank_holidays.empty()) return std::move(setup.desk);
  const std::string file = (std::filesystem::path(path).parent_path() / setup.bank_holidays).string();
  GP_TRY(holidays, read_input(file));
  auto calendar = WorkingDays::parse(holidays);
  if (!calendar) return within(file, std::move(calendar).error());
  setup.desk.calendar = std::move(*calendar);
  return std::move(setup.desk);
}

}  // namespace gridpost::app
