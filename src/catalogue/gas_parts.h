// Pieces of gas messages (GBZ) that several chapters share: the fields of publish commands, calendars, snapshots, the
// period of a log.
#pragma once

#include "catalogue/use_cases.h"

namespace gridpost::chapters::gas {

// What cancels a future-dated command: FFFFFFFE in what is published, FFFFFFFF in what is sent to the prepayment
// cluster and in the tariff itself. (use cases, 1.1.1 and 2.1)
inline constexpr std::uint32_t kCancel = 0xFFFFFFFE;
inline constexpr std::uint32_t kCancelSent = 0xFFFFFFFF;

// GBCS versions from which the newer of two use cases is meant (proposed, docs/reference/disagreements.md).
inline constexpr std::string_view kAllPeriodicities = "2.0";  // billing calendars beyond a month
inline constexpr std::string_view kModelAlone = "3.2";        // the identity of a Device without its hardware version

// ---- use cases ----

inline constexpr DeviceTypes kMeter{DeviceType::GSME};
inline constexpr DeviceTypes kMeterOrProxy{DeviceType::GSME, DeviceType::GPF};

// What a User reads, or the broker for one whom the Device does not know.
UseCase reading(std::uint16_t code, std::string_view name, std::string_view title, DeviceTypes devices);
// What the supplier sets in the meter.
UseCase setting(std::uint16_t code, std::string_view name, std::string_view title, Protection protection);

// ---- fields that most commands have ----

Type provider();                        // ProviderId, always 0
Type issuer_event();                    // IssuerEventId, the time of build
Type immediate(std::string_view name);  // a time of 0: at once
Type command_index();                   // 0
Type number_of_commands();              // 1: "command 0 of 1"
// ProviderId and IssuerEventId in front of these.
std::vector<Type> issued(std::vector<Type> more);

// ---- calendars: when which tier or which rule of a day is in force ----

// Where the request has the parts of a calendar, and what differs from calendar to calendar.
struct Calendar {
  int type = 0;  // 0 tariff, 3 non-disablement
  std::string_view at;
  std::string_view days, weeks, seasons, special_days;  // below `at`
  std::string_view day_name;
  Type entries;  // of a day
  Type entry_count;
};
std::vector<Row> publishes(const Calendar& calendar);

// The calendars that a Device can be asked for, by the identifier that means the one in force.
inline constexpr std::uint32_t kTariffInForce = 0xFFFFFFFF;
inline constexpr std::uint32_t kNonDisablementInForce = 0xFFFFFFFE;
// Asks for days, weeks, seasons, and special days; the answers have a component for each day and each week.
std::vector<Row> gets_calendar(std::uint32_t calendar, int type);

// Names of a calendar's parts in MMC.
struct CalendarNames {
  std::string_view days, weeks, day_of_week, seasons, special_days, special_day;
};
std::vector<MmcField> shown_calendar(const CalendarNames& names, std::vector<MmcField> day);

// ---- logs ----

// Dates of the request's ReadLogPeriod. An end that 32 bits cannot hold becomes the last date that is no cancellation.
Type period_start(std::string_view name);
Type period_end(std::string_view name);

// A snapshot of the registers, as it is published.
std::vector<Type> snapshot();
// Asks for the first `count` snapshots that have this cause, one by one.
Row gets_snapshots(int count, std::uint32_t cause);
Row gets_prepayment_snapshots(int count, std::uint32_t cause);

// A volume in litres as cubic metres.
MmcField volume(std::string_view path, std::string_view litres);
// The four blocks or tiers of a snapshot, each with its index.
std::vector<MmcField> shown_blocks(std::string_view path);
std::vector<MmcField> shown_tiers(std::string_view path);
std::vector<MmcField> shown_prepayment_snapshot();
std::vector<MmcField> shown_billing_snapshot();

// ---- small ----

// The one behind the other.
template <class T>
std::vector<T> joined(std::vector<T> first, const std::vector<T>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

}  // namespace gridpost::chapters::gas
