// Every service of the inventory against the table of statuses: whatever it is given, what it records is in the table;
// and suspension, and lives that began elsewhere.
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <map>
#include <set>

#include "inventory/decommission.h"
#include "inventory/firmware.h"
#include "inventory/history_import.h"
#include "inventory/hub_log.h"
#include "inventory/hub_status.h"
#include "inventory/joins.h"
#include "inventory/kinds.h"
#include "inventory/meters.h"
#include "inventory/opt_in.h"
#include "inventory/prenotification.h"
#include "inventory/recovery.h"
#include "inventory/suspension.h"
#include "inventory/update_details.h"
#include "inventory/update_status.h"

namespace gridpost::inventory::states_test {
namespace {

using enum SmiStatus;

constexpr Eui64 kHub{0xC1}, kProxy{0xF1}, kSubject{0xE1}, kOther{0xD1}, kUser{0xA};
constexpr TimeMs kNow = 1'700'000'000'000;
constexpr auto kEveryStatus = std::to_array<SmiStatus>({Pending, Whitelisted, InstalledNotCommissioned, Commissioned,
                                                        Decommissioned, Withdrawn, Suspended, Recovery, Recovered});

Product listed() { return {DeviceType::ESME, "0004", "00050006", "00000002", "SMETS2 V4.2", "4.2", CplStatus::Active}; }
Product unlisted() {
  Product p = listed();
  p.status = CplStatus::Withdrawn;
  return p;
}

Device device(Eui64 id, DeviceType type, SmiStatus status) {
  Device d;
  d.id = id;
  d.type = type;
  d.status = status;
  d.status_since = kNow - kDay;
  d.manufacturer = "0004";
  d.model = "00050006";
  d.firmware_version = "00000002";
  d.notified_by = kUser;
  d.hub = kHub;
  if (status == Commissioned) d.commissioned_at = kNow - kDay;
  if (type == DeviceType::CHF) d.gpf = kProxy;
  return d;
}

// What a service is given: a Device in some status, and another one in any.
struct Given {
  Device subject;
  Device other;
  Product product;
  bool joined_still = false;
};

Change of(Outcome<Change> outcome) { return outcome ? *std::move(outcome) : Change(); }

LogRequest log_request(bool add) { return {kSubject, add, add, "", "", "", kHour, 16}; }

HubReport report(HubReportKind kind) { return {kind, kSubject, "1200000000017", {}, {}}; }

Change reported(HubReportKind kind, const Given& g) {
  const HubReport r = report(kind);
  if (!check_reported_hub(r, &g.subject)) return {};
  return of(hub_reported(r, g.subject, &g.other, nullptr, kNow));
}

std::vector<StatusChange> history_of(const Device& d, SmiStatus before = Commissioned) {
  return {{d.id, kNow - 2 * kDay, std::nullopt, before, "import"}, {d.id, kNow - kDay, before, d.status, "CPL"}};
}

using Service = std::function<Change(const Given&)>;
const std::vector<Service>& services() {
  static const std::vector<Service> all = {
      [](const Given& g) { return of(decommission(g.subject, {}, kNow)); },
      [](const Given& g) {
        const LogRequest request = log_request(true);
        if (!check_log_request(request, {kHub, &g.subject, {}, g.product, {}})) return Change();
        const std::vector<HubLogEntry> log = {{kHub, kSubject, 0, g.joined_still ? Bytes{1} : Bytes{}}};
        return log_entry_made(request, {}, g.subject, kHub, log, kNow);
      },
      [](const Given& g) {
        return check_log_request(log_request(false), {kHub, &g.subject, {}, g.product, {}})
                   ? log_entry_removed(g.subject, kHub, kNow)
                   : Change();
      },
      [](const Given& g) {
        const std::vector<Device> devices = {g.subject};
        return log_reported(kHub, std::vector<ReportedEntry>{{kSubject, {7}}}, {}, devices, kNow);
      },
      [](const Given& g) { return reported(HubReportKind::Installed, g); },
      [](const Given& g) { return reported(HubReportKind::InstalledWithoutWan, g); },
      [](const Given& g) { return reported(HubReportKind::FaultReturn, g); },
      [](const Given& g) { return reported(HubReportKind::NoFaultReturn, g); },
      [](const Given& g) { return hub_recalled(g.subject, &g.other, kNow); },
      [](const Given& g) { return hub_heard(g.subject, &g.other, kNow); },
      [](const Given& g) { return of(update_status(g.subject, Pending, g.product, kNow)); },
      [](const Given& g) { return of(update_status(g.subject, InstalledNotCommissioned, g.product, kNow)); },
      [](const Given& g) { return of(update_hub_status(g.subject, &g.other, Commissioned, kNow)); },
      [](const Given& g) { return of(update_hub_status(g.subject, &g.other, InstalledNotCommissioned, kNow)); },
      [](const Given& g) { return of(update_hub_status(g.subject, &g.other, Withdrawn, kNow)); },
      [](const Given& g) {
        return is_meter(g.subject.type) ? clock_set(g.subject, &g.other, nullptr, kNow) : Change();
      },
      [](const Given& g) { return joined(g.subject, g.other, kNow); },
      [](const Given& g) {
        std::vector<Join> joins = {{kSubject, kOther, 0}};
        if (g.joined_still) joins.push_back({kSubject, Eui64{0x99}, 0});
        return unjoined(g.subject, g.other, joins, kNow);
      },
      [](const Given& g) {
        return g.subject.type == DeviceType::GPF ? gas_proxy_follows(g.subject, g.other, kNow) : Change();
      },
      [](const Given& g) { return opted_out(g.subject, true, kNow); },
      [](const Given& g) {
        const OptIn request{kSubject, g.subject.type, "1200000000017", "", "", 0};
        return of(opt_in(g.subject, request, g.product, true, true, kUser, kNow));
      },
      [](const Given& g) { return of(delete_device(g.subject, {}, kUser, kNow)); },
      [](const Given& g) { return of(recovery_moved(g.subject, RecoveryStep::Begun, kNow)); },
      [](const Given& g) { return of(recovery_moved(g.subject, RecoveryStep::Replaced, kNow)); },
      [](const Given& g) { return of(recovery_moved(g.subject, RecoveryStep::Ended, kNow)); },
      [](const Given& g) { return model_reviewed(g.subject, g.product, history_of(g.subject), kNow); },
      [](const Given& g) {
        return has_model_entry(g.subject.type)
                   ? firmware_reported(g.subject, "00000003", g.product, history_of(g.subject), kUser, kNow)
                   : Change();
      },
      [](const Given& g) {
        const Notification n{kSubject,
                             g.subject.type,
                             "0004",
                             "00050006",
                             has_model_entry(g.subject.type) ? "SMETS2 V4.2" : "",
                             has_model_entry(g.subject.type) ? "00000002" : "",
                             g.subject.type == DeviceType::ESME ? "A" : "",
                             g.subject.type == DeviceType::CHF ? std::optional(kProxy) : std::nullopt};
        return of(prenotify(n, false, g.product, Contradiction::Noted, kUser, kNow));
      },
  };
  return all;
}

// Every Device in every status, beside those that matter to it.
template <class Visit>
void for_all_given(Visit visit) {
  for (int t = 0; t < catalogue::kDeviceTypes; ++t)
    for (const DeviceType o : {DeviceType::ESME, DeviceType::GSME, DeviceType::GPF, DeviceType::CHF})
      for (const SmiStatus s : kEveryStatus)
        for (const SmiStatus other : {Pending, InstalledNotCommissioned, Commissioned})
          for (const bool still : {false, true})
            visit(Given{device(kSubject, static_cast<DeviceType>(t), s), device(kOther, o, other),
                        still ? listed() : unlisted(), still});
}

// The type of a Device in the change, or of one of the two that were given.
DeviceType type_of(Eui64 id, const Given& g, const Change& change) {
  for (const Device& d : change.devices)
    if (d.id == id) return d.type;
  if (id == kProxy) return DeviceType::GPF;
  return id == kSubject ? g.subject.type : g.other.type;
}

TEST(States, NoServiceMovesAStatusWithoutARow) {
  std::set<const catalogue::Transition*> used;
  std::size_t moves = 0;
  for_all_given([&](const Given& g) {
    for (const Service& service : services()) {
      const Change change = service(g);
      std::map<Eui64, std::optional<SmiStatus>> now;
      for (const StatusChange& s : change.statuses) {
        const DeviceType type = type_of(s.device, g, change);
        ASSERT_TRUE(catalogue::transition_behind(s.cause, type, s.from, s.to))
            << s.cause << " moved a " << catalogue::text(type) << " from "
            << (s.from ? catalogue::text(*s.from) : "nothing") << " to " << (s.to ? catalogue::text(*s.to) : "nothing");
        for (const catalogue::Transition& t : catalogue::transitions())  // events of one service share their cause
          if (catalogue::cause_of(t.event) == s.cause && t.types.has(type) && t.starts_from(s.from) &&
              t.may_end_in(s.to))
            used.insert(&t);
        if (now.contains(s.device)) ASSERT_EQ(now[s.device], s.from) << "two lines of one history do not fit";
        now[s.device] = s.to;
        ++moves;
      }
      for (const Device& d : change.devices) {
        if (now.contains(d.id)) ASSERT_EQ(now[d.id], d.status) << "record and history differ";
        if (d.id == kSubject && !now.contains(d.id)) ASSERT_EQ(d.status, g.subject.status) << "moved without history";
        if (d.id == kOther && !now.contains(d.id)) ASSERT_EQ(d.status, g.other.status) << "moved without history";
      }
    }
  });
  EXPECT_GT(moves, 2000u);
  // What is in the table and no service of this room does yet, by event.
  using E = StatusEvent;
  const std::set<E> elsewhere = {E::Delivered, E::Imported, E::RetentionOver};
  for (const catalogue::Transition& t : catalogue::transitions()) {
    if (t.leads == catalogue::Leads::Stays) continue;
    EXPECT_EQ(used.contains(&t), !elsewhere.contains(t.event))
        << catalogue::text(t.event) << " of " << catalogue::text(t.types);
  }
}

// ---- suspension ----

TEST(States, RCOM_07_TheStatusHeldBeforeReturnsForEachPriorStatus) {
  for (const SmiStatus before : {Whitelisted, InstalledNotCommissioned, Commissioned, Recovery, Recovered}) {
    SCOPED_TRACE(catalogue::text(before));
    Device d = device(kSubject, DeviceType::GSME, before);
    d.commissioned_at = kNow - 9 * kDay;
    std::vector<StatusChange> history = {{kSubject, kNow - kDay, std::nullopt, before, "import"}};
    const Change gone = model_reviewed(d, unlisted(), history, kNow);
    ASSERT_EQ(gone.devices.size(), 1u);
    EXPECT_EQ(gone.devices[0].status, Suspended);
    EXPECT_EQ(gone.statuses[0], (StatusChange{kSubject, kNow, before, Suspended, "CPL"}));
    EXPECT_EQ(gone.rules.front(), rule::kSuspended);
    history.push_back(gone.statuses[0]);
    EXPECT_TRUE(model_reviewed(gone.devices[0], unlisted(), history, kNow + 1).empty()) << "once is enough";
    EXPECT_TRUE(model_reviewed(gone.devices[0], std::nullopt, history, kNow + 1).empty());

    const Change back = model_reviewed(gone.devices[0], listed(), history, kNow + kHour);
    ASSERT_EQ(back.devices.size(), 1u);
    EXPECT_EQ(back.devices[0].status, before);
    EXPECT_EQ(back.devices[0].status_since, kNow + kHour);
    EXPECT_EQ(back.devices[0].commissioned_at, kNow - 9 * kDay) << "it was commissioned once";
    EXPECT_EQ(back.rules.front(), rule::kRestored);
    history.push_back(back.statuses[0]);
    EXPECT_TRUE(model_reviewed(back.devices[0], listed(), history, kNow + kHour).empty());
  }
}

TEST(States, RCOM_07_AModelThatWasNeverListedSuspendsAsWell) {
  EXPECT_EQ(model_reviewed(device(kSubject, DeviceType::ESME, Commissioned), std::nullopt, {}, kNow).devices[0].status,
            Suspended);
}

TEST(States, RCOM_07_AnUpgradeToAListedModelEndsTheSuspension) {
  const Device d = device(kSubject, DeviceType::ESME, Suspended);
  const auto history = history_of(d, InstalledNotCommissioned);
  const Change change = firmware_reported(d, "00000003", listed(), history, kUser, kNow);
  ASSERT_EQ(change.devices.size(), 1u);
  EXPECT_EQ(change.devices[0].status, InstalledNotCommissioned);
  EXPECT_EQ(change.devices[0].firmware_version, "00000003");
  EXPECT_EQ(change.statuses[0].cause, "11.2");
  const Change still = firmware_reported(d, "00000003", unlisted(), history, kUser, kNow);
  EXPECT_EQ(still.devices[0].status, Suspended);
  EXPECT_EQ(still.devices[0].firmware_version, "00000003");
  EXPECT_TRUE(still.statuses.empty());
}

TEST(States, WithoutHistoryASuspensionDoesNotEnd) {
  const Device d = device(kSubject, DeviceType::ESME, Suspended);
  EXPECT_TRUE(model_reviewed(d, listed(), {}, kNow).empty());
  EXPECT_EQ(held_before_suspension(d, {}), std::nullopt);
  EXPECT_EQ(held_before_suspension(device(kSubject, DeviceType::ESME, Commissioned), history_of(d)), std::nullopt);
}

TEST(States, Type2DevicesHaveNoModelToLose) {
  for (const DeviceType type : {DeviceType::IHD, DeviceType::CAD})
    EXPECT_TRUE(model_reviewed(device(kSubject, type, Whitelisted), std::nullopt, {}, kNow).empty());
}

// ---- recovery of credentials ----

TEST(States, ARecoveryGoesThroughItsStepsInTheirOrder) {
  Device d = device(kSubject, DeviceType::ESME, Commissioned);
  const struct {
    RecoveryStep step;
    SmiStatus from, to;
  } steps[] = {{RecoveryStep::Begun, Commissioned, Recovery},
               {RecoveryStep::Replaced, Recovery, Recovered},
               {RecoveryStep::Ended, Recovered, Commissioned}};
  for (const auto& s : steps) {
    SCOPED_TRACE(text(s.step));
    const auto change = recovery_moved(d, s.step, kNow);
    ASSERT_TRUE(change) << change.error().explanation;
    ASSERT_EQ(change->statuses.size(), 1u);
    EXPECT_EQ(change->statuses[0].from, s.from);
    EXPECT_EQ(change->statuses[0].to, s.to);
    EXPECT_EQ(change->rules.front(), rule::kRecoveryMoved);
    d = change->devices.at(0);
    EXPECT_EQ(d.commissioned_at, kNow - kDay) << "no second commissioning";
    const auto again = recovery_moved(d, s.step, kNow + 1);
    EXPECT_TRUE(again && again->empty()) << "said twice";
  }
}

TEST(States, ARecoveryIsRefusedWhereTheStatusDoesNotLeadThere) {
  for (const auto& [status, step] : {std::pair(Commissioned, RecoveryStep::Replaced),
                                     {Recovery, RecoveryStep::Ended},
                                     {Recovered, RecoveryStep::Begun},
                                     {Suspended, RecoveryStep::Begun},
                                     {InstalledNotCommissioned, RecoveryStep::Begun}}) {
    const auto change = recovery_moved(device(kSubject, DeviceType::GSME, status), step, kNow);
    ASSERT_FALSE(change) << catalogue::text(status);
    EXPECT_EQ(change.error().rule, rule::kRecoveryStatus);
  }
  EXPECT_FALSE(recovery_moved(device(kSubject, DeviceType::IHD, Commissioned), RecoveryStep::Begun, kNow))
      << "it has no credentials";
}

TEST(States, StepsOfARecoveryHaveTheirWords) {
  for (const RecoveryStep step : {RecoveryStep::Begun, RecoveryStep::Replaced, RecoveryStep::Ended})
    EXPECT_EQ(recovery_step(text(step)), step);
  EXPECT_EQ(recovery_step("done"), std::nullopt);
}

// ---- lives that began elsewhere ----

ImportedLife withdrawn_life() {
  return {device(kSubject, DeviceType::ESME, Withdrawn),
          {{kSubject, kNow - 4 * kDay, {}, Pending, "12.2"},
           {kSubject, kNow - 3 * kDay, Pending, InstalledNotCommissioned, "8.4"},
           {kSubject, kNow - 2 * kDay, InstalledNotCommissioned, Commissioned, "8.1.1"},
           {kSubject, kNow - kDay, Commissioned, Withdrawn, "8.5"}}};
}

TEST(States, RCOM_01_AnImportedDeviceKeepsItsHistory) {
  const ImportedLife life = withdrawn_life();
  const auto change = import_life(life, kNow);
  ASSERT_TRUE(change) << change.error().text();
  ASSERT_EQ(change->devices.size(), 1u);
  EXPECT_EQ(change->devices[0].status, Withdrawn);
  EXPECT_EQ(change->devices[0].status_since, kNow - kDay);
  EXPECT_EQ(change->devices[0].commissioned_at, kNow - 2 * kDay);
  EXPECT_EQ(change->statuses, life.history);
}

TEST(States, AHistoryThatDoesNotFitIsRefused) {
  struct Row {
    std::string_view title, says;
    std::function<void(ImportedLife&)> spoil;
  };
  const Row rows[] = {
      {"none", "no history", [](ImportedLife& l) { l.history.clear(); }},
      {"gap", "does not go with", [](ImportedLife& l) { l.history.erase(l.history.begin() + 1); }},
      {"no beginning", "does not go with", [](ImportedLife& l) { l.history.erase(l.history.begin()); }},
      {"backwards", "comes after", [](ImportedLife& l) { l.history[2].at = kNow - 9 * kDay; }},
      {"ahead", "lies ahead", [](ImportedLife& l) { l.history[3].at = kNow + 1; }},
      {"other end", "ends otherwise", [](ImportedLife& l) { l.device.status = Commissioned; }},
      {"other Device", "speaks of", [](ImportedLife& l) { l.history[1].device = kOther; }},
      {"ended", "goes on", [](ImportedLife& l) { l.history[1].to.reset(); }},
      {"suspended from nowhere", "came from",
       [](ImportedLife& l) {
         l.device.status = Suspended;
         l.history = {{kSubject, kNow, {}, Suspended, "import"}};
       }},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.title);
    ImportedLife life = withdrawn_life();
    row.spoil(life);
    const auto change = import_life(life, kNow);
    ASSERT_FALSE(change);
    EXPECT_NE(change.error().what.find(row.says), std::string::npos) << change.error().text();
    EXPECT_EQ(change.error().where, kSubject.text());
  }
}

}  // namespace
}  // namespace gridpost::inventory::states_test
