// Does correlation notice whatever is changed in a pre-command, and nothing else?
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/rounds_for_tests.h"
#include "gbcs/codec.h"
#include "transform/requests_for_tests.h"

namespace gridpost::transform {
namespace {

// Times of build whose seconds since 2000 differ in every octet: 01020304h and FEDCBA98h.
constexpr TimeMs kOneTime = kEpoch2000 + 0x01020304LL * kSecond;
constexpr TimeMs kOtherTime = kEpoch2000 + 0xFEDCBA98LL * kSecond;

struct Case {
  std::string name;
  std::string variant;
  DeviceType device;
  Element request_body;
};

// Block and tier prices are told apart by constants of the same commands.
Element gas_tier_prices() {
  return body(
      "<S><PriceElements><GasPriceElements><CurrencyUnits>GBP</CurrencyUnits><StandingCharge>1</StandingCharge>"
      "<TOUTariff><TOUPrice index='1'>5</TOUPrice><TOUPrice index='2'>7</TOUPrice></TOUTariff>"
      "</GasPriceElements></PriceElements></S>");
}

std::vector<Case> cases() {
  return {
      {"ECS01a", "1.1.1", DeviceType::ESME, electricity_tariff()},
      {"GCS01a", "1.1.1", DeviceType::GSME, gas_block_tariff()},
      {"GCS01a", "1.1.1", DeviceType::GSME, gas_tou_tariff()},
      {"GCS01b", "1.2.1", DeviceType::GSME, gas_tier_prices()},
      {"CS02bSupplierBySupplier", "6.15.1", DeviceType::ESME, credentials()},
      {"ECS70Commission", "8.1.1", DeviceType::ESME,
       body("<S><CurrentDateTime>2025-01-01T00:00:00Z</CurrentDateTime><TolerancePeriod>10</TolerancePeriod></S>")},
      {"GCS28Commission", "8.1.1", DeviceType::GSME,
       body("<S><CurrentDateTime>2025-01-01T00:00:00Z</CurrentDateTime><TolerancePeriod>10</TolerancePeriod></S>")}};
}

gbcs::Message built(const Case& c, TimeMs time) {
  const auto message =
      to_command(*Catalogue::instance().find(c.name), request(c.request_body, c.variant), target(c.device), now(time));
  EXPECT_TRUE(message) << message.error().text();
  return message.value_or(gbcs::Message{});
}

// True if the pre-command is taken for what the request means.
bool accepted(const Case& c, View octets) {
  const auto message = gbcs::parse(octets);
  if (!message) return false;
  const auto differences = correlate(request(c.request_body, c.variant), target(c.device), *message);
  return differences && differences->empty();
}

TEST(Correlate, APreCommandOfTheRequestIsAcceptedWheneverItWasBuilt) {
  for (const Case& c : cases()) {
    EXPECT_TRUE(accepted(c, gbcs::write(built(c, kOneTime)))) << c.name;
    EXPECT_TRUE(accepted(c, gbcs::write(built(c, kOtherTime)))) << c.name;
  }
}

TEST(Correlate, EveryChangedOctetIsNoticedButThoseOfTheTimeOfBuild) {
  const auto step = static_cast<std::size_t>(rounds({.in_short = 7, .usual = 1, .in_long = 1}));
  std::size_t begin = 0;
  for (const Case& c : cases()) {
    const Bytes octets = gbcs::write(built(c, kOneTime));
    const Bytes at_another_time = gbcs::write(built(c, kOtherTime));
    ASSERT_EQ(octets.size(), at_another_time.size());
    for (std::size_t i = begin++ % step; i < octets.size(); i += step) {
      constexpr std::array<std::uint8_t, 3> kChanges{0x01, 0x80, 0xFF};
      Bytes changed = octets;
      changed[i] ^= kChanges[i % kChanges.size()];
      EXPECT_EQ(accepted(c, changed), octets[i] != at_another_time[i])
          << c.name << " octet " << i << " of " << to_hex(octets);
    }
  }
}

TEST(Correlate, AChangedNumberIsNoticedAtItsPlaceWhateverDescriptionItMakesTheRowLookLike) {
  const Case c{"GCS01b", "1.2.1", DeviceType::GSME, gas_tier_prices()};
  const UseCase& use_case = *Catalogue::instance().find(c.name);
  const auto original = gbcs::decode_unpacked(use_case, built(c, kOneTime));
  ASSERT_TRUE(original);
  for (std::size_t row = 0; row < original->items.size(); ++row)
    for (const Value& field : original->items[row].value.items)
      for (int bit = 0; bit < 8 && field.wire != Wire::Array && field.name != "IssuerEventId"; ++bit) {
        gbcs::Payload changed = *original;
        Value& value = *changed.items[row].value.find(field.name);
        if (value.wire == Wire::Octets) continue;
        value.number ^= std::int64_t{1} << bit;
        gbcs::Message message = built(c, kOneTime);
        message.content = *gbcs::encode(use_case, gbcs::Cra::Command, changed);
        const auto differences = correlate(request(c.request_body, c.variant), target(c.device), message);
        ASSERT_TRUE(differences) << field.name << ": " << differences.error().text();
        ASSERT_EQ(differences->size(), 1u) << field.name << " bit " << bit << ", also " << differences->back().where;
        EXPECT_EQ(differences->front().where,
                  fmt::format("row {} / {} / {}", row, original->items[row].value.name, field.name));
      }
}

TEST(Correlate, RowsLeftOutOrSwappedAreNoticed) {
  const Case c = cases()[0];
  const UseCase& use_case = *Catalogue::instance().find(c.name);
  gbcs::Message message = built(c, kOneTime);
  auto payload = gbcs::decode_unpacked(use_case, message);
  ASSERT_TRUE(payload);
  payload->items.pop_back();
  message.content = *gbcs::encode(use_case, gbcs::Cra::Command, *payload);
  EXPECT_FALSE(accepted(c, gbcs::write(message)));
}

TEST(Correlate, AnotherRequestIsNoticedAtItsPlace) {
  const Case c = cases()[0];
  Case dearer = c;
  for (Element& e : dearer.request_body.children)
    if (e.name == "PriceElements") e.children[0].children[0].text = "501";
  const auto differences = correlate(request(c.request_body, c.variant), target(c.device), built(dearer, kOneTime));
  ASSERT_TRUE(differences) << differences.error().text();
  ASSERT_EQ(differences->size(), 1u);
  EXPECT_EQ(differences->front().expected, "500");
  EXPECT_EQ(differences->front().found, "501");
  EXPECT_EQ(differences->front().where.substr(0, 6), "row 13");
  EXPECT_NE(differences->front().where.find("StandingCharge"), std::string::npos) << differences->front().where;
}

TEST(Correlate, AnotherExecutionDateIsNoticed) {
  Case later{"ECS01a", "1.1.1", DeviceType::ESME,
             electricity_tariff("<ExecutionDateTime>2030-01-15T09:00:00Z</ExecutionDateTime>")};
  const Case at_once = cases()[0];
  const auto differences =
      correlate(request(at_once.request_body, "1.1.1"), target(DeviceType::ESME), built(later, kOneTime));
  ASSERT_TRUE(differences);
  EXPECT_EQ(differences->size(), 6u) << "each activation row";
}

// The elements that the first difference from the pre-command of another request comes from.
std::vector<std::string> named(const Case& asked, const Case& signed_one) {
  const auto differences =
      correlate(request(asked.request_body, asked.variant), target(asked.device), built(signed_one, kOneTime));
  EXPECT_TRUE(differences) << differences.error().text();
  EXPECT_TRUE(differences && !differences->empty());
  return differences && !differences->empty() ? differences->front().elements : std::vector<std::string>{};
}

TEST(Correlate, WhatAFromDateTimeComesFromIsNamed) {
  const auto credits_since = [](const std::string& start) {
    return Case{"GCS15e", "4.4.5", DeviceType::GSME,
                body("<S><ReadLogPeriod><StartDateTime>" + start +
                     "</StartDateTime><EndDateTime>2025-03-01T00:00:00Z</EndDateTime></ReadLogPeriod></S>")};
  };
  EXPECT_EQ(named(credits_since("2025-01-01T00:00:00Z"), credits_since("2025-01-02T00:00:00Z")),
            std::vector<std::string>{"ReadLogPeriod/StartDateTime"});
}

Case level(const std::string& controller, const std::string& percent, const std::string& more = "") {
  return {"ECS47e", "7.16", DeviceType::ESME,
          body("<LimitAPCLevel auxiliaryControllerN='" + controller + "'><CommandedStateLevel>" + percent +
               "</CommandedStateLevel><StartDateTime>2025-01-01T00:00:00Z</StartDateTime>"
               "<EndDateTime>2025-01-01T01:30:00Z</EndDateTime>" +
               more + "</LimitAPCLevel>")};
}

TEST(Correlate, WhatASumOrANumberedRowIsMadeOfIsNamed) {
  const auto has = [](const std::vector<std::string>& elements, const char* path) {
    return std::find(elements.begin(), elements.end(), path) != elements.end();
  };
  EXPECT_TRUE(has(named(level("3", "50"), level("3", "51")), "CommandedStateLevel"));
  EXPECT_TRUE(has(named(level("3", "50"), level("3", "50", "<InputFromControlledLoad/>")), "InputFromControlledLoad"));
  EXPECT_EQ(named(level("3", "50"), level("2", "50")).front(), "@auxiliaryControllerN") << "another instance";
}

TEST(Correlate, WhatBitsStandForIsNamed) {
  const auto events = [](const std::string& list) {
    return Case{"ECS25a3", "6.22", DeviceType::ESME,
                body("<ConfigureAlertBehaviour><ElectricitySupplierLoggingSettings><SupplierESMECommon>" + list +
                     "</SupplierESMECommon></ElectricitySupplierLoggingSettings></ConfigureAlertBehaviour>")};
  };
  const std::string group = "ElectricitySupplierLoggingSettings/SupplierESMECommon";
  const auto elements = named(events("<x810D>Enable</x810D><x81C6>Disable</x81C6>"), events("<x810D>Enable</x810D>"));
  for (const std::string& path : {group, group + "/x810D", group + "/x81C6"})
    EXPECT_NE(std::find(elements.begin(), elements.end(), path), elements.end()) << path;
}

}  // namespace
}  // namespace gridpost::transform
