// The records of the Smart Metering Inventory (SMI). (DUIS 7; RCOM-01, RCOM-02)
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/time.h"
#include "catalogue/enums.h"

namespace gridpost::inventory {

// One Device of the SMI. A Communications Hub is two of them: its CHF and its GPF.
struct Device {
  Eui64 id;
  DeviceType type = DeviceType::ESME;
  SmiStatus status = SmiStatus::Pending;
  TimeMs status_since = 0;
  std::string manufacturer;
  std::string model;
  std::string smets_version;     // SMETS or CHTS version, e.g. "SMETS2 V4.2"
  std::string firmware_version;  // eight hexadecimal digits
  std::string gbcs_version;      // from the Central Products List, e.g. "4.2"
  std::string esme_variant;      // ESME only
  Eui64 notified_by;             // who pre-notified it; never overwritten (RCOM-02)
  std::optional<Eui64> hub;      // the CHF on whose device log it stands; a CHF names itself
  std::optional<Eui64> gpf;      // CHF only: its gas proxy
  std::string import_mpxn;
  std::string secondary_import_mpan;
  std::string export_mpan;
  std::optional<TimeMs> commissioned_at;
  std::string uprn;
  std::string post_code;
  std::string address_identifier;
  std::string csp_region;            // CHF only
  std::string han_variant;           // CHF only
  std::string connectivity;          // CHF only
  Bytes han_identifier;              // CHF only: of its home area network, as it was last told with the device log
  std::uint64_t broker_counter = 0;  // last originator counter that the access control broker used towards it

  bool operator==(const Device&) const = default;
};

// One line of a Device's status history.
struct StatusChange {
  Eui64 device;
  TimeMs at = 0;
  std::optional<SmiStatus> from;  // none when the record was made
  std::optional<SmiStatus> to;    // none when it was removed
  std::string cause;              // "12.2", "8.11", "CS14", ...

  bool operator==(const StatusChange&) const = default;
};

// One line of a Device's history of details: who changed what. (RCOM-08, R125-15)
struct DetailChange {
  Eui64 device;
  TimeMs at = 0;
  std::string field;  // as DUIS spells it, "ESMEVariant"
  std::string from;
  std::string to;
  Eui64 by;

  bool operator==(const DetailChange&) const = default;
};

// Two Devices that work together: the one has the other on its own device log. (DUIS 8.12)
struct Join {
  Eui64 device;
  Eui64 other;
  TimeMs since = 0;

  bool has(Eui64 id) const { return device == id || other == id; }
  // The other side, seen from one of the two.
  Eui64 partner_of(Eui64 id) const { return device == id ? other : device; }
  bool operator==(const Join&) const = default;
};

// One line of the DSP's image of a hub's device log.
struct HubLogEntry {
  Eui64 hub;
  Eui64 device;
  TimeMs added_at = 0;
  Bytes link_key_hash;                                 // empty until the Device has joined the HAN
  std::optional<RequestId> awaited_by = std::nullopt;  // the 8.11 whose join period runs

  bool operator==(const HubLogEntry&) const = default;
};

// One line of the CSPs' coverage database: a place, and what the WAN of one region offers there. (DUIS 8.14)
struct Coverage {
  std::string post_code;           // "ZQ1 2AB"
  std::string address_identifier;  // empty, with the UPRN: the whole post code
  std::string uprn;
  std::string region;  // CSPRegion
  bool available = false;
  std::optional<TimeMs> from;  // the day on which coverage is expected, where it is not available
  bool planned = false;        // that day follows from a network build plan
  std::string technology;
  std::string likelihood;  // of connecting: High, Medium, Low
  std::string auxiliary_equipment;
  std::string information;

  bool operator==(const Coverage&) const = default;
};

enum class CplStatus : std::uint8_t { Active, Cancelled, Expired, Withdrawn };
inline constexpr int kCplStatuses = 4;
std::string_view text(CplStatus status);
std::optional<CplStatus> cpl_status(std::string_view text);

// One entry of the Central Products List. (DUIS 7.3)
struct Product {
  DeviceType type = DeviceType::ESME;
  std::string manufacturer;
  std::string model;
  std::string firmware_version;
  std::string smets_version;
  std::string gbcs_version;
  CplStatus status = CplStatus::Active;
  std::string variants = {};  // ESME: those that the model comes in, "A AD"; empty: not known

  bool operator==(const Product&) const = default;
};
// The entry is there and holds. No entry: the model, with this firmware, was never on the list.
inline bool is_listed(const std::optional<Product>& entry) { return entry && entry->status == CplStatus::Active; }

}  // namespace gridpost::inventory
