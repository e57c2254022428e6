// The text of DUIS elements as wire values: dates with wildcards, times, numbers.
#pragma once

#include "base/element.h"
#include "base/time.h"
#include "catalogue/type.h"

namespace gridpost::transform {

// A decimal integer that fits the signed or unsigned width in octets.
Result<std::int64_t> read_number(std::string_view text, Wire wire, std::uint8_t width);
// Year, Month, DayOfMonth, DayOfWeek of electricity: 5 octets, FF for what is not specified. An xs:date has no day of
// the week; its year 65535 is any.
Result<Bytes> read_date5(const Element& date);
// The same of gas: 4 octets, year from 1900.
Result<Bytes> read_gas_date4(const Element& date);
// xs:time: hour, minute, second, hundredths.
Result<Bytes> read_time4(std::string_view text);
// xs:time: whole minutes since midnight.
Result<std::int64_t> read_minute_of_day(std::string_view text);
// An xs:decimal times 10^places; an error if that is not whole.
Result<std::int64_t> read_decimal(std::string_view text, int places);
// The code that an element is called after: "x810E".
Result<std::int64_t> read_code(std::string_view name);
// How often bills are made: Daily, Weekly (day of the week), Monthly (day of the month), or DayOfMonth and
// BillingPeriodStartMonth, so many months later: 5 octets, FF for any.
Result<Bytes> read_billing_date(const Element& periodicity, int months_later);
// "20151231235959Z"; the date that cancels becomes 99991231235959Z.
std::string general_time_text(TimeMs time);

}  // namespace gridpost::transform
