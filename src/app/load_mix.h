// What a load is made of: requests and their shares.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/estate.h"

namespace gridpost::app {

struct MixItem {
  std::string name;       // "4.1.1 ESME", for the figures
  int share = 1;          // of the sum of all shares
  DeviceType device{};    // whom it concerns
  bool to_dcc = false;    // the request goes to the DCC itself
  std::string service;    // one that app/requests.h makes; empty: `request`
  duis::Request request;  // originator, target and counter are filled in
};

// Why a mix cannot be used is said with file, line and field.
//   [[requests]]
//   share = 80               # default 1
//   device = "ESME"          # whom it concerns
//   service = "4.1.1"        # 4.1.1, 4.18, 8.2, or instead of it
//   file = "request.xml"     # a request, signed or not, beside the mix; to = "DCC" when it goes to the DCC
Result<std::vector<MixItem>> read_mix(const std::string& file);
// "reads", "day"; none: there is no mix of this name.
std::optional<std::vector<MixItem>> built_in_mix(std::string_view name);

// The request of the item to this Device.
duis::Request request_of(const MixItem& item, const Subject& subject, Eui64 broker);

}  // namespace gridpost::app
