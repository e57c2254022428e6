// Whatever happens in whatever order: one final result a request, and refusals change nothing.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "exchange/events_for_tests.h"

namespace gridpost::exchange {
namespace {

using namespace street;

struct History {
  World w = world();
  std::vector<OutboxItem> commands;  // all that ever left
  std::vector<std::pair<duis::Request, Bytes>> pre_commands;
  std::vector<Timer> timers;        // all that ever were started
  std::map<RequestId, int> finals;  // results pushed, other than local commands
  std::map<RequestId, int> acknowledged;

  Event pick() {
    switch (*rc::gen::inRange(0, 9)) {
      case 0:
        return arrived(read(counter(), *rc::gen::element(kSupplier, kStranger, kNetwork), meter()));
      case 1:
        return arrived(commission(counter(), meter()));
      case 2:
        return arrived(log_update(counter(), *rc::gen::element(kNew, kElectric), *rc::gen::arbitrary<bool>(),
                                  *rc::gen::element(kNewMpan, std::string())));
      case 3:
        return arrived(dated(read(counter()), *rc::gen::element(kNow + kDay, kNow - kDay, kCancelDate)));
      case 4:
        return arrived(request("4.18", *rc::gen::element(1, 2, 3, 5), kSupplier, kGas, counter()));
      case 5:
        return signed_pre_command();
      case 6:
        return device_answer();
      case 7:
        return timers.empty() ? Event(user_alert(counter())) : Event(TimerFired{*rc::gen::elementOf(timers)});
      default:
        return log_alert(counter(), {{kNew, *rc::gen::arbitrary<bool>()}});
    }
  }

  std::uint64_t counter() { return *rc::gen::inRange<std::uint64_t>(1, 40); }
  Eui64 meter() { return *rc::gen::element(kElectric, kGas); }

  Event signed_pre_command() {
    if (pre_commands.empty()) return arrived(read(counter()));
    const auto& [first, pre] = *rc::gen::elementOf(pre_commands);
    RequestArrived event = signed_back(first, pre, *rc::gen::element(5, 6, 7));
    event.pre_command_signature_good = *rc::gen::inRange(0, 4) != 0;
    return event;
  }

  Event device_answer() {
    if (commands.empty()) return user_alert(counter());
    DeviceSpoke event = answer_to(*rc::gen::elementOf(commands), dlms_results({0}), *rc::gen::arbitrary<bool>());
    if (*rc::gen::inRange(0, 4) == 0) event.protection = Protection::Bad;
    if (*rc::gen::inRange(0, 6) == 0) event.parsed->header.counter++;
    return event;
  }

  void step() {
    const Event event = pick();
    const World before = w;
    const Decision d = w.run(event);
    if (d.answer && d.answer->code.starts_with("E")) {
      RC_ASSERT(d.effects.size() == 1u && std::holds_alternative<Audit>(d.effects[0]));
      RC_ASSERT(w.devices == before.devices && w.requests == before.requests && w.counters == before.counters &&
                w.outbox == before.outbox && w.timers == before.timers);
      RC_ASSERT(!w.audit.back().rule.empty() && !w.audit.back().clause.empty());
    }
    RC_ASSERT(w.audit.size() > before.audit.size());
    for (std::size_t i = before.history.size(); i < w.history.size(); ++i) {
      const inventory::StatusChange& s = w.history[i];
      const DeviceType type = (w.devices.contains(s.device) ? w : before).devices.at(s.device).type;
      RC_ASSERT(catalogue::transition_behind(s.cause, type, s.from, s.to) != nullptr);
    }
    if (d.answer && d.answer->code == "I99") RC_ASSERT(++acknowledged[*d.answer->request_id] == 1);
    for (const Effect& effect : d.effects) note(effect);
    if (const auto* a = std::get_if<RequestArrived>(&event); a && d.answer)
      if (const auto* pre = std::get_if<duis::PreCommand>(&d.answer->payload))
        pre_commands.emplace_back(a->request, pre->message);
  }

  void note(const Effect& effect) {
    if (const auto* timer = std::get_if<StartTimer>(&effect)) timers.push_back(timer->timer);
    const auto* enqueued = std::get_if<Enqueue>(&effect);
    if (!enqueued) return;
    const OutboxItem& item = enqueued->item;
    if (item.kind == OutboxKind::Command) commands.push_back(item);
    if (item.kind == OutboxKind::Push && !item.identity.ends_with("|alert") &&
        !item.identity.ends_with("|local-command"))
      RC_ASSERT(++finals[item.request] == 1);
  }

  // Every acknowledged request has its result, or something that will bring it.
  void expect_nothing_lost() const {
    for (const auto& [id, times] : acknowledged) {
      const RequestRecord& r = w.requests.at(id);
      const bool timer = std::any_of(w.timers.begin(), w.timers.end(), [&](const Timer& t) { return t.request == id; });
      RC_ASSERT((r.state == RequestState::Done) == finals.contains(id));
      RC_ASSERT(r.state == RequestState::Done || timer);
    }
  }
};

TEST(ExchangeProperty, OneFinalResultAndRefusalsChangeNothing) {
  const bool held = rc::check([] {
    History run;
    const int steps = *rc::gen::inRange(1, 60);
    for (int i = 0; i < steps; ++i) run.step();
    run.expect_nothing_lost();
  });
  EXPECT_TRUE(held);
}

TEST(ExchangeProperty, SameEventSameKnowledgeSameDecision) {
  const bool held = rc::check([] {
    History run;
    const int steps = *rc::gen::inRange(0, 20);
    for (int i = 0; i < steps; ++i) run.step();
    const Event event = run.pick();
    World a = run.w;
    World b = run.w;
    a.run(event);
    b.run(event);
    RC_ASSERT(a.audit.back().explanation == b.audit.back().explanation);
    RC_ASSERT(a.devices == b.devices && a.requests == b.requests && a.outbox == b.outbox);
  });
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace gridpost::exchange
