// 8.14 of the service matrix: what the installer of a Communications Hub reports.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

namespace {

Particle additional_information() { return optional("AdditionalInformation", grammar::string(0, 200)); }
Particle user_reference() { return optional("UserRefID", grammar::string(0, 25)); }

// What 8.14.1 and 8.14.2 begin with.
std::vector<Particle> installation() {
  return {one("DeviceID", eui()),
          one("CHFInstallType", one_of({"New CHF Install", "Replacement CHF Install", "CHF Install - no SM WAN"})),
          optional("InstallDateTime", date_time()),
          user_reference(),
          one("MPxN", import_mpxn()),
          optional("GISData", grammar::string(0, 25)),
          one("AerialInstall", boolean()),
          one("CHFLocation",
              one_of({"Outside Premises", "Indoors on external wall", "Deep indoors", "Basement or Cellar"}))};
}

Content installation_without_wan() {
  std::vector<Particle> parts = installation();
  parts.push_back(
      one("PremiseType", one_of({"Detached / Semi Detached", "Terraced", "Low Rise Apartment (MDU <= 5 floors)",
                                 "High Rise Apartment (MDU > 5 floors)"})));
  for (const char* check : {"MetalObstructionCheck", "ConnectivityObstructionCheck", "SharedObstructionCheck"})
    parts.push_back(one(check, boolean()));
  parts.push_back(additional_information());
  return sequence(std::move(parts));
}

Content installation_with_wan() {
  std::vector<Particle> parts = installation();
  parts.push_back(additional_information());
  return sequence(std::move(parts));
}

}  // namespace

std::vector<Node> hub_status_bodies() {
  const SimpleType fault_type =
      one_of({"Fault identified prior to installation", "Fault identified post installation"});
  const SimpleType fault_reason = one_of({"Damaged case", "Damaged Connector", "Illegal interference or missing seals",
                                          "Environmental conditions exceeded", "SM WAN Fault", "SMHAN Interface Fault",
                                          "LED Fault", "Aerial fault", "Manufacturing defect"});
  const SimpleType return_type =
      one_of({"No Fault Return (general)", "No Fault Return (non-dom opt out)",
              "No Fault Return (dual supplier HAN variant replacement)",
              "No Fault Return (SM WAN variant replacement requested by DCC)", "Lost or Stolen Hub"});
  const Particle incident = optional("IncidentReference", grammar::string(0, 15));
  return {
      // 8.14.1
      element("CHFInstallSuccessSMWAN", installation_with_wan()),
      // 8.14.2
      element("CHFInstallSuccessNoSMWAN", installation_without_wan()),
      // 8.14.3
      element("CHFFaultReturn",
              sequence({one("DeviceID", eui()), one("CHFFaultReturnType", fault_type),
                        optional("UserRefDateTime", date_time()), user_reference(), one("OtherDeviceID", eui()),
                        incident, one("CHFConnectionMethod", one_of({"Hot-shoe", "Cradle", "ESME"})),
                        one("CHFFaultReason", fault_reason), additional_information()})),
      // 8.14.4
      element("CHFNoFaultReturn", sequence({one("DeviceID", eui()), one("CHFNoFaultReturnType", return_type),
                                            optional("UserRefDateTime", date_time()), user_reference(), incident,
                                            additional_information()})),
  };
}

}  // namespace gridpost::catalogue
