// Chapter 8 of the service matrix: joins between Devices, and the logs of Devices and hubs.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

std::vector<Node> hub_bodies() {
  const Content other_device = sequence({one("OtherDeviceID", eui())});
  return {
      // 8.7.1, 8.7.2
      element("JoinServiceCritical", other_device),
      element("JoinServiceNonCritical", other_device),
      // 8.8.1, 8.8.2
      element("UnjoinServiceCritical", other_device),
      element("UnjoinServiceNonCritical", other_device),
      // 8.9
      element("ReadDeviceLog", future_dated({optional("ReadSecurityDetails", nothing())})),
      // 8.12.1, 8.12.2
      element("RestoreHANDeviceLog", sequence({one("OldCHFID", eui())})),
      element("RestoreGPFDeviceLog", sequence({one("OldGPFID", eui())})),
  };
}

}  // namespace gridpost::catalogue
