// 12.1. (DUIS 8.14)
#include <algorithm>
#include <cstdlib>
#include <string>

#include "exchange/non_device.h"
#include "inventory/coverage.h"

namespace gridpost::exchange {
namespace {

// Requests of DUIS 5.0 and 5.1 are answered in the form of 5.1, which names one region. When it changed between 5.1 and
// 5.4 is not known. (proposed)
bool names_one_region(const std::string& schema_version) {
  constexpr double kPastOld = 5.15;
  return !schema_version.empty() && std::strtod(schema_version.c_str(), nullptr) < kPastOld;
}

}  // namespace

void coverage_needs(const duis::Request& request, Needs& needs) {
  const auto place = inventory::read_place(request.body);
  if (!place) return;
  needs.coverage = Needs::Coverage{place->uprn, place->post_code};
  needs.uprn = place->uprn;
}

// The post code of a UPRN is that of the Devices there.
void coverage_further_needs(const duis::Request&, const Known& known, Needs& needs) {
  for (const auto& [id, d] : known.devices)
    if (!d.uprn.empty() && !d.post_code.empty()) needs.coverage = Needs::Coverage{d.uprn, d.post_code};
}

Decision wan_matrix(const RequestArrived& event, const Known& known) {
  auto place = inventory::read_place(event.request.body);
  if (!place) return refused(event, known, place.error().rule, place.error().explanation);
  for (const auto& [id, d] : known.devices)
    if (!place->uprn.empty() && d.uprn == place->uprn && !d.post_code.empty()) place->post_code = d.post_code;
  const auto lines = inventory::find_coverage(*place, known.coverage);
  if (!lines) return refused(event, known, lines.error().rule, lines.error().explanation);
  const bool dated = std::any_of(lines->begin(), lines->end(), [&](const inventory::Coverage& line) {
    return inventory::has_future_day(line, known.now);
  });
  const bool mp146 = dated && known.rules.on("mp146");
  const auto write =
      names_one_region(event.request.schema_version) ? inventory::wan_matrix_of_one_region : inventory::wan_matrix;
  return done(event, known, {}, duis::WanMatrix{write(event.request.body, *lines, mp146, known.now)});
}

}  // namespace gridpost::exchange
