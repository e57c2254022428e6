#include "engine/flag_runs.h"
#include "engine/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/log.h"
#include "registration/registered.h"

namespace gridpost::engine {
namespace {

using registration::Desk;
using registration::FileRecord;
using registration::FlagFile;
using registration::FlagFileType;
using registration::FlagUpdate;
using registration::Handover;
using registration::Provider;
using registration::UpdateState;

constexpr const char* kHandedOver = "registration.handed_over_until";
constexpr const char* kLastRun = "registration.last_run";

Result<std::optional<TimeMs>> time_setting(Transaction& tx, const char* key) {
  GP_TRY(text, tx.setting(key));
  if (!text) return std::nullopt;
  TimeMs time = 0;
  std::from_chars(text->data(), text->data() + text->size(), time);
  return time;
}

// ---- Files of updates ----

registration::FileRules rules_for(const FlagWork& work) { return {work.book, work.desk.settings, {}, {}, {}, {}}; }

std::vector<registration::QueuedUpdate> queued_of(const std::vector<FlagUpdate>& rows) {
  std::vector<registration::QueuedUpdate> out;
  for (const FlagUpdate& row : rows) out.push_back({row.mpxn, row.flag, row.effective});
  return out;
}

// What goes into one file, in its order.
std::vector<FlagUpdate> first_file_of(const std::vector<FlagUpdate>& rows, const registration::FlagSettings& settings) {
  std::vector<FlagUpdate> out;
  const registration::RunPlan plan = registration::plan_run(queued_of(rows), settings);
  for (const std::size_t place : plan.files.at(0)) out.push_back(rows[place]);
  return out;
}

// What the writer does not take leaves the queue with its reason: it would hold all others up.
Status park_the_unfit(Transaction& tx, const FlagWork& work, FlagFileType type, const registration::FileHeader& header,
                      std::vector<FlagUpdate>& rows, TimeMs now) {
  std::vector<FlagUpdate> fit;
  for (FlagUpdate& row : rows) {
    const auto one =
        registration::write_flag_file(registration::update_file(type, header, queued_of({row})), rules_for(work));
    if (one) {
      fit.push_back(std::move(row));
      continue;
    }
    log::error("GP-FLAG-005", {{"mpxn", row.mpxn}}, "an update of {} cannot be sent: {}", row.mpxn, one.error().text());
    row.state = UpdateState::Closed;
    row.at = now;
    row.reason = "cannot be sent: " + one.error().text();
    GP_CHECK(tx.records().put_flag_update(row));
  }
  rows = std::move(fit);
  return {};
}

// Makes the next file for the provider of what waits. False: nothing waits.
Result<bool> make_file(Transaction& tx, const FlagWork& work, const Provider& provider, TimeMs now) {
  RegistrationRecords& records = tx.records();
  const FlagFileType type = provider.fuel == Fuel::Gas ? FlagFileType::DXI : FlagFileType::D0350;
  registration::FlagSettings one_file = work.desk.settings;
  one_file.files_a_run = 1;
  const std::size_t limit = one_file.updates_a_file == 0 ? std::size_t{INT64_MAX} : one_file.updates_a_file;
  GP_TRY(rows, records.flag_updates_waiting(provider.name, limit));
  GP_TRY(last, records.last_file(provider.name, type, true));
  const std::uint64_t number = last ? last->number + 1 : 1;
  const registration::FileHeader header = registration::file_header(work.desk, provider, true, number, now);
  if (rows.empty()) return false;
  rows = first_file_of(rows, one_file);
  auto text = registration::write_flag_file(registration::update_file(type, header, queued_of(rows)), rules_for(work));
  if (!text) {
    GP_CHECK(park_the_unfit(tx, work, type, header, rows, now));
    if (rows.empty()) return true;
    text = registration::write_flag_file(registration::update_file(type, header, queued_of(rows)), rules_for(work));
    if (!text) return tl::unexpected(text.error());
  }
  std::uint64_t instruction = 0;
  for (FlagUpdate& row : rows) {
    row.state = UpdateState::InFile;
    row.file = number;
    row.instruction = ++instruction;
    row.at = now;
    row.reason.clear();
    GP_CHECK(records.put_flag_update(row));
  }
  FileRecord file;
  file.provider = provider.name;
  file.type = type;
  file.number = number;
  file.outgoing = true;
  file.name = registration::file_name(provider.fuel == Fuel::Gas ? work.desk.sender : work.desk.party,
                                      work.desk.test_flag, type, number);
  file.at = now;
  file.text = std::move(*text);
  file.records = rows.size();
  GP_CHECK(records.put_file(file));
  return true;
}

// ---- The calendar ----

// The last moment at which a run was due: so many times the interval after local midnight.
TimeMs run_due(TimeMs now, TimeMs every) {
  const TimeMs midnight = start_of_local_day(now);
  return midnight + (now - midnight) / std::max<TimeMs>(every, kMinute) * std::max<TimeMs>(every, kMinute);
}

Status run_if_due(const FlagWork& work) {
  const TimeMs due = run_due(work.now(), work.desk.run_every);
  bool is_due = false;
  GP_CHECK(work.transact([&](Transaction& tx) -> Status {
    GP_TRY(last, time_setting(tx, kLastRun));
    is_due = !last || *last < due;
    return {};
  }));
  if (!is_due) return {};
  GP_CHECK(run_now(work));
  return work.transact([&](Transaction& tx) { return tx.set_setting(kLastRun, fmt::format("{}", due)); });
}

// Updates whose answer is overdue: a reminder, and an operator decides.
Status note_unanswered(const FlagWork& work) {
  bool more = true;
  while (more) {
    GP_CHECK(work.transact([&](Transaction& tx) -> Status {
      const TimeMs now = work.now();
      GP_TRY(due, registration::answers_due_for(work.desk, now));
      GP_TRY(rows, tx.records().flag_updates_sent_before(due, limits::kRecords));
      more = rows.size() == limits::kRecords;
      for (FlagUpdate& row : rows) {
        row.state = UpdateState::Unanswered;
        row.at = now;
        row.reason = "no answer in time";
        GP_CHECK(tx.records().put_flag_update(row));
      }
      if (!rows.empty())
        log::warn("GP-FLAG-006", "{} updates were not answered in time, the first in file {} to {}; see gridpost flags",
                  rows.size(), rows.front().file, rows.front().provider);
      return {};
    }));
  }
  return {};
}

Status note_handovers(const FlagWork& work) {
  return work.transact([&](Transaction& tx) -> Status {
    const TimeMs now = work.now();
    GP_TRY(until, time_setting(tx, kHandedOver));
    if (until && *until >= now) return {};
    if (until) {
      GP_TRY(points, tx.records().points_handed_over(*until, now));
      for (const std::string& mpxn : points) {
        GP_TRY(history, tx.registrations(mpxn));
        for (const Handover& h : registration::handovers(history, *until, now))
          GP_CHECK(took_effect(tx, work.keeper, h, now));
      }
      if (points.empty() && now - *until < kMinute) return {};  // nothing to write down
    }
    return tx.set_setting(kHandedOver, fmt::format("{}", now));
  });
}

// ---- The switch-on of a fuel ----

struct Sweep {
  Fuel fuel;
  std::string_view name, rule;
  std::string done_key() const { return fmt::format("flags.{}.rules", name); }
  std::string cursor_key() const { return fmt::format("flags.{}.cursor", name); }
};
constexpr Sweep kSweeps[] = {{Fuel::Electricity, "electricity", "mp077.elec"}, {Fuel::Gas, "gas", "mp077.gas"}};

// The rules by which flags are derived, in words that change whenever they do.
std::string rules_text(const registration::FlagRules& rules) {
  if (!rules.in_force) return fmt::format("old {}", rules.settings.old_defect_early_a);
  const auto& s = rules.settings;
  return fmt::format("new {} {} {} {}", static_cast<int>(s.profile), s.literal_i, s.br04_suspended_is_n, s.smets1_same);
}

// One page of metering points. True: there are more.
Result<bool> sweep_page(Transaction& tx, const FlagWork& work, const Sweep& sweep, const Rules& rules,
                        const std::string& wanted, bool first_time) {
  const TimeMs now = work.now();
  GP_TRY(cursor, tx.setting(sweep.cursor_key()));
  std::vector<std::string> points;
  if (first_time) {  // a store from before flags were kept
    GP_TRY(found, tx.records().points_of_meters(sweep.fuel, cursor.value_or(""), limits::kRecords));
    points = std::move(found);
    for (const std::string& mpxn : points) {
      GP_TRY(known, tx.records().flag_point(mpxn));
      if (known) continue;
      GP_TRY(point, FlagKeeper::first_sight(tx, mpxn));
      GP_CHECK(tx.records().put_flag_point(point));
    }
  } else {
    GP_TRY(found, tx.records().flag_points(sweep.fuel, cursor.value_or(""), limits::kRecords));
    for (auto& point : found) points.push_back(std::move(point.mpxn));
  }
  const auto from = work.book.effective(sweep.rule);
  const auto switched_on = !first_time && from && *from > 0 ? from : std::nullopt;
  const std::string cause = first_time ? "first look at the meters" : fmt::format("rules: {}", sweep.rule);
  for (const std::string& mpxn : points)
    GP_CHECK(work.keeper.derive(tx, mpxn, rules, switched_on.value_or(now), cause, switched_on));
  const bool more = points.size() == limits::kRecords;
  if (!more) GP_CHECK(tx.set_setting(sweep.done_key(), wanted));
  GP_CHECK(tx.set_setting(sweep.cursor_key(), more ? points.back() : ""));
  return more;
}

// Rules other than those by which the flags were derived: every metering point is derived again.
Status sweep_if_due(const FlagWork& work) {
  for (const Sweep& sweep : kSweeps) {
    bool more = true;
    while (more) {
      GP_CHECK(work.transact([&](Transaction& tx) -> Status {
        const Rules rules = work.book.rules_at(work.now());
        const std::string wanted = rules_text(registration::flag_rules(rules, sweep.fuel, work.desk.settings));
        GP_TRY(done, tx.setting(sweep.done_key()));
        more = false;
        if (done == wanted) return {};
        GP_TRY(left, sweep_page(tx, work, sweep, rules, wanted, !done));
        more = left;
        return {};
      }));
    }
  }
  return {};
}

}  // namespace

Status route_what_waits(const FlagWork& work) {
  return work.transact([&](Transaction& tx) -> Status {
    GP_TRY(rows, tx.records().flag_updates_waiting("", SIZE_MAX / 2));
    for (const FlagUpdate& row : rows) GP_CHECK(work.keeper.route(tx, row.mpxn, work.now()));
    return {};
  });
}

Status send_made_files(const FlagWork& work) {
  std::vector<FileRecord> files;
  GP_CHECK(work.transact([&](Transaction& tx) -> Status {
    GP_TRY(found, tx.records().files_to_send());
    files = std::move(found);
    return {};
  }));
  for (FileRecord& file : files) {
    GP_CHECK(work.folders.put(file.provider, file.name, file.text));
    GP_CHECK(work.transact([&](Transaction& tx) -> Status {
      GP_TRY(rows, tx.records().flag_updates_of_file(file.provider, file.number));
      for (FlagUpdate& row : rows) {
        if (row.state != UpdateState::InFile) continue;
        row.state = UpdateState::Sent;
        row.at = work.now();
        GP_CHECK(tx.records().put_flag_update(row));
      }
      file.sent = true;
      file.text.clear();
      return tx.records().put_file(file);
    }));
    log::info("GP-FLAG-007", {{"provider", file.provider}}, "{} with {} updates lies in the folder of {}", file.name,
              file.records, file.provider);
  }
  return {};
}

Status run_now(const FlagWork& work) {
  for (const Provider& provider : work.desk.providers) {
    const std::size_t most = work.desk.settings.files_a_run == 0 ? SIZE_MAX : work.desk.settings.files_a_run;
    bool more = true;
    for (std::size_t made = 0; more && made < most; ++made) {
      GP_CHECK(work.transact([&](Transaction& tx) -> Status {
        GP_TRY(done, make_file(tx, work, provider, work.now()));
        more = done;
        return {};
      }));
      GP_CHECK(send_made_files(work));
    }
  }
  return {};
}

Status do_what_is_due(const FlagWork& work) {
  GP_CHECK(send_made_files(work));
  GP_CHECK(sweep_if_due(work));
  GP_CHECK(note_handovers(work));
  GP_CHECK(route_what_waits(work));
  GP_CHECK(run_if_due(work));
  return note_unanswered(work);  // last: a calendar that ends must not hold files up
}

Result<TimeMs> handed_over_until(Transaction& tx, TimeMs now) {
  GP_TRY(until, time_setting(tx, kHandedOver));
  return until.value_or(now);
}

Status took_effect(Transaction& tx, const FlagKeeper& keeper, const Handover& h, TimeMs now) {
  if (!h.from) return {};  // the first one of a new metering point gains from nobody
  const std::string what = fmt::format("{} as {} from {}", h.mpxn, registration::text(h.kind), iso(h.at));
  const auto other = [](const std::optional<Eui64>& party) { return party ? party->text() : std::string("nobody"); };
  if (h.to)
    GP_CHECK(tx.apply(registration_audit(now, "registration", "registration.gained", "RCOM-03",
                                         fmt::format("gained {}, before: {}", what, other(h.from)), *h.to)));
  GP_CHECK(tx.apply(registration_audit(now, "registration", "registration.lost", "RCOM-03",
                                       fmt::format("lost {}, now: {}", what, other(h.to)), *h.from)));
  return keeper.move(tx, h, now);
}

Status set_registrations(Transaction& tx, const FlagKeeper& keeper, const std::string& mpxn,
                         const std::vector<registration::Registration>& history, TimeMs now) {
  GP_TRY(before, tx.registrations(mpxn));
  GP_CHECK(tx.records().replace_registrations(mpxn, history));
  GP_TRY(until, handed_over_until(tx, now));
  for (int k = 0; k <= static_cast<int>(registration::Kind::Agent); ++k) {
    const auto kind = static_cast<registration::Kind>(k);
    const auto was = registration::party_at(before, kind, until), is = registration::party_at(history, kind, until);
    if (was == is) continue;
    TimeMs since = until;
    for (const registration::Registration& r : history)
      if (r.kind == kind && is == r.party && r.from <= until && (!r.to || until < *r.to)) since = r.from;
    GP_CHECK(took_effect(tx, keeper, {mpxn, kind, since, was, is}, now));
  }
  return keeper.route(tx, mpxn, now);
}

}  // namespace gridpost::engine
