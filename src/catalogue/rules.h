// The rules have dates: which code modifications hold at a time. (RREL-01 to RREL-09)
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace gridpost {

// One code modification, or one switchable part of it, and when it takes effect. Dates are UK local midnights.
struct Release {
  std::string_view key;  // "secmp0015", "mp077.gas"
  std::string_view title;
  std::string_view target;       // date if the decision comes in time, "2022-06-30"
  std::string_view decision_by;  // last decision date for the target; empty if the document gives none
  std::string_view fallback;     // date of the next release, or empty
  std::string_view fallback_by;
  std::string_view actual;      // date that is known to have happened; empty if none was found
  std::string_view depends_on;  // key without which switching it on is a warning (RREL-07)
  bool proposed = true;         // false: an alternative that the document itself did not propose
  bool happened = true;         // false: known not to have been implemented
};

std::span<const Release> releases();

enum class Preset { AsDocumented, AsHappened };

// What holds at one moment. It remembers which keys were asked for, so that a decision can say on what it rests; that
// memory is a trace and changes no answer. One thread decides with one Rules.
class Rules {
 public:
  // True if the modification is in force.
  bool on(std::string_view key) const;
  // The keys asked for since the last call, once each, in order.
  std::vector<std::string> consulted() const { return std::exchange(consulted_, {}); }
  // All keys with whether they are in force.
  const std::map<std::string, bool, std::less<>>& all() const { return on_; }

 private:
  friend class RuleBook;
  std::map<std::string, bool, std::less<>> on_;
  mutable std::vector<std::string> consulted_;
};

// Preset and overrides; answers what holds at any time.
class RuleBook {
 public:
  explicit RuleBook(Preset preset = Preset::AsDocumented) : preset_(preset) {}
  // value: a date "2021-11-04", "always" or "never". Unknown keys are an error.
  Status override_with(std::string_view key, std::string_view value);
  Rules rules_at(TimeMs time) const;
  // When the key takes effect; none: never. "always" gives the beginning of time.
  std::optional<TimeMs> effective(std::string_view key) const;
  // What should be said at start, e.g. a dependency that is off. (RREL-07)
  std::vector<std::string> warnings() const;

 private:
  Preset preset_;
  std::map<std::string, std::string, std::less<>> overrides_;
};

// When this date begins in Great Britain: "2021-11-04" gives local midnight. (RREL-01)
Result<TimeMs> local_midnight(std::string_view date);

// The release date that follows from a decision date: the target, the fallback, or none. (RREL-06)
std::optional<std::string_view> target_date(const Release& release, TimeMs decided);

}  // namespace gridpost
