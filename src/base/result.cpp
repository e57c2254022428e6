#include "base/result.h"

namespace gridpost {

std::string Error::text() const {
  std::string out;
  if (!where.empty()) out = where + ": ";
  out += what;
  if (!rule.empty()) out += " (" + rule + ")";
  return out;
}

tl::unexpected<Error> within(std::string_view place, Error error) {
  error.where = error.where.empty() ? std::string(place) : std::string(place) + "/" + error.where;
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace gridpost
