// One home: a hub (CHF and GPF) and the devices behind it. It routes commands, keeps answers and alerts until they are
// acknowledged, lets devices of its log join, and mirrors the gas meter, which sleeps.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/frame.h"
#include "devices/behaviours.h"
#include "devices/device.h"

namespace gridpost::devices {

// How long a device takes to join once it is on the log, in world time.
constexpr TimeMs kJoinAfter = 20 * kSecond;
// How often a GSME wakes.
constexpr TimeMs kWakeEvery = 30 * kMinute;
// From this GBCS version on a GSME sends the time of its values and a GPF keeps it. (R15-01, R15-05, R15-34)
constexpr std::string_view kSnapshotTimeVersion = "4.2";

class Hub {
 public:
  static constexpr TimeMs kNever = std::numeric_limits<TimeMs>::max();

  Hub(const Home& home, const World& world, const Surroundings& surroundings);

  Eui64 id() const { return chf_->id(); }

  // Takes a command from the wide area network. What has to leave after the commit is appended: nothing for a command
  // that is refused or has to wait, the kept answer for one that comes again.
  void command(std::uint64_t delivery, View octets, TimeMs now, std::vector<Frame>& out);
  // Does what is due by now: joins, the waking of the GSME.
  void tick(TimeMs now, std::vector<Frame>& out);
  // When tick has something to do next.
  TimeMs next_due() const;
  // The other side has committed this answer or alert.
  void acknowledged(FrameType type, std::uint64_t delivery);
  // Answers and alerts that were not acknowledged.
  std::vector<Frame> unacknowledged() const;
  bool is_unacknowledged(FrameType type, std::uint64_t delivery) const;

  // ---- for the devices in it ----
  TimeMs clock(TimeMs now) const { return chf_->clock(now); }
  TimeMs skew() const { return chf_->skew(); }
  bool own_time_reliable() const { return own_time_reliable_; }
  // The time of the values that the GPF holds, by the GSME's clock; none if it was not told. (R15-04, R15-12)
  std::optional<TimeMs> gas_stamp() const;
  // The GSME as the GPF knows it: at its last push. None before the first one.
  std::optional<Context> mirrored();
  void add_to_log(Eui64 device, const Bytes& install_code, TimeMs now);
  // False if the device is not on the log.
  bool remove_from_log(Eui64 device, TimeMs now);

 private:
  struct LogEntry {
    TimeMs added_at = 0;
    Bytes install_code;
    Bytes link_key_hash;  // empty: has not joined
  };

  Device* find(Eui64 id);
  Device* gsme();
  bool joined(Eui64 id) const;
  void execute(Device& device, std::uint64_t delivery, View octets, TimeMs now, std::vector<Frame>& out);
  void wake(TimeMs now, std::vector<Frame>& out);
  void schedule_wake(TimeMs now);
  std::optional<TimeMs> joins_at(Eui64 device, const LogEntry& entry);
  void join(Eui64 device, LogEntry& entry, TimeMs at);
  void put_entry(Eui64 device, const LogEntry& entry);
  void schedule_joins();
  void report_log(TimeMs now);
  void forget_gas();
  void restore();

  std::unique_ptr<Device> chf_, gpf_;
  std::vector<std::unique_ptr<Device>> behind_;
  std::map<Eui64, LogEntry> log_;
  std::vector<Frame> alerts_;  // made by the behaviours of the command in hand
  TimeMs wakes_at_ = kNever;
  TimeMs joins_at_ = kNever;
  bool own_time_reliable_ = true;
};

}  // namespace gridpost::devices
