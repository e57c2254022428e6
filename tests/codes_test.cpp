// Each response code provoked over HTTP: the code, the rule that the audit trail names, and that nothing else changed.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "codes_access.h"
#include "codes_bad_input.h"
#include "codes_hub_log.h"
#include "codes_inventory.h"
#include "codes_messages.h"
#include "codes_pre_commands.h"
#include "codes_pushed.h"
#include "codes_scene.h"

namespace gridpost::test::codes_test {
namespace {

const std::vector<Case>& cases() {
  static const std::vector<Case> all = [] {
    std::vector<Case> out;
    for (auto part : {access_cases, message_cases, pre_command_cases, search_and_notification_cases, inventory_cases,
                      opt_in_cases, hub_and_coverage_cases, hub_log_cases, join_and_log_cases, returned_cases})
      for (Case& c : part()) out.push_back(std::move(c));
    return out;
  }();
  return all;
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

  const auto reply = must(s.client(Scene::kFirstSupplier).post_raw(attempt.posted_as, attempt.document));
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

INSTANTIATE_TEST_SUITE_P(Each, Refusal, testing::Range(std::size_t{0}, cases().size()),
                         [](const auto& info) { return cases()[info.param].name; });

// A pre-command that was refused can still be returned rightly.
TEST(Codes, ARefusedPreCommandCanStillBeReturned) {
  Scene& s = Scene::instance();
  Issued i = issue(s, s.also_joined());
  Issued broken = i;
  sign_message(s, broken.message);
  broken.message.signature->at(3) ^= 1;
  const Attempt bad = returned(s, broken.request, gbcs::write(broken.message));
  const auto reply = must(s.client(Scene::kFirstSupplier).post_raw(5, bad.document));
  EXPECT_EQ(must(signed_answer(s, reply.body)).code, "E100");

  sign_message(s, i.message);
  const Attempt good = returned(s, i.request, gbcs::write(i.message));
  const auto second = must(s.client(Scene::kFirstSupplier).post_raw(5, good.document));
  EXPECT_EQ(must(signed_answer(s, second.body)).code, "I99");
  EXPECT_EQ(must(s.client(Scene::kFirstSupplier).wait_for(i.request.id)).code, "I0");
}

// ---- what is pushed ----

// What the supplier was sent under this RequestID.
std::vector<duis::Response> pushed_for(Scene& s, const RequestId& id) {
  std::vector<duis::Response> out;
  for (const auto& message : s.client(Scene::kFirstSupplier).pushed())
    if (message.response.request_id == id) out.push_back(message.response);
  return out;
}

class PushedCode : public testing::TestWithParam<std::size_t> {};

TEST_P(PushedCode, ComesOnceAndTheAuditTrailNamesItsRule) {
  Scene& s = Scene::instance();
  const Pushed& p = pushed_codes()[GetParam()];
  const RequestId id = p.provoke(s);
  ASSERT_TRUE(s.client(Scene::kFirstSupplier).wait_for(id));
  const std::size_t expected = p.after_the_answer ? 2 : 1;
  auto pushed = pushed_for(s, id);
  for (int i = 0; i < 300 && pushed.size() < expected; ++i, pushed = pushed_for(s, id))
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  if (p.mend) p.mend(s);
  ASSERT_EQ(pushed.size(), expected);
  EXPECT_EQ(pushed.back().code, p.rule.code);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(pushed.back().payload));
  const auto audit = must(s.read()->audit({.request_id = id.text()}));
  const auto entry = std::find_if(audit.begin(), audit.end(), [&](const auto& e) { return e.rule == p.rule.name; });
  ASSERT_NE(entry, audit.end()) << "the audit trail does not name " << p.rule.name;
  EXPECT_EQ(entry->code, p.rule.code);
  EXPECT_EQ(entry->clause, p.rule.clause);
  EXPECT_NE(entry->explanation, "");
  s.settle();
  const auto all = pushed_for(s, id);
  EXPECT_EQ(std::count_if(all.begin(), all.end(), [&](const auto& r) { return r.code == p.rule.code; }), 1);
  if (!p.after_the_answer) EXPECT_EQ(all.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Each, PushedCode, testing::Range(std::size_t{0}, pushed_codes().size()),
                         [](const auto& info) { return pushed_codes()[info.param].name; });

// ---- all rules ----

template <class List>
bool names(const List& list, const NamedRule& rule) {
  return std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.rule == rule; });
}

TEST(Codes, EveryRuleWithACodeIsProvoked) {
  for (const NamedRule& rule : named_rules()) {
    if (rule.code.empty()) continue;
    EXPECT_NE(rule.clause, "") << rule.name;
    EXPECT_TRUE(names(cases(), rule) || names(pushed_codes(), rule)) << rule.name << " (" << rule.code << ")";
  }
}

}  // namespace
}  // namespace gridpost::test::codes_test
