// Registers follow the tariff that was set.
#include "devices/tariff_registers.h"

#include <gmock/gmock.h>

#include <numeric>

#include "devices/gas_home_for_tests.h"
#include "devices/gas_settings.h"
#include "devices/in_force.h"
#include "devices/values.h"

namespace gridpost::devices {
namespace {

class TariffTest : public GasTest {
 protected:
  void SetUp() override {
    GasTest::SetUp();
    join(DeviceType::ESME);
    now = (now / kDay + 1) * kDay;  // a midnight
  }
  Context meter() { return {*hub->find(esme()), *hub, now}; }
  Context gas() { return {*hub->find(gsme()), *hub, now}; }
  static Value array(std::vector<Value> items) { return list_value({}, Wire::Array, std::move(items)); }
  static Value byte(std::uint64_t number) { return uint_value({}, 1, number); }
  void set(std::uint16_t class_id, Bytes obis, std::uint8_t id, Value value) {
    gbcs::DlmsHead head{gbcs::DlmsHead::Set, class_id, {}, id};
    std::copy_n(obis.begin(), 6, head.obis.begin());
    put_into_force(meter(), head, value);
  }
  // Selectors by the hour from which they hold, the same every day.
  void set_calendar(const std::vector<std::pair<int, int>>& day, int element = 0) {
    const auto e = static_cast<std::uint8_t>(element);
    const Bytes calendar{0, 0, 13, 0, e, 255};
    set(20, calendar, 7,
        array({structure({octets_value({}, {'a'}), octets_value({}, from_hex("07D0 01 01 FF 00000000 8000FF").value()),
                          octets_value({}, {1})})}));
    set(20, calendar, 8,
        array({structure({octets_value({}, {1}), byte(1), byte(1), byte(1), byte(1), byte(1), byte(1), byte(1)})}));
    std::vector<Value> entries;
    for (const auto& [hour, selector] : day)
      entries.push_back(structure({octets_value({}, {static_cast<std::uint8_t>(hour), 0, 0, 0}),
                                   octets_value({}, from_hex("00000A0064FF").value()),
                                   uint_value({}, 2, static_cast<std::uint64_t>(selector))}));
    set(20, calendar, 9, array({structure({byte(1), array(std::move(entries))})}));
  }
  std::uint64_t total() { return consumption(*hub->find(esme()), now); }
  static std::uint64_t sum(const TariffCounts& counts) {
    std::uint64_t out = std::accumulate(counts.rates.begin(), counts.rates.end(), std::uint64_t{0});
    for (const auto& block : counts.blocks) out = std::accumulate(block.begin(), block.end(), out);
    return out;
  }
  std::uint64_t between(TimeMs from, TimeMs to) {
    return consumption(*hub->find(esme()), to) - consumption(*hub->find(esme()), from);
  }
};

TEST_F(TariffTest, WithoutATariffAllIsOnTheFirstRate) {
  const auto counts = tariff_counts(meter());
  EXPECT_EQ(counts.rates[0], total());
  EXPECT_EQ(sum(counts), total());
}

TEST_F(TariffTest, EachRateCountsInItsHours) {
  const std::uint64_t before = total();
  set_calendar({{0, 2}, {7, 1}});
  const TimeMs begin = now;
  now += 2 * kDay + 8 * kHour;
  auto counts = tariff_counts(meter());
  const std::uint64_t night = between(begin, begin + 7 * kHour) + between(begin + kDay, begin + kDay + 7 * kHour) +
                              between(begin + 2 * kDay, begin + 2 * kDay + 7 * kHour);
  EXPECT_EQ(counts.rates[1], night);
  EXPECT_EQ(counts.rates[0], total() - night);
  EXPECT_GT(night, 0u);
  EXPECT_GT(counts.rates[0], before);
  // Another tariff: what was counted stays counted.
  set_calendar({{0, 5}});
  const std::uint64_t until_then = total();
  now += kDay;
  counts = tariff_counts(meter());
  EXPECT_EQ(counts.rates[1], night);
  EXPECT_EQ(counts.rates[4], total() - until_then);
  EXPECT_EQ(sum(counts), total());
}

TEST_F(TariffTest, ASpecialDayHasItsOwn) {
  set_calendar({{0, 1}});
  set(20, {0, 0, 13, 0, 0, 255}, 9,
      array({structure({byte(1), array({structure({octets_value({}, Bytes(4)), octets_value({}, Bytes(6)),
                                                   uint_value({}, 2, 1)})})}),
             structure({byte(2), array({structure({octets_value({}, Bytes(4)), octets_value({}, Bytes(6)),
                                                   uint_value({}, 2, 3)})})})}));
  const Civil tomorrow = civil_of(now + kDay);
  Bytes date;
  put_be(date, static_cast<std::uint64_t>(tomorrow.year), 2);
  date.push_back(static_cast<std::uint8_t>(tomorrow.month));
  date.push_back(static_cast<std::uint8_t>(tomorrow.day));
  date.push_back(0xFF);
  set(11, {0, 1, 11, 0, 0, 255}, 2, array({structure({uint_value({}, 2, 1), octets_value({}, date), byte(2)})}));
  const TimeMs begin = now;
  now += 3 * kDay;
  EXPECT_EQ(tariff_counts(meter()).rates[2], between(begin + kDay, begin + 2 * kDay));
}

TEST_F(TariffTest, BlocksFillUpAndBeginAnewWhenTheirCountersAreReset) {
  set(21, {0, 0, 16, 1, 12, 255}, 2, array({uint_value({}, 4, 1000), uint_value({}, 4, 3000)}));
  set_calendar({{0, 102}});  // the second row
  const TimeMs begin = now;
  now += kDay;
  const std::uint64_t used = between(begin, now);
  ASSERT_GT(used, 3000u);
  auto counts = tariff_counts(meter());
  EXPECT_EQ(counts.blocks[0][1], 1000u);
  EXPECT_EQ(counts.blocks[1][1], 2000u);
  EXPECT_EQ(counts.blocks[2][1], used - 3000);
  EXPECT_EQ(counts.counters, counts.blocks);
  reset_block_counters(meter());
  now += kHour;
  counts = tariff_counts(meter());
  EXPECT_EQ(counts.counters[0][1], between(now - kHour, now));
  EXPECT_EQ(counts.blocks[0][1], 1000 + between(now - kHour, now));
  EXPECT_EQ(sum(counts), total());
}

TEST_F(TariffTest, CountersThatAreResetDailyBeginAtMidnight) {
  set(21, {0, 0, 16, 1, 11, 255}, 2, array({uint_value({}, 4, 1000)}));
  set_calendar({{0, 101}});
  set(22, {0, 0, 15, 1, 0, 255}, 4, array({structure({octets_value({}, Bytes(4)), octets_value({}, Bytes(5, 0xFF))})}));
  const TimeMs begin = now;
  now += 2 * kDay + kHour;
  const auto counts = tariff_counts(meter());
  EXPECT_EQ(counts.blocks[0][0], 2000 + between(begin + 2 * kDay, now));
  EXPECT_EQ(counts.counters[0][0], between(begin + 2 * kDay, now));
  EXPECT_EQ(sum(counts), total());
}

TEST_F(TariffTest, TheCountsSurviveTheProcess) {
  set_calendar({{0, 2}});
  now += kDay;
  settle_tariff(meter());
  const auto before = tariff_counts(meter());
  const Bytes* kept = hub->find(esme())->state().find("tariff/settled");
  ASSERT_TRUE(kept);
  now += kHour;
  EXPECT_EQ(sum(tariff_counts(meter())), total());
  EXPECT_EQ(tariff_counts(meter()).rates[0], before.rates[0]);
}

// ---- gas ----

TEST_F(TariffTest, GasTiersFollowTheDayOfTheWeek) {
  const auto publish = [&](std::uint16_t cluster, std::uint8_t command, std::vector<Value> fields) {
    gbcs::Item item;
    item.gbz.cluster = cluster;
    item.gbz.command = command;
    item.value = structure(std::move(fields));
    ASSERT_TRUE(take_gas_setting(gas(), nullptr, item));
  };
  const auto number = [](std::string_view name, std::uint64_t n) { return uint_value(name, 4, n); };
  const auto head = [&](std::vector<Value> more) {
    std::vector<Value> out{number("ProviderId", 0), number("IssuerEventId", 1), number("IssuerCalendarId", 7)};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  };
  const auto day = [&](std::uint64_t name, std::uint64_t tier) {
    publish(0x0707, 1,
            head({number("DayId", name), number("n", 1), number("CommandIndex", 0), number("NumberOfCommands", 1),
                  number("CalendarType", 0), array({structure({number({}, 0), number({}, tier)})})}));
  };
  publish(0x0707, 0, head({number("StartTime", 0), number("CalendarType", 0)}));
  day(1, 1);
  day(2, 2);
  std::vector<Value> week = head({number("WeekId", 1)});
  for (int d = 1; d <= 7; ++d) week.push_back(number({}, d <= 5 ? 1 : 2));
  publish(0x0707, 2, std::move(week));
  publish(0x0707, 3,
          head({number("CommandIndex", 0), number("NumberOfCommands", 1),
                array({structure({octets_value({}, from_hex("FF 01 01 FF").value()), number({}, 1)})})}));
  const auto before = tariff_counts(gas());
  const TimeMs begin = now;
  now += 7 * kDay;
  const auto counts = tariff_counts(gas());
  std::uint64_t weekend = 0;
  for (TimeMs at = begin; at < now; at += kDay)
    if ((at / kDay + 3) % 7 >= 5) weekend += litres(at + kDay) - litres(at);
  EXPECT_EQ(counts.rates[1], weekend);
  EXPECT_EQ(counts.rates[0] - before.rates[0], litres(now) - litres(begin) - weekend);
  EXPECT_GT(weekend, 0u);
}

}  // namespace
}  // namespace gridpost::devices
