// The device log of a hub: which Devices may be on the home area network, and which have joined it.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/time.h"
#include "devices/state_store.h"

namespace gridpost::devices {

class HanLog {
 public:
  static constexpr std::size_t kCapacity = 16;

  struct Entry {
    TimeMs added_at = 0;
    Bytes install_code;
    Bytes link_key_hash;  // empty: has not joined
  };
  using Entries = std::map<Eui64, Entry>;

  // Reads what the hub kept.
  HanLog(Eui64 chf, State& state);

  const Entries& entries() const { return entries_; }
  // The Devices that were removed, as they stood on the log.
  const Entries& former() const { return former_; }
  bool has(Eui64 device) const { return entries_.contains(device); }
  bool joined(Eui64 device) const;
  // False if the log is full. A Device that is on it gets the new install code and stays joined if it is.
  bool add(Eui64 device, const Bytes& install_code, TimeMs now);
  bool remove(Eui64 device);
  // The Device came onto the network.
  void join(Eui64 device);
  // Takes over another hub's log: these Devices with the hashes of their link keys.
  void restore(const std::vector<std::pair<Eui64, Bytes>>& joined, TimeMs now);

 private:
  void read(std::string_view prefix, Entries& into) const;
  void put(std::string_view prefix, Eui64 device, const Entry& entry);

  Eui64 chf_;
  State& state_;
  Entries entries_, former_;
};

}  // namespace gridpost::devices
