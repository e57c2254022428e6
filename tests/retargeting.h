// The reference requests, made requests of our Users to our Devices: identities, dates, certificates and tokens become
// ours.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

#include "duis/xml.h"
#include "home_of_devices.h"
#include "reference_templates.h"

namespace gridpost::test {

inline std::optional<DeviceType> type_of(Eui64 reference) {
  static const std::map<std::uint64_t, DeviceType> kTypes = {
      {0xA0, DeviceType::ESME},  {0xA1, DeviceType::GSME},   {0xA2, DeviceType::CHF}, {0xA3, DeviceType::GPF},
      {0xA4, DeviceType::PPMID}, {0xA5, DeviceType::HCALCS}, {0xA6, DeviceType::ESME}};
  const auto it = kTypes.find(reference.value & 0xFF);
  return it == kTypes.end() ? std::nullopt : std::optional(it->second);
}

// A Device that the use case may be about beside its target.
inline DeviceType partner_type(const UseCase& use_case, DeviceType target) {
  for (const auto& [type, others] : use_case.partners) {
    if (type != target) continue;
    for (int i = 0; i < catalogue::kDeviceTypes; ++i)
      if (others.has(static_cast<DeviceType>(i)) && static_cast<DeviceType>(i) != DeviceType::IHD)
        return static_cast<DeviceType>(i);
  }
  return target == DeviceType::ESME ? DeviceType::PPMID : DeviceType::ESME;
}

// When a command takes effect that is dated later than that.
constexpr TimeMs kAhead = 2 * kDay;

// A hub that was replaced.
constexpr Eui64 kOldHub{0x02475011000000F1}, kOldProxy{0x02475012000000F1};

class Retargeting {
 public:
  Retargeting(HomeOfDevices& home, const UseCase& use_case, DeviceType target)
      : home_(home), other_(partner_type(use_case, target)), target_(target) {}

  DeviceType other() const { return other_; }
  // Certificates that the request does not say a role of are of this one.
  void certificates_of(int role) { role_ = role; }
  void install(const Bytes& device_certificate) { device_certificate_ = to_base64(device_certificate); }
  // Devices and dates of the template are the home's and of its time; certificates and tokens are our own.
  void apply(Element& element, std::uint64_t counter) {
    if (element.children.empty()) replace(element, counter);
    for (Element& child : element.children) apply(child, counter);
    role_of(element);
  }
  void roles(const Element& element) {
    if (element.name == "RemotePartyRole") role_of(element);
    for (const Element& child : element.children) roles(child);
  }

 private:
  void role_of(const Element& element) {
    if (element.name != "RemotePartyRole") return;
    static const std::map<std::string, int> kRoles = {{"Supplier", crypto::role::kSupplier},
                                                      {"NetworkOperator", crypto::role::kNetworkOperator},
                                                      {"LoadController", crypto::role::kLoadController}};
    if (const auto it = kRoles.find(element.text); it != kRoles.end()) role_ = it->second;
  }
  Eui64 party() const {
    return role_ == crypto::role::kNetworkOperator       ? home_.network_operator()
           : role_ == crypto::role::kLoadController      ? kControllerParty
           : role_ == crypto::role::kAccessControlBroker ? home_.broker()
                                                         : home_.supplier();
  }
  static std::string text_of(const crypto::KeyEntryPtr& entry) { return to_base64(entry->certificate.der()); }

  void replace(Element& element, std::uint64_t counter) {
    if (element.name.ends_with("Certificate")) {
      element.text = certificate(element.name);
    } else if (element.name == "UTRN") {
      element.text = home_.utrn(target_, counter);
    } else if (element.name == "OldCHFID" || element.name == "OldGPFID") {
      element.text = (element.name == "OldCHFID" ? kOldHub : kOldProxy).text();
    } else if (element.name == "ImportMPxN" || element.name == "ImportMPRN") {
      element.text = mpxn();
    } else if (element.name == "SecondaryImportMPAN") {
      element.text = home_.world().homes[0].devices[0].mpxn;
    } else if (element.name == "TolerancePeriod") {
      element.text = "86400";  // a gas meter wakes late
    } else if (element.name == "InstallCode") {
      for (const devices::WorldDevice& d : home_.world().homes[0].devices)
        if (d.id == home_.id_of(other_)) element.text = d.install_code;
    } else if (element.name.ends_with("DateTime")) {
      shift(element);
    } else if (const auto id = Eui64::parse(element.text); id && element.text.size() == 23) {
      element.text = home_.id_of(type_of(*id).value_or(other_)).text();
      if (element.name == "OtherDeviceID") element.text = home_.id_of(other_).text();
    }
  }
  // Of the meter that is asked, or put on a log.
  std::string mpxn() const {
    for (const devices::WorldDevice& d : home_.world().homes[0].devices)
      if (d.id == home_.id_of(target_ == DeviceType::CHF ? other_ : target_)) return d.mpxn;
    return {};
  }
  std::string certificate(std::string_view name) {
    if (name == "Certificate") return text_of(home_.pki().issuing());
    if (name == "DeviceCertificate") return device_certificate_;
    if (name == "KeyAgreementTopUpCertificate")
      return text_of(home_.issue(party(), role_, crypto::Usage::KeyAgreement, "again-pp-ka"));
    const bool signs = name.starts_with("DigitalSigning");
    return text_of(
        home_.issue(party(), role_, signs ? crypto::Usage::DigitalSignature : crypto::Usage::KeyAgreement, "again"));
  }
  void shift(Element& element) const {
    const auto at = parse_date_time(element.text);
    constexpr TimeMs kFarOff = 1861920000000;  // 2029
    constexpr TimeMs kNever = 32503680000000;  // 3000
    if (at && *at < kNever && element.name == "ExecutionDateTime")
      element.text = iso(home_.now() + kAhead);
    else if (at && *at < kFarOff)
      element.text = iso(*at + (home_.now() - kSampleTime));
  }

  std::string device_certificate_;
  HomeOfDevices& home_;
  DeviceType other_;
  DeviceType target_;
  int role_ = crypto::role::kSupplier;
};

struct Template {
  std::string tag;
  duis::Request request;
  const UseCase* use_case = nullptr;
  transform::Target target;
};

// Those of services for Devices.
inline std::vector<Template> templates(const fs::path& data) {
  std::vector<Template> out;
  for (const auto& entry : fs::directory_iterator(data / "duis-templates")) {
    const std::string name = entry.path().filename().string();
    const std::size_t end = name.find("_REQUEST_DUIS");
    if (end == std::string::npos) continue;
    const auto document = duis::parse(slurp(entry.path()));
    auto request = document ? duis::read_request(*document) : tl::unexpected(document.error());
    EXPECT_TRUE(request) << name << ": " << request.error().text();
    if (!request) continue;
    Template t{name.substr(0, end), std::move(*request), nullptr, {}};
    t.use_case = Catalogue::instance().find(t.tag.substr(0, t.tag.find('_')));
    const auto messages = messages_of(data, t.tag);
    const gbcs::Message* sample = command_of(messages);
    if (!t.use_case && sample) t.use_case = gbcs::use_case_of(*sample, t.request.variant);
    const auto type = type_of(t.request.id.target);
    if (!t.use_case || !type) {
      fmt::print("not for Devices: {}\n", t.tag);
      continue;
    }
    gbcs::Message like;
    like.header.code = t.use_case->code;
    like.header.recipient = t.request.id.target;
    t.target = target_of(like, t.tag);
    out.push_back(std::move(t));
  }
  std::sort(out.begin(), out.end(), [](const Template& a, const Template& b) { return a.tag < b.tag; });
  return out;
}

}  // namespace gridpost::test
