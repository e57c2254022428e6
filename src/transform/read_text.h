// The text of DUIS elements as wire values: dates with wildcards, times, numbers.
#pragma once

#include "base/element.h"
#include "base/time.h"
#include "catalogue/type.h"

namespace gridpost::transform {

// A decimal integer that fits the signed or unsigned width in octets.
Result<std::int64_t> read_number(std::string_view text, Wire wire, std::uint8_t width);
// Year, Month, DayOfMonth, DayOfWeek of electricity: 5 octets, FF for what is not specified.
Result<Bytes> read_date5(const Element& date);
// The same of gas: 4 octets, year from 1900.
Result<Bytes> read_gas_date4(const Element& date);
// xs:time: hour, minute, second, hundredths.
Result<Bytes> read_time4(std::string_view text);
// "20151231235959Z"; the date that cancels becomes 99991231235959Z.
std::string general_time_text(TimeMs time);

}  // namespace gridpost::transform
