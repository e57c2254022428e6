// Each response code provoked over HTTP: the code, the rule that the audit trail names, and that nothing else changed.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>

#include "codes_inventory.h"
#include "codes_scene.h"
#include "gateway/raw_client.h"

namespace gridpost::test {
namespace {

constexpr auto kCodes = std::to_array<std::string_view>(
    {"E1",      "E2",      "E3",      "E4",      "E5",      "E11",     "E12",     "E13",     "E17",     "E19",
     "E48",     "E100",    "E080702", "E080721", "E080801", "E080821", "E080902", "E080903", "E081111", "E081301",
     "E081302", "E081303", "E081202", "E081205", "E081221", "E081222", "E081223", "E080301", "E080302", "E080405",
     "E080406", "E080407", "E080408", "E080409", "E080410", "E080411", "E080412", "E080413", "E080414", "E080415",
     "E081401", "E081402", "E081405", "E081406", "E120101", "E120102", "E120103"});

// Rules whose code is pushed later instead of answered; each has a test of its own below.
constexpr auto kPushed = std::to_array<std::string_view>({"exchange.held-ended"});

// Rules that no message over HTTP can meet today, because another one refuses first; their own rooms test them.
constexpr auto kNotMetOverHttp = std::to_array<std::string_view>({
    "exchange.carrier",            // access.status refuses a Device behind no hub before
    "exchange.party-certificate",  // no service with sealed answers is open to strangers yet
    "exchange.non-device-known",   // the grammar knows the bodies of the non-device services that are answered
});

duis::Request read_meter(Scene& s, std::size_t user) { return app::read_registers({s.id_of(user), s.meter().id}); }

// ---- access ----

Attempt read_by(Scene& s, std::size_t user, const std::function<void(duis::Request&)>& change = {}) {
  duis::Request request = read_meter(s, user);
  if (change) change(request);
  return s.sign(user, request);
}

std::vector<Case> access_cases() {
  using R = duis::Request;
  return {
      {"UnknownUser", rule::kUserKnown, [](Scene& s) { return read_by(s, Scene::kUnknown); }},
      {"RoleNotInMatrix", rule::kRoleInMatrix, [](Scene& s) { return read_by(s, Scene::kOtherUser); }, "4.1.1"},
      {"SuspendedUser", rule::kUserInOperation, [](Scene& s) { return read_by(s, Scene::kSuspended); }, "suspended"},
      {"NotRegistered", rule::kEligibility, [](Scene& s) { return read_by(s, Scene::kOtherSupplier); },
       "not registered"},
      {"PendingDevice", rule::kStatus,
       [](Scene& s) { return read_by(s, Scene::kSupplier, [&](R& r) { r.id.target = s.pending().id; }); }, "Pending"},
      {"CommissionedTwice", rule::kStatus,
       [](Scene& s) {
         R request = app::commission({s.id_of(Scene::kSupplier), s.meter().id}, s.stage().world_now(), 86400);
         return s.sign(Scene::kSupplier, request);
       },
       "Commissioned"},
      {"WrongDeviceType", rule::kDeviceType,
       [](Scene& s) { return read_by(s, Scene::kSupplier, [&](R& r) { r.id.target = s.display().id; }); }, "PPMID"},
      {"VariantOfAnotherKind", rule::kCommandVariant,
       [](Scene& s) { return read_by(s, Scene::kSupplier, [](R& r) { r.command_variant = 8; }); }},
      {"ReferenceOfAnotherService", rule::kBodyMatchesReference,
       [](Scene& s) { return read_by(s, Scene::kSupplier, [](R& r) { r.reference = "4.18"; }); }, "4.18"},
      {"BodyOfAnotherService", rule::kBodyMatchesReference,
       [](Scene& s) { return read_by(s, Scene::kSupplier, [](R& r) { r.body.name = "ReadMeterBalance"; }); },
       "ReadMeterBalance"},
      {"WrongWebService", rule::kWebService,
       [](Scene& s) {
         Attempt a = read_by(s, Scene::kSupplier);
         a.posted_as = 8;
         return a;
       }},
      {"LocalCommandByNetworkOperator", rule::kLocalDelivery,
       [](Scene& s) { return read_by(s, Scene::kNetworkOperator, [](R& r) { r.command_variant = 3; }); }},
      {"UnknownDevice", rule::kDeviceKnown,
       [](Scene& s) { return read_by(s, Scene::kSupplier, [](R& r) { r.id.target.value ^= 0xFF00; }); }},
  };
}

// ---- the message ----

Attempt replay(Scene& s) {
  duis::Request request = read_meter(s, Scene::kSupplier);
  Attempt a = s.sign(Scene::kSupplier, request);
  must(s.client(Scene::kSupplier).send(request, {}));
  return a;
}

// Changes a signed document where it says `from`.
Attempt changed(Attempt a, std::string_view from, std::string_view to) {
  const std::size_t at = a.document.find(from);
  if (at == std::string::npos) throw std::runtime_error("the document has no " + std::string(from));
  a.document.replace(at, from.size(), to);
  return a;
}

Attempt with_broken_value(Attempt a) {
  constexpr std::string_view kOpen = "<ds:SignatureValue>";
  char& first = a.document.at(a.document.find(kOpen) + kOpen.size());
  first = first == 'A' ? 'B' : 'A';
  return a;
}

Attempt by_unknown_certificate(Attempt a) {
  return changed(std::move(a), "<ds:X509SerialNumber>", "<ds:X509SerialNumber>1");
}

// The supplier's request, signed by another organisation.
Attempt by_another(Scene& s) {
  duis::Request request = read_meter(s, Scene::kSupplier);
  request.id.counter = s.client(Scene::kSupplier).next_counter();
  return s.sign(Scene::kOtherSupplier, request);
}

// The signed request becomes an object inside its own signature; around it stands a request that nobody signed.
Attempt wrapped_in_object(Scene& s) {
  const Attempt good = read_by(s, Scene::kSupplier);
  const std::size_t root = good.document.find("<sr:Request");
  const std::size_t from = good.document.find("<ds:Signature ");
  const std::size_t to = good.document.find("</sr:Request>");
  const std::string object = "<ds:Object>" + good.document.substr(root) + "</ds:Object></ds:Signature>";
  std::string signature = good.document.substr(from, to - from);
  signature.replace(signature.find("</ds:Signature>"), std::string::npos, object);
  duis::Request other = read_meter(s, Scene::kSupplier);
  other.id.counter = s.client(Scene::kSupplier).next_counter();
  std::string document = duis::write(other);
  document.insert(document.rfind("</sr:Request>"), signature);
  return {other.id, 1, document};
}

// The signature stands in front of what it signs.
Attempt with_moved_signature(Attempt a) {
  const std::size_t from = a.document.find("<ds:Signature ");
  const std::size_t to = a.document.find("</sr:Request>");
  const std::string signature = a.document.substr(from, to - from);
  a.document.erase(from, to - from);
  a.document.insert(a.document.find("<sr:Header>"), signature);
  return a;
}

Attempt unsigned_request(Scene& s) {
  duis::Request request = read_meter(s, Scene::kSupplier);
  request.id.counter = s.client(Scene::kSupplier).next_counter();
  return {request.id, 1, duis::write(request)};
}

// A gas meter's number for an electricity meter: good grammar, but there is no such command.
Attempt without_command(Scene& s) {
  duis::Request request = app::set_import_mpxn({s.id_of(Scene::kSupplier), s.meter().id}, s.home().devices[1]);
  return s.sign(Scene::kSupplier, request);
}

std::vector<Case> message_cases() {
  using R = duis::Request;
  const auto good = [](Scene& s) { return read_by(s, Scene::kSupplier); };
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
       [](Scene& s) { return read_by(s, Scene::kSupplier, [](R& r) { r.body.add("Nonsense", "1"); }); },
       "Request/Body/ReadInstantaneousImportRegisters"},
      {"ValueOutOfRange", rule::kMessage,
       [](Scene& s) {
         R request = app::commission({s.id_of(Scene::kSupplier), s.joined().id}, s.stage().world_now(), -1);
         return s.sign(Scene::kSupplier, request);
       },
       "Request/Body/CommissionDevice"},
      {"NoCommandForTheDevice", rule::kTransform, without_command},
  };
}

// ---- signed pre-commands ----

struct Issued {
  duis::Request request;
  gbcs::Message message;
};

Issued issue(Scene& s, const devices::WorldDevice& device) {
  Issued out;
  out.request = app::commission({s.id_of(Scene::kSupplier), device.id}, s.stage().world_now(), 86400);
  out.request.id.counter = s.client(Scene::kSupplier).next_counter();
  const auto answer = must(s.client(Scene::kSupplier).post(out.request));
  const auto* pre_command = std::get_if<duis::PreCommand>(&answer.payload);
  if (!pre_command) throw std::runtime_error("no pre-command came back, but " + answer.code);
  out.message = must(gbcs::parse(pre_command->message));
  return out;
}

void sign_message(Scene& s, gbcs::Message& message, std::size_t user = Scene::kSupplier) {
  must(s.stage().client(user));
  const auto key = s.stage().keys_of(user).find(s.id_of(user), crypto::Usage::DigitalSignature, machine_now(),
                                                crypto::role::kSupplier);
  must(gbcs::sign(message, *key->private_key));
}

Attempt returned(Scene& s, duis::Request request, View payload) {
  request.command_variant = 5;
  request.body = duis::signed_pre_command_body(payload);
  return s.sign(Scene::kSupplier, request);
}

// The pre-command as issued, changed, and signed after that.
Attempt returned_with(Scene& s, const std::function<void(gbcs::Message&)>& change) {
  Issued i = issue(s, s.joined());
  change(i.message);
  sign_message(s, i.message);
  return returned(s, i.request, gbcs::write(i.message));
}

Attempt never_issued(Scene& s) {
  Issued i = issue(s, s.joined());
  i.request.id.counter = s.client(Scene::kSupplier).next_counter();
  i.message.header.counter = i.request.id.counter;
  sign_message(s, i.message);
  return returned(s, i.request, gbcs::write(i.message));
}

Attempt wrongly_signed(Scene& s) {
  Issued i = issue(s, s.joined());
  sign_message(s, i.message);
  i.message.signature->at(20) ^= 1;
  return returned(s, i.request, gbcs::write(i.message));
}

Attempt signed_by_another(Scene& s) {
  Issued i = issue(s, s.joined());
  sign_message(s, i.message, Scene::kOtherSupplier);
  return returned(s, i.request, gbcs::write(i.message));
}

std::vector<Case> pre_command_cases() {
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

const std::vector<Case>& cases() {
  static const std::vector<Case> all = [] {
    std::vector<Case> out;
    for (auto part : {access_cases, message_cases, pre_command_cases, inventory_cases, hub_and_coverage_cases,
                      join_and_log_cases, returned_cases})
      for (Case& c : part()) out.push_back(std::move(c));
    return out;
  }();
  return all;
}

// ---- the tests ----

bool has(std::span<const std::string_view> list, std::string_view what) {
  return std::find(list.begin(), list.end(), what) != list.end();
}

// The answer, if it is signed by the DCC.
Result<duis::Response> signed_answer(Scene& s, const std::string& body) {
  GP_TRY(document, duis::parse(body));
  GP_TRY(signer, duis::verify(document, s.keys(), duis::Quirks::Strict));
  if (signer.certificate().eui() != s.stage().world().broker ||
      signer.certificate().role() != crypto::role::kXmlSigningDsp)
    return fail("not signed by the DCC", signer.entry->name);
  return duis::read_response(document);
}

class Refusal : public testing::TestWithParam<std::size_t> {};

TEST_P(Refusal, HasItsCodeAndItsRuleAndChangesNothing) {
  Scene& s = Scene::instance();
  const Case& c = cases()[GetParam()];
  const Attempt attempt = c.make(s);
  s.settle();
  const auto before = s.state(attempt.id);
  const std::size_t entries = must(s.read()->audit({.request_id = attempt.id.text()})).size();

  const auto reply = must(s.client(Scene::kSupplier).post_raw(attempt.posted_as, attempt.document));
  EXPECT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.content_type, "application/xml");
  const auto answer = signed_answer(s, reply.body);
  ASSERT_TRUE(answer) << answer.error().text() << "\n" << reply.body;
  EXPECT_EQ(answer->code, c.rule.code);
  EXPECT_EQ(answer->request_id, attempt.id);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(answer->payload));

  const auto audit = must(s.read()->audit({.request_id = attempt.id.text()}));
  ASSERT_EQ(audit.size(), entries + 1) << "one entry for one refusal";
  EXPECT_EQ(audit.front().code, c.rule.code);
  EXPECT_EQ(audit.front().rule, c.rule.name) << audit.front().explanation;
  EXPECT_EQ(audit.front().clause, c.rule.clause);
  EXPECT_NE(audit.front().explanation, "");
  EXPECT_NE(audit.front().explanation.find(c.explains), std::string::npos) << audit.front().explanation;
  EXPECT_TRUE(s.state(attempt.id) == before) << "a refused message changed something";
}

std::vector<std::size_t> indices() {
  std::vector<std::size_t> out(cases().size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = i;
  return out;
}

INSTANTIATE_TEST_SUITE_P(Each, Refusal, testing::ValuesIn(indices()),
                         [](const auto& info) { return cases()[info.param].name; });

TEST(Codes, EveryRuleThatGivesOneOfThemIsProvoked) {
  std::vector<std::string_view> codes_met;
  for (const NamedRule& rule : named_rules()) {
    if (!has(kCodes, rule.code)) continue;
    const bool met = std::any_of(cases().begin(), cases().end(), [&](const Case& c) { return c.rule == rule; });
    EXPECT_NE(met, has(kNotMetOverHttp, rule.name) || has(kPushed, rule.name)) << rule.name << " (" << rule.code << ")";
    EXPECT_NE(rule.clause, "");
    if (met) codes_met.push_back(rule.code);
  }
  for (const std::string_view code : kCodes) EXPECT_TRUE(has(codes_met, code)) << code << " is not provoked";
}

// A pre-command that was refused can still be returned rightly.
TEST(Codes, ARefusedPreCommandCanStillBeReturned) {
  Scene& s = Scene::instance();
  Issued i = issue(s, s.also_joined());
  Issued broken = i;
  sign_message(s, broken.message);
  broken.message.signature->at(3) ^= 1;
  const Attempt bad = returned(s, broken.request, gbcs::write(broken.message));
  const auto reply = must(s.client(Scene::kSupplier).post_raw(5, bad.document));
  EXPECT_EQ(must(signed_answer(s, reply.body)).code, "E100");

  sign_message(s, i.message);
  const Attempt good = returned(s, i.request, gbcs::write(i.message));
  const auto second = must(s.client(Scene::kSupplier).post_raw(5, good.document));
  EXPECT_EQ(must(signed_answer(s, second.body)).code, "I99");
  EXPECT_EQ(must(s.client(Scene::kSupplier).wait_for(i.request.id)).code, "I0");
}

// Four hours of the world are eight seconds here.
TEST(Codes, E21WhenTheDeviceDoesNotAnswerInTime) {
  Scene& s = Scene::instance();
  s.stage().devices().stop();
  duis::Request request = read_meter(s, Scene::kSupplier);
  request.id.counter = s.client(Scene::kSupplier).next_counter();
  const auto exchange = s.client(Scene::kSupplier).send(request, {});
  must(s.stage().start_devices());
  ASSERT_TRUE(exchange) << exchange.error().text();
  EXPECT_EQ(exchange->acknowledged.code, "I99");
  EXPECT_EQ(exchange->code(), "E21");
  const auto audit = must(s.read()->audit({.request_id = request.id.text()}));
  const auto entry =
      std::find_if(audit.begin(), audit.end(), [](const exchange::AuditEntry& e) { return e.code == "E21"; });
  ASSERT_NE(entry, audit.end());
  EXPECT_EQ(entry->rule, rule::kNoAnswer.name);
  EXPECT_EQ(entry->clause, rule::kNoAnswer.clause);
}

// What is held for a Device ends with it: its User has one result for it. (DUIS 7.5)
TEST(Codes, E5WhenTheDeviceLeavesServiceBeforeTheExecutionDate) {
  Scene& s = Scene::instance();
  duis::Request request = app::read_registers({s.id_of(Scene::kSupplier), s.also_joined().id});
  request.body.add("ExecutionDateTime", iso(s.stage().world_now() + 300 * kDay));
  request.id.counter = s.client(Scene::kSupplier).next_counter();
  EXPECT_EQ(must(s.client(Scene::kSupplier).post(request)).code, "I99");
  duis::Request end = dcc_request(s, Scene::kSupplier, "8.3");
  end.body.add("DeviceID", s.also_joined().id.text());
  end.id.counter = s.client(Scene::kSupplier).next_counter();
  EXPECT_EQ(must(s.client(Scene::kSupplier).post(end)).code, "I0");
  EXPECT_EQ(must(s.client(Scene::kSupplier).wait_for(request.id)).code, rule::kHeldEnded.code);
  const auto audit = must(s.read()->audit({.request_id = request.id.text()}));
  EXPECT_TRUE(std::any_of(audit.begin(), audit.end(), [](const exchange::AuditEntry& e) {
    return e.rule == rule::kHeldEnded.name && e.code == rule::kHeldEnded.code;
  }));
}

// ---- what is no request at all ----

struct Bad {
  std::string name;
  std::string path;
  std::string type;
  std::function<std::string(Scene&)> body;
  int status;
};

std::string good_document(Scene& s) { return read_by(s, Scene::kSupplier).document; }

std::string in_utf_16(const std::string& text) {
  std::string out = "\xFF\xFE";
  for (char c : text) out.append({c, '\0'});
  return out;
}

std::string with_doctype(Scene& s, const std::string& subset) {
  std::string document = good_document(s);
  return document.insert(document.find("<sr:Request"), "<!DOCTYPE sr:Request [" + subset + "]>");
}

std::string laughs() {
  std::string subset = "<!ENTITY a0 \"lol\">";
  for (int i = 1; i < 12; ++i) {
    subset += fmt::format("<!ENTITY a{} \"", i);
    for (int k = 0; k < 10; ++k) subset += fmt::format("&a{};", i - 1);
    subset += "\">";
  }
  return subset;
}

std::vector<Bad> bad_input() {
  const std::string xml = "application/xml";
  const auto blank = [](std::size_t octets) { return [octets](Scene&) { return std::string(octets, ' '); }; };
  const auto s_path = std::string("/api/v1/serviceS");
  const auto d_path = std::string("/api/v1/serviceD");
  return {
      {"Empty", s_path, xml, blank(0), 400},
      {"Truncated", s_path, xml, [](Scene& s) { return good_document(s).substr(0, 400); }, 400},
      {"Doctype", s_path, xml, [](Scene& s) { return with_doctype(s, ""); }, 400},
      {"ExternalEntity", s_path, xml,
       [](Scene& s) { return with_doctype(s, "<!ENTITY x SYSTEM \"file:///etc/hostname\">"); }, 400},
      {"NestedEntities", s_path, xml, [](Scene& s) { return with_doctype(s, laughs()); }, 400},
      {"Utf16", s_path, xml, [](Scene& s) { return in_utf_16(good_document(s)); }, 400},
      {"DeclaredLatin1", s_path, xml,
       [](Scene& s) {
         return changed({{}, 1, good_document(s)}, "UTF-8", "ISO-8859-1").document;
       },
       400},
      {"NotUtf8", s_path, xml,
       [](Scene& s) {
         return changed({{}, 1, good_document(s)}, ">4.1.1<", ">4.1.1\xE9<").document;
       },
       400},
      {"TooLongForServiceS", s_path, xml, blank((1 << 20) + 1), 413},
      {"TooLongForServiceD", d_path, xml, blank((16 << 20) + 1), 413},
      {"LongButAllowedOnServiceD", d_path, xml, blank(2 << 20), 400},
      {"WrongContentType", s_path, "text/plain", good_document, 415},
      {"UnknownPath", "/api/v1/serviceX", xml, good_document, 404},
      {"WithoutRequestId", s_path, xml,
       [](Scene& s) {
         return changed({{}, 1, good_document(s)}, "<sr:RequestID>", "<sr:RequestID>x").document;
       },
       400},
  };
}

class BadInput : public testing::TestWithParam<std::size_t> {};

TEST_P(BadInput, IsRefusedInWordsAndChangesNothing) {
  Scene& s = Scene::instance();
  const Bad bad = bad_input()[GetParam()];
  const std::string body = bad.body(s);
  const RequestId some{s.id_of(Scene::kSupplier), s.meter().id, 0};
  s.settle();
  const auto before = s.state(some);

  gateway::RawClient connection(s.stage().duis_port());
  connection.send(gateway::post_text(bad.path, body, bad.type));
  const std::string answer = connection.answer();
  EXPECT_EQ(answer.substr(0, 13), fmt::format("HTTP/1.1 {} ", bad.status));
  EXPECT_NE(answer.find("Content-Type: text/plain"), std::string::npos) << answer;
  const std::size_t end = answer.find("\r\n\r\n");
  ASSERT_NE(end, std::string::npos);
  EXPECT_GE(answer.size(), end + 4 + 10) << "the refusal says nothing: " << answer;

  EXPECT_TRUE(s.state(some) == before) << "a refused message changed something";
  // What the gateway refuses by its HTTP header is answered before it is in the audit trail.
  const auto in_audit = [&] {
    const auto audit = must(s.read()->audit({.limit = 20}));
    return std::any_of(audit.begin(), audit.end(), [&](const exchange::AuditEntry& e) {
      return e.code == fmt::format("HTTP {}", bad.status) && e.rule != "" &&
             answer.find(e.explanation) != std::string::npos;
    });
  };
  for (int i = 0; i < 50 && !in_audit(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_TRUE(in_audit()) << "not in the audit trail: " << answer;
}

std::vector<std::size_t> bad_indices() {
  std::vector<std::size_t> out(bad_input().size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = i;
  return out;
}

INSTANTIATE_TEST_SUITE_P(Each, BadInput, testing::ValuesIn(bad_indices()),
                         [](const auto& info) { return bad_input()[info.param].name; });

}  // namespace
}  // namespace gridpost::test
