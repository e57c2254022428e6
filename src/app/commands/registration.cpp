// gridpost registration: who is registered at a metering point and when, and its service flag beside it.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/registration_setup.h"
#include "app/server_store.h"
#include "base/clock.h"
#include "engine/flag_runs.h"
#include "engine/world_time.h"
#include "registration/registered.h"

namespace gridpost::app {
namespace {

using nlohmann::ordered_json;
using registration::Kind;
using registration::Registration;

struct RegistrationOptions {
  std::string data = "gridpost.data";
  std::string registration;
  std::string mpxn;
  std::string supplier, network_operator, from, to;
  bool is_export = false;
  bool json = false;
};

Status check_point(const std::string& mpxn) {
  if (valid_mpan(mpxn) || valid_mprn(mpxn)) return {};
  return fail("is neither an MPAN nor an MPRN with right check digits", mpxn);
}

// ---- set ----

Status put_party(std::vector<Registration>& history, const std::string& mpxn, Kind kind, const std::string& party,
                 TimeMs from) {
  if (party.empty()) return {};
  GP_TRY(eui, Eui64::parse(party));
  const registration::PartyFrom one{eui, from};
  history = registration::with_parties(history, mpxn, kind, {&one, 1});
  return {};
}

Status set(engine::Store& store, const RegistrationOptions& options) {
  GP_CHECK(check_point(options.mpxn));
  GP_TRY(from, local_midnight(options.from));
  GP_TRY(desk, desk_of(options.registration));
  const Fuel fuel = registration::fuel_of_point(options.mpxn);
  const Kind supplier = fuel == Fuel::Gas   ? Kind::GasSupplier
                        : options.is_export ? Kind::ExportSupplier
                                            : Kind::ImportSupplier;
  GP_TRY(clock, engine::WorldTime::open(store, {}));
  GP_TRY(tx, store.begin());
  GP_TRY(history, tx->registrations(options.mpxn));
  GP_CHECK(put_party(history, options.mpxn, supplier, options.supplier, from));
  GP_CHECK(put_party(history, options.mpxn, registration::network_kind(fuel), options.network_operator, from));
  GP_CHECK(engine::set_registrations(*tx, engine::FlagKeeper(desk), options.mpxn, history, clock->now()));
  return tx->commit();
}

int run_set(const RegistrationOptions& options) {
  if (options.supplier.empty() && options.network_operator.empty())
    return report({"say whom: --supplier, --operator or both", options.mpxn, {}}, kInput);
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  if (auto done = set(**store, options); !done) return report(done.error(), kInput);
  fmt::print("{} is registered so from {}\n", options.mpxn, options.from);
  return kGood;
}

// ---- show ----

std::string until(const std::optional<TimeMs>& time) { return time ? iso(*time) : ""; }
std::string letter_of(const std::optional<registration::ServiceFlag>& flag) {
  return flag ? std::string(1, registration::letter(*flag)) : "never set";
}
std::string meaning_of(const std::optional<registration::ServiceFlag>& flag) {
  return flag ? std::string(registration::meaning(*flag)) : "there never was a smart meter at the metering point";
}

ordered_json shown_registrations(const std::vector<Registration>& history) {
  auto all = ordered_json::array();
  for (const Registration& r : history)
    all.push_back(
        {{"as", registration::text(r.kind)}, {"party", r.party.text()}, {"from", iso(r.from)}, {"to", until(r.to)}});
  return all;
}

ordered_json shown_updates(const std::vector<registration::FlagUpdate>& updates) {
  auto all = ordered_json::array();
  for (const auto& u : updates)
    all.push_back({{"number", u.id},
                   {"flag", std::string(1, registration::letter(u.flag))},
                   {"effectiveFrom", u.effective},
                   {"state", registration::text(u.state)},
                   {"provider", u.provider},
                   {"file", u.file},
                   {"at", iso(u.at)},
                   {"reason", u.reason}});
  return all;
}

// Flag, registrations and the statuses of the meters, for none of them alone says where a meter is. (R77-38)
Result<ordered_json> view(engine::Transaction& tx, const std::string& mpxn) {
  GP_TRY(registered, tx.registrations(mpxn));
  GP_TRY(devices, tx.devices_of_mpxn(mpxn));
  GP_TRY(point, tx.records().flag_point(mpxn));
  GP_TRY(history, tx.records().flag_history(mpxn));
  GP_TRY(updates, tx.records().flag_updates(mpxn));
  const auto flag = point ? point->state.flag : std::nullopt;
  ordered_json all{{"meteringPoint", mpxn},
                   {"flag", letter_of(flag)},
                   {"meaning", meaning_of(flag)},
                   {"effectiveFrom", point ? point->effective : ""},
                   {"lastAccepted", point && point->accepted ? letter_of(point->accepted->flag) : "none"},
                   {"severalMeters", point && point->several_meters},
                   {"registrations", shown_registrations(registered)},
                   {"meters", ordered_json::array()},
                   {"history", ordered_json::array()},
                   {"updates", shown_updates(updates)}};
  for (const auto& d : devices)
    all["meters"].push_back({{"device", d.id.text()},
                             {"type", catalogue::text(d.type)},
                             {"status", catalogue::text(d.status)},
                             {"since", iso(d.status_since)}});
  for (const auto& c : history)
    all["history"].push_back(
        {{"at", iso(c.at)}, {"flag", letter_of(c.flag)}, {"effectiveFrom", c.effective}, {"cause", c.cause}});
  return all;
}

std::string word(const ordered_json& json, const char* key) { return json.at(key).get<std::string>(); }

void print_view(const ordered_json& v) {
  fmt::print("{}  flag {}{}\n    {}\n    last accepted by the provider: {}\n", word(v, "meteringPoint"),
             word(v, "flag"), word(v, "effectiveFrom").empty() ? "" : " from " + word(v, "effectiveFrom"),
             word(v, "meaning"), word(v, "lastAccepted"));
  for (const auto& r : v.at("registrations"))
    fmt::print("registered  {:16} {}  from {} {}\n", word(r, "as"), word(r, "party"), word(r, "from"),
               word(r, "to").empty() ? "" : "to " + word(r, "to"));
  for (const auto& d : v.at("meters"))
    fmt::print("meter       {:16} {}  {} since {}\n", word(d, "type"), word(d, "device"), word(d, "status"),
               word(d, "since"));
  for (const auto& c : v.at("history"))
    fmt::print("flag        {:16} effective {:8}  at {}  {}\n", word(c, "flag"), word(c, "effectiveFrom"),
               word(c, "at"), word(c, "cause"));
  for (const auto& u : v.at("updates"))
    fmt::print("update {:4} {:16} effective {:8}  {} {} file {} at {} {}\n", u.at("number").get<std::int64_t>(),
               word(u, "flag"), word(u, "effectiveFrom"), word(u, "state"), word(u, "provider"),
               u.at("file").get<std::uint64_t>(), word(u, "at"), word(u, "reason"));
}

int run_show(const RegistrationOptions& options) {
  if (auto point = check_point(options.mpxn); !point) return report(point.error(), kInput);
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  auto tx = (*store)->read();
  if (!tx) return report(tx.error(), kSystem);
  auto all = view(**tx, options.mpxn);
  if (!all) return report(all.error(), kSystem);
  if (options.json)
    fmt::print("{}\n", all->dump(2));
  else
    print_view(*all);
  return kGood;
}

// ---- handovers ----

Result<std::vector<registration::Handover>> handovers(engine::Store& store, const RegistrationOptions& options) {
  GP_TRY(from, local_midnight(options.from));
  GP_TRY(to, local_midnight(options.to.empty() ? options.from : options.to));
  GP_TRY(tx, store.read());
  GP_TRY(points, tx->records().points_handed_over(from - 1, to + kDay - kHour));
  std::vector<registration::Handover> all;
  for (const std::string& mpxn : points) {
    GP_TRY(history, tx->registrations(mpxn));
    for (auto& h : registration::handovers(history, from - 1, to + kDay - kHour)) all.push_back(std::move(h));
  }
  return all;
}

int run_handovers(const RegistrationOptions& options) {
  auto store = open_server_store(options.data);
  if (!store) return report(store.error(), kSystem);
  auto all = handovers(**store, options);
  if (!all) return report(all.error(), kInput);
  const auto name = [](const std::optional<Eui64>& party) { return party ? party->text() : std::string("nobody"); };
  for (const auto& h : *all)
    fmt::print("{}  {}  {:16} from {} to {}\n", iso(h.at), h.mpxn, registration::text(h.kind), name(h.from),
               name(h.to));
  return kGood;
}

}  // namespace

void add_registration(CLI::App& program, int& exit) {
  CLI::App* command = program.add_subcommand(
      "registration", "Who is registered at metering points, and their service flags; the server may be running");
  command->require_subcommand(1);
  const auto sub = [command](const std::string& name, const std::string& about) {
    return add_store_command<RegistrationOptions>(*command, name, about);
  };
  auto [put, p] = sub("set", "Register a supplier, a network operator or both from a day on");
  put->add_option("MPXN", p->mpxn, "The metering point")->required();
  put->add_option("--supplier", p->supplier, "EUI-64");
  put->add_option("--operator", p->network_operator, "The network operator, EUI-64");
  put->add_flag("--export", p->is_export, "The supplier is that of an export MPAN");
  put->add_option("--from", p->from, "The first day, e.g. 2022-05-10")->required();
  add_desk_option(*put, p->registration);
  put->callback([o = p, &exit] { exit = run_set(*o); });
  auto [show, s] = sub("show", "One metering point: registrations, meters with their status, flag with its history");
  show->add_option("MPXN", s->mpxn, "The metering point")->required();
  show->add_flag("--json", s->json, "Print JSON");
  show->callback([o = s, &exit] { exit = run_show(*o); });
  auto [list, l] = sub("handovers", "Gains and losses on a day, or from one day to another");
  list->add_option("--from", l->from, "The first day")->required();
  list->add_option("--to", l->to, "The last day; default: the first");
  list->callback([o = l, &exit] { exit = run_handovers(*o); });
}

}  // namespace gridpost::app
