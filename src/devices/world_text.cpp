// Writing a world as TOML.
#include <fmt/format.h>

#include "devices/world.h"

namespace gridpost::devices {
namespace {

// One table of the file; empty texts and zero numbers are what a reader assumes and are left out.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  void head(std::string_view name) { fmt::format_to(std::back_inserter(out_), "\n{}\n", name); }
  void text(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    std::string quoted;
    for (const char c : value) {
      if (c == '"' || c == '\\') quoted += '\\';
      if (static_cast<unsigned char>(c) < 0x20)
        quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
      else
        quoted += c;
    }
    fmt::format_to(std::back_inserter(out_), "{} = \"{}\"\n", key, quoted);
  }
  void plain(std::string_view key, std::string_view value) {
    fmt::format_to(std::back_inserter(out_), "{} = {}\n", key, value);
  }
  template <class T>
  void number(std::string_view key, T value) {
    if (value != 0) plain(key, fmt::format("{}", value));
  }
  void texts(std::string_view key, const std::vector<std::string>& values) {
    if (values.empty()) return;
    std::string list;
    for (const std::string& value : values) list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", value);
    plain(key, "[" + list + "]");
  }
  void faults(const std::vector<Fault>& faults) {
    std::vector<std::string> texts_of;
    for (const Fault& fault : faults) texts_of.push_back(fault_text(fault));
    texts("faults", texts_of);
  }
  template <class Thing>
  void model(const Thing& thing) {
    text("manufacturer", thing.manufacturer);
    text("model", thing.model);
    text("firmware_version", thing.firmware_version);
    text("gbcs_version", thing.gbcs_version);
  }

 private:
  std::string& out_;
};

void write_coverage(Writer& w, const WorldCoverage& line) {
  w.head("[[coverage]]");
  w.text("post_code", line.post_code);
  w.text("address", line.address);
  w.text("uprn", line.uprn);
  w.text("region", line.region);
  if (!line.available) w.plain("available", "false");
  if (line.from) w.plain("from", iso_ms(*line.from));
  if (line.planned) w.plain("planned", "true");
  w.text("technology", line.technology);
  w.text("likelihood", line.likelihood);
  w.text("auxiliary_equipment", line.auxiliary_equipment);
  w.text("information", line.information);
}

void write_home(Writer& w, const Home& home) {
  w.head("[[homes]]");
  w.text("uprn", home.uprn);
  w.text("post_code", home.post_code);
  w.text("address", home.address);
  w.head("[homes.hub]");
  w.text("chf", home.hub.chf.text());
  w.text("gpf", home.hub.gpf.text());
  w.model(home.hub);
  w.text("chts_version", home.hub.chts_version);
  w.text("csp_region", home.hub.csp_region);
  w.text("wan_technology", home.hub.wan_technology);
  w.text("han_variant", home.hub.han_variant);
  w.number("clock_skew_s", home.hub.clock_skew_s);
  const WorldHub usual;
  if (home.hub.clock_status != usual.clock_status) w.text("clock_status", home.hub.clock_status);
  if (home.hub.own_time_status != usual.own_time_status) w.text("own_time_status", home.hub.own_time_status);
  if (home.hub.unpopulated_snapshot != usual.unpopulated_snapshot)
    w.text("unpopulated_snapshot", home.hub.unpopulated_snapshot);
  if (home.hub.dcc_controlled) w.plain("dcc_controlled", "true");
  std::vector<std::string> hears;
  for (const Eui64 heard : home.hub.hears) hears.push_back(heard.text());
  w.texts("hears", hears);
  w.faults(home.hub.faults);
  for (const WorldDevice& d : home.devices) {
    w.head("[[homes.devices]]");
    w.text("type", catalogue::text(d.type));
    w.text("id", d.id.text());
    w.model(d);
    w.text("smets_version", d.smets_version);
    w.text("variant", d.variant);
    w.text("mpxn", d.mpxn);
    w.text("install_code", d.install_code);
    w.number("reading", d.reading);
    w.number("per_day", d.per_day);
    w.number("balance", d.balance);
    w.number("prepayment_balance", d.prepayment_balance);
    w.number("clock_skew_s", d.clock_skew_s);
    w.text("snapshot_time", d.snapshot_time);
    w.faults(d.faults);
  }
}

}  // namespace

std::string world_text(const World& world) {
  std::string out = "# A world of Gridpost: users, products, metering points, homes and their devices.\n";
  Writer w(out);
  w.text("broker", world.broker.text());
  w.head("[time]");
  w.plain("start", iso_ms(world.time.start));
  w.plain("speed", fmt::format("{}", world.time.speed));
  if (world.time.anchor) w.plain("anchor", iso_ms(*world.time.anchor));
  for (const WorldUser& user : world.users) {
    w.head("[[users]]");
    w.text("id", user.id.text());
    w.text("name", user.name);
    w.text("roles", catalogue::text(user.roles));
    w.text("endpoint", user.endpoint);
  }
  for (const WorldProduct& product : world.products) {
    w.head("[[products]]");
    w.text("type", catalogue::text(product.type));
    w.model(product);
    w.text("smets_version", product.smets_version);
    w.texts("variants", product.variants);
  }
  for (const MeteringPoint& point : world.metering_points) {
    w.head("[[metering_points]]");
    w.text("mpxn", point.mpxn);
    w.text("supplier", point.supplier.text());
    w.text("network_operator", point.network_operator.text());
    w.plain("from", iso_ms(point.from));
  }
  for (const WorldCoverage& line : world.coverage) write_coverage(w, line);
  for (const Home& home : world.homes) write_home(w, home);
  return out;
}

}  // namespace gridpost::devices
