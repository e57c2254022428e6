// Chapters 4.4 to 4.17 and 14: logs and profiles of gas.
#include "catalogue/gas_parts.h"

namespace gridpost::chapters {
namespace {

using namespace layout;
using namespace gas;

// ---- snapshots: as many as the log holds, one component each; what is not there is answered as not found ----

constexpr int kBillingEntries = 12;
constexpr int kDays = 31;
// Snapshot causes.
constexpr std::uint32_t kGeneral = 0x1;
constexpr std::uint32_t kEndOfBillingPeriod = 0x2;
constexpr std::uint32_t kModeOrTariffChange = 0x6008;  // meter mode, supplier, tariff information

UseCase gcs15b() {
  return reading(0x00C3, "GCS15b", "Gas billing data: snapshots of mode and tariff changes", kMeterOrProxy)
      .serves("4.4.2", "RetrieveCoMOrTariffTriggeredBillingDataLog")
      .with({gets_prepayment_snapshots(kBillingEntries, kModeOrTariffChange),
             gets_snapshots(kBillingEntries, kModeOrTariffChange)})
      .shows("RetrieveCoMOrTariffTriggeredBillingDataLogRsp/Gas",
             {each("LogEntryConsumptionRegister", "PublishSnapshot",
                   joined(joined({volume("ConsumptionRegister", "CurrentSummationDelivered"),
                                  date("Timestamp", "SnapshotTime")},
                                 shown_tiers("TariffTOURegisterMatrixValue")),
                          shown_blocks("BlockRegisterMatrixValue"))),
              each("LogEntryPrepaymentData", "PublishPrepaySnapshot", shown_prepayment_snapshot())});
}

UseCase gcs15c() {
  return reading(0x0076, "GCS15c", "Gas billing data: snapshots of the billing calendar", kMeterOrProxy)
      .serves("4.4.3", "RetrieveBillingCalendarTriggeredBillingDataLog")
      .with({gets_snapshots(kBillingEntries, kEndOfBillingPeriod),
             gets_prepayment_snapshots(kBillingEntries, kEndOfBillingPeriod)})
      .shows("RetrieveBillingCalendarTriggeredBillingDataLogRsp/Gas",
             {each("GSMEBillingDataLogEntry", "PublishSnapshot", shown_billing_snapshot()),
              each("GSMEBillingPrepaymentDataLogEntry", "PublishPrepaySnapshot", shown_prepayment_snapshot())});
}

UseCase gcs16a() {
  return reading(0x0077, "GCS16a", "Gas daily read log: read", kMeterOrProxy)
      .serves("4.6.1", "RetrieveImportDailyReadLog")
      .with({gets_snapshots(kDays, kGeneral)})
      .shows("RetrieveImportDailyReadLogRsp",
             {each("LogEntry", "PublishSnapshot",
                   joined(joined({date("Timestamp", "SnapshotTime"),
                                  volume("Gas/GasActiveImportRegisterConsumption", "CurrentSummationDelivered")},
                                 shown_blocks("Gas/TariffBlockCounterMatrix")),
                          shown_tiers("Gas/TariffTOURegisterMatrix")))});
}

UseCase gcs16b() {
  return reading(0x0096, "GCS16b", "Gas prepayment daily read log: read", kMeterOrProxy)
      .serves("4.14", "ReadPrepaymentDailyReadLog")
      .with({gets_prepayment_snapshots(kDays, kGeneral)})
      .shows("ReadPrepaymentDailyReadLogRsp/Gas",
             {each("LogEntry", "PublishPrepaySnapshot", shown_prepayment_snapshot())});
}

// ---- payments: the start of the period stands in the component's From-Date-Time ----

UseCase gcs15d() {
  constexpr int kPaymentBased = 2;
  return reading(0x00C4, "GCS15d", "Gas billing data: payment-based debt payments", kMeterOrProxy)
      .serves("4.4.4", "RetrieveBillingDataLogDebtPayments")
      .with({send(0x0705, 0x0A, "GetDebtRepaymentLog",
                  {period_end("LatestEndTime"), u8().is(10).as("NumberOfDebts"),
                   enum8().is(kPaymentBased).as("DebtType")})
                 .starting(period_start("FromDateTime"))
                 .answers(0x06, "PublishDebtLog",
                          {u8("CommandIndex"), u8("NumberOfCommands"),
                           array("debts", structure({u32("CollectionTime"), u32("AmountCollected"), enum8("DebtType"),
                                                     u32("OutstandingDebt")}))})
                 .sealed()})
      .shows("RetrieveBillingDataLogDebtPaymentsRsp",
             {each("PaymentBasedDebtRepayment/LogEntry", "debts",
                   {number("Amount", "AmountCollected"), date("Timestamp", "CollectionTime")})});
}

UseCase gcs15e() {
  return reading(0x00C5, "GCS15e", "Gas billing data: prepayment credits", kMeterOrProxy)
      .serves("4.4.5", "RetrieveBillingDataLogPrepaymentCredits")
      .with({send(0x0705, 0x08, "GetTopUpLog", {period_end("LatestEndTime"), u8().is(5).as("NumberOfRecords")})
                 .starting(period_start("FromDateTime"))
                 .answers(0x05, "PublishTopUpLog",
                          {u8("CommandIndex"), u8("NumberOfCommands"),
                           array("topUps", structure({octets("TopUpCode"), i32("TopUpAmount"), u32("TopUpTime")}))})})
      .shows("RetrieveBillingDataLogPrepaymentCreditsRsp",
             {each("PrepaymentCredits/LogEntry", "topUps",
                   {number("Amount", "TopUpAmount"), date("Timestamp", "TopUpTime")})});
}

// ---- samples: volumes at equal distances ----

constexpr int kHalfHour = 30 * 60;
constexpr int kDayInSeconds = 24 * 60 * 60;
constexpr int kNetworkInterval = 6 * 60;
constexpr int kNetworkSamples = 41;

Row gets_samples(int sample_id, const Type& earliest, const Type& count) {
  return send(0x0702, 0x08, "GetSampledData",
              {u16().is(sample_id).as("SampleId"), earliest.as("EarliestSampleTime"), enum8().is(0).as("SampleType"),
               count.as("NumberOfSamples")})
      .answers(0x07, "GetSampledDataResponse",
               {u16("SampleId"), u32("SampleStartTime"), enum8("SampleType"), u16("SampleRequestInterval"), u16("n"),
                array("samples", structure({u24("Sample")}))})
      .sealed();
}

Type samples_in_period(int seconds) {
  return u16().periods("ReadLogPeriod/StartDateTime", "ReadLogPeriod/EndDateTime", seconds);
}

// The time of a sample follows from its place.
MmcField sample_time(int seconds) { return date("Timestamp", "../SampleStartTime").every(seconds); }

UseCase gcs17() {
  return reading(0x0078, "GCS17", "Gas half-hour profile: read", kMeterOrProxy)
      .serves("4.8.1", "ReadActiveImportProfileData")
      .with({gets_samples(0, period_start("EarliestSampleTime"), samples_in_period(kHalfHour))})
      .shows("ReadActiveImportProfileDataRsp",
             {each("LogEntry", "samples", {sample_time(kHalfHour), volume("Gas/PrimaryValue", "Sample")})});
}

// The request's period does not count: the log holds the last record only.
UseCase gcs18() {
  return reading(0x0079, "GCS18", "Gas network data log: read", kMeter)
      .serves("4.10", "ReadNetworkData")
      .with({gets_samples(2, u32().is(1), u16().is(kNetworkSamples))})
      .shows("ReadNetworkDataRsp/Gas",
             {each("NetworkDataLog/LogEntry", "samples", {volume("Value", "Sample"), sample_time(kNetworkInterval)})});
}

UseCase gcs61() {
  return reading(0x00A0, "GCS61", "Gas daily consumption log: read", {DeviceType::GPF})
      .serves("4.17", "RetrieveDailyConsumptionLog")
      .with({gets_samples(1, period_start("EarliestSampleTime"), samples_in_period(kDayInSeconds))})
      .shows("RetrieveDailyConsumptionLogRsp/Gas",
             {each("LogEntry", "samples", {volume("Value", "Sample"), sample_time(kDayInSeconds)})});
}

// Starts the record that 4.10 reads, always by the broker.
UseCase gcs31() {
  constexpr int kRefused = 0xFFFF;
  return gbz(0x0080, "GCS31", "GSME network data log: start", kMeter, Sender::Broker, Protection::MacOnly)
      .serves("14.1", "RecordNetworkDataGAS")
      .with({send(0x0702, 0x07, "StartSampling",
                  {issuer_event(), immediate("StartSamplingTime"), enum8().is(0).as("SampleType"),
                   u16().is(kNetworkInterval).as("SampleRequestInterval"),
                   u16().is(kNetworkSamples).as("MaxNumberOfSamples")})
                 .answers(0x0D, "StartSamplingResponse", {u16("SampleId")})})
      .fails_if("SampleId", kRefused)
      .shows("RecordNetworkDataGASRsp", {number("SampleID", "SampleId")});
}

}  // namespace

std::vector<UseCase> gas_reads() {
  return {gcs15b(), gcs15c(), gcs15d(), gcs15e(), gcs16a(), gcs16b(), gcs17(), gcs18(), gcs61(), gcs31()};
}

}  // namespace gridpost::chapters
