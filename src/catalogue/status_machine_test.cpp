// The table of statuses, explored whole: what can be reached under which rules, and what an interruption leaves.
#include "catalogue/status_machine.h"

#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <map>
#include <set>

namespace gridpost::catalogue {
namespace {

using enum SmiStatus;

constexpr auto kEveryStatus = std::to_array<SmiStatus>({Pending, Whitelisted, InstalledNotCommissioned, Commissioned,
                                                        Decommissioned, Withdrawn, Suspended, Recovery, Recovered});

template <class Visit>
void for_all_types(Visit visit) {
  for (int i = 0; i < kDeviceTypes; ++i) {
    SCOPED_TRACE(text(static_cast<DeviceType>(i)));
    visit(static_cast<DeviceType>(i));
  }
}

// What is known of one Device: no status, it is not in the inventory; what it was before it was suspended.
struct Place {
  std::optional<SmiStatus> status;
  std::optional<SmiStatus> before;
  auto operator<=>(const Place&) const = default;
};

struct Step {
  Place from;
  StatusEvent event;
  Place to;
};

// What may happen: the rules in force leave conditions out, and a history may be imported or not.
struct World {
  bool opt_out = false;
  bool import = false;
};

// Every place that the event may lead to, whatever conditions are met.
std::vector<Place> next(const Place& at, StatusEvent event, DeviceType type, const World& world) {
  std::set<Place> out;
  for (std::uint16_t bits = 0; bits < 1u << kConditions; ++bits) {
    Conditions met;
    met.bits = bits;
    if (met.has(Condition::OptOutOffered) && !world.opt_out) continue;
    const Transition* row = find_transition(event, type, at.status, met);
    if (!row) continue;
    switch (row->leads) {
      case Leads::To:
        out.insert({row->to, row->to == Suspended ? at.status : std::nullopt});
        break;
      case Leads::Stays:
        out.insert(at);
        break;
      case Leads::Back:
        out.insert({at.before, std::nullopt});
        break;
      case Leads::Anywhere:
        for (const SmiStatus s : kEveryStatus) out.insert({s, s == Suspended ? std::optional(Pending) : std::nullopt});
        break;
      case Leads::Gone:
        out.insert(Place{});
        break;
    }
  }
  return {out.begin(), out.end()};
}

// All steps that a Device of the type can ever make, from not being there on.
std::vector<Step> explore(DeviceType type, const World& world) {
  std::vector<Step> steps;
  std::set<Place> seen = {Place{}};
  std::deque<Place> open = {Place{}};
  while (!open.empty()) {
    const Place at = open.front();
    open.pop_front();
    for (int e = 0; e < kStatusEvents; ++e) {
      const auto event = static_cast<StatusEvent>(e);
      if (event == StatusEvent::Imported && !world.import) continue;
      for (const Place& to : next(at, event, type, world)) {
        steps.push_back({at, event, to});
        if (seen.insert(to).second) open.push_back(to);
      }
    }
  }
  return steps;
}

SmiStatuses reached(DeviceType type, const World& world) {
  SmiStatuses out;
  for (const Step& s : explore(type, world))
    if (s.to.status) out.add(*s.to.status);
  return out;
}

TEST(States, EveryRowHasAnEventDevicesAndASource) {
  std::set<StatusEvent> events;
  for (const Transition& t : transitions()) {
    SCOPED_TRACE(text(t.event));
    EXPECT_FALSE(t.source.empty());
    EXPECT_FALSE(t.types.empty());
    EXPECT_FALSE(text(t.event).empty());
    EXPECT_FALSE(cause_of(t.event).empty());
    events.insert(t.event);
    if (t.leads == Leads::To) EXPECT_FALSE(t.from.has(t.to)) << "a change from a status to itself is none";
  }
  EXPECT_EQ(events.size(), static_cast<std::size_t>(kStatusEvents)) << "an event without a row";
}

TEST(States, NoRowIsHiddenBehindAnother) {
  for (const Transition& t : transitions()) {
    SCOPED_TRACE(text(t.event));
    for_all_types([&](DeviceType type) {
      if (!t.types.has(type)) return;
      if (t.from.empty()) EXPECT_EQ(find_transition(t.event, type, std::nullopt, t.conditions), &t);
      for (const SmiStatus s : kEveryStatus)
        if (t.from.has(s)) EXPECT_EQ(find_transition(t.event, type, s, t.conditions), &t) << text(s);
    });
  }
}

TEST(States, NothingHappensWithoutARow) {
  int without = 0;
  for_all_types([&](DeviceType type) {
    for (int e = 0; e < kStatusEvents; ++e)
      for (const SmiStatus s : kEveryStatus) {
        const auto event = static_cast<StatusEvent>(e);
        const auto in_table = [&](const Transition& t) {
          return t.event == event && t.types.has(type) && t.from.has(s);
        };
        const auto rows = transitions();
        const bool known = std::any_of(rows.begin(), rows.end(), in_table);
        EXPECT_EQ(may_happen(event, type, s), known);
        if (!known) EXPECT_EQ(find_transition(event, type, s, Conditions{}), nullptr);
        without += known ? 0 : 1;
      }
  });
  EXPECT_GT(without, 1000);
}

TEST(States, MissingConditionsKeepTheStatus) {
  EXPECT_EQ(find_transition(StatusEvent::ClockSet, DeviceType::ESME, InstalledNotCommissioned, {}), nullptr);
  EXPECT_NE(
      find_transition(StatusEvent::ClockSet, DeviceType::ESME, InstalledNotCommissioned, {Condition::HubCommissioned}),
      nullptr);
  EXPECT_EQ(find_transition(StatusEvent::SetPending, DeviceType::GSME, Withdrawn, {}), nullptr);  // RCOM-06
  EXPECT_NE(find_transition(StatusEvent::SetPending, DeviceType::GSME, Withdrawn, {Condition::ModelListed}), nullptr);
}

TEST(States, RCOM_06_EveryStatusIsReachedUnderSomeRules) {
  constexpr SmiStatuses all = {Pending,      Whitelisted,    InstalledNotCommissioned,
                               Commissioned, Decommissioned, Withdrawn,
                               Suspended,    Recovery,       Recovered};
  constexpr SmiStatuses but_withdrawn = {
      Pending, Whitelisted, InstalledNotCommissioned, Commissioned, Decommissioned, Suspended, Recovery, Recovered};
  constexpr SmiStatuses but_whitelisted = {
      Pending, InstalledNotCommissioned, Commissioned, Decommissioned, Withdrawn, Suspended, Recovery, Recovered};
  constexpr SmiStatuses of_displays = {Pending, Whitelisted, InstalledNotCommissioned};
  for (const DeviceType meter : {DeviceType::ESME, DeviceType::GSME}) {
    EXPECT_EQ(reached(meter, {.opt_out = true}), all);
    EXPECT_EQ(reached(meter, {}), but_withdrawn);
  }
  for (const DeviceType type1 : {DeviceType::PPMID, DeviceType::HCALCS})
    EXPECT_EQ(reached(type1, {.opt_out = true}), but_withdrawn);
  for (const DeviceType hub : {DeviceType::CHF, DeviceType::GPF}) EXPECT_EQ(reached(hub, {}), but_whitelisted);
  for (const DeviceType type2 : {DeviceType::IHD, DeviceType::CAD}) EXPECT_EQ(reached(type2, {}), of_displays);
  for_all_types([&](DeviceType type) { EXPECT_EQ(reached(type, {.import = true}), all); });
}

TEST(States, WithdrawnMetersComeBackByReactivationUnderEveryRule) {
  for (const World world : {World{.import = true}, World{.opt_out = true}})
    for (const DeviceType meter : {DeviceType::ESME, DeviceType::GSME, DeviceType::PPMID}) {
      const auto steps = explore(meter, world);
      EXPECT_EQ(std::any_of(steps.begin(), steps.end(),
                            [](const Step& s) {
                              return s.from.status == Withdrawn && s.event == StatusEvent::SetPending &&
                                     s.to.status == Pending;
                            }),
                meter != DeviceType::PPMID || world.import);
    }
}

// Wherever a Device was, it returns there; and on no other way does a suspension end but out of service.
TEST(States, RCOM_07_SuspensionReturnsToWhereItCameFrom) {
  for_all_types([&](DeviceType type) {
    for (const World world : {World{}, World{.opt_out = true}, World{.opt_out = true, .import = true}}) {
      SmiStatuses suspended_from, returned_to;
      for (const Step& s : explore(type, world)) {
        if (s.to.status == Suspended && s.from.status && s.from.status != Suspended) {
          EXPECT_EQ(s.to.before, s.from.status);
          EXPECT_TRUE(s.event == StatusEvent::ModelUnlisted || s.event == StatusEvent::FirmwareUnlisted);
          suspended_from.add(*s.from.status);
        }
        if (s.from.status != Suspended || s.to.status == Suspended) continue;
        ASSERT_TRUE(s.to.status) << "a Suspended Device does not vanish";
        if (s.event == StatusEvent::ModelListed || s.event == StatusEvent::FirmwareListed) {
          EXPECT_EQ(s.to.status, s.from.before);
          returned_to.add(*s.to.status);
        } else {
          EXPECT_TRUE(s.to.status == Decommissioned || s.to.status == Withdrawn) << text(s.event);
        }
      }
      if (world.import) returned_to.bits = static_cast<std::uint16_t>(returned_to.bits & ~SmiStatuses{Pending}.bits);
      EXPECT_EQ(returned_to, suspended_from);
      EXPECT_EQ(suspended_from.empty(), type == DeviceType::IHD || type == DeviceType::CAD)
          << "Type 2 has no model entry";
    }
  });
}

TEST(States, RCOM_07_WhatIsNotInUseIsNotSuspended) {
  for_all_types([&](DeviceType type) {
    for (const SmiStatus s : {Pending, Decommissioned, Withdrawn, Suspended})
      EXPECT_FALSE(may_happen(StatusEvent::ModelUnlisted, type, s)) << text(s);
  });
}

// What begins as a recovery is Commissioned again, or suspended meanwhile, or out of service.
TEST(States, ARecoveryEndsCommissioned) {
  for (const Step& s : explore(DeviceType::ESME, {})) {
    if (s.to.status == Recovery && s.from.status != Recovery)
      EXPECT_TRUE(s.from.status == Commissioned || s.from.before == Recovery);
    if (s.from.status == Recovered && s.to.status != Recovered)
      EXPECT_TRUE(s.to.status == Commissioned || s.to.status == Suspended);
    if (s.from.status == Recovery && s.to.status != Recovery)
      EXPECT_TRUE(s.to.status == Recovered || s.to.status == Suspended);
  }
}

TEST(States, ARecordedChangeLeadsToItsRow) {
  struct Row {
    std::string_view cause;
    DeviceType type;
    std::optional<SmiStatus> from, to;
    std::optional<StatusEvent> event;  // none: no row
  };
  const Row rows[] = {
      {"12.2", DeviceType::ESME, {}, Pending, StatusEvent::Prenotified},
      {"8.4", DeviceType::ESME, Pending, {}, StatusEvent::Deleted},
      {"8.4", DeviceType::ESME, Withdrawn, Pending, StatusEvent::SetPending},
      {"8.4", DeviceType::CHF, Commissioned, Withdrawn, StatusEvent::SetHubWithdrawn},
      {"housekeeping", DeviceType::CHF, Pending, {}, StatusEvent::RetentionOver},
      {"CPL", DeviceType::ESME, Suspended, Whitelisted, StatusEvent::ModelListed},
      {"CPL", DeviceType::ESME, Commissioned, Suspended, StatusEvent::ModelUnlisted},
      {"import", DeviceType::ESME, {}, Withdrawn, StatusEvent::Imported},
      {"12.2", DeviceType::ESME, {}, Commissioned, {}},
      {"8.3", DeviceType::ESME, Pending, Decommissioned, {}},
      {"8.3", DeviceType::CHF, Commissioned, Decommissioned, {}},
      {"8.11", DeviceType::ESME, Commissioned, Commissioned, {}},
      {"magic", DeviceType::ESME, Pending, Commissioned, {}},
  };
  for (const Row& r : rows) {
    SCOPED_TRACE(r.cause);
    const Transition* t = transition_behind(r.cause, r.type, r.from, r.to);
    ASSERT_EQ(t != nullptr, r.event.has_value());
    if (t) EXPECT_EQ(t->event, *r.event);
  }
}

TEST(States, AlertsAreReadAsWords) {
  const Transition t{StatusEvent::Joined, {}, {}, {}, Leads::Stays, Pending, "N1 N16", "x"};
  EXPECT_TRUE(t.tells("N1"));
  EXPECT_TRUE(t.tells("N16"));
  EXPECT_FALSE(t.tells("N6"));
  EXPECT_FALSE(t.tells(""));
  EXPECT_TRUE(find_transition(StatusEvent::ModelUnlisted, DeviceType::ESME, Commissioned, {})->tells("N28"));
  const auto* housekept = find_transition(StatusEvent::RetentionOver, DeviceType::GPF, Pending, {});
  EXPECT_EQ(housekept->alerts, "") << "hubs go silently";
}

TEST(States, ThePageShowsEveryRowAndEveryArrow) {
  const std::string page = status_page();
  std::size_t rows = 0;
  for (std::size_t at = page.find("\n| "); at != std::string::npos; at = page.find("\n| ", at + 1)) ++rows;
  EXPECT_EQ(rows, transitions().size() + 2);
  EXPECT_NE(page.find("[*] --> Pending: 12.2, delivered"), std::string::npos);
  EXPECT_NE(page.find("Pending --> [*]: 8.4, housekeeping"), std::string::npos);
  EXPECT_NE(page.find("Suspended --> Recovered: CPL, 11.2"), std::string::npos);
  EXPECT_EQ(page.find("Suspended --> Pending"), std::string::npos);
}

}  // namespace
}  // namespace gridpost::catalogue
