// Codes that are pushed later instead of answered: how each comes about.
#pragma once

#include "codes_access.h"
#include "codes_inventory.h"

namespace gridpost::test {

// A request that is acknowledged, and the rule that ends it.
struct Pushed {
  std::string name;
  const NamedRule& rule;
  std::function<RequestId(Scene&)> provoke;
  std::function<void(Scene&)> mend = {};  // once the code has come
  bool after_the_answer = false;          // it comes behind the I0 of a command that its Device holds
};

// The fault stays until the request has ended; four hours of the world are eight seconds here.
inline Pushed with_fault(std::string name, const NamedRule& rule, const std::function<Eui64(Scene&)>& device,
                         const std::string& fault) {
  return {std::move(name), rule,
          [=](Scene& s) {
            s.order("fault " + device(s).text() + " " + fault);
            return s.accepted(read_meter(s, Scene::kFirstSupplier));
          },
          [=](Scene& s) { s.order("mend " + device(s).text() + " all"); }};
}

inline duis::Request held_read(Scene& s, const devices::WorldDevice& meter, TimeMs date) {
  duis::Request request = app::read_registers({s.id_of(Scene::kFirstSupplier), meter.id});
  request.body.add("ExecutionDateTime", iso(date));
  return request;
}

// DUIS 3.4
inline RequestId cancelled(Scene& s) {
  const RequestId id = s.accepted(held_read(s, s.meter(), s.stage().world_now() + 300 * kDay));
  s.succeed(held_read(s, s.meter(), kCancelDate), s.meter());
  return id;
}

// What is held for a Device ends with it. (DUIS 7.5)
inline RequestId ended_with_its_device(Scene& s) {
  const RequestId id = s.accepted(held_read(s, s.also_joined(), s.stage().world_now() + 300 * kDay));
  duis::Request end = dcc_request(s, Scene::kFirstSupplier, "8.3");
  end.body.add("DeviceID", s.also_joined().id.text());
  s.succeed(end, s.also_joined());
  return id;
}

// A payment mode that the meter takes and, without power on the day, never puts into force. (DUIS 3.5)
inline RequestId without_outcome(Scene& s) {
  const devices::WorldDevice& m = s.meter();
  duis::Request r = app::read_registers({s.id_of(Scene::kFirstSupplier), m.id});
  r.reference = r.variant = "1.6";
  r.command_variant = 4;
  r.body = {};
  r.body.name = "UpdatePaymentMode";
  r.body.add("ExecutionDateTime", iso(s.stage().world_now() + 4 * kHour));
  r.body.add("Credit");
  r.id.counter = s.client(Scene::kFirstSupplier).next_counter();
  const auto exchange =
      must(s.client(Scene::kFirstSupplier).send(r, transform::Target{m.id, m.type, m.variant, m.gbcs_version}));
  EXPECT_EQ(exchange.code(), "I0") << must(s.read()->audit({.request_id = r.id.text()})).front().explanation;
  s.order("fault " + m.id.text() + " off");
  return r.id;
}

inline const std::vector<Pushed>& pushed_codes() {
  static const std::vector<Pushed> all = {
      with_fault(
          "HubWithoutLink", rule::kNotReached, [](Scene& s) { return s.home().hub.chf; }, "no-link"),
      with_fault(
          "HubWithoutPower", rule::kNotReached, [](Scene& s) { return s.home().hub.chf; }, "off"),
      with_fault(
          "SilentDevice", rule::kNoAnswer, [](Scene& s) { return s.meter().id; }, "silent"),
      with_fault(
          "DeviceWithoutPower", rule::kNoAnswer, [](Scene& s) { return s.meter().id; }, "off"),
      {"DeviceThatDoesNotJoin", rule::kNotJoined,
       [](Scene& s) {
         return s.accepted(app::set_import_mpxn({s.id_of(Scene::kFirstSupplier), s.kept_out().id}, s.kept_out()));
       }},
      {"HeldByADeviceThatDoesNotTell", rule::kOutcomeMissing, without_outcome,
       [](Scene& s) { s.order("mend " + s.meter().id.text() + " all"); }, true},
      {"Cancelled", rule::kCancelled, cancelled},
      {"DeviceLeavesService", rule::kHeldEnded, ended_with_its_device},
  };
  return all;
}

}  // namespace gridpost::test
