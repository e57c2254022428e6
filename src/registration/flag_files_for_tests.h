// Files about service flags as tests expect them, written by hand from the layouts.
#pragma once

#include <string>

#include "registration/flag_file.h"

namespace gridpost::registration::golden {

inline constexpr std::string_view kUpdates =
    "ZHV|0000000107|D0350001|Z|DCCG|P|NORD|20220310220500|GPOST|||OPER|\n"
    "P01|1|DC01|\n"
    "P02|1500000004010|A|20220309|\n"
    "P01|2|DC01|\n"
    "P02|1500000005022|N|20220310|\n"
    "P01|3|DC01|\n"
    "P02|1900000006033|I|20220301|\n"
    "ZPT|0000000107|6||3|20220310220501|\n";

inline constexpr std::string_view kSummary =
    "ZHV|0000000058|D0172001|P|NORD|Z|DCCG|20220311041500||||OPER|\n"
    "S01|DC90|0000000107|3|2|1|\n"
    "ZPT|0000000058|1|77|1|20220311041500|\n";

inline constexpr std::string_view kRejections =
    "ZHV|0000000059|D0351001|P|NORD|Z|DCCG|20220311041600||||OPER|\n"
    "R01|2|DC11|\n"
    "R02|1500000005022|N|20220310|X7|\n"
    "ZPT|0000000059|2||1|20220311041600|\n";

inline constexpr std::string_view kGasUpdates =
    "\"A00\",7700000001,\"DXI\",20220310,\"220500\",12\n"
    "\"E45\",8800001102,\"A\",20220309\n"
    "\"E45\",8800002205,\"N\",20220310\n"
    "\"E45\",88004401,\"I\",20220301\n"
    "\"Z99\",3\n";

inline constexpr std::string_view kGasResponses =
    "\"A00\",7700000002,\"DXR\",20220311,\"020000\",31\n"
    "\"E46\",\"AC\",8800001102,\"A\",20220309\n"
    "\"E46\",\"RJ\",8800002205,\"N\",20220310\n"
    "\"S72\",\"XYZ00001\"\n"
    "\"S72\",\"XYZ00009\"\n"
    "\"E46\",\"AC\",88004401,\"I\",20220301\n"
    "\"Z99\",5\n";

inline constexpr std::string_view kGasRefusal =
    "\"A00\",7700000002,\"FRJ\",20220310,\"223000\",32\n"
    "\"S71\",\"FIL00005\"\n"
    "\"Z99\",1\n";

inline constexpr std::string_view kData =
    "ZHV|0000000301|D0349001|P|NORD|Z|DCCG|20220509020000||||OPER|\n"
    "M01|1500000004010|NORA|E|\n"
    "M02|SUPA|20190401|\n"
    "M02|SUPB|20220510|\n"
    "M03|4 FICTION LANE|ZQ1 2AB|\n"
    "M01|1500000005022|NORA|D|\n"
    "M02|SUPB|20200229|\n"
    "M04|E|\n"
    "ZPT|0000000301|7||2|20220509020000|\n";

inline constexpr std::string_view kFullList =
    "ZHV|0000000012|D0353001|P|NORD|Z|DCCG|20220601020000||||OPER|\n"
    "M01|1500000004010|NORA|E|\n"
    "M02|SUPB|20220510|\n"
    "ZPT|0000000012|2||1|20220601020000|\n";

inline constexpr std::string_view kGasData =
    "\"A00\",7700000002,\"EDL\",20220509,\"020000\",77\n"
    "\"E47\",8800001102,\"GT1\",\"LI\"\n"
    "\"E48\",8800001102,\"SUA\",20190401\n"
    "\"E48\",8800001102,\"SUB\",20220510\n"
    "\"E49\",8800001102,\"4 FICTION LANE\",\"ZQ1\",\"2AB\"\n"
    "\"E47\",88004401,\"GT1\",\"DE\"\n"
    "\"E48\",88004401,\"SUA\",20210101\n"
    "\"Z99\",6\n";

inline constexpr std::string_view kGasFullList =
    "\"A00\",7700000002,\"EFL\",20220601,\"020000\",3\n"
    "\"E47\",88004401,\"GT1\",\"LI\"\n"
    "\"E48\",88004401,\"SUA\",20210101\n"
    "\"Z99\",2\n";

struct Golden {
  FlagFileType type;
  std::string_view text;
  std::size_t records;
};
inline constexpr Golden kAll[] = {
    {FlagFileType::D0350, kUpdates, 3},   {FlagFileType::D0351, kRejections, 1}, {FlagFileType::D0172, kSummary, 1},
    {FlagFileType::DXI, kGasUpdates, 3},  {FlagFileType::DXR, kGasResponses, 3}, {FlagFileType::FRJ, kGasRefusal, 1},
    {FlagFileType::D0349, kData, 2},      {FlagFileType::D0353, kFullList, 1},   {FlagFileType::EDL, kGasData, 2},
    {FlagFileType::EFL, kGasFullList, 1},
};

// The text with the first `from` in it replaced.
inline std::string with(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  out.replace(out.find(from), from.size(), to);
  return out;
}

}  // namespace gridpost::registration::golden
