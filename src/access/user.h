// Users of the gateway: who they are, in which User Roles, and whether they may act.
#pragma once

#include <string>

#include "base/ids.h"
#include "catalogue/enums.h"

namespace gridpost::access {

enum class UserStatus : std::uint8_t { InOperation, Suspended };

struct User {
  Eui64 id;
  std::string name;
  RoleSet roles;  // one EUI-64 stands for one role or a group of roles (DUIS 5)
  UserStatus status = UserStatus::InOperation;
  std::string endpoint;  // receive-response URL: "host:port/path" or "http://..."; empty: nothing is pushed

  bool operator==(const User&) const = default;
};

}  // namespace gridpost::access
