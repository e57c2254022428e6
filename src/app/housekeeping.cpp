#include "app/housekeeping.h"

#include <fmt/format.h>

#include <tuple>

#include "app/server_store.h"
#include "inventory/prenotification.h"

namespace gridpost::app {
namespace {

using inventory::RetentionPolicy;

constexpr std::uint64_t kCheapestHub = 36;
constexpr std::uint64_t kDearestHub = 50;

// The next line without its end; the text loses it.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t comma = line.find(',');
    fields.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

Result<inventory::HubDelivery> delivery_of(std::string_view line) {
  const auto fields = fields_of(line);
  if (fields.size() != 3) return fail("a line is hub,party,date");
  GP_TRY(hub, Eui64::parse(fields[0]));
  GP_TRY(party, Eui64::parse(fields[1]));
  GP_TRY(accepted, local_midnight(fields[2]));
  return inventory::HubDelivery{hub, party, accepted, std::nullopt};
}

Result<inventory::HubDelivery> return_of(engine::Transaction& tx, std::string_view line) {
  const auto fields = fields_of(line);
  if (fields.size() != 2) return fail("a line is hub,date");
  GP_TRY(hub, Eui64::parse(fields[0]));
  GP_TRY(returned, local_midnight(fields[1]));
  GP_TRY(delivery, tx.housekeeping().hub_delivery(hub));
  if (!delivery) return fail("it was never accepted", hub.text());
  delivery->returned_at = returned;
  return *delivery;
}

// Whether its model is on the Central Products List; asked once for each model.
class Listed {
 public:
  Result<bool> has(engine::Store& store, const inventory::Device& d) {
    if (!inventory::has_model_entry(d.type)) return true;
    const Key key{d.type, d.manufacturer, d.model, d.firmware_version};
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    GP_TRY(tx, store.read());
    const DeviceType type = d.type == DeviceType::GPF ? DeviceType::CHF : d.type;
    GP_TRY(product, tx->product(type, d.manufacturer, d.model, d.firmware_version));
    return known_[key] = product && product->status == inventory::CplStatus::Active;
  }

 private:
  using Key = std::tuple<DeviceType, std::string, std::string, std::string>;
  std::map<Key, bool> known_;
};

int whole_years(TimeMs since, TimeMs now) {
  int years = 0;
  while (inventory::months_later(since, 12 * (years + 1)) <= now) ++years;
  return years;
}

}  // namespace

Result<OpenStore> open_store_with_clock(const std::string& folder) {
  OpenStore open;
  GP_TRY(store, open_server_store(folder));
  open.store = std::move(store);
  GP_TRY(clock, engine::WorldTime::open(*open.store, {}));
  open.clock = std::move(clock);
  return open;
}

std::uint64_t RemovalFigures::removed() const {
  std::uint64_t all = 0;
  for (const auto& [type, line] : by_type) all += line.removed;
  return all;
}

std::uint64_t RemovalFigures::told() const {
  std::uint64_t all = 0;
  for (const auto& [type, line] : by_type) all += line.told;
  return all;
}

std::uint64_t RemovalFigures::hubs() const {
  const auto line = by_type.find(DeviceType::CHF);
  return line == by_type.end() ? 0 : line->second.removed;
}

std::pair<std::uint64_t, std::uint64_t> cost_of(std::uint64_t hubs) {
  return {hubs * kCheapestHub, hubs * kDearestHub};
}

Result<RemovalFigures> dry_run(engine::Store& store, const RetentionPolicy& policy, TimeMs as_of,
                               const engine::OnDue& on_due) {
  RemovalFigures figures;
  GP_CHECK(
      engine::each_due(store, policy, as_of, [&](const exchange::Removal& removal, const inventory::Device& device) {
        RemovalFigures::Line& line = figures.by_type[removal.type];
        ++line.removed;
        if (removal.told) ++line.told;
        if (on_due) on_due(removal, device);
      }));
  return figures;
}

Result<RemovalFigures> figures_of(engine::Transaction& tx, std::int64_t job) {
  GP_TRY(counts, tx.housekeeping().removal_counts(job));
  RemovalFigures figures;
  for (const auto& count : counts) figures.by_type[count.type] = {count.removed, count.told};
  return figures;
}

Result<std::int64_t> begin_run(engine::Store& store, const WorldClock& clock) {
  GP_TRY(tx, store.begin());
  GP_TRY(job, engine::begin_housekeeping(*tx, clock.now()));
  GP_CHECK(tx->commit());
  return job.id;
}

Result<std::vector<AgeingLine>> ageing_list(engine::Store& store, const RetentionPolicy& policy, TimeMs now) {
  std::map<std::tuple<DeviceType, Eui64, int>, AgeingLine> lines;
  Listed listed;
  GP_CHECK(engine::each_pending(store, [&](const inventory::Kept& kept) -> Status {
    const inventory::Device& device = kept.device;
    const TimeMs since = inventory::pending_since(kept, policy).value_or(device.status_since);
    const int years = whole_years(since, now);
    AgeingLine& line = lines[{device.type, device.notified_by, years}];
    line.type = device.type;
    line.notified_by = device.notified_by;
    line.years = years;
    ++line.devices;
    GP_TRY(has, listed.has(store, device));
    if (!has) ++line.not_listed;
    if (policy.excludes(device.type)) return {};
    const TimeMs due = inventory::months_later(since, policy.months[static_cast<std::size_t>(device.type)]);
    line.first_removal = std::min(line.first_removal.value_or(due), due);
    return {};
  }));
  std::vector<AgeingLine> all;
  for (auto& [key, line] : lines) all.push_back(line);
  return all;
}

Result<std::size_t> load_deliveries(engine::Store& store, std::string_view text, bool returned) {
  GP_TRY(tx, store.begin());
  std::size_t number = 0;
  std::size_t loaded = 0;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    ++number;
    if (line.empty() || (number == 1 && line.starts_with("hub"))) continue;
    auto delivery = returned ? return_of(*tx, line) : delivery_of(line);
    if (!delivery) return within(fmt::format("line {}", number), std::move(delivery).error());
    GP_CHECK(tx->housekeeping().put_hub_delivery(*delivery));
    ++loaded;
  }
  GP_CHECK(tx->commit());
  return loaded;
}

}  // namespace gridpost::app
