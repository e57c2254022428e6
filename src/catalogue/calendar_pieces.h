// Calendars as DLMS meters answer them, and their MMC: pieces that several use cases share.
#pragma once

#include <string_view>
#include <vector>

#include "catalogue/use_case.h"

namespace gridpost::layout {

// Class 11: dates that have a day profile or a number of their own.
Type answered_special_days(std::string_view name);
// Class 10: what is done at which time on which days. Items: selector, time, onDays, onSpecialDays, startDate, endDate.
Type answered_schedule(std::string_view name);

// The days of week of a schedule's item.
MmcField shown_days_of_week();
// Time and dates of a schedule's item, with wildcards, below the path.
std::vector<MmcField> shown_schedule_time(std::string_view path);
// One element for each special day, with its number in this attribute.
MmcField shown_special_days(std::string_view path, std::string_view list, std::string_view attribute);

}  // namespace gridpost::layout
