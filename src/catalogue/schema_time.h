// The lexical forms of xs:dateTime, xs:date and xs:time as libxml2 judges them: years may be negative or longer than
// four digits but not 0, 24:00:00 is the end of a day, zones reach 14 hours, fractions are summed as floating point.
#pragma once

#include <string_view>

namespace gridpost::catalogue::grammar {

bool is_schema_date_time(std::string_view text);
bool is_schema_date(std::string_view text);
bool is_schema_time(std::string_view text);

}  // namespace gridpost::catalogue::grammar
