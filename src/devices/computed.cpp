// Attributes that follow from time, consumption or logs, and the values that Devices have from the factory.
#include <algorithm>
#include <array>

#include "devices/behaviour_tables.h"
#include "devices/hub.h"
#include "devices/tariff_registers.h"
#include "devices/values.h"
#include "gbcs/date_time.h"

namespace gridpost::devices {
namespace {

// ---- registers ----

std::uint64_t register_at(const Context& c) { return consumption(c.device, c.now); }
// The part of it that the secondary element of a twin meter measured.
std::uint64_t secondary_at(const Context& c) { return register_at(c) / kSecondaryShare; }

Value enumerated(std::int64_t number) { return enum_value({}, number); }

Value scaler_unit(std::int64_t unit) { return structure({int_value({}, 1, 0), enum_value({}, unit)}); }

// Active import, reactive import (a tenth of it here), and the secondary element of a twin meter.
Value import_registers(const Context& c) {
  constexpr int kWattHours = 30;
  constexpr int kVarHours = 32;
  const std::uint64_t active = register_at(c);
  Value value = structure(
      {uint_value({}, 4, active), scaler_unit(kWattHours), uint_value({}, 4, active / 10), scaler_unit(kVarHours)});
  if (c.device.profile().is_twin()) value.items.push_back(uint_value({}, 4, secondary_at(c)));
  return value;
}

template <class Numbers>
Value number_array(const Numbers& numbers) {
  std::vector<Value> out;
  for (const std::uint64_t number : numbers) out.push_back(uint_value({}, 4, number));
  return list_value({}, Wire::Array, std::move(out));
}

Value rate_registers(const Context& c) {
  const TariffCounts counts = tariff_counts(c);
  Value value = structure({number_array(counts.rates)});
  if (c.device.profile().is_twin()) value.items.push_back(number_array(counts.secondary));
  return value;
}

// Of each block the registers, then the counters.
Value block_registers(const Context& c) {
  const TariffCounts counts = tariff_counts(c);
  std::vector<std::uint64_t> out;
  for (std::size_t block = 0; block < TariffCounts::kBlocks; ++block)
    for (const TariffCounts::Matrix* matrix : {&counts.blocks, &counts.counters})
      out.insert(out.end(), (*matrix)[block].begin(), (*matrix)[block].end());
  return structure({number_array(out)});
}

// Meter balance, emergency credit, accumulated debt, time debts, payment debt: what the objects of each have.
Value prepayment_balances(const Context& c) {
  std::vector<Value> items;
  for (const char* key : {"112/0-0:19.10.0.255/2", "112/0-0:19.10.1.255/2", "112/0-0:19.10.2.255/2",
                          "113/0-0:19.20.1.255/17", "113/0-0:19.20.2.255/17", "113/0-0:19.20.3.255/17"}) {
    const auto amount = c.device.attributes().get(key);
    items.push_back(int_value({}, 4, amount ? amount->number : 0));
  }
  return structure(std::move(items));
}

Value gas_volume(const Context& c) { return uint_value({}, 6, register_at(c)); }
template <std::size_t Tier>
Value gas_tier(const Context& c) {
  return uint_value({}, 6, tariff_counts(c).rates[Tier]);
}
template <std::size_t Block>
Value gas_block(const Context& c) {
  return uint_value({}, 6, tariff_counts(c).counters[Block][0]);
}

// Days that the battery still lasts: ten years at first.
Value battery_days(const Context& c) {
  constexpr TimeMs kDays = 3650;
  return uint_value({}, 2,
                    static_cast<std::uint64_t>(std::max<TimeMs>(0, kDays - (c.now - c.device.world_start()) / kDay)));
}

// ---- clocks ----

Value clock_time(const Context& c) { return date_time_value(c.device.clock(c.now)); }
Value clock_state(const Context& c) { return uint_value({}, 1, static_cast<std::uint64_t>(c.device.clock_status())); }

// ---- logs ----

std::vector<Value> log_entries(const Context& c, EventLog log, const std::vector<Value>& beyond) {
  std::vector<Value> out;
  for (const Event& event : c.device.events().read(log)) {
    std::vector<Value> members{uint_value({}, 4, gbcs::zigbee_time(event.at)), uint_value({}, 2, event.code)};
    members.insert(members.end(), beyond.begin(), beyond.end());
    out.push_back(structure(std::move(members)));
  }
  return out;
}

Value event_log(const Context& c) {
  return list_value({}, Wire::Compact, log_entries(c, EventLog::Event, {octets_value({}, {})}));
}
Value security_log(const Context& c) { return list_value({}, Wire::Compact, log_entries(c, EventLog::Security, {})); }
Value power_log(const Context& c) {
  return list_value({}, Wire::Compact, log_entries(c, EventLog::Power, {uint_value({}, 4, 0)}));
}

// Each entry says that it was done, and no message of the HAN.
Value controller_log(const Context& c) {
  constexpr std::int64_t kSuccess = 1;
  return list_value({}, Wire::Compact,
                    log_entries(c, EventLog::Controllers, {enumerated(kSuccess), uint_value({}, 4, 0)}));
}

// Who is on the HAN: strongest, usual and weakest signal in dBm, last message, and counters that stay zero here.
Value active_devices(const Context& c) {
  constexpr std::int64_t kStrongest = -40, kUsual = -55, kWeakest = -70;
  const Value zero = uint_value({}, 1, 0);
  std::vector<Value> out;
  for (const auto& [id, entry] : c.hub.han().entries()) {
    if (entry.link_key_hash.empty()) continue;
    out.push_back(structure({octets_value({}, id.bytes()), bits_value({}, 8, {0}), int_value({}, 1, kStrongest),
                             int_value({}, 1, kUsual), int_value({}, 1, kWeakest), zero, zero, zero,
                             date_time_value(c.device.clock(c.now)), zero, zero, zero, zero, zero}));
  }
  return list_value({}, Wire::Array, std::move(out));
}

template <int Number>
Value state_of_controller(const Context& c) {
  return controller_state(c, Number);
}

Value firmware_version(const Context& c) { return octets_value({}, c.device.firmware()); }

struct Computed {
  DeviceTypes types;
  std::string_view key;
  Value (*value)(const Context&);
};
constexpr DeviceTypes kMeter{DeviceType::ESME};
constexpr DeviceTypes kGasMeter{DeviceType::GSME};
constexpr DeviceTypes kHub{DeviceType::CHF};
constexpr DeviceTypes kMeterAndHub{DeviceType::ESME, DeviceType::CHF};
constexpr Computed kComputed[] = {
    {kMeter, "1/0-0:94.44.34.10/2", import_registers},
    {kMeter, "1/0-0:94.44.34.1/2", rate_registers},
    {kMeter, "1/0-0:94.44.34.2/2", block_registers},
    {kMeter, "1/0-0:94.44.34.30/2", prepayment_balances},
    {kMeter, "8/0-0:1.0.0.255/2", clock_time},
    {kMeter, "8/0-0:1.0.0.255/4", clock_state},
    {kMeterAndHub, "7/0-0:99.98.0.255/2", event_log},
    {kMeterAndHub, "7/0-0:99.98.1.255/2", security_log},
    {kMeter, "7/0-17:99.98.2.255/2", controller_log},
    {kMeter, "7/0-0:99.98.4.255/2", power_log},
    {kMeterAndHub, "1/0-0:0.2.1.255/2", firmware_version},
    {kMeter, "1/0-0:94.44.0.31/2", state_of_controller<1>},
    {kMeter, "1/0-0:94.44.0.32/2", state_of_controller<2>},
    {kMeter, "1/0-0:94.44.0.33/2", state_of_controller<3>},
    {kMeter, "1/0-0:94.44.0.34/2", state_of_controller<4>},
    {kMeter, "1/0-0:94.44.0.35/2", state_of_controller<5>},
    {kHub, "104/0-0:30.3.0.255/4", active_devices},
    {kGasMeter, "0702/0000", gas_volume},
    {kGasMeter, "0702/0100", gas_tier<0>},
    {kGasMeter, "0702/0102", gas_tier<1>},
    {kGasMeter, "0702/0104", gas_tier<2>},
    {kGasMeter, "0702/0106", gas_tier<3>},
    {kGasMeter, "0702/0700", gas_block<0>},
    {kGasMeter, "0702/0701", gas_block<1>},
    {kGasMeter, "0702/0702", gas_block<2>},
    {kGasMeter, "0702/0703", gas_block<3>},
    {kGasMeter, "0702/0205", battery_days},
    {kGasMeter, "0702/0206", firmware_version},
};

// So many characters at most.
Value text(std::string_view characters, std::size_t most) {
  const View octets = view_of(characters.substr(0, most));
  return octets_value({}, Bytes(octets.begin(), octets.end()));
}

// What a meter or hub says of itself. (GBCS ECS26e, ECS26i)
void start_identity(const WorldDevice& profile, Attributes& attributes) {
  constexpr std::size_t kModel = 8;
  constexpr std::size_t kManufacturer = 4;
  attributes.start_with("1/0-0:96.1.1.255/2", octets_value({}, profile.id.bytes()));
  attributes.start_with("1/0-0:96.1.2.255/2", text(profile.variant.empty() ? "A" : profile.variant, 1));
  attributes.start_with("1/0-0:96.1.4.255/2", text(profile.model, kModel));
  attributes.start_with("1/0-0:96.1.6.255/2", text(profile.manufacturer, kManufacturer));
}

// Units of registers that have none in their value.
void start_units(Attributes& attributes) {
  constexpr std::int64_t kWatts = 27, kWattHours = 30, kVarHours = 32, kNone = 255;
  attributes.start_with("3/1-0:2.8.0.255/3", scaler_unit(kWattHours));
  attributes.start_with("3/1-0:4.8.0.255/3", scaler_unit(kVarHours));
  for (const char* demand : {"4/1-0:1.6.0.255/3", "4/1-0:1.6.1.255/3", "4/1-0:2.6.0.255/3"})
    attributes.start_with(demand, scaler_unit(kWatts));
  for (const char* counter : {"3/0-0:94.44.42.255/3", "3/1-0:32.32.0.4/3", "3/1-0:32.36.0.4/3", "3/1-0:52.32.0.4/3",
                              "3/1-0:52.36.0.4/3", "3/1-0:72.32.0.4/3", "3/1-0:72.36.0.4/3"})
    attributes.start_with(counter, scaler_unit(kNone));
}

// Which of so many events are told, shared, sounded and logged, for the supplier and for the network operator: none.
constexpr std::int64_t kEvents = 256;
constexpr std::string_view kEventSettings[] = {"1/0-30:97.98.15.255/2", "1/0-30:97.98.16.255/2",
                                               "1/0-30:97.98.17.255/2", "1/0-30:97.98.18.255/2",
                                               "1/0-33:97.98.15.255/2", "1/0-33:97.98.18.255/2"};

}  // namespace

std::uint64_t consumption(const Device& device, TimeMs now) {
  const WorldDevice& profile = device.profile();
  const TimeMs passed = std::max<TimeMs>(0, now - device.world_start());
  return profile.reading + profile.per_day * static_cast<std::uint64_t>(passed) / static_cast<std::uint64_t>(kDay);
}

std::optional<Value> computed_attribute(const Context& context, std::string_view key) {
  for (const Computed& computed : kComputed)
    if (computed.types.has(context.device.type()) && computed.key == key) return computed.value(context);
  return std::nullopt;
}

namespace {

// Conversion and flow as they usually are, credit mode, and a supply that tampering or an empty battery leaves alone.
void start_gas_settings(Attributes& attributes) {
  constexpr std::int64_t kUnchanged = 3;
  constexpr std::int64_t kMegajoulesPerCubicMetre = 1;
  attributes.start_with("0700/0304", uint_value({}, 4, 395));
  attributes.start_with("0700/0305", enumerated(kMegajoulesPerCubicMetre));
  attributes.start_with("0700/0306", uint_value({}, 1, 0x10));
  attributes.start_with("0700/0302", uint_value({}, 4, 102264));
  attributes.start_with("0700/0303", uint_value({}, 1, 0x50));
  attributes.start_with("0700/0202", uint_value({}, 3, 1));
  attributes.start_with("0700/0203", uint_value({}, 3, 1000));
  attributes.start_with("0702/0B12", uint_value({}, 2, 1));
  attributes.start_with("0702/0B13", uint_value({}, 2, 10000));
  attributes.start_with("0702/0607", enumerated(kUnchanged));
  attributes.start_with("0702/0608", enumerated(kUnchanged));
  attributes.start_with("0705/0000", uint_value({}, 2, 0x0C94));
}

}  // namespace

void start_attributes(Device& device) {
  const WorldDevice& profile = device.profile();
  Attributes& attributes = device.attributes();
  if (kMeterAndHub.has(profile.type)) start_identity(profile, attributes);
  if (profile.type == DeviceType::ESME) {
    constexpr std::int64_t kEnabled = 1;
    constexpr std::int64_t kCredit = 1;
    start_units(attributes);
    attributes.start_with("111/0-0:19.0.0.255/2", structure({enumerated(kCredit), enumerated(1)}));
    attributes.start_with("112/0-0:19.10.0.255/2", int_value({}, 4, profile.balance));
    attributes.start_with("70/0-0:96.3.10.255/3", enumerated(kEnabled));
    for (std::string_view settings : kEventSettings)
      attributes.start_with(std::string(settings), bits_value({}, kEvents, Bytes(kEvents / 8)));
  } else if (profile.type == DeviceType::GSME) {
    constexpr std::int64_t kCubicMetres = 1;
    constexpr std::int64_t kOn = 2;
    constexpr std::int64_t kPounds = 826;
    constexpr std::uint8_t kFiveDecimals = 0x50;
    attributes.start_with("0702/0300", enumerated(kCubicMetres));
    attributes.start_with("0702/0301", uint_value({}, 3, 1));     // multiplier
    attributes.start_with("0702/0302", uint_value({}, 3, 1000));  // divisor: the register counts litres
    attributes.start_with("0702/0A00", uint_value({}, 4, static_cast<std::uint64_t>(profile.balance)));
    attributes.start_with("0702/0014", enumerated(kOn));
    attributes.start_with("0705/0001", int_value({}, 4, profile.prepayment_balance));
    attributes.start_with("0700/0616", uint_value({}, 2, kPounds));
    attributes.start_with("0700/0617", uint_value({}, 1, kFiveDecimals));
    start_gas_settings(attributes);
  }
}

}  // namespace gridpost::devices
