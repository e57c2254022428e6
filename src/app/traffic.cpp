#include "app/traffic.h"
#include "app/keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "catalogue/services.h"
#include "duis/request.h"

namespace gridpost::app {
namespace {

using inventory::Device;
using registration::Kind;

constexpr std::array<std::string_view, 4> kPlaces = {"ZQ1 9ZA", "ZQ1 9ZB", "ZQ1 9ZD", "ZQ1 9ZE"};

Result<TrafficStep> read_step(const std::string& line) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object() || !json.contains("at") || !json["at"].is_string())
    return fail("a line is {\"at\": TIME, ...}");
  TrafficStep step;
  GP_TRY(at, parse_date_time(json["at"].get<std::string>()));
  step.at = at;
  if (json.value("housekeeping", nlohmann::json(false)) == true) {
    step.kind = TrafficStep::Kind::Housekeeping;
    return step;
  }
  if (!json.contains("request") || !json["request"].is_string())
    return fail("it is neither a request nor housekeeping");
  step.document = json["request"].get<std::string>();
  return step;
}

// The User's request, unsigned: who may ask is decided on, whether a signature is good is not.
class Maker {
 public:
  explicit Maker(const Nation& nation) : nation_(nation), at_(nation.options().now) {}

  void add(std::size_t number) {
    const NationHome home = nation_.home(number % std::max<std::uint64_t>(nation_.options().homes, 1));
    at_ += kMinute;
    switch (number % 6) {
      case 0:
        return correct_variant(home);
      case 1:
        return decommission(home, DeviceType::ESME);
      case 2:
        return decommission(home, DeviceType::GSME);
      case 3:
        return ask_coverage(home, number);
      case 4:
        return number % 12 == 4 ? notify(home, number) : install(home);
      default:
        return number % 12 == 5 ? read(home) : read_inventory(home);
    }
  }
  void keep_house() {
    at_ += kMinute;
    traffic_.push_back({at_, TrafficStep::Kind::Housekeeping, {}});
  }
  Traffic take() { return std::move(traffic_); }

 private:
  static const Device* of_type(const NationHome& home, DeviceType type) {
    const auto it =
        std::find_if(home.devices.begin(), home.devices.end(), [&](const Device& d) { return d.type == type; });
    return it == home.devices.end() ? nullptr : &*it;
  }
  Eui64 supplier_of(const NationHome& home, const Device& meter) const {
    const Kind kind = meter.type == DeviceType::GSME ? Kind::GasSupplier : Kind::ImportSupplier;
    return registration::party_at(home.registrations, kind, at_).value_or(meter.notified_by);
  }
  duis::Request request(std::string_view variant, Eui64 user, Eui64 target) {
    const catalogue::Service& service = *catalogue::find_service(variant);
    duis::Request r;
    r.schema_version = "5.4";
    r.id = {user, target, ++counter_};
    r.command_variant = target == kDefaultBroker ? 8 : 1;
    r.reference = service.reference();
    r.variant = variant;
    r.body.name = service.body_element;
    return r;
  }
  void add(const duis::Request& request) {
    traffic_.push_back({at_, TrafficStep::Kind::Request, duis::write(request)});
  }

  void correct_variant(const NationHome& home) {
    const Device& esme = *of_type(home, DeviceType::ESME);
    duis::Request r = request("8.4", supplier_of(home, esme), kDefaultBroker);
    r.body.add("DeviceID", esme.id.text());
    r.body.add("UpdateDeviceDetails").add("ESMEVariant", esme.esme_variant == "BD" ? "CD" : "BD");
    add(r);
  }
  void decommission(const NationHome& home, DeviceType type) {
    const Device* meter = of_type(home, type);
    if (!meter) return read_inventory(home);
    duis::Request r = request("8.3", supplier_of(home, *meter), kDefaultBroker);
    r.body.add("DeviceID", meter->id.text());
    add(r);
  }
  void ask_coverage(const NationHome& home, std::size_t number) {
    duis::Request r = request("12.1", supplier_of(home, *of_type(home, DeviceType::ESME)), kDefaultBroker);
    Element& place = r.body.add("PartialAddress");
    place.add("PostCode", std::string(kPlaces[number / 6 % kPlaces.size()]));
    place.add("AddressIdentifier", "1");
    add(r);
  }
  // By the party that brought it: it is Pending in some homes, and moves on there.
  void install(const NationHome& home) {
    const Device& esme = *of_type(home, DeviceType::ESME);
    const Eui64 user = esme.status == SmiStatus::Pending ? esme.notified_by : supplier_of(home, esme);
    duis::Request r = request("8.4", user, kDefaultBroker);
    r.body.add("DeviceID", esme.id.text());
    r.body.add("UpdateDeviceStatusExceptCH", "InstalledNotCommissioned");
    add(r);
  }
  void notify(const NationHome& home, std::size_t number) {
    const Device& like = *of_type(home, DeviceType::ESME);
    duis::Request r = request("12.2", like.notified_by, kDefaultBroker);
    r.body.add("DeviceID", Eui64{0x0024B00000000000 + number}.text());
    r.body.add("DeviceManufacturer", like.manufacturer);
    r.body.add("DeviceModel", like.model);
    r.body.add("DeviceType", "ESME");
    r.body.add("SMETSCHTSVersion", like.smets_version);
    r.body.add("FirmwareVersion", like.firmware_version);
    r.body.add("ESMEVariant", like.esme_variant);
    add(r);
  }
  void read(const NationHome& home) {
    const Device& esme = *of_type(home, DeviceType::ESME);
    add(request("4.1.1", supplier_of(home, esme), esme.id));
  }
  void read_inventory(const NationHome& home) {
    const Device& esme = *of_type(home, DeviceType::ESME);
    duis::Request r = request("8.2", supplier_of(home, esme), kDefaultBroker);
    r.body.add("DeviceID", esme.id.text());
    add(r);
  }

  const Nation& nation_;
  TimeMs at_;
  std::uint64_t counter_ = 1000;
  Traffic traffic_;
};

}  // namespace

Result<Traffic> read_traffic(std::string_view text) {
  Traffic traffic;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    auto step = read_step(line);
    if (step && !traffic.empty() && step->at < traffic.back().at) step = fail("it is earlier than the one before");
    if (!step) return within(fmt::format("line {}", number), std::move(step).error());
    traffic.push_back(std::move(*step));
  }
  return traffic;
}

std::string write_traffic(const Traffic& traffic) {
  std::string out;
  for (const TrafficStep& step : traffic) {
    nlohmann::ordered_json json{{"at", iso_ms(step.at)}};
    if (step.kind == TrafficStep::Kind::Housekeeping)
      json["housekeeping"] = true;
    else
      json["request"] = step.document;
    out += json.dump() + "\n";
  }
  return out;
}

Result<Traffic> record_traffic(engine::Store& store, std::size_t most) {
  GP_TRY(tx, store.read());
  GP_TRY(entries, tx->audit({.limit = most, .bodies = true}));
  Traffic traffic;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry)
    if (entry->kind == "request" && !entry->body.empty())
      traffic.push_back({entry->at, TrafficStep::Kind::Request, std::move(entry->body)});
  return traffic;
}

Traffic make_traffic(const Nation& nation, std::size_t requests) {
  Maker maker(nation);
  for (std::size_t i = 0; i < requests; ++i) maker.add(i);
  maker.keep_house();
  return maker.take();
}

// Covered now; on a day of a plan; on a day without a plan; never.
std::vector<inventory::Coverage> coverage_of(const Nation& nation) {
  const TimeMs day = nation.options().now / kDay * kDay + 90 * kDay;
  std::vector<inventory::Coverage> lines;
  for (std::size_t i = 0; i < kPlaces.size(); ++i) {
    inventory::Coverage line;
    line.post_code = kPlaces[i];
    line.region = i == 2 ? "South" : "North";
    line.available = i == 0;
    if (i == 1 || i == 2) line.from = day;
    line.planned = i == 1;
    line.technology = "Cellular";
    line.likelihood = "High";
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace gridpost::app
