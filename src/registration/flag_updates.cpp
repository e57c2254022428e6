#include "registration/flag_updates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace gridpost::registration {
namespace {

constexpr auto kStateNames =
    std::to_array<std::string_view>({"queued", "in file", "sent", "accepted", "rejected", "unanswered", "closed"});

struct Step {
  UpdateState from;
  UpdateEvent event;
  UpdateState to;
};
using S = UpdateState;
using E = UpdateEvent;
constexpr auto kSteps = std::to_array<Step>({
    {S::Queued, E::PutInFile, S::InFile},
    {S::Queued, E::Closed, S::Closed},
    {S::Queued, E::MovedAway, S::Closed},
    {S::InFile, E::FileSent, S::Sent},
    {S::InFile, E::FileRefused, S::Queued},
    {S::InFile, E::MovedAway, S::Closed},
    {S::Sent, E::Accepted, S::Accepted},
    {S::Sent, E::Rejected, S::Rejected},
    {S::Sent, E::FileRefused, S::Queued},
    {S::Sent, E::DeadlinePassed, S::Unanswered},
    {S::Sent, E::MovedAway, S::Closed},
    {S::Rejected, E::Resent, S::Queued},
    {S::Rejected, E::Closed, S::Closed},
    {S::Unanswered, E::Accepted, S::Accepted},  // a late answer is one
    {S::Unanswered, E::Rejected, S::Rejected},
    {S::Unanswered, E::FileRefused, S::Queued},
    {S::Unanswered, E::Resent, S::Queued},
    {S::Unanswered, E::Closed, S::Closed},
});

// Nothing waits that the provider has already.
PointUpdates without_repeats(PointUpdates u) {
  if (u.waiting && !u.outstanding && u.accepted && u.accepted->flag == u.waiting->flag) u.waiting.reset();
  return u;
}

Error unlike(std::string_view name, std::string what) { return {std::move(what), std::string(name), "registration"}; }

// The same values as were sent, or what differs.
std::optional<std::string> difference(const SentUpdate& sent, const FlagRecord& got) {
  if (got.mpxn != sent.mpxn)
    return fmt::format("instruction {} was about {}, not {}", got.instruction, sent.mpxn, got.mpxn);
  if (got.flag == std::string(1, letter(sent.flag)) && got.effective == sent.effective) return std::nullopt;
  return fmt::format("{} was sent {} from {}, the answer has {} from {}", sent.mpxn, letter(sent.flag), sent.effective,
                     got.flag, got.effective);
}

// Takes one answer to one update over into the settlement.
void take(const SentUpdate& sent, bool accepted, const std::vector<std::string>& reasons, std::string_view name,
          Settlement& out) {
  if (!sent.accepted)
    out.answers.push_back({sent.mpxn, accepted, reasons});
  else if (*sent.accepted == accepted)
    out.repeated.push_back(sent.mpxn);
  else
    out.errors.push_back(
        unlike(name, fmt::format("{} was {} before and is {} now", sent.mpxn, *sent.accepted ? "accepted" : "rejected",
                                 accepted ? "accepted" : "rejected")));
}

// The summary belongs to the file and adds up, given so many rejections.
std::optional<std::string> summary_complaint(const SentFile& sent, const FlagRecord& s, std::size_t rejections) {
  if (s.file != sent.number) return fmt::format("it is about file {}, not {}", s.file, sent.number);
  if (number_of(s.received) != sent.updates.size())
    return fmt::format("file {} had {} updates, the summary received {}", s.file, sent.updates.size(), s.received);
  if (rejections > number_of(s.rejected))
    return fmt::format("file {} has {} rejections, the summary counts {}", s.file, rejections, s.rejected);
  return std::nullopt;
}

}  // namespace

std::string_view text(UpdateState state) { return kStateNames[static_cast<std::size_t>(state)]; }

std::optional<UpdateState> next_state(UpdateState state, UpdateEvent event) {
  const auto step =
      std::find_if(kSteps.begin(), kSteps.end(), [&](const Step& s) { return s.from == state && s.event == event; });
  return step == kSteps.end() ? std::nullopt : std::optional(step->to);
}

PointUpdates with_change(PointUpdates u, std::optional<ServiceFlag> flag, const std::string& effective) {
  if (!flag) return u;
  const std::optional<Told>& told = u.outstanding ? u.outstanding : u.accepted;
  if (told && effective < told->effective) return u;
  if (u.waiting && effective < u.waiting->effective) return u;
  if (told && told->flag == *flag)
    u.waiting.reset();
  else if (!u.waiting || u.waiting->flag != *flag)
    u.waiting = Told{*flag, effective};
  return u;
}

PointUpdates put_in_file(PointUpdates u) {
  if (!u.outstanding) u.outstanding = std::exchange(u.waiting, std::nullopt);
  return u;
}

PointUpdates answered(PointUpdates u, bool accepted) {
  const std::optional<Told> told = std::exchange(u.outstanding, std::nullopt);
  if (accepted && told) u.accepted = told;
  return without_repeats(std::move(u));
}

PointUpdates file_refused(PointUpdates u) {
  const std::optional<Told> told = std::exchange(u.outstanding, std::nullopt);
  if (!u.waiting) u.waiting = told;
  return without_repeats(std::move(u));
}

Result<std::string> provider_of(std::span<const Registration> history, Fuel fuel, const std::string& effective,
                                const std::map<Eui64, std::string>& provider_of_operator) {
  if (effective.size() != 8) return fail(fmt::format("'{}' is no date YYYYMMDD", effective), "effective-from date");
  GP_TRY(day, local_midnight(
                  fmt::format("{}-{}-{}", effective.substr(0, 4), effective.substr(4, 2), effective.substr(6, 2))));
  const auto party = party_at(history, fuel == Fuel::Gas ? Kind::Transporter : Kind::Distributor, day);
  if (!party)
    return fail(fmt::format("no network operator is registered on {}", effective), "metering point", "R77-24");
  const auto provider = provider_of_operator.find(*party);
  if (provider == provider_of_operator.end())
    return fail(fmt::format("no registration data provider is known of {}", party->text()), "metering point", "R77-24");
  return provider->second;
}

RunPlan plan_run(std::span<const QueuedUpdate> queued, const FlagSettings& settings) {
  std::vector<std::size_t> order(queued.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return queued[a].effective < queued[b].effective; });
  RunPlan plan;
  std::unordered_set<std::string_view> points;
  for (const std::size_t i : order) {
    const bool full =
        settings.updates_a_file != 0 && !plan.files.empty() && plan.files.back().size() == settings.updates_a_file;
    const bool last = settings.files_a_run != 0 && plan.files.size() == settings.files_a_run;
    if ((full && last) || !points.insert(queued[i].mpxn).second) {
      plan.carried_over.push_back(i);
      continue;
    }
    if (full || plan.files.empty()) plan.files.emplace_back();
    plan.files.back().push_back(i);
  }
  return plan;
}

FlagFile update_file(FlagFileType type, FileHeader header, std::span<const QueuedUpdate> updates) {
  FlagFile file;
  file.type = type;
  file.header = std::move(header);
  for (const QueuedUpdate& u : updates) {
    FlagRecord record;
    if (fuel_of(type) == Fuel::Electricity) record.instruction = fmt::format("{}", file.records.size() + 1);
    record.mpxn = u.mpxn;
    record.flag = std::string(1, letter(u.flag));
    record.effective = u.effective;
    file.records.push_back(std::move(record));
  }
  return file;
}

Settlement settle(std::span<const SentUpdate> sent, const FlagFile& response, std::string_view name) {
  std::unordered_map<std::string_view, const SentUpdate*> by_point;
  for (const SentUpdate& s : sent) by_point[s.mpxn] = &s;
  Settlement out;
  for (const FlagRecord& r : response.records) {
    const auto it = by_point.find(r.mpxn);
    if (it == by_point.end())
      out.errors.push_back(unlike(name, fmt::format("nothing was sent about {}", r.mpxn)));
    else if (auto what = difference(*it->second, r))
      out.errors.push_back(unlike(name, *std::move(what)));
    else
      take(*it->second, r.outcome == "AC", r.reasons, name, out);
  }
  const auto open = std::count_if(sent.begin(), sent.end(), [](const SentUpdate& s) { return !s.accepted; });
  out.complete = static_cast<std::size_t>(open) == out.answers.size();
  return out;
}

Settlement settle(const SentFile& sent, const FlagRecord* summary, std::span<const FlagRecord> rejections,
                  std::string_view name) {
  std::unordered_map<std::uint64_t, const SentUpdate*> by_instruction;
  for (const SentUpdate& s : sent.updates) by_instruction[number_of(s.instruction)] = &s;
  Settlement out;
  std::unordered_set<const SentUpdate*> named;
  for (const FlagRecord& r : rejections) {
    const auto it = by_instruction.find(number_of(r.instruction));
    if (it == by_instruction.end())
      out.errors.push_back(unlike(name, fmt::format("file {} has no instruction {}", sent.number, r.instruction)));
    else if (auto what = difference(*it->second, r))
      out.errors.push_back(unlike(name, *std::move(what)));
    else if (!named.insert(it->second).second)
      out.repeated.push_back(r.mpxn);
    else
      take(*it->second, false, r.reasons, name, out);
  }
  if (!summary) return out;
  if (auto what = summary_complaint(sent, *summary, named.size())) {
    Settlement nothing;
    nothing.errors.push_back(unlike(name, *std::move(what)));
    return nothing;
  }
  if (named.size() != number_of(summary->rejected)) return out;  // more rejections are on their way
  for (const SentUpdate& s : sent.updates)
    if (!named.contains(&s)) take(s, true, {}, name, out);
  out.complete = true;
  return out;
}

Result<std::size_t> refused_file(std::span<const SentFile> unanswered, std::string_view name) {
  if (unanswered.size() == 1) return std::size_t{0};
  return fail(unanswered.empty() ? std::string("no file waits for an answer")
                                 : fmt::format("{} files wait for an answer, and the refusal does not name its file",
                                               unanswered.size()),
              std::string(name), "registration");
}

}  // namespace gridpost::registration
