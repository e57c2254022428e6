// Looks things up in what was loaded.
#pragma once

#include <span>

#include "exchange/event.h"

namespace gridpost::exchange {

// The Device record, or null.
const inventory::Device* find_device(const Known& known, Eui64 id);
// Every Device that was loaded, by identifier.
std::vector<inventory::Device> loaded_devices(const Known& known);
// The gas proxy of the hub that the Device stands behind, or null.
const inventory::Device* gas_proxy_of(const inventory::Device& device, const Known& known);
// The DSP's image of the hub's device log; empty if there is none.
std::span<const inventory::HubLogEntry> log_of_hub(const Known& known, Eui64 hub);
// The status history of the Device, oldest first; empty if it was not asked for.
std::span<const inventory::StatusChange> history_of(const Known& known, Eui64 device);
// The entry of the Central Products List for the Device: a gas proxy has that of its hub.
Needs::Model model_of(const inventory::Device& device);
// The joins that the Device has part in.
std::vector<inventory::Join> joins_of(const Known& known, Eui64 device);
// The Devices that it is joined to, each once.
std::vector<inventory::Device> partners_of(const Known& known, Eui64 device);
// The identifier that the body has in this element; none if there is no such element.
std::optional<Eui64> named_in(const Element& body, std::string_view element);

}  // namespace gridpost::exchange
