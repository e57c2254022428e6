// Changes of configuration that go into the log. (RCOM-08)
#pragma once

#include "engine/ports.h"

namespace gridpost::engine {

// Who changes, and when.
struct Actor {
  std::string name;  // "operator NAME"
  TimeMs at = 0;
};

// Each writes what it is called after, and a line of the log for every field that differs from before. Nothing differs:
// no line.
Status change_setting(Transaction& tx, const std::string& key, const std::string& value, const Actor& actor);
Status change_product(Transaction& tx, const inventory::Product& entry, const Actor& actor);
Status change_user(Transaction& tx, const access::User& user, const Actor& actor);

// Writes that a model of hubs is recalled, by this job.
Status note_recall(Transaction& tx, const exchange::Needs::Model& model, std::int64_t job, const Actor& actor);

}  // namespace gridpost::engine
