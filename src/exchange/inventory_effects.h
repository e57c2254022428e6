// What a good answer of a Device does to the inventory. (DUIS 7.5)
#pragma once

#include "exchange/event.h"
#include "inventory/change.h"

namespace gridpost::exchange {

// What must be loaded for it, by the request that the answer belongs to. `hub` carried the answer.
void add_answer_needs(const RequestRecord& record, Eui64 hub, Needs& needs);

// True for services whose good answer changes the inventory.
bool changes_inventory(std::string_view variant);
// The change that follows from the answer; empty if the service changes nothing, or the Device refused.
inventory::Change answer_change(const RequestRecord& record, const gbcs::Payload& payload, const Known& known);

inline constexpr std::string_view kFirmwareService = "11.2";
inline constexpr std::string_view kActivationService = "11.3";

// The firmware version in the answer to an 11.2 or 11.3, or in the outcome of an 11.3, hexadecimal; empty if there is
// none.
std::string reported_firmware(const gbcs::Payload& payload);
// What changes by the outcome of a future-dated command. (DUIS 8.13)
inventory::Change outcome_change(const RequestRecord& record, const gbcs::Payload& outcome, const Known& known);
// How long the 8.11 of the record lets its Device join.
TimeMs join_period(const RequestRecord& record);

// A hub carried a message that is genuine: if it was installed without WAN, it has it now. (DUIS 7.5)
inventory::Change contact_change(Eui64 hub, const Known& known);

}  // namespace gridpost::exchange
