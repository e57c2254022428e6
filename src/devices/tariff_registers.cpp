#include "devices/tariff_registers.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <span>

#include "devices/gas_settings.h"
#include "devices/tariff_calendar.h"

namespace gridpost::devices {
namespace {

constexpr std::string_view kSettled = "tariff/settled";     // until when (8 octets, world time), then the counts
constexpr const char* kDailyReset = "22/0-0:15.1.0.255/4";  // block counters begin anew each day (ECS48)

// The numbers of registers that calendars choose. (ECS01a, ECS01c, GCS01a)
constexpr int kRate = 0;         // + rate, from 1
constexpr int kRow = 100;        // + row of a block tariff, from 1
constexpr int kSecondary = 200;  // + rate of the secondary element, from 1
constexpr int kGasBlocks = 0;    // the tier of a block tariff
constexpr int kNoGasTariff = -1;

// ---- the tariff ----

TimeMs time_of_day(View four) {
  if (four.size() < 3) return 0;
  return four[0] * kHour + four[1] * kMinute + four[2] * kSecond;
}

int number_in(const Value& value) {
  return value.octets.empty() ? static_cast<int>(value.number) : static_cast<int>(get_be(value.octets));
}

std::vector<Value> items_at(Device& device, const std::string& key) {
  const auto value = device.attributes().get(key);
  return value ? value->items : std::vector<Value>();
}

// The switching table of one element of an electricity meter: objects 0-0:13.0.N.255 and 0-0:11.0.N.255.
TariffCalendar electricity_calendar(Device& device, int element) {
  TariffCalendar out;
  const auto at = [&](int attribute) { return fmt::format("20/0-0:13.0.{}.255/{}", element, attribute); };
  for (const Value& season : items_at(device, at(3)))
    if (season.items.size() == 3)
      out.seasons.push_back({DatePattern::of_dlms(season.items[1].octets), number_in(season.items[2])});
  for (const Value& week : items_at(device, at(4))) {
    if (week.items.size() != 8) continue;
    auto& days = out.weeks[number_in(week.items[0])];
    for (std::size_t d = 0; d < days.size(); ++d) days[d] = number_in(week.items[d + 1]);
  }
  for (const Value& day : items_at(device, at(5))) {
    if (day.items.size() != 2) continue;
    auto& switches = out.days[number_in(day.items[0])];
    for (const Value& entry : day.items[1].items)
      if (entry.items.size() == 3) switches.push_back({time_of_day(entry.items[0].octets), number_in(entry.items[2])});
  }
  for (const Value& special : items_at(device, fmt::format("11/0-0:11.0.{}.255/2", element)))
    if (special.items.size() == 3)
      out.special_days.push_back({DatePattern::of_dlms(special.items[1].octets), number_in(special.items[2])});
  return out;
}

// The tariff calendar that was published to a gas meter, field by field. (GCS01a)
TariffCalendar gas_calendar(const Context& c) {
  constexpr std::int64_t kTariff = 0;
  constexpr std::uint8_t kDays = 0x01, kWeeks = 0x02, kSeasons = 0x03, kSpecialDays = 0x04;
  constexpr std::size_t kName = 3;  // provider, event and calendar stand before it
  TariffCalendar out;
  for (const Value& day : published_calendar(c, kTariff, kDays))
    if (day.items.size() > kName)
      for (const Value& entry : day.items.back().items)
        if (entry.items.size() == 2)
          out.days[number_in(day.items[kName])].push_back({entry.items[0].number * kMinute, number_in(entry.items[1])});
  for (const Value& week : published_calendar(c, kTariff, kWeeks)) {
    if (week.items.size() <= kName + 7) continue;
    auto& days = out.weeks[number_in(week.items[kName])];
    for (std::size_t d = 0; d < days.size(); ++d) days[d] = number_in(week.items[kName + 1 + d]);
  }
  for (const Value& seasons : published_calendar(c, kTariff, kSeasons))
    if (!seasons.items.empty())
      for (const Value& season : seasons.items.back().items)
        if (season.items.size() == 2)
          out.seasons.push_back({DatePattern::of_zigbee(season.items[0].octets), number_in(season.items[1])});
  for (const Value& specials : published_calendar(c, kTariff, kSpecialDays))
    if (!specials.items.empty())
      for (const Value& special : specials.items.back().items)
        if (special.items.size() == 2)
          out.special_days.push_back({DatePattern::of_zigbee(special.items[0].octets), number_in(special.items[1])});
  return out;
}

// Where the blocks of a row end; the last block has no end.
std::vector<std::uint64_t> thresholds(Device& device, std::size_t row) {
  std::vector<std::uint64_t> out;
  if (device.type() == DeviceType::ESME) {
    for (const Value& threshold : items_at(device, fmt::format("21/0-0:16.0.{}.255/2", 11 + row)))
      out.push_back(threshold.as_unsigned());
  } else {
    constexpr std::uint16_t kPrices = 0x0700, kFirst = 0x0100;
    for (std::size_t i = 0; i + 1 < TariffCounts::kBlocks; ++i)
      if (const auto value = device.attributes().get(gbz_key(kPrices, static_cast<std::uint16_t>(kFirst + i))))
        out.push_back(value->as_unsigned());
  }
  if (out.size() > TariffCounts::kBlocks - 1) out.resize(TariffCounts::kBlocks - 1);
  return out;
}

// ---- counting ----

// The amount goes into the blocks that the row's counter reaches.
void count_blocks(TariffCounts& counts, std::size_t row, std::uint64_t amount, const std::vector<std::uint64_t>& ends) {
  std::uint64_t reached = 0;
  for (const auto& block : counts.counters) reached += block[row];
  for (std::size_t block = 0; amount > 0 && block < TariffCounts::kBlocks; ++block) {
    const std::uint64_t end = block < ends.size() ? ends[block] : std::numeric_limits<std::uint64_t>::max();
    if (reached >= end) continue;
    const std::uint64_t taken = std::min(amount, end - reached);
    counts.blocks[block][row] += taken;
    counts.counters[block][row] += taken;
    reached += taken;
    amount -= taken;
  }
}

void reset_counters(TariffCounts& counts) { counts.counters = {}; }

// What the amount counts on, by the number that the calendar chose.
void count(TariffCounts& counts, Device& device, int number, std::uint64_t amount) {
  const bool gas = device.type() != DeviceType::ESME;
  const auto in = [&](int first, std::size_t size) {
    return number > first && number <= first + static_cast<int>(size);
  };
  if (number == kNoGasTariff) {
    counts.rates[0] += amount;
    count_blocks(counts, 0, amount, {});
  } else if (gas && number == kGasBlocks) {
    count_blocks(counts, 0, amount, thresholds(device, 0));
  } else if (in(kRate, TariffCounts::kRates)) {
    counts.rates[static_cast<std::size_t>(number - kRate - 1)] += amount;
  } else if (in(kRow, TariffCounts::kRows)) {
    const auto row = static_cast<std::size_t>(number - kRow - 1);
    count_blocks(counts, row, amount, thresholds(device, row));
  } else if (in(kSecondary, TariffCounts::kSecondaryRates)) {
    counts.secondary[static_cast<std::size_t>(number - kSecondary - 1)] += amount;
  } else {
    counts.rates[0] += amount;
  }
}

// Adds what was counted from one time of the world to another.
void count_between(const Context& c, const TariffCalendar& calendar, int otherwise, std::uint64_t share, TimeMs from,
                   TimeMs to, TariffCounts& counts) {
  const TimeMs skew = c.device.skew();
  const bool daily = !items_at(c.device, kDailyReset).empty();
  const auto at = [&](TimeMs clock) { return consumption(c.device, clock - skew) / share; };
  for (const Stretch& stretch : stretches(calendar, from + skew, to + skew, otherwise))
    for (TimeMs begin = stretch.from; begin < stretch.to;) {
      const TimeMs end = daily ? std::min(stretch.to, begin / kDay * kDay + kDay) : stretch.to;
      count(counts, c.device, stretch.register_number, at(end) - at(begin));
      if (daily && end % kDay == 0) reset_counters(counts);
      begin = end;
    }
}

// ---- what is kept ----

template <class Visit>
void each_number(TariffCounts& counts, Visit visit) {
  for (auto& rate : counts.rates) visit(rate);
  for (TariffCounts::Matrix* matrix : {&counts.blocks, &counts.counters})
    for (auto& block : *matrix)
      for (auto& row : block) visit(row);
  for (auto& rate : counts.secondary) visit(rate);
}

// What was settled, and when; at first the reading that the meter came with.
std::pair<TariffCounts, TimeMs> settled(const Device& device, const State& state) {
  TariffCounts counts;
  const Bytes* kept = state.find(kSettled);
  if (!kept) {
    const std::uint64_t reading = device.profile().reading;
    counts.rates[0] = reading;
    if (device.type() != DeviceType::ESME) count_blocks(counts, 0, reading, {});
    counts.secondary[0] = reading / kSecondaryShare;
    return {counts, device.world_start()};
  }
  Reader in(*kept);
  const auto next = [&]() -> std::uint64_t { return in.be(8, "number").value_or(0); };
  const auto until = static_cast<TimeMs>(next());
  each_number(counts, [&](std::uint64_t& number) { number = next(); });
  return {counts, until};
}

void keep(State& state, TariffCounts& counts, TimeMs until) {
  Bytes out;
  put_be(out, static_cast<std::uint64_t>(until), 8);
  each_number(counts, [&](std::uint64_t& number) { put_be(out, number, 8); });
  state.put(kSettled, std::move(out));
}

}  // namespace

TariffCounts tariff_counts(const Context& c) {
  auto [counts, until] = settled(c.device, c.device.state());
  if (c.now <= until) return counts;
  if (c.device.type() == DeviceType::ESME) {
    count_between(c, electricity_calendar(c.device, 0), kRate + 1, 1, until, c.now, counts);
    if (c.device.profile().is_twin())
      count_between(c, electricity_calendar(c.device, 1), kSecondary + 1, kSecondaryShare, until, c.now, counts);
  } else {
    count_between(c, gas_calendar(c), kNoGasTariff, 1, until, c.now, counts);
  }
  return counts;
}

void settle_tariff(const Context& c) {
  TariffCounts counts = tariff_counts(c);
  keep(c.device.state(), counts, c.now);
}

void reset_block_counters(const Context& c) {
  TariffCounts counts = tariff_counts(c);
  reset_counters(counts);
  keep(c.device.state(), counts, c.now);
}

}  // namespace gridpost::devices
