// Messages that the rules of the inventory refuse: 8.3 and 8.4.
#pragma once

#include "catalogue/services.h"
#include "codes_scene.h"

namespace gridpost::test {

// A request to the DCC, without its body's content.
inline duis::Request dcc_request(Scene& s, std::size_t user, std::string_view variant) {
  const catalogue::Service& service = *catalogue::find_service(variant);
  duis::Request r;
  r.schema_version = "5.4";
  r.id = {s.id_of(user), s.stage().world().broker, 0};
  r.command_variant = 8;
  r.reference = service.reference();
  r.variant = variant;
  r.body.name = service.body_element;
  return r;
}

inline Attempt decommission(Scene& s, Eui64 device) {
  duis::Request r = dcc_request(s, Scene::kSupplier, "8.3");
  r.body.add("DeviceID", device.text());
  return s.sign(Scene::kSupplier, r);
}

using Fields = std::vector<std::pair<std::string, std::string>>;

// 8.4 with one choice: a text, or fields.
inline Attempt update(Scene& s, std::size_t user, Eui64 device, const std::string& choice, const std::string& text,
                      const Fields& fields = {}) {
  duis::Request r = dcc_request(s, user, "8.4");
  r.body.add("DeviceID", device.text());
  Element& e = r.body.add(choice, text);
  for (const auto& [name, value] : fields) e.add(name, value);
  return s.sign(user, r);
}

inline Attempt update(Scene& s, Eui64 device, const std::string& choice, const Fields& fields) {
  return update(s, Scene::kSupplier, device, choice, {}, fields);
}

// 8.14: the body in its order; a value that is empty is left out.
inline Attempt hub_report(Scene& s, std::size_t user, std::string_view variant, Eui64 hub, const Fields& fields) {
  duis::Request r = dcc_request(s, user, variant);
  r.body.add("DeviceID", hub.text());
  for (const auto& [name, value] : fields)
    if (!value.empty()) r.body.add(name, value);
  return s.sign(user, r);
}
inline Attempt hub_installed(Scene& s, std::size_t user, Eui64 hub, const std::string& at = {}) {
  return hub_report(s, user, "8.14.1", hub,
                    {{"CHFInstallType", "New CHF Install"},
                     {"InstallDateTime", at},
                     {"MPxN", s.meter().mpxn},
                     {"AerialInstall", "false"},
                     {"CHFLocation", "Deep indoors"}});
}
inline Attempt hub_without_wan(Scene& s) {
  return hub_report(s, Scene::kSupplier, "8.14.2", s.home().hub.chf,
                    {{"CHFInstallType", "CHF Install - no SM WAN"},
                     {"MPxN", s.meter().mpxn},
                     {"AerialInstall", "false"},
                     {"CHFLocation", "Basement or Cellar"},
                     {"PremiseType", "Low Rise Apartment (MDU <= 5 floors)"},
                     {"MetalObstructionCheck", "true"},
                     {"ConnectivityObstructionCheck", "true"},
                     {"SharedObstructionCheck", "false"}});
}
inline Attempt hub_fault(Scene& s, Eui64 other) {
  return hub_report(s, Scene::kSupplier, "8.14.3", s.home().hub.chf,
                    {{"CHFFaultReturnType", "Fault identified post installation"},
                     {"OtherDeviceID", other.text()},
                     {"CHFConnectionMethod", "Hot-shoe"},
                     {"CHFFaultReason", "LED Fault"}});
}

// 12.1
inline Attempt wan_matrix(Scene& s, const std::string& post_code, const std::string& address) {
  duis::Request r = dcc_request(s, Scene::kNetworkOperator, "12.1");
  Element& place = r.body.add("PartialAddress");
  place.add("PostCode", post_code);
  place.add("AddressIdentifier", address);
  return s.sign(Scene::kNetworkOperator, r);
}

// A request to a Device that names another one.
inline Attempt naming(Scene& s, std::string_view variant, Eui64 target, const std::string& element, Eui64 other,
                      std::size_t user = Scene::kSupplier) {
  duis::Request r = dcc_request(s, user, variant);
  r.id.target = target;
  r.command_variant = catalogue::find_service(variant)->critical ? 4 : 1;
  r.body.add(element, other == Eui64{} ? "" : other.text());
  return s.sign(user, r);
}

// 8.11 with an install code of nine octets.
inline Attempt odd_install_code(Scene& s) {
  devices::WorldDevice device = s.pending();
  device.install_code = "001122334455667788";
  duis::Request r = app::add_to_device_log({s.id_of(Scene::kSupplier), s.stage().world().homes[1].hub.chf}, device);
  return s.sign(Scene::kSupplier, r);
}

// 8.13 with an answer that is none: the octets do not matter before the request is known.
inline Attempt brought_back(Scene& s, const RequestId& original, const std::string& octets = "AAAA") {
  duis::Request r = dcc_request(s, Scene::kSupplier, "8.13");
  r.body.add("OriginalRequestID", original.text());
  r.body.add("DeviceGBCSResponse", octets);
  return s.sign(Scene::kSupplier, r);
}

// An answer in form, of a Device that was not asked.
inline std::string some_answer(Scene& s) {
  gbcs::Message m;
  m.header.cra = gbcs::Cra::Response;
  m.header.counter = 1;
  m.header.originator = s.meter().id;
  m.header.recipient = s.id_of(Scene::kSupplier);
  m.header.code = 0x0027;
  m.content = {1, 2, 3};
  m.signature = Bytes();
  m.mac.emplace();
  return to_base64(gbcs::write(m));
}

// A request with this Command Variant that was accepted.
inline RequestId accepted(Scene& s, int command_variant) {
  duis::Request r = app::read_registers({s.id_of(Scene::kSupplier), s.meter().id});
  r.command_variant = command_variant;
  r.id.counter = s.client(Scene::kSupplier).next_counter();
  must(s.client(Scene::kSupplier).send(r, {}));
  return r.id;
}

inline std::vector<Case> returned_cases() {
  return {
      {"ReturnedWithoutRequest", rule::kReturnedRequest,
       [](Scene& s) {
         return brought_back(s, {s.id_of(Scene::kSupplier), s.meter().id, 1}, some_answer(s));
       }},
      {"ReturnedAnswerOfTheWan", rule::kReturnedLocal,
       [](Scene& s) { return brought_back(s, accepted(s, 1), some_answer(s)); }, "Command Variant 1"},
      {"ReturnedNoise", rule::kReturnedAnswer, [](Scene& s) { return brought_back(s, accepted(s, 2)); }},
      {"ReturnedAnswerOfAnother", rule::kReturnedAnswer,
       [](Scene& s) { return brought_back(s, accepted(s, 2), some_answer(s)); }},
  };
}

inline std::vector<Case> join_and_log_cases() {
  const auto chf = [](Scene& s, std::size_t home) { return s.stage().world().homes[home].hub.chf; };
  const auto gpf = [](Scene& s, std::size_t home) { return s.stage().world().homes[home].hub.gpf; };
  const auto unknown = [](Scene& s) { return Eui64{s.meter().id.value ^ 0xFF00}; };
  return {
      {"OddInstallCode", rule::kLogInstallCode, odd_install_code, "9"},
      {"JoinWithAnUnknownDevice", rule::kJoinOther,
       [=](Scene& s) { return naming(s, "8.7.1", s.meter().id, "OtherDeviceID", unknown(s)); }},
      {"JoinByTheOtherService", rule::kJoinVariant,
       [](Scene& s) { return naming(s, "8.7.2", s.meter().id, "OtherDeviceID", s.display().id); }, "8.7.1"},
      {"UnjoinOfStrangers", rule::kUnjoinJoined,
       [=](Scene& s) { return naming(s, "8.8.2", s.meter().id, "OtherDeviceID", gpf(s, 0)); }, "not joined"},
      {"UnjoinByTheOtherService", rule::kUnjoinVariant,
       [](Scene& s) { return naming(s, "8.8.2", s.meter().id, "OtherDeviceID", s.display().id); }, "8.8.1"},
      {"SecurityDetailsOfAMeter", rule::kSecurityDetails,
       [](Scene& s) { return naming(s, "8.9", s.meter().id, "ReadSecurityDetails", {}); }},
      {"SecurityDetailsForOthers", rule::kSecurityDetailsRole,
       [=](Scene& s) { return naming(s, "8.9", chf(s, 0), "ReadSecurityDetails", {}, Scene::kOtherUser); }},
      {"RestoreOfAnUnknownHub", rule::kRestoreOld,
       [=](Scene& s) { return naming(s, "8.12.1", chf(s, 0), "OldCHFID", unknown(s)); }},
      {"RestoreOnAHubInUse", rule::kRestoreFresh,
       [=](Scene& s) { return naming(s, "8.12.1", chf(s, 2), "OldCHFID", chf(s, 0)); }, "not empty"},
      {"RestoreInAnotherHome", rule::kRestorePremises,
       [=](Scene& s) { return naming(s, "8.12.2", gpf(s, 4), "OldGPFID", gpf(s, 0)); }},
      {"RestoreOfAProxyWithoutJoins", rule::kRestoreProxyLog,
       [=](Scene& s) { return naming(s, "8.12.2", gpf(s, 2), "OldGPFID", gpf(s, 4)); }, "nothing"},
      {"RestoreTwice", rule::kRestoreOnce,
       [=](Scene& s) { return naming(s, "8.12.2", gpf(s, 2), "OldGPFID", gpf(s, 0)); }, "already"},
  };
}

inline std::vector<Case> hub_and_coverage_cases() {
  return {
      {"ReportAboutAMeter", rule::kHubReported,
       [](Scene& s) { return hub_installed(s, Scene::kSupplier, s.meter().id); }, "ESME"},
      {"ReportWithAPointOfAnother", rule::kHubMpxn,
       [](Scene& s) { return hub_installed(s, Scene::kOtherSupplier, s.home().hub.chf); }},
      {"InstalledTomorrow", rule::kHubInstallDate,
       [](Scene& s) { return hub_installed(s, Scene::kSupplier, s.home().hub.chf, iso(s.stage().world_now() + kDay)); },
       "ahead"},
      {"ReturnWithUnknownOther", rule::kHubOther,
       [](Scene& s) { return hub_fault(s, Eui64{s.meter().id.value ^ 0xFF00}); }},
      {"NoWanOfACommissionedHub", rule::kHubInContact, hub_without_wan, "Commissioned"},
      {"PlaceOutsideTheTable", rule::kAddressKnown, [](Scene& s) { return wan_matrix(s, "AB1 2CD", "1"); }},
      {"AddressOfTwoPlaces", rule::kAddressUnique,
       [](Scene& s) { return wan_matrix(s, s.home().post_code, Scene::kTwoHomes); }},
      {"PostCodeWithoutForm", rule::kAddressForm, [](Scene& s) { return wan_matrix(s, "AB1-2C", "1"); }, "AB1-2C"},
  };
}

inline std::vector<Case> inventory_cases() {
  const std::string kStatus = "UpdateDeviceStatusExceptCH", kDetails = "UpdateDeviceDetails";
  const auto mpxn = [](Scene& s, const std::string& field, const std::string& value) {
    return update(s, s.meter().id, "UpdateMPxN", {{field, value}});
  };
  return {
      {"DecommissionedWhilePending", rule::kDecommissionStatus,
       [](Scene& s) { return decommission(s, s.pending().id); }, "Pending"},
      {"DecommissionedHub", rule::kDecommissionType, [](Scene& s) { return decommission(s, s.home().hub.chf); },
       "8.14.3"},
      {"StatusByAnotherSupplier", rule::kResponsibleSupplier,
       [=](Scene& s) { return update(s, Scene::kOtherSupplier, s.meter().id, kStatus, "Pending"); }},
      {"PendingAgainWhileCommissioned", rule::kUpdateStatusFrom,
       [=](Scene& s) { return update(s, Scene::kSupplier, s.meter().id, kStatus, "Pending"); }, "Commissioned"},
      {"HubStatusOfAMeter", rule::kUpdateStatusType,
       [](Scene& s) { return update(s, Scene::kSupplier, s.meter().id, "UpdateDeviceStatusCH", "Commissioned"); }},
      {"DetailsOfNoListedModel", rule::kUpdateModelListed,
       [=](Scene& s) {
         return update(s, s.pending().id, kDetails, {{"FirmwareVersion", "FFFFFFFF"}});
       },
       "FFFFFFFF"},
      {"DeletedByAnother", rule::kUpdateNotifier,
       [](Scene& s) { return update(s, Scene::kOtherSupplier, s.pending().id, "DeleteDevice", {}); }},
      {"DeletedWhileCommissioned", rule::kUpdatePending,
       [](Scene& s) { return update(s, Scene::kSupplier, s.meter().id, "DeleteDevice", {}); }, "not Pending"},
      {"PointOfAnotherSupplier", rule::kUpdateMpxnRegistered,
       [=](Scene& s) { return mpxn(s, "ImportMPxN", s.stage().world().homes[3].devices[0].mpxn); }},
      {"GasPointOfAnElectricityMeter", rule::kUpdateMpxnForm,
       [=](Scene& s) { return mpxn(s, "ImportMPxN", s.home().devices[1].mpxn); }},
      {"SecondaryPointOfOneElement", rule::kUpdateMpxnVariant,
       [=](Scene& s) { return mpxn(s, "SecondaryImportMPAN", s.meter().mpxn); }, "twin"},
      {"VariantOfADisplay", rule::kUpdateVariantType,
       [=](Scene& s) {
         return update(s, s.display().id, kDetails, {{"ESMEVariant", "A"}});
       },
       "PPMID"},
      {"FirmwareOfASimpleDisplay", rule::kUpdateFirmware,
       [=](Scene& s) {
         return update(s, s.simple_display().id, kDetails, {{"FirmwareVersion", "00000001"}});
       }},
      {"MoreThanTheVariant", rule::kUpdateVariantAlone,
       [=](Scene& s) {
         return update(s, s.meter().id, kDetails, {{"FirmwareVersion", "05020002"}, {"ESMEVariant", "B"}});
       },
       "alone"},
  };
}

}  // namespace gridpost::test
