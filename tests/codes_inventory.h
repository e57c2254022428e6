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
