#include "exchange/hub_alert.h"

#include <algorithm>

#include "gbcs/packed.h"

namespace gridpost::exchange {
namespace {

constexpr std::uint16_t kCs14 = 0x0018;

}  // namespace

bool is_hub_log_alert(const DeviceSpoke& event) {
  return event.parsed && event.parsed->header.cra == gbcs::Cra::Alert && event.parsed->header.code == kCs14 &&
         event.payload && event.payload->find("entries");
}

std::vector<inventory::ReportedEntry> reported_entries(const gbcs::Payload& payload) {
  std::vector<inventory::ReportedEntry> out;
  const Value* entries = payload.find("entries");
  if (!entries) return out;
  gbcs::every_item(*entries, [&](const Value& entry) {
    const Value* device = entry.find("deviceId");
    const Value* hash = entry.find("linkKeyHash");
    if (!device || device->octets.size() != 8 || !hash) return true;
    const bool joined = std::any_of(hash->octets.begin(), hash->octets.end(), [](std::uint8_t o) { return o != 0; });
    out.push_back({Eui64::of(device->octets), joined ? hash->octets : Bytes()});
    return true;
  });
  return out;
}

Bytes reported_han_identifier(const gbcs::Payload& payload) {
  const Value* value = payload.find("hanIdentifier");
  return value ? value->octets : Bytes();
}

std::string alert_stream(const DeviceSpoke& event) {
  return is_hub_log_alert(event) ? "alert" : "alert:" + std::to_string(event.parsed->header.counter);
}

}  // namespace gridpost::exchange
