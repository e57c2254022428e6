#include "devices/gas_answers.h"

#include <algorithm>

#include "catalogue/alert_settings.h"
#include "devices/gas_settings.h"
#include "devices/hub.h"
#include "devices/values.h"
#include "gbcs/date_time.h"

namespace gridpost::devices {
namespace {

constexpr std::uint8_t kNotFound = 0x8B;
constexpr std::uint8_t kFailed = 0xC0;

// A command in hand. Values come from `source`: the Device itself, or the meter that the GPF mirrors.
struct Asked {
  const Context& c;
  const Context& source;
  const Row& row;
  const gbcs::Item& item;
  Value blank;  // the answer: zeros, and the fields that the command has, too

  std::uint64_t number(std::string_view field) const {
    const Value* value = item.value.find(field);
    return value ? value->as_unsigned() : 0;
  }
  std::uint64_t attribute(std::uint16_t cluster, std::uint16_t id) const {
    const auto value = source.device.attributes().get(gbz_key(cluster, id));
    return value ? value->as_unsigned() : 0;
  }
};

void put(Value& in, std::string_view field, std::uint64_t number) {
  if (Value* value = in.find(field)) value->number = static_cast<std::int64_t>(number);
}
void put_items(Value& in, std::string_view field, std::vector<Value> items) {
  if (Value* value = in.find(field)) value->items = std::move(items);
}

GasAnswer one(Value value) { return {0, {std::move(value)}}; }

// ---- changes that answer with what they came to ----

GasAnswer change_payment_mode(Asked a) {
  if (!a.c.later && !take_gas_setting(a.c, nullptr, a.item)) return {kFailed, {}};
  put(a.blank, "EmergencyCreditLimit", a.attribute(0x0705, 0x0010));
  put(a.blank, "EmergencyCreditThreshold", a.attribute(0x0705, 0x0011));
  return one(std::move(a.blank));
}

GasAnswer change_supply(Asked a) {
  if (!a.c.later && !take_gas_setting(a.c, nullptr, a.item)) return {kFailed, {}};
  put(a.blank, "SupplyStatus", a.number("ProposedSupplyStatus"));
  return one(std::move(a.blank));
}

GasAnswer top_up(Asked a) {
  constexpr std::uint64_t kRemote = 0;
  const Value* code = a.item.value.find("TopUpCode");
  const auto paid = a.c.device.top_up(code ? View(code->octets) : View(), a.c.now);
  const std::string key = gbz_key(0x0705, 0x0001);
  const auto balance = a.c.device.attributes().get(key);
  const std::int64_t after = (balance ? balance->number : 0) + paid.millipence;
  if (paid.result == TopUpResult::Accepted) a.c.device.attributes().set(key, int_value({}, 4, after));
  put(a.blank, "ResultType", static_cast<std::uint64_t>(paid.result));
  put(a.blank, "TopUpValue", static_cast<std::uint64_t>(paid.millipence));
  put(a.blank, "SourceOfTopUp", kRemote);
  put(a.blank, "CreditRemaining", static_cast<std::uint64_t>(after));
  return one(std::move(a.blank));
}

GasAnswer clear_event_log(Asked a) {
  a.c.device.clear(EventLog::Event);
  put(a.blank, "ClearedEventLogs", std::uint64_t{1} << (a.number("LogId") & 0x0F));
  return one(std::move(a.blank));
}

constexpr std::string_view kSampling = "gas/sampling";  // when the network data record began
constexpr std::uint64_t kNetworkRecord = 2;

GasAnswer start_sampling(Asked a) {
  a.c.device.state().put_number(kSampling, static_cast<std::uint64_t>(a.c.now));
  put(a.blank, "SampleId", kNetworkRecord);
  return one(std::move(a.blank));
}

// ---- logs of values ----

struct Period {
  TimeMs from = 0, to = 0;
};
// What the command asks for, until now at most.
Period period_of(const Asked& a) {
  const std::uint64_t from = a.number("EarliestStartTime");
  const std::uint64_t to = a.number("LatestEndTime");
  return {gbcs::time_of_zigbee(static_cast<std::uint32_t>(from)),
          std::min(gbcs::time_of_zigbee(static_cast<std::uint32_t>(to)), a.source.device.clock(a.source.now))};
}

// The ends of billing periods: as the calendar that was set counts, else months from the first of one.
std::vector<TimeMs> billing_dates(const Asked& a, const Period& period) {
  constexpr std::uint64_t kDays = 1, kWeeks = 2, kUnit = 0x0F;
  Civil first = civil_of(period.from);
  first.day = 1;
  first.hour = first.minute = first.second = 0;
  TimeMs start = time_of(first);
  std::uint64_t duration = 1, unit = 3;
  if (const auto set = published(a.source, 0x0700, 0x09); set && set->items.size() > 4) {
    start = gbcs::time_of_zigbee(static_cast<std::uint32_t>(set->items[2].number));
    duration = std::max<std::uint64_t>(1, set->items[3].as_unsigned());
    unit = set->items[4].as_unsigned() & kUnit;
  }
  std::vector<TimeMs> out;
  for (TimeMs at = start; at <= period.to;) {
    if (at >= period.from) out.push_back(at);
    if (unit == kDays || unit == kWeeks) {
      at += static_cast<TimeMs>(duration) * kDay * (unit == kWeeks ? 7 : 1);
      continue;
    }
    Civil next = civil_of(at);
    const int months = next.month - 1 + static_cast<int>(duration);
    next.year += months / 12;
    next.month = months % 12 + 1;
    next.day = std::min(next.day, 28);
    at = time_of(next);
  }
  return out;
}

std::vector<TimeMs> midnights(const Period& period) {
  std::vector<TimeMs> out;
  for (TimeMs at = (period.from + kDay - 1) / kDay * kDay; at <= period.to; at += kDay) out.push_back(at);
  return out;
}

// When snapshots for this cause were taken in the period, oldest first; none from before the meter was there.
std::vector<TimeMs> snapshots(const Asked& a) {
  constexpr std::uint64_t kGeneral = 0x1, kEndOfBillingPeriod = 0x2;
  Period period = period_of(a);
  period.from = std::max(period.from, a.source.device.world_start() + a.source.device.skew());
  const std::uint64_t cause = a.number("SnapshotCause");
  if (cause == kGeneral) return midnights(period);
  if (cause == kEndOfBillingPeriod) return billing_dates(a, period);
  std::vector<TimeMs> out = mode_changes(a.source);
  std::erase_if(out, [&](TimeMs at) { return at < period.from || at > period.to; });
  return out;
}

std::optional<Value> snapshot(Asked& a) {
  const auto all = snapshots(a);
  const std::uint64_t offset = a.number("SnapshotOffset");
  if (offset >= all.size()) return std::nullopt;
  put(a.blank, "SnapshotId", offset + 1);
  put(a.blank, "SnapshotTime", gbcs::zigbee_time(all[offset]));
  put(a.blank, "SnapshotsFound", std::min<std::uint64_t>(all.size() - offset, 0xFF));
  put(a.blank, "NumberOfCommands", 1);
  put(a.blank, "CurrentSummationDelivered", consumption(a.source.device, all[offset] - a.source.device.skew()));
  return std::move(a.blank);
}

GasAnswer get_snapshot(Asked a) {
  auto found = snapshot(a);
  return found ? one(std::move(*found)) : GasAnswer{kNotFound, {}};
}

// Balances as they are now: how they were before is not remembered.
GasAnswer get_prepayment_snapshot(Asked a) {
  auto found = snapshot(a);
  if (!found) return {kNotFound, {}};
  const std::pair<std::string_view, std::uint16_t> fields[] = {
      {"AccumulatedDebt", 0x0005},    {"Type1DebtRemaining", 0x0211},       {"Type2DebtRemaining", 0x0221},
      {"Type3DebtRemaining", 0x0231}, {"EmergencyCreditRemaining", 0x0002}, {"CreditRemaining", 0x0001}};
  for (const auto& [field, attribute] : fields) put(*found, field, a.attribute(0x0705, attribute));
  return one(std::move(*found));
}

GasAnswer get_top_up_log(Asked a) {
  const TimeMs from = a.item.gbz.from_date ? gbcs::time_of_zigbee(*a.item.gbz.from_date) : 0;
  const TimeMs to = period_of(a).to;
  std::vector<Value> entries;
  for (const auto& t : a.source.device.top_ups())
    if (t.at >= from && t.at <= to)
      entries.push_back(structure(
          {octets_value({}, t.digits), int_value({}, 4, t.millipence), uint_value({}, 4, gbcs::zigbee_time(t.at))}));
  put(a.blank, "NumberOfCommands", 1);
  put_items(a.blank, "topUps", std::move(entries));
  return one(std::move(a.blank));
}

// Nothing is recovered from payments here, so this log has no entries.
GasAnswer get_debt_log(Asked a) {
  put(a.blank, "NumberOfCommands", 1);
  return one(std::move(a.blank));
}

// ---- samples ----

// Consumption in equal intervals from a time on, as many as are asked for, over by now, and fit into one component.
GasAnswer get_samples(Asked a) {
  constexpr TimeMs kIntervals[] = {30 * kMinute, kDay, 6 * kMinute};
  constexpr std::uint64_t kMost = 19056;  // half hours of thirteen months
  const std::uint64_t id = a.number("SampleId");
  if (id >= std::size(kIntervals)) return {kNotFound, {}};
  const TimeMs interval = kIntervals[id];
  TimeMs start = gbcs::time_of_zigbee(static_cast<std::uint32_t>(a.number("EarliestSampleTime")));
  if (id == kNetworkRecord)
    start = static_cast<TimeMs>(
        a.source.device.state().number(kSampling, static_cast<std::uint64_t>(a.source.device.world_start())));
  const std::uint64_t wanted = std::min(a.number("NumberOfSamples"), kMost);
  std::vector<Value> samples;
  for (TimeMs at = start; samples.size() < wanted && at + interval <= a.source.now; at += interval)
    samples.push_back(
        structure({uint_value({}, 3, consumption(a.source.device, at + interval) - consumption(a.source.device, at))}));
  put(a.blank, "SampleStartTime", gbcs::zigbee_time(start));
  put(a.blank, "SampleRequestInterval",
      std::min<std::uint64_t>(static_cast<std::uint64_t>(interval / kSecond), 0xFFFF));
  put(a.blank, "n", samples.size());
  put_items(a.blank, "samples", std::move(samples));
  return one(std::move(a.blank));
}

// ---- tariffs and calendars ----

// As it was published, one component for each day or week; a blank one where nobody published any.
GasAnswer get_calendar(Asked a) {
  constexpr std::uint64_t kNonDisablementInForce = 0xFFFFFFFE;
  constexpr std::int64_t kTariff = 0, kNonDisablement = 3;
  const bool other = a.number("IssuerCalendarId") == kNonDisablementInForce;
  auto found = published_calendar(a.source, other ? kNonDisablement : kTariff, *a.row.answer_command);
  if (!found.empty()) return {0, std::move(found)};
  put(a.blank, "NumberOfCommands", 1);
  put(a.blank, "CalendarType", static_cast<std::uint64_t>(other ? kNonDisablement : kTariff));
  return one(std::move(a.blank));
}

// The price of the first tier, or that of the first block of a block tariff.
GasAnswer get_current_price(Asked a) {
  constexpr std::uint64_t kFirstTier = 1;
  const std::uint64_t tier = a.attribute(0x0700, 0x0410);
  put(a.blank, "CurrentTime", gbcs::zigbee_time(a.source.device.clock(a.source.now)));
  put(a.blank, "Currency", a.attribute(0x0700, 0x0616));
  put(a.blank, "PriceTrailingDigitAndPriceTier", a.attribute(0x0700, 0x0617) | kFirstTier);
  put(a.blank, "Price", tier != 0 ? tier : a.attribute(0x0700, 0x0400));
  return one(std::move(a.blank));
}

GasAnswer get_billing_period(Asked a) {
  auto set = published(a.source, 0x0700, 0x09);
  return set ? one(std::move(*set)) : one(std::move(a.blank));
}

GasAnswer get_events(Asked a) {
  std::vector<Value> events;
  for (std::uint16_t code : catalogue::kGasEvents)
    events.push_back(structure({uint_value({}, 2, code), uint_value({}, 1, event_configuration(a.source, code))}));
  put(a.blank, "TotalCommands", 1);
  put_items(a.blank, "events", std::move(events));
  return one(std::move(a.blank));
}

struct Known {
  std::uint16_t cluster;
  std::uint8_t command;
  GasAnswer (*answer)(Asked);
};
constexpr Known kKnown[] = {
    {0x0700, 0x00, get_current_price},
    {0x0700, 0x0B, get_billing_period},
    {0x0702, 0x06, get_snapshot},
    {0x0702, 0x07, start_sampling},
    {0x0702, 0x08, get_samples},
    {0x0702, 0x0B, change_supply},
    {0x0705, 0x04, top_up},
    {0x0705, 0x06, change_payment_mode},
    {0x0705, 0x07, get_prepayment_snapshot},
    {0x0705, 0x08, get_top_up_log},
    {0x0705, 0x0A, get_debt_log},
    {0x0707, 0x01, get_calendar},
    {0x0707, 0x02, get_calendar},
    {0x0707, 0x03, get_calendar},
    {0x0707, 0x04, get_calendar},
    {0x0708, 0x05, get_events},
    {0x0709, 0x01, clear_event_log},
};

// Zeros, and the fields that the command has, too.
Value echo(const Type& answered, const Value& command) {
  Value out = blank(answered, false);
  for (Value& field : out.items)
    if (const Value* same = field.is_list() ? nullptr : command.find(field.name)) {
      field.number = same->number;
      field.octets = same->octets;
    }
  return out;
}

}  // namespace

GasAnswer answer_command(const Context& c, const Row& row, const gbcs::Item& item) {
  const auto mirrored = c.device.type() == DeviceType::GPF ? c.hub.mirrored() : std::optional(c);
  if (!mirrored) return {kNotFound, {}};
  Asked asked{c, *mirrored, row, item, echo(row.answered, item.value)};
  for (const Known& k : kKnown)
    if (k.cluster == item.gbz.cluster && k.command == item.gbz.command) return k.answer(std::move(asked));
  return {kNotFound, {}};
}

}  // namespace gridpost::devices
