#include "exchange/known.h"

#include <algorithm>

#include "base/text.h"
#include "exchange/question.h"

namespace gridpost::exchange {

using inventory::Device;
using inventory::Join;

const Device* find_device(const Known& known, Eui64 id) {
  const auto it = known.devices.find(id);
  return it == known.devices.end() ? nullptr : &it->second;
}

std::vector<Device> loaded_devices(const Known& known) {
  std::vector<Device> out;
  for (const auto& [id, device] : known.devices) out.push_back(device);
  return out;
}

const Device* gas_proxy_of(const Device& device, const Known& known) {
  const auto hub = carrier_of(device);
  for (const auto& [id, d] : known.devices)
    if (d.type == DeviceType::GPF && d.hub && d.hub == hub) return &d;
  return nullptr;
}

std::span<const inventory::HubLogEntry> log_of_hub(const Known& known, Eui64 hub) {
  const auto it = known.hub_logs.find(hub);
  return it == known.hub_logs.end() ? std::span<const inventory::HubLogEntry>() : it->second;
}

std::span<const inventory::StatusChange> history_of(const Known& known, Eui64 device) {
  const auto it = known.histories.find(device);
  return it == known.histories.end() ? std::span<const inventory::StatusChange>() : it->second;
}

Needs::Model model_of(const Device& device) {
  const DeviceType type = device.type == DeviceType::GPF ? DeviceType::CHF : device.type;
  return {type, device.manufacturer, device.model, device.firmware_version};
}

std::vector<Join> joins_of(const Known& known, Eui64 device) {
  std::vector<Join> out;
  std::copy_if(known.joins.begin(), known.joins.end(), std::back_inserter(out),
               [&](const Join& j) { return j.has(device); });
  return out;
}

std::vector<Device> partners_of(const Known& known, Eui64 device) {
  std::vector<Device> out;
  for (const Join& j : joins_of(known, device)) {
    const Device* partner = find_device(known, j.partner_of(device));
    const auto same = [&](const Device& d) { return d.id == partner->id; };
    if (partner && std::none_of(out.begin(), out.end(), same)) out.push_back(*partner);
  }
  return out;
}

std::optional<Eui64> named_in(const Element& body, std::string_view element) {
  const auto id = Eui64::parse(trimmed(body.text_at(element)));
  return id ? std::optional(*id) : std::nullopt;
}

}  // namespace gridpost::exchange
