// Signed pre-commands that are refused. (DUIS 3.3)
#pragma once

#include "codes_scene.h"

namespace gridpost::test {

struct Issued {
  duis::Request request;
  gbcs::Message message;
};

inline Issued issue(Scene& s, const devices::WorldDevice& device) {
  Issued out;
  out.request = app::commission({s.id_of(Scene::kFirstSupplier), device.id}, s.stage().world_now(), 86400);
  out.request.id.counter = s.client(Scene::kFirstSupplier).next_counter();
  const auto answer = must(s.client(Scene::kFirstSupplier).post(out.request));
  const auto* pre_command = std::get_if<duis::PreCommand>(&answer.payload);
  if (!pre_command) throw std::runtime_error("no pre-command came back, but " + answer.code);
  out.message = must(gbcs::parse(pre_command->message));
  return out;
}

inline void sign_message(Scene& s, gbcs::Message& message, std::size_t user = Scene::kFirstSupplier) {
  must(s.stage().client(user));
  const auto key = s.stage().keys_of(user).find(s.id_of(user), crypto::Usage::DigitalSignature, machine_now(),
                                                crypto::role::kSupplier);
  must(gbcs::sign(message, *key->private_key));
}

inline Attempt returned(Scene& s, duis::Request request, View payload) {
  request.command_variant = 5;
  request.body = duis::signed_pre_command_body(payload);
  return s.sign(Scene::kFirstSupplier, request);
}

// The pre-command as issued, changed, and signed after that.
inline Attempt returned_with(Scene& s, const std::function<void(gbcs::Message&)>& change) {
  Issued i = issue(s, s.joined());
  change(i.message);
  sign_message(s, i.message);
  return returned(s, i.request, gbcs::write(i.message));
}

inline Attempt never_issued(Scene& s) {
  Issued i = issue(s, s.joined());
  i.request.id.counter = s.client(Scene::kFirstSupplier).next_counter();
  i.message.header.counter = i.request.id.counter;
  sign_message(s, i.message);
  return returned(s, i.request, gbcs::write(i.message));
}

inline Attempt wrongly_signed(Scene& s) {
  Issued i = issue(s, s.joined());
  sign_message(s, i.message);
  i.message.signature->at(20) ^= 1;
  return returned(s, i.request, gbcs::write(i.message));
}

inline Attempt signed_by_another(Scene& s) {
  Issued i = issue(s, s.joined());
  sign_message(s, i.message, Scene::kOtherSupplier);
  return returned(s, i.request, gbcs::write(i.message));
}

inline std::vector<Case> pre_command_cases() {
  using M = gbcs::Message;
  return {
      {"PreCommandNeverIssued", rule::kPreCommandIssued, never_issued},
      {"PreCommandOfAnotherCounter", rule::kPreCommandHeader,
       [](Scene& s) { return returned_with(s, [](M& m) { ++m.header.counter; }); }},
      {"PreCommandForAnotherDevice", rule::kPreCommandHeader,
       [](Scene& s) { return returned_with(s, [&](M& m) { m.header.recipient = s.meter().id; }); }},
      {"PreCommandOfAnotherCode", rule::kPreCommandCode,
       [](Scene& s) { return returned_with(s, [](M& m) { m.header.code ^= 1; }); }},
      {"PreCommandWithOtherContent", rule::kPreCommandSame,
       [](Scene& s) { return returned_with(s, [](M& m) { m.content.back() ^= 1; }); }},
      {"PreCommandWronglySigned", rule::kPreCommandSignature, wrongly_signed},
      {"PreCommandSignedByAnother", rule::kPreCommandSignature, signed_by_another},
      {"PreCommandNotSigned", rule::kPreCommandSignature,
       [](Scene& s) {
         const Issued i = issue(s, s.joined());
         return returned(s, i.request, gbcs::write(i.message));
       },
       "not signed"},
      {"PreCommandNotGbcs", rule::kMessage,
       [](Scene& s) {
         return returned(s, issue(s, s.joined()).request, Bytes{0xDF, 0x09, 0x01});
       },
       "GBCSPayload"},
      {"PreCommandCutShort", rule::kMessage,
       [](Scene& s) {
         Issued i = issue(s, s.joined());
         sign_message(s, i.message);
         Bytes payload = gbcs::write(i.message);
         payload.pop_back();
         return returned(s, i.request, payload);
       },
       "GBCSPayload"},
  };
}

}  // namespace gridpost::test
