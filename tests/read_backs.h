// Which service returns what a request has set, and how the two are compared: by the names and texts of the elements of
// the request and of the answer's MMC.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/element.h"
#include "crypto/certificate.h"

namespace gridpost::test {

// The template that reads what the use case sets. What no service returns is not here: messages, names, a pressed
// button.
inline const std::map<std::string, std::vector<std::string>> kReadBy = {
    {"ECS01a", {"ECS24_4.11.1_SUCCESS"}},
    {"ECS01b", {"ECS24_4.11.1_SUCCESS"}},
    {"ECS01c", {"ECS24b_4.11.2_SUCCESS"}},
    {"ECS01d", {"ECS24b_4.11.2_SUCCESS"}},
    {"GCS01a", {"GCS21f_4.11.1_SUCCESS"}},
    {"GCS01b", {"GCS21f_4.11.1_SUCCESS"}},
    {"ECS02", {"ECS26j_6.2.9_SUCCESS", "ECS26a_4.13_SINGLE_SUCCESS"}},
    {"ECS03", {"ECS26j_6.2.9_SUCCESS", "ECS26a_4.13_SINGLE_SUCCESS"}},
    {"GCS02", {"GCS21j_6.2.9_SUCCESS", "GCS21b_4.13_SUCCESS"}},
    {"GCS03", {"GCS21j_6.2.9_SUCCESS", "GCS21b_4.13_SUCCESS"}},
    {"ECS08", {"ECS26a_4.13_SINGLE_SUCCESS"}},
    {"ECS08a", {"ECS26a_4.13_SINGLE_SUCCESS"}},
    {"GCS05", {"GCS21b_4.13_SUCCESS"}},
    {"ECS07", {"ECS26a_4.13_SINGLE_SUCCESS", "ECS19_4.3_SUCCESS"}},
    {"GCS04", {"GCS21b_4.13_SUCCESS", "GCS14_4.3_SUCCESS_RELIABLE_GPF"}},
    {"ECS28a", {"ECS27_4.15_SUCCESS"}},
    {"ECS29a", {"ECS26b_6.2.1_SUCCESS"}},
    {"ECS29b", {"ECS26k_6.2.1_SUCCESS"}},
    {"ECS29c", {"ECS26b_6.2.1_SUCCESS"}},
    {"ECS29d", {"ECS26k_6.2.1_SUCCESS"}},
    {"ECS30", {"ECS26d_6.2.3_SUCCESS"}},
    {"ECS30a", {"ECS26l_6.2.3_SUCCESS"}},
    {"GCS25", {"GCS21d_6.2.3_SUCCESS"}},
    {"GCS25a", {"GCS21k_6.2.3_SUCCESS"}},
    {"GCS23", {"GCS21a_6.2.8_SUCCESS"}},
    {"GCS24", {"GCS21a_6.2.8_SUCCESS", "GCS21m_6.2.4_SUCCESS"}},
    {"GCS24a", {"GCS21a_6.2.8_SUCCESS", "GCS21m_6.2.4_SUCCESS"}},
    {"ECS34", {"ECS26f_6.2.5_SUCCESS"}},
    {"ECS38", {"ECS26c_6.2.2_SUCCESS"}},
    {"ECS39a", {"ECS40_6.2.7_SINGLE_SUCCESS"}},
    {"ECS39b", {"ECS40_6.2.7_SINGLE_SUCCESS"}},
    {"GCS41", {"GCS46_6.2.7_SUCCESS"}},
    {"ECS37", {"ECS18b_4.12.1_SUCCESS"}},
    {"ECS46a", {"ECS61d_7.14_SUCCESS"}},
    {"ECS46c", {"ECS61a_7.7_ALL_OPTIONALS_SUCCESS"}},
    {"ECS46d", {"ECS61d_7.14_SUCCESS"}},
    {"ECS47a", {"ECS61e_7.15_SUCCESS"}},
    {"ECS25a", {"ECS25r1_6.2.10_SUCCESS"}},
    {"ECS25a1", {"ECS25r1_6.2.10_SUCCESS"}},
    {"ECS25a2", {"ECS25r1_6.2.10_SUCCESS"}},
    {"ECS25a3", {"ECS25r1_6.2.10_SUCCESS"}},
    {"ECS25b", {"ECS25r2_6.2.10_SUCCESS"}},
    {"ECS25b3", {"ECS25r2_6.2.10_SUCCESS"}},
    {"GCS20", {"GCS20r_6.2.10_SUCCESS"}},
    {"ECS62Add", {"ECS61c_7.11_SUCCESS"}},
    {"ECS62Remove", {"ECS61c_7.11_SUCCESS"}},
    {"DBCH04", {"DBCH03_6.30_SUCCESS"}},
    {"CS03A1", {"CS07_8.9_SUCCESS"}},
    {"CCS01", {"CCS06_8.9_SUCCESS"}},
    {"CS02bNOByNO", {"CS02aMAC_6.24.1_SUCCESS"}},
    {"CS02bSupplierBySupplier", {"CS02aMAC_6.24.1_SUCCESS"}},
    {"CS02gLoadControllerBySupplier", {"CS02fMAC_6.24.1_SUCCESS"}},
    {"CS02bNOByNOHandover", {"CS02aMAC_6.24.1_SUCCESS"}},
    {"CS02bSupplierBySupplierHandover", {"CS02aMAC_6.24.1_SUCCESS"}},
    {"CS02bSupplierByTransCoS", {"CS02aMAC_6.24.1_SUCCESS"}},
    {"CS02d", {"CS02e_6.24.2_SUCCESS"}},
    {"CS03A2Critical", {"CS07_8.9_SUCCESS"}},
    {"CS03A2NonCritical", {"CS07_8.9_SUCCESS"}},
    {"CS03B", {"CS07_8.9_SUCCESS"}},
    {"CS03CCritical", {"CS07_8.9_SUCCESS"}},
    {"CS03CNonCritical", {"CS07_8.9_SUCCESS"}},
    {"CS04ACCritical", {"CS07_8.9_SUCCESS"}},
    {"CS04ACNonCritical", {"CS07_8.9_SUCCESS"}},
    {"CS04B", {"CS07_8.9_SUCCESS"}},
    {"CCS02", {"CCS06_8.9_SUCCESS"}},
    {"CS06", {"ECS52_11.2_SUCCESS"}},
};

// Of the meters that have emergency credit, in millipence.
inline constexpr std::int64_t kEmergencyCredit = 500000;
// The five auxiliary switches.
inline const std::string kAllOff = "false false false false false";
inline const std::string kFirstOn = "true false false false false";

// What a request that names no setting does to the texts of an element in an answer, or of all of that path, in their
// order: it changes the first by an amount, or they become these. No entries: they are gone.
struct Effect {
  std::string reader, element;
  std::int64_t change = 0;
  std::string becomes = {};
};
inline const std::multimap<std::string, Effect> kEffects = {
    {"CS01a", {"ECS82_4.18_SUCCESS", "MeterBalance", 2000000}},  // 20 pounds
    {"CS01b", {"GCS60a_4.18_SUCCESS_RELIABLE_GPF", "MeterBalancePrepaymentMode", 2000000}},
    {"CS11", {"CS10a_6.13_SUCCESS", "LogEntry/LogCode", 0, ""}},
    {"ECS04a", {"ECS82_4.18_SUCCESS", "MeterBalance", 1200000}},
    {"ECS04b", {"ECS82_4.18_SUCCESS", "MeterBalance", 0, "0"}},
    {"ECS09", {"ECS19_4.3_SUCCESS", "EmergencyCreditBalance", kEmergencyCredit}},
    {"ECS15a", {"ECS35a_6.13_SUCCESS", "LogEntry/LogCode", 0, ""}},
    {"ECS15c", {"ECS35f_6.13_SUCCESS", "ALCSEventLogEntry/SwitchAction", 0, ""}},
    {"ECS28b", {"ECS27_4.15_SUCCESS", "LoadLimitCounterValue", 0, "0"}},
    {"ECS29e", {"ECS23_4.10_SUCCESS", "AvgRMSOverVoltageCounter/Value", 0, "0"}},
    {"ECS29e", {"ECS23_4.10_SUCCESS", "AvgRMSUnderVoltageCounter/Value", 0, "0"}},
    {"ECS29f", {"ECS23b_4.10_SUCCESS", "AvgRMSOverVoltageCounter/Value", 0, "0 0 0"}},
    {"ECS29f", {"ECS23b_4.10_SUCCESS", "AvgRMSUnderVoltageCounter/Value", 0, "0 0 0"}},
    {"ECS47Activate", {"ECS61a_7.7_ALL_OPTIONALS_SUCCESS", "AuxiliaryLoadControlSwitch/State", 0, kFirstOn}},
    {"ECS47Deactivate", {"ECS61a_7.7_ALL_OPTIONALS_SUCCESS", "AuxiliaryLoadControlSwitch/State", 0, kAllOff}},
    {"ECS47Reset", {"ECS35f_6.13_SUCCESS", "ALCSEventLogEntry/SwitchAction", 0, "On Revert to calendar control"}},
    {"ECS57", {"ECS18a_4.12.2_SUCCESS", "MaxDemandActiveEnergyExport/Value", 0, "0"}},
    {"ECS57", {"ECS18b_4.12.1_SUCCESS", "MaxDemandActiveEnergyImport/Value", 0, "0"}},
    {"ECS57", {"ECS18b_4.12.1_SUCCESS", "MaxDemandConfigurableTimeActivePowerImport/Value", 0, "0"}},
    {"GCS06", {"GCS14_4.3_SUCCESS_RELIABLE_GPF", "EmergencyCreditBalance", kEmergencyCredit}},
    {"GCS40a", {"GCS60a_4.18_SUCCESS_RELIABLE_GPF", "MeterBalancePrepaymentMode", 23130}},
    {"GCS40b", {"GCS60a_4.18_SUCCESS_RELIABLE_GPF", "MeterBalancePrepaymentMode", 0, "0"}},
    {"GCS40c", {"GCS60a_4.18_SUCCESS_RELIABLE_GPF", "MeterBalance", 5000000}},
    {"GCS40d", {"GCS60a_4.18_SUCCESS_RELIABLE_GPF", "MeterBalance", 0, "0"}},
    {"ECS42", {"ECS45_7.4_SUCCESS", "SupplyState", 0, "Enabled"}},
    {"ECS43", {"ECS45_7.4_SUCCESS", "SupplyState", 0, "Disabled"}},
    {"ECS44", {"ECS45_7.4_SUCCESS", "SupplyState", 0, "Armed"}},
    {"GCS32", {"GCS33_7.4_SUCCESS", "SupplyState", 0, "Disabled"}},
    {"GCS39", {"GCS33_7.4_SUCCESS", "SupplyState", 0, "Armed"}},
};

// A hub, or its gas proxy, that takes the place of another has the log of that one: who reads it.
inline const std::map<std::string, std::string> kRestored = {
    {"CCS03", "CCS06_8.9_SUCCESS"},
    {"GCS59", "CS07_8.9_SUCCESS"},
};

// Of these the Device that the request names is gone afterwards.
inline const std::set<std::string> kGone = {"CS04ACCritical", "CS04ACNonCritical", "CS04B", "CCS02"};

// Requests that set something which is not read back here, and why.
inline const std::string kDisplay = "it is shown in the home only: no service returns it";
inline const std::string kItsAnswer = "its answer has the time that was set";
inline const std::map<std::string, std::string> kNotReadBack = {
    {"CS02bACBByACB",
     "6.24.1 asks for the parties of the User who reads, not for the broker; the devices room tests it"},
    {"CS02c", "CS02d installs the certificate that it asks for"},
    {"DBCH05", "a virtual hub scans nothing, so that no channel changes"},
    {"ECS05", "what is used counts on at once: the devices room tests it with a clock that stands"},
    {"ECS10", kDisplay},
    {"ECS12", "it limits what displays of the home are told: no service returns the date"},
    {"ECS14", kDisplay},
    {"ECS16", kDisplay},
    {"ECS47e", "no service returns the limit"},
    {"ECS48", "no service returns it; the devices room tests that the counters begin anew"},
    {"ECS50", kDisplay},
    {"ECS70", kItsAnswer},
    {"ECS70Commission", kItsAnswer},
    {"ECS81", "it is what the next tamper does: no service returns it"},
    {"GCS07", kDisplay},
    {"GCS09", "it limits what displays of the home are told: no service returns the date"},
    {"GCS11", kDisplay},
    {"GCS28", kItsAnswer},
    {"GCS28Commission", kItsAnswer},
    {"GCS36", kDisplay},
    {"GCS44", kDisplay},
};

// What an element of a request is called in the answer, where the names differ.
inline const std::map<std::string, std::vector<std::string>> kCalled = {
    {"ReferencedDayName", {"ReferencedDayName", "ReferencedElecDay", "ReferencedDay"}},
    {"DayName", {"DayName", "Day", "GasDayName"}},
    {"CurrencyUnits", {"CurrencyUnitsLabel"}},
    {"TOUPrice", {"TariffTOUPrice"}},
    {"ElectricityPriceElement", {"TariffTOUPrice"}},
    {"MaxMeterBalance", {"MaxCreditMaxMeterBalance"}},
    {"MaxCreditThreshold", {"CreditMaxCreditThreshold"}},
    {"SwitchDescription", {"AuxiliaryControlDescription"}},
    {"MeasurementPeriod", {"FlowMeasurementPeriod"}},
    {"StabilisationPeriod", {"FlowStabilisationPeriod"}},
    {"ImportMPRN", {"MPRN"}},
    {"SupplierFloorSeqNumber", {"RemotePartyFloorSeqNumber"}},
    {"OtherDeviceID", {"DeviceID"}},
    {"CommandedStateLevel", {"CommandedStateLevel", "OutputState"}},
    {"DeviceCertificate", {"Certificate"}},
    {"DigitalSigningCertificate", {"ExistingCertificateHash"}},
    {"KeyAgreementCertificate", {"ExistingCertificateHash"}},
    {"KeyAgreementTopUpCertificate", {"ExistingCertificateHash"}},
    {"AddToBoostButton",
     {"BoostFunctionControl1Value", "BoostFunctionControl2Value", "BoostFunctionControl3Value",
      "BoostFunctionControl4Value", "BoostFunctionControl5Value"}},
    {"RemoveFromBoostButton",
     {"BoostFunctionControl1Value", "BoostFunctionControl2Value", "BoostFunctionControl3Value",
      "BoostFunctionControl4Value", "BoostFunctionControl5Value"}},
};

// What the answer does not show: use case and element, and why.
inline const std::string kNoSetting = "it says how the command is to be carried out, and sets nothing";
inline const std::map<std::string, std::string> kNotShown = {
    {"CS02bNOByNO ApplyTimeBasedCPVChecks", kNoSetting},
    {"CS02bNOByNO Certificate", kNoSetting},
    {"CS02bSupplierBySupplier ApplyTimeBasedCPVChecks", kNoSetting},
    {"CS02bSupplierBySupplier Certificate", kNoSetting},
    {"CS02bSupplierBySupplier RemotePartyPrepaymentTopUpFloorSeqNumber", "no service shows this counter"},
    {"CS02bNOByNOHandover ApplyTimeBasedCPVChecks", kNoSetting},
    {"CS02bNOByNOHandover Certificate", kNoSetting},
    {"CS02bSupplierBySupplierHandover ApplyTimeBasedCPVChecks", kNoSetting},
    {"CS02bSupplierBySupplierHandover Certificate", kNoSetting},
    {"CS02bSupplierBySupplierHandover RemotePartyPrepaymentTopUpFloorSeqNumber", "no service shows this counter"},
    {"CS02bSupplierByTransCoS ApplyTimeBasedCPVChecks", kNoSetting},
    {"CS02bSupplierByTransCoS Certificate", kNoSetting},
    {"CS02bSupplierByTransCoS ImportMPxN", "for the party that changes suppliers, not for the Device"},
    {"CS02bSupplierByTransCoS SupplierPrepaymentTopUpFloorSeqNumber", "no service shows this counter"},
    {"CS02gLoadControllerBySupplier ApplyTimeBasedCPVChecks", kNoSetting},
    {"CS02gLoadControllerBySupplier Certificate", kNoSetting},
    {"CS06 FirmwareHash", "the version that runs is shown, not the hash of its image"},
    {"ECS29a AverageRMSVoltageMeasurementPeriod", "6.2.1 does not read it"},
    {"ECS29b AverageRMSVoltageMeasurementPeriod", "6.2.1 does not read it"},
    {"ECS29c AverageRMSVoltageMeasurementPeriod", "6.2.1 does not read it"},
    {"ECS29d AverageRMSVoltageMeasurementPeriod", "6.2.1 does not read it"},
    {"ECS47a StartDateTime", kNoSetting},
    {"ECS47a EndDateTime", kNoSetting},
    {"GCS01a BlockThreshold", "the request has litres, the answer cubic metres"},
    {"GCS01a NumberOfThresholds", kNoSetting},
    {"GCS24a UncontrolledGasFlowRateDecimal", "the answer has it in ten thousandths"},
    {"CCS01 InstallCode", kNoSetting},
    {"CCS01 JoinTimePeriod", kNoSetting},
    {"CCS01 RequestType", kNoSetting},
    {"CCS01 ImportMPxN", "for the inventory, not for the hub"},
    {"CCS01 SecondaryImportMPAN", "for the inventory, not for the hub"},
    {"ECS25a x81B7", "an event of polyphase meters"},
    {"ECS25b x8003", "an event of polyphase meters"},
};

// ---- comparing ----

inline void leaves_of(const Element& element, std::multimap<std::string, std::string>& out) {
  if (element.children.empty() && !element.text.empty()) out.emplace(element.name, element.text);
  for (const Element& child : element.children) leaves_of(child, out);
}

// The same number, truth or text.
inline bool same_text(const std::string& a, const std::string& b) {
  const auto number = [](const std::string& text) -> std::optional<double> {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
  };
  // Times with and without hundredths and zone; truth in both spellings.
  const auto plain = [](std::string text) {
    if (text.ends_with("Z")) text.pop_back();
    if (text.ends_with(".00")) text.resize(text.size() - 3);
    return text == "1" ? "true" : text == "0" ? "false" : text;
  };
  if (const auto x = number(a), y = number(b); x && y) return *x == *y;
  return plain(a) == plain(b);
}

// The texts of all elements at the path, which begins anywhere, in their order and with blanks between.
inline std::string texts_at(const Element& element, std::string_view path) {
  std::string out;
  const auto add = [&](std::string_view text) {
    if (!out.empty() && !text.empty()) out += " ";
    out += text;
  };
  const std::string_view first = path.substr(0, path.find('/'));
  for (const Element& child : element.children) {
    if (child.name == first) add(first == path ? child.text : child.text_at(path.substr(first.size() + 1)));
    add(texts_at(child, path));
  }
  return out;
}

inline std::string words(const Element& element) {
  std::multimap<std::string, std::string> leaves;
  leaves_of(element, leaves);
  std::string out;
  for (const auto& [name, text] : leaves) out += fmt::format("{} {}, ", name, text);
  return out;
}

// How the answer says what an element of the request says.
inline std::string expected_text(const std::string& name, const std::string& text) {
  if (name == "RemoveFromBoostButton") return text == "true" ? "false" : "true";
  if (!name.ends_with("Certificate") || name == "DeviceCertificate") return text;
  const auto der = from_base64(text);
  const auto certificate = der ? crypto::Certificate::parse(*der) : fail("no certificate");
  return certificate ? to_base64(certificate->subject_key_id()) : text;
}

// "Name text" of each element of the request that the answers have not; when it was to be is not asked for.
inline std::vector<std::string> not_shown(const Element& set, const std::vector<Element>& shown) {
  std::multimap<std::string, std::string> wanted, found;
  leaves_of(set, wanted);
  for (const Element& answer : shown) leaves_of(answer, found);
  std::vector<std::string> missing;
  for (const auto& [name, text] : wanted) {
    if (name == "ExecutionDateTime") continue;
    const auto called = kCalled.find(name);
    const auto names = called == kCalled.end() ? std::vector{name} : called->second;
    const std::string expected = expected_text(name, text);
    const auto it = std::find_if(found.begin(), found.end(), [&](const auto& f) {
      return std::find(names.begin(), names.end(), f.first) != names.end() && same_text(f.second, expected);
    });
    if (it == found.end())
      missing.push_back(name + " " + text);
    else
      found.erase(it);
  }
  return missing;
}

}  // namespace gridpost::test
