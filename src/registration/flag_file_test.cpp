#include "registration/flag_file.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "registration/flag_dates.h"
#include "registration/flag_files_for_tests.h"

namespace gridpost::registration {
namespace {

using namespace golden;

const RuleBook kBook;
FileRules rules() { return {kBook, {}, {}, {}, {}, {}}; }

Result<FlagFile> read(FlagFileType type, std::string_view text, const FileRules& with = rules()) {
  return read_flag_file(type, "f.txt", text, with);
}

TEST(FlagFile, R77_27_R77_28_GoldenFilesAreReadAndWrittenToTheSameOctets) {
  for (const Golden& g : kAll) {
    SCOPED_TRACE(text(g.type));
    const auto file = read(g.type, g.text);
    ASSERT_TRUE(file) << file.error().text();
    EXPECT_TRUE(file->refused.empty());
    EXPECT_EQ(file->records.size(), g.records);
    const auto again = write_flag_file(*file, rules());
    ASSERT_TRUE(again) << again.error().text();
    EXPECT_EQ(*again, g.text);
    EXPECT_EQ(flag_file_type(text(g.type)), g.type);
  }
  EXPECT_FALSE(flag_file_type("D0999"));
}

TEST(FlagFile, R77_27_R77_25_FieldsAreWhereTheyBelong) {
  const FlagFile e = read(FlagFileType::D0350, kUpdates).value();
  EXPECT_EQ(e.header.number, "0000000107");
  EXPECT_EQ(e.header.to_party, "NORD");
  EXPECT_EQ(e.header.sending_application, "GPOST");
  EXPECT_EQ(iso(time_of(e).value()), "2022-03-10T22:05:00Z");
  EXPECT_EQ(e.records[1], (FlagRecord{"2", "1500000005022", "N", "20220310", {}, {}, {}, {}, {}, {}}));
  const FlagFile g = read(FlagFileType::DXR, kGasResponses).value();
  EXPECT_EQ(g.header.number, "31");
  EXPECT_EQ(g.records[0].outcome, "AC");  // R77-28
  EXPECT_EQ(g.records[1].outcome, "RJ");
  EXPECT_EQ(g.records[1].reasons, (std::vector<std::string>{"XYZ00001", "XYZ00009"}));
  const FlagFile s = read(FlagFileType::D0172, kSummary).value();
  EXPECT_EQ(s.records[0].file, "0000000107");
  EXPECT_EQ(s.records[0].rejected, "1");
}

TEST(FlagFile, CreationTimesAreUtcForElectricityAndLocalForGas) {
  const auto summer = read(FlagFileType::FRJ, with(kGasRefusal, "20220310", "20220710"));
  EXPECT_EQ(iso(time_of(summer.value()).value()), "2022-07-10T21:30:00Z");
}

TEST(FlagFile, RegistrationDataStatesEachPointWhole) {
  const FlagFile e = read(FlagFileType::D0349, kData).value();
  ASSERT_EQ(e.records.size(), 2u);
  EXPECT_EQ(e.records[0].mpxn, "1500000004010");
  EXPECT_EQ(e.records[0].network, "NORA");
  EXPECT_EQ(e.records[0].status, "E");
  EXPECT_EQ(e.records[0].suppliers, (std::vector<SupplierLine>{{"", "SUPA", "20190401"}, {"", "SUPB", "20220510"}}));
  EXPECT_EQ(e.records[0].address, "4 FICTION LANE");
  EXPECT_EQ(e.records[0].post_code, "ZQ1 2AB");
  EXPECT_EQ(e.records[0].direction, "");
  EXPECT_EQ(e.records[1].direction, "E");
  EXPECT_EQ(e.records[1].address, "");
  const FlagFile g = read(FlagFileType::EDL, kGasData).value();
  EXPECT_EQ(g.records[0].suppliers[1].party, "SUB");
  EXPECT_EQ(g.records[0].post_code_end, "2AB");
}

struct Bad {
  FlagFileType type;
  std::string_view text;
  std::string_view from, to;
  std::string_view where;  // as in the error
};

TEST(FlagFile, EnvelopeErrorsRefuseTheFileAndNameFileLineAndField) {
  using enum FlagFileType;
  const Bad rows[] = {
      {D0350, kUpdates, "ZHV", "ZHX", "f.txt line 1, record type"},
      {D0350, kUpdates, "D0350001", "D0351001", "f.txt line 1, flow and version"},
      {D0350, kUpdates, "D0350001", "D0350002", "f.txt line 1, flow and version"},
      {D0350, kUpdates, "0000000107", "107", "f.txt line 1, file identifier"},
      {D0350, kUpdates, "20220310220500", "20220310246000", "f.txt line 1, creation time"},
      {D0350, kUpdates, "20220310220500", "2022031022050", "f.txt line 1, creation time"},
      {D0350, kUpdates, "|DCCG|", "||", "f.txt line 1, from party"},
      {D0350, kUpdates, "|DCCG|", "|DCCGX|", "f.txt line 1, from party"},
      {D0350, kUpdates, "OPER|", "OPER", "f.txt line 1, field 12"},
      {D0350, kUpdates, "OPER|", "OPER|X|", "f.txt line 1, record"},
      {D0350, kUpdates, "P01|1|DC01|", "P01|1|", "f.txt line 2, record"},
      {D0350, kUpdates, "P01|1|DC01|\n", "", "f.txt line 2, record type"},
      {D0350, kUpdates, "P01|3|DC01|", "P09|3|DC01|", "f.txt line 6, record type"},
      {D0350, kUpdates, "P01|3|DC01|", "", "f.txt line 6, record type"},
      {D0350, kUpdates, "ZPT|0000000107", "ZPT|0000000108", "f.txt line 8, file identifier"},
      {D0350, kUpdates, "|6||3|", "|7||3|", "f.txt line 8, number of records"},
      {D0350, kUpdates, "|6||3|", "|6||2|", "f.txt line 8, number of instances"},
      {D0350, kUpdates, "20220310220501|\n", "20220310220501|\nP01|4|DC01|\n", "f.txt line 9, record"},
      {D0350, kUpdates, "ZPT|0000000107|6||3|20220310220501|\n", "", "f.txt line 8, record type"},
      {D0350, kUpdates, "ZPT|0000000107|6||3|20220310220501|\n", "P01|4|DC01|\n", "f.txt line 9, record type"},
      {D0172, kSummary, "|3|2|1|", "|4|2|1|", "f.txt line 2, received"},
      {D0172, kSummary, "|3|2|1|", "|3|x|1|", "f.txt line 2, accepted"},
      {DXI, kGasUpdates, "\"A00\"", "\"A01\"", "f.txt line 1, record type"},
      {DXI, kGasUpdates, "\"A00\"", "A00", "f.txt line 1, record type"},
      {DXI, kGasUpdates, "\"DXI\"", "\"DXR\"", "f.txt line 1, file type"},
      {DXI, kGasUpdates, "7700000001", "\"7700000001\"", "f.txt line 1, organisation"},
      {DXI, kGasUpdates, "\"220500\"", "220500", "f.txt line 1, creation time"},
      {DXI, kGasUpdates, "\"220500\"", "\"220500", "f.txt line 1, field 5"},
      {DXI, kGasUpdates, "\"220500\"", "\"220500\"x", "f.txt line 1, field 5"},
      {DXI, kGasUpdates, "8800002205,", "8800002205,\"N\",", "f.txt line 3, record"},
      {DXI, kGasUpdates, "\"Z99\",3", "\"Z99\",2", "f.txt line 5, number of records"},
      {DXI, kGasUpdates, "\"E45\",8800001102", "\"E46\",8800001102", "f.txt line 2, record type"},
      {DXR, kGasResponses, "\"E46\",\"AC\",8800001102,\"A\",20220309\n", "\"S72\",\"XYZ00001\"\n",
       "f.txt line 2, record type"},
  };
  for (const Bad& row : rows) {
    SCOPED_TRACE(fmt::format("{} with {} for {}", text(row.type), row.to, row.from));
    const auto file = read(row.type, with(row.text, row.from, row.to));
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().where, row.where) << file.error().text();
  }
  EXPECT_FALSE(read(FlagFileType::D0350, ""));
  EXPECT_FALSE(read(FlagFileType::D0350, "\n"));
}

TEST(FlagFile, R77_29_R77_33_RecordErrorsRefuseTheRecordAlone) {
  using enum FlagFileType;
  const Bad rows[] = {
      {D0350, kUpdates, "1500000005022", "1500000005023", "f.txt line 5, MPAN core"},
      {D0350, kUpdates, "1500000005022", "150000000502", "f.txt line 5, MPAN core"},
      {D0350, kUpdates, "|N|", "|S|", "f.txt line 5, DCC service flag"},  // R77-29
      {D0350, kUpdates, "|N|", "||", "f.txt line 5, DCC service flag"},
      {D0350, kUpdates, "|N|", "|n|", "f.txt line 5, DCC service flag"},
      {D0350, kUpdates, "|N|20220310", "|N|", "f.txt line 5, effective-from date"},
      {D0350, kUpdates, "|N|20220310", "|N|20220230", "f.txt line 5, effective-from date"},
      {D0350, kUpdates, "|N|20220310", "|N|2022-03-1", "f.txt line 5, effective-from date"},
      {D0350, kUpdates, "|N|20220310", "|N|20220311", "f.txt line 4, effective-from date"},  // after the file's day
      {D0350, kUpdates, "P01|2|", "P01|1|", "f.txt line 4, instruction number"},
      {D0350, kUpdates, "P01|2|", "P01|x|", "f.txt line 4, instruction number"},
      {D0350, kUpdates, "P01|2|DC01", "P01|2|DC11", "f.txt line 4, instruction type"},
      {D0350, kUpdates, "1500000005022", "1500000004010", "f.txt line 4, metering point"},  // R77-33
      {DXI, kGasUpdates, "8800002205", "8800002206", "f.txt line 3, meter point reference"},
      {DXI, kGasUpdates, "8800002205", "88000022055", "f.txt line 3, meter point reference"},
      {DXI, kGasUpdates, "\"N\"", "\"W\"", "f.txt line 3, DCC service flag"},
      {DXI, kGasUpdates, "8800002205", "8800001102", "f.txt line 3, metering point"},
      {DXR, kGasResponses, "\"RJ\"", "\"AC\"", "f.txt line 3, outcome code"},
      {DXR, kGasResponses, "\"RJ\"", "\"XX\"", "f.txt line 3, outcome code"},
      {DXR, kGasResponses, "XYZ00009", "XYZ000099", "f.txt line 5, reason"},
  };
  for (const Bad& row : rows) {
    SCOPED_TRACE(fmt::format("{} with {} for {}", text(row.type), row.to, row.from));
    const auto good = read(row.type, row.text);
    const auto file = read(row.type, with(row.text, row.from, row.to));
    ASSERT_TRUE(file) << file.error().text();
    ASSERT_EQ(file->refused.size(), 1u);
    EXPECT_EQ(file->refused[0].where, row.where) << file->refused[0].text();
    EXPECT_EQ(file->records.size(), good->records.size() - 1);
    EXPECT_EQ(file->records.front(), good->records.front());  // the others are taken
    EXPECT_EQ(file->records.back(), good->records.back());
  }
  const auto bare =
      read(DXR, with(with(kGasResponses, "\"S72\",\"XYZ00001\"\n\"S72\",\"XYZ00009\"\n", ""), "9\",5", "9\",3"));
  EXPECT_EQ(bare.value().refused.at(0).where, "f.txt line 3, outcome code");  // a rejection without reason
}

TEST(FlagFile, WrongRegistrationDataIsRefusedFileOrRecord) {
  using enum FlagFileType;
  const Bad files[] = {
      {D0349, kData, "M01|1500000004010|NORA|E|\n", "", "f.txt line 2, record type"},
      {D0349, kData, "M02|SUPA|20190401|", "M02|SUPA|", "f.txt line 3, record"},
      {D0349, kData, "|7||2|", "|8||2|", "f.txt line 9, number of records"},
      {D0349, kData, "|7||2|", "|7||1|", "f.txt line 9, number of instances"},
      {D0349, kData, "D0349001", "D0353001", "f.txt line 1, flow and version"},
      {EDL, kGasData, "\"E47\",8800001102", "\"E48\",8800001102", "f.txt line 2, record type"},
      {EDL, kGasData, "\"Z99\",6", "\"Z99\",5", "f.txt line 8, number of records"},
  };
  for (const Bad& row : files) {
    const auto file = read(row.type, with(row.text, row.from, row.to));
    ASSERT_FALSE(file) << row.to;
    EXPECT_EQ(file.error().where, row.where) << file.error().text();
  }
  const Bad records[] = {
      {D0349, kData, "1500000005022", "1500000005023", "f.txt line 6, MPAN core"},
      {D0349, kData, "1500000005022", "1500000004010", "f.txt line 6, metering point"},
      {D0349, kData, "|20200229|", "|20210229|", "f.txt line 7, registered from"},
      {D0349, kData, "M04|E|", "M04|X|", "f.txt line 6, direction"},
      {D0349, kData, "|20220510|", "|20190401|", "f.txt line 2, registered from"},
      {EDL, kGasData, "88004401,\"GT1\"", "88004402,\"GT1\"", "f.txt line 6, meter point reference"},
      {EDL, kGasData, "\"E48\",88004401", "\"E48\",8800001102", "f.txt line 6, meter point reference"},
      {EDL, kGasData, "\"E49\",8800001102", "\"E49\",88004401", "f.txt line 2, meter point reference"},
  };
  for (const Bad& row : records) {
    const auto file = read(row.type, with(row.text, row.from, row.to));
    ASSERT_TRUE(file) << file.error().text();
    ASSERT_EQ(file->refused.size(), 1u) << row.to;
    EXPECT_EQ(file->refused[0].where, row.where) << file->refused[0].text();
    EXPECT_EQ(file->records.size(), 1u);
  }
}

TEST(FlagFile, R77_29_R77_21_TheDayOfTheFileSaysWhichValuesThereAre) {
  const std::string_view dated = "20220310220500|GPOST";
  RuleBook book;
  ASSERT_TRUE(book.override_with("mp077.elec", "2022-03-11"));
  const FileRules late{book, {}, {}, {}, {}, {}};
  const std::string old = with(with(kUpdates, "|N|", "|W|"), "|I|", "|S|");
  EXPECT_EQ(read(FlagFileType::D0350, old, late).value().records.size(),
            3u);  // R77-21: known, though nobody makes them
  EXPECT_EQ(read(FlagFileType::D0350, kUpdates, late).value().refused.size(), 2u);
  const std::string next = with(kUpdates, dated, "20220311000000|GPOST");
  EXPECT_TRUE(read(FlagFileType::D0350, next, late).value().refused.empty());
  EXPECT_EQ(read(FlagFileType::D0350, with(next, "|N|", "|S|"), late).value().refused.size(), 1u);
  EXPECT_TRUE(read(FlagFileType::DXI, kGasUpdates, late).value().refused.empty());  // the other fuel has its own date
}

TEST(FlagFile, R77_01_R77_25_R77_29_NothingWrongIsWritten) {
  const FlagFile good = read(FlagFileType::D0350, kUpdates).value();
  const auto refuses = [](const FlagFile& file) { return !write_flag_file(file, rules()).has_value(); };
  EXPECT_FALSE(refuses(good));
  for (const std::string& flag : {"", "S", "W", "X", "AN"}) {
    FlagFile f = good;
    f.records[1].flag = flag;
    EXPECT_TRUE(refuses(f)) << flag;
  }
  for (const std::string& date : {"", "2022031", "20220332", "20220311", "10.3.2022"}) {
    FlagFile f = good;
    f.records[1].effective = date;
    EXPECT_TRUE(refuses(f)) << date;
  }
  FlagFile f = good;
  f.records[1].mpxn = "1500000005023";
  EXPECT_TRUE(refuses(f));
  f = good;
  f.header.to_party = "A|B";
  EXPECT_TRUE(refuses(f));
  f = good;
  f.header.to_party = "A\nB";
  EXPECT_TRUE(refuses(f));
  f = good;
  f.records[1].outcome = "AC";  // a D0350 has no place for it
  EXPECT_TRUE(refuses(f));
  f = read(FlagFileType::D0351, kRejections).value();
  f.records[0].reasons.push_back("X8");  // nor a D0351 for a second reason
  EXPECT_TRUE(refuses(f));
}

TEST(FlagFile, AddressesAreComparedWhereTheyAreKnown) {
  const auto where = [](FlagFileType type, std::string_view text, FileRules r) {
    const auto file = read(type, text, r);
    return file ? "" : file.error().where;
  };
  EXPECT_EQ(where(FlagFileType::D0351, kRejections, {kBook, {}, "NORD", "DCCG", {}, "OPER"}), "");
  EXPECT_EQ(where(FlagFileType::D0351, kRejections, {kBook, {}, "SUED", "DCCG", {}, {}}), "f.txt line 1, from party");
  EXPECT_EQ(where(FlagFileType::D0351, kRejections, {kBook, {}, "NORD", "DCCX", {}, {}}), "f.txt line 1, to party");
  EXPECT_EQ(where(FlagFileType::D0351, kRejections, {kBook, {}, {}, {}, {}, "TR01"}), "f.txt line 1, test flag");
  EXPECT_EQ(where(FlagFileType::DXR, kGasResponses, {kBook, {}, {}, {}, "7700000002", {}}), "");
  EXPECT_EQ(where(FlagFileType::DXR, kGasResponses, {kBook, {}, {}, {}, "7700000003", {}}),
            "f.txt line 1, organisation");
}

TEST(FlagFile, R77_34_NumbersHaveNoGapAndNoRepeat) {
  const FlagFile e = read(FlagFileType::D0350, kUpdates).value();
  EXPECT_TRUE(check_sequence(e, 106, "f"));
  EXPECT_NE(check_sequence(e, 107, "f").error().what.find("before"), std::string::npos);
  EXPECT_NE(check_sequence(e, 105, "f").error().what.find("106 is next"), std::string::npos);
  const FlagFile g = read(FlagFileType::DXI, kGasUpdates).value();
  EXPECT_TRUE(check_sequence(g, 11, "f"));
  EXPECT_FALSE(check_sequence(g, 12, "f"));
}

TEST(FlagFile, NamesOfGasFilesSayWhatIsInThem) {
  const FlagFile g = read(FlagFileType::DXI, kGasUpdates).value();
  EXPECT_EQ(gas_file_name("GPO01", false, 12, FlagFileType::DXI), "GPO01.PN000012.DXI");
  EXPECT_TRUE(check_gas_file_name("GPO01.PN000012.DXI", g));
  EXPECT_TRUE(check_gas_file_name("GPO01.TN000012.DXI", g));
  for (const std::string_view bad :
       {"GPO01.PN000013.DXI", "GPO01.PN000012.DXR", "GPO01.PN12.DXI", "GPO01", "", "PN000012.DXI"})
    EXPECT_FALSE(check_gas_file_name(bad, g)) << bad;
}

TEST(FlagDates, R77_26_TheLocalDayOfTheChange) {
  const TimeMs late = parse_date_time("2022-06-30T23:30:00Z").value();
  FlagSettings settings;
  EXPECT_EQ(effective_from(late, settings), "20220701");
  settings.dates_in_utc = true;
  EXPECT_EQ(effective_from(late, settings), "20220630");
  settings.dates_in_utc = false;
  EXPECT_EQ(effective_from(late, settings, late + 3 * kDay), "20220704");  // made by the switch-on
  EXPECT_EQ(effective_from(late, settings, late - 3 * kDay), "20220701");
  EXPECT_EQ(effective_from(parse_date_time("2022-01-31T23:30:00Z").value(), settings), "20220131");
}

// Whatever is cut out of a good file or put into it: an answer, never more than the file says, and no crash.
TEST(FlagFileProperty, ChangedOctetsAreRefusedOrReadAsTheyAre) {
  EXPECT_TRUE(rc::check("what was read is written to what is read again", [] {
    const Golden g = *rc::gen::elementOf(std::vector<Golden>(std::begin(kAll), std::end(kAll)));
    std::string octets(g.text);
    const int changes = *rc::gen::inRange(1, 4);
    for (int i = 0; i < changes; ++i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, octets.size());
      const auto count = *rc::gen::inRange<std::size_t>(0, 4);
      octets.replace(at, count,
                     *rc::gen::container<std::string>(rc::gen::element('|', '"', ',', '\n', '0', '7', 'A', ' ')));
      if (octets.empty()) octets = "\n";
    }
    const auto file = read(g.type, octets);
    if (!file || !file->refused.empty()) return;
    const auto again = write_flag_file(*file, rules());
    RC_ASSERT(again.has_value());
    RC_ASSERT(read(g.type, *again)->records == file->records);
  }));
}

// The examples of the reference data: code blocks of its page about registration that begin like a file.
TEST(FlagFileReference, R77_27_R77_28_PublishedExamplesAreReadAndWrittenToTheSameOctets) {
  const char* folder = std::getenv("GRIDPOST_REFERENCE_DATA");
  if (!folder) GTEST_SKIP() << "GRIDPOST_REFERENCE_DATA is not set";
  std::ifstream page(std::string(folder) + "/spec/registration.md");
  ASSERT_TRUE(page);
  int compared = 0;
  std::string line, block;
  bool inside = false;
  while (std::getline(page, line)) {
    if (!line.starts_with("```")) {
      if (inside) block += line + "\n";
      continue;
    }
    if (std::exchange(inside, !inside)) {
      for (int i = 0; i < kFlagFileTypes; ++i) {
        const auto type = static_cast<FlagFileType>(i);
        const std::string head = block.substr(0, block.find('\n'));
        const bool gas = head.starts_with("\"A00\"");
        const std::string name = gas ? fmt::format("\"{}\"", text(type)) : fmt::format("|{}001|", text(type));
        if (head.find(name) == std::string::npos) continue;
        const auto file = read(type, block);
        ASSERT_TRUE(file) << file.error().text() << "\n" << block;
        EXPECT_TRUE(file->refused.empty()) << file->refused[0].text();
        EXPECT_EQ(write_flag_file(*file, rules()).value(), block);
        ++compared;
      }
    }
    block.clear();
  }
  EXPECT_EQ(compared, 8);
}

}  // namespace
}  // namespace gridpost::registration
