// What gridpost housekeeping prints.
#pragma once

#include <nlohmann/json.hpp>

#include "app/housekeeping.h"

namespace gridpost::app {

// The Devices of a dry run, and the figures at its end.
class DueList {
 public:
  DueList(bool list, bool json) : list_(list), json_(json) {}
  void add(const exchange::Removal& removal, const inventory::Device& device);
  void end(const RemovalFigures& figures, TimeMs at);

 private:
  bool list_;
  bool json_;
  nlohmann::ordered_json devices_ = nlohmann::ordered_json::array();
};

void print_run(const engine::Job& job, const RemovalFigures& figures, bool json);
void print_removal(const exchange::Removal& removal);  // a line of CSV
void print_settings(const inventory::HousekeepingSettings& settings, bool in_force);
void print_ageing(const std::vector<AgeingLine>& lines, bool json);
void print_stock(const std::vector<inventory::HubStock>& figures, bool json);

}  // namespace gridpost::app
