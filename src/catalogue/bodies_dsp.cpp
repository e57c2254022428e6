// Chapters 5, 8.5, 8.6, 11 and 14 of the service matrix: schedules, opting out and in, and firmware.
#include "catalogue/bodies.h"
#include "catalogue/body_types.h"

namespace gridpost::catalogue {

using namespace grammar;

namespace {

// Which service a schedule repeats: those without a period are empty.
std::vector<Particle> scheduled_services() {
  const SimpleType days_back = integer(-400, 0);
  const Content period = sequence({one("StartDateOffset", days_back), one("StartTime", time_of_day()),
                                   one("EndDateOffset", days_back), one("EndTime", time_of_day())});
  std::vector<Particle> out;
  for (const char* log :
       {"DSPRetrieveImportDailyReadLog", "DSPRetrieveExportDailyReadLog", "DSPReadActiveImportProfileData",
        "DSPReadReactiveImportProfileData", "DSPReadExportProfileData", "DSPReadNetworkData",
        "DSPReadPrepaymentDailyReadLog", "DSPRetrieveDailyConsumptionLog"})
    out.push_back(one(log, period));
  for (const char* read :
       {"DSPReadMaximumDemandImportRegisters", "DSPReadMaximumDemandExportRegisters", "DSPReadLoadLimitData",
        "DSPReadActivePowerImport", "DSPRecordNetworkDataGAS", "DSPReadInstantaneousExportRegisters"})
    out.push_back(one(read, nothing()));
  return out;
}

Content create_schedule() {
  const SimpleType frequency = one_of({"Daily", "Weekly", "Monthly", "Quarterly", "Half-Yearly", "Yearly"});
  const SimpleType reference = one_of({"4.2", "4.6", "4.8", "4.10", "4.12", "4.14", "4.15", "4.16", "4.17", "14.1"});
  const SimpleType variant = one_of({"4.2", "4.6.1", "4.6.2", "4.8.1", "4.8.2", "4.8.3", "4.10", "4.12.1", "4.12.2",
                                     "4.14", "4.15", "4.16", "4.17", "14.1"});
  return sequence({one("ScheduleFrequency", frequency), one("ScheduleStartDate", date()),
                   optional("ScheduleEndDate", date()), optional("ScheduleExecutionStartTime", time_of_day()),
                   optional("KAPublicSecurityCredential", certificate()),
                   one("DSPScheduledServiceReference", reference), one("DSPScheduledServiceReferenceVariant", variant),
                   one("DeviceID", eui()), choice(scheduled_services())});
}

// An image, and the Devices that it is for, separated by commas.
Content firmware() {
  constexpr std::size_t kMostOctets = 10240000;
  constexpr std::size_t kMostDevices = 50000;
  return sequence({one("FirmwareImage", base64(kMostOctets)), one("FirmwareVersion", grammar::string(1, 8)),
                   one("DeviceIDList", eui_list(kMostDevices))});
}

Content opt_out() {
  return sequence({one("ExecutionDateTime", date_time()), one("ACBFloorSeqNumber", integer(0, INT64_MAX)),
                   one("ReplacementCertificates", sequence({optional("DigitalSigningCertificate", certificate()),
                                                            one("KeyAgreementCertificate", certificate())})),
                   certification_path(), one("ApplyTimeBasedCPVChecks", boolean())});
}

Content opt_in() {
  const Content metering_points = sequence(
      {one("ImportMPxN", import_mpxn()), optional("SecondaryImportMPAN", mpan()), optional("ExportMPAN", mpan())});
  return sequence({one("DeviceID", eui()), one("DeviceType", device_type_name()), one("MPxNs", metering_points),
                   one("OptInDate", date())});
}

}  // namespace

std::vector<Node> dsp_bodies() {
  const Content schedule = choice({one("DSPScheduleID", integer(0, 1000000000000)), one("DeviceID", eui())});
  return {
      // 5.1 to 5.3
      element("CreateSchedule", create_schedule()),
      element("ReadSchedule", schedule),
      element("DeleteSchedule", schedule),
      // 8.5, 8.6
      element("ServiceOptOut", opt_out()),
      element("ServiceOptIn", opt_in()),
      // 11.1, 11.4
      element("UpdateFirmware", firmware()),
      element("UpdatePPMIDFirmware", firmware()),
      // 14.1
      element("RecordNetworkDataGAS", nothing()),
  };
}

}  // namespace gridpost::catalogue
