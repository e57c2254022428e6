// The catalogue against the published tables. Needs GRIDPOST_REFERENCE_DATA; skipped, loudly, without it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "catalogue/alert_codes.h"
#include "catalogue/use_case.h"

namespace gridpost::conformance_tables_test {
namespace {

namespace fs = std::filesystem;

using Line = std::map<std::string, std::string>;

// Splits one line at commas outside quotes.
std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      out.emplace_back();
    } else if (c != '\r') {
      out.back() += c;
    }
  }
  return out;
}

std::vector<Line> read_table(const fs::path& file) {
  std::vector<Line> out;
  std::ifstream in(file);
  std::string text;
  std::getline(in, text);
  const auto titles = cells(text);
  while (std::getline(in, text)) {
    const auto values = cells(text);
    Line line;
    for (std::size_t i = 0; i < titles.size() && i < values.size(); ++i) line[titles[i]] = values[i];
    out.push_back(std::move(line));
  }
  EXPECT_FALSE(out.empty()) << file;
  return out;
}

// "ESME GPF" or "ESME|GPF" or "ESME/GPF".
std::set<std::string> words(const std::string& text) {
  std::set<std::string> out;
  std::string word;
  for (char c : text + " ") {
    if (c != ' ' && c != '|' && c != '/' && c != ';' && c != ',') {
      word += c;
    } else if (!word.empty()) {
      out.insert(std::exchange(word, {}));
    }
  }
  return out;
}

// As DUIS spells them: a stand-alone proportional controller counts as an ESME.
std::set<std::string> device_types(const std::string& text) {
  std::set<std::string> out = words(text);
  if (out.erase("SAPC") != 0) out.insert("ESME");
  return out;
}

// The tables know one ECS70 and one GCS28 for two services, one generic alert for two protocols, one CS03A2 for its
// critical and its other form, one ECS47 for three services and one ECS62 for two.
std::string table_name(const UseCase& u) {
  std::string name = u.name;
  for (std::string_view beyond : {"Commission", "MAC", "Signature", "Handover", "-DLMS", "-ZigBee", "NonCritical",
                                  "Critical", "Activate", "Deactivate", "Reset", "Add", "Remove"})
    name = name.substr(0, name.find(beyond));
  return name;
}

// Besides the ESME.
const std::set<std::string> kHaveKeys{"GSME", "GPF", "CHF", "HCALCS", "PPMID"};

// Devices that the reference messages do not show, but that have what a use case asks for: the gas proxy keeps event
// and security logs and holds credentials, every Device has keys and takes new credentials and firmware, and more than
// the GSME keep a log of those that they have joined.
const std::map<std::string, std::set<std::string>> kNotInTheTable = {{"CS10a", {"GPF"}},
                                                                     {"CS10b", {"GPF"}},
                                                                     {"CS02a", {"GPF"}},
                                                                     {"CS02bSupplierBySupplier", {"GSME"}},
                                                                     {"CS02bNOByNO", {"GSME"}},
                                                                     {"CS02bACBByACB", {"GSME", "GPF"}},
                                                                     {"CS02bSupplierByTransCoS", {"GSME", "GPF"}},
                                                                     {"CS02c", kHaveKeys},
                                                                     {"CS02d", kHaveKeys},
                                                                     {"CS02e", kHaveKeys},
                                                                     {"CS06", {"GSME"}},
                                                                     {"CS03B", {"ESME", "GPF"}},
                                                                     {"CS04AC", {"HCALCS"}},
                                                                     {"CS04B", {"ESME", "GPF"}},
                                                                     {"CS07", {"ESME", "GPF", "HCALCS", "PPMID"}}};

bool devices_fit(const UseCase& u, const std::set<std::string>& devices, std::set<std::string> seen) {
  if (u.is_alert())  // the table says of alerts which Devices were seen sending them
    return std::any_of(seen.begin(), seen.end(), [&](const std::string& d) { return devices.contains(d); });
  if (const auto more = kNotInTheTable.find(table_name(u)); more != kNotInTheTable.end())
    seen.merge(std::set(more->second));
  return devices == seen;
}

// The Devices of all forms that share the table's row.
DeviceTypes devices_of(const UseCase& u) {
  DeviceTypes all;
  for (const UseCase* form : Catalogue::instance().by_code(u.code)) all.bits |= form->devices.bits;
  return all;
}

class Tables : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("GRIDPOST_REFERENCE_DATA");
    if (!folder) GTEST_SKIP() << "SKIPPED: GRIDPOST_REFERENCE_DATA is not set, nothing was compared with the tables";
    data_ = folder;
  }
  std::vector<Line> table(std::string_view name) const { return read_table(data_ / "spec/tables" / name); }

  fs::path data_;
};

std::string_view protocol_text(Protocol p) {
  return p == Protocol::Dlms ? "DLMS" : p == Protocol::Gbz ? "GBZ" : "ASN1";
}

TEST_F(Tables, UseCasesHaveTheCodesDevicesAndServicesOfTheTable) {
  std::map<std::string, Line> by_name;
  for (Line& line : table("use-cases.csv")) by_name[line["use_case"]] = line;
  for (const UseCase& u : Catalogue::instance().use_cases()) {
    auto found = by_name.find(u.name);
    if (found == by_name.end()) found = by_name.find(table_name(u));
    ASSERT_NE(found, by_name.end()) << u.name;
    Line& line = found->second;
    EXPECT_EQ(fmt::format("{:04X}", u.code), line["message_code_hex"]) << u.name;
    EXPECT_TRUE(words(line["protocol"]).contains(std::string(protocol_text(u.protocol)))) << u.name;
    EXPECT_TRUE(devices_fit(u, words(catalogue::text(devices_of(u))), device_types(line["device_types"])))
        << u.name << ": " << line["device_types"];
    const auto variants = words(line["service_reference_variants"]);
    for (const std::string& variant : u.services) EXPECT_TRUE(variants.contains(variant)) << u.name << " " << variant;
    if (u.is_alert()) continue;
    // One row may stand for a form with a MAC and one with a signature.
    if (u.sender != Sender::OtherParty) EXPECT_EQ(u.is_signed() ? "Y" : "N", line["critical"]) << u.name;
    EXPECT_EQ(u.stamp != Stamp::None ? "Y" : "N", line["date_time_in_response"]) << u.name;
  }
}

TEST_F(Tables, EveryAlertCodeHasWords) {
  for (Line& line : table("alert-codes.csv")) {
    const auto code = static_cast<std::uint16_t>(std::stoul(line["code"], nullptr, 16));
    EXPECT_FALSE(catalogue::alert_title(code).empty()) << line["code"];
  }
}

TEST_F(Tables, CommandsComeFromTheOriginatorAndWithTheProtectionOfTheTable) {
  int compared = 0;
  for (Line& line : table("command-originators.csv"))
    for (const UseCase& u : Catalogue::instance().use_cases()) {
      // One sample of CS04B is a CS04AC in truth: its code tells.
      const bool this_one = (line["use_case"] == u.name || line["use_case"] == table_name(u)) &&
                            line["message_code"] == fmt::format("{:04X}", u.code);
      if (!u.for_users() || !this_one || line["srv"] != u.services.front()) continue;
      const std::string& originator = line["command_originator"];
      const bool by_broker =
          originator.find("ACB") != std::string::npos || originator.find("Broker") != std::string::npos;
      if (originator == "DCC(TCoS)")
        EXPECT_EQ(u.sender, Sender::TransCoS) << u.name;
      else
        EXPECT_TRUE(by_broker ? u.sender != Sender::User : u.sender == Sender::User || u.sender == Sender::UserOrBroker)
            << u.name << ": " << originator;
      EXPECT_EQ(u.is_signed(), line["command_protection"].find("signature") != std::string::npos) << u.name;
      EXPECT_EQ(u.answer_is_signed(), line["response_protection"].find("signature") != std::string::npos) << u.name;
      if (u.sender != Sender::UserOrBroker)
        EXPECT_EQ(u.sender == Sender::Broker ? "18" : "2", line["other_information_octets"]) << u.name;
      ++compared;
    }
  EXPECT_GE(compared, 15);
}

TEST_F(Tables, DlmsObjectsAreThoseOfTheTable) {
  std::set<std::string> known;
  for (Line& line : table("dlms-objects.csv"))
    for (const std::string& name : words(line["use_cases"]))
      known.insert(fmt::format("{} {} {} {} {}", name, line["class"], line["obis"], line["kind"], line["id"]));
  for (const UseCase& u : Catalogue::instance().use_cases())
    for (const Row& row : u.rows) {
      if (u.protocol != Protocol::Dlms) continue;
      const std::string_view kind = row.kind == Row::Kind::Act ? "method" : "attribute";
      const auto is_known = [&](int number) {  // a sample shows one of the instances
        const auto object = fmt::format("{} {} {} {}", row.class_id, obis_text(row.instance(number)), kind, row.id);
        return known.contains(u.name + " " + object) || known.contains(table_name(u) + " " + object);
      };
      bool found = is_known(1);
      for (int number = 2; !row.number_at.empty() && number <= kInstances; ++number) found = found || is_known(number);
      EXPECT_TRUE(found) << u.name << " addresses " << row.class_id << " " << obis_text(row.obis) << " " << row.id;
    }
}

TEST_F(Tables, ZclAttributesHaveTheTypesOfTheTable) {
  std::map<std::string, std::string> types;
  for (Line& line : table("zcl-attributes.csv")) types[line["cluster"] + " " + line["attribute"]] = line["zcl_type"];
  int compared = 0;
  for (const UseCase& u : Catalogue::instance().use_cases())
    for (const Row& row : u.rows)
      for (const auto& [id, type] : row.attributes) {
        const auto key = fmt::format("{:04X} {:04X}", row.cluster, id);
        ASSERT_TRUE(types.contains(key)) << u.name << " reads " << key;
        EXPECT_EQ(fmt::format("{:02X}", type.zcl), types[key].substr(0, 2)) << u.name << " " << key;
        ++compared;
      }
  EXPECT_GE(compared, 8);
}

// "ProviderId uint32; IssuerEventId uint32": the octets of the fields, -1 from the first that is not a plain number on.
std::vector<int> field_widths(const std::string& fields) {
  std::vector<int> out;
  std::istringstream in(fields);
  std::string field;
  while (std::getline(in, field, ';')) {
    const std::size_t digits = field.find_last_not_of("0123456789");
    const std::string bits = digits == std::string::npos ? "" : field.substr(digits + 1);
    const bool number = !bits.empty() && field.find('[') == std::string::npos && field.find('(') == std::string::npos;
    out.push_back(number ? std::stoi(bits) / 8 : -1);
    if (!number) break;
  }
  return out;
}

TEST_F(Tables, ZclCommandsHaveTheFieldsOfTheTable) {
  std::map<std::string, std::string> commands;
  for (Line& line : table("zcl-commands.csv"))
    commands[line["cluster"] + " " + line["sent_by"] + " " + line["command"]] = line["name"] + "|" + line["fields"];
  int compared = 0;
  const auto compare = [&](const UseCase& u, const Row& row, bool by_server, std::uint8_t command, const Type& type) {
    const auto key = fmt::format("{:04X} {} {:02X}", row.cluster, by_server ? "server" : "client", command);
    ASSERT_TRUE(commands.contains(key)) << u.name << " has " << key;
    const std::string& entry = commands[key];
    EXPECT_EQ(entry.substr(0, entry.find('|')), type.name) << u.name << " " << key;
    const auto widths = field_widths(entry.substr(entry.find('|') + 1));
    for (std::size_t i = 0; i < widths.size() && widths[i] >= 0; ++i) {
      ASSERT_LT(i, type.items.size()) << u.name << " " << key;
      EXPECT_EQ(type.items[i].width, widths[i]) << u.name << " " << key << " field " << type.items[i].name;
    }
    ++compared;
  };
  for (const UseCase& u : Catalogue::instance().use_cases())
    for (const Row& row : u.rows) {
      if (row.kind != Row::Kind::Cluster) continue;
      const bool by_server = (row.frame_control & 0x08) != 0;
      compare(u, row, by_server, row.command, row.sent);
      if (row.answer_command) compare(u, row, !by_server, *row.answer_command, row.answered);
    }
  EXPECT_GE(compared, 10);
}

}  // namespace
}  // namespace gridpost::conformance_tables_test
