// Messages that are refused for their form, signature, counter, date or content.
#pragma once

#include "codes_access.h"

namespace gridpost::test {

inline Attempt replay(Scene& s) {
  duis::Request request = read_meter(s, Scene::kFirstSupplier);
  Attempt a = s.sign(Scene::kFirstSupplier, request);
  must(s.client(Scene::kFirstSupplier).send(request, {}));
  return a;
}

// Changes a signed document where it says `from`.
inline Attempt changed(Attempt a, std::string_view from, std::string_view to) {
  const std::size_t at = a.document.find(from);
  if (at == std::string::npos) throw std::runtime_error("the document has no " + std::string(from));
  a.document.replace(at, from.size(), to);
  return a;
}

inline Attempt with_broken_value(Attempt a) {
  constexpr std::string_view kOpen = "<ds:SignatureValue>";
  char& first = a.document.at(a.document.find(kOpen) + kOpen.size());
  first = first == 'A' ? 'B' : 'A';
  return a;
}

inline Attempt by_unknown_certificate(Attempt a) {
  return changed(std::move(a), "<ds:X509SerialNumber>", "<ds:X509SerialNumber>1");
}

// The supplier's request, signed by another organisation.
inline Attempt by_another(Scene& s) {
  duis::Request request = read_meter(s, Scene::kFirstSupplier);
  request.id.counter = s.client(Scene::kFirstSupplier).next_counter();
  return s.sign(Scene::kOtherSupplier, request);
}

// The signed request becomes an object inside its own signature; around it stands a request that nobody signed.
inline Attempt wrapped_in_object(Scene& s) {
  const Attempt good = read_by(s, Scene::kFirstSupplier);
  const std::size_t root = good.document.find("<sr:Request");
  const std::size_t from = good.document.find("<ds:Signature ");
  const std::size_t to = good.document.find("</sr:Request>");
  const std::string object = "<ds:Object>" + good.document.substr(root) + "</ds:Object></ds:Signature>";
  std::string signature = good.document.substr(from, to - from);
  signature.replace(signature.find("</ds:Signature>"), std::string::npos, object);
  duis::Request other = read_meter(s, Scene::kFirstSupplier);
  other.id.counter = s.client(Scene::kFirstSupplier).next_counter();
  std::string document = duis::write(other);
  document.insert(document.rfind("</sr:Request>"), signature);
  return {other.id, 1, document};
}

// The signature stands in front of what it signs.
inline Attempt with_moved_signature(Attempt a) {
  const std::size_t from = a.document.find("<ds:Signature ");
  const std::size_t to = a.document.find("</sr:Request>");
  const std::string signature = a.document.substr(from, to - from);
  a.document.erase(from, to - from);
  a.document.insert(a.document.find("<sr:Header>"), signature);
  return a;
}

inline Attempt unsigned_request(Scene& s) {
  duis::Request request = read_meter(s, Scene::kFirstSupplier);
  request.id.counter = s.client(Scene::kFirstSupplier).next_counter();
  return {request.id, 1, duis::write(request)};
}

// A gas meter's number for an electricity meter: good grammar, but there is no such command.
inline Attempt without_command(Scene& s) {
  duis::Request request = app::set_import_mpxn({s.id_of(Scene::kFirstSupplier), s.meter().id}, s.home().devices[1]);
  return s.sign(Scene::kFirstSupplier, request);
}

// Nobody knows a certificate for the answer: a network operator is a stranger to gas Devices, and this one has none.
inline Attempt read_by_the_uncertified(Scene& s) {
  duis::Request request = app::read_registers({s.id_of(Scene::kUncertified), s.stage().world().homes[4].hub.gpf});
  request.variant = "4.1.2";
  request.body.name = "ReadInstantaneousImportTOUMatrices";
  return s.sign(Scene::kUncertified, request);
}

// The Device is in service, but on no hub's log.
inline Attempt behind_no_hub(Scene& s) {
  duis::Request left = app::pre_notification({s.id_of(Scene::kFirstSupplier), s.stage().world().broker}, s.left());
  left.reference = "8.4";
  left.variant = "8.4";
  left.body = Element();
  left.body.name = "UpdateInventory";
  left.body.add("DeviceID", s.left().id.text());
  left.body.add("UpdateDeviceStatusExceptCH", "InstalledNotCommissioned");
  s.succeed(left, s.left());
  duis::Request request = app::set_import_mpxn({s.id_of(Scene::kFirstSupplier), s.left().id}, s.left());
  return s.sign(Scene::kFirstSupplier, request);
}

inline Attempt read_at(Scene& s, const std::string& time) {
  return read_by(s, Scene::kFirstSupplier, [&](duis::Request& r) { r.body.add("ExecutionDateTime", time); });
}

inline std::vector<Case> message_cases() {
  using R = duis::Request;
  const auto good = [](Scene& s) { return read_by(s, Scene::kFirstSupplier); };
  return {
      {"Replay", rule::kAntiReplay, replay, "not greater"},
      {"ChangedAfterSigning", rule::kMessage, [good](Scene& s) { return changed(good(s), ">4.1.1<", ">4.1.2<"); },
       "changed after it was signed"},
      {"BrokenSignature", rule::kMessage, [good](Scene& s) { return with_broken_value(good(s)); }, "SignatureValue"},
      {"UnknownCertificate", rule::kMessage, [good](Scene& s) { return by_unknown_certificate(good(s)); },
       "no certificate with the serial number"},
      {"SignerOfAnotherOrganisation", rule::kMessage, by_another, "is not the originator"},
      {"WrappedSignature", rule::kMessage, wrapped_in_object, "Object"},
      {"MovedSignature", rule::kMessage, [good](Scene& s) { return with_moved_signature(good(s)); }},
      {"NoSignature", rule::kMessage, unsigned_request, "not signed"},
      {"UnknownElement", rule::kMessage,
       [](Scene& s) { return read_by(s, Scene::kFirstSupplier, [](R& r) { r.body.add("Nonsense", "1"); }); },
       "Request/Body/ReadInstantaneousImportRegisters"},
      {"ValueOutOfRange", rule::kMessage,
       [](Scene& s) {
         R request = app::commission({s.id_of(Scene::kFirstSupplier), s.joined().id}, s.stage().world_now(), -1);
         return s.sign(Scene::kFirstSupplier, request);
       },
       "Request/Body/CommissionDevice"},
      {"UnknownSchemaVersion", rule::kSchemaVersion,
       [](Scene& s) { return read_by(s, Scene::kFirstSupplier, [](R& r) { r.schema_version = "6.0"; }); }, "6.0"},
      {"ExecutionDateThatIsOver", rule::kExecutionDate,
       [](Scene& s) { return read_at(s, iso(s.stage().world_now() - kDay)); }, "not ahead"},
      {"NothingToCancel", rule::kNothingToCancel, [](Scene& s) { return read_at(s, iso(kCancelDate)); }},
      {"NoCommandForTheDevice", rule::kTransform, without_command},
      {"NoCertificateForTheAnswer", rule::kPartyCertificate, read_by_the_uncertified},
      {"BehindNoHub", rule::kCarrier, behind_no_hub},
  };
}

}  // namespace gridpost::test
