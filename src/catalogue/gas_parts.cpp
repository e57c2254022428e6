#include "catalogue/gas_parts.h"

#include <fmt/format.h>

namespace gridpost::chapters::gas {

using namespace layout;

namespace {

constexpr int kParts = 4;  // blocks, and tiers
constexpr std::array<std::string_view, 7> kWeekDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

// What the parts of a calendar have in common: in front, and where they say which part this is.
struct Common {
  std::vector<Type> head;
  Type index, commands, type;
};

Common sent_in(int type) {
  return {issued({build_time("IssuerCalendarId")}), command_index(), number_of_commands(),
          enum8().is(type).as("CalendarType")};
}

Common answered() {
  return {{u32("ProviderId"), u32("IssuerEventId"), u32("IssuerCalendarId")},
          u8("CommandIndex"),
          u8("NumberOfCommands"),
          enum8("CalendarType")};
}

std::vector<Type> day(const Common& c, const Type& name, const Type& count, const Type& entries) {
  return joined(c.head, {name.as("DayId"), count.as("n"), c.index, c.commands, c.type, entries.as("entries")});
}

std::vector<Type> week(const Common& c, const Type& name, const std::vector<Type>& days) {
  return joined(joined(c.head, {name.as("WeekId")}), days);
}

std::vector<Type> seasons(const Common& c, const Type& list) { return joined(c.head, {c.index, c.commands, list}); }

std::vector<Type> special_days(const Common& c, const Type& start, const Type& count, const Type& list) {
  return joined(c.head, {start.as("StartTime"), c.type, count.as("n"), c.index, c.commands, list});
}

Type entry(Type minute, Type action) { return structure({minute.as("StartTime"), action.as("Tier")}); }

}  // namespace

UseCase reading(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices) {
  return gbz(code, name, title, devices, Sender::UserOrBroker, Protection::MacOnly);
}

UseCase setting(std::uint16_t code, std::string_view name, std::string_view title, Protection protection) {
  return gbz(code, name, title, kMeter, Sender::User, protection);
}

Type provider() { return u32().is(0).as("ProviderId"); }
Type issuer_event() { return build_time("IssuerEventId"); }
Type immediate(std::string_view name) { return u32().is(0).as(name); }
Type command_index() { return u8().is(0).as("CommandIndex"); }
Type number_of_commands() { return u8().is(1).as("NumberOfCommands"); }

std::vector<Type> issued(std::vector<Type> more) { return joined({provider(), issuer_event()}, more); }

// ---- calendars ----

std::vector<Row> publishes(const Calendar& calendar) {
  const Common common = sent_in(calendar.type);
  std::vector<Type> days;
  for (int d = 1; d <= 7; ++d) days.push_back(u8(fmt::format("ReferencedDayName[{}]", d)).as("ReferencedDayName"));
  const auto count = [](std::string_view path, std::string_view name) { return u8().count_of(path).as(name); };
  const Type season = structure({gas_date4("SeasonStartDate"), u8("ReferencedWeekName").as("WeekId")});
  const Type special_day = structure({gas_date4("Date"), u8("ReferencedDayName").as("DayId")});
  return {publish(0x0707, 0x00, "PublishCalendar",
                  joined(common.head,
                         {zigbee_activation(kCancel), common.type, enum8().is(0).as("CalendarTimeReference"),
                          octets().is("").as("CalendarName"), count(calendar.seasons, "NumberOfSeasons"),
                          count(calendar.weeks, "NumberOfWeekProfiles"), count(calendar.days, "NumberOfDayProfiles")}))
              .in(calendar.at),
          publish(0x0707, 0x01, "PublishDayProfile",
                  day(common, u8(calendar.day_name), calendar.entry_count, calendar.entries))
              .in(calendar.at)
              .for_each(calendar.days),
          publish(0x0707, 0x02, "PublishWeekProfile", week(common, u8("WeekName"), days))
              .in(calendar.at)
              .for_each(calendar.weeks),
          publish(0x0707, 0x03, "PublishSeasons", seasons(common, list(calendar.seasons, season))).in(calendar.at),
          publish(0x0707, 0x04, "PublishSpecialDays",
                  special_days(common, zigbee_activation(kCancel), count(calendar.special_days, "n"),
                               list(calendar.special_days, special_day)))
              .in(calendar.at)};
}

std::vector<Row> gets_calendar(std::uint32_t calendar, int type) {
  const Common common = answered();
  const Type which = u32().is(calendar).as("IssuerCalendarId");
  std::vector<Type> days;
  for (std::string_view name : kWeekDays) days.push_back(u8(name));
  return {send(0x0707, 0x01, "GetDayProfiles",
               {provider(), which, u8().is(1).as("StartDayId"), u8().is(0).as("NumberOfDays")})
              .answers(0x01, "PublishDayProfile",
                       day(common, u8("DayId"), u8("n"), array("entries", entry(u16("StartTime"), u8("Tier"))))),
          send(0x0707, 0x02, "GetWeekProfiles",
               {provider(), which, u8().is(1).as("StartWeekId"), u8().is(0).as("NumberOfWeeks")})
              .answers(0x02, "PublishWeekProfile", week(common, u8("WeekId"), days)),
          send(0x0707, 0x03, "GetSeasons", {provider(), which})
              .answers(0x03, "PublishSeasons",
                       seasons(common, array("seasons", structure({octets(4, "SeasonStartDate"), u8("WeekId")})))),
          send(0x0707, 0x04, "GetSpecialDays",
               {immediate("StartTime"), u8().is(0).as("NumberOfEvents"), enum8().is(type).as("CalendarType"),
                provider(), which})
              .answers(0x04, "PublishSpecialDays",
                       special_days(common, u32("StartTime"), u8("n"),
                                    array("specialDays", structure({octets(4, "Date"), u8("DayId")}))))};
}

std::vector<MmcField> shown_calendar(const CalendarNames& names, std::vector<MmcField> day) {
  std::vector<MmcField> week{number("WeekName", "WeekId")};
  for (std::size_t d = 0; d < kWeekDays.size(); ++d)
    week.push_back(number(names.day_of_week, kWeekDays[d]).at_index(static_cast<int>(d) + 1));
  return {each(names.days, "PublishDayProfile", std::move(day)), each(names.weeks, "PublishWeekProfile", week),
          each(names.seasons, "seasons",
               {wildcard_date("SeasonStartDate", "SeasonStartDate"), number("ReferencedWeekName", "WeekId")}),
          each(names.special_days, "specialDays", {wildcard_date("Date", "Date"), number(names.special_day, "DayId")})};
}

// ---- logs ----

Type period_start(std::string_view name) { return zigbee_time("ReadLogPeriod/StartDateTime").as(name); }
Type period_end(std::string_view name) { return zigbee_time("ReadLogPeriod/EndDateTime").capped(kCancel).as(name); }

std::vector<Type> snapshot() {
  return {u32("SnapshotId"),
          u32("SnapshotTime"),
          u8("SnapshotsFound"),
          u8("CommandIndex"),
          u8("NumberOfCommands"),
          bits32("SnapshotCause"),
          enum8("SnapshotPayloadType"),
          u48("CurrentSummationDelivered"),
          u8("NumberOfTiersInUse"),
          u48("Tier1"),
          u48("Tier2"),
          u48("Tier3"),
          u48("Tier4"),
          bits8("TiersAndBlockThresholdsInUse"),
          u48("Block1"),
          u48("Block2"),
          u48("Block3"),
          u48("Block4")};
}

namespace {

std::vector<Type> snapshot_request(std::uint32_t cause) {
  return {period_start("EarliestStartTime"), period_end("LatestEndTime"), u8().running().as("SnapshotOffset"),
          bits32().is(cause).as("SnapshotCause")};
}

std::vector<MmcField> shown_parts(std::string_view path, std::string_view name) {
  std::vector<MmcField> out;
  for (int i = 1; i <= kParts; ++i) out.push_back(volume(path, fmt::format("{}{}", name, i)).at_index(i));
  return out;
}

}  // namespace

Row gets_snapshots(int count, std::uint32_t cause) {
  return send(0x0702, 0x06, "GetSnapshot", snapshot_request(cause))
      .repeated(count)
      .answers(0x06, "PublishSnapshot", snapshot())
      .sealed();
}

Row gets_prepayment_snapshots(int count, std::uint32_t cause) {
  return send(0x0705, 0x07, "GetPrepaySnapshot", snapshot_request(cause))
      .repeated(count)
      .answers(0x01, "PublishPrepaySnapshot",
               {u32("SnapshotId"), u32("SnapshotTime"), u8("SnapshotsFound"), u8("CommandIndex"),
                u8("NumberOfCommands"), bits32("SnapshotCause"), enum8("SnapshotPayloadType"), i32("AccumulatedDebt"),
                u32("Type1DebtRemaining"), u32("Type2DebtRemaining"), u32("Type3DebtRemaining"),
                i32("EmergencyCreditRemaining"), i32("CreditRemaining")})
      .sealed();
}

MmcField volume(std::string_view path, std::string_view litres) { return scaled(path, litres, -3); }
std::vector<MmcField> shown_blocks(std::string_view path) { return shown_parts(path, "Block"); }
std::vector<MmcField> shown_tiers(std::string_view path) { return shown_parts(path, "Tier"); }

std::vector<MmcField> shown_billing_snapshot() {
  return joined(joined({date("Timestamp", "SnapshotTime"),
                        volume("ActiveImportRegisterValueConsumption", "CurrentSummationDelivered")},
                       shown_blocks("BlockRegisterMatrixValue")),
                shown_tiers("TariffTOURegisterMatrixValue"));
}

std::vector<MmcField> shown_prepayment_snapshot() {
  return {number("AccumulatedDebtRegister", "AccumulatedDebt"),
          number("EmergencyCreditBalance", "EmergencyCreditRemaining"),
          number("MeterBalance", "CreditRemaining"),
          number("PaymentDebtRegister", "Type3DebtRemaining"),
          number("TimeDebtRegisters1", "Type1DebtRemaining"),
          number("TimeDebtRegisters2", "Type2DebtRemaining"),
          date("Timestamp", "SnapshotTime")};
}

}  // namespace gridpost::chapters::gas
