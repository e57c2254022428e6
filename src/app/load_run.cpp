#include "app/load_run.h"

namespace gridpost::app {

Result<std::unique_ptr<LoadRun>> LoadRun::make(Estate& estate, std::vector<MixItem> mix, int homes) {
  std::unique_ptr<LoadRun> run(new LoadRun(estate, std::move(mix)));
  for (const MixItem& item : run->mix_) {
    auto& subjects = run->subjects_.emplace_back();
    for (const Subject& subject : estate.subjects())
      if (subject.device.type == item.device && (homes == 0 || subject.home < homes)) subjects.push_back(&subject);
    if (subjects.empty()) return fail("no home has a Device that this request concerns", item.name);
    run->shares_ += static_cast<std::uint64_t>(item.share);
    run->by_item_[item.name];
  }
  return run;
}

// The same call is the same item in every run: a mixed-up number decides. (splitmix64)
std::size_t LoadRun::item_of(int call) const {
  std::uint64_t mixed = (static_cast<std::uint64_t>(call) + 1) * 0x9E3779B97F4A7C15;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
  auto left = static_cast<std::int64_t>((mixed ^ (mixed >> 31)) % shares_);
  std::size_t item = 0;
  while ((left -= mix_[item].share) >= 0) ++item;
  return item;
}

void LoadRun::call(int number, LoadClock::time_point due) {
  const std::size_t place = item_of(number);
  const MixItem& item = mix_[place];
  LoadFigures& figures = by_item_.at(item.name);
  const auto& subjects = subjects_[place];
  const Subject& subject = *subjects[static_cast<std::size_t>(number) % subjects.size()];
  const auto exchange = estate_.send(subject, request_of(item, subject, estate_.broker()), [&] {
    const std::uint64_t passed = microseconds_since(due);
    figures.answers.record(passed);
    all_.answers.record(passed);
  });
  const bool good = exchange && exchange->code().starts_with("I");
  if (good) {
    const std::uint64_t passed = microseconds_since(due);
    figures.round_trips.record(passed);
    all_.round_trips.record(passed);
  }
  const std::string end = exchange ? exchange->code() : exchange.error().what;
  const std::lock_guard lock(mutex_);
  note(figures, end, good);
  note(all_, end, good);
  ++done_;
  if (!good) ++failed_;
}

void LoadRun::note(LoadFigures& figures, const std::string& end, bool good) {
  constexpr std::size_t kEnds = 50;  // errors may quote what differs each time
  ++figures.ends[figures.ends.size() < kEnds || figures.ends.contains(end) ? end : "other"];
  if (!good) ++figures.failed;
}

double LoadRun::run(const Pace& pace, const std::atomic<bool>& stop) {
  return drive(
      pace, [this](int number, LoadClock::time_point due) { call(number, due); }, stop);
}

}  // namespace gridpost::app
