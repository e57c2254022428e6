#include "engine/flag_answers.h"
#include "engine/limits.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/log.h"

namespace gridpost::engine {
namespace {

using registration::FlagFileType;
using registration::FlagPoint;
using registration::FlagRecord;
using registration::FlagUpdate;
using registration::PointUpdates;
using registration::SentUpdate;
using registration::UpdateEvent;
using registration::UpdateState;

// Reasons of a rejection stand in one text.
constexpr std::string_view kBetweenReasons = ", ";

// It left, and lies with the provider or was answered.
bool was_sent(const FlagUpdate& u) {
  return u.file != 0 && u.state != UpdateState::InFile && u.state != UpdateState::Queued &&
         u.state != UpdateState::Closed;
}

SentUpdate sent_of(const FlagUpdate& u) {
  SentUpdate out{u.mpxn, u.flag, u.effective, u.instruction == 0 ? "" : fmt::format("{}", u.instruction), {}};
  if (u.state == UpdateState::Accepted) out.accepted = true;
  if (u.state == UpdateState::Rejected) out.accepted = false;
  return out;
}

FlagRecord rejection_of(const FlagUpdate& u) {
  FlagRecord r;
  r.instruction = fmt::format("{}", u.instruction);
  r.mpxn = u.mpxn;
  r.flag = std::string(1, registration::letter(u.flag));
  r.effective = u.effective;
  r.reasons = {u.reason};
  return r;
}

bool says_the_same(const FlagRecord& record, const FlagUpdate& u) {
  return record.flag == std::string(1, registration::letter(u.flag)) && record.effective == u.effective &&
         (record.instruction.empty() || registration::number_of(record.instruction) == u.instruction);
}

}  // namespace

Status FlagAnswers::take(const registration::FlagFile& file) {
  switch (file.type) {
    case FlagFileType::D0351:
      return take_rejections(file);
    case FlagFileType::D0172:
      for (const FlagRecord& record : file.records) GP_CHECK(take_summary(record));
      return {};
    case FlagFileType::DXR:
      return take_responses(file);
    case FlagFileType::FRJ:
      return take_refusal(file);
    default:
      return fail("is no answer", name_, "registration");
  }
}

// The update that the record is about: the one with its values, or else the last one that was sent.
Result<std::optional<FlagUpdate>> FlagAnswers::meant(const FlagRecord& record) {
  GP_TRY(all, tx_.records().flag_updates(record.mpxn));
  std::optional<FlagUpdate> found;
  for (const FlagUpdate& u : all)
    if (was_sent(u) && u.provider == provider_.name &&
        (!found || !says_the_same(record, *found) || says_the_same(record, u)))
      found = u;
  if (!found) complain({fmt::format("nothing was sent about {}", record.mpxn), name_, "registration"});
  return found;
}

Status FlagAnswers::take_rejections(const registration::FlagFile& file) {
  std::map<std::uint64_t, std::vector<FlagRecord>> by_file;
  for (const FlagRecord& record : file.records) {
    GP_TRY(update, meant(record));
    if (update) by_file[update->file].push_back(record);
  }
  for (const auto& [number, records] : by_file) GP_CHECK(settle_file(number, records));
  return {};
}

// What is known of the file by now, with these rejections in addition.
Status FlagAnswers::settle_file(std::uint64_t number, const std::vector<FlagRecord>& fresh) {
  GP_TRY(rows, tx_.records().flag_updates_of_file(provider_.name, number));
  GP_TRY(file, tx_.records().file(provider_.name, FlagFileType::D0350, true, number));
  if (!file) return fail(fmt::format("file {} is not known", number), name_);
  registration::SentFile sent{fmt::format("{:010}", number), {}};
  std::vector<FlagRecord> rejections;
  for (const FlagUpdate& row : rows) {
    sent.updates.push_back(sent_of(row));
    if (row.state == UpdateState::Rejected) rejections.push_back(rejection_of(row));
  }
  // A rejection that is here already is a repeat.
  for (const FlagRecord& record : fresh) {
    const bool repeated = std::any_of(rejections.begin(), rejections.end(),
                                      [&](const FlagRecord& r) { return r.instruction == record.instruction; });
    if (repeated)
      log::info("GP-FLAG-002", {{"mpxn", record.mpxn}}, "{}: the rejection of {} is a repeat", name_, record.mpxn);
    else
      rejections.push_back(record);
  }
  FlagRecord summary;
  summary.file = sent.number;
  summary.received = fmt::format("{}", file->accepted + file->rejected);
  summary.accepted = fmt::format("{}", file->accepted);
  summary.rejected = fmt::format("{}", file->rejected);
  return apply(registration::settle(sent, file->summed ? &summary : nullptr, rejections, name_), rows);
}

// A summary that counts nothing at all says that the file was refused as a whole. (ours)
Status FlagAnswers::take_summary(const FlagRecord& record) {
  const std::uint64_t number = registration::number_of(record.file);
  GP_TRY(file, tx_.records().file(provider_.name, FlagFileType::D0350, true, number));
  if (!file || !file->sent) {
    complain({fmt::format("no file {} was sent", record.file), name_, "registration"});
    return {};
  }
  if (registration::number_of(record.received) == 0) return refuse_file(number, "D0172");
  if (registration::number_of(record.received) != file->records) {
    complain(
        {fmt::format("file {} had {} updates, the summary received {}", record.file, file->records, record.received),
         name_, "registration"});
    return {};
  }
  const std::size_t accepted = registration::number_of(record.accepted),
                    rejected = registration::number_of(record.rejected);
  if (file->summed && (file->accepted != accepted || file->rejected != rejected)) {
    complain({fmt::format("file {} was summed up differently before", record.file), name_, "registration"});
    return {};
  }
  file->summed = true;
  file->accepted = accepted;
  file->rejected = rejected;
  GP_CHECK(tx_.records().put_file(*file));
  return settle_file(number, {});
}

Status FlagAnswers::take_responses(const registration::FlagFile& file) {
  Rows rows;
  std::vector<SentUpdate> sent;
  registration::FlagFile known = file;
  known.records.clear();
  for (const FlagRecord& record : file.records) {
    GP_TRY(update, meant(record));
    if (!update) continue;
    known.records.push_back(record);
    sent.push_back(sent_of(*update));
    rows.push_back(*update);
  }
  return apply(registration::settle(sent, known, name_), rows);
}

Result<std::vector<std::uint64_t>> FlagAnswers::unanswered_files() {
  std::vector<std::uint64_t> numbers;
  for (const UpdateState state : {UpdateState::Sent, UpdateState::Unanswered}) {
    for (std::int64_t after = 0;;) {
      GP_TRY(page, tx_.records().flag_updates_in(state, after, limits::kRecords));
      if (page.empty()) break;
      after = page.back().id;
      for (const FlagUpdate& u : page)
        if (u.provider == provider_.name && std::find(numbers.begin(), numbers.end(), u.file) == numbers.end())
          numbers.push_back(u.file);
    }
  }
  return numbers;
}

Status FlagAnswers::take_refusal(const registration::FlagFile& file) {
  GP_TRY(numbers, unanswered_files());
  std::vector<registration::SentFile> waiting;
  for (const std::uint64_t number : numbers) waiting.push_back({fmt::format("{}", number), {}});
  for (const FlagRecord& record : file.records) {
    const auto which = registration::refused_file(waiting, name_);
    if (!which) {
      complain(which.error());
      return {};
    }
    GP_CHECK(refuse_file(numbers[*which], fmt::format("{}", fmt::join(record.reasons, kBetweenReasons))));
  }
  return {};
}

Status FlagAnswers::refuse_file(std::uint64_t number, const std::string& why) {
  GP_TRY(rows, tx_.records().flag_updates_of_file(provider_.name, number));
  log::warn("GP-FLAG-003", {{"provider", provider_.name}}, "{} refused file {} as a whole: {}; its updates go again",
            provider_.name, number, why);
  for (const FlagUpdate& row : rows) {
    if (!registration::next_state(row.state, UpdateEvent::FileRefused)) continue;
    GP_CHECK(step(row, UpdateEvent::FileRefused, "file refused: " + why));
  }
  return {};
}

Status FlagAnswers::apply(const registration::Settlement& settlement, const Rows& rows) {
  for (const Error& error : settlement.errors) complain(error);
  std::map<std::string_view, const FlagUpdate*> by_point;
  for (const FlagUpdate& row : rows) by_point[row.mpxn] = &row;
  for (const registration::Answer& a : settlement.answers)
    GP_CHECK(answer(*by_point.at(a.mpxn), a.accepted, a.reasons));
  return {};
}

Status FlagAnswers::answer(FlagUpdate row, bool accepted, const std::vector<std::string>& reasons) {
  const UpdateEvent event = accepted ? UpdateEvent::Accepted : UpdateEvent::Rejected;
  if (!registration::next_state(row.state, event)) return {};  // closed meanwhile: nobody waits for the answer
  std::string reason = fmt::format("{}", fmt::join(reasons, kBetweenReasons));
  if (!accepted)
    log::warn("GP-FLAG-004", {{"provider", provider_.name}, {"mpxn", row.mpxn}},
              "{} rejected {} for {} from {}: {}; see gridpost flags", provider_.name, registration::letter(row.flag),
              row.mpxn, row.effective, reason);
  return step(std::move(row), event, reason);
}

// The update goes one step on, and what is kept of its metering point with it.
Status FlagAnswers::step(FlagUpdate row, UpdateEvent event, const std::string& reason) {
  RegistrationRecords& records = tx_.records();
  const auto next = registration::next_state(row.state, event);
  if (!next) return fail(fmt::format("update {} is {}", row.id, registration::text(row.state)), row.mpxn, "R77-30");
  GP_TRY(point, records.flag_point(row.mpxn));
  if (!point) return fail("nothing is kept of the metering point", row.mpxn);
  GP_TRY(open, open_updates(records, row.mpxn));
  const PointUpdates before = registration::updates_of(*point, open);
  PointUpdates after = before;
  if (event == UpdateEvent::Accepted || event == UpdateEvent::Rejected)
    after = registration::answered(before, event == UpdateEvent::Accepted);
  if (event == UpdateEvent::FileRefused) after = registration::file_refused(before);
  if (event == UpdateEvent::Resent) {
    if (before.waiting) return fail("a later value waits already", row.mpxn, "R77-33");
    after.outstanding.reset();
    after.waiting = registration::Told{row.flag, row.effective};
  }
  row.state = *next;
  row.at = now_;
  row.reason = reason;
  if (*next == UpdateState::Queued) row.file = row.instruction = 0;
  GP_CHECK(records.put_flag_update(row));
  if (point->accepted != after.accepted) {
    point->accepted = after.accepted;
    GP_CHECK(records.put_flag_point(*point));
  }
  return keeper_.requeue(tx_, *point, after, now_, "the provider has it, or a later value waits");
}

Status FlagAnswers::resend(std::int64_t id) {
  GP_TRY(row, tx_.records().flag_update(id));
  if (!row) return fail("there is no such update", fmt::format("{}", id));
  return step(*row, UpdateEvent::Resent, "sent again by an operator, after: " + row->reason);
}

// The value that the metering point has now is told instead, if it is another one.
Status FlagAnswers::close(std::int64_t id) {
  GP_TRY(row, tx_.records().flag_update(id));
  if (!row) return fail("there is no such update", fmt::format("{}", id));
  return step(*row, UpdateEvent::Closed, "closed by an operator, after: " + row->reason);
}

}  // namespace gridpost::engine
