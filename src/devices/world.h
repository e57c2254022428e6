// The world file: who and what exists when a simulated world begins. Both `serve` (as the service provider's starting
// data) and `devices` read it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "catalogue/enums.h"
#include "devices/fault.h"

namespace gridpost::devices {

// World time and where it is anchored. With `anchor` every process that reads the file has the same world time:
// start + (machine time - anchor) * speed.
struct WorldTime {
  TimeMs start = 0;
  double speed = 1;
  std::optional<TimeMs> anchor;  // machine time at which the world's time is `start`

  bool operator==(const WorldTime&) const = default;
  // World time at this machine time. Without anchor the world starts at `machine`.
  TimeMs at(TimeMs machine) const {
    return start + static_cast<TimeMs>(static_cast<double>(machine - anchor.value_or(machine)) * speed);
  }
};

struct WorldUser {
  Eui64 id;
  std::string name;
  RoleSet roles;
  std::string endpoint;  // where its signed responses are pushed to; may be empty

  bool operator==(const WorldUser&) const = default;
};

// A line of the Central Products List.
struct WorldProduct {
  DeviceType type = DeviceType::ESME;
  std::string manufacturer, model, firmware_version;
  std::string smets_version;  // or CHTS version
  std::string gbcs_version;
  std::vector<std::string> variants = {};  // ESME: those that the model comes in; empty: not known

  bool operator==(const WorldProduct&) const = default;
};

// Who is registered at a metering point from a day on. Several lines of one MPxN are its history.
struct MeteringPoint {
  std::string mpxn;
  Eui64 supplier;
  Eui64 network_operator;
  TimeMs from = 0;

  bool operator==(const MeteringPoint&) const = default;
  bool is_gas() const { return mpxn.size() != 13; }
};

// A line of the coverage table: of a whole post code, of an address in it, or of a UPRN.
struct WorldCoverage {
  std::string post_code, address, uprn;
  std::string region;  // CSPRegion
  bool available = true;
  std::optional<TimeMs> from;  // not available: the day on which it will be
  bool planned = false;        // that day is in a network build plan
  std::string technology, likelihood;
  std::string auxiliary_equipment, information;

  bool operator==(const WorldCoverage&) const = default;
};

struct WorldHub {
  Eui64 chf, gpf;
  std::string manufacturer, model, firmware_version;
  std::string chts_version;
  std::string gbcs_version;
  std::string csp_region;                   // as DUIS spells it: "North", "4G Central"
  std::string wan_technology = "Cellular";  // or "Long Range Radio"
  std::string han_variant = "Single Band";  // or "Dual Band"
  double clock_skew_s = 0;                  // its clock against the world's
  std::string clock_status = "reliable";    // state of its clock; or "unreliable", "invalid"
  // How the GPF marks its own time where it has none of the GSME: "unreliable", or the state of its "clock". (R15-15)
  std::string own_time_status = "unreliable";
  // What it answers on the HAN for a time of the GSME that it has not: or "unsupported_attribute". (R15-08)
  std::string unpopulated_snapshot = "invalid_time";
  // The GPF is still the DCC's: the broker's certificates lie in its slots, and a 6.21 hands it over.
  bool dcc_controlled = false;
  std::vector<Eui64> hears;   // Devices of neighbours in its radio's range; they belong to their own hubs
  std::vector<Fault> faults;  // of the CHF when the world begins

  bool operator==(const WorldHub&) const = default;
};

// A meter, display or switch in a home. It joins when the hub's device log names it.
struct WorldDevice {
  DeviceType type = DeviceType::ESME;
  Eui64 id;
  std::string manufacturer, model, firmware_version;
  std::string smets_version;
  std::string gbcs_version;
  std::string variant;                  // ESME only, "A", "BD", ...
  std::string mpxn;                     // meters: the metering point it is installed at
  std::string install_code;             // hexadecimal; empty: any code lets it join
  std::uint64_t reading = 0;            // at the world's start: Wh, or litres of gas
  std::uint64_t per_day = 0;            // consumption: Wh or litres a day
  std::int64_t balance = 0;             // millipence
  std::int64_t prepayment_balance = 0;  // millipence; GSME only
  double clock_skew_s = 0;
  // GSME: whether its pushes bring the time of its values: "always", "sometimes" (every other one), "never"; empty: as
  // its GBCS version has it. (R15-39, R15-44)
  std::string snapshot_time;
  std::vector<Fault> faults;  // when the world begins

  bool operator==(const WorldDevice&) const = default;
  bool is_twin() const { return variant.starts_with('B'); }
  bool is_polyphase() const { return variant.starts_with('C'); }
};

struct Home {
  std::string uprn, post_code, address;
  WorldHub hub;
  std::vector<WorldDevice> devices;

  bool operator==(const Home&) const = default;
};

struct World {
  WorldTime time;
  Eui64 broker;  // the access control broker of the DCC
  std::vector<WorldUser> users;
  std::vector<WorldProduct> products;
  std::vector<MeteringPoint> metering_points;
  std::vector<WorldCoverage> coverage;
  std::vector<Home> homes;

  bool operator==(const World&) const = default;
  // The registration of a metering point at a time, or null.
  const MeteringPoint* registration(std::string_view mpxn, TimeMs at) const;
};

// Reads a world file (TOML). Errors name file, line and field; unknown fields are errors.
Result<World> parse_world(std::string_view toml, std::string_view file = "world");
Result<World> load_world(const std::string& path);
// The world as TOML; parse_world gives the same world back.
std::string world_text(const World& world);

struct StreetOptions {
  int homes = 4;
  std::uint64_t seed = 1;
  TimeMs start = 1767600000000;  // 2026-01-05T08:00:00Z
  double speed = 60;
  Eui64 broker{0x0247500000000002};
  std::string endpoint;  // of every user
  bool gaps = false;     // homes 7, 15, ... have no WAN coverage during the first day
};

// Invents a street: two suppliers, a network operator, another user, and homes. The first home has a new GSME, the
// second an old one, the third has electricity only, the fourth a new GSME behind an old hub (so its GPF knows GCS60
// only) and the second supplier. From the fifth on they vary: twin element, polyphase with a load switch, displays, 4G
// and dual band hubs, an old ESME, a neighbour in radio range. The same options give the same street.
World make_street(const StreetOptions& options);

}  // namespace gridpost::devices
