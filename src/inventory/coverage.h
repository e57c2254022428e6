// Service 12.1: where the WAN reaches, by the coverage table. (DUIS 8.14; R146-03 to R146-15)
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/element.h"
#include "inventory/change.h"

namespace gridpost::inventory {

// Days before the date on which coverage begins that the date is shown where no build is planned. (R146-07, proposed)
inline constexpr int kUnplannedNotice = 42;

// Where a request asks about.
struct Place {
  std::string uprn;
  std::string post_code;  // as normal_post_code() gives it
  std::string address_identifier;
};
// "zq12ab" becomes "ZQ1 2AB"; none if it has not the form of a post code. (R146-12)
std::optional<std::string> normal_post_code(std::string_view text);
// Reads RequestWANMatrix, which the grammar has accepted.
Outcome<Place> read_place(const Element& body);

// The lines that are nearest to the place: of its UPRN, else of its address, else of its whole post code; one a region.
Outcome<std::vector<Coverage>> find_coverage(const Place& place, std::span<const Coverage> known);

// True if the line has a day whose showing depends on rules.
bool has_future_day(const Coverage& line, TimeMs now);
// The day that the answer shows. Before the modification mp146: none after 2020. Where no build is planned: none but in
// the last six weeks, except in the North, which tells all. (R146-05 to R146-09)
std::optional<TimeMs> shown_day(const Coverage& line, bool mp146, TimeMs now);

// DSPWANMatrix: the request repeated, and an answer for each line.
Element wan_matrix(const Element& request, std::span<const Coverage> lines, bool mp146, TimeMs now);
// The same as DUIS 5.1 has it: one region, without a code of its own; one that is available, if there is any. `lines`
// is not empty.
Element wan_matrix_of_one_region(const Element& request, std::span<const Coverage> lines, bool mp146, TimeMs now);

}  // namespace gridpost::inventory
