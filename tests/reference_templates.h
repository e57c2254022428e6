// The reference requests with their messages, and what the DSP added to them when they were made.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "catalogue/use_case.h"
#include "crypto/key_store.h"
#include "duis/request.h"
#include "gbcs/codec.h"
#include "gbcs/date_time.h"
#include "transform/supplement.h"
#include "transform/transform.h"

namespace gridpost {

namespace fs = std::filesystem;

constexpr TimeMs kSampleTime = 1420070400000;  // 2015-01-01T00:00:00Z, when the messages were made
constexpr Eui64 kBroker{0x90B3D51F30000002};
constexpr Eui64 kTransCoS{0x90B3D51F30000004};

inline std::string slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// Pre-command and command of a template, by "PRECOMMAND" and "COMMAND"; what is not there is left out.
inline std::map<std::string, gbcs::Message> messages_of(const fs::path& data, const std::string& tag) {
  std::map<std::string, gbcs::Message> messages;
  for (const auto& folder : fs::directory_iterator(data / "rtds"))
    for (const char* kind : {"PRECOMMAND", "COMMAND"}) {
      const fs::path file = folder.path() / (tag + "_" + kind + "_GBCS.HEX");
      if (!fs::exists(file)) continue;
      const auto octets = from_hex(slurp(file));
      EXPECT_TRUE(octets) << file;
      if (!octets) continue;
      auto parsed = gbcs::parse(*octets);
      EXPECT_TRUE(parsed) << file;
      if (parsed) messages[kind] = std::move(*parsed);
    }
  return messages;
}

inline void collect_certificates(const Value& value, std::vector<std::string>& out) {
  if (value.wire == Wire::Raw) out.push_back(to_base64(value.octets));
  for (const Value& item : value.items) collect_certificates(item, out);
}

inline void replace_certificates(Element& element, const std::vector<std::string>& certificates, std::size_t& next) {
  const bool holds_one = element.children.empty() && element.name.ends_with("Certificate");
  if (holds_one && next < certificates.size()) element.text = certificates[next++];
  for (Element& child : element.children) replace_certificates(child, certificates, next);
}

// The template's certificates were re-issued since the messages were made: the sample's own take their place.
inline void take_certificates(const UseCase& use_case, const gbcs::Message& sample, Element& body) {
  const auto payload = gbcs::decode_unpacked(use_case, sample);
  ASSERT_TRUE(payload);
  std::vector<std::string> certificates;
  for (const gbcs::Item& item : payload->items) collect_certificates(item.value, certificates);
  std::size_t next = 0;
  replace_certificates(body, certificates, next);
}

// Templates whose dates were chosen anew since their message was made: the element that holds each, and the name of the
// value in the message.
inline const std::map<std::string, std::vector<std::pair<std::string, std::string>>> kOtherDates = {
    {"GCS09", {{"RestrictionDateTime", "ImplementationDateTime"}}},
    {"GCS15c", {{"ReadLogPeriod/StartDateTime", "EarliestStartTime"}, {"ReadLogPeriod/EndDateTime", "LatestEndTime"}}},
    {"GCS61", {{"ReadLogPeriod/StartDateTime", "EarliestSampleTime"}}}};

inline void put_text(Element& element, std::string_view path, const std::string& text) {
  const std::size_t slash = path.find('/');
  for (Element& child : element.children) {
    if (child.name != path.substr(0, slash)) continue;
    if (slash == std::string_view::npos) child.text = text;
    if (slash != std::string_view::npos) put_text(child, path.substr(slash + 1), text);
  }
}

inline void take_dates(const UseCase& use_case, const gbcs::Message& sample, Element& body) {
  const auto dated = kOtherDates.find(use_case.name);
  if (dated == kOtherDates.end()) return;
  const auto payload = gbcs::decode_unpacked(use_case, sample);
  ASSERT_TRUE(payload);
  for (const auto& [path, name] : dated->second) {
    const Value* date = payload->find(name);
    ASSERT_TRUE(date) << use_case.name;
    put_text(body, path, iso(gbcs::time_of_zigbee(static_cast<std::uint32_t>(date->number))));
  }
  if (use_case.name != "GCS61") return;
  // Its message gives the end of the period as a number of days.
  const Value* days = payload->find("NumberOfSamples");
  ASSERT_TRUE(days);
  const TimeMs first = gbcs::time_of_zigbee(static_cast<std::uint32_t>(payload->find("EarliestSampleTime")->number));
  put_text(body, "ReadLogPeriod/EndDateTime", iso(first + (days->number - 1) * kDay));
}

// The template of ECS25a asks for other events than its message has: those of the message take their place.
inline void take_events(const UseCase& use_case, const gbcs::Message& sample, Element& body) {
  if (use_case.name != "ECS25a") return;
  const auto payload = gbcs::decode_unpacked(use_case, sample);
  ASSERT_TRUE(payload);
  const Bytes& bits = payload->find("maskAndValues")->octets;
  ASSERT_EQ(bits.size(), 64u);
  Element* common = &body.children.front().children.front();
  ASSERT_EQ(common->name, "SupplierESMECommon");
  common->children.clear();
  const auto is_set = [&](int number, int half) {
    return (bits[static_cast<std::size_t>(half * 32 + 31 - number / 8)] >> number % 8 & 1) != 0;
  };
  for (int number = 0; number < 256; ++number)
    if (is_set(number, 0)) common->add(fmt::format("x81{:02X}", number), is_set(number, 1) ? "Enable" : "Disable");
}

// A template that names the broker as its User stands for the User that the message names. (CS08)
inline RequestId asked_by(const RequestId& id, const gbcs::Header& sample) {
  if (id.originator != kBroker || !sample.party) return id;
  return {*sample.party, id.target, id.counter};
}

// What the message of a template has that its template, as it was published, has not.
inline void take_from_sample(const UseCase& use_case, const gbcs::Message& sample, Element& body) {
  // Its template has the load controller's certificates, its message those of the supplier: not another issue of them.
  if (use_case.name == "CS02gLoadControllerBySupplier") take_certificates(use_case, sample, body);
  take_dates(use_case, sample, body);
  take_events(use_case, sample, body);
}

// Null if it is not described. One name may stand for the use cases of several services: ECS47.
inline const UseCase* use_case_of_template(const std::string& tag, const gbcs::Message& sample,
                                           const std::string& variant) {
  const UseCase* named = Catalogue::instance().find(tag.substr(0, tag.find('_')));
  return named ? named : gbcs::use_case_of(sample, variant);
}

// The pre-command if the folder has one, else the command.
inline const gbcs::Message* command_of(const std::map<std::string, gbcs::Message>& messages) {
  const auto pre = messages.find("PRECOMMAND");
  if (pre != messages.end()) return &pre->second;
  const auto command = messages.find("COMMAND");
  return command == messages.end() ? nullptr : &command->second;
}

// `tag` is the name of the sample.
inline transform::Target target_of(const gbcs::Message& sample, const std::string& tag) {
  transform::Target t;
  t.id = sample.header.recipient;
  static const std::map<std::uint64_t, DeviceType> kTypes = {
      {0xA0, DeviceType::ESME},  {0xA1, DeviceType::GSME},   {0xA2, DeviceType::CHF}, {0xA3, DeviceType::GPF},
      {0xA4, DeviceType::PPMID}, {0xA5, DeviceType::HCALCS}, {0xA6, DeviceType::ESME}};
  t.type = kTypes.at(t.id.value & 0xFF);
  // Superseded use cases, of Devices of their time.
  static const std::map<std::uint16_t, std::string> kOldVersions = {
      {0x008D, "3.2"}, {0x0004, "1.1"}, {0x001F, "1.1"}, {0x003E, "1.1"}, {0x003F, "3.2"},
      {0x0046, "1.1"}, {0x007E, "1.1"}, {0x0092, "3.2"}, {0x009D, "1.1"}, {0x009E, "3.1"}};
  const auto old = kOldVersions.find(sample.header.code);
  t.gbcs_version = old == kOldVersions.end() ? "4.2" : old->second;
  static const std::set<std::string> kPolyphase = {"ECS23b", "ECS26k", "ECS29b", "ECS29d", "ECS29f"};
  const bool twin = tag.find("_TWIN_") != std::string::npos;
  t.esme_variant = twin ? "B" : kPolyphase.contains(tag.substr(0, tag.find('_'))) ? "C" : "A";
  return t;
}

// What the DSP added to the request when the sample was made: inventory and backed-up logs are not published, so they
// are read from the sample. Certificates were issued anew since: `reissued` is the key store's, of the same key.
struct Supplements {
  transform::Supplement original;
  transform::Supplement reissued;
};
inline Supplements supplements_of(const UseCase& use_case, const gbcs::Message& sample, const crypto::KeyStore& keys) {
  static const std::map<std::int64_t, DeviceType> kTypes = {{0, DeviceType::GSME},  {1, DeviceType::ESME},
                                                            {3, DeviceType::GPF},   {4, DeviceType::HCALCS},
                                                            {5, DeviceType::PPMID}, {6, DeviceType::IHD}};
  transform::Supplement out;
  Bytes reissued;
  const auto payload = gbcs::decode_unpacked(use_case, sample);
  EXPECT_TRUE(payload);
  if (!payload) return {};
  if (use_case.asks_for("$/OtherDevice")) {
    out.other_device = transform::Supplement::OtherDevice{kTypes.at(payload->find("DeviceType")->number), {}};
    if (const Value* certificate = payload->find("Certificate")) {
      const auto used = crypto::Certificate::parse(certificate->octets);
      EXPECT_TRUE(used && used->eui()) << use_case.name;
      const auto entry = keys.find(used->eui().value(), crypto::Usage::KeyAgreement, kSampleTime);
      EXPECT_TRUE(entry && entry->certificate.public_key() == used->public_key()) << use_case.name;
      out.other_device->certificate = certificate->octets;
      reissued = entry->certificate.der();
    }
  }
  if (use_case.asks_for("$/Log")) {
    transform::Supplement::Log log;
    if (const Value* han = payload->find("HANIdentifier")) log.han_identifier = han->octets;
    for (const Value& entry : payload->find("Entry")->items) {
      const Value* type = entry.find("DeviceType");
      const Value* hash = entry.find("LinkKeyHash");
      log.entries.push_back({Eui64::of(entry.find("DeviceID")->octets), type ? kTypes.at(type->number) : DeviceType(),
                             hash ? hash->octets : Bytes()});
    }
    out.log = std::move(log);
  }
  if (const Value* number = payload->find("CustomerIdentificationNumber"))
    out.customer_number = text_of(number->octets);
  if (const Value* number = payload->find("CustomerIdNumber")) out.customer_number = text_of(number->octets);
  if (use_case.name == "ECS35g" || use_case.name == "ECS25r2")
    out.user_roles = {UserRole::ED};  // the User of its template is a distributor
  Supplements both{out, out};
  if (!reissued.empty()) both.reissued.other_device->certificate = reissued;
  return both;
}

}  // namespace gridpost
