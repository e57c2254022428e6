// Chapters 4 and 6.2 of the service matrix: registers, logs and configuration that Users read.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

namespace {

// Of a period, for any User; the certificate is that of a User whom the device does not know.
Node log_read(std::string name) {
  return element(std::move(name),
                 future_dated({read_log_period(), optional("KAPublicSecurityCredentials", certificate())}));
}

}  // namespace

std::vector<Node> reading_bodies() {
  std::vector<Node> out;
  // 4.1 to 4.3, 4.12, 4.13, 4.15, 4.18
  for (const char* name :
       {"ReadInstantaneousImportRegisters", "ReadInstantaneousImportTOUMatrices",
        "ReadInstantaneousImportTOUWithBlocksMatrices", "ReadInstantaneousImportBlockCounters",
        "ReadInstantaneousExportRegisters", "ReadInstantaneousPrepayValues", "ReadMaximumDemandImportRegisters",
        "ReadMaximumDemandExportRegisters", "ReadPrepaymentConfiguration", "ReadLoadLimitData", "ReadMeterBalance"})
    out.push_back(element(name, future_dated({})));
  // 4.4.2, 4.4.3, 4.6.1, 4.8.1, 4.10, 4.14, 4.17: answered with encrypted content
  for (const char* name :
       {"RetrieveCoMOrTariffTriggeredBillingDataLog", "RetrieveBillingCalendarTriggeredBillingDataLog",
        "RetrieveImportDailyReadLog", "ReadActiveImportProfileData", "ReadNetworkData", "ReadPrepaymentDailyReadLog",
        "RetrieveDailyConsumptionLog"})
    out.push_back(log_read(name));
  // 4.4.4, 4.4.5, 4.6.2, 4.8.2, 4.8.3
  for (const char* name : {"RetrieveBillingDataLogDebtPayments", "RetrieveBillingDataLogPrepaymentCredits",
                           "RetrieveExportDailyReadLog", "ReadReactiveImportProfileData", "ReadExportProfileData"})
    out.push_back(element(name, future_dated({read_log_period()})));
  // 4.11, 4.16, 6.2
  for (const char* name : {"ReadTariffPrimaryElement", "ReadTariffSecondaryElement", "ReadActivePowerImport",
                           "ReadDeviceConfigurationVoltage", "ReadDeviceConfigurationRandomisation",
                           "ReadDeviceConfigurationBillingCalendar", "ReadDeviceConfigurationIdentityExcMPxN",
                           "ReadDeviceConfigurationInstantaneousPowerThresholds", "ReadDeviceConfigurationPaymentMode"})
    out.push_back(element(name, nothing()));
  return out;
}

}  // namespace gridpost::catalogue
