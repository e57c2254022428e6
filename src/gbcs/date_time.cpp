#include "gbcs/date_time.h"

#include <fmt/format.h>

namespace gridpost::gbcs {

std::string_view clock_state(std::uint8_t status) {
  if ((status & kStatusInvalid) != 0) return "invalid";
  return (status & kStatusUnreliable) != 0 ? "unreliable" : "reliable";
}

DateTime date_time_of(TimeMs time, std::uint8_t status) {
  const Civil c = civil_of(time);
  return {static_cast<std::uint8_t>(c.year >> 8),
          static_cast<std::uint8_t>(c.year),
          static_cast<std::uint8_t>(c.month),
          static_cast<std::uint8_t>(c.day),
          0xFF,
          static_cast<std::uint8_t>(c.hour),
          static_cast<std::uint8_t>(c.minute),
          static_cast<std::uint8_t>(c.second),
          0x00,
          0x80,
          0x00,
          status};
}

std::optional<TimeMs> time_of_date_time(View d) {
  if (d.size() != 12) return std::nullopt;
  Civil c;
  c.year = d[0] << 8 | d[1];
  c.month = d[2];
  c.day = d[3];
  c.hour = d[5];
  c.minute = d[6];
  c.second = d[7];
  if (c.year == 0 || c.year == 0xFFFF || c.month < 1 || c.month > 12 || c.day < 1 || c.day > 31 || c.hour > 23 ||
      c.minute > 59 || c.second > 59)
    return std::nullopt;
  const TimeMs time = time_of(c);
  if (civil_of(time).day != c.day) return std::nullopt;  // 31 April and the like
  return time;
}

std::uint32_t zigbee_time(TimeMs time) { return static_cast<std::uint32_t>((time - kEpoch2000) / kSecond); }

TimeMs time_of_zigbee(std::uint32_t seconds) { return kEpoch2000 + static_cast<TimeMs>(seconds) * kSecond; }

std::string general_time(TimeMs time) {
  const Civil c = civil_of(time);
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}Z", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

std::optional<TimeMs> time_of_general_time(View characters) {
  const std::string t = text_of(characters);
  if (t.size() != 15) return std::nullopt;
  const auto time = parse_date_time(fmt::format("{}-{}-{}T{}:{}:{}", t.substr(0, 4), t.substr(4, 2), t.substr(6, 2),
                                                t.substr(8, 2), t.substr(10, 2), t.substr(12)));
  return time ? std::optional(*time) : std::nullopt;
}

}  // namespace gridpost::gbcs
