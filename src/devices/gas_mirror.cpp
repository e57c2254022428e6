#include "devices/gas_mirror.h"

#include <fmt/format.h>

#include "gbcs/date_time.h"
#include "gbcs/payload.h"

namespace gridpost::devices {
namespace {

// Keys of the GPF's state.
constexpr std::string_view kPushedAt = "pushed_at";
constexpr std::string_view kStamp = "stamp";
constexpr std::string_view kTimeMissed = "stamp_missed";
constexpr std::string_view kParted = "parted";

// ZCL.
constexpr std::uint8_t kFromServer = 0x08;
constexpr std::uint8_t kReportAttributes = 0x0A;
constexpr std::uint8_t kNoData = 0x00;
constexpr std::uint8_t kUInt48 = 0x25;
constexpr std::uint8_t kUtcTime = 0xE2;

void put_record(Bytes& out, std::uint16_t attribute, std::uint8_t type, std::uint64_t value, std::size_t octets) {
  put_le(out, attribute, 2);
  out.push_back(type);
  put_le(out, value, octets);
}

// The time that the report brings; kInvalidTime if there is none or it is null. All other attributes are passed over,
// as by a GPF that does not know them.
Result<std::uint32_t> time_in(View report) {
  Reader in(report);
  GP_TRY(head, in.take(3, "frame control, sequence, command"));
  if (head[0] != kFromServer || head[2] != kReportAttributes) return in.error("not a report of attributes");
  if (in.empty()) return in.error("a report of nothing");
  std::uint32_t time = kInvalidTime;
  while (!in.empty()) {
    GP_TRY(attribute, in.le(2, "attribute"));
    GP_TRY(type, in.u8("type"));
    if (type == kNoData) continue;
    Value value;
    GP_CHECK(gbcs::gbz::read_attribute(type, nullptr, in, value));
    if (attribute == kSnapshotTime && type == kUtcTime) time = static_cast<std::uint32_t>(value.as_unsigned());
  }
  return time;
}

}  // namespace

Bytes gas_report(std::uint8_t sequence, std::uint64_t consumption, std::optional<std::uint32_t> snapshot_time) {
  Bytes out{kFromServer, sequence, kReportAttributes};
  put_record(out, kConsumption, kUInt48, consumption, 6);
  if (snapshot_time) put_record(out, kSnapshotTime, kUtcTime, *snapshot_time, 4);
  return out;
}

std::optional<TimeMs> meter_time(const HanAnswer& answer) {
  if (answer.status != 0 || !answer.value || *answer.value == kInvalidTime) return std::nullopt;
  return gbcs::time_of_zigbee(*answer.value);
}

Status GasMirror::take(View report, TimeMs now) {
  GP_TRY(time, time_in(report));
  if (state_.find(kParted)) return fail("the gas proxy has unjoined from the meter");
  state_.put_number(kPushedAt, static_cast<std::uint64_t>(now));
  if (keeps_time_ && time != kInvalidTime) {
    state_.put_number(kStamp, time);
  } else {
    if (keeps_time_ && state_.find(kStamp)) state_.put_number(kTimeMissed, 1);
    state_.erase(kStamp);
  }
  return {};
}

std::optional<TimeMs> GasMirror::pushed_at() const {
  return state_.find(kPushedAt) ? std::optional(static_cast<TimeMs>(state_.number(kPushedAt))) : std::nullopt;
}

std::uint32_t GasMirror::snapshot_time() const {
  return keeps_time_ ? static_cast<std::uint32_t>(state_.number(kStamp, kInvalidTime)) : kInvalidTime;
}

std::optional<TimeMs> GasMirror::stamp() const { return meter_time({0, snapshot_time()}); }

HanAnswer GasMirror::read_snapshot_time() const {
  const std::uint32_t time = snapshot_time();
  const bool unsupported =
      !keeps_time_ || (time == kInvalidTime && unpopulated_ == UnpopulatedSnapshot::UnsupportedAttribute);
  return unsupported ? HanAnswer{kUnsupportedAttribute, std::nullopt} : HanAnswer{0, time};
}

bool GasMirror::time_went_missing() const { return state_.find(kTimeMissed) != nullptr; }

void GasMirror::forget() {
  for (const auto key : {kPushedAt, kStamp, kTimeMissed}) state_.erase(key);
}

void GasMirror::part() {
  forget();
  state_.put_number(kParted, 1);
}

void GasMirror::rejoin() { state_.erase(kParted); }

}  // namespace gridpost::devices
