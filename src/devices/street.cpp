// An invented street, for demonstrations and benches.
#include <fmt/format.h>

#include <array>
#include <random>

#include "devices/world.h"

namespace gridpost::devices {
namespace {

// 02-47-50: locally administered, so it is nobody's. Then what it is, and a running number.
enum Kind : std::uint64_t { kUser = 0x01, kChf = 0x11, kGpf = 0x12, kEsme = 0x13, kGsme = 0x14, kPpmid = 0x15 };
Eui64 id_of(Kind kind, std::uint64_t number) { return Eui64{0x024750ull << 40 | kind << 32 | number}; }

const WorldProduct kHub{DeviceType::CHF, "Fernhollow Radio", "FR-Gate 2", "01040200", "CHTS V1.4", "4.2"};
const WorldProduct kOldHub{DeviceType::CHF, "Fernhollow Radio", "FR-Gate 1", "01010100", "CHTS V1.1", "2.1"};
const WorldProduct kElectricity{DeviceType::ESME, "Brackwater Metering", "BM-E1", "05020001", "SMETS2 V4.2", "4.2"};
const WorldProduct kTwin{DeviceType::ESME, "Brackwater Metering", "BM-E2T", "05020002", "SMETS2 V4.2", "4.2"};
const WorldProduct kNewGas{DeviceType::GSME, "Larkmoor Gas Meters", "LG-4", "00040200", "SMETS2 V4.2", "4.2"};
const WorldProduct kOldGas{DeviceType::GSME, "Larkmoor Gas Meters", "LG-2", "00020100", "SMETS2 V2.0", "2.1"};
const WorldProduct kDisplay{DeviceType::PPMID, "Ashgrove Displays", "AD-7", "00000107", "SMETS2 V4.2", "4.2"};

class Street {
 public:
  explicit Street(const StreetOptions& options) : options_(options), random_(options.seed) {
    world_.time = {options.start, options.speed, std::nullopt};
    world_.broker = options.broker;
    world_.products = {kHub, kOldHub, kElectricity, kTwin, kNewGas, kOldGas, kDisplay};
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

  void add_home(int number) {
    Home home;
    home.uprn = fmt::format("{}", 100020000000 + number);
    home.post_code = post_code_;
    home.address = fmt::format("{} {}", number, street_);
    const WorldProduct& hub = number % 4 == 0 ? kOldHub : kHub;
    home.hub = {id_of(kChf, static_cast<std::uint64_t>(number)),
                id_of(kGpf, static_cast<std::uint64_t>(number)),
                hub.manufacturer,
                hub.model,
                hub.firmware_version,
                hub.smets_version,
                hub.gbcs_version,
                pick({"North", "Central", "South"})};
    const bool twin = number > 3 && number % 7 == 0;
    WorldDevice electricity = device(twin ? kTwin : kElectricity, kEsme, number);
    electricity.variant = twin ? "B" : "A";
    electricity.mpxn = add_point(mpan(), number);
    electricity.reading = 1000 * (500 + below(30000));
    electricity.per_day = 6000 + below(8000);
    electricity.balance = 100000 * static_cast<std::int64_t>(below(60));
    home.devices.push_back(std::move(electricity));
    const bool gas = number % 3 != 0;
    if (gas) {
      WorldDevice meter = device(number % 3 == 1 ? kNewGas : kOldGas, kGsme, number);
      meter.mpxn = add_point(mprn(), number);
      meter.reading = 1000 * (200 + below(9000));
      meter.per_day = 2000 + below(5000);
      meter.balance = 100000 * static_cast<std::int64_t>(below(40));
      meter.prepayment_balance = 100000 * static_cast<std::int64_t>(below(20));
      home.devices.push_back(std::move(meter));
    }
    if (number % 2 == 1) home.devices.push_back(device(kDisplay, kPpmid, number));
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
