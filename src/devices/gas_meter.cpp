#include "devices/gas_meter.h"

#include <fmt/format.h>

#include <array>

#include "devices/gas_mirror.h"
#include "gbcs/date_time.h"

namespace gridpost::devices {
namespace {

// Keys of the GSME's state.
constexpr std::string_view kSending = "snapshot/sending";
constexpr std::string_view kPushes = "snapshot/pushes";

constexpr std::array<std::string_view, 3> kWords = {"always", "sometimes", "never"};

}  // namespace

std::string_view text(SnapshotSending sending) { return kWords[static_cast<std::size_t>(sending)]; }

Result<SnapshotSending> parse_snapshot_sending(std::string_view word) {
  for (std::size_t i = 0; i < kWords.size(); ++i)
    if (kWords[i] == word) return static_cast<SnapshotSending>(i);
  return fail(fmt::format("'{}' is none of {}", word, fmt::join(kWords, ", ")));
}

SnapshotSending snapshot_sending(Device& gsme) {
  if (const Bytes* switched = gsme.state().find(kSending))
    if (const auto sending = parse_snapshot_sending(text_of(*switched))) return *sending;
  if (const auto sending = parse_snapshot_sending(gsme.profile().snapshot_time)) return *sending;
  return version_at_least(gsme.profile().gbcs_version, kSnapshotTimeVersion) ? SnapshotSending::Always
                                                                             : SnapshotSending::Never;
}

void set_snapshot_sending(Device& gsme, SnapshotSending sending) {
  const View word = view_of(text(sending));
  gsme.state().put(kSending, Bytes(word.begin(), word.end()));
}

Bytes sample(const Context& gsme) {
  Device& meter = gsme.device;
  const std::uint64_t push = meter.state().number(kPushes);
  const SnapshotSending sending = snapshot_sending(meter);
  std::optional<std::uint32_t> time;
  if (sending != SnapshotSending::Never) {
    time = gbcs::zigbee_time(meter.clock(gsme.now));
    meter.attributes().set(gbz_key(kMeteringCluster, kSnapshotTime), uint_value({}, 4, *time));
  }
  if (sending == SnapshotSending::Sometimes && push % 2 == 1) time.reset();
  meter.state().put_number(kPushes, push + 1);
  const auto consumption = computed_attribute(gsme, gbz_key(kMeteringCluster, kConsumption));
  return gas_report(static_cast<std::uint8_t>(push), consumption ? consumption->as_unsigned() : 0, time);
}

}  // namespace gridpost::devices
