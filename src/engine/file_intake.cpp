#include "engine/file_intake.h"
#include "engine/limits.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "crypto/digest.h"
#include "engine/flag_answers.h"
#include "engine/registration_data_job.h"

namespace gridpost::engine {
namespace {

using registration::FileRecord;
using registration::FlagFile;
using registration::FlagFileType;
using registration::FlagRecord;
using registration::Provider;

// A file without its last line may still be on its way for so long, machine time.
constexpr std::int64_t kStillWriting = 30'000;

bool is_for_us(FlagFileType type) { return type != FlagFileType::D0350 && type != FlagFileType::DXI; }

std::string_view sender_of(const Provider& provider) {
  return provider.fuel == Fuel::Gas ? provider.sender : provider.party;
}

// Local midnight before the file was made.
Result<TimeMs> day_of(const FlagFile& file) {
  GP_TRY(made, registration::time_of(file));
  return start_of_local_day(made);
}

}  // namespace

Status FileIntake::look() {
  Status first;
  for (const Provider& provider : work_.desk.providers)
    if (auto done = look_at_all(provider); !done && first) first = std::move(done);
  return first;
}

Status FileIntake::look_at_all(const Provider& provider) {
  GP_TRY(waiting, work_.folders.waiting(provider.name));
  for (const ProviderFolders::Waiting& one : waiting) GP_CHECK(look_at(provider, one));
  return {};
}

Status FileIntake::look_at(const Provider& provider, const ProviderFolders::Waiting& waiting) {
  GP_TRY(text, work_.folders.read(provider.name, waiting.name));
  if (!registration::is_whole(text) && waiting.quiet_ms < kStillWriting) return {};
  GP_TRY(taken, take(provider, waiting.name, text));
  if (taken.rejected)
    log::warn("GP-FLAG-008", {{"provider", provider.name}}, "{} of {} was rejected: {}", waiting.name, provider.name,
              taken.complaints.empty() ? "" : taken.complaints.front());
  else
    log::info("GP-FLAG-009", {{"provider", provider.name}}, "{} of {} was taken in, {} complaints", waiting.name,
              provider.name, taken.complaints.size());
  GP_CHECK(work_.transact([&](Transaction& tx) -> Status {
    for (const std::string& complaint : taken.complaints)
      GP_CHECK(tx.apply(registration_audit(work_.now(), "registration-file",
                                           taken.rejected ? "registration.file" : "registration.record",
                                           "registration 7", complaint)));
    return {};
  }));
  return work_.folders.settle(provider.name, waiting.name, taken.rejected, taken.complaints);
}

// Name and sequence, then the envelope, then each record.
Result<FileIntake::Taken> FileIntake::take(const Provider& provider, const std::string& name, const std::string& text) {
  const auto reject = [](const Error& error) { return Taken{true, {error.text()}}; };
  const auto parts = registration::read_file_name(name);
  if (!parts) return reject(parts.error());
  if (registration::fuel_of(parts->type) != provider.fuel || parts->sender != sender_of(provider))
    return reject({fmt::format("is no file of {}, whose files begin with {}", provider.name, sender_of(provider)), name,
                   "registration"});
  if (!is_for_us(parts->type)) return reject({"is a file from the DCC, not to it", name, "registration"});
  const std::string digest = to_hex(crypto::sha256(view_of(text)));
  GP_TRY(number, check_number(provider, name, *parts, digest));
  if (number) return *number;
  const registration::Desk& desk = work_.desk;
  const bool gas = provider.fuel == Fuel::Gas;
  const auto file = registration::read_flag_file(parts->type, name, text,
                                                 {work_.book, desk.settings, provider.party, desk.party,
                                                  gas ? provider.organisation : "", gas ? "" : desk.test_flag});
  if (!file) return reject(file.error());
  if (const auto named = registration::check_file_name(name, *file); !named) return reject(named.error());
  Taken taken;
  for (const Error& refused : file->refused) taken.complaints.push_back(refused.text());
  FileRecord record;
  record.provider = provider.name;
  record.type = parts->type;
  record.number = parts->number;
  record.name = name;
  record.at = work_.now();
  record.digest = digest;
  record.records = file->records.size() + file->refused.size();
  GP_CHECK(load(provider, record, *file, taken.complaints));
  return taken;
}

// The file that was taken in before under this number is settled once more; nothing follows from it. Of a provider of
// whom there was none yet, any number is the first. (R77-34)
Result<std::optional<FileIntake::Taken>> FileIntake::check_number(const Provider& provider, const std::string& name,
                                                                  const registration::FileName& parts,
                                                                  const std::string& digest) {
  std::optional<Taken> out;
  GP_CHECK(work_.transact([&](Transaction& tx) -> Status {
    GP_TRY(same, tx.records().file(provider.name, parts.type, false, parts.number));
    if (same && same->digest == digest) {
      out =
          Taken{false, {fmt::format("{}: was taken in before, on {}; nothing changed (R77-34)", name, iso(same->at))}};
      return {};
    }
    GP_TRY(last, tx.records().last_file(provider.name, parts.type, false));
    if (!last) return {};
    FlagFile numbered;
    numbered.header.number = fmt::format("{}", parts.number);
    if (const auto next = registration::check_sequence(numbered, last->number, name); !next)
      out = Taken{true, {next.error().text()}};
    return {};
  }));
  return out;
}

Status FileIntake::load(const Provider& provider, FileRecord& record, const FlagFile& file,
                        std::vector<std::string>& complaints) {
  if (registration::is_registration_data(file.type)) return load_data(provider, record, file, complaints);
  FlagFile page = file;
  for (std::size_t at = 0; at < file.records.size(); at += limits::kRecords) {
    const std::size_t end = std::min(at + limits::kRecords, file.records.size());
    page.records.assign(file.records.begin() + static_cast<std::ptrdiff_t>(at),
                        file.records.begin() + static_cast<std::ptrdiff_t>(end));
    const std::size_t before = complaints.size();
    GP_CHECK(work_.transact([&](Transaction& tx) {
      complaints.resize(before);
      return FlagAnswers(tx, work_.keeper, provider, record.name, work_.now(), complaints).take(page);
    }));
  }
  record.refused = complaints.size();
  return work_.transact([&](Transaction& tx) { return tx.records().put_file(record); });
}

// With the last batch it is noted that the file was taken in.
Status FileIntake::load_data(const Provider& provider, FileRecord& record, const FlagFile& file,
                             std::vector<std::string>& complaints) {
  GP_TRY(day, day_of(file));
  if (registration::is_full_list(file.type) && !file.refused.empty())
    log::warn("GP-FLAG-010", {{"provider", provider.name}},
              "{} of the records of a full list were refused, so no registration is ended by it", file.refused.size());
  RegistrationDataKind kind(work_.desk, work_.keeper, {provider, record.name, file, day});
  const JobPace pace{.items = limits::kRecords, .time = work_.batch_time};
  Job job;
  GP_CHECK(work_.transact([&](Transaction& tx) -> Status {
    GP_TRY(begun, begin_registration_data(tx, provider, record.name, work_.now()));
    job = std::move(begun);
    return {};
  }));
  while (job.state != JobState::Done) {
    GP_CHECK(work_.transact([&](Transaction& tx) -> Status {
      GP_TRY(after, job_batch(tx, kind, job.id, pace, {work_.now(), 0}));
      job = std::move(after);
      if (job.state != JobState::Done) return {};
      record.refused = complaints.size() + kind.complaints().size();
      return tx.records().put_file(record);
    }));
    work_.rest();
  }
  for (std::string& complaint : kind.complaints()) complaints.push_back(std::move(complaint));
  return {};
}

}  // namespace gridpost::engine
