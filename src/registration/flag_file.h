// Files to and from the registration data providers. About service flags: D0350, D0351 and D0172 of electricity, status
// files, their responses and refusals of gas. (R77-23 to R77-29) And registration data, from them to the DCC. One
// description of a file's layout serves reading and writing.
#pragma once

#include <string>
#include <vector>

#include "registration/flag.h"

namespace gridpost::registration {

// D0350: updates of electricity. D0351: rejections of some. D0172: what became of a file. DXI: updates of gas, records
// E45. DXR: their responses, records E46. FRJ: a file of gas that was refused as a whole. Registration data: D0349 and
// EDL are changes of some metering points, D0353 and EFL all that a provider has; each record states its point whole.
enum class FlagFileType : std::uint8_t { D0350, D0351, D0172, DXI, DXR, FRJ, D0349, D0353, EDL, EFL };
inline constexpr int kFlagFileTypes = 10;

std::string_view text(FlagFileType type);
std::optional<FlagFileType> flag_file_type(std::string_view text);
Fuel fuel_of(FlagFileType type);
// Registration data, and of these whether it is the full list of a provider.
bool is_registration_data(FlagFileType type);
bool is_full_list(FlagFileType type);
// The number that a text of digits has; 0 for any other text.
std::uint64_t number_of(std::string_view digits);

// What stands in a file's first and last line; the texts as they are in the file. What a kind of file does not have is
// empty. Counts are made by the writer.
struct FileHeader {
  std::string number;  // electricity: file identifier of ten digits; gas: generation number
  std::string from_role, from_party, to_role, to_party;
  std::string sending_application, receiving_application, broadcast;
  std::string test_flag;                   // "OPER" in live use, "TR01" and so on in tests
  std::string organisation;                // gas: who sends
  std::string created;                     // electricity: YYYYMMDDHHMMSS, UTC
  std::string created_date, created_time;  // gas: YYYYMMDD and HHMMSS, local
  std::string records, instances;
  std::string checksum;  // carried, not checked: no source says how it is made
  std::string completed;

  bool operator==(const FileHeader&) const = default;
};

// Registration data: the supplier of a metering point from a day on.
struct SupplierLine {
  std::string mpxn;  // gas: the metering point once more
  std::string party;
  std::string from;  // YYYYMMDD; may be in the future

  bool operator==(const SupplierLine&) const = default;
};

// One update, one answer to it, one summary, or what is registered at one metering point.
struct FlagRecord {
  std::string instruction;  // electricity: the number of the update in its file
  std::string mpxn;
  std::string flag;
  std::string effective;             // YYYYMMDD
  std::string outcome;               // E46: AC or RJ
  std::vector<std::string> reasons;  // of a rejection
  std::string file;                  // D0172: the file that it is about
  std::string received, accepted, rejected;
  // Registration data.
  std::string network = {};  // identifier of the network operator
  std::string status = {};   // of the metering point, as the provider has it
  std::vector<SupplierLine> suppliers = {};
  std::string address_mpxn = {};  // gas: the metering point once more
  std::string address = {};
  std::string post_code = {}, post_code_end = {};  // gas parts it
  std::string direction = {};                      // electricity: "E" for export; empty: import

  bool operator==(const FlagRecord&) const = default;
};

struct FlagFile {
  FlagFileType type = FlagFileType::D0350;
  FileHeader header;
  std::vector<FlagRecord> records;
  std::vector<Error> refused;  // reading: records that are not taken, each with file, line and field
};

// What decides on the values in a file: the rules in force when it was made, and whose files these are. An empty text
// is not compared.
struct FileRules {
  const RuleBook& book;
  FlagSettings settings;
  std::string from_party, to_party, organisation, test_flag;
};

// When the file was made, by its header.
Result<TimeMs> time_of(const FlagFile& file);

// Reads a file. What is wrong with the envelope (form of a line, header, order of records, counts, trailer) refuses the
// file as an error; what is wrong with the values of a record refuses that record alone. Errors name file, line, field.
Result<FlagFile> read_flag_file(FlagFileType type, std::string_view name, std::string_view text,
                                const FileRules& rules);

// Writes a file; lines end with a line feed. Whatever the reader would refuse is an error here, for it would be a
// defect of ours: nothing is written then. (R77-29)
Result<std::string> write_flag_file(const FlagFile& file, const FileRules& rules);

// The number of the file is the next one after `last`, of the same sender, receiver and type; a repeat and a gap are
// different errors. (R77-34)
Status check_sequence(const FlagFile& file, std::uint64_t last, std::string_view name);

// "DCC01.PN000042.DXI" of the sender "DCC01"; TN for a test. Gas alone.
std::string gas_file_name(std::string_view sender, bool test, std::uint64_t generation, FlagFileType type);
// The name belongs to what the file says of itself. Gas alone.
Status check_gas_file_name(std::string_view name, const FlagFile& file);

}  // namespace gridpost::registration
