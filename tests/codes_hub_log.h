// Messages about joins, device logs and answers that Users bring back, which the rules refuse: 8.7 to 8.9, 8.11
// to 8.13.
#pragma once

#include "codes_inventory.h"

namespace gridpost::test {

// A request to a Device that names another one.
inline Attempt naming(Scene& s, std::string_view variant, Eui64 target, const std::string& element, Eui64 other,
                      std::size_t user = Scene::kFirstSupplier) {
  duis::Request r = request_naming(variant, s.id_of(user), target, element, other == Eui64{} ? "" : other.text());
  return s.sign(user, r);
}

// 8.11 with an install code of nine octets.
inline Attempt odd_install_code(Scene& s) {
  devices::WorldDevice device = s.pending();
  device.install_code = "001122334455667788";
  duis::Request r =
      app::add_to_device_log({s.id_of(Scene::kFirstSupplier), s.stage().world().homes[1].hub.chf}, device);
  return s.sign(Scene::kFirstSupplier, r);
}

// 8.11: an Add, its body changed.
inline Attempt added(Scene& s, Eui64 hub, const devices::WorldDevice& device,
                     const std::function<void(Element&)>& change = {}) {
  duis::Request r = app::add_to_device_log({s.id_of(Scene::kFirstSupplier), hub}, device);
  if (change) change(r.body);
  return s.sign(Scene::kFirstSupplier, r);
}
inline Attempt added_to_first_home(Scene& s, const devices::WorldDevice& device,
                                   const std::function<void(Element&)>& change = {}) {
  return added(s, s.home().hub.chf, device, change);
}
// The same of another identifier.
inline devices::WorldDevice named(devices::WorldDevice device, Eui64 id) {
  device.id = id;
  return device;
}

inline std::vector<Case> hub_log_cases() {
  const auto unknown = [](Scene& s) { return Eui64{s.meter().id.value ^ 0xFF00}; };
  return {
      {"AddOfAnUnknownDevice", rule::kLogDeviceKnown,
       [=](Scene& s) { return added_to_first_home(s, named(s.display(), unknown(s))); }},
      {"AddOfAGasProxy", rule::kLogDeviceStatus,
       [](Scene& s) { return added_to_first_home(s, named(s.display(), s.home().hub.gpf)); }, "GPF"},
      {"AddOfAModelThatLeftTheList", rule::kLogModelListed,
       [](Scene& s) { return added_to_first_home(s, s.recalled()); }},
      {"AddWithoutDetails", rule::kLogRequestForm,
       [](Scene& s) {
         return added_to_first_home(s, s.simple_display(),
                                    [](Element& body) { drop(body, "AddDeviceToCHFWhitelist"); });
       },
       "Add without"},
      {"RemoveWithDetails", rule::kLogRequestForm,
       [](Scene& s) {
         return added_to_first_home(s, s.display(), [](Element& body) { body.children.at(1).text = "Remove"; });
       },
       "Remove with"},
      {"AddWithThePointOfAnother", rule::kLogMpxn,
       [](Scene& s) {
         return added_to_first_home(s, s.pending(), [&](Element& body) {
           body.children.back().children.back().text = s.full_home().devices[0].mpxn;
         });
       }},
      {"AddToASecondLog", rule::kLogOtherHub,
       [](Scene& s) { return added(s, s.stage().world().homes[2].hub.chf, s.meter()); }},
      {"AddToAFullLog", rule::kLogFull, [](Scene& s) { return added(s, s.full_home().hub.chf, s.simple_display()); },
       "16"},
      {"RemoveOfWhoIsNotThere", rule::kLogEntry,
       [](Scene& s) {
         duis::Request r =
             app::remove_from_device_log({s.id_of(Scene::kFirstSupplier), s.home().hub.chf}, s.joined().id);
         return s.sign(Scene::kFirstSupplier, r);
       }},
  };
}

// 8.13 with an answer that is none: the octets do not matter before the request is known.
inline Attempt brought_back(Scene& s, const RequestId& original, const std::string& octets = "AAAA") {
  duis::Request r = dcc_request(s, Scene::kFirstSupplier, "8.13");
  r.body.add("OriginalRequestID", original.text());
  r.body.add("DeviceGBCSResponse", octets);
  return s.sign(Scene::kFirstSupplier, r);
}

// An answer in form, of a Device that was not asked.
inline std::string some_answer(Scene& s) {
  gbcs::Message m;
  m.header.cra = gbcs::Cra::Response;
  m.header.counter = 1;
  m.header.originator = s.meter().id;
  m.header.recipient = s.id_of(Scene::kFirstSupplier);
  m.header.code = 0x0027;
  m.content = {1, 2, 3};
  m.signature = Bytes();
  m.mac.emplace();
  return to_base64(gbcs::write(m));
}

// A request with this Command Variant that was accepted and answered.
inline RequestId answered(Scene& s, int command_variant) {
  duis::Request r = app::read_registers({s.id_of(Scene::kFirstSupplier), s.meter().id});
  r.command_variant = command_variant;
  r.id.counter = s.client(Scene::kFirstSupplier).next_counter();
  must(s.client(Scene::kFirstSupplier).send(r, {}));
  return r.id;
}

inline std::vector<Case> returned_cases() {
  return {
      {"ReturnedWithoutRequest", rule::kReturnedRequest,
       [](Scene& s) {
         return brought_back(s, {s.id_of(Scene::kFirstSupplier), s.meter().id, 1}, some_answer(s));
       }},
      {"ReturnedAnswerOfTheWan", rule::kReturnedLocal,
       [](Scene& s) { return brought_back(s, answered(s, 1), some_answer(s)); }, "Command Variant 1"},
      {"ReturnedNoise", rule::kReturnedAnswer, [](Scene& s) { return brought_back(s, answered(s, 2)); }},
      {"ReturnedAnswerOfAnother", rule::kReturnedAnswer,
       [](Scene& s) { return brought_back(s, answered(s, 2), some_answer(s)); }},
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
      {"JoinWithALostDevice", rule::kJoinLog,
       [](Scene& s) { return naming(s, "8.7.2", s.home_of_the_lost().devices[0].id, "OtherDeviceID", s.lost().id); }},
      {"JoinWithoutCertificate", rule::kPartnerCertificate,
       [](Scene& s) { return naming(s, "8.7.2", s.display().id, "OtherDeviceID", s.stranger().id); }},
      {"UnjoinOfALostDevice", rule::kUnjoinLog,
       [](Scene& s) { return naming(s, "8.8.2", s.home_of_the_lost().devices[0].id, "OtherDeviceID", s.lost().id); }},
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
      {"RestoreOfALogWithoutKeys", rule::kRestoreBackup,
       [=](Scene& s) { return naming(s, "8.12.1", chf(s, 1), "OldCHFID", chf(s, 5)); }},
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

}  // namespace gridpost::test
