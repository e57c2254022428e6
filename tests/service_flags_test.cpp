// Service flags in the store: what happens to Devices and registrations, and the files to the providers. (MP077)
#include <gmock/gmock.h>
#include <rapidcheck.h>

#include "app/recovery.h"
#include "base/clock.h"
#include "engine/registration_data_job.h"
#include "flag_office.h"
#include "registration/flag_dates.h"

namespace gridpost::test::service_flags_test {
namespace {

using enum SmiStatus;
using registration::UpdateState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// ---- The stored flag ----

TEST(StoredFlag, R77_16_R77_23_EveryMpanOfAnEsmeIsFlagged) {
  FlagOffice office;
  auto meter = FlagOffice::meter(1, DeviceType::ESME, mpan(1));
  meter.secondary_import_mpan = mpan(2);
  meter.export_mpan = mpan(3);
  for (int i = 1; i <= 3; ++i) office.registered(mpan(i), kAlder, kNorth);
  office.become(meter, InstalledNotCommissioned);
  office.become(meter, Commissioned);
  for (int i = 1; i <= 3; ++i) {
    EXPECT_EQ(office.flag(mpan(i)), "A");
    EXPECT_EQ(office.told(mpan(i)), "I 20220310 closed; A 20220310 queued");  // of one day the last value
  }
  meter.export_mpan.clear();
  office.become(meter, Commissioned);
  EXPECT_EQ(office.flag(mpan(3)), "N");
  EXPECT_EQ(office.flag(mpan(1)), "A");
}

TEST(StoredFlag, R77_15_R77_18_FuelsAndAssociationsApart) {
  FlagOffice office;
  office.electricity(1, Commissioned);
  office.gas(1, Commissioned);
  auto proxy = FlagOffice::meter(7, DeviceType::GPF, mprn(1));
  office.become(proxy, Commissioned);
  office.gas(1, Decommissioned);
  EXPECT_EQ(office.flag(mprn(1)), "N");  // the gas proxy is no meter
  EXPECT_EQ(office.flag(mpan(1)), "A");
  auto meter = must(office.read()->device(Eui64{1001})).value();
  meter.import_mpxn = mpan(2);  // 8.4
  office.happen({exchange::PutDevice{meter}});
  EXPECT_EQ(office.flag(mpan(1)), "N");
  EXPECT_EQ(office.flag(mpan(2)), "A");
  office.happen(
      {exchange::RemoveDevice{meter.id}, exchange::RecordStatus{{meter.id, office.now, Commissioned, {}, "8.4"}}});
  EXPECT_EQ(office.flag(mpan(2)), "N");
  const auto history = must(office.read()->records().flag_history(mpan(2)));
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history[0].effective, "20220310");
  EXPECT_THAT(history[1].cause, HasSubstr("removed"));
}

TEST(StoredFlag, R77_08_R77_09_R77_37_ARecoveryOrSuspensionWritesNothing) {
  FlagOffice office;
  for (int i = 0; i < 100; ++i) office.electricity(i, Commissioned);
  for (const SmiStatus status : {Recovery, Recovered, Commissioned, Suspended, Commissioned}) {
    for (int i = 0; i < 100; ++i) {
      office.electricity(i, status);
      ASSERT_EQ(office.flag(mpan(i)), "A");
      ASSERT_EQ(must(office.read()->records().flag_history(mpan(i))).size(), 1u);
    }
  }
  EXPECT_EQ(office.in_state(UpdateState::Queued), 100u);
}

// As an operator tells it, for more Devices than go into one transaction.
TEST(StoredFlag, R77_37_ARecoveryByAnOperatorWritesNoFlags) {
  constexpr int kMeters = 300;
  FlagOffice office;
  std::vector<Eui64> devices = {Eui64{1}};  // there is no such Device
  for (int i = 0; i < kMeters; ++i) {
    office.registered(mpan(i), kAlder, kNorth);
    office.electricity(i, Commissioned);
    devices.push_back(Eui64{1000 + static_cast<std::uint64_t>(i)});
  }
  const std::size_t queued = office.in_state(UpdateState::Queued);
  const ManualClock clock(office.now);
  app::RecoveryCall call{inventory::RecoveryStep::Begun, "Ann", Eui64{0xB}, RuleBook()};
  const auto take = [&](inventory::RecoveryStep step) {
    call.step = step;
    return must(app::move_recovery(*office.store, office.desk, clock, call, devices));
  };
  const auto begun = take(inventory::RecoveryStep::Begun);
  EXPECT_EQ(begun.moved, kMeters);
  ASSERT_EQ(begun.refused.size(), 1u);
  EXPECT_THAT(begun.refused[0], HasSubstr("it is not in the inventory"));
  EXPECT_EQ(take(inventory::RecoveryStep::Begun).so_already, kMeters) << "given twice";
  EXPECT_TRUE(must(office.read()->pushes({})).empty());
  EXPECT_EQ(take(inventory::RecoveryStep::Replaced).moved, kMeters);
  EXPECT_EQ(must(office.read()->pushes({.limit = 10 * kMeters})).size(), 2u * kMeters) << "N48 to both parties";
  EXPECT_EQ(must(office.read()->device(devices[1]))->status, Recovered);
  EXPECT_EQ(take(inventory::RecoveryStep::Ended).moved, kMeters);
  EXPECT_EQ(take(inventory::RecoveryStep::Replaced).refused.size(), kMeters + 1u);
  EXPECT_EQ(office.in_state(UpdateState::Queued), queued);
  for (int i = 0; i < kMeters; ++i) ASSERT_EQ(must(office.read()->records().flag_history(mpan(i))).size(), 1u);
}

TEST(StoredFlag, R77_17_SeveralMetersAreNotedOnce) {
  FlagOffice office;
  office.become(FlagOffice::meter(1, DeviceType::ESME, mpan(1)), Commissioned);
  office.become(FlagOffice::meter(2, DeviceType::ESME, mpan(1)), Whitelisted);
  office.become(FlagOffice::meter(2, DeviceType::ESME, mpan(1)), InstalledNotCommissioned);
  EXPECT_EQ(office.flag(mpan(1)), "A");
  const auto audit = must(office.read()->audit({}));
  EXPECT_EQ(std::count_if(audit.begin(), audit.end(), [](const auto& e) { return e.rule == "registration.anomaly"; }),
            1);
  EXPECT_TRUE(must(office.read()->records().flag_point(mpan(1)))->several_meters);
}

TEST(StoredFlag, R77_26_EffectiveFromTheLocalDay) {
  FlagOffice office;
  office.now = must(parse_date_time("2022-06-30T23:30:00Z"));
  office.electricity(1, Commissioned);
  EXPECT_EQ(office.told(mpan(1)), "A 20220701 queued");
}

// Random lives of some meters at some metering points, through the engine and a real store; the stored flag and the one
// from the histories of all meters that ever were there.
class Lives {
 public:
  static constexpr int kPoints = 3, kMeters = 3;
  FlagOffice& office;
  const int number;  // its meters and metering points are its own

  Lives(FlagOffice& of, int its_number) : office(of), number(its_number) {}
  std::string point(int i) const { return mpan(10 * number + i); }

  void step() {
    office.now += *rc::gen::inRange(1, 5) * kHour;
    const int index = *rc::gen::inRange(0, kMeters);
    auto before = must(office.read()->device(id(index)));
    inventory::Device d =
        before ? *before
               : FlagOffice::meter(id(index).value, DeviceType::ESME, *rc::gen::inRange(0, 2) ? point(0) : "");
    if (!before) d.smets_version = index == 2 ? "SMETS1" : "SMETS2 V4.2";
    const int what = *rc::gen::inRange(0, 7);
    if (what == 0 && before) return remove(d);
    // Where it is and what it is change one after the other, as they do with requests.
    if (what == 1 || !before) {
      for (std::string inventory::Device::*field :
           {&inventory::Device::import_mpxn, &inventory::Device::secondary_import_mpan,
            &inventory::Device::export_mpan})
        if (*rc::gen::inRange(0, 3) == 0)
          d.*field = *rc::gen::inRange(0, 3) ? point(*rc::gen::inRange(0, kPoints)) : "";
    }
    if (what >= 2 || !before) {
      d.status = static_cast<SmiStatus>(*rc::gen::inRange(0, catalogue::kSmiStatuses));
      steps_[index].push_back({office.now, d.status});
    }
    note_places(index, d);
    exchange::Effects effects{exchange::PutDevice{d}};
    if (!before || before->status != d.status)
      effects.push_back(exchange::RecordStatus{
          {d.id, office.now, before ? std::optional(before->status) : std::nullopt, d.status, "test"}});
    office.happen(effects);
  }

  std::string scratch(int which) {
    std::vector<registration::MeterHistory> all;
    for (auto& [index, history] : there_[point(which)]) {
      all.push_back(history);
      all.back().steps = steps_[index];
      all.back().smets1 = index == 2;
    }
    const auto rules =
        registration::flag_rules(office.book.rules_at(office.now), Fuel::Electricity, office.desk.settings);
    const auto flag = registration::from_scratch(all, rules, office.now).flag;
    return flag ? std::string(1, registration::letter(*flag)) : "";
  }

 private:
  Eui64 id(int index) const { return Eui64{static_cast<std::uint64_t>(10 * number + index)}; }
  void remove(const inventory::Device& d) {
    const int index = static_cast<int>(d.id.value) - 10 * number;
    steps_[index].push_back({office.now, std::nullopt});
    note_places(index, {});
    office.happen({exchange::RemoveDevice{d.id}, exchange::RecordStatus{{d.id, office.now, d.status, {}, "test"}}});
  }
  void note_places(int index, const inventory::Device& d) {
    for (int i = 0; i < kPoints; ++i) {
      const std::string mpxn = point(i);
      const bool is = d.import_mpxn == mpxn || d.secondary_import_mpan == mpxn || d.export_mpan == mpxn;
      auto& all = there_[mpxn];
      const auto open =
          std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.first == index && !one.second.to; });
      if (is && open == all.end()) all.push_back({index, {{}, office.now, std::nullopt, false}});
      if (!is && open != all.end()) open->second.to = office.now;
    }
  }
  std::map<int, std::vector<registration::MeterHistory::Step>> steps_;
  std::map<std::string, std::vector<std::pair<int, registration::MeterHistory>>> there_;
};

TEST(StoredFlagProperty, R77_18_RCOM_05_TheStoredFlagIsTheOneFromScratch) {
  FlagOffice office;
  int number = 0;
  EXPECT_TRUE(rc::check("whatever happened to the meters", [&] {
    Lives lives(office, ++number);
    lives.office.now =
        must(parse_date_time(*rc::gen::arbitrary<bool>() ? "2021-06-01T00:00:00Z" : "2022-06-01T00:00:00Z"));
    lives.office.desk.settings.profile = static_cast<registration::FlagProfile>(*rc::gen::inRange(0, 4));
    const int steps = *rc::gen::inRange(1, 25);
    for (int i = 0; i < steps; ++i) {
      lives.step();
      for (int point = 0; point < Lives::kPoints; ++point)
        RC_ASSERT(office.flag(lives.point(point)) == lives.scratch(point));
    }
  }));
}

// ---- Files out ----

TEST(FlagRuns, R77_31_R77_32_R77_34_FullFilesInOrderAndTheRestIsCarriedOver) {
  FlagOffice office;
  office.desk.settings.updates_a_file = 20;
  for (int i = 0; i < 45; ++i) {
    office.registered(mpan(i), kAlder, kNorth);
    office.electricity(i, Commissioned);
  }
  office.desk.settings.files_a_run = 1;
  office.run();
  ASSERT_EQ(office.folders.out["nord"].size(), 1u);
  EXPECT_TRUE(office.folders.out["nord"].contains("DCCG.D0350.0000000001"));
  EXPECT_EQ(office.in_state(UpdateState::Sent), 20u);
  EXPECT_EQ(office.in_state(UpdateState::Queued), 25u);
  office.run();
  office.run();
  office.run();
  std::vector<std::size_t> sizes;
  for (const auto& [name, text] : office.folders.out["nord"])
    sizes.push_back(must(registration::read_flag_file(registration::FlagFileType::D0350, name, text,
                                                      {office.book, {}, {}, {}, {}, {}}))
                        .records.size());
  EXPECT_THAT(sizes, ElementsAre(20, 20, 5));
  EXPECT_TRUE(office.folders.out["nord"].contains("DCCG.D0350.0000000003"));
  EXPECT_THAT(office.folders.out["sued"], IsEmpty());
}

TEST(FlagRuns, R77_24_TheProviderIsThatOfTheNetworkOperatorAndWithoutOneUpdatesWait) {
  FlagOffice office;
  office.registered(mpan(1), kAlder, kSouth);
  office.electricity(1, Commissioned);
  office.electricity(2, Commissioned);
  EXPECT_EQ(office.updates(mpan(1))[0].provider, "sued");
  EXPECT_EQ(office.updates(mpan(2))[0].provider, "");
  EXPECT_EQ(office.updates(mpan(2))[0].reason, "no network operator is registered on 20220310");
  office.registered(mpan(2), kAlder, kNorth);
  EXPECT_EQ(office.updates(mpan(2))[0].provider, "nord");
}

TEST(FlagRuns, R77_24_AnotherNetworkOperatorIsToldThePresentValue) {
  FlagOffice office;
  office.registered(mpan(1), kAlder, kNorth);
  office.electricity(1, InstalledNotCommissioned);
  office.run();
  office.play("nord");
  office.take_in();
  office.electricity(1, Commissioned);
  EXPECT_EQ(office.accepted(mpan(1)), "I");
  office.look();  // registrations are looked at up to now
  const TimeMs day = must(local_midnight("2022-03-14"));
  office.transact([&](engine::Transaction& tx) -> Status {
    GP_TRY(history, tx.registrations(mpan(1)));
    const registration::PartyFrom south{kSouth, day};
    return engine::set_registrations(
        tx, office.keeper, mpan(1),
        registration::with_parties(history, mpan(1), registration::Kind::Distributor, {&south, 1}), office.now);
  });
  EXPECT_EQ(office.updates(mpan(1)).back().provider, "nord");
  office.now = day - 1;
  office.look();
  EXPECT_EQ(office.updates(mpan(1)).back().provider, "nord");
  office.now = day;
  office.look();
  EXPECT_EQ(office.accepted(mpan(1)), "");
  const auto last = office.updates(mpan(1)).back();
  EXPECT_EQ(last.provider, "sued");
  EXPECT_EQ(last.effective, "20220314");
  EXPECT_EQ(last.flag, registration::ServiceFlag::A);
}

TEST(FlagRuns, AFileThatWasMadeAndNotWrittenIsWrittenLater) {
  FlagOffice office;
  office.registered(mpan(1), kAlder, kNorth);
  office.electricity(1, Commissioned);
  office.folders.broken = true;
  EXPECT_FALSE(engine::run_now(office.work()));
  EXPECT_EQ(office.in_state(UpdateState::InFile), 1u);
  office.folders.broken = false;
  office.look();
  EXPECT_EQ(office.in_state(UpdateState::Sent), 1u);
  EXPECT_EQ(office.folders.out["nord"].size(), 1u);
  EXPECT_TRUE(office.folders.out["nord"].contains("DCCG.D0350.0000000001"));
}

TEST(FlagRuns, R77_29_AValueThatNoFileMayHaveIsParkedWithItsReason) {
  FlagOffice office;
  office.desk.settings.profile = registration::FlagProfile::Anis;
  for (int i = 0; i < 2; ++i) office.registered(mpan(i), kAlder, kNorth);
  office.electricity(0, Commissioned);
  office.electricity(1, Commissioned);
  office.electricity(1, Suspended);
  EXPECT_EQ(office.flag(mpan(1)), "S");
  office.desk.settings.profile = registration::FlagProfile::Final;
  office.run();
  EXPECT_EQ(office.told(mpan(0)), "A 20220310 sent");
  const auto parked = office.updates(mpan(1)).back();
  EXPECT_EQ(parked.state, UpdateState::Closed);
  EXPECT_THAT(parked.reason, HasSubstr("'S' is not one of the values of that day"));
}

TEST(FlagRuns, RunsAreDueByTheWorldsClock) {
  FlagOffice office;
  office.desk.run_every = 6 * kHour;
  office.look();
  office.registered(mpan(1), kAlder, kNorth);
  office.electricity(1, Commissioned);
  office.now = must(parse_date_time("2022-03-10T17:59:59Z"));
  office.look();
  EXPECT_THAT(office.folders.out["nord"], IsEmpty());
  office.now = must(parse_date_time("2022-03-10T18:00:00Z"));
  office.look();
  EXPECT_EQ(office.folders.out["nord"].size(), 1u);
}

TEST(FlagRuns, R77_20_R77_35_SwitchOnDerivesEveryPointAgainAndSendsDifferences) {
  FlagOffice office;
  office.now = must(parse_date_time("2021-11-03T12:00:00Z"));
  office.look();
  for (int i = 0; i < 30; ++i) {
    office.registered(mpan(i), kAlder, kNorth);
    office.electricity(i, Commissioned);
  }
  for (int i = 0; i < 5; ++i) office.electricity(i, Decommissioned);
  for (int i = 5; i < 8; ++i) office.electricity(30 + i, InstalledNotCommissioned);
  EXPECT_EQ(office.flag(mpan(0)), "A");  // for good, in the old world
  EXPECT_EQ(office.flag(mpan(35)), "");
  office.run();
  office.play("nord");
  office.take_in();
  EXPECT_EQ(office.in_state(UpdateState::Accepted), 30u);
  office.now = must(local_midnight("2021-11-04")) - 1;
  office.look();
  EXPECT_EQ(office.in_state(UpdateState::Queued), 0u);
  office.now = must(local_midnight("2021-11-04"));
  office.look();
  EXPECT_EQ(office.flag(mpan(0)), "N");
  EXPECT_EQ(office.flag(mpan(35)), "I");
  for (int i = 0; i < 5; ++i) EXPECT_EQ(office.updates(mpan(i)).back().effective, "20211104");
  std::size_t moved = 0;
  for (int i = 0; i < 38; ++i) moved += office.updates(mpan(i)).size() > (i < 30 ? 1u : 0u) ? 1 : 0;
  EXPECT_EQ(moved, 8u);
  office.look();  // once
  EXPECT_EQ(office.updates(mpan(0)).size(), 2u);
}

TEST(FlagRuns, AStoreFromBeforeFlagsWereKeptGetsThem) {
  FlagOffice office;
  auto live = FlagOffice::meter(1, DeviceType::ESME, mpan(1)), gone = FlagOffice::meter(2, DeviceType::ESME, mpan(2));
  live.status = Suspended;
  gone.status = Decommissioned;
  office.transact([&](engine::Transaction& tx) -> Status {
    for (const auto& d : {live, gone}) {
      GP_CHECK(tx.apply(exchange::PutDevice{d}));
      GP_CHECK(tx.apply(exchange::RecordStatus{{d.id, 1, {}, Commissioned, "test"}}));
      GP_CHECK(tx.apply(exchange::RecordStatus{{d.id, 2, Commissioned, d.status, "test"}}));
    }
    return {};
  });
  office.look();
  EXPECT_EQ(office.flag(mpan(1)), "A");
  EXPECT_EQ(office.flag(mpan(2)), "N");
}

// ---- Registration data ----

std::string list_of(const std::string& flow, int number, const std::vector<std::string>& points,
                    const std::string& made = "20220310020000") {
  std::string body;
  for (const std::string& mpxn : points) body += fmt::format("M01|{}|NORA|E|\nM02|SUPA|20200101|\n", mpxn);
  return fmt::format("ZHV|{0:010}|{1}001|P|NORD|Z|DCCG|{2}||||OPER|\n{3}ZPT|{0:010}|{4}||{5}|{2}|\n", number, flow,
                     made, body, 2 * points.size(), points.size());
}

TEST(RegistrationData, AFullListEndsWhatItDoesNotNameAndAnUpdateDoesNot) {
  FlagOffice office;
  office.registered(mpan(9), kAlder, kSouth);  // of another provider
  const auto supplier = [&](int i) {
    return registration::party_at(must(office.read()->registrations(mpan(i))), registration::Kind::ImportSupplier,
                                  office.now);
  };
  auto& in = office.folders.in["nord"];
  in["NORD.D0353.0000000001"] = list_of("D0353", 1, {mpan(1), mpan(2), mpan(3)});
  office.take_in();
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(supplier(i), kAlder);
  in["NORD.D0349.0000000001"] = list_of("D0349", 1, {mpan(4)});
  office.take_in();
  EXPECT_EQ(supplier(1), kAlder);
  EXPECT_EQ(supplier(4), kAlder);
  in["NORD.D0353.0000000002"] = list_of("D0353", 2, {mpan(1), mpan(4)});
  office.take_in();
  EXPECT_EQ(supplier(1), kAlder);
  EXPECT_EQ(supplier(2), std::nullopt);
  EXPECT_EQ(supplier(3), std::nullopt);
  EXPECT_EQ(supplier(4), kAlder);
  EXPECT_EQ(supplier(9), kAlder);
  const auto history = must(office.read()->registrations(mpan(2)));
  EXPECT_EQ(history.at(0).to, must(local_midnight("2022-03-10")));  // it was there until the day of the list
  const auto audit = must(office.read()->audit({}));
  EXPECT_EQ(std::count_if(audit.begin(), audit.end(), [](const auto& e) { return e.rule == "registration.lost"; }),
            4);  // supplier and network operator of two metering points
  // With a record that was refused it may be that one that is missing.
  in["NORD.D0353.0000000003"] = list_of("D0353", 3, {mpan(1), "1500000000011"});
  office.take_in();
  EXPECT_EQ(supplier(4), kAlder);
  EXPECT_THAT(office.folders.settled.at("NORD.D0353.0000000003").complaints,
              ElementsAre(HasSubstr("line 4, MPAN core")));
}

// A list of fifty metering points, in batches of 16 records, cut off after each number of transactions in turn.
TEST(RegistrationData, ALongListIsAJobThatGoesOnWhereverItWasCutOff) {
  constexpr int kPoints = 50;
  std::vector<std::string> before, after;
  for (int i = 0; i < kPoints; ++i) before.push_back(mpan(i));
  for (int i = 10; i < kPoints + 10; ++i) after.push_back(mpan(i));
  std::size_t halves = 0;
  for (int cut = 1;; ++cut) {
    FlagOffice office;
    office.folders.in["nord"]["NORD.D0353.0000000001"] = list_of("D0353", 1, before);
    office.take_in();
    const std::string name = "NORD.D0353.0000000002";
    office.folders.in["nord"][name] = list_of("D0353", 2, after);
    engine::FlagWork work = office.work();
    work.batch_time = std::chrono::milliseconds(0);
    int transactions = 0;
    work.transact = [&, all = work.transact](const std::function<Status(engine::Transaction&)>& piece) -> Status {
      return ++transactions > cut ? fail("the server is stopped") : all(piece);
    };
    const bool whole = engine::FileIntake(work).look().has_value();
    const auto jobs = [&] { return must(office.read()->jobs().list(engine::kRegistrationData, 10)); };
    if (!whole && jobs().size() == 2 && jobs()[0].state == engine::JobState::Running && jobs()[0].done > 0) {
      ++halves;
      EXPECT_GE(jobs()[0].total, jobs()[0].done);
    }
    office.take_in();
    ASSERT_EQ(jobs().size(), 2u) << "the same job after " << cut << " transactions";
    EXPECT_EQ(jobs()[0].state, engine::JobState::Done);
    EXPECT_EQ(jobs()[0].subject, "nord " + name);
    EXPECT_EQ(jobs()[0].done, jobs()[0].total);
    EXPECT_FALSE(office.folders.settled.at(name).rejected);
    for (int i = 0; i < kPoints + 10; ++i) {
      const auto history = must(office.read()->registrations(mpan(i)));
      EXPECT_EQ(registration::is_registered(history, registration::network_kind(Fuel::Electricity), kNorth, office.now),
                i >= 10)
          << i << " after " << cut;
    }
    const auto audit = must(office.read()->audit({}));
    EXPECT_EQ(std::count_if(audit.begin(), audit.end(), [](const auto& e) { return e.rule == "registration.lost"; }),
              20)
        << "ten metering points, once each, after " << cut;
    if (whole) break;
  }
  EXPECT_GT(halves, 4u);
}

TEST(RegistrationData, TheJobOfAFileThatIsGoneEnds) {
  FlagOffice office;
  office.transact([&](engine::Transaction& tx) -> Status {
    GP_CHECK(engine::begin_registration_data(tx, office.desk.providers[0], "NORD.D0353.0000000001", office.now));
    return {};
  });
  ASSERT_EQ(must(office.read()->jobs().running()).size(), 1u);
  office.transact([&](engine::Transaction& tx) { return engine::end_interrupted_files(tx, office.now); });
  EXPECT_TRUE(must(office.read()->jobs().running()).empty());
}

TEST(RegistrationData, AFileThatIsStillBeingWrittenIsLeftAloneForAWhile) {
  FlagOffice office;
  auto& in = office.folders.in["nord"];
  const std::string text = list_of("D0349", 1, {mpan(1)});
  in["NORD.D0349.0000000001"] = text.substr(0, text.find("ZPT"));
  office.take_in();
  EXPECT_EQ(in.size(), 1u);
  office.folders.quiet_ms = 60'000;  // nobody goes on with it
  office.take_in();
  EXPECT_TRUE(in.empty());
  EXPECT_TRUE(office.folders.settled.at("NORD.D0349.0000000001").rejected);
  EXPECT_THAT(must(office.read()->registrations(mpan(1))), IsEmpty());
  in["NORD.D0349.0000000001"] = text;  // it did not use up its number
  office.take_in();
  EXPECT_EQ(must(office.read()->registrations(mpan(1))).size(), 2u);
  // Once more it changes nothing, and another one under its number is refused.
  office.registered(mpan(1), kBirch, kNorth);
  in["NORD.D0349.0000000001"] = text;
  office.take_in();
  EXPECT_FALSE(office.folders.settled.at("NORD.D0349.0000000001").rejected);
  EXPECT_EQ(must(office.read()->registrations(mpan(1))).at(0).party, kBirch);
  in["NORD.D0349.0000000001"] = list_of("D0349", 1, {mpan(2)});
  office.take_in();
  EXPECT_TRUE(office.folders.settled.at("NORD.D0349.0000000001").rejected);
  EXPECT_THAT(office.folders.settled.at("NORD.D0349.0000000001").complaints,
              ElementsAre(HasSubstr("1 was there before")));
}

// ---- Reconciliation ----

TEST(Reconciliation, R77_39_R77_43_TheSumOverFlagsIsTheNumberOfPoints) {
  FlagOffice office;
  for (int i = 0; i < 10; ++i) {
    office.registered(mpan(i), kAlder, i < 7 ? kNorth : kSouth);
    office.electricity(i, i % 2 ? Commissioned : InstalledNotCommissioned);
  }
  office.electricity(10, Pending);
  office.run();
  office.play("nord");
  office.take_in();
  office.electricity(1, Decommissioned);
  std::string text;
  must(engine::reconcile(*office.read(), office.desk, office.book.rules_at(office.now), office.now,
                         [&](const std::string& more) { text += more; }));
  EXPECT_THAT(text, HasSubstr("# N: Non-active"));
  EXPECT_THAT(text, HasSubstr("sum,electricity,nord,7,0,2,1,4,0,0,1,0,0,0,1\n"));
  EXPECT_THAT(text, HasSubstr("sum,electricity,sued,3,0,2,0,1,0,0,0,3,0,0,3\n"));
  EXPECT_THAT(text, HasSubstr("sum,electricity,none,1,1,0,0,0,0,0,0,0,0,0,0\n"));
  EXPECT_THAT(text, HasSubstr(fmt::format("point,electricity,nord,{},N,N,A,N 20220310 queued\n", mpan(1))));
}

}  // namespace
}  // namespace gridpost::test::service_flags_test
