#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/time.h"

namespace gridpost::log {

namespace {

struct Settings {
  Format format = Format::Text;
  Level lowest = Level::Info;
};

Settings& settings() {
  static Settings chosen;
  return chosen;
}

// Standard output is for results. The lines come whole, so the pattern adds nothing.
spdlog::logger& sink() {
  static const auto logger = [] {
    auto made = std::make_shared<spdlog::logger>("gridpost", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *logger;
}

constexpr std::string_view name(Level level) {
  return level == Level::Info ? "info" : level == Level::Warning ? "warning" : "error";
}

// Text of a peer may hold anything: a line stays one line.
std::string one_line(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return out;
}

}  // namespace

void configure(Format format, Level lowest) { settings() = {format, lowest}; }

bool wanted(Level level) { return level >= settings().lowest; }

std::string line(Format format, std::int64_t machine_ms, Level level, std::string_view id, std::string_view text,
                 const Fields& fields) {
  if (format == Format::Text) return fmt::format("{} {} {} {}", iso_ms(machine_ms), name(level), id, one_line(text));
  auto named = nlohmann::ordered_json::object();
  for (const auto& [key, value] : fields) named[std::string(key)] = value;
  const nlohmann::ordered_json whole{
      {"time", iso_ms(machine_ms)}, {"level", name(level)}, {"id", id}, {"text", text}, {"fields", std::move(named)}};
  return whole.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void write(Level level, std::string_view id, std::string_view text, const Fields& fields) {
  constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::info, spdlog::level::warn, spdlog::level::err};
  sink().log(kLevels[static_cast<int>(level)], line(settings().format, machine_now(), level, id, text, fields));
}

}  // namespace gridpost::log
