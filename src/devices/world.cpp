#include "devices/world.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/file.h"
#include "catalogue/body_types.h"
#include "devices/world_table.h"

namespace gridpost::devices {
namespace {

Eui64 eui(Table& t, std::string_view key) {
  const auto text = t.text(key);
  if (text.empty()) return {};
  const auto id = Eui64::parse(text);
  if (!id) t.refuse(key, id.error().what);
  return id.value_or(Eui64{});
}

// A date-time of TOML, or a text in the form of XML Schema.
TimeMs moment(Table& t, std::string_view key) {
  const auto text = t.text(key);
  if (text.empty()) return 0;
  const auto time = text.size() == 10 ? parse_date(text) : parse_date_time(text);
  if (!time) t.refuse(key, time.error().what);
  return time.value_or(0);
}

std::string mpxn(Table& t, std::string_view key, std::string text) {
  if (!text.empty() && !valid_mpan(text) && !valid_mprn(text))
    t.refuse(key,
             fmt::format("'{}' is neither an MPAN (13 digits) nor an MPRN (6 to 10) with right check digits", text));
  return text;
}

// One of the words, which are few.
std::string word(Table& t, std::string_view key, std::initializer_list<std::string_view> words,
                 const char* otherwise = nullptr) {
  std::string text = t.text(key, otherwise);
  if (!text.empty() && std::find(words.begin(), words.end(), text) == words.end())
    t.refuse(key, fmt::format("'{}' is none of {}", text, fmt::join(words, ", ")));
  return text;
}

std::vector<Fault> faults(Table& t, std::string_view key) {
  std::vector<Fault> out;
  for (const std::string& text : t.texts(key)) {
    const auto fault = parse_fault(text);
    if (fault)
      out.push_back(*fault);
    else
      t.refuse(key, fault.error().text());
  }
  return out;
}

std::vector<Eui64> euis(Table& t, std::string_view key) {
  std::vector<Eui64> out;
  for (const std::string& text : t.texts(key)) {
    const auto id = Eui64::parse(text);
    if (id)
      out.push_back(*id);
    else
      t.refuse(key, id.error().what);
  }
  return out;
}

DeviceType type_of(Table& t) {
  const auto type = catalogue::device_type(t.text("type"));
  if (!type) t.refuse("type", "is no device type");
  return type.value_or(DeviceType::ESME);
}

WorldTime read_time(Table& t) {
  WorldTime time;
  time.start = moment(t, "start");
  time.speed = t.real("speed", 1);
  if (time.speed <= 0) t.refuse("speed", "must be greater than 0");
  if (t.has("anchor")) time.anchor = moment(t, "anchor");
  return time;
}

WorldUser read_user(Table& t) {
  WorldUser user;
  user.id = eui(t, "id");
  user.name = t.text("name");
  const auto roles = catalogue::user_roles(t.text("roles"));
  if (!roles)
    t.refuse("roles", roles.error().what);
  else
    user.roles = *roles;
  user.endpoint = t.text("endpoint", "");
  return user;
}

// The fields that products, hubs and devices share.
template <class Thing>
void read_model(Table& t, Thing& thing) {
  thing.manufacturer = t.text("manufacturer");
  thing.model = t.text("model");
  thing.firmware_version = t.text("firmware_version", "");
  thing.gbcs_version = t.text("gbcs_version", "");
}

void check_variant(Table& t, std::string_view key, const std::string& variant, DeviceType type) {
  if (type != DeviceType::ESME) return t.refuse(key, "only an ESME has one");
  if (const auto known = catalogue::grammar::check(catalogue::esme_variant(), variant); !known)
    t.refuse(key, fmt::format("'{}' {}", variant, known.error().what));
}

WorldProduct read_product(Table& t) {
  WorldProduct product;
  product.type = type_of(t);
  read_model(t, product);
  product.smets_version = t.text("smets_version", "");
  product.variants = t.texts("variants");
  for (const std::string& variant : product.variants) check_variant(t, "variants", variant, product.type);
  return product;
}

MeteringPoint read_point(Table& t) {
  MeteringPoint point;
  point.mpxn = mpxn(t, "mpxn", t.text("mpxn"));
  point.supplier = eui(t, "supplier");
  point.network_operator = eui(t, "network_operator");
  point.from = moment(t, "from");
  return point;
}

std::string choice(Table& t, std::string_view key, std::initializer_list<std::string_view> values) {
  const auto text = t.text(key);
  if (!text.empty() && std::find(values.begin(), values.end(), text) == values.end())
    t.refuse(key, fmt::format("'{}' is not one of {}", text, fmt::join(values, ", ")));
  return text;
}

WorldCoverage read_coverage(Table& t) {
  WorldCoverage line;
  line.post_code = t.text("post_code");
  line.address = t.text("address", "");
  line.uprn = t.text("uprn", "");
  line.region = choice(t, "region", {"North", "Central", "South", "4G North", "4G Central", "4G South", "Unknown"});
  line.available = t.flag("available", true);
  if (t.has("from")) line.from = moment(t, "from");
  line.planned = t.flag("planned", false);
  line.technology = t.text("technology");
  line.likelihood = choice(t, "likelihood", {"High", "Medium", "Low"});
  line.auxiliary_equipment = t.text("auxiliary_equipment", "");
  line.information = t.text("information", "");
  return line;
}

WorldHub read_hub(Table& t) {
  WorldHub hub;
  hub.chf = eui(t, "chf");
  hub.gpf = eui(t, "gpf");
  read_model(t, hub);
  hub.chts_version = t.text("chts_version");
  hub.csp_region =
      word(t, "csp_region", {"North", "Central", "South", "4G North", "4G Central", "4G South", "Unknown"});
  hub.wan_technology = word(t, "wan_technology", {"Cellular", "Long Range Radio"}, "Cellular");
  hub.han_variant = word(t, "han_variant", {"Single Band", "Dual Band"}, "Single Band");
  hub.clock_skew_s = t.real("clock_skew_s", 0);
  hub.clock_status = word(t, "clock_status", {"reliable", "unreliable", "invalid"}, "reliable");
  hub.own_time_status = word(t, "own_time_status", {"unreliable", "clock"}, "unreliable");
  hub.unpopulated_snapshot = word(t, "unpopulated_snapshot", {"invalid_time", "unsupported_attribute"}, "invalid_time");
  hub.dcc_controlled = t.flag("dcc_controlled", false);
  hub.hears = euis(t, "hears");
  hub.faults = faults(t, "faults");
  return hub;
}

WorldDevice read_device(Table& t) {
  WorldDevice device;
  device.type = type_of(t);
  if (device.type == DeviceType::CHF || device.type == DeviceType::GPF)
    t.refuse("type", "the hub's functions stand in [homes.hub]");
  device.id = eui(t, "id");
  read_model(t, device);
  device.smets_version = t.text("smets_version", "");
  device.variant = t.text("variant", "");
  if (!device.variant.empty()) check_variant(t, "variant", device.variant, device.type);
  device.mpxn = mpxn(t, "mpxn", t.text("mpxn", ""));
  device.install_code = t.text("install_code", "");
  if (!from_hex(device.install_code)) t.refuse("install_code", "is not hexadecimal");
  device.reading = static_cast<std::uint64_t>(t.whole("reading", 0));
  device.per_day = static_cast<std::uint64_t>(t.whole("per_day", 0));
  device.balance = t.whole("balance", 0);
  device.prepayment_balance = t.whole("prepayment_balance", 0);
  device.clock_skew_s = t.real("clock_skew_s", 0);
  device.snapshot_time = word(t, "snapshot_time", {"always", "sometimes", "never"}, "");
  if (!device.snapshot_time.empty() && device.type != DeviceType::GSME)
    t.refuse("snapshot_time", "only a GSME has one");
  device.faults = faults(t, "faults");
  for (const Fault& fault : device.faults)
    if (fault.kind == Fault::Kind::NoLink) t.refuse("faults", "no-link is for hubs");
  return device;
}

Home read_home(Table& t) {
  Home home;
  home.uprn = t.text("uprn");
  home.post_code = t.text("post_code");
  home.address = t.text("address");
  home.hub = t.table<WorldHub>("hub", read_hub);
  home.devices = t.list<WorldDevice>("devices", read_device);
  return home;
}

World read_world(Table& t) {
  World world;
  world.broker = eui(t, "broker");
  world.time = t.table<WorldTime>("time", read_time);
  world.users = t.list<WorldUser>("users", read_user);
  world.products = t.list<WorldProduct>("products", read_product);
  world.metering_points = t.list<MeteringPoint>("metering_points", read_point);
  world.coverage = t.list<WorldCoverage>("coverage", read_coverage);
  world.homes = t.list<Home>("homes", read_home);
  return world;
}

// What no single field shows: identifiers used twice, neighbours that are not there.
Status check_identities(const World& world, std::string_view file) {
  std::set<Eui64> seen{world.broker};
  const auto once = [&](Eui64 id) -> Status {
    if (seen.insert(id).second) return {};
    return fail(fmt::format("{} is used twice", id.text()), std::string(file));
  };
  for (const WorldUser& user : world.users) GP_CHECK(once(user.id));
  std::set<Eui64> devices;
  for (const Home& home : world.homes) {
    GP_CHECK(once(home.hub.chf));
    GP_CHECK(once(home.hub.gpf));
    for (const WorldDevice& device : home.devices) {
      GP_CHECK(once(device.id));
      devices.insert(device.id);
    }
  }
  for (const Home& home : world.homes)
    for (const Eui64 heard : home.hub.hears)
      if (!devices.contains(heard))
        return fail(fmt::format("hub {} hears {}, which is no Device here", home.hub.chf.text(), heard.text()),
                    std::string(file));
  return {};
}

}  // namespace

const MeteringPoint* World::registration(std::string_view wanted, TimeMs at) const {
  const MeteringPoint* best = nullptr;
  for (const MeteringPoint& point : metering_points)
    if (point.mpxn == wanted && point.from <= at && (!best || point.from >= best->from)) best = &point;
  return best;
}

Result<World> parse_world(std::string_view toml, std::string_view file) {
  GP_TRY(world, read_toml<World>(toml, file, read_world));
  GP_CHECK(check_identities(world, file));
  return world;
}

Result<World> load_world(const std::string& path) {
  GP_TRY(text, read_whole(path));
  return parse_world(text, path);
}

}  // namespace gridpost::devices
