// Follows the service flags of metering points while traffic runs, and writes the files that would tell the
// registration systems. (MP077)
#pragma once

#include <map>
#include <set>
#include <string>

#include "engine/ports.h"
#include "registration/flag_updates.h"

namespace gridpost::app {

class FlagWatch {
 public:
  // Both must outlive it. What a point had before the traffic came follows from `initial`.
  FlagWatch(const RuleBook& book, const RuleBook& initial) : book_(book), initial_(initial) {}

  // Something may happen to these points: what they had until now is derived from the histories of their meters. Those
  // that are known already stay as they are.
  Status remember(engine::Transaction& tx, const std::set<std::string>& mpxns, TimeMs now);

  // The meters of these points may count as something else now. Every flag that has another value is told of.
  struct Change {
    std::string mpxn;
    std::optional<registration::ServiceFlag> before, after;
  };
  Result<std::vector<Change>> look(engine::Transaction& tx, const std::set<std::string>& mpxns, TimeMs now);

  // The files of all changes so far, by "D0350 to PN15": one for each provider. Parties and numbers are made up.
  Result<std::map<std::string, std::string>> files(engine::Transaction& tx, TimeMs now) const;

 private:
  const RuleBook& book_;
  const RuleBook& initial_;
  std::map<std::string, registration::PointState> states_;
  std::map<std::string, registration::PointUpdates> updates_;
};

}  // namespace gridpost::app
