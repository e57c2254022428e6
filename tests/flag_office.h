// Service flags without a server: a real store, the engine's parts that keep flags and deal with providers, folders in
// memory, and a clock that a test sets. For tests.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <stdexcept>

#include "engine/file_intake.h"
#include "engine/flag_answers.h"
#include "engine/flag_report.h"
#include "engine/put_in_force.h"
#include "must.h"
#include "registration/provider_play.h"
#include "registration/registered.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::test {

class MemoryFolders final : public engine::ProviderFolders {
 public:
  struct Settled {
    std::string text;
    bool rejected = false;
    std::vector<std::string> complaints;
  };
  Result<std::vector<Waiting>> waiting(const std::string& provider) override {
    std::vector<Waiting> found;
    for (const auto& [name, text] : in[provider]) found.push_back({name, quiet_ms});
    return found;
  }
  Result<std::string> read(const std::string& provider, const std::string& name) override {
    return in[provider].at(name);
  }
  Status settle(const std::string& provider, const std::string& name, bool rejected,
                const std::vector<std::string>& complaints) override {
    settled[name] = {in[provider].at(name), rejected, complaints};
    in[provider].erase(name);
    return {};
  }
  Status put(const std::string& provider, const std::string& name, const std::string& text) override {
    if (broken) return fail("the disk is full", provider);
    out[provider][name] = text;
    return {};
  }

  std::map<std::string, std::map<std::string, std::string>> in, out;  // by provider and name
  std::map<std::string, Settled> settled;
  std::int64_t quiet_ms = 0;
  bool broken = false;
};

inline const Eui64 kAlder{0xA}, kBirch{0xB}, kNorth{0xD1}, kSouth{0xD2}, kPipes{0xD3};

// Two providers of electricity and one of gas.
inline registration::Desk office_desk() {
  registration::Desk d;
  d.party = "DCCG";
  d.organisation = "7700000001";
  d.sender = "DCC01";
  d.providers = {{"nord", Fuel::Electricity, "NORD", "P", "", "", {{"NORA", kNorth}}},
                 {"sued", Fuel::Electricity, "SUED", "P", "", "", {{"SUDA", kSouth}}},
                 {"gas", Fuel::Gas, "", "", "7700000002", "RDP01", {{"GT1", kPipes}}}};
  d.suppliers = {{"SUPA", kAlder}, {"SUPB", kBirch}, {"SUA", kAlder}, {"SUB", kBirch}};
  return d;
}

inline std::string mpan(int i) {
  const std::string twelve = fmt::format("15000{:07}", i);
  return twelve + mpan_check_digit(twelve);
}
inline std::string mprn(int i) {
  const std::string eight = fmt::format("88{:06}", i);
  return eight + mprn_check_digits(eight);
}

class FlagOffice {
 public:
  explicit FlagOffice(registration::Desk with = office_desk()) : desk(std::move(with)) {
    static int number = 0;
    path_ = std::filesystem::temp_directory_path() / fmt::format("gridpost-flags-{}-{}.db", getpid(), ++number);
    remove();
    store = must(store::open_sqlite(path_));
  }
  ~FlagOffice() {
    store.reset();
    remove();
  }
  FlagOffice(const FlagOffice&) = delete;
  FlagOffice& operator=(const FlagOffice&) = delete;

  engine::FlagWork work() {
    return {desk,
            book,
            keeper,
            folders,
            [this](const std::function<Status(engine::Transaction&)>& piece) -> Status {
              GP_TRY(tx, store->begin());
              GP_CHECK(piece(*tx));
              return tx->commit_unsynced();  // a test needs no disk
            },
            [this] { return now; }};
  }
  void transact(const std::function<Status(engine::Transaction&)>& piece) { must(work().transact(piece)); }
  std::unique_ptr<engine::Transaction> read() { return must(store->read()); }

  // As the sequencer does with the effects of a decision.
  void happen(exchange::Effects effects) {
    transact([&](engine::Transaction& tx) -> Status {
      engine::FlagKeeper::Before before;
      for (const exchange::Effect& effect : effects) {
        std::optional<Eui64> id;
        if (const auto* put = std::get_if<exchange::PutDevice>(&effect)) id = put->device.id;
        if (const auto* gone = std::get_if<exchange::RemoveDevice>(&effect)) id = gone->device;
        if (!id) continue;
        GP_TRY(device, tx.device(*id));
        if (device) before.emplace(*id, *device);
      }
      return engine::put_in_force(tx, effects, {}, before, {keeper, book.rules_at(now), {}, now, 0});
    });
  }
  // The meter has this status now, and is made if it is not there.
  void become(inventory::Device d, SmiStatus status) {
    const auto before = must(read()->device(d.id));
    d.status = status;
    happen(
        {exchange::PutDevice{d},
         exchange::RecordStatus{{d.id, now, before ? std::optional(before->status) : std::nullopt, status, "test"}}});
  }
  static inventory::Device meter(std::uint64_t id, DeviceType type, const std::string& mpxn) {
    inventory::Device d;
    d.id = Eui64{id};
    d.type = type;
    d.smets_version = "SMETS2 V4.2";
    d.import_mpxn = mpxn;
    return d;
  }
  void electricity(int i, SmiStatus status) {
    become(meter(1000 + static_cast<std::uint64_t>(i), DeviceType::ESME, mpan(i)), status);
  }
  void gas(int i, SmiStatus status) {
    become(meter(500'000 + static_cast<std::uint64_t>(i), DeviceType::GSME, mprn(i)), status);
  }
  void registered(const std::string& mpxn, Eui64 supplier, Eui64 network, TimeMs from = 0) {
    const Fuel fuel = registration::fuel_of_point(mpxn);
    const auto kind = fuel == Fuel::Gas ? registration::Kind::GasSupplier : registration::Kind::ImportSupplier;
    transact([&](engine::Transaction& tx) {
      return engine::set_registrations(
          tx, keeper, mpxn,
          {{mpxn, kind, supplier, from, {}}, {mpxn, registration::network_kind(fuel), network, from, {}}}, now);
    });
  }

  std::string flag(const std::string& mpxn) {
    const auto point = must(read()->records().flag_point(mpxn));
    return point && point->state.flag ? std::string(1, registration::letter(*point->state.flag)) : "";
  }
  std::vector<registration::FlagUpdate> updates(const std::string& mpxn) {
    return must(read()->records().flag_updates(mpxn));
  }
  // "I 20220310 sent; A 20220311 queued"
  std::string told(const std::string& mpxn) {
    std::string out;
    for (const auto& u : updates(mpxn))
      out += fmt::format("{}{} {} {}", out.empty() ? "" : "; ", registration::letter(u.flag), u.effective,
                         registration::text(u.state));
    return out;
  }
  std::string accepted(const std::string& mpxn) {
    const auto point = must(read()->records().flag_point(mpxn));
    return point && point->accepted ? std::string(1, registration::letter(point->accepted->flag)) : "";
  }
  std::size_t in_state(registration::UpdateState state) {
    return must(read()->records().flag_updates_in(state, 0, 1'000'000)).size();
  }

  void run() { must(engine::run_now(work())); }
  void look() {
    must(engine::FileIntake(work()).look());
    must(engine::do_what_is_due(work()));
  }
  void take_in() { must(engine::FileIntake(work()).look()); }
  // The played provider answers what lies in its folder, which it empties.
  void play(const std::string& provider, const registration::PlayOptions& options = {}) {
    for (const auto& [name, text] : std::exchange(folders.out[provider], {}))
      for (const auto& answer :
           registration::play_answers(desk, *desk.find(provider), book, name, text, options, memories[provider], now)) {
        const auto& p = *desk.find(provider);
        folders.in[provider][registration::file_name(p.fuel == Fuel::Gas ? p.sender : p.party, desk.test_flag,
                                                     answer.type, registration::number_of(answer.header.number))] =
            must(registration::write_flag_file(answer, {book, desk.settings, {}, {}, {}, {}}));
      }
  }

  registration::Desk desk;
  RuleBook book;
  engine::FlagKeeper keeper{desk};
  MemoryFolders folders;
  std::map<std::string, registration::PlayMemory> memories;
  std::unique_ptr<engine::Store> store;
  TimeMs now = must(parse_date_time("2022-03-10T12:00:00Z"));

 private:
  void remove() const {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + suffix);
  }
  std::string path_;
};

}  // namespace gridpost::test
