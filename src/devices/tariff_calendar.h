// Which register counts when: seasons, weeks, days and special days of a tariff. The same for electricity and gas.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"

namespace gridpost::devices {

// A day of the calendar, or many: what is not there may be anything. Day 0xFE is the last one of a month, 0xFD the last
// but one. (use-case conventions: os5 date)
struct DatePattern {
  std::optional<int> year, month, day;
  std::optional<int> weekday;  // 1 is Monday

  bool matches(TimeMs day_start) const;
  // Year (2), month, day, day of week of DLMS; FF and FFFF are anything.
  static DatePattern of_dlms(View octets);
  // Year - 1900, month, day, day of week of ZCL.
  static DatePattern of_zigbee(View octets);
};

struct TariffCalendar {
  // From this time of the day on a register counts; its number is the tariff's.
  struct Switch {
    TimeMs from = 0;  // since midnight
    int register_number = 0;
  };
  struct Season {
    DatePattern start;
    int week = 0;
  };
  struct SpecialDay {
    DatePattern date;
    int day = 0;
  };
  std::map<int, std::vector<Switch>> days;  // by their name; ordered by time
  std::map<int, std::array<int, 7>> weeks;  // by their name: the day of each day of the week, Monday first
  std::vector<Season> seasons;
  std::vector<SpecialDay> special_days;

  bool empty() const { return days.empty() || weeks.empty() || seasons.empty(); }
};

// A time during which one register counts.
struct Stretch {
  TimeMs from = 0, to = 0;
  int register_number = 0;
};

// The whole of [from, to) in stretches, by UTC as tariffs have it. Before the first season began, and where the
// calendar names what it has not, `otherwise` counts.
std::vector<Stretch> stretches(const TariffCalendar& calendar, TimeMs from, TimeMs to, int otherwise);

}  // namespace gridpost::devices
