#include "app/compare_run.h"

#include <fmt/format.h>

#include <set>

#include "access/path.h"
#include "app/compare_flags.h"
#include "app/keys.h"
#include "engine/decider.h"
#include "engine/housekeeping.h"
#include "engine/put_in_force.h"
#include "exchange/overload.h"

namespace gridpost::app {
namespace {

std::string shown(std::optional<SmiStatus> status) {
  return status ? std::string(catalogue::text(*status)) : "no record";
}
std::string shown(std::optional<registration::ServiceFlag> flag) {
  return flag ? std::string(1, registration::letter(*flag)) : "none";
}

// The record, as far as rules change it.
std::string described(const inventory::Device& d) {
  return fmt::format("{} since {}, variant '{}', firmware {}, model {} {}, points '{}' '{}' '{}', hub {}",
                     catalogue::text(d.status), iso(d.status_since), d.esme_variant, d.firmware_version, d.manufacturer,
                     d.model, d.import_mpxn, d.secondary_import_mpan, d.export_mpan, d.hub ? d.hub->text() : "none");
}

// Form alone; signatures are not looked at.
exchange::RequestArrived read_event(const std::string& body) {
  exchange::RequestArrived event;
  event.body = body;
  const auto document = duis::parse(body);
  if (!document) {
    event.refusal = document.error();
    return event;
  }
  auto request = duis::read_request(*document);
  if (!request) {
    event.refusal = std::move(request).error();
    return event;
  }
  event.request = std::move(*request);
  event.service = access::path_of(event.request.command_variant).value_or(exchange::WebService::NonDevice);
  return event;
}

class Run {
 public:
  Run(engine::Store& store, const RuleBook& book, const RuleBook& initial)
      : store_(store), book_(book), flags_(store, book, initial) {}

  Status step(const TrafficStep& step) {
    ++number_;
    if (step.kind == TrafficStep::Kind::Housekeeping) return keep_house(step.at);
    GP_TRY(tx, store_.begin());
    GP_CHECK(request(*tx, read_event(step.document), step.at));
    return tx->commit_unsynced();
  }
  Status end(TimeMs at) {
    GP_TRY(files, flags_.files(at));
    for (auto& [name, text] : files) seen_.push_back({"file", name, std::move(text)});
    return {};
  }
  std::vector<Observation> take() { return std::move(seen_); }

 private:
  void see(std::string what, const std::string& where, std::string value, std::string in_short = {}) {
    seen_.push_back(
        {std::move(what), fmt::format("step {:04}, {}", number_, where), std::move(value), std::move(in_short)});
  }

  Status request(engine::Transaction& tx, const exchange::RequestArrived& event, TimeMs at) {
    exchange::Known known;
    known.now = at;
    known.broker = kDefaultBroker;
    known.rules = book_.rules_at(at);
    const engine::Decider::Mind mind{exchange::needs, exchange::further_needs, exchange::decide};
    GP_TRY(decision, engine::Decider::judge(tx, keys_, mind, event, known));
    std::set<std::string> mpxns;
    for (const auto& [id, d] : known.devices) mpxns.merge(engine::FlagKeeper::points_of(d));
    see_answer(event, decision);
    for (const exchange::Effect& effect : decision.effects) {
      see_effect(effect);
      if (const auto* put = std::get_if<exchange::PutDevice>(&effect))
        mpxns.merge(engine::FlagKeeper::points_of(put->device));
    }
    for (const exchange::RaisedAlert& alert : decision.alerts)
      for (const Eui64 receiver : alert.receivers)
        see("alert", fmt::format("about {} to {}", alert.device.text(), receiver.text()), std::string(alert.code));
    GP_CHECK(flags_.meet(tx, mpxns, at));
    GP_CHECK(engine::put_in_force(tx, decision.effects, decision.alerts, known.devices,
                                  {flags_.keeper(), known.rules, kDefaultBroker, at, 0}));
    return see_flags(tx, mpxns);
  }

  Status see_flags(engine::Transaction& tx, const std::set<std::string>& mpxns) {
    GP_TRY(changes, flags_.changes(tx, mpxns));
    for (const CompareFlags::Change& c : changes)
      see("flag", c.mpxn, fmt::format("{} to {}", shown(c.before), shown(c.after)));
    return {};
  }

  void see_answer(const exchange::RequestArrived& event, const exchange::Decision& decision) {
    std::string rule;
    for (const exchange::Effect& effect : decision.effects)
      if (const auto* audit = std::get_if<exchange::Audit>(&effect)) rule = audit->entry.rule;
    const std::string where = fmt::format("{} by {}", event.request.variant, event.request.id.originator.text());
    if (!decision.answer) return see("answer", where, "none");
    see("answer", where, duis::write(*decision.answer), fmt::format("{} ({})", decision.answer->code, rule));
  }

  void see_effect(const exchange::Effect& effect) {
    std::visit(exchange::Overload{
                   [&](const exchange::PutDevice& e) { see("device", e.device.id.text(), described(e.device)); },
                   [&](const exchange::RemoveDevice& e) { see("device", e.device.text(), "removed"); },
                   [&](const exchange::RecordStatus& e) {
                     see("status", e.change.device.text(),
                         fmt::format("{} to {} by {}", shown(e.change.from), shown(e.change.to), e.change.cause));
                   },
                   [&](const exchange::RecordDetail& e) {
                     see("detail", e.change.device.text(),
                         fmt::format("{} {} to {}", e.change.field, e.change.from, e.change.to));
                   },
                   [&](const exchange::Enqueue& e) {
                     const bool push = e.item.kind == exchange::OutboxKind::Push;
                     const std::string body(e.item.body.begin(), e.item.body.end());
                     see(push ? "push" : "command", (push ? e.item.user : e.item.device).text(),
                         push ? body : to_hex(e.item.body));
                   },
                   [](const auto&) {}},
               effect);
  }

  // The metering points of the meters that a run would remove now.
  Result<std::set<std::string>> points_of_due(TimeMs at) {
    GP_TRY(tx, store_.read());
    GP_TRY(policy, engine::housekeeping_policy(*tx, book_, at));
    tx.reset();
    std::set<std::string> mpxns;
    GP_CHECK(engine::each_due(store_, policy, at, [&](const exchange::Removal&, const inventory::Device& device) {
      mpxns.merge(engine::FlagKeeper::points_of(device));
    }));
    return mpxns;
  }

  Status keep_house(TimeMs at) {
    GP_TRY(mpxns, points_of_due(at));
    engine::HousekeepingKind kind(book_, kDefaultBroker, flags_.keeper());
    engine::Job job;
    while (job.state != engine::JobState::Done) {
      GP_TRY(tx, store_.begin());
      if (job.id == 0) GP_CHECK(flags_.meet(*tx, mpxns, at));
      GP_TRY(begun, engine::begin_housekeeping(*tx, at));
      GP_TRY(after, engine::job_batch(*tx, kind, begun.id, {.items = 1'000, .time = kForever}, {at, 0}));
      job = std::move(after);
      if (job.state == engine::JobState::Done) GP_CHECK(see_flags(*tx, mpxns));
      GP_CHECK(tx->commit_unsynced());
    }
    GP_TRY(tx, store_.read());
    for (Eui64 after;;) {
      GP_TRY(page, tx->housekeeping().removals(job.id, after, kPage));
      for (const exchange::Removal& removal : page) {
        see("status", removal.device.text(), "Pending to no record by housekeeping");
        if (removal.told)
          see("alert", fmt::format("about {} to {}", removal.device.text(), removal.told->text()), "N8");
      }
      if (page.size() < kPage) return {};
      after = page.back().device;
    }
  }

  static constexpr std::size_t kPage = 512;
  static constexpr std::chrono::milliseconds kForever{3'600'000};

  engine::Store& store_;
  const RuleBook& book_;
  CompareFlags flags_;
  crypto::KeyStore keys_;  // empty: what needs certificates is refused, under all rules alike
  int number_ = 0;
  std::vector<Observation> seen_;
};

}  // namespace

Result<std::vector<Observation>> play(engine::Store& store, const RuleBook& book, const RuleBook& initial,
                                      const Traffic& traffic) {
  Run run(store, book, initial);
  for (const TrafficStep& step : traffic) GP_CHECK(run.step(step));
  if (!traffic.empty()) GP_CHECK(run.end(traffic.back().at));
  return run.take();
}

}  // namespace gridpost::app
