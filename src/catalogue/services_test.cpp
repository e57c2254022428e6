#include "catalogue/services.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>

#include "catalogue/bodies.h"
#include "catalogue/response_codes.h"

namespace gridpost::catalogue {
namespace {

using Row = std::map<std::string, std::string>;

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out(1);
  bool quoted = false;
  for (char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      out.emplace_back();
    else if (c != '\r')
      out.back() += c;
  }
  return out;
}

std::vector<Row> read_csv(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const auto names = cells(line);
  std::vector<Row> out;
  while (std::getline(file, line)) {
    const auto values = cells(line);
    Row& row = out.emplace_back();
    for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) row[names[i]] = values[i];
  }
  return out;
}

const char* reference_data() { return std::getenv("GRIDPOST_REFERENCE_DATA"); }

std::string yes_no(bool value) { return value ? "Yes" : "No"; }

std::string future_dated_name(FutureDated value) {
  switch (value) {
    case FutureDated::No:
      return "No";
    case FutureDated::Dsp:
      return "DSP";
    case FutureDated::Device:
      return "Device";
    case FutureDated::DspAndDevice:
      return "DSP & Device";
  }
  return {};
}

TEST(Services, AreThoseOfTheReferenceTable) {
  if (!reference_data()) GTEST_SKIP() << "GRIDPOST_REFERENCE_DATA is not set: THE SERVICE MATRIX WAS NOT COMPARED";
  const auto rows = read_csv(std::string(reference_data()) + "/spec/tables/service-requests.csv");
  ASSERT_EQ(rows.size(), 129u);
  ASSERT_EQ(services().size(), rows.size());
  for (const Row& row : rows) {
    const Service* s = find_service(row.at("srv"));
    ASSERT_NE(s, nullptr) << row.at("srv");
    SCOPED_TRACE(row.at("srv"));
    EXPECT_EQ(s->name, row.at("name"));
    EXPECT_EQ(s->body_element, row.at("body_element"));
    EXPECT_EQ(yes_no(s->critical), row.at("critical"));
    EXPECT_EQ(yes_no(s->non_device), row.at("non_device"));
    EXPECT_EQ(yes_no(s->on_demand), row.at("on_demand"));
    EXPECT_EQ(yes_no(s->dcc_scheduled), row.at("dcc_scheduled"));
    EXPECT_EQ(future_dated_name(s->future_dated), row.at("future_dated"));
    EXPECT_EQ(s->use_cases, row.at("gbcs_use_cases"));
    // The table leaves 7.16 to nobody, its messages to the load controller.
    const auto roles = user_roles(row.at("srv") == "7.16" ? "LC" : row.at("eligible_roles"));
    ASSERT_TRUE(roles) << roles.error().text();
    EXPECT_EQ(s->roles, *roles);
    std::string variants;
    for (int v = 1; v <= 9; ++v)
      if (s->command_variants.has(*command_variant(v))) variants += (variants.empty() ? "" : "|") + std::to_string(v);
    EXPECT_EQ(variants, row.at("command_variants"));
    EXPECT_EQ(s->devices.empty(), s->non_device);
  }
}

TEST(Services, ReferenceIsTheFirstTwoNumbersOfTheVariant) {
  EXPECT_EQ(find_service("4.1.1")->reference(), "4.1");
  EXPECT_EQ(find_service("6.2.10")->reference(), "6.2");
  EXPECT_EQ(find_service("8.11")->reference(), "8.11");
  EXPECT_EQ(find_service("99.1"), nullptr);
}

TEST(Services, UseCasesComeOneByOne) {
  EXPECT_EQ(find_service("4.18")->use_case_names(), (std::vector<std::string_view>{"ECS82", "GCS60", "GCS60a"}));
  EXPECT_TRUE(find_service("8.2")->use_case_names().empty());
}

TEST(Services, FutureDatableBodiesHaveAnExecutionDate) {
  for (const Service& s : services()) {
    const grammar::Node* body = find_body(s.body_element);
    if (!body) continue;
    EXPECT_EQ(grammar::child(*body, "ExecutionDateTime") != nullptr, s.future_dated != FutureDated::No) << s.variant;
  }
}

TEST(ResponseCodes, AreCodesOfTheReferenceTable) {
  if (!reference_data()) GTEST_SKIP() << "GRIDPOST_REFERENCE_DATA is not set: THE CODES WERE NOT COMPARED";
  const auto rows = read_csv(std::string(reference_data()) + "/spec/tables/response-codes.csv");
  const auto listed = [&](std::string_view code) {
    return std::any_of(rows.begin(), rows.end(), [&](const Row& r) { return r.at("code") == code; });
  };
  for (const ResponseCode& code : response_codes()) EXPECT_TRUE(listed(code.code)) << code.code;
}

TEST(ResponseCodes, EveryRefusalOfTheGatewayHasAMeaning) {
  for (const char* code : {"I0",  "I99", "E1",  "E2",  "E3",  "E4",  "E5",   "E11",     "E12",     "E13",    "E17",
                           "E19", "E20", "E21", "E30", "E48", "E62", "E100", "E080201", "E081101", "E120201"}) {
    ASSERT_NE(find_response_code(code), nullptr) << code;
    EXPECT_FALSE(find_response_code(code)->meaning.empty());
  }
  EXPECT_EQ(find_response_code("E6"), nullptr);
}

}  // namespace
}  // namespace gridpost::catalogue
