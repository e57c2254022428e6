#include "devices/home_parties.h"

namespace gridpost::devices {
namespace {

Eui64 beside(Eui64 broker, std::uint64_t last) { return {(broker.value & ~std::uint64_t{0xFF}) | last}; }

Parties registered_at(const World& world, std::string_view mpxn) {
  Parties parties;
  parties.broker = world.broker;
  parties.recovery = recovery_of(world.broker);
  parties.trans_cos = trans_cos_of(world.broker);
  if (const MeteringPoint* point = mpxn.empty() ? nullptr : world.registration(mpxn, world.time.start)) {
    parties.supplier = point->supplier;
    parties.network_operator = point->network_operator;
  }
  return parties;
}

// The metering point whose parties a Device obeys: its own, or the home's for displays and switches.
std::string_view point_of(const Home& home, const WorldDevice& device) {
  const auto first_of = [&](DeviceType type) -> std::string_view {
    for (const WorldDevice& d : home.devices)
      if (d.type == type) return d.mpxn;
    return {};
  };
  if (!device.mpxn.empty() || device.type == DeviceType::CHF) return device.mpxn;
  return first_of(device.type == DeviceType::GPF ? DeviceType::GSME : DeviceType::ESME);
}

}  // namespace

Eui64 recovery_of(Eui64 broker) { return beside(broker, 0x01); }
Eui64 trans_cos_of(Eui64 broker) { return beside(broker, 0x04); }
Eui64 wan_provider_of(Eui64 broker) { return beside(broker, 0x07); }

Parties parties_of(const World& world, const Home& home, const WorldDevice& device) {
  Parties parties = registered_at(world, point_of(home, device));
  if (device.type == DeviceType::CHF) parties.wan_provider = wan_provider_of(world.broker);
  if (device.type == DeviceType::GPF && home.hub.dcc_controlled)
    parties.supplier = parties.network_operator = world.broker;
  return parties;
}

WorldDevice function_of(const WorldHub& hub, DeviceType type) {
  WorldDevice d;
  d.type = type;
  d.id = type == DeviceType::CHF ? hub.chf : hub.gpf;
  d.manufacturer = hub.manufacturer;
  d.model = hub.model;
  d.firmware_version = hub.firmware_version;
  d.gbcs_version = hub.gbcs_version;
  d.clock_skew_s = hub.clock_skew_s;
  if (type == DeviceType::CHF) d.faults = hub.faults;
  return d;
}

}  // namespace gridpost::devices
