// DCC alerts: what the DCC tells Users on its own account. (DUIS 3.11, 1.2)
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/element.h"
#include "exchange/effect.h"
#include "exchange/records.h"

namespace gridpost::exchange {

// An alert before it has a number. What each code means is (proposed) but for N8: the published tables give the codes
// and the payloads, and few of the triggers.
struct RaisedAlert {
  std::string_view code;         // "N16"
  Element payload;               // the one element below DCCAlert
  Eui64 device;                  // what it is about; pushes about one Device to one User keep their order
  std::vector<Eui64> receivers;  // Users, once each
};
using RaisedAlerts = std::vector<RaisedAlert>;

// N1: a meter was decommissioned; `type_1` are the Devices that were joined to it, of which seven are named.
RaisedAlert meter_decommissioned(const inventory::Device& meter, std::span<const inventory::Device> type_1,
                                 std::vector<Eui64> receivers);
// N2: the same of a meter that was opted out.
RaisedAlert meter_withdrawn(const inventory::Device& meter, std::span<const inventory::Device> type_1,
                            std::vector<Eui64> receivers);
// N8: a Device was Pending for too long and has left the inventory. (SECMP0060, R60-10)
RaisedAlert device_removed(Eui64 device, std::vector<Eui64> receivers);
// N9: a hub was returned.
RaisedAlert hub_decommissioned(const inventory::Device& hub, std::vector<Eui64> receivers);
// N16: a meter was commissioned.
RaisedAlert meter_commissioned(const inventory::Device& meter, std::vector<Eui64> receivers);
// N28: a Device was suspended; N29: its suspension is over, and what it was before it is again.
RaisedAlert device_suspended(const inventory::Device& device, std::vector<Eui64> receivers);
RaisedAlert device_restored(const inventory::Device& device, std::vector<Eui64> receivers);
// N24: an 8.11 is done, for Add with a join; N25: no join was seen in its period. To the User who sent it.
RaisedAlert log_updated(const RequestId& request);
RaisedAlert join_not_seen(const RequestId& request);
// N30, N31: the log of a hub, or of a gas proxy, was restored on another one.
RaisedAlert log_restored(bool proxy, const inventory::Device& old_hub, const inventory::Device& new_hub, TimeMs at,
                         std::vector<Eui64> receivers);
// Credentials of one remote party that were replaced in a Device.
struct ReplacedCredentials {
  struct Certificate {
    std::string_view type;  // "DigitalSigning"
    Bytes hash;             // its key identifier, as the Device tells it
  };
  std::string_view role;      // "Supplier"
  std::optional<Eui64> user;  // whose they are now; none: a party of the DCC
  std::optional<std::uint64_t> floor, top_up_floor;
  std::vector<Certificate> certificates;
};
// N42: they are in force.
RaisedAlert credentials_updated(Eui64 device, const ReplacedCredentials& replaced, std::vector<Eui64> receivers);
// N48: the recovery key has replaced the credentials of a Device.
RaisedAlert recovery_complete(const inventory::Device& device, std::vector<Eui64> receivers);
// N49: a Device has other firmware than the inventory says; N50: and the Central Products List does not have it.
RaisedAlert firmware_mismatch(bool listed, const inventory::Device& device, const std::string& in_inventory,
                              std::vector<Eui64> receivers);
// N43: a PPMID was removed from the log of its hub.
RaisedAlert display_removed(Eui64 ppmid, Eui64 hub, std::vector<Eui64> receivers);
// N26: the change of supplier party refused a 6.23; to the User who sent it. N27: a meter has another supplier's
// credentials; to the supplier who was there before.
RaisedAlert supplier_change_refused(const RequestId& request, std::string_view error_code);
RaisedAlert supplier_changed_to_another(const inventory::Device& meter, Eui64 loser);
// N17 and its kin: what was accepted for a Device will not be done. To the User who asked.
RaisedAlert command_failed(std::string_view code, const RequestRecord& request);

// The alerts of a DCC identity to a User are numbered in this stream.
inline constexpr std::string_view kAlertStream = "dcc-alert";
// The number after the last one of the stream: like RequestIDs of Users, milliseconds that rise.
std::uint64_t next_alert_number(std::optional<std::uint64_t> last, TimeMs now);
// The push of the alert to one receiver, and its number noted. ResponseID is DCC:user:number.
Effects queue_alert(const RaisedAlert& alert, Eui64 dcc, Eui64 receiver, std::uint64_t number, TimeMs now);

}  // namespace gridpost::exchange
