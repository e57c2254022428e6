// 6.2.10 and 6.22 of the service matrix: which events are told, shared, sounded and logged.
#include <span>

#include "catalogue/alert_settings.h"
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

namespace {

SimpleType enable_disable() { return one_of({"Disable", "Enable"}); }

// Any of these events, each with a setting.
Content events(std::span<const std::uint16_t> codes, const Content& setting) {
  std::vector<Particle> out;
  for (std::uint16_t code : codes) out.push_back(optional(event_element(code), setting));
  return sequence(std::move(out));
}

Content supplier_alerts() {
  return sequence({optional("SupplierESMECommon", events(kSupplierEvents, enable_disable())),
                   optional("SupplierESMEPolyPhase", events(kSupplierPolyPhaseEvents, enable_disable()))});
}

Content operator_alerts() {
  return sequence(
      {optional("NetworkOperatorESMECommon", events(kOperatorEvents, enable_disable())),
       choice({optional("NetworkOperatorESMESinglePhase", events(kOperatorSinglePhaseEvents, enable_disable())),
               optional("NetworkOperatorESMEPolyPhase", events(kOperatorPolyPhaseEvents, enable_disable()))})});
}

Content gas_event_settings() {
  return sequence({one("WANAlert", enable_disable()), one("HANAlert", enable_disable()),
                   one("EventLog", enable_disable()), one("Alarm", enable_disable())});
}

}  // namespace

std::vector<Node> alert_bodies() {
  return {
      // 6.2.10
      element("ReadDeviceConfigurationEventAndAlertBehaviours", nothing()),
      // 6.22
      element("ConfigureAlertBehaviour",
              choice({one("ElectricitySupplierAlerts", supplier_alerts()),
                      one("ElectricitySupplierHANAlertSettings", supplier_alerts()),
                      one("ElectricitySupplierAlarmSettings", supplier_alerts()),
                      one("ElectricitySupplierLoggingSettings", supplier_alerts()),
                      one("ElectricityNetworkOperatorAlerts", operator_alerts()),
                      one("ElectricityNetworkOperatorLoggingSettings", operator_alerts()),
                      one("GasSupplierAlerts", events(kGasAlerts, enable_disable())),
                      one("GasSupplierAlertEventSettings", events(kGasEvents, gas_event_settings()))})),
  };
}

}  // namespace gridpost::catalogue
