#include "devices/han_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/digest.h"

namespace gridpost::devices {
namespace {

constexpr std::string_view kLog = "log/";        // + device
constexpr std::string_view kFormer = "former/";  // + device
constexpr std::size_t kHash = 16;

std::string key_of(std::string_view prefix, Eui64 device) { return fmt::format("{}{}", prefix, device.plain()); }

}  // namespace

HanLog::HanLog(Eui64 chf, State& state) : chf_(chf), state_(state) {
  read(kLog, entries_);
  read(kFormer, former_);
}

// Time (8), length of the hash (1), hash, install code.
void HanLog::read(std::string_view prefix, Entries& into) const {
  for (const auto& [key, octets] : state_.below(prefix)) {
    Reader in(octets);
    Entry entry;
    const auto added = in.be(8, "time");
    const auto length = in.u8("length");
    if (!added || !length) continue;
    entry.added_at = static_cast<TimeMs>(*added);
    if (const auto hash = in.take(*length, "hash")) entry.link_key_hash.assign(hash->begin(), hash->end());
    entry.install_code.assign(in.rest().begin(), in.rest().end());
    if (const auto device = Eui64::parse(key.substr(prefix.size()))) into[*device] = std::move(entry);
  }
}

void HanLog::put(std::string_view prefix, Eui64 device, const Entry& entry) {
  Bytes octets;
  put_be(octets, static_cast<std::uint64_t>(entry.added_at), 8);
  octets.push_back(static_cast<std::uint8_t>(entry.link_key_hash.size()));
  append(octets, entry.link_key_hash);
  append(octets, entry.install_code);
  state_.put(key_of(prefix, device), std::move(octets));
}

bool HanLog::joined(Eui64 device) const {
  const auto entry = entries_.find(device);
  return entry != entries_.end() && !entry->second.link_key_hash.empty();
}

bool HanLog::add(Eui64 device, const Bytes& install_code, TimeMs now) {
  if (!has(device) && entries_.size() >= kCapacity) return false;
  Entry& entry = entries_[device];
  entry.added_at = now;
  entry.install_code = install_code;
  put(kLog, device, entry);
  return true;
}

bool HanLog::remove(Eui64 device) {
  const auto entry = entries_.find(device);
  if (entry == entries_.end()) return false;
  if (former_.size() >= kCapacity && !former_.contains(device)) {
    const auto oldest = std::min_element(former_.begin(), former_.end(), [](const auto& a, const auto& b) {
      return a.second.added_at < b.second.added_at;
    });
    state_.erase(key_of(kFormer, oldest->first));
    former_.erase(oldest);
  }
  put(kFormer, device, entry->second);
  former_[device] = std::move(entry->second);
  entries_.erase(entry);
  state_.erase(key_of(kLog, device));
  return true;
}

// The link key is what both sides derive of the install code; only its hash is kept.
void HanLog::join(Eui64 device) {
  Entry& entry = entries_.at(device);
  Bytes link_key = entry.install_code;
  append(link_key, chf_.bytes());
  append(link_key, device.bytes());
  const auto hash = crypto::sha256(crypto::sha256(link_key));
  entry.link_key_hash.assign(hash.begin(), hash.begin() + kHash);
  put(kLog, device, entry);
}

void HanLog::restore(const std::vector<std::pair<Eui64, Bytes>>& joined, TimeMs now) {
  for (const auto& [device, hash] : joined) {
    if (!has(device) && entries_.size() >= kCapacity) return;
    Entry& entry = entries_[device];
    entry.added_at = now;
    entry.link_key_hash = hash;
    put(kLog, device, entry);
  }
}

}  // namespace gridpost::devices
