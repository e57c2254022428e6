// Log lines with stable identifiers: "GP-SERVE-001 listening on 8079". Thin over spdlog.
#pragma once

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <string_view>

namespace gridpost::log {

template <class... Args>
void info(std::string_view id, fmt::format_string<Args...> format, Args&&... args) {
  if (spdlog::should_log(spdlog::level::info))
    spdlog::info("{} {}", id, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warn(std::string_view id, fmt::format_string<Args...> format, Args&&... args) {
  spdlog::warn("{} {}", id, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(std::string_view id, fmt::format_string<Args...> format, Args&&... args) {
  spdlog::error("{} {}", id, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace gridpost::log
