// Chapter 4 of the service matrix: registers and logs.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

std::vector<Node> reading_bodies() {
  return {
      // 4.1.1
      element("ReadInstantaneousImportRegisters", future_dated({})),
      // 4.1.2
      element("ReadInstantaneousImportTOUMatrices", future_dated({})),
      // 4.1.4
      element("ReadInstantaneousImportBlockCounters", future_dated({})),
      // 4.3
      element("ReadInstantaneousPrepayValues", future_dated({})),
      // 4.14; the certificate is that of a User whom the device does not know
      element("ReadPrepaymentDailyReadLog",
              future_dated({read_log_period(), optional("KAPublicSecurityCredentials", certificate())})),
      // 4.18
      element("ReadMeterBalance", future_dated({})),
  };
}

}  // namespace gridpost::catalogue
