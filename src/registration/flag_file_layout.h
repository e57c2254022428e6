// The layouts of files to and from the registration data providers, each described once. Group codes, role letters and
// reason codes of electricity, and the names and layouts of registration data, are ours until the catalogues of flows
// are at hand; they stand here and nowhere else. (registration 4, 5, 6)
#pragma once

#include <span>

#include "registration/flag_file.h"

namespace gridpost::registration::layout {

enum class Form : std::uint8_t {
  Word,     // this text and no other
  Text,     // up to so many characters
  Number,   // up to so many digits
  Padded,   // exactly so many digits
  Date,     // YYYYMMDD
  Time,     // HHMMSS
  Stamp,    // YYYYMMDDHHMMSS
  Mpan,     // 13 digits with check digit
  Mprn,     // 6 to 10 digits with check digits
  Flag,     // a value that is allowed on the day of the file
  Outcome,  // AC or RJ
  Reason,   // text, one of the record's reasons
};

// One field: what it is called in errors, its form, and which member it is.
struct Field {
  std::string_view name;
  Form form = Form::Text;
  std::size_t length = 0;
  bool optional = false;
  std::string_view word;
  std::string FileHeader::*header = nullptr;
  std::string FlagRecord::*record = nullptr;
  std::string SupplierLine::*supplier = nullptr;
};

// How often a line stands in a record.
enum class Often : std::uint8_t {
  Once,
  AtMostOnce,  // there if its second field has a value
  EachReason,
  EachSupplier,
};

// One line. The first field is the tag.
struct Line {
  std::span<const Field> fields;
  Often often = Often::Once;
  std::string_view tag() const { return fields.front().word; }
};

struct Layout {
  FlagFileType type;
  std::string_view name;
  Fuel fuel;  // electricity: fields end with |; gas: they are parted by commas, texts in quotes
  Line header;
  std::span<const Line> instance;  // the lines of one record
  Line trailer;
};

const Layout& of(FlagFileType type);

// The greatest number of rejection details that an E46 has.
inline constexpr std::size_t kMostReasons = 15;

// What is wrong with the value of a field, or nothing.
std::optional<std::string> complaint(const Field& field, std::string_view value, ServiceFlags allowed);

// What is wrong with the values of a record together, with the name of the field to blame.
struct RecordComplaint {
  std::string_view field;
  std::string what;
};
std::optional<RecordComplaint> complaint(const Layout& layout, const FlagRecord& record, std::string_view today);

// Splits a line, or says in which field (from 1) it goes wrong.
struct Part {
  std::string_view text;
  bool quoted = false;
};
Result<std::vector<Part>> split(Fuel fuel, std::string_view line);
// True if a value of this form stands in quotes, in gas.
bool is_quoted(Form form);

}  // namespace gridpost::registration::layout
