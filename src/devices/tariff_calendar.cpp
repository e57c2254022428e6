#include "devices/tariff_calendar.h"

#include <algorithm>

namespace gridpost::devices {
namespace {

constexpr int kAny = 0xFF;
constexpr int kAnyYear = 0xFFFF;
constexpr int kLastDay = 0xFE;
constexpr int kLastButOne = 0xFD;

std::optional<int> specified(int number, int any = kAny) {
  return number == any ? std::nullopt : std::optional(number);
}

// 1970-01-01 was a Thursday.
int weekday_of(TimeMs day_start) { return static_cast<int>((day_start / kDay + 3) % 7) + 1; }

bool is_last_but(TimeMs day_start, int days) { return civil_of(day_start + (days + 1) * kDay).day == 1; }

TimeMs midnight(TimeMs at) { return at / kDay * kDay; }

// The season that began last, by this day; null: none did within a year, and none on a full date before.
const TariffCalendar::Season* season_on(const TariffCalendar& calendar, TimeMs day_start) {
  constexpr int kYear = 366;
  const TariffCalendar::Season* found = nullptr;
  TimeMs began = 0;
  for (const auto& season : calendar.seasons) {
    const auto& [year, month, day, weekday] = season.start;
    std::optional<TimeMs> start;
    if (year && month && day && *day <= 31) {
      const TimeMs at = time_of({*year, *month, *day});
      if (at <= day_start) start = at;
    } else {
      for (int back = 0; back < kYear && !start; ++back)
        if (season.start.matches(day_start - back * kDay)) start = day_start - back * kDay;
    }
    if (start && (!found || *start > began)) {
      found = &season;
      began = *start;
    }
  }
  return found;
}

// The switches of the day; null: the calendar does not say.
const std::vector<TariffCalendar::Switch>* day_on(const TariffCalendar& calendar, const TariffCalendar::Season* season,
                                                  TimeMs day_start) {
  std::optional<int> name;
  for (const auto& special : calendar.special_days)
    if (!name && special.date.matches(day_start)) name = special.day;
  if (!name && season)
    if (const auto week = calendar.weeks.find(season->week); week != calendar.weeks.end())
      name = week->second[static_cast<std::size_t>(weekday_of(day_start) - 1)];
  const auto day = name ? calendar.days.find(*name) : calendar.days.end();
  return day == calendar.days.end() || day->second.empty() ? nullptr : &day->second;
}

void add(std::vector<Stretch>& out, TimeMs from, TimeMs to, int register_number) {
  if (from >= to) return;
  if (!out.empty() && out.back().to == from && out.back().register_number == register_number)
    out.back().to = to;
  else
    out.push_back({from, to, register_number});
}

}  // namespace

bool DatePattern::matches(TimeMs day_start) const {
  const Civil civil = civil_of(day_start);
  if (year && *year != civil.year) return false;
  if (month && *month != civil.month) return false;
  if (weekday && *weekday != weekday_of(day_start)) return false;
  if (day == kLastDay) return is_last_but(day_start, 0);
  if (day == kLastButOne) return is_last_but(day_start, 1);
  return !day || *day == civil.day;
}

DatePattern DatePattern::of_dlms(View octets) {
  if (octets.size() < 5) return {};
  return {specified(static_cast<int>(get_be(octets.first(2))), kAnyYear), specified(octets[2]), specified(octets[3]),
          specified(octets[4])};
}

DatePattern DatePattern::of_zigbee(View octets) {
  if (octets.size() < 4) return {};
  constexpr int kFirstYear = 1900;
  const auto years = specified(octets[0]);
  return {years ? std::optional(kFirstYear + *years) : std::nullopt, specified(octets[1]), specified(octets[2]),
          specified(octets[3])};
}

std::vector<Stretch> stretches(const TariffCalendar& calendar, TimeMs from, TimeMs to, int otherwise) {
  std::vector<Stretch> out;
  if (calendar.empty()) {
    add(out, from, to, otherwise);
    return out;
  }
  const TariffCalendar::Season* season = season_on(calendar, midnight(from));
  for (TimeMs day = midnight(from); day < to; day += kDay) {
    for (const auto& begins : calendar.seasons)
      if (begins.start.matches(day)) season = &begins;
    const auto* switches = day_on(calendar, season, day);
    const TimeMs end = std::min(to, day + kDay);
    TimeMs at = std::max(from, day);
    if (!switches) {
      add(out, at, end, otherwise);
      continue;
    }
    // Until the first switch what the last one of the day says still holds.
    int running = switches->back().register_number;
    for (const auto& next : *switches) {
      const TimeMs when = std::min(end, day + next.from);
      add(out, at, when, running);
      at = std::max(at, when);
      running = next.register_number;
    }
    add(out, at, end, running);
  }
  return out;
}

}  // namespace gridpost::devices
