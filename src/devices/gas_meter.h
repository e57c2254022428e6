// The gas meter's part of SECMP0015: it notes when it took its instantaneous values and says so when it pushes them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "devices/behaviours.h"

namespace gridpost::devices {

// Which of its pushes bring the time of the values. (R15-39, R15-44)
enum class SnapshotSending : std::uint8_t { Always, Sometimes, Never };
std::string_view text(SnapshotSending sending);
Result<SnapshotSending> parse_snapshot_sending(std::string_view word);

// As it was switched, or as the world file has it, or as its GBCS version has it.
SnapshotSending snapshot_sending(Device& gsme);
void set_snapshot_sending(Device& gsme, SnapshotSending sending);

// The meter takes its values now, notes the time by its clock, and makes the report of them. (R15-01, R15-02)
Bytes sample(const Context& gsme);

}  // namespace gridpost::devices
