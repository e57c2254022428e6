#include "catalogue/calendar_pieces.h"

#include <fmt/format.h>

namespace gridpost::layout {

Type answered_special_days(std::string_view name) {
  return array(name, structure({u16("index"), octets(5, "date"), u8("dayId")}));
}

Type answered_schedule(std::string_view name) {
  return array(name, structure({u16("index"), boolean("enabled"), octets(6, "script"), u16("selector"),
                                octets(4, "time"), u16("validity"), bit_string(7, "onDays"),
                                bit_string(0, "onSpecialDays"), octets(5, "startDate"), octets(5, "endDate")}));
}

MmcField shown_days_of_week() {
  return each_bit("DaysOfWeekApplicability/DayOfWeekApplicability", "onDays",
                  {text("DayOfWeekID", "bit",
                        {{1, "Monday"},
                         {2, "Tuesday"},
                         {3, "Wednesday"},
                         {4, "Thursday"},
                         {5, "Friday"},
                         {6, "Saturday"},
                         {7, "Sunday"}})});
}

std::vector<MmcField> shown_schedule_time(std::string_view path) {
  return {time_of_day(fmt::format("{}/SwitchTime", path), "time"),
          wildcard_date(fmt::format("{}/StartDate", path), "startDate"),
          wildcard_date(fmt::format("{}/EndDate", path), "endDate")};
}

MmcField shown_special_days(std::string_view path, std::string_view list, std::string_view attribute) {
  return each(path, list, {number(fmt::format("@{}", attribute), "dayId"), wildcard_date("", "date")});
}

}  // namespace gridpost::layout
