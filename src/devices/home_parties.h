// What a world file says of a Device beyond its own entry: whom it obeys, and the functions of its hub.
#pragma once

#include "devices/device.h"

namespace gridpost::devices {

// The remote parties of a Device of this home when the world begins: those registered at its own metering point, or at
// that of the home's meter for displays and switches.
Parties parties_of(const World& world, const Home& home, const WorldDevice& device);

// The DCC's other parties. Their identities differ from the broker's in the last octet only, as in the public test PKI.
Eui64 recovery_of(Eui64 broker);
// The party that changes suppliers.
Eui64 trans_cos_of(Eui64 broker);
Eui64 wan_provider_of(Eui64 broker);

// CHF and GPF as Devices: they have the profile of their hub.
WorldDevice function_of(const WorldHub& hub, DeviceType type);

}  // namespace gridpost::devices
