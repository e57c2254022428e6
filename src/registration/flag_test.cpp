#include "registration/flag.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>

namespace gridpost::registration {
namespace {

constexpr std::string_view kNull = "";

std::string text_of(std::optional<ServiceFlag> flag) { return flag ? std::string(1, letter(*flag)) : ""; }

FlagRules after(FlagProfile profile = FlagProfile::Final) {
  FlagRules rules{true, {}};
  rules.settings.profile = profile;
  return rules;
}
FlagRules before() { return {false, {}}; }
FlagRules literal() {
  FlagRules rules = after();
  rules.settings.literal_i = true;
  return rules;
}

CountedMeter meter(SmiStatus status, SmiStatus held = SmiStatus::Pending) { return counted(status, held); }
const CountedMeter kCommissioned = meter(SmiStatus::Commissioned);
const CountedMeter kInstalled = meter(SmiStatus::InstalledNotCommissioned);
const CountedMeter kGone = meter(SmiStatus::Decommissioned);
const CountedMeter kPending = meter(SmiStatus::Pending);
const CountedMeter kListed = meter(SmiStatus::Whitelisted);
constexpr PointMemory kEverLive{true, true, false, false, true};
constexpr PointMemory kEverCommissioned{true, true, true, false, true};

using Meters = std::vector<CountedMeter>;

// The flag of these meters, at a point where nothing was before.
std::string flag_of(const Meters& meters, const FlagRules& rules, PointMemory memory = {}) {
  return text_of(derive_flag(meters, remembering(memory, meters), rules).flag);
}

// One row of the truth table: which classes are present (C, J, D, P), what was before, and the flag in each world.
// "keep": no rule gives a value.
struct Row {
  std::string_view classes;
  bool ever_live;
  std::string_view as_decided, literal, br04, an, old_never, old_once;  // old: never or once commissioned
};
constexpr Row kTruth[] = {
    {"", false, kNull, kNull, kNull, kNull, kNull, "A"},
    {"", true, "N", "N", "N", "N", kNull, "A"},
    {"C", true, "A", "A", "A", "A", "A", "A"},
    {"J", true, "I", "I", "N", "N", kNull, "A"},
    {"D", false, kNull, kNull, kNull, kNull, kNull, "A"},
    {"D", true, "N", "N", "N", "N", kNull, "A"},
    {"P", false, kNull, kNull, kNull, kNull, kNull, "A"},
    {"P", true, "N", "N", "N", "N", kNull, "A"},
    {"CJ", true, "A", "A", "A", "A", "A", "A"},
    {"CD", true, "A", "A", "A", "A", "A", "A"},
    {"CP", true, "A", "A", "A", "A", "A", "A"},
    {"JD", true, "I", "keep", "N", "N", kNull, "A"},
    {"JP", true, "I", "keep", "N", "N", kNull, "A"},
    {"DP", false, kNull, kNull, kNull, kNull, kNull, "A"},
    {"DP", true, "N", "N", "N", "N", kNull, "A"},
    {"CJD", true, "A", "A", "A", "A", "A", "A"},
    {"CJP", true, "A", "A", "A", "A", "A", "A"},
    {"CDP", true, "A", "A", "A", "A", "A", "A"},
    {"JDP", true, "I", "keep", "N", "N", kNull, "A"},
    {"CJDP", true, "A", "A", "A", "A", "A", "A"},
};

// The meters of a row; what is not installed yet is Pending, Whitelisted, or one of each.
std::vector<Meters> meters_of(std::string_view classes) {
  Meters all;
  for (const char c : classes)
    all.push_back(c == 'C' ? kCommissioned : c == 'J' ? kInstalled : c == 'D' ? kGone : kPending);
  std::vector<Meters> out = {all};
  if (!classes.ends_with('P')) return out;
  all.back() = kListed;
  out.push_back(all);
  all.push_back(kPending);
  out.push_back(all);
  return out;
}

TEST(Flag, R77_02_R77_03_R77_04_R77_05_R77_07_TheTruthTable) {
  for (const Row& row : kTruth) {
    for (const Meters& meters : meters_of(row.classes)) {
      SCOPED_TRACE(fmt::format("{{{}}} ever live {}", row.classes, row.ever_live));
      const PointMemory memory = row.ever_live ? kEverLive : PointMemory{};
      EXPECT_EQ(flag_of(meters, after(), memory), row.as_decided);
      EXPECT_EQ(flag_of(meters, after(FlagProfile::Br04), memory), row.br04);  // R77-40
      EXPECT_EQ(flag_of(meters, after(FlagProfile::An), memory), row.an);      // R77-41
      EXPECT_EQ(flag_of(meters, before(), memory), row.old_never);             // R77-20
      if (row.ever_live) EXPECT_EQ(flag_of(meters, before(), kEverCommissioned), row.old_once);
      const FlagVerdict strict = derive_flag(meters, remembering(memory, meters), literal(), ServiceFlag::W);
      EXPECT_EQ(strict.no_rule, row.literal == "keep");  // R77-06
      EXPECT_EQ(text_of(strict.flag), row.literal == "keep" ? "W" : row.literal);
    }
  }
}

// Every set of classes and overlays, against the sentences of the rule instead of its order of questions.
TEST(Flag, R77_01_R77_06_R77_08_R77_09_EverySetOfMetersWithEveryMemory) {
  constexpr int kKinds = kMeterClasses * kOverlays;
  for (unsigned set = 0; set < 1u << kKinds; ++set) {
    Meters meters;
    for (unsigned kind = 0; kind < kKinds; ++kind)
      if (set >> kind & 1u)
        meters.push_back({static_cast<MeterClass>(kind % kMeterClasses), static_cast<Overlay>(kind / kMeterClasses)});
    const auto some = [&](MeterClass c) {
      return std::any_of(meters.begin(), meters.end(), [&](const CountedMeter& m) { return m.counts_as == c; });
    };
    for (const bool live : {false, true}) {
      const PointMemory memory = remembering({false, live, live, false, live}, meters);
      const auto flag = derive_flag(meters, memory, after()).flag;
      const bool commissioned = some(MeterClass::Commissioned), installed = some(MeterClass::Installed);
      const bool ever = live || commissioned || installed;
      ASSERT_EQ(flag == ServiceFlag::A, commissioned) << set;
      ASSERT_EQ(flag == ServiceFlag::I, installed && !commissioned) << set;
      ASSERT_EQ(flag == ServiceFlag::N, ever && !installed && !commissioned) << set;
      ASSERT_EQ(!flag, !ever) << set;
      if (flag) ASSERT_TRUE(allowed_flags(after()).has(*flag)) << set;
      Meters plain = meters;  // suspension and recovery move nothing
      for (CountedMeter& m : plain) m.overlay = Overlay::None;
      ASSERT_EQ(flag, derive_flag(plain, memory, after()).flag) << set;
    }
  }
}

TEST(Flag, R77_10_OneMeterAtATimeLeaves) {
  EXPECT_EQ(flag_of({kCommissioned, kCommissioned}, after()), "A");
  EXPECT_EQ(flag_of({kGone, kCommissioned}, after(), kEverCommissioned), "A");
  EXPECT_EQ(flag_of({kGone, kGone}, after(), kEverCommissioned), "N");
}

TEST(Flag, R77_11_R77_12_TheFirstLifeOfAMeter) {
  EXPECT_EQ(flag_of({kPending}, after()), kNull);
  EXPECT_EQ(flag_of({kListed}, after()), kNull);
  EXPECT_EQ(flag_of({kInstalled}, after()), "I");
  EXPECT_EQ(flag_of({kCommissioned}, after()), "A");
}

TEST(Flag, R77_13_WithdrawnIsGone) {
  EXPECT_EQ(flag_of({meter(SmiStatus::Withdrawn)}, after(), kEverCommissioned), "N");
  EXPECT_EQ(flag_of({meter(SmiStatus::Withdrawn)}, after()), kNull);
}

TEST(Flag, R77_14_RCOM_05_AMeterThatMovesOnLeavesN) {
  PointState old_point = brought_up_to_date({}, Meters{kCommissioned}, after());
  old_point = brought_up_to_date(old_point, Meters{kGone}, after());
  old_point = brought_up_to_date(old_point, Meters{kPending}, after());
  EXPECT_EQ(text_of(old_point.flag), "N");
  old_point = brought_up_to_date(old_point, Meters{}, after());  // RCOM-05: the record is deleted or elsewhere
  EXPECT_EQ(text_of(old_point.flag), "N");
  EXPECT_EQ(text_of(brought_up_to_date({}, Meters{kPending}, after()).flag), kNull);
}

// One meter in every status, in every profile.
TEST(Flag, R77_08_R77_09_R77_40_R77_41_R77_42_OneMeterInEveryProfile) {
  using enum SmiStatus;
  struct One {
    SmiStatus status, held;
    std::string_view as_decided, br04, an, anis;
  };
  constexpr One kRows[] = {
      {Commissioned, Commissioned, "A", "A", "A", "A"},
      {InstalledNotCommissioned, InstalledNotCommissioned, "I", "N", "N", "I"},
      {Suspended, Commissioned, "A", "A", "A", "S"},
      {Suspended, InstalledNotCommissioned, "I", "N", "N", "S"},
      {Suspended, Pending, kNull, kNull, kNull, kNull},
      {Suspended, Whitelisted, kNull, kNull, kNull, kNull},
      {Recovery, Commissioned, "A", "N", "A", "A"},
      {Recovered, Commissioned, "A", "N", "A", "A"},
      {Recovery, InstalledNotCommissioned, "I", "N", "N", "I"},
      {Recovered, InstalledNotCommissioned, "I", "N", "N", "I"},
  };
  for (const One& row : kRows) {
    const Meters one = {meter(row.status, row.held)};
    SCOPED_TRACE(fmt::format("{} from {}", catalogue::text(row.status), catalogue::text(row.held)));
    EXPECT_EQ(flag_of(one, after()), row.as_decided);
    EXPECT_EQ(flag_of(one, after(FlagProfile::Br04)), row.br04);
    EXPECT_EQ(flag_of(one, after(FlagProfile::An)), row.an);
    EXPECT_EQ(flag_of(one, after(FlagProfile::Anis)), row.anis);
  }
  FlagRules stricter = after(FlagProfile::Br04);
  stricter.settings.br04_suspended_is_n = true;
  EXPECT_EQ(flag_of({meter(Suspended, Commissioned)}, stricter), "N");
  EXPECT_EQ(flag_of({meter(Suspended, Pending)}, stricter), kNull);
  EXPECT_EQ(flag_of({meter(Suspended, Commissioned), kCommissioned}, stricter), "A");
}

TEST(Flag, R77_08_R77_09_TwoMetersOfWhichOneIsSuspendedOrInRecovery) {
  using enum SmiStatus;
  EXPECT_EQ(flag_of({meter(Suspended, Commissioned), kInstalled}, after()), "A");
  EXPECT_EQ(flag_of({meter(Suspended, Commissioned), kGone}, after()), "A");
  EXPECT_EQ(flag_of({meter(Suspended, InstalledNotCommissioned), kGone}, after()), "I");
  EXPECT_EQ(flag_of({meter(Recovery, Commissioned), kGone}, after()), "A");
  EXPECT_EQ(flag_of({meter(Recovered, Commissioned), meter(Suspended, Commissioned)}, after()), "A");
  EXPECT_EQ(flag_of({meter(Suspended, Pending), kGone}, after(), kEverCommissioned), "N");
  EXPECT_EQ(flag_of({meter(Suspended, Commissioned), kInstalled}, after(FlagProfile::Anis)), "S");  // R77-42
  EXPECT_EQ(flag_of({meter(Suspended, Commissioned), kCommissioned}, after(FlagProfile::Anis)), "A");
}

TEST(Flag, R77_17_SeveralMetersAtOnePointAreAnAnomaly) {
  EXPECT_TRUE(derive_flag(Meters{kCommissioned, kInstalled}, kEverLive, after()).several_meters);
  EXPECT_TRUE(derive_flag(Meters{kCommissioned, kPending}, kEverLive, before()).several_meters);
  EXPECT_FALSE(derive_flag(Meters{kCommissioned, kGone}, kEverLive, after()).several_meters);  // a meter was exchanged
  EXPECT_FALSE(derive_flag(Meters{kCommissioned}, kEverLive, after()).several_meters);
  EXPECT_EQ(flag_of({kCommissioned, kInstalled}, after()), "A");
}

TEST(Flag, R77_19_PointsOfSmets1KeepTheOldLogic) {
  const Meters old_kind = {counted(SmiStatus::Decommissioned, SmiStatus::Decommissioned, true)};
  const PointMemory memory{true, true, true, true, false};
  EXPECT_EQ(flag_of(old_kind, after(), memory), "A");
  EXPECT_EQ(flag_of({}, after(), memory), "A");
  EXPECT_EQ(flag_of({old_kind[0], kGone}, after(), memory), "N");
  EXPECT_EQ(flag_of(old_kind, after(), remembering(memory, Meters{kPending})), "N");  // a later meter was there
  FlagRules same = after();
  same.settings.smets1_same = true;
  EXPECT_EQ(flag_of(old_kind, same, memory), "N");
}

TEST(Flag, R77_20_R77_21_BeforeTheDateAStays) {
  PointState state = brought_up_to_date({}, Meters{kInstalled}, before());
  EXPECT_EQ(text_of(state.flag), kNull);
  for (const CountedMeter& m : {kCommissioned, meter(SmiStatus::Suspended, SmiStatus::Commissioned), kGone, kPending}) {
    state = brought_up_to_date(state, Meters{m}, before());
    EXPECT_EQ(text_of(state.flag), "A");
  }
  EXPECT_EQ(text_of(brought_up_to_date(state, Meters{}, after()).flag), "N");  // the day of the change
}

TEST(Flag, R77_22_TheOldDefectGivesATooEarlyAndForGood) {
  FlagRules defect = before();
  defect.settings.old_defect_early_a = true;
  EXPECT_EQ(flag_of({kPending}, defect), kNull);
  EXPECT_EQ(flag_of({kListed}, defect), "A");
  EXPECT_EQ(flag_of({kInstalled}, defect), "A");
  EXPECT_EQ(text_of(brought_up_to_date(brought_up_to_date({}, Meters{kListed}, defect), Meters{kPending}, defect).flag),
            "A");
  defect.in_force = true;  // it ends with the old rules
  EXPECT_EQ(flag_of({kListed}, defect), kNull);
}

TEST(Flag, R77_29_ValuesThatMayStandInAFile) {
  EXPECT_EQ(allowed_flags(after()), (ServiceFlags{ServiceFlag::A, ServiceFlag::N, ServiceFlag::I}));
  EXPECT_EQ(allowed_flags(before()), (ServiceFlags{ServiceFlag::A, ServiceFlag::S, ServiceFlag::W}));
  EXPECT_EQ(allowed_flags(after(FlagProfile::An)), (ServiceFlags{ServiceFlag::A, ServiceFlag::N}));
}

TEST(Flag, R77_39_EveryValueHasALetterAndAMeaning) {
  for (int i = 0; i < kServiceFlags; ++i) {
    const auto flag = static_cast<ServiceFlag>(i);
    EXPECT_EQ(service_flag(std::string(1, letter(flag))), flag);
    EXPECT_FALSE(meaning(flag).empty());
  }
  EXPECT_FALSE(service_flag("X"));
  EXPECT_FALSE(service_flag(""));
}

TEST(Flag, R77_15_RREL_04_EachFuelHasItsSwitch) {
  RuleBook book;
  ASSERT_TRUE(book.override_with("mp077.elec", "2021-11-04"));
  ASSERT_TRUE(book.override_with("mp077.gas", "2021-11-05"));
  const TimeMs day = local_midnight("2021-11-04").value();
  EXPECT_FALSE(flag_rules(book.rules_at(day - 1), Fuel::Electricity, {}).in_force);
  EXPECT_TRUE(flag_rules(book.rules_at(day), Fuel::Electricity, {}).in_force);
  EXPECT_FALSE(flag_rules(book.rules_at(day), Fuel::Gas, {}).in_force);
  EXPECT_TRUE(flag_rules(book.rules_at(day + kDay), Fuel::Gas, {}).in_force);
}

TEST(Flag, R77_37_ARecoveryAsksForNothing) {
  using enum SmiStatus;
  for (const SmiStatus held : {Pending, Whitelisted, InstalledNotCommissioned, Commissioned})
    for (const SmiStatus overlay : {Suspended, Recovery, Recovered}) {
      EXPECT_FALSE(moves_flag(meter(held), meter(overlay, held), after()));
      EXPECT_FALSE(moves_flag(meter(overlay, held), meter(held), after()));
    }
  EXPECT_TRUE(moves_flag(meter(Suspended, Commissioned), kGone, after()));  // R77-18
  EXPECT_TRUE(moves_flag(kInstalled, kCommissioned, after()));
  EXPECT_TRUE(moves_flag(kCommissioned, meter(Recovery, Commissioned), after(FlagProfile::Br04)));
  EXPECT_TRUE(moves_flag(kCommissioned, meter(Suspended, Commissioned), after(FlagProfile::Anis)));
  EXPECT_FALSE(moves_flag(kCommissioned, meter(Suspended, Commissioned), after(FlagProfile::Br04)));
}

TEST(FlagSettings, R77_06_R77_31_EverySettingHasItsNameAndValues) {
  const FlagSettings s;
  EXPECT_TRUE(with_setting(s, "mp077.i_rule", "literal").value().literal_i);
  EXPECT_FALSE(with_setting(s, "mp077.i_rule", "installed").value().literal_i);
  EXPECT_EQ(with_setting(s, "mp077.profile", "anis").value().profile, FlagProfile::Anis);
  EXPECT_TRUE(with_setting(s, "mp077.br04.suspended_is_n", "true").value().br04_suspended_is_n);
  EXPECT_TRUE(with_setting(s, "mp077.old_defect_early_a", "true").value().old_defect_early_a);
  EXPECT_TRUE(with_setting(s, "mp077.smets1", "same").value().smets1_same);
  EXPECT_TRUE(with_setting(s, "mp077.date_zone", "utc").value().dates_in_utc);
  EXPECT_EQ(with_setting(s, "mp077.max_updates_per_file", "0").value().updates_a_file, 0u);
  EXPECT_EQ(with_setting(s, "mp077.max_files_per_rdp_per_run", "3").value().files_a_run, 3u);
  for (const std::string_view bad : {"", "x", "-1", "1x", "99999999999999999999"})
    EXPECT_FALSE(with_setting(s, "mp077.max_updates_per_file", bad)) << bad;
  EXPECT_NE(with_setting(s, "mp077.i_rule", "x").error().text().find("installed|literal"), std::string::npos);
  EXPECT_NE(with_setting(s, "mp077.x", "x").error().text().find("mp077.profile"), std::string::npos);
  for (const SettingName& name : setting_names()) EXPECT_FALSE(with_setting(s, name.name, "?")) << name.name;
}

// ---- Stored step by step, or derived from all that ever was ----

// Some meters that come, live, are suspended, move between two metering points and are removed, in any order.
struct Life {
  static constexpr int kPoints = 2;
  struct Meter {
    std::vector<MeterHistory::Step> steps;
    SmiStatus held = SmiStatus::Pending;
    std::optional<int> point;
    bool smets1 = false;
    bool exists() const { return !steps.empty() && steps.back().to; }
    CountedMeter counts() const { return counted(*steps.back().to, held, smets1); }
  };
  FlagRules rules;
  std::vector<Meter> meters;
  std::map<int, PointState> stored;                                        // by metering point
  std::map<int, std::vector<std::pair<std::size_t, MeterHistory>>> there;  // associations, with the meter
  TimeMs now = 1000;
  int derivations = 0;

  void derive(std::optional<int> point) {
    if (!point) return;
    Meters at;
    for (const Meter& m : meters)
      if (m.point == point && m.exists()) at.push_back(m.counts());
    stored[*point] = brought_up_to_date(stored[*point], at, rules);
    ++derivations;
  }
  // What the inventory tells: only what can move a flag leads to a derivation.
  void become(Meter& m, SmiStatus to) {
    const std::optional<CountedMeter> was = m.exists() ? std::optional(m.counts()) : std::nullopt;
    if (!is_overlay(to)) m.held = to;
    m.steps.push_back({now, to});
    if (!was || moves_flag(*was, m.counts(), rules)) derive(m.point);
  }
  void remove(Meter& m) {
    m.steps.push_back({now, std::nullopt});
    m.held = SmiStatus::Pending;
    derive(m.point);
  }
  void associate(std::size_t index, std::optional<int> point) {
    Meter& m = meters[index];
    if (m.point == point) return;
    if (m.point) {
      for (auto& [meter, history] : there[*m.point])
        if (meter == index && !history.to) history.to = now;
    }
    const auto old = std::exchange(m.point, point);
    if (point) there[*point].push_back({index, {{}, now, std::nullopt, m.smets1}});
    derive(old);
    derive(point);
  }
  void step() {
    const auto index = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(meters.size())));
    const int what = *rc::gen::inRange(0, 6);
    now += what == 0 ? 1 : *rc::gen::inRange(0, 2);  // a meter may change its status several times in one moment
    switch (what) {
      case 0:
        return associate(index, *rc::gen::element<std::optional<int>>(0, 1, std::nullopt));
      case 1:
        return meters[index].exists() ? remove(meters[index]) : become(meters[index], SmiStatus::Pending);
      default:
        return become(meters[index], static_cast<SmiStatus>(*rc::gen::inRange(0, catalogue::kSmiStatuses)));
    }
  }
  PointState scratch(int point) {
    std::vector<MeterHistory> all;
    for (auto& [index, history] : there[point]) {
      all.push_back(history);
      all.back().steps = meters[index].steps;
    }
    return from_scratch(all, rules, now);
  }
};

TEST(FlagProperty, R77_18_RCOM_05_TheStoredFlagIsTheOneDerivedFromScratch) {
  EXPECT_TRUE(rc::check("stored step by step equals derived from all histories", [] {
    Life life;
    life.rules.in_force = *rc::gen::arbitrary<bool>();
    life.rules.settings.profile = static_cast<FlagProfile>(*rc::gen::inRange(0, 4));
    life.rules.settings.old_defect_early_a = *rc::gen::arbitrary<bool>();
    life.rules.settings.br04_suspended_is_n = *rc::gen::arbitrary<bool>();
    life.meters.resize(static_cast<std::size_t>(*rc::gen::inRange(1, 4)));
    for (Life::Meter& m : life.meters) m.smets1 = *rc::gen::inRange(0, 4) == 0;
    const int steps = *rc::gen::inRange(1, 60);
    for (int i = 0; i < steps; ++i) {
      life.step();
      for (int point = 0; point < Life::kPoints; ++point) {
        const PointState fresh = life.scratch(point);
        RC_ASSERT(text_of(life.stored[point].flag) == text_of(fresh.flag));
      }
    }
  }));
}

}  // namespace
}  // namespace gridpost::registration
