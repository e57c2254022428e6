#include "inventory/coverage.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace gridpost::inventory {
namespace {

constexpr std::size_t kInward = 3;  // the last characters of a post code: a digit and two letters

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

// One or two letters, a digit, and at most one more character.
bool is_outward(std::string_view part) {
  if (part.size() < 2 || part.size() > 4 || !is_letter(part[0])) return false;
  const std::size_t letters = is_letter(part[1]) ? 2 : 1;
  if (part.size() <= letters || part.size() > letters + 2 || !is_digit(part[letters])) return false;
  return part.size() == letters + 1 || is_digit(part.back()) || is_letter(part.back());
}

// 2021-01-01: before MP146 no day from then on was shown. (R146-05)
constexpr TimeMs kOldCutOff = 1609459200000;

// How near a line is to the place; 0: not at all.
int nearness(const Coverage& line, const Place& place) {
  if (!place.uprn.empty() && line.uprn == place.uprn) return 3;
  if (place.post_code.empty() || line.post_code != place.post_code) return 0;
  if (!line.address_identifier.empty()) return line.address_identifier == place.address_identifier ? 2 : 0;
  return line.uprn.empty() ? 1 : 0;
}

void add_coverage(const Coverage& line, bool mp146, TimeMs now, Element& e) {
  e.add("CoverageAvailability", line.available ? "true" : "false");
  if (const auto day = shown_day(line, mp146, now)) e.add("AnticipatedCoverageDate", iso_date(*day));
  e.add("WANTechnology", line.technology.empty() ? "Unknown" : line.technology);
  e.add("ConnectivityLikelihood", line.likelihood);
  if (!line.auxiliary_equipment.empty()) e.add("AuxiliaryEquipmentRequired", line.auxiliary_equipment);
  if (!line.information.empty()) e.add("AdditionalInformation", line.information);
}

Element matrix_for(const Element& request) {
  Element matrix;
  matrix.name = "DSPWANMatrix";
  matrix.add("Request").children = request.children;
  return matrix;
}

}  // namespace

std::optional<std::string> normal_post_code(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ') out += upper(c);
  if (out.size() < 5 || out.size() > 7) return std::nullopt;
  const std::string_view inward = std::string_view(out).substr(out.size() - kInward);
  if (!is_digit(inward[0]) || !is_letter(inward[1]) || !is_letter(inward[2])) return std::nullopt;
  if (!is_outward(std::string_view(out).substr(0, out.size() - kInward))) return std::nullopt;
  return out.insert(out.size() - kInward, 1, ' ');
}

Outcome<Place> read_place(const Element& body) {
  if (const Element* uprn = body.child("UPRN")) return Place{uprn->text, {}, {}};
  const std::string_view given = body.text_at("PartialAddress/PostCode");
  auto post_code = normal_post_code(given);
  if (!post_code) return refuse(rule::kAddressForm, fmt::format("'{}' has not the form of a post code", given));
  return Place{{}, *std::move(post_code), std::string(body.text_at("PartialAddress/AddressIdentifier"))};
}

Outcome<std::vector<Coverage>> find_coverage(const Place& place, std::span<const Coverage> known) {
  int nearest = 0;
  for (const Coverage& line : known) nearest = std::max(nearest, nearness(line, place));
  std::vector<Coverage> found;
  for (const Coverage& line : known) {
    if (nearest == 0 || nearness(line, place) != nearest) continue;
    const auto same_region = [&](const Coverage& other) { return other.region == line.region; };
    if (std::any_of(found.begin(), found.end(), same_region))
      return refuse(rule::kAddressUnique,
                    fmt::format("the coverage database has several places of this address in {}", line.region));
    found.push_back(line);
  }
  if (found.empty()) return refuse(rule::kAddressKnown, "the place is not in the coverage database");
  return found;
}

bool has_future_day(const Coverage& line, TimeMs now) { return !line.available && line.from && *line.from > now; }

std::optional<TimeMs> shown_day(const Coverage& line, bool mp146, TimeMs now) {
  if (!has_future_day(line, now)) return std::nullopt;
  if (!mp146 && *line.from >= kOldCutOff) return std::nullopt;
  const bool tells_all = line.planned || line.region.ends_with("North");
  if (!tells_all && *line.from - now > kUnplannedNotice * kDay) return std::nullopt;
  return line.from;
}

Element wan_matrix(const Element& request, std::span<const Coverage> lines, bool mp146, TimeMs now) {
  Element matrix = matrix_for(request);
  for (const Coverage& line : lines) {
    Element& answer = matrix.add("DSPWANMatrixResponse");
    answer.add("CSPRegion", line.region);
    answer.add("CSPRegionResponseCode", "I0");
    add_coverage(line, mp146, now, answer);
  }
  return matrix;
}

Element wan_matrix_of_one_region(const Element& request, std::span<const Coverage> lines, bool mp146, TimeMs now) {
  const auto available = std::find_if(lines.begin(), lines.end(), [](const Coverage& line) { return line.available; });
  const Coverage& line = available == lines.end() ? lines.front() : *available;
  Element matrix = matrix_for(request);
  matrix.add("CSPRegion", line.region);
  add_coverage(line, mp146, now, matrix);
  return matrix;
}

}  // namespace gridpost::inventory
