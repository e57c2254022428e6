#include "access/path.h"

namespace gridpost::access {

std::optional<WebService> path_of(int command_variant) {
  switch (command_variant) {
    case 4:
      return WebService::Transform;
    case 1:
    case 3:
    case 5:
    case 7:
      return WebService::SendCommand;
    case 2:
    case 6:
    case 8:
      return WebService::NonDevice;
    default:
      return std::nullopt;
  }
}

}  // namespace gridpost::access
