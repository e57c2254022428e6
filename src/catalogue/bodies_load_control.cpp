// Chapter 7 of the service matrix: the supply, auxiliary loads and the boost button.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

namespace {

constexpr int kControllers = 5;

Node switch_body(std::string name, std::string element_name, Content content) {
  return element(std::move(name), sequence({one(std::move(element_name), indexed(std::move(content), kControllers))}));
}

Node boost_body(std::string name, std::string element_name) {
  return element(
      std::move(name),
      future_dated({many(kControllers, kControllers, std::move(element_name), indexed(boolean(), kControllers))}));
}

// A level of a controller from one time to another.
Node level_body(std::string name) {
  const SimpleType percent = grammar::uint64(100);
  return element(std::move(name),
                 with(sequence({one("StartDateTime", date_time()), one("EndDateTime", date_time()),
                                one("CommandedStateLevel", percent), optional("InputFromControlledLoad", nothing())}),
                      {required("auxiliaryControllerN", integer(1, kControllers))}));
}

}  // namespace

std::vector<Node> load_control_bodies() {
  const Content duration = sequence({one("Duration", grammar::uint16())});
  return {
      // 7.1 to 7.3
      element("EnableSupply", nothing()),
      element("DisableSupply", nothing()),
      element("ArmSupply", nothing()),
      // 7.5, 7.6, 7.8
      switch_body("ActivateAuxiliaryLoad", "ActivateALCSHCALCS", duration),
      switch_body("DeactivateAuxiliaryLoad", "DeactivateALCSHCALCS", duration),
      switch_body("ResetAuxiliaryLoad", "ResetALCSHCALCS", nothing()),
      // 7.7
      element("ReadALCSData", future_dated({})),
      // 7.9 to 7.11
      boost_body("AddAuxiliaryLoadToBoostButton", "AddToBoostButton"),
      boost_body("RemoveAuxiliaryLoadFromBoostButton", "RemoveFromBoostButton"),
      element("ReadBoostButtonDetails", future_dated({read_log_period()})),
      // 7.12
      element("SetRandomisedOffsetLimit", sequence({one("RandomisedOffsetLimit", integer(0, 1799))})),
      // 7.13, 7.16
      level_body("SetAuxiliaryControllerState"),
      level_body("LimitAPCLevel"),
      // 7.14, 7.15
      element("ReadAuxiliaryControllerConfigurationData", future_dated({})),
      element("ReadAuxiliaryControllerOperationalData", future_dated({})),
  };
}

}  // namespace gridpost::catalogue
