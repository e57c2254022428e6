// One home: a hub (CHF and GPF) and the devices behind it. It routes commands, lets devices of its log join, mirrors
// the gas meter, which sleeps, and makes its Devices' faults felt.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "base/frame.h"
#include "devices/behaviours.h"
#include "devices/deliveries.h"
#include "devices/device.h"
#include "devices/gas_mirror.h"
#include "devices/han_log.h"

namespace gridpost::devices {

// How long a device takes to join once it is on the log, in world time.
constexpr TimeMs kJoinAfter = 20 * kSecond;
// How often a GSME wakes.
constexpr TimeMs kWakeEvery = 30 * kMinute;

// An answer of the GPF whose date-time says whose time it is. (R15-43)
struct StampedAnswer {
  TimeMs at = 0;  // world time
  std::string use_case;
  gbcs::DateTime date_time{};
};

class Hub {
 public:
  static constexpr TimeMs kNever = std::numeric_limits<TimeMs>::max();

  Hub(const Home& home, const World& world, const Surroundings& surroundings);

  Eui64 id() const { return chf_->id(); }

  // False while the wide area network does not reach it: it takes no commands, and what it has for others waits.
  bool reachable(TimeMs now) const;
  // Takes a command from the wide area network. What has to leave after the commit is appended: nothing for a command
  // that is refused or has to wait, the kept answer for one that comes again.
  void command(std::uint64_t delivery, View octets, TimeMs now, std::vector<Frame>& out);
  // Takes a command over the HAN, from a hand held terminal that stands beside the Device: a GSME is woken for it, and
  // whether the hub has a link does not matter. The answer is for the terminal alone, and empty if the Device is
  // silent; an error says why it did not obey, and nothing has changed.
  Result<Bytes> local_command(Device& device, View octets, TimeMs now, std::vector<Frame>& out);
  // Does what is due by now: joins, the waking of the GSME, late answers, faults that are over.
  void tick(TimeMs now, std::vector<Frame>& out);
  // When tick has something to do next.
  TimeMs next_due() const;
  Deliveries& deliveries() { return deliveries_; }

  // ---- for whoever switches faults ----
  // CHF, GPF or a Device behind them; null if it is none of these.
  Device* find(Eui64 id);
  // True for the hub's own functions and for who has joined its network.
  bool joined(Eui64 id) const;
  // All of them, the CHF first.
  std::vector<Device*> devices() const;
  // Lets the Device send a generic alert and write it down. An error says why it cannot.
  Status raise(Device& device, std::uint16_t code, TimeMs now, std::vector<Frame>& out);
  // The Device receives and verifies a firmware image, and reports it. An error says why it cannot.
  Status receive_image(Device& device, const Device::Image& image, TimeMs now, std::vector<Frame>& out);
  // An error for a fault that this Device cannot have, or that is over already.
  Status put_fault(Device& device, const Fault& fault, TimeMs now);
  // An error if it has no such fault.
  Status end_fault(Device& device, Fault::Kind kind, TimeMs now, std::vector<Frame>& out);

  // ---- for the devices in it ----
  TimeMs clock(TimeMs now) const { return chf_->clock(now); }
  TimeMs skew() const { return chf_->skew(); }
  // The status octet of its clock's time where the GPF has none of the GSME. (R15-13 to R15-15, R15-34)
  std::uint8_t own_time_status() const;
  // The GPF's copy of the gas meter's values and of their time.
  GasMirror gas_mirror() const;
  // A Device of the HAN reads the time that the GPF holds. An error if it has not joined or is off. (R15-06)
  Result<HanAnswer> read_snapshot_time(const Device& reader, TimeMs now) const;
  // The last answers that were stamped so, oldest first; forgotten with the process.
  const std::deque<StampedAnswer>& stamped_answers() const { return stamped_; }
  void note_stamped(StampedAnswer answer);
  // From now on the Device, or both functions of the hub, has this GBCS version. (R15-36)
  void upgrade(Device& device, std::string_view gbcs_version);
  // A GSME and the GPF have joined or unjoined each other; unjoined it pushes in vain. (R15-11)
  void gas_joined(const Device& meter);
  void gas_unjoined(const Device& meter);
  // The GSME as the GPF knows it: at its last push. None before the first one.
  std::optional<Context> mirrored();
  // False if the log is full.
  bool add_to_log(Eui64 device, const Bytes& install_code, TimeMs now);
  // False if the device is not on the log.
  bool remove_from_log(Eui64 device, TimeMs now);
  // Takes over the log of the hub that was here before: Devices with the hashes of their link keys.
  void restore_log(const std::vector<std::pair<Eui64, Bytes>>& entries, TimeMs now);
  const HanLog& han() const { return log_; }
  // {time, HAN identifier, entries}, as commands and alerts report a log.
  Value log_value(const HanLog::Entries& entries, TimeMs now) const;
  // GCS62: the log of the GPF, which has changed.
  void report_gas_log(TimeMs now);

 private:
  Device* gsme() const;
  bool is_off(const Device& device, TimeMs now) const;
  void execute(Device& device, std::uint64_t delivery, View octets, TimeMs now, std::vector<Frame>& out);
  void answered(Device& device, std::uint64_t delivery, View command, Bytes answer, TimeMs now,
                std::vector<Frame>& out);
  void powered_up(Device& device, TimeMs now);
  bool acts_by_itself(const Device& device) const;
  void act_on_due(Device& device, TimeMs now);
  void wake(TimeMs now, std::vector<Frame>& out);
  void schedule_wake(TimeMs now);
  std::optional<TimeMs> joins_at(Eui64 device, const HanLog::Entry& entry);
  void join(Eui64 device, TimeMs at);
  void schedule_joins();
  void report_log(TimeMs now);
  void send_alert(Device& device, Result<Bytes> octets, TimeMs now);
  void alerts_into(std::vector<Frame>& out);
  void push(Device& meter, TimeMs now);
  void forget_gas();

  std::unique_ptr<Device> chf_, gpf_;
  std::vector<std::unique_ptr<Device>> behind_;
  Deliveries deliveries_;
  HanLog log_;
  std::vector<Frame> alerts_;  // made by what is in hand
  TimeMs wakes_at_ = kNever;
  TimeMs joins_at_ = kNever;
  std::deque<StampedAnswer> stamped_;
  WorldHub profile_;
};

}  // namespace gridpost::devices
