#include "registration/flag_file_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace gridpost::registration::layout {
namespace {

using H = FileHeader;
using R = FlagRecord;

constexpr Field word(std::string_view text, std::string_view name = "record type") {
  return {name, Form::Word, text.size(), false, text, nullptr, nullptr, nullptr};
}
constexpr Field head(std::string_view name, Form form, std::size_t length, std::string H::*member,
                     bool optional = false) {
  return {name, form, length, optional, {}, member, nullptr, nullptr};
}
constexpr Field body(std::string_view name, Form form, std::size_t length, std::string R::*member,
                     bool optional = false) {
  return {name, form, length, optional, {}, nullptr, member, nullptr};
}
constexpr Field reason(std::size_t length) {
  return {"reason", Form::Reason, length, false, {}, nullptr, nullptr, nullptr};
}
constexpr Field supplier(std::string_view name, Form form, std::size_t length, std::string SupplierLine::*member) {
  return {name, form, length, false, {}, nullptr, nullptr, member};
}

// ---- Electricity: the envelope of user files ----

constexpr std::array<Field, 12> electricity_header(std::string_view flow) {
  return {word("ZHV"),
          head("file identifier", Form::Padded, 10, &H::number),
          word(flow, "flow and version"),
          head("from role", Form::Text, 1, &H::from_role),
          head("from party", Form::Text, 4, &H::from_party),
          head("to role", Form::Text, 1, &H::to_role),
          head("to party", Form::Text, 4, &H::to_party),
          head("creation time", Form::Stamp, 14, &H::created),
          head("sending application", Form::Text, 5, &H::sending_application, true),
          head("receiving application", Form::Text, 5, &H::receiving_application, true),
          head("broadcast", Form::Text, 1, &H::broadcast, true),
          head("test flag", Form::Text, 4, &H::test_flag)};
}
constexpr auto kElectricityTrailer = std::to_array<Field>({
    word("ZPT"),
    head("file identifier", Form::Padded, 10, &H::number),
    head("number of records", Form::Number, 10, &H::records),
    head("checksum", Form::Number, 10, &H::checksum, true),
    head("number of instances", Form::Number, 10, &H::instances),
    head("completion time", Form::Stamp, 14, &H::completed),
});

constexpr auto kD0350Header = electricity_header("D0350001");
constexpr auto kD0350Instruction = std::to_array<Field>(
    {word("P01"), body("instruction number", Form::Number, 10, &R::instruction), word("DC01", "instruction type")});
constexpr auto kD0350Update = std::to_array<Field>({
    word("P02"),
    body("MPAN core", Form::Mpan, 13, &R::mpxn),
    body("DCC service flag", Form::Flag, 1, &R::flag),
    body("effective-from date", Form::Date, 8, &R::effective),
});
constexpr auto kD0350 = std::to_array<Line>({{kD0350Instruction}, {kD0350Update}});

constexpr auto kD0351Header = electricity_header("D0351001");
constexpr auto kD0351Instruction = std::to_array<Field>(
    {word("R01"), body("instruction number", Form::Number, 10, &R::instruction), word("DC11", "instruction type")});
constexpr auto kD0351Rejection = std::to_array<Field>({
    word("R02"),
    body("MPAN core", Form::Mpan, 13, &R::mpxn),
    body("DCC service flag", Form::Flag, 1, &R::flag),
    body("effective-from date", Form::Date, 8, &R::effective),
    reason(10),
});
constexpr auto kD0351 = std::to_array<Line>({{kD0351Instruction}, {kD0351Rejection}});

constexpr auto kD0172Header = electricity_header("D0172001");
constexpr auto kD0172Summary = std::to_array<Field>({
    word("S01"),
    word("DC90", "instruction type"),
    body("file", Form::Padded, 10, &R::file),
    body("received", Form::Number, 10, &R::received),
    body("accepted", Form::Number, 10, &R::accepted),
    body("rejected", Form::Number, 10, &R::rejected),
});
constexpr auto kD0172 = std::to_array<Line>({{kD0172Summary}});

constexpr auto kD0349Header = electricity_header("D0349001");
constexpr auto kD0353Header = electricity_header("D0353001");
constexpr auto kM01 = std::to_array<Field>({
    word("M01"),
    body("MPAN core", Form::Mpan, 13, &R::mpxn),
    body("network operator", Form::Text, 4, &R::network),
    body("status", Form::Text, 2, &R::status),
});
constexpr auto kM02 = std::to_array<Field>({
    word("M02"),
    supplier("supplier", Form::Text, 4, &SupplierLine::party),
    supplier("registered from", Form::Date, 8, &SupplierLine::from),
});
constexpr auto kM03 = std::to_array<Field>({
    word("M03"),
    body("address", Form::Text, 100, &R::address),
    body("post code", Form::Text, 8, &R::post_code, true),
});
constexpr auto kM04 = std::to_array<Field>({word("M04"), body("direction", Form::Text, 1, &R::direction)});
constexpr auto kElectricityData =
    std::to_array<Line>({{kM01}, {kM02, Often::EachSupplier}, {kM03, Often::AtMostOnce}, {kM04, Often::AtMostOnce}});

// ---- Gas ----

constexpr std::array<Field, 6> gas_header(std::string_view type) {
  return {word("A00"),
          head("organisation", Form::Number, 10, &H::organisation),
          word(type, "file type"),
          head("creation date", Form::Date, 8, &H::created_date),
          head("creation time", Form::Time, 6, &H::created_time),
          head("generation number", Form::Number, 6, &H::number)};
}
constexpr auto kGasTrailer = std::to_array<Field>({word("Z99"), head("record count", Form::Number, 10, &H::records)});

constexpr auto kDxiHeader = gas_header("DXI");
constexpr auto kE45 = std::to_array<Field>({
    word("E45"),
    body("meter point reference", Form::Mprn, 10, &R::mpxn),
    body("DCC service flag", Form::Flag, 1, &R::flag),
    body("effective-from date", Form::Date, 8, &R::effective),
});
constexpr auto kDxi = std::to_array<Line>({{kE45}});

constexpr auto kDxrHeader = gas_header("DXR");
constexpr auto kE46 = std::to_array<Field>({
    word("E46"),
    body("outcome code", Form::Outcome, 2, &R::outcome),
    body("meter point reference", Form::Mprn, 10, &R::mpxn),
    body("DCC service flag", Form::Flag, 1, &R::flag),
    body("effective-from date", Form::Date, 8, &R::effective),
});
constexpr auto kS72 = std::to_array<Field>({word("S72"), reason(8)});
constexpr auto kDxr = std::to_array<Line>({{kE46}, {kS72, Often::EachReason}});

constexpr auto kFrjHeader = gas_header("FRJ");
constexpr auto kS71 = std::to_array<Field>({word("S71"), reason(8)});
constexpr auto kFrj = std::to_array<Line>({{kS71}});

constexpr auto kEdlHeader = gas_header("EDL");
constexpr auto kEflHeader = gas_header("EFL");
constexpr auto kE47 = std::to_array<Field>({
    word("E47"),
    body("meter point reference", Form::Mprn, 10, &R::mpxn),
    body("network operator", Form::Text, 3, &R::network),
    body("status", Form::Text, 2, &R::status),
});
constexpr auto kE48 = std::to_array<Field>({
    word("E48"),
    supplier("meter point reference", Form::Mprn, 10, &SupplierLine::mpxn),
    supplier("supplier", Form::Text, 3, &SupplierLine::party),
    supplier("registered from", Form::Date, 8, &SupplierLine::from),
});
constexpr auto kE49 = std::to_array<Field>({
    word("E49"),
    body("meter point reference", Form::Mprn, 10, &R::address_mpxn),
    body("address", Form::Text, 100, &R::address),
    body("post code", Form::Text, 4, &R::post_code, true),
    body("post code, second part", Form::Text, 3, &R::post_code_end, true),
});
constexpr auto kGasData = std::to_array<Line>({{kE47}, {kE48, Often::EachSupplier}, {kE49, Often::AtMostOnce}});

constexpr auto kLayouts = std::to_array<Layout>({
    {FlagFileType::D0350, "D0350", Fuel::Electricity, {kD0350Header}, kD0350, {kElectricityTrailer}},
    {FlagFileType::D0351, "D0351", Fuel::Electricity, {kD0351Header}, kD0351, {kElectricityTrailer}},
    {FlagFileType::D0172, "D0172", Fuel::Electricity, {kD0172Header}, kD0172, {kElectricityTrailer}},
    {FlagFileType::DXI, "DXI", Fuel::Gas, {kDxiHeader}, kDxi, {kGasTrailer}},
    {FlagFileType::DXR, "DXR", Fuel::Gas, {kDxrHeader}, kDxr, {kGasTrailer}},
    {FlagFileType::FRJ, "FRJ", Fuel::Gas, {kFrjHeader}, kFrj, {kGasTrailer}},
    {FlagFileType::D0349, "D0349", Fuel::Electricity, {kD0349Header}, kElectricityData, {kElectricityTrailer}},
    {FlagFileType::D0353, "D0353", Fuel::Electricity, {kD0353Header}, kElectricityData, {kElectricityTrailer}},
    {FlagFileType::EDL, "EDL", Fuel::Gas, {kEdlHeader}, kGasData, {kGasTrailer}},
    {FlagFileType::EFL, "EFL", Fuel::Gas, {kEflHeader}, kGasData, {kGasTrailer}},
});

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_date(std::string_view t) {
  return t.size() == 8 && all_digits(t) &&
         parse_date(fmt::format("{}-{}-{}", t.substr(0, 4), t.substr(4, 2), t.substr(6, 2))).has_value();
}

bool is_time(std::string_view t) {
  return t.size() == 6 && all_digits(t) && t.substr(0, 2) < "24" && t.substr(2, 2) < "60" && t.substr(4, 2) < "60";
}

// Characters that can stand in a text of either kind of file.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '|'; });
}

std::optional<std::string> flag_complaint(std::string_view value, ServiceFlags allowed) {
  const auto flag = service_flag(value);
  if (flag && allowed.has(*flag)) return std::nullopt;
  std::string words;
  for (int i = 0; i < kServiceFlags; ++i)
    if (const auto one = static_cast<ServiceFlag>(i); allowed.has(one))
      words += fmt::format("{}{}", words.empty() ? "" : ", ", letter(one));
  return fmt::format("'{}' is not one of the values of that day: {}", value, words);
}

}  // namespace

const Layout& of(FlagFileType type) { return kLayouts[static_cast<std::size_t>(type)]; }

std::optional<std::string> complaint(const Field& field, std::string_view value, ServiceFlags allowed) {
  if (field.form == Form::Word)
    return value == field.word ? std::nullopt : std::optional(fmt::format("'{}' should be {}", value, field.word));
  if (value.empty()) return field.optional ? std::nullopt : std::optional<std::string>("is empty");
  if (!is_plain(value)) return "has characters that cannot stand there";
  if (value.size() > field.length)
    return fmt::format("'{}' is longer than {}", value.substr(0, field.length + 1), field.length);
  switch (field.form) {
    case Form::Number:
      if (!all_digits(value)) return fmt::format("'{}' is no number", value);
      break;
    case Form::Padded:
      if (value.size() != field.length || !all_digits(value))
        return fmt::format("'{}' is not {} digits", value, field.length);
      break;
    case Form::Date:
      if (!is_date(value)) return fmt::format("'{}' is no date YYYYMMDD", value);
      break;
    case Form::Time:
      if (!is_time(value)) return fmt::format("'{}' is no time HHMMSS", value);
      break;
    case Form::Stamp:
      if (!is_date(value.substr(0, 8)) || !is_time(value.substr(std::min<std::size_t>(8, value.size()))))
        return fmt::format("'{}' is no time YYYYMMDDHHMMSS", value);
      break;
    case Form::Mpan:
      if (!valid_mpan(value)) return fmt::format("'{}' is not 13 digits with a right check digit", value);
      break;
    case Form::Mprn:
      if (!valid_mprn(value)) return fmt::format("'{}' is not 6 to 10 digits with right check digits", value);
      break;
    case Form::Flag:
      return flag_complaint(value, allowed);
    case Form::Outcome:
      if (value != "AC" && value != "RJ") return fmt::format("'{}' is neither AC nor RJ", value);
      break;
    default:
      break;
  }
  return std::nullopt;
}

namespace {

// Lines of one metering point name that one alone, and its suppliers come one after the other.
std::optional<RecordComplaint> data_complaint(const FlagRecord& record) {
  if (!record.address_mpxn.empty() && record.address_mpxn != record.mpxn)
    return RecordComplaint{"meter point reference",
                           fmt::format("the address is that of {}, not of {}", record.address_mpxn, record.mpxn)};
  if (!record.direction.empty() && record.direction != "E" && record.direction != "I")
    return RecordComplaint{"direction", fmt::format("'{}' is neither I nor E", record.direction)};
  std::string_view last;
  for (const SupplierLine& s : record.suppliers) {
    if (!s.mpxn.empty() && s.mpxn != record.mpxn)
      return RecordComplaint{"meter point reference",
                             fmt::format("a supplier is that of {}, not of {}", s.mpxn, record.mpxn)};
    if (s.from <= last)
      return RecordComplaint{"registered from", fmt::format("{} does not come after {}", s.from, last)};
    last = s.from;
  }
  return std::nullopt;
}

}  // namespace

std::optional<RecordComplaint> complaint(const Layout& layout, const FlagRecord& record, std::string_view today) {
  if (!record.effective.empty() && record.effective > today)
    return RecordComplaint{"effective-from date", fmt::format("{} is after the day of the file", record.effective)};
  if (is_registration_data(layout.type)) return data_complaint(record);
  if (record.outcome == "RJ" && record.reasons.empty())
    return RecordComplaint{"outcome code", "a rejection has no reason"};
  if (record.outcome == "AC" && !record.reasons.empty())
    return RecordComplaint{"outcome code", "an acceptance has a reason"};
  if (record.reasons.size() > kMostReasons)
    return RecordComplaint{"reason", fmt::format("there are more than {} reasons", kMostReasons)};
  if (layout.type == FlagFileType::D0172 &&
      number_of(record.received) != number_of(record.accepted) + number_of(record.rejected))
    return RecordComplaint{"received", fmt::format("{} is not {} accepted and {} rejected", record.received,
                                                   record.accepted, record.rejected)};
  return std::nullopt;
}

bool is_quoted(Form form) {
  return form != Form::Number && form != Form::Date && form != Form::Mprn && form != Form::Padded;
}

Result<std::vector<Part>> split(Fuel fuel, std::string_view line) {
  std::vector<Part> parts;
  const char separator = fuel == Fuel::Electricity ? '|' : ',';
  while (true) {
    const std::string field = fmt::format("field {}", parts.size() + 1);
    Part part;
    if (fuel == Fuel::Gas && line.starts_with('"')) {
      const std::size_t end = line.find('"', 1);
      if (end == std::string_view::npos) return fail("the text has no closing quote", field);
      part = {line.substr(1, end - 1), true};
      line.remove_prefix(end + 1);
      if (!line.empty() && line.front() != separator) return fail("something follows the closing quote", field);
    } else {
      part.text = line.substr(0, line.find(separator));
      line.remove_prefix(part.text.size());
    }
    parts.push_back(part);
    if (line.empty()) {
      if (fuel == Fuel::Electricity) return fail("the field does not end with |", field);
      return parts;
    }
    line.remove_prefix(1);
    if (line.empty() && fuel == Fuel::Electricity) return parts;
  }
}

}  // namespace gridpost::registration::layout

namespace gridpost::registration {

std::string_view text(FlagFileType type) { return layout::of(type).name; }

std::optional<FlagFileType> flag_file_type(std::string_view text) {
  for (int i = 0; i < kFlagFileTypes; ++i)
    if (const auto type = static_cast<FlagFileType>(i); layout::of(type).name == text) return type;
  return std::nullopt;
}

Fuel fuel_of(FlagFileType type) { return layout::of(type).fuel; }

bool is_registration_data(FlagFileType type) { return type >= FlagFileType::D0349; }

bool is_full_list(FlagFileType type) { return type == FlagFileType::D0353 || type == FlagFileType::EFL; }

std::uint64_t number_of(std::string_view digits) {
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace gridpost::registration
