#include "app/nation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "inventory/housekeeping.h"

namespace gridpost::app {
namespace {

using inventory::CplStatus;
using inventory::Device;
using registration::Kind;

// Numbers that depend on the seed and the home alone. (splitmix64)
class Chance {
 public:
  Chance(std::uint64_t seed, std::uint64_t home) : state_(mix(seed) ^ mix(home + 0x5851F42D4C957F2Dull)) {}
  std::uint64_t next() { return mix(state_ += 0x9E3779B97F4A7C15ull); }
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }
  bool happens(double share) { return static_cast<double>(next() >> 11) < share * 9007199254740992.0; }
  // A place in the list, by the weights in it.
  template <class List>
  std::size_t weighted(const List& list) {
    std::uint64_t all = 0;
    for (const auto& one : list) all += one.weight;
    std::uint64_t left = below(all);
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (left < list[i].weight) return i;
      left -= list[i].weight;
    }
    return 0;
  }

 private:
  static std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

struct Party {
  std::string_view name;
  std::uint64_t weight;
};
constexpr auto kSuppliers = std::to_array<Party>({{"Supplier 1", 22},
                                                  {"Supplier 2", 17},
                                                  {"Supplier 3", 13},
                                                  {"Supplier 4", 11},
                                                  {"Supplier 5", 10},
                                                  {"Supplier 6", 9},
                                                  {"Supplier 7", 7},
                                                  {"Supplier 8", 5},
                                                  {"Supplier 9", 4},
                                                  {"Supplier 10", 2}});

// The distribution areas: first digits of their MPANs, and which CSP serves them. (proposed)
struct Region {
  int mpan;
  std::string_view csp;
  std::uint64_t weight;
};
constexpr auto kRegions = std::to_array<Region>({{10, "Central", 12},
                                                 {11, "Central", 9},
                                                 {12, "South", 8},
                                                 {13, "Central", 5},
                                                 {14, "Central", 9},
                                                 {15, "North", 6},
                                                 {16, "North", 8},
                                                 {17, "North", 3},
                                                 {18, "North", 7},
                                                 {19, "South", 8},
                                                 {20, "South", 10},
                                                 {21, "South", 4},
                                                 {22, "South", 5},
                                                 {23, "North", 8}});

struct Model {
  DeviceType type;
  std::string_view manufacturer, model, firmware, smets, gbcs;
  CplStatus status;
  std::string_view variant;  // ESME: the right one
  std::uint64_t weight;
};
constexpr auto kModels = std::to_array<Model>({
    {DeviceType::CHF, "1001", "00010001", "00000203", "CHTS V1.1", "3.2", CplStatus::Active, "", 60},
    {DeviceType::CHF, "1002", "00020001", "00000410", "CHTS V1.4", "4.2", CplStatus::Active, "", 35},
    {DeviceType::CHF, "1001", "00010002", "00000101", "CHTS V1.0", "2.0", CplStatus::Withdrawn, "", 5},
    {DeviceType::ESME, "2001", "00A10001", "00000302", "SMETS2 V4.2", "4.2", CplStatus::Active, "A", 40},
    {DeviceType::ESME, "2002", "00A20001", "00000115", "SMETS2 V2.0", "2.0", CplStatus::Active, "A", 25},
    {DeviceType::ESME, "2003", "00A30001", "00000201", "SMETS2 V3.1", "3.2", CplStatus::Active, "ADE", 10},
    {DeviceType::ESME, "2001", "00B10001", "00000302", "SMETS2 V4.2", "4.2", CplStatus::Active, "B", 15},
    {DeviceType::ESME, "2004", "00C10001", "00000101", "SMETS2 V4.2", "4.2", CplStatus::Active, "C", 3},
    {DeviceType::ESME, "2003", "00A30002", "00000099", "SMETS2 V2.0", "2.0", CplStatus::Withdrawn, "AD", 2},
    {DeviceType::GSME, "3001", "00D10001", "00000207", "SMETS2 V4.2", "4.2", CplStatus::Active, "", 50},
    {DeviceType::GSME, "3002", "00D20001", "00000115", "SMETS2 V2.0", "2.0", CplStatus::Active, "", 48},
    {DeviceType::GSME, "3002", "00D20002", "00000031", "SMETS2 V2.0", "1.1", CplStatus::Withdrawn, "", 2},
    {DeviceType::PPMID, "4001", "00E10001", "00000011", "SMETS2 V4.2", "4.2", CplStatus::Active, "", 70},
    {DeviceType::PPMID, "4002", "00E20001", "00000022", "SMETS2 V2.0", "2.0", CplStatus::Active, "", 30},
    {DeviceType::HCALCS, "5001", "00F10001", "00000009", "SMETS2 V4.2", "4.2", CplStatus::Active, "", 1},
    {DeviceType::IHD, "6001", "00610001", "", "", "", CplStatus::Active, "", 1},
    {DeviceType::CAD, "7001", "00710001", "", "", "", CplStatus::Active, "", 1},
});
constexpr auto kVariants = std::to_array<std::string_view>({"A", "B", "C", "AD", "BD", "CD", "ADE", "BDE", "CDE"});

constexpr Eui64 kFirstSupplier{0x90B3D51F30100001}, kFirstDistributor{0x90B3D51F30200001},
    kTransporter{0x90B3D51F30300001}, kFirstCsp{0x90B3D51F30400001};

Eui64 nth(Eui64 first, std::uint64_t n) { return Eui64{first.value + n}; }
Eui64 csp_of(std::string_view region) { return nth(kFirstCsp, region == "North" ? 0 : region == "Central" ? 1 : 2); }

// What became of a home so far. Weights in a thousand, but for homes whose Devices are due.
struct Phase {
  SmiStatus meters;
  SmiStatus hub;
  std::uint64_t weight;
};
constexpr auto kPhases = std::to_array<Phase>({
    {SmiStatus::Commissioned, SmiStatus::Commissioned, 780},
    {SmiStatus::InstalledNotCommissioned, SmiStatus::Commissioned, 40},
    {SmiStatus::InstalledNotCommissioned, SmiStatus::InstalledNotCommissioned, 25},
    {SmiStatus::Whitelisted, SmiStatus::Commissioned, 10},
    {SmiStatus::Pending, SmiStatus::Pending, 95},
    {SmiStatus::Decommissioned, SmiStatus::Commissioned, 20},
    {SmiStatus::Withdrawn, SmiStatus::Commissioned, 5},
    {SmiStatus::Suspended, SmiStatus::Commissioned, 22},
    {SmiStatus::Recovery, SmiStatus::Commissioned, 2},
    {SmiStatus::Recovered, SmiStatus::Commissioned, 1},
});

class Builder {
 public:
  Builder(const NationOptions& options, std::uint64_t number)
      : options_(options), number_(number), chance_(options.seed, number) {}

  NationHome take() {
    region_ = kRegions[chance_.weighted(kRegions)];
    phase_ = kPhases[chance_.weighted(kPhases)];
    const bool due = chance_.happens(options_.due);
    if (due) phase_ = {SmiStatus::Pending, SmiStatus::Pending, 0};
    notified_ = notification(due);
    installed_ = std::min(notified_ + static_cast<TimeMs>(5 + chance_.below(90)) * kDay, options_.now - kDay);
    add_points();
    add_hub();
    add(DeviceType::ESME, import_mpan_, kInstalling);
    if (!mprn_.empty()) add(DeviceType::GSME, mprn_, kInstallingGas);
    if (chance_.happens(0.4)) add(DeviceType::PPMID, "", kInstalling);
    if (chance_.happens(0.01)) add(DeviceType::HCALCS, "", kInstalling);
    if (chance_.happens(0.55)) add(DeviceType::IHD, "", kInstalling);
    if (chance_.happens(0.02)) add(DeviceType::CAD, "", kInstalling);
    join_meters();
    return std::move(home_);
  }

 private:
  enum Notifier : std::uint8_t { kInstalling, kInstallingGas, kCsp };

  // Pending Devices that are not due were notified within the last 35 months, all others within eight years.
  TimeMs notification(bool due) {
    if (due) return inventory::months_later(options_.now, -37) - static_cast<TimeMs>(chance_.below(700)) * kDay;
    const std::uint64_t days = phase_.meters == SmiStatus::Pending ? 35 * 30 : 8 * 365;
    return options_.now - static_cast<TimeMs>(2 + chance_.below(days)) * kDay -
           static_cast<TimeMs>(chance_.below(86'400)) * kSecond;
  }

  // Registered with one supplier, or with two or three in turn.
  void add_supply(const std::string& mpxn, Kind kind, std::size_t first) {
    TimeMs from = notified_ / kDay * kDay - 400 * kDay;
    std::size_t supplier = first;
    const std::uint64_t changes = chance_.happens(0.35) ? 1 + chance_.below(2) : 0;
    for (std::uint64_t i = 0; i <= changes; ++i) {
      const TimeMs to = from + static_cast<TimeMs>(300 + chance_.below(900)) * kDay;
      const bool last = i == changes || to >= options_.now;
      home_.registrations.push_back(
          {mpxn, kind, nth(kFirstSupplier, supplier), from, last ? std::nullopt : std::optional(to)});
      if (last) return;
      from = to;
      supplier = chance_.weighted(kSuppliers);
    }
  }

  void add_points() {
    electric_ = chance_.weighted(kSuppliers);
    gas_ = chance_.happens(0.7) ? electric_ : chance_.weighted(kSuppliers);
    const std::string twelve = fmt::format("{}{:010}", region_.mpan, number_);
    import_mpan_ = twelve + mpan_check_digit(twelve);
    add_supply(import_mpan_, Kind::ImportSupplier, electric_);
    home_.registrations.push_back({import_mpan_,
                                   Kind::Distributor,
                                   nth(kFirstDistributor, static_cast<std::uint64_t>(region_.mpan - 10)),
                                   0,
                                   {}});
    if (!chance_.happens(0.82)) return;
    const std::string eight = fmt::format("{:08}", number_);
    mprn_ = eight + mprn_check_digits(eight);
    add_supply(mprn_, Kind::GasSupplier, gas_);
    home_.registrations.push_back({mprn_, Kind::Transporter, kTransporter, 0, {}});
  }

  const Model& pick_model(DeviceType type) {
    // Only models that have left the list are suspended.
    const bool gone = phase_.meters == SmiStatus::Suspended;
    std::uint64_t all = 0;
    for (const Model& m : kModels)
      if (m.type == type && (!gone || m.status != CplStatus::Active)) all += m.weight;
    std::uint64_t left = all == 0 ? 0 : chance_.below(all);
    const Model* any = nullptr;
    for (const Model& m : kModels) {
      if (m.type != type) continue;
      if (!any) any = &m;
      if (gone && m.status == CplStatus::Active) continue;
      if (left < m.weight) return m;
      left -= m.weight;
    }
    return *any;
  }

  Device record(DeviceType type, const Model& model, Notifier notifier) {
    Device d;
    d.id = Eui64{Nation::hub_of(number_).value + home_.devices.size()};
    d.type = type;
    d.manufacturer = model.manufacturer;
    d.model = model.model;
    d.smets_version = model.smets;
    d.firmware_version = model.firmware;
    d.gbcs_version = model.gbcs;
    d.notified_by =
        notifier == kCsp ? csp_of(region_.csp) : nth(kFirstSupplier, notifier == kInstalling ? electric_ : gas_);
    return d;
  }

  // Puts the Device on its way through the statuses.
  void live(Device& d, SmiStatus goal) {
    const auto step = [&](TimeMs at, SmiStatus to, std::string cause) {
      if (at > options_.now) at = options_.now;
      home_.history.push_back(
          {d.id, at, cause == "12.2" ? std::nullopt : std::optional(d.status), to, std::move(cause)});
      d.status = to;
      d.status_since = at;
      if (to == SmiStatus::Commissioned) d.commissioned_at = at;
    };
    step(notified_, SmiStatus::Pending, "12.2");
    if (goal == SmiStatus::Pending) return;
    const bool hub = d.type == DeviceType::CHF || d.type == DeviceType::GPF;
    if (!hub) step(installed_, SmiStatus::Whitelisted, "8.11");
    if (goal == SmiStatus::Whitelisted) return;
    step(installed_ + kMinute, SmiStatus::InstalledNotCommissioned, hub ? "8.14.1" : "CS14");
    if (goal == SmiStatus::InstalledNotCommissioned) return;
    step(installed_ + 10 * kMinute, SmiStatus::Commissioned, hub ? "8.14.1" : "8.1.1");
    if (goal == SmiStatus::Commissioned) return;
    const TimeMs later = installed_ +
                         static_cast<TimeMs>(chance_.below(
                             static_cast<std::uint64_t>(std::max<TimeMs>((options_.now - installed_) / kDay, 1)))) *
                             kDay +
                         kHour;
    if (goal == SmiStatus::Recovered) step(later, SmiStatus::Recovery, "recovery");
    step(later + kHour, goal, goal == SmiStatus::Decommissioned ? "8.3" : std::string(catalogue::text(goal)));
  }

  void add_hub() {
    const Model& model = pick_model(DeviceType::CHF);
    Device chf = record(DeviceType::CHF, model, kCsp);
    chf.hub = chf.id;
    chf.gpf = Eui64{chf.id.value + 1};
    chf.csp_region = region_.csp;
    chf.connectivity = region_.csp == "North" ? "Long Range Radio" : "Cellular";
    chf.han_variant = chance_.happens(0.2) ? "Dual Band" : "Single Band";
    const bool installed = phase_.hub != SmiStatus::Pending;
    if (installed) chf.uprn = fmt::format("{}", 10'000'000'000ull + number_);
    if (installed) chf.post_code = fmt::format("ZQ{} {}AB", 1 + number_ / 10 % 99, number_ / 1000 % 10);
    if (installed) chf.address_identifier = fmt::format("{}", number_);
    live(chf, phase_.hub);
    home_.delivery = inventory::HubDelivery{chf.id, nth(kFirstSupplier, electric_), notified_ + 10 * kDay, {}};
    home_.devices.push_back(chf);
    Device gpf = record(DeviceType::GPF, model, kCsp);
    gpf.hub = chf.id;
    const bool with_gas = !mprn_.empty() && phase_.meters == SmiStatus::Commissioned;
    if (with_gas) gpf.import_mpxn = mprn_;
    live(gpf, installed && !with_gas ? SmiStatus::InstalledNotCommissioned : phase_.hub);
    home_.devices.push_back(std::move(gpf));
    if (installed) home_.log.push_back({chf.id, home_.devices.back().id, installed_, {}});
  }

  void add(DeviceType type, const std::string& mpxn, Notifier notifier) {
    const Model& model = pick_model(type);
    Device d = record(type, model, notifier);
    if (type == DeviceType::ESME) {
      d.esme_variant = model.variant;
      if (chance_.happens(options_.wrong_variants))
        while (d.esme_variant == model.variant) d.esme_variant = kVariants[chance_.below(kVariants.size())];
    }
    // Displays have no status beyond that of the device log; a suspension is that of a model that has left the list.
    SmiStatus goal = phase_.meters;
    const bool shows_only = type == DeviceType::IHD || type == DeviceType::CAD;
    if (shows_only && goal != SmiStatus::Pending) goal = SmiStatus::Whitelisted;
    if (goal == SmiStatus::Suspended && model.status == CplStatus::Active) goal = SmiStatus::Commissioned;
    live(d, goal);
    const bool on_log = goal != SmiStatus::Pending && goal != SmiStatus::Decommissioned && goal != SmiStatus::Withdrawn;
    if (on_log) {
      d.hub = home_.devices.front().id;
      home_.log.push_back({*d.hub, d.id, installed_, Bytes{static_cast<std::uint8_t>(number_), 0x01}});
    }
    if (goal != SmiStatus::Pending) d.import_mpxn = mpxn;
    home_.devices.push_back(std::move(d));
  }

  // Gas meters with the proxy; PPMIDs with the meters.
  void join_meters() {
    if (phase_.meters != SmiStatus::Commissioned && phase_.meters != SmiStatus::Suspended) return;
    const Eui64 proxy = home_.devices[1].id;
    const Eui64 esme = home_.devices[2].id;
    for (const Device& d : home_.devices) {
      if (d.type == DeviceType::GSME) home_.joins.push_back({d.id, proxy, installed_});
      if (d.type == DeviceType::PPMID || d.type == DeviceType::HCALCS) home_.joins.push_back({d.id, esme, installed_});
    }
  }

  const NationOptions& options_;
  const std::uint64_t number_;
  Chance chance_;
  Region region_ = kRegions[0];
  Phase phase_ = kPhases[0];
  TimeMs notified_ = 0;
  TimeMs installed_ = 0;
  std::size_t electric_ = 0;
  std::size_t gas_ = 0;
  std::string import_mpan_;
  std::string mprn_;
  NationHome home_;
};

}  // namespace

std::vector<access::User> Nation::users() {
  std::vector<access::User> users;
  const auto add = [&](Eui64 id, std::string name, RoleSet roles) {
    users.push_back({id, std::move(name), roles, access::UserStatus::InOperation, ""});
  };
  for (std::size_t i = 0; i < kSuppliers.size(); ++i)
    add(nth(kFirstSupplier, i), std::string(kSuppliers[i].name), {UserRole::IS, UserRole::GS});
  for (std::size_t i = 0; i < kRegions.size(); ++i)
    add(nth(kFirstDistributor, i), fmt::format("Distributor {}", kRegions[i].mpan), {UserRole::ED});
  add(kTransporter, "Gas transporter", {UserRole::GT});
  return users;
}

std::vector<inventory::Product> Nation::products() {
  std::vector<inventory::Product> products;
  for (const Model& m : kModels) {
    if (m.firmware.empty()) continue;
    products.push_back({m.type, std::string(m.manufacturer), std::string(m.model), std::string(m.firmware),
                        std::string(m.smets), std::string(m.gbcs), m.status});
  }
  return products;
}

std::string_view Nation::right_variant(const Device& esme) {
  const auto model = std::find_if(kModels.begin(), kModels.end(), [&](const Model& m) {
    return m.type == DeviceType::ESME && m.manufacturer == esme.manufacturer && m.model == esme.model;
  });
  return model == kModels.end() ? std::string_view() : model->variant;
}

NationHome Nation::home(std::uint64_t number) const { return Builder(options_, number).take(); }

Eui64 Nation::hub_of(std::uint64_t number) { return Eui64{0x0024A00000000000 + number * 8}; }
Eui64 Nation::meter_of(std::uint64_t number) { return Eui64{hub_of(number).value + 2}; }

}  // namespace gridpost::app
