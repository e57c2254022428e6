#include "engine/world_time.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace gridpost::engine {

namespace {

// world = kWorld + (machine - kMachine) * kSpeed, but never before kLatest.
constexpr const char* kWorld = "world.start";
constexpr const char* kMachine = "world.start_machine";
constexpr const char* kSpeed = "world.speed";
constexpr const char* kLatest = "world.latest";

template <class Number>
Result<std::optional<Number>> read_number(Transaction& tx, const char* key) {
  GP_TRY(text, tx.setting(key));
  if (!text) return std::nullopt;
  Number number{};
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (problem != std::errc() || end != text->data() + text->size())
    return fail(fmt::format("setting '{}' is no number: '{}'", key, *text), "store");
  return number;
}

}  // namespace

Result<std::unique_ptr<WorldTime>> WorldTime::open(Store& store, const Setup& setup, TimeMs machine_time) {
  if (!(setup.speed > 0)) return fail(fmt::format("the world's speed must be above 0, not {}", setup.speed));
  GP_TRY(tx, store.begin());
  GP_TRY(world, read_number<TimeMs>(*tx, kWorld));
  if (!world) {
    const TimeMs start = setup.start.value_or(machine_time);
    GP_CHECK(tx->set_setting(kWorld, fmt::format("{}", start)));
    GP_CHECK(tx->set_setting(kMachine, fmt::format("{}", machine_time)));
    GP_CHECK(tx->set_setting(kSpeed, fmt::format("{}", setup.speed)));
    GP_CHECK(tx->set_setting(kLatest, fmt::format("{}", start)));
    GP_CHECK(tx->commit());
    return std::unique_ptr<WorldTime>(new WorldTime(start, setup.speed));
  }
  GP_TRY(machine, read_number<TimeMs>(*tx, kMachine));
  GP_TRY(speed, read_number<double>(*tx, kSpeed));
  GP_TRY(latest, read_number<TimeMs>(*tx, kLatest));
  if (!machine || !speed || !latest) return fail("the settings of the world clock are incomplete", "store");
  const auto passed = static_cast<TimeMs>(static_cast<double>(machine_time - *machine) * *speed);
  const TimeMs now = std::max(*world + passed, *latest);
  if (now != *world + passed) {  // the machine's clock was set back: count from here
    GP_CHECK(tx->set_setting(kWorld, fmt::format("{}", now)));
    GP_CHECK(tx->set_setting(kMachine, fmt::format("{}", machine_time)));
    GP_CHECK(tx->commit());
  }
  return std::unique_ptr<WorldTime>(new WorldTime(now, *speed));
}

Status WorldTime::save(Transaction& tx) const { return tx.set_setting(kLatest, fmt::format("{}", now())); }

}  // namespace gridpost::engine
