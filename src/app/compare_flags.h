// Service flags while traffic runs, as the server keeps them, and the files that would tell the registration systems.
// (MP077)
#pragma once

#include <map>
#include <set>
#include <string>

#include "engine/flag_keeper.h"

namespace gridpost::app {

// The engine's keeper and runs over a store of a run. The providers are made up: one for each network operator.
class CompareFlags {
 public:
  // Both must outlive it. What a point had before the traffic came follows from `initial`.
  CompareFlags(engine::Store& store, const RuleBook& book, const RuleBook& initial);
  CompareFlags(const CompareFlags&) = delete;
  CompareFlags& operator=(const CompareFlags&) = delete;

  const engine::FlagKeeper& keeper() const { return keeper_; }

  // The traffic comes to these points: one that is new gets the flag that its provider had until now, and then what the
  // rules of the run make of it. Known ones stay as they are.
  Status meet(engine::Transaction& tx, const std::set<std::string>& mpxns, TimeMs now);

  // Every flag that has another value than at the last look.
  struct Change {
    std::string mpxn;
    std::optional<registration::ServiceFlag> before, after;
  };
  Result<std::vector<Change>> changes(engine::Transaction& tx, const std::set<std::string>& mpxns);

  // At the end: the files of a run of updates, by "D0350 to PN15". Parties and numbers are made up.
  Result<std::map<std::string, std::string>> files(TimeMs now);

 private:
  Status begin(engine::Transaction& tx, const std::string& mpxn, TimeMs now);
  Status make_up_providers(engine::Transaction& tx);

  engine::Store& store_;
  const RuleBook& book_;
  const RuleBook& initial_;
  registration::Desk desk_;  // its providers come with the files
  engine::FlagKeeper keeper_;
  std::map<std::string, std::optional<registration::ServiceFlag>> seen_;
};

}  // namespace gridpost::app
