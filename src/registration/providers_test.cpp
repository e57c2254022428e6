// Until when a provider should have answered. (registration 7)
#include "registration/providers.h"

#include <gtest/gtest.h>

namespace gridpost::registration {
namespace {

TimeMs noon(std::string_view date) { return local_midnight(date).value() + 12 * kHour; }

// Good Friday and Easter Monday of 2022, May Day.
Desk desk_with(int working_days) {
  Desk desk;
  desk.calendar = WorkingDays::parse("2022-04-15\n2022-04-18\n2022-05-02\n").value();
  desk.answer_working_days = working_days;
  return desk;
}

bool is_overdue(const Desk& desk, TimeMs sent, TimeMs now) { return sent <= answers_due_for(desk, now).value(); }

TEST(AnswersDue, WithoutACalendarATimeCounts) {
  Desk desk;
  desk.answer_time = 2 * kHour;
  const TimeMs now = noon("2022-04-16");
  EXPECT_TRUE(is_overdue(desk, now - 2 * kHour, now));
  EXPECT_FALSE(is_overdue(desk, now - 2 * kHour + 1, now));
}

TEST(AnswersDue, RCOM_10_AWorkingDayEndsWithTheDayAfterTheFile) {
  const Desk desk = desk_with(1);
  const TimeMs tuesday = noon("2022-04-26");
  EXPECT_FALSE(is_overdue(desk, tuesday, local_midnight("2022-04-28").value() - 1)) << "all of Wednesday is its time";
  EXPECT_TRUE(is_overdue(desk, tuesday, local_midnight("2022-04-28").value()));
  EXPECT_FALSE(is_overdue(desk, noon("2022-04-27"), local_midnight("2022-04-28").value()));
}

TEST(AnswersDue, RCOM_10_WeekendsAndBankHolidaysDoNotCount) {
  const Desk desk = desk_with(1);
  const TimeMs friday = noon("2022-04-29");  // before May Day
  EXPECT_FALSE(is_overdue(desk, friday, local_midnight("2022-05-04").value() - 1));
  EXPECT_TRUE(is_overdue(desk, friday, local_midnight("2022-05-04").value()));
  const Desk patient = desk_with(2);
  const TimeMs thursday = noon("2022-04-14");  // before Easter: Tuesday and Wednesday count
  EXPECT_FALSE(is_overdue(patient, thursday, local_midnight("2022-04-21").value() - 1));
  EXPECT_TRUE(is_overdue(patient, thursday, local_midnight("2022-04-21").value()));
}

TEST(AnswersDue, RCOM_10_ACalendarThatEndsIsAnError) {
  EXPECT_FALSE(answers_due_for(desk_with(1), noon("2023-01-02")));
}

}  // namespace
}  // namespace gridpost::registration
