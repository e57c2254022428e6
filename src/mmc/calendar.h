// Dates, times of day and calendars of DLMS meters as MMC writes them.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/element.h"
#include "catalogue/value.h"

namespace gridpost::mmc {

// xs:time of hour, minute, second, hundredths; none if it is no time of day.
std::optional<std::string> time_text(View octets);

// xs:time of minutes since midnight, UTC; none if it is no time of day.
std::optional<std::string> minute_text(std::int64_t minutes);

// xs:date of year, month, day, whose parts must be specified; any year is 65535.
std::optional<std::string> day_text(View octets);

// Adds Year, Month, DayOfMonth and DayOfWeek; FF means not specified, FE the last day of the month and FD the last but
// one. Four octets are a date of gas, with its own names and one octet of years since 1900. False, and nothing added,
// if the octets are no such date.
bool add_wildcard_date(Element& to, View octets);

// Adds BillingTime and the periodicity that these {time, date} items mean: four dates a quarter apart, two half a year
// apart, one with a month, a day, a day of week, or neither. False, and nothing added, if they mean none of these.
bool add_billing_calendar(Element& to, const Value& dates);

}  // namespace gridpost::mmc
