// An invented street, for demonstrations and benches.
#include <fmt/format.h>

#include <array>
#include <random>

#include "devices/world.h"

namespace gridpost::devices {
namespace {

// 02-47-50: locally administered, so it is nobody's. Then what it is, and a running number.
enum Kind : std::uint64_t {
  kUser = 0x01,
  kChf = 0x11,
  kGpf = 0x12,
  kEsme = 0x13,
  kGsme = 0x14,
  kPpmid = 0x15,
  kIhd = 0x16,
  kHcalcs = 0x17,
  kCad = 0x18
};
Eui64 id_of(Kind kind, std::uint64_t number) { return Eui64{0x024750ull << 40 | kind << 32 | number}; }

const WorldProduct kHub{DeviceType::CHF, "Fernhollow Radio", "FR-Gate 2", "01040200", "CHTS V1.4", "4.2"};
const WorldProduct kOldHub{DeviceType::CHF, "Fernhollow Radio", "FR-Gate 1", "01010100", "CHTS V1.1", "2.1"};
const WorldProduct kMast{DeviceType::CHF, "Fernhollow Radio", "FR-Mast 2", "02030000", "CHTS V1.4", "4.2"};
const WorldProduct kElectricity{DeviceType::ESME, "Brackwater Metering", "BM-E1", "05020001", "SMETS2 V4.2", "4.2"};
const WorldProduct kTwin{DeviceType::ESME, "Brackwater Metering", "BM-E2T", "05020002", "SMETS2 V4.2", "4.2"};
const WorldProduct kPhases{DeviceType::ESME, "Brackwater Metering", "BM-E3P", "05020003", "SMETS2 V4.2", "4.2"};
const WorldProduct kOldElectricity{DeviceType::ESME, "Brackwater Metering", "BM-E1", "02010005", "SMETS2 V2.0", "2.1"};
const WorldProduct kNewGas{DeviceType::GSME, "Larkmoor Gas Meters", "LG-4", "00040200", "SMETS2 V4.2", "4.2"};
const WorldProduct kOldGas{DeviceType::GSME, "Larkmoor Gas Meters", "LG-2", "00020100", "SMETS2 V2.0", "2.1"};
const WorldProduct kDisplay{DeviceType::PPMID, "Ashgrove Displays", "AD-7", "00000107", "SMETS2 V4.2", "4.2"};
const WorldProduct kSwitch{DeviceType::HCALCS, "Tarnbrook Controls", "TC-S1", "00010003", "SMETS2 V4.2", "4.2"};
// Type 2 Devices are not on the Central Products List.
const WorldProduct kTablet{DeviceType::IHD, "Ashgrove Displays", "AD-2", "", "", ""};
const WorldProduct kBridge{DeviceType::CAD, "Ashgrove Displays", "AD-Link", "", "", ""};

class Street {
 public:
  explicit Street(const StreetOptions& options) : options_(options), random_(options.seed) {
    world_.time = {options.start, options.speed, std::nullopt};
    world_.broker = options.broker;
    world_.products = {kHub,    kOldHub, kMast,    kElectricity, kTwin, kPhases, kOldElectricity,
                       kNewGas, kOldGas, kDisplay, kSwitch};
    using R = UserRole;
    add_user("Alder Energy", {R::IS, R::GS});
    add_user("Birch Power", {R::IS, R::GS});
    add_user("Coppice Networks", {R::ED, R::GT});
    add_user("Dovecote Advice", {R::OU});
    street_ = pick({"Mill Lane", "Orchard Road", "Station Street", "Heron Close", "Kiln Row"});
    post_code_ = fmt::format("{}{} {}{}{}", pick({"ZQ", "ZX", "ZY"}), 1 + below(9), 1 + below(9), letter(), letter());
    for (int number = 1; number <= options.homes; ++number) add_home(number);
    if (!world_.homes.empty())
      world_.coverage.push_back(
          {post_code_, {}, {}, world_.homes[0].hub.csp_region, true, {}, false, "Cellular", "High", {}, {}});
  }
  World take() { return std::move(world_); }

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  char letter() { return "ABDEFGHJLNPQRSTUWXYZ"[below(20)]; }
  std::string pick(std::initializer_list<const char*> from) { return from.begin()[below(from.size())]; }
  std::string digits(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += static_cast<char>('0' + below(10));
    return text;
  }

  void add_user(std::string name, RoleSet roles) {
    world_.users.push_back({id_of(kUser, world_.users.size() + 1), std::move(name), roles, options_.endpoint});
  }

  // Registered since two years with one of the suppliers.
  std::string add_point(std::string mpxn, int home) {
    const Eui64 supplier = world_.users[home % 4 == 0 ? 1 : 0].id;
    world_.metering_points.push_back({mpxn, supplier, world_.users[2].id, options_.start / kDay * kDay - 730 * kDay});
    return mpxn;
  }
  std::string mpan() {
    const std::string twelve = fmt::format("{}{}", 10 + below(14), digits(10));
    return twelve + mpan_check_digit(twelve);
  }
  std::string mprn() {
    const std::string eight = fmt::format("{}{}", 1 + below(9), digits(7));
    return eight + mprn_check_digits(eight);
  }

  WorldDevice device(const WorldProduct& product, Kind kind, int home) {
    WorldDevice d;
    d.type = product.type;
    d.id = id_of(kind, static_cast<std::uint64_t>(home));
    d.manufacturer = product.manufacturer;
    d.model = product.model;
    d.firmware_version = product.firmware_version;
    d.smets_version = product.smets_version;
    d.gbcs_version = product.gbcs_version;
    for (int i = 0; i < 16; ++i) d.install_code += fmt::format("{:02X}", below(256));
    return d;
  }

  // What distinguishes a home; from the fifth on all kinds come round every eight homes.
  struct Plan {
    const WorldProduct* hub = &kHub;
    const WorldProduct* electricity = &kElectricity;
    const char* variant = "A";
    const char* region = nullptr;
    bool load_switch = false, ihd = false, cad = false, dual_band = false, fourth_generation = false;
    bool hears_the_last = false, gap = false;
  };
  static Plan plan_of(int number) {
    if (number <= 4) return {.hub = number == 4 ? &kOldHub : &kHub};
    switch (number % 8) {
      case 5:
        return {.electricity = &kTwin, .variant = "B", .region = "North", .ihd = true};
      case 6:
        return {.electricity = &kPhases,
                .variant = "CD",
                .load_switch = true,
                .dual_band = true,
                .fourth_generation = true};
      case 7:
        return {.ihd = true, .cad = true, .gap = true};
      case 0:
        return {.hub = &kOldHub, .electricity = &kOldElectricity, .hears_the_last = true};
      case 1:
        return {.variant = "AD", .load_switch = true, .dual_band = true};
      case 2:
        return {.electricity = &kPhases, .variant = "C", .fourth_generation = true};
      case 3:
        return {.electricity = &kTwin, .variant = "BDE", .load_switch = true};
      default:
        return {.hub = &kOldHub};
    }
  }

  WorldHub hub(const Plan& plan, int number) {
    WorldHub h;
    h.chf = id_of(kChf, static_cast<std::uint64_t>(number));
    h.gpf = id_of(kGpf, static_cast<std::uint64_t>(number));
    const std::string any = pick({"North", "Central", "South"});
    h.csp_region = plan.region ? plan.region : any;
    if (plan.fourth_generation) h.csp_region = "4G " + h.csp_region;
    if (h.csp_region == "North") h.wan_technology = "Long Range Radio";
    if (plan.dual_band) h.han_variant = "Dual Band";
    const WorldProduct& model = number > 4 && h.csp_region == "North" && plan.hub == &kHub ? kMast : *plan.hub;
    h.manufacturer = model.manufacturer;
    h.model = model.model;
    h.firmware_version = model.firmware_version;
    h.chts_version = model.smets_version;
    h.gbcs_version = model.gbcs_version;
    if (plan.gap && options_.gaps) h.faults = {{Fault::Kind::NoLink, 0, options_.start + kDay}};
    return h;
  }

  WorldDevice electricity_meter(const Plan& plan, int number) {
    WorldDevice meter = device(*plan.electricity, kEsme, number);
    meter.variant = plan.variant;
    meter.mpxn = add_point(mpan(), number);
    meter.reading = 1000 * (500 + below(30000));
    meter.per_day = 6000 + below(8000);
    meter.balance = 100000 * static_cast<std::int64_t>(below(60));
    return meter;
  }

  WorldDevice gas_meter(int number) {
    WorldDevice meter = device(number % 3 == 1 ? kNewGas : kOldGas, kGsme, number);
    meter.mpxn = add_point(mprn(), number);
    meter.reading = 1000 * (200 + below(9000));
    meter.per_day = 2000 + below(5000);
    meter.balance = 100000 * static_cast<std::int64_t>(below(40));
    meter.prepayment_balance = 100000 * static_cast<std::int64_t>(below(20));
    return meter;
  }

  void add_home(int number) {
    const Plan plan = plan_of(number);
    Home home;
    home.uprn = fmt::format("{}", 100020000000 + number);
    home.post_code = post_code_;
    home.address = fmt::format("{} {}", number, street_);
    home.hub = hub(plan, number);
    home.devices.push_back(electricity_meter(plan, number));
    if (number % 3 != 0) home.devices.push_back(gas_meter(number));
    if (number % 2 == 1) home.devices.push_back(device(kDisplay, kPpmid, number));
    if (plan.load_switch) home.devices.push_back(device(kSwitch, kHcalcs, number));
    if (plan.ihd) home.devices.push_back(device(kTablet, kIhd, number));
    if (plan.cad) home.devices.push_back(device(kBridge, kCad, number));
    if (plan.hears_the_last) home.hub.hears = {id_of(kEsme, static_cast<std::uint64_t>(number - 1))};
    world_.homes.push_back(std::move(home));
  }

  const StreetOptions& options_;
  std::mt19937_64 random_;
  World world_;
  std::string street_, post_code_;
};

}  // namespace

World make_street(const StreetOptions& options) { return Street(options).take(); }

}  // namespace gridpost::devices
