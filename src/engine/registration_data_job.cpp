#include "engine/registration_data_job.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "engine/flag_runs.h"
#include "registration/registered.h"

namespace gridpost::engine {

namespace {

// Where the next batch begins: at a record, or behind a metering point of one of the provider's network operators.
struct FilePlace {
  std::size_t record = 0;
  std::size_t network = 0;
  std::string after;
};

std::string text(const FilePlace& place) { return fmt::format("{} {} {}", place.record, place.network, place.after); }

Result<FilePlace> read_place(const Job& job) {
  FilePlace place;
  if (job.cursor.empty()) return place;
  const char *at = job.cursor.data(), *end = at + job.cursor.size();
  for (std::size_t* number : {&place.record, &place.network}) {
    const auto read = std::from_chars(at, end, *number);
    if (read.ec != std::errc() || read.ptr == end || *read.ptr != ' ')
      return fail("'" + job.cursor + "' is no place in a file", kRegistrationData);
    at = read.ptr + 1;
  }
  place.after.assign(at, end);
  return place;
}

std::vector<Eui64> operators_of(const registration::Provider& provider) {
  std::vector<Eui64> all;
  for (const auto& [id, network] : provider.operators) all.push_back(network);
  return all;
}

}  // namespace

Result<Job> begin_registration_data(Transaction& tx, const registration::Provider& provider, const std::string& name,
                                    TimeMs now) {
  const std::string subject = fmt::format("{} {}", provider.name, name);
  GP_TRY(running, tx.jobs().running());
  const auto same = std::find_if(running.begin(), running.end(), [&](const Job& job) {
    return job.kind == kRegistrationData && job.subject == subject;
  });
  Job job;
  if (same != running.end()) job.id = same->id;
  job.kind = kRegistrationData;
  job.subject = subject;
  job.as_of = now;
  job.started_at = same != running.end() ? same->started_at : now;
  GP_TRY(id, tx.jobs().put(job));
  job.id = id;
  return job;
}

Status end_interrupted_files(Transaction& tx, TimeMs now) {
  GP_TRY(running, tx.jobs().running());
  for (Job& job : running) {
    if (job.kind != kRegistrationData) continue;
    job.state = JobState::Done;
    job.ended_at = now;
    job.total = job.done;
    GP_CHECK(tx.jobs().put(job));
  }
  return {};
}

RegistrationDataKind::RegistrationDataKind(const registration::Desk& desk, const FlagKeeper& keeper, const File& file)
    : desk_(desk), keeper_(keeper), file_(file), operators_(operators_of(file.provider)) {
  if (ends_others())
    for (const registration::FlagRecord& record : file_.file.records) stated_.insert(record.mpxn);
}

// A record that was refused is stated nevertheless; what it is about may be unreadable.
bool RegistrationDataKind::ends_others() const {
  return registration::is_full_list(file_.file.type) && file_.file.refused.empty();
}

Result<std::uint64_t> RegistrationDataKind::count(Transaction&, const Job&) {
  const std::uint64_t records = file_.file.records.size();
  return ends_others() ? 2 * records : records;
}

Result<JobKind::Step> RegistrationDataKind::step(Transaction& tx, Job& job, std::size_t limit, const JobMoment& now) {
  GP_TRY(place, read_place(job));
  const std::size_t records = file_.file.records.size();
  if (place.record >= records) return end_others(tx, job, limit, now.world);
  const std::size_t end = std::min(records, place.record + limit);
  Step step{end - place.record, end < records || ends_others()};
  for (; place.record < end; ++place.record) GP_CHECK(take(tx, place.record, now.world));
  job.cursor = text(place);
  return step;
}

Status RegistrationDataKind::take(Transaction& tx, std::size_t number, TimeMs now) {
  const registration::FlagRecord& record = file_.file.records[number];
  GP_TRY(history, tx.registrations(record.mpxn));
  const auto next = registration::with_record(history, record, file_.provider, desk_, file_.day, file_.name);
  if (!next)
    complaints_[number] = next.error().text();
  else if (*next != history)
    return set_registrations(tx, keeper_, record.mpxn, *next, now);
  return {};
}

// A full list ends what it does not state: metering points of the provider that are registered no longer.
Result<JobKind::Step> RegistrationDataKind::end_others(Transaction& tx, Job& job, std::size_t limit, TimeMs now) {
  GP_TRY(place, read_place(job));
  if (!ends_others() || place.network >= operators_.size()) return Step{0, false};
  const registration::Kind kind = registration::network_kind(file_.provider.fuel);
  const Eui64 network = operators_[place.network];
  GP_TRY(points, tx.records().points_of_party(kind, network, place.after, limit));
  for (const std::string& mpxn : points) {
    GP_TRY(history, tx.registrations(mpxn));
    if (stated_.contains(mpxn) || !registration::is_registered(history, kind, network, file_.day)) continue;
    GP_CHECK(set_registrations(tx, keeper_, mpxn, registration::ended(history, file_.day), now));
  }
  if (points.size() == limit)
    place.after = points.back();
  else
    place = {place.record, place.network + 1, {}};
  job.cursor = text(place);
  return Step{points.size(), place.network < operators_.size()};
}

std::vector<std::string> RegistrationDataKind::complaints() const {
  std::vector<std::string> all;
  for (const auto& [record, complaint] : complaints_) all.push_back(complaint);
  return all;
}

}  // namespace gridpost::engine
