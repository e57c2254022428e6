#include "app/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "app/compare_run.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/sqlite_store.h"

namespace gridpost::app {
namespace {

namespace fs = std::filesystem;

using Switches = std::map<std::string, bool, std::less<>>;
using Seen = std::map<std::pair<std::string, std::string>, Observation>;  // by what and where

// A book in which the date makes no difference.
Result<RuleBook> fixed(const Switches& switches) {
  RuleBook book;
  for (const auto& [key, on] : switches) GP_CHECK(book.override_with(key, on ? "always" : "never"));
  return book;
}

// What stands on the two days differently, in the order of its dates.
std::vector<std::string> switched_between(const RuleBook& book, const Switches& from, const Switches& to) {
  std::vector<std::string> keys;
  for (const Release& release : releases())
    if (from.at(std::string(release.key)) != to.at(std::string(release.key))) keys.emplace_back(release.key);
  std::stable_sort(keys.begin(), keys.end(), [&](const std::string& a, const std::string& b) {
    return book.effective(a).value_or(0) < book.effective(b).value_or(0);
  });
  return keys;
}

// Several observations of one kind in one place are numbered.
Seen arranged(std::vector<Observation> observations) {
  std::map<std::pair<std::string, std::string>, int> count;
  Seen seen;
  for (Observation& one : observations) {
    const int number = ++count[{one.what, one.where}];
    std::pair<std::string, std::string> key(one.what,
                                            number == 1 ? one.where : fmt::format("{} #{}", one.where, number));
    seen.emplace(std::move(key), std::move(one));
  }
  return seen;
}

// The part in which two texts differ, with a little before it.
std::pair<std::string, std::string> differing_part(const std::string& a, const std::string& b) {
  constexpr std::size_t kBefore = 40;
  constexpr std::size_t kMost = 160;
  std::size_t front = 0;
  while (front < std::min(a.size(), b.size()) && a[front] == b[front]) ++front;
  std::size_t back = 0;
  while (back < std::min(a.size(), b.size()) - front && a[a.size() - 1 - back] == b[b.size() - 1 - back]) ++back;
  const std::size_t start = front - std::min(front, kBefore);
  const auto part = [&](const std::string& text) {
    return text.substr(start, std::min(kMost, text.size() - back - start));
  };
  return {part(a), part(b)};
}

std::pair<std::string, std::string> in_short(const Observation& before, const Observation& after) {
  if (!before.shown.empty() && before.shown != after.shown) return {before.shown, after.shown};
  return differing_part(before.value, after.value);
}

void add_differences(const Seen& before, const Seen& after, const std::string& cause, std::vector<Difference>& out) {
  const auto brief = [](const Observation& o) { return o.shown.empty() ? o.value : o.shown; };
  for (const auto& [key, old] : before) {
    const auto now = after.find(key);
    if (now == after.end()) {
      out.push_back({cause, key.first, key.second, brief(old), ""});
    } else if (now->second.value != old.value) {
      auto [a, b] = in_short(old, now->second);
      out.push_back({cause, key.first, key.second, std::move(a), std::move(b)});
    }
  }
  for (const auto& [key, fresh] : after)
    if (!before.contains(key)) out.push_back({cause, key.first, key.second, "", brief(fresh)});
}

// A folder that is gone in the end.
class Workshop {
 public:
  explicit Workshop(const std::string& folder) : folder_(folder) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Workshop() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  // The store that every run begins with.
  Status make_base(const CompareOptions& options, const Nation& nation) const {
    if (!options.store.empty()) return store::back_up(options.store + "/gridpost.db", base());
    GP_CHECK(make_estate(folder_ + "/estate", nation));
    {
      GP_TRY(store, store::open_sqlite(folder_ + "/estate/gridpost.db"));
      GP_TRY(tx, store->begin());
      for (const inventory::Coverage& line : coverage_of(nation)) GP_CHECK(tx->put_coverage(line));
      GP_CHECK(tx->commit());
    }
    return store::back_up(folder_ + "/estate/gridpost.db", base());
  }

  Result<Seen> run(const Switches& switches, const Switches& initial, const Traffic& traffic) const {
    GP_TRY(book, fixed(switches));
    GP_TRY(before, fixed(initial));
    const std::string file = folder_ + "/run.db";
    for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(file + suffix);
    fs::copy_file(base(), file);
    GP_TRY(store, store::open_sqlite(file));
    GP_TRY(observations, play(*store, book, before, traffic));
    return arranged(std::move(observations));
  }

 private:
  std::string base() const { return folder_ + "/base.db"; }
  std::string folder_;
};

}  // namespace

Result<Comparison> compare_rules(const RuleBook& book, const CompareOptions& options, const Nation& nation,
                                 const Traffic& traffic) {
  const Switches from = book.rules_at(options.from).all();
  const Switches to = book.rules_at(options.to).all();
  Comparison comparison;
  comparison.switched = switched_between(book, from, to);
  const Workshop workshop(options.folder);
  GP_CHECK(workshop.make_base(options, nation));
  Switches now = from;
  GP_TRY(before, workshop.run(now, from, traffic));
  for (const std::string& key : comparison.switched) {
    now[key] = to.at(key);
    GP_TRY(after, workshop.run(now, from, traffic));
    add_differences(before, after, key, comparison.differences);
    before = std::move(after);
  }
  return comparison;
}

}  // namespace gridpost::app
