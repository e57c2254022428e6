// The Gas Proxy Function's copy of the gas meter: when it last took over the instantaneous values, and the meter's own
// time of them. (SECMP0015)
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "base/time.h"
#include "devices/state_store.h"

namespace gridpost::devices {

// "Instantaneous Values Last Update Date and Time": ReadingSnapshotTime of the Metering cluster, seconds since 2000.
// (R15-01, R15-10)
constexpr std::uint16_t kMeteringCluster = 0x0702;
constexpr std::uint16_t kConsumption = 0x0000;  // CurrentSummationDelivered
constexpr std::uint16_t kSnapshotTime = 0x0007;
constexpr std::uint32_t kInvalidTime = 0xFFFFFFFF;
// From this GBCS version on a GSME sends that time and a GPF keeps it. (R15-34)
constexpr std::string_view kSnapshotTimeVersion = "4.2";

// What a GSME pushes, as the ZCL frame of a Report Attributes command on the Metering cluster: its register, and the
// time of its values if it sends one.
Bytes gas_report(std::uint8_t sequence, std::uint64_t consumption, std::optional<std::uint32_t> snapshot_time);

// A ZCL status and, if that is 0, the value.
struct HanAnswer {
  std::uint8_t status = 0;
  std::optional<std::uint32_t> value;

  bool operator==(const HanAnswer&) const = default;
};
constexpr std::uint8_t kUnsupportedAttribute = 0x86;

// What a GPF with the feature answers on the HAN while it holds no time. (R15-08)
enum class UnpopulatedSnapshot : std::uint8_t { InvalidTime, UnsupportedAttribute };

// What a display may say of the answer: the time; none if the meter's time is not known. (R15-09)
std::optional<TimeMs> meter_time(const HanAnswer& answer);

class GasMirror {
 public:
  // `keeps_time`: the GPF has the feature. `unpopulated`: what it answers on the HAN as long as it was told no time.
  GasMirror(State& gpf, bool keeps_time, UnpopulatedSnapshot unpopulated)
      : state_(gpf), keeps_time_(keeps_time), unpopulated_(unpopulated) {}

  // Takes a report over, values and time together; without a time in it none is held afterwards. An error if it cannot
  // be read to its end, and then neither has changed. (R15-03, R15-05, R15-35)
  Status take(View report, TimeMs now);
  // When it last took one over; none: never, so it has no values.
  std::optional<TimeMs> pushed_at() const;
  // kInvalidTime unless a time came with the values that it holds. (R15-04)
  std::uint32_t snapshot_time() const;
  // The same as a time, if it is a valid one.
  std::optional<TimeMs> stamp() const;
  // A read of the ReadingSnapshotTime by a Device of the HAN. (R15-06 to R15-08)
  HanAnswer read_snapshot_time() const;
  // Reports without time came after one with it: what it says of the age of values may mislead. (R15-39)
  bool time_went_missing() const;
  // Values and time are gone. (R15-11)
  void forget();
  // Unjoined from the meter it takes nothing over. (R15-11)
  void part();
  void rejoin();

 private:
  State& state_;
  bool keeps_time_;
  UnpopulatedSnapshot unpopulated_;
};

}  // namespace gridpost::devices
