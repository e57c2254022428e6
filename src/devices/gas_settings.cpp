#include "devices/gas_settings.h"

#include <fmt/format.h>

#include <algorithm>

#include "devices/hub.h"
#include "devices/tariff_registers.h"
#include "devices/values.h"

namespace gridpost::devices {
namespace {

using gbcs::Item;

// ---- fields of commands that are read as attributes ----

struct Kept {
  std::uint16_t cluster;
  std::uint8_t command;
  std::string_view field;
  std::uint16_t in, attribute;
};
constexpr Kept kKept[] = {
    {0x0705, 0x03, "EmergencyCreditLimit", 0x0705, 0x0010},
    {0x0705, 0x03, "EmergencyCreditThreshold", 0x0705, 0x0011},
    {0x0705, 0x06, "ProposedPaymentControlConfiguration", 0x0705, 0x0000},
    {0x0705, 0x06, "CutOffValue", 0x0705, 0x0040},
    {0x0705, 0x09, "LowCreditWarningLevel", 0x0705, 0x0031},
    {0x0705, 0x0B, "MaximumCreditLevel", 0x0705, 0x0021},
    {0x0705, 0x0B, "MaximumCreditPerTopUp", 0x0705, 0x0022},
    {0x0705, 0x0C, "OverallDebtCap", 0x0705, 0x0006},
    {0x0700, 0x02, "ConversionFactor", 0x0700, 0x0302},
    {0x0700, 0x02, "TrailingDigit", 0x0700, 0x0303},
    {0x0700, 0x03, "CalorificValue", 0x0700, 0x0304},
    {0x0700, 0x03, "Unit", 0x0700, 0x0305},
    {0x0700, 0x03, "TrailingDigit", 0x0700, 0x0306},
    {0x0700, 0x04, "StandingCharge", 0x0700, 0x0301},
    {0x0700, 0x04, "Currency", 0x0700, 0x0616},
    {0x0700, 0x04, "PriceTrailingDigit", 0x0700, 0x0617},
    {0x0700, 0x04, "UnitOfMeasure", 0x0700, 0x0615},
    {0x0700, 0x04, "BlockThresholdMultiplier", 0x0700, 0x0202},
    {0x0700, 0x04, "BlockThresholdDivisor", 0x0700, 0x0203},
    {0x0702, 0x0B, "ProposedSupplyStatus", 0x0702, 0x0014},
    {0x0702, 0x0D, "SupplyTamperState", 0x0702, 0x0607},
    {0x0702, 0x0D, "SupplyDepletionState", 0x0702, 0x0608},
    {0x0702, 0x0E, "Threshold", 0x0702, 0x0B10},
    {0x0702, 0x0E, "UnitOfMeasure", 0x0702, 0x0B11},
    {0x0702, 0x0E, "Multiplier", 0x0702, 0x0B12},
    {0x0702, 0x0E, "Divisor", 0x0702, 0x0B13},
    {0x0702, 0x0E, "StabilisationPeriod", 0x0702, 0x0B14},
    {0x0702, 0x0E, "MeasurementPeriod", 0x0702, 0x0B15},
};

void keep_fields(const Context& c, const Item& item) {
  for (const Kept& k : kKept)
    if (k.cluster == item.gbz.cluster && k.command == item.gbz.command)
      if (const Value* value = item.value.find(k.field)) c.device.attributes().set(gbz_key(k.in, k.attribute), *value);
}

// ---- prices and thresholds: rows of a matrix ----

void set_price(const Context& c, std::uint64_t attribute, const Value& value) {
  c.device.attributes().set(gbz_key(0x0700, static_cast<std::uint16_t>(attribute)), value);
}

void publish_prices(const Context& c, const Item& item) {
  constexpr std::uint64_t kFirst = 0x0400;
  constexpr std::uint64_t kTierStep = 0x10;
  const Value* control = item.value.find("SubPayloadControl");
  if (!control || item.value.items.empty()) return;
  for (const Value& row : item.value.items.back().items)
    if (row.items.size() == 2) {
      const std::uint64_t id = row.items[0].as_unsigned();
      set_price(c, kFirst + (control->number == 0 ? id : id * kTierStep), row.items[1]);
    }
}

void publish_thresholds(const Context& c, const Item& item) {
  constexpr std::uint64_t kFirst = 0x0100;
  std::uint64_t attribute = kFirst;
  if (!item.value.items.empty())
    for (const Value& threshold : item.value.items.back().items) set_price(c, attribute++, threshold);
}

// ---- balances and debts ----

// Adds to the amount of an attribute, or sets it.
void change_amount(const Context& c, std::uint16_t cluster, std::uint16_t attribute, std::int64_t amount, bool add) {
  const std::string key = gbz_key(cluster, attribute);
  const auto known = c.device.attributes().get(key);
  c.device.attributes().set(key, int_value({}, 4, (add && known ? known->number : 0) + amount));
}

// Types: 0 and 1 are the balance of prepayment, 2 and 3 that of credit mode; 1 and 2 set it, the others add.
void adjust_credit(const Context& c, const Item& item) {
  const Value* type = item.value.find("CreditAdjustmentType");
  const Value* amount = item.value.find("CreditAdjustmentValue");
  if (!type || !amount) return;
  const bool prepayment = type->number <= 1;
  change_amount(c, prepayment ? 0x0705 : 0x0702, prepayment ? 0x0001 : 0x0A00, amount->number,
                type->number == 0 || type->number == 3);
}

// Amount types 1, 3 and 5 are the first, second and third debt, 10h attributes apart.
void change_debt(const Context& c, const Item& item) {
  constexpr std::uint16_t kRemaining = 0x0211, kFrequency = 0x0216, kRate = 0x0217, kShare = 0x0219;
  const Value* type = item.value.find("DebtAmountType");
  const Value* amount = item.value.find("DebtAmount");
  if (!type || !amount || type->number < 1 || type->number > 6) return;
  const auto debt = static_cast<std::uint16_t>((type->number - 1) / 2 * 0x10);
  const auto at = [&](std::uint16_t attribute) { return static_cast<std::uint16_t>(attribute + debt); };
  change_amount(c, 0x0705, at(kRemaining), amount->number, true);
  const std::pair<std::string_view, std::uint16_t> fields[] = {
      {"DebtRecoveryFrequency", kFrequency}, {"DebtRecoveryAmount", kRate}, {"DebtRecoveryBalancePercentage", kShare}};
  for (const auto& [field, attribute] : fields)
    if (const Value* value = item.value.find(field)) c.device.attributes().set(gbz_key(0x0705, at(attribute)), *value);
}

void activate_emergency_credit(const Context& c, const Item&) {
  const auto limit = c.device.attributes().get(gbz_key(0x0705, 0x0010));
  change_amount(c, 0x0705, 0x0002, limit ? limit->number : 0, false);
}

// ---- events ----

std::string event_key(std::uint64_t event) { return fmt::format("gas/event/{:04X}", event); }

void set_events(const Context& c, const Item& item) {
  const Value* configuration = item.value.find("EventConfiguration");
  const Value* events = item.value.find("events");
  if (!configuration || !events) return;
  for (const Value& event : events->items) c.device.attributes().set(event_key(event.as_unsigned()), *configuration);
}

// ---- changes of mode and tariff ----

constexpr std::string_view kChanges = "gas/changes";  // 8 octets each

void note_change(const Context& c, const Item&) {
  constexpr std::size_t kMost = 12;
  const Bytes* known = c.device.state().find(kChanges);
  Bytes all = known ? *known : Bytes();
  Bytes at;
  put_be(at, static_cast<std::uint64_t>(c.device.clock(c.now)), 8);
  if (all.size() >= 8 && std::equal(at.begin(), at.end(), all.end() - 8)) return;
  append(all, at);
  if (all.size() > 8 * kMost) all.erase(all.begin(), all.begin() + 8);
  c.device.state().put(kChanges, std::move(all));
}

struct Effect {
  std::uint16_t cluster;
  std::uint8_t command;
  void (*take)(const Context&, const Item&);
};
constexpr Effect kEffects[] = {
    {0x0700, 0x04, note_change},        {0x0700, 0x05, publish_prices},
    {0x0700, 0x06, publish_thresholds}, {0x0705, 0x00, activate_emergency_credit},
    {0x0705, 0x02, change_debt},        {0x0705, 0x05, adjust_credit},
    {0x0705, 0x06, note_change},        {0x0708, 0x04, set_events},
};

// ---- what was published, whole ----

constexpr std::uint16_t kCalendars = 0x0707;
constexpr std::uint8_t kCalendar = 0x00, kDayTables = 0x01, kWeekTables = 0x02;

std::string published_key(std::uint16_t cluster, std::uint8_t command) {
  return fmt::format("gas/{:04X}/{:02X}", cluster, command);
}
// By type, then command and, of days and weeks, number.
std::string calendar_prefix(std::int64_t type, std::uint8_t command) {
  return fmt::format("gas/calendar/{}/{:02X}/", type, command);
}

// The parts of a calendar name it by the identifier that came in front of them.
void keep_calendar(const Context& c, const Item& item) {
  const Value* id = item.value.find("IssuerCalendarId");
  const Value* type = item.value.find("CalendarType");
  const std::string named = fmt::format("gas/calendar_id/{}", id ? id->number : 0);
  if (item.gbz.command == kCalendar && type) {
    c.device.attributes().set(named, *type);
    for (const auto& [key, octets] : c.device.state().below(fmt::format("attribute/gas/calendar/{}/", type->number)))
      c.device.state().erase(key);
  }
  const auto known = c.device.attributes().get(named);
  const std::int64_t of = type ? type->number : known ? known->number : 0;
  const Value* number = item.value.find(item.gbz.command == kDayTables ? "DayId" : "WeekId");
  const bool several = item.gbz.command == kDayTables || item.gbz.command == kWeekTables;
  c.device.attributes().set(
      fmt::format("{}{:03}", calendar_prefix(of, item.gbz.command), several && number ? number->number : 0),
      item.value);
}

// Calendars and block thresholds.
bool decides_registers(const Item& item) {
  constexpr std::uint16_t kPrices = 0x0700;
  constexpr std::uint8_t kThresholds = 0x06;
  return item.gbz.cluster == kCalendars || (item.gbz.cluster == kPrices && item.gbz.command == kThresholds);
}

}  // namespace

bool take_gas_setting(const Context& c, Behaviour effect, const Item& item) {
  if (effect) return effect(c, item.value).result == 0;
  if (decides_registers(item)) settle_tariff(c);
  keep_fields(c, item);
  for (const Effect& e : kEffects)
    if (e.cluster == item.gbz.cluster && e.command == item.gbz.command) e.take(c, item);
  if (item.gbz.cluster == kCalendars)
    keep_calendar(c, item);
  else
    c.device.attributes().set(published_key(item.gbz.cluster, item.gbz.command), item.value);
  return true;
}

std::vector<Value> published_calendar(const Context& c, std::int64_t type, std::uint8_t command) {
  std::vector<Value> out;
  for (const auto& [key, octets] : c.device.state().below("attribute/" + calendar_prefix(type, command)))
    if (auto value = unpack(octets)) out.push_back(std::move(*value));
  return out;
}

std::optional<Value> published(const Context& c, std::uint16_t cluster, std::uint8_t command) {
  return c.device.attributes().get(published_key(cluster, command));
}

std::vector<TimeMs> mode_changes(const Context& c) {
  std::vector<TimeMs> out{c.device.world_start() + c.device.skew()};
  const Bytes* known = c.device.state().find(kChanges);
  for (std::size_t at = 0; known && at + 8 <= known->size(); at += 8)
    out.push_back(static_cast<TimeMs>(get_be(View(*known).subspan(at, 8))));
  return out;
}

std::uint64_t event_configuration(const Context& c, std::uint64_t event) {
  const auto known = c.device.attributes().get(event_key(event));
  return known ? known->as_unsigned() : 0;
}

}  // namespace gridpost::devices
