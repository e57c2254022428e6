// The Device on trial, its home, and who speaks to it.
#pragma once

#include <string>
#include <vector>

#include "base/ids.h"
#include "catalogue/enums.h"
#include "transform/transform.h"

namespace gridpost::trials {

// A User that may command the Device.
struct RemoteParty {
  Eui64 id;
  RoleSet roles;
  bool known = false;  // its certificates lie in the Device's slots
};

// Another Device of the home, for joins and the device log.
struct Neighbour {
  Eui64 id;
  DeviceType type = DeviceType::ESME;
  std::string install_code;  // hexadecimal
};

struct Subject {
  transform::Target target;
  Eui64 hub;                       // the CHF that carries it
  Eui64 broker;                    // the access control broker
  Eui64 trans_cos;                 // the party that changes suppliers
  std::vector<RemoteParty> users;  // the first one that has the User Role asks
  std::vector<Neighbour> others;
};

}  // namespace gridpost::trials
