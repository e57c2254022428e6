// Messages to the DCC that the rules of the inventory refuse: 8.2 to 8.4, 8.14, 12.1 and 12.2.
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
  duis::Request r = dcc_request(s, Scene::kFirstSupplier, "8.3");
  r.body.add("DeviceID", device.text());
  return s.sign(Scene::kFirstSupplier, r);
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
  return update(s, Scene::kFirstSupplier, device, choice, {}, fields);
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
  return hub_report(s, Scene::kFirstSupplier, "8.14.2", s.home().hub.chf,
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
  return hub_report(s, Scene::kFirstSupplier, "8.14.3", s.home().hub.chf,
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

// 8.2 with one choice.
inline Attempt search(Scene& s, const std::string& choice, const std::string& text) {
  duis::Request r = dcc_request(s, Scene::kFirstSupplier, "8.2");
  r.body.add(choice, text);
  return s.sign(Scene::kFirstSupplier, r);
}
// A service of the DSP that the grammar knows, and that is not offered.
inline Attempt schedule(Scene& s) {
  duis::Request r = dcc_request(s, Scene::kFirstSupplier, "5.2");
  r.body.add("DSPScheduleID", "1");
  return s.sign(Scene::kFirstSupplier, r);
}
// Two Devices carry the same metering point: the meter, and one that stands behind no hub.
inline Attempt search_of_two_premises(Scene& s) {
  duis::Request r = dcc_request(s, Scene::kFirstSupplier, "8.4");
  r.body.add("DeviceID", s.left().id.text());
  r.body.add("UpdateMPxN").add("ImportMPxN", s.meter().mpxn);
  s.succeed(r, s.left());
  return search(s, "MPxN", s.meter().mpxn);
}

// 12.2 of a Device that is not in the inventory, its body changed.
inline Attempt notification(Scene& s, devices::WorldDevice device, const std::function<void(Element&)>& change = {}) {
  device.id = Eui64{device.id.value ^ 0xFF00};
  duis::Request r = app::pre_notification({s.id_of(Scene::kFirstSupplier), s.stage().world().broker}, device);
  if (change) change(r.body);
  return s.sign(Scene::kFirstSupplier, r);
}
inline void drop(Element& body, std::string_view element) {
  std::erase_if(body.children, [&](const Element& e) { return e.name == element; });
}

inline std::vector<Case> search_and_notification_cases() {
  return {
      {"SearchOfAnUnknownDevice", rule::kFound,
       [](Scene& s) { return search(s, "DeviceID", Eui64{s.meter().id.value ^ 0xFF00}.text()); }},
      {"ServiceThatIsNotOffered", rule::kNonDeviceKnown, schedule, "5.2 is not offered"},
      {"SearchOfTwoPremises", rule::kOnePremises, search_of_two_premises, "2 premises"},
      {"NotifiedTwice", rule::kNewDevice,
       [](Scene& s) {
         duis::Request r = app::pre_notification({s.id_of(Scene::kFirstSupplier), s.stage().world().broker}, s.meter());
         return s.sign(Scene::kFirstSupplier, r);
       }},
      {"NotifiedOfNoListedModel", rule::kModelListed,
       [](Scene& s) {
         devices::WorldDevice device = s.meter();
         device.firmware_version = "FFFFFFFF";
         return notification(s, device);
       },
       "FFFFFFFF"},
      {"NotifiedModelThatLeftTheList", rule::kModelListed, [](Scene& s) { return notification(s, s.recalled()); }},
      {"NotifiedWithTheProxyOfAHub", rule::kGasProxy,
       [](Scene& s) {
         return notification(s, s.meter(),
                             [](Element& body) { body.add("AssociatedGPFDeviceID", Eui64{0xFF}.text()); });
       },
       "ESME"},
      {"NotifiedWithoutVariant", rule::kDeviceDetails,
       [](Scene& s) { return notification(s, s.meter(), [](Element& body) { drop(body, "ESMEVariant"); }); },
       "ESMEVariant is missing"},
      {"NotifiedWithoutFirmware", rule::kDeviceDetails,
       [](Scene& s) { return notification(s, s.display(), [](Element& body) { drop(body, "FirmwareVersion"); }); },
       "FirmwareVersion is missing"},
  };
}

inline std::vector<Case> hub_and_coverage_cases() {
  return {
      {"ReportAboutAMeter", rule::kHubReported,
       [](Scene& s) { return hub_installed(s, Scene::kFirstSupplier, s.meter().id); }, "ESME"},
      {"ReportWithAPointOfAnother", rule::kHubMpxn,
       [](Scene& s) { return hub_installed(s, Scene::kOtherSupplier, s.home().hub.chf); }},
      {"InstalledTomorrow", rule::kHubInstallDate,
       [](Scene& s) {
         return hub_installed(s, Scene::kFirstSupplier, s.home().hub.chf, iso(s.stage().world_now() + kDay));
       },
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

// 8.6: the rule that ended it is not in force in this scene.
inline Attempt opt_in(Scene& s, std::size_t user, Eui64 device, const std::string& mpxn, TimeMs date) {
  duis::Request r = dcc_request(s, user, "8.6");
  r.body.add("DeviceID", device.text());
  r.body.add("DeviceType", "ESME");
  r.body.add("MPxNs").add("ImportMPxN", mpxn);
  r.body.add("OptInDate", iso_date(date));
  return s.sign(user, r);
}

inline std::vector<Case> opt_in_cases() {
  return {
      {"OptedInTomorrow", rule::kOptInDate,
       [](Scene& s) {
         return opt_in(s, Scene::kFirstSupplier, s.withdrawn(), s.meter().mpxn, s.stage().world_now() + 2 * kDay);
       },
       "ahead"},
      {"OptedInAtAPointOfAnother", rule::kOptInMpxn,
       [](Scene& s) {
         return opt_in(s, Scene::kOtherSupplier, s.withdrawn(), s.meter().mpxn, s.stage().world_now() - kDay);
       }},
      {"OptedInThatNeverLeft", rule::kOptInEnrolled,
       [](Scene& s) {
         return opt_in(s, Scene::kFirstSupplier, s.meter().id, s.meter().mpxn, s.stage().world_now() - kDay);
       },
       "not Withdrawn"},
      {"OptedInOfNoListedModel", rule::kOptInModelListed,
       [](Scene& s) {
         return opt_in(s, Scene::kFirstSupplier, s.withdrawn_unlisted(), s.meter().mpxn, s.stage().world_now() - kDay);
       },
       "0000FFFF"},
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
       [=](Scene& s) { return update(s, Scene::kFirstSupplier, s.meter().id, kStatus, "Pending"); }, "Commissioned"},
      {"HubStatusOfAMeter", rule::kUpdateStatusType,
       [](Scene& s) { return update(s, Scene::kFirstSupplier, s.meter().id, "UpdateDeviceStatusCH", "Commissioned"); }},
      {"DetailsOfNoListedModel", rule::kUpdateModelListed,
       [=](Scene& s) {
         return update(s, s.pending().id, kDetails, {{"FirmwareVersion", "FFFFFFFF"}});
       },
       "FFFFFFFF"},
      {"DeletedByAnother", rule::kUpdateNotifier,
       [](Scene& s) { return update(s, Scene::kOtherSupplier, s.pending().id, "DeleteDevice", {}); }},
      {"DeletedWhileCommissioned", rule::kUpdatePending,
       [](Scene& s) { return update(s, Scene::kFirstSupplier, s.meter().id, "DeleteDevice", {}); }, "not Pending"},
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
