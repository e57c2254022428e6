// Jobs on a server's store, as a program beside the server sees them: done here, or waited for; and how far they are.
#pragma once

#include <functional>
#include <string>

#include "base/clock.h"
#include "engine/job_kind.h"

namespace gridpost::app {

using OnJob = std::function<void(const engine::Job&)>;

// Does the job to its end, batch by batch, each durable, with rests for others that use the store. `progress` is called
// after each batch.
Result<engine::Job> run_job(engine::Store& store, engine::JobKind& kind, std::int64_t id, const engine::JobPace& pace,
                            const WorldClock& clock, const OnJob& progress);
// Waits until the server that uses the store has done it; asks a few times a second.
Result<engine::Job> wait_for_job(engine::Store& store, std::int64_t id, const OnJob& progress);

// "[=======       ]  25 %  1234 of 5678"
std::string progress_bar(std::uint64_t done, std::uint64_t total);
// What the bar of a job is full at: what is done is counted to its end, and nothing is full before it was counted.
std::uint64_t total_of(const engine::Job& job);
// The same of a job; one that was not counted yet has no share.
std::string progress_bar(const engine::Job& job);
// A bar on standard error that stays on its line, under this name; nothing where that is no terminal.
void show_progress(std::string_view name, std::uint64_t done, std::uint64_t total);
// The same of a job.
void show_job(const engine::Job& job);

}  // namespace gridpost::app
