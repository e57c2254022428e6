// Log lines with stable identifiers: "GP-SERVE-001 DUIS on 127.0.0.1:8079". docs/reference/messages.md lists them all.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gridpost::log {

enum class Level : std::uint8_t { Info, Warning, Error };
enum class Format : std::uint8_t {
  Text,  // 2026-01-05T10:17:15.120Z warning GP-NET-002 device process 127.0.0.1:8077: connection refused
  Json,  // {"time": ..., "level": ..., "id": ..., "text": ..., "fields": {...}}
};
// What a line is about, for programs that read the log; the text says it too.
using Fields = std::vector<std::pair<std::string_view, std::string>>;

// What the lines look like and the lowest level that is written. To be called before any thread is started.
void configure(Format format, Level lowest);
// One line, at this machine time, in this format; without the end of line.
std::string line(Format format, std::int64_t machine_ms, Level level, std::string_view id, std::string_view text,
                 const Fields& fields);

bool wanted(Level level);
// Writes a line to standard error.
void write(Level level, std::string_view id, std::string_view text, const Fields& fields);

template <class... Args>
void write_formatted(Level level, std::string_view id, const Fields& fields, fmt::format_string<Args...> format,
                     Args&&... args) {
  if (wanted(level)) write(level, id, fmt::format(format, std::forward<Args>(args)...), fields);
}

template <class... Args>
void info(std::string_view id, fmt::format_string<Args...> format, Args&&... args) {
  write_formatted(Level::Info, id, {}, format, std::forward<Args>(args)...);
}
template <class... Args>
void warn(std::string_view id, fmt::format_string<Args...> format, Args&&... args) {
  write_formatted(Level::Warning, id, {}, format, std::forward<Args>(args)...);
}
template <class... Args>
void error(std::string_view id, fmt::format_string<Args...> format, Args&&... args) {
  write_formatted(Level::Error, id, {}, format, std::forward<Args>(args)...);
}
template <class... Args>
void info(std::string_view id, const Fields& fields, fmt::format_string<Args...> format, Args&&... args) {
  write_formatted(Level::Info, id, fields, format, std::forward<Args>(args)...);
}
template <class... Args>
void warn(std::string_view id, const Fields& fields, fmt::format_string<Args...> format, Args&&... args) {
  write_formatted(Level::Warning, id, fields, format, std::forward<Args>(args)...);
}
template <class... Args>
void error(std::string_view id, const Fields& fields, fmt::format_string<Args...> format, Args&&... args) {
  write_formatted(Level::Error, id, fields, format, std::forward<Args>(args)...);
}

}  // namespace gridpost::log
