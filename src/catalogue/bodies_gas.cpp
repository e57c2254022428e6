// Services that only gas has: configuration of conversion and flow.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

std::vector<Node> gas_bodies() {
  const SimpleType state = one_of({"Unchanged", "Locked"});
  return {
      // 6.2.8
      element("ReadDeviceConfigurationGas", nothing()),
      // 6.6
      element("UpdateDeviceConfigurationGasConversion", sequence({one("CalorificValue", decimal(1, 0, UINT32_MAX)),
                                                                  one("ConversionFactor", decimal(5, 0, UINT32_MAX))})),
      // 6.7
      element("UpdateDeviceConfigurationGasFlow",
              sequence({choice({one("UncontrolledGasFlowRate", grammar::uint16()),
                                one("UncontrolledGasFlowRateDecimal", decimal(4, 0, UINT16_MAX))}),
                        one("SupplyDepletionState", state), one("SupplyTamperState", state),
                        one("StabilisationPeriod", integer(1, UINT8_MAX)),
                        one("MeasurementPeriod", integer(1, UINT16_MAX))})),
  };
}

}  // namespace gridpost::catalogue
