// Messages that the rules of access control refuse.
#pragma once

#include "codes_scene.h"

namespace gridpost::test {

inline duis::Request read_meter(Scene& s, std::size_t user) {
  return app::read_registers({s.id_of(user), s.meter().id});
}

inline Attempt read_by(Scene& s, std::size_t user, const std::function<void(duis::Request&)>& change = {}) {
  duis::Request request = read_meter(s, user);
  if (change) change(request);
  return s.sign(user, request);
}

inline std::vector<Case> access_cases() {
  using R = duis::Request;
  return {
      {"UnknownUser", rule::kUserKnown, [](Scene& s) { return read_by(s, Scene::kUnknown); }},
      {"RoleNotInMatrix", rule::kRoleInMatrix, [](Scene& s) { return read_by(s, Scene::kOtherUser); }, "4.1.1"},
      {"SuspendedUser", rule::kUserInOperation, [](Scene& s) { return read_by(s, Scene::kSuspended); }, "suspended"},
      {"NotRegistered", rule::kEligibility, [](Scene& s) { return read_by(s, Scene::kOtherSupplier); },
       "not registered"},
      {"PendingDevice", rule::kStatus,
       [](Scene& s) { return read_by(s, Scene::kFirstSupplier, [&](R& r) { r.id.target = s.pending().id; }); },
       "Pending"},
      {"CommissionedTwice", rule::kStatus,
       [](Scene& s) {
         R request = app::commission({s.id_of(Scene::kFirstSupplier), s.meter().id}, s.stage().world_now(), 86400);
         return s.sign(Scene::kFirstSupplier, request);
       },
       "Commissioned"},
      {"WrongDeviceType", rule::kDeviceType,
       [](Scene& s) { return read_by(s, Scene::kFirstSupplier, [&](R& r) { r.id.target = s.display().id; }); },
       "PPMID"},
      {"VariantOfAnotherKind", rule::kCommandVariant,
       [](Scene& s) { return read_by(s, Scene::kFirstSupplier, [](R& r) { r.command_variant = 8; }); }},
      {"ReferenceOfAnotherService", rule::kBodyMatchesReference,
       [](Scene& s) { return read_by(s, Scene::kFirstSupplier, [](R& r) { r.reference = "4.18"; }); }, "4.18"},
      {"BodyOfAnotherService", rule::kBodyMatchesReference,
       [](Scene& s) { return read_by(s, Scene::kFirstSupplier, [](R& r) { r.body.name = "ReadMeterBalance"; }); },
       "ReadMeterBalance"},
      {"WrongWebService", rule::kWebService,
       [](Scene& s) {
         Attempt a = read_by(s, Scene::kFirstSupplier);
         a.posted_as = 8;
         return a;
       }},
      {"LocalCommandByNetworkOperator", rule::kLocalDelivery,
       [](Scene& s) { return read_by(s, Scene::kNetworkOperator, [](R& r) { r.command_variant = 3; }); }},
      {"UnknownDevice", rule::kDeviceKnown,
       [](Scene& s) { return read_by(s, Scene::kFirstSupplier, [](R& r) { r.id.target.value ^= 0xFF00; }); }},
  };
}

}  // namespace gridpost::test
