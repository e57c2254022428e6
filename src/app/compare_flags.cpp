#include "app/compare_flags.h"

#include <fmt/format.h>

#include "engine/flag_runs.h"
#include "engine/limits.h"

namespace gridpost::app {
namespace {

// Keeps what is put into it, by "D0350 to PN15"; nothing comes from the providers.
class FilesInMemory : public engine::ProviderFolders {
 public:
  Result<std::vector<Waiting>> waiting(const std::string&) override { return std::vector<Waiting>(); }
  Result<std::string> read(const std::string&, const std::string& name) override { return fail("is not there", name); }
  Status settle(const std::string&, const std::string&, bool, const std::vector<std::string>&) override { return {}; }
  Status put(const std::string& provider, const std::string& name, const std::string& text) override {
    GP_TRY(what, registration::read_file_name(name));
    files[fmt::format("{} to {}", registration::text(what.type), provider)] += text;
    return {};
  }

  std::map<std::string, std::string> files;
};

// The end of the network operator's identifier makes the name of its provider.
registration::Provider made_up(Fuel fuel, Eui64 network_operator) {
  const bool gas = fuel == Fuel::Gas;
  registration::Provider p;
  p.name = fmt::format("{}{:02X}", gas ? "PG" : "PN", network_operator.value & 0xFF);
  p.fuel = fuel;
  if (!gas) {
    p.party = p.name;
    p.role = "P";
  }
  return p;
}

registration::Desk desk_without_providers() {
  registration::Desk desk;
  desk.party = "DCCG";
  desk.organisation = "7700000001";
  desk.sender = "DCC01";
  return desk;
}

}  // namespace

CompareFlags::CompareFlags(engine::Store& store, const RuleBook& book, const RuleBook& initial)
    : store_(store), book_(book), initial_(initial), desk_(desk_without_providers()), keeper_(desk_) {}

Status CompareFlags::meet(engine::Transaction& tx, const std::set<std::string>& mpxns, TimeMs now) {
  for (const std::string& mpxn : mpxns) {
    if (seen_.contains(mpxn)) continue;
    GP_CHECK(begin(tx, mpxn, now));
    GP_TRY(point, tx.records().flag_point(mpxn));
    seen_[mpxn] = point ? point->state.flag : std::nullopt;
    GP_CHECK(keeper_.derive(tx, mpxn, book_.rules_at(now), now, "rules of the run"));
  }
  return {};
}

// As if a server with the rules of the first day had kept the point, and its provider had taken what it was told.
Status CompareFlags::begin(engine::Transaction& tx, const std::string& mpxn, TimeMs now) {
  engine::RegistrationRecords& records = tx.records();
  GP_TRY(fresh, engine::FlagKeeper::first_sight(tx, mpxn));
  GP_TRY(kept, records.flag_point(mpxn));
  if (kept) fresh.state.memory = kept->state.memory;  // a server's, which may know of meters that are gone
  GP_CHECK(records.put_flag_point(fresh));
  GP_CHECK(keeper_.derive(tx, mpxn, initial_.rules_at(now), now, "before the traffic"));
  GP_TRY(open, engine::open_updates(records, mpxn));
  for (registration::FlagUpdate& update : open) {
    update.state = registration::UpdateState::Accepted;
    GP_CHECK(records.put_flag_update(update));
  }
  GP_TRY(point, records.flag_point(mpxn));
  if (!point || !point->state.flag) return {};
  point->accepted = registration::Told{*point->state.flag, point->effective};
  return records.put_flag_point(*point);
}

Result<std::vector<CompareFlags::Change>> CompareFlags::changes(engine::Transaction& tx,
                                                                const std::set<std::string>& mpxns) {
  std::vector<Change> changes;
  for (const std::string& mpxn : mpxns) {
    GP_TRY(point, tx.records().flag_point(mpxn));
    const auto flag = point ? point->state.flag : std::nullopt;
    auto& seen = seen_[mpxn];
    if (flag == seen) continue;
    changes.push_back({mpxn, seen, flag});
    seen = flag;
  }
  return changes;
}

// One for each network operator of a metering point with an update that has no provider yet: none has.
Status CompareFlags::make_up_providers(engine::Transaction& tx) {
  GP_TRY(rows, tx.records().flag_updates_waiting("", SIZE_MAX / 2));
  std::map<std::pair<Fuel, std::string>, registration::Provider> providers;
  for (const registration::FlagUpdate& row : rows) {
    const Fuel fuel = registration::fuel_of_point(row.mpxn);
    GP_TRY(registered, tx.registrations(row.mpxn));
    for (const registration::Registration& r : registered) {
      if (r.kind != registration::network_kind(fuel)) continue;
      registration::Provider p = made_up(fuel, r.party);
      auto& known = providers.try_emplace({fuel, p.name}, p).first->second;
      known.operators[r.party.text()] = r.party;
    }
  }
  for (auto& [key, provider] : providers) desk_.providers.push_back(std::move(provider));
  return {};
}

Result<std::map<std::string, std::string>> CompareFlags::files(TimeMs now) {
  FilesInMemory folders;
  const engine::FlagWork work{desk_,
                              book_,
                              keeper_,
                              folders,
                              [this](const std::function<Status(engine::Transaction&)>& piece) -> Status {
                                GP_TRY(tx, store_.begin());
                                GP_CHECK(piece(*tx));
                                return tx->commit_unsynced();
                              },
                              [now] { return now; }};
  GP_CHECK(work.transact([this](engine::Transaction& tx) { return make_up_providers(tx); }));
  GP_CHECK(engine::route_what_waits(work));
  GP_CHECK(engine::run_now(work));
  return std::move(folders.files);
}

}  // namespace gridpost::app
