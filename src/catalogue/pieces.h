// Pieces of layout that use cases of several chapters share.
#pragma once

#include "catalogue/use_case.h"

namespace gridpost::layout {

// Puts the new value of an object into force: at once or on the execution date, one outcome alert each.
Row activates(std::uint16_t class_id, std::string_view obis, std::uint8_t id);

// One charge with one price and no register behind it.
Type charge(std::string_view scale, std::string_view price);

// A special days table (class 11): one entry for each element at `days`; `date` and `day` count from there.
Row special_days_table(std::string_view obis, std::string_view days, Type date, Type day);

// One entry of a schedule (class 10): the script that runs, which of its selectors, and when. `special` says which of
// the days at `special_days` count; `period` holds SwitchTime, StartDate and EndDate.
Type schedule_entry(std::string_view script, Type selector, BitGroup special, std::string_view special_days,
                    std::string_view period);

// The originator counter of the command, repeated in its payload. (GBCS 7)
Type originator_counter();

// How a dual band hub uses its sub-GHz channels: the channels of pages 28 to 31, then thresholds and periods;
// percentages in hundredths. Values come from the request of 6.28.
Type sub_ghz_configuration();

}  // namespace gridpost::layout
