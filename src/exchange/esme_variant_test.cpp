// MP125: who may correct an ESME Variant, what the correction reaches, and what it does not.
#include <gtest/gtest.h>

#include "catalogue/bodies.h"
#include "exchange/events_for_tests.h"
#include "inventory/firmware.h"

namespace gridpost::exchange {
namespace {

using namespace street;
using registration::Kind;

// The requests of a User to the DCC are one stream.
std::uint64_t next_counter() {
  static std::uint64_t counter = 1000;
  return ++counter;
}

duis::Request update(Eui64 user, Eui64 device, const std::string& choice, const std::string& field,
                     const std::string& value) {
  duis::Request r = request("8.4", 8, user, kDcc, next_counter());
  r.body.add("DeviceID", device.text());
  r.body.add(choice).add(field, value);
  return r;
}
duis::Request variant(Eui64 user, const std::string& value, Eui64 device = kElectric) {
  return update(user, device, "UpdateDeviceDetails", "ESMEVariant", value);
}
duis::Request second_mpan(Eui64 user) { return update(user, kElectric, "UpdateMPxN", "SecondaryImportMPAN", kNewMpan); }
std::string code_of(World& w, const duis::Request& r) { return w.run(arrived(r)).answer->code; }

World meter_after_mp125(SmiStatus status = SmiStatus::Commissioned) {
  World w = world();
  EXPECT_TRUE(w.rules.override_with("mp125", "always"));
  w.devices[kElectric].status = status;
  return w;
}

// The answer to an 8.2 about the meter, as text.
std::string inventory_of(World& w) {
  duis::Request r = request("8.2", 8, kSupplier, kDcc, next_counter());
  r.body.add("DeviceID", kElectric.text());
  return duis::write(w.run(arrived(r)).answer.value());
}

constexpr SmiStatus kOpen[] = {SmiStatus::Whitelisted, SmiStatus::InstalledNotCommissioned, SmiStatus::Commissioned};

// Under every modification alone, under all of them, and under every switch of the server.
TEST(EsmeVariant, R125_05_NothingOpensModelOrManufacturer) {
  const std::pair<const char*, const char*> fields[] = {{"DeviceManufacturer", "0005"},
                                                        {"DeviceModel", "00050007"},
                                                        {"SMETSCHTSVersion", "SMETS2 V5.0"},
                                                        {"FirmwareVersion", "00000009"}};
  const auto refused = [&](World w) {
    w.products.push_back({DeviceType::ESME, "0005", "00050006", "00000002", "S", "4.2", inventory::CplStatus::Active});
    w.products.push_back({DeviceType::ESME, "0004", "00050007", "00000002", "S", "4.2", inventory::CplStatus::Active});
    const auto before = w.devices;
    for (const auto& [field, value] : fields) {
      const std::string code = code_of(w, update(kSupplier, kElectric, "UpdateDeviceDetails", field, value));
      EXPECT_TRUE(code == "E080415" || code == "E080409") << field << " gave " << code;
      EXPECT_TRUE(w.devices == before) << field;
    }
  };
  for (const SmiStatus status : kOpen) {
    World all = world();
    all.devices[kElectric].status = status;
    World with_switches = all;
    for (const Release& r : releases()) {
      World one = all;
      ASSERT_TRUE(one.rules.override_with(r.key, "always"));
      refused(one);
      ASSERT_TRUE(with_switches.rules.override_with(r.key, "always"));
    }
    with_switches.limits.commission_by_returned_answer = true;
    for (const auto policy : {inventory::Contradiction::Noted, inventory::Contradiction::Refused}) {
      with_switches.limits.variant_contradiction = policy;
      refused(with_switches);
    }
  }
}

TEST(EsmeVariant, R125_08_WhoInstalledItAndStillSuppliesMayCorrectItToo) {
  World w = meter_after_mp125();
  ASSERT_EQ(w.devices[kElectric].notified_by, kSupplier);
  EXPECT_EQ(code_of(w, variant(kSupplier, "AD")), "I0");
  EXPECT_EQ(w.devices[kElectric].esme_variant, "AD");
  w.devices[kElectric].notified_by = kStranger;  // and who did not install it
  EXPECT_EQ(code_of(w, variant(kSupplier, "B")), "I0");
  EXPECT_EQ(w.devices[kElectric].esme_variant, "B");
}

// One form of the request, before the date and after: what differs is the rule that answers.
TEST(EsmeVariant, R125_11_TheFormOfTheRequestIsThatOfBefore) {
  const duis::Request r = variant(kSupplier, "AD");
  EXPECT_TRUE(catalogue::grammar::check(*catalogue::find_body("UpdateInventory"), r.body));
  World before = world();
  before.devices[kElectric].status = SmiStatus::Commissioned;
  ASSERT_TRUE(before.rules.override_with("mp125", "never"));
  EXPECT_EQ(code_of(before, r), "E080409");
  EXPECT_EQ(before.audit.back().rule, rule::kUpdatePending.name);
  before.devices[kElectric].status = SmiStatus::Pending;  // where the same form was always good
  EXPECT_EQ(code_of(before, variant(kSupplier, "AD")), "I0");
  World after = meter_after_mp125();
  EXPECT_EQ(code_of(after, r), "I0");
}

TEST(EsmeVariant, R125_14_TheCorrectedValueCountsAtOnce) {
  World w = meter_after_mp125();
  w.products.push_back(
      {DeviceType::ESME, "0004", "00050006", "00000003", "S", "4.3", inventory::CplStatus::Active, "AD BD"});
  const inventory::Product& upgrade = w.products.back();
  EXPECT_FALSE(inventory::firmware_suits(w.devices[kElectric], upgrade));
  EXPECT_NE(inventory_of(w).find("<sr:ESMEVariant>A</sr:ESMEVariant>"), std::string::npos);
  EXPECT_EQ(code_of(w, second_mpan(kSupplier)), "E080412") << "a single element meter has one import point";

  EXPECT_EQ(code_of(w, variant(kSupplier, "BD")), "I0");
  EXPECT_TRUE(inventory::firmware_suits(w.devices[kElectric], upgrade)) << "firmware for BD is acceptable now";
  EXPECT_NE(inventory_of(w).find("<sr:ESMEVariant>BD</sr:ESMEVariant>"), std::string::npos);
  EXPECT_EQ(code_of(w, second_mpan(kSupplier)), "I0") << "a twin element meter has a second one";
}

// Which command a request becomes depends on the variant as well: C has three phases.
TEST(EsmeVariant, R125_14_CommandsAreMadeForTheCorrectedMeter) {
  World w = meter_after_mp125();
  const auto code_of_command = [&](std::uint64_t counter) {
    const duis::Request r = request("6.2.1", 1, kSupplier, kElectric, counter);
    EXPECT_EQ(code_of(w, r), "I99") << w.audit.back().explanation;
    return w.requests.at(r.id).message_code;
  };
  EXPECT_EQ(code_of_command(1), 0x003C);
  EXPECT_EQ(code_of(w, variant(kSupplier, "C")), "I0");
  EXPECT_EQ(code_of_command(2), 0x00C6);
}

TEST(EsmeVariant, R125_17_AVariantThatTheListContradictsIsNotedOrRefused) {
  World w = meter_after_mp125();
  w.products[0].variants = "A AD";
  EXPECT_EQ(code_of(w, variant(kSupplier, "AD")), "I0");
  EXPECT_NE(w.audit.back().rule, rule::kVariantContradicts.name) << "nothing contradicts it";
  EXPECT_EQ(code_of(w, variant(kSupplier, "C")), "I0");
  EXPECT_EQ(w.devices[kElectric].esme_variant, "C");
  EXPECT_EQ(w.audit.back().rule, rule::kVariantContradicts.name);
  EXPECT_EQ(w.audit.back().device, kElectric);
  EXPECT_EQ(w.audit.back().user, kSupplier);

  w.limits.variant_contradiction = inventory::Contradiction::Refused;
  EXPECT_EQ(code_of(w, variant(kSupplier, "B")), "E080407");
  EXPECT_EQ(w.devices[kElectric].esme_variant, "C");
  EXPECT_NE(w.audit.back().explanation.find("A AD"), std::string::npos) << w.audit.back().explanation;
  EXPECT_EQ(code_of(w, variant(kSupplier, "A")), "I0");
}

TEST(EsmeVariant, R125_17_TheSameHoldsForPendingDevicesAndAtTheirNotification) {
  World w = meter_after_mp125();
  w.products[0].variants = "A AD";
  EXPECT_EQ(code_of(w, variant(kSupplier, "C", kNew)), "I0");
  EXPECT_EQ(w.audit.back().rule, rule::kVariantContradicts.name);
  w.limits.variant_contradiction = inventory::Contradiction::Refused;
  EXPECT_EQ(code_of(w, variant(kSupplier, "B", kNew)), "E080407");

  duis::Request notified = request("12.2", 8, kSupplier, kDcc, next_counter());
  const std::pair<const char*, std::string> body[] = {{"DeviceID", Eui64{0x99}.text()},
                                                      {"DeviceManufacturer", "0004"},
                                                      {"DeviceModel", "00050006"},
                                                      {"DeviceType", "ESME"},
                                                      {"SMETSCHTSVersion", "SMETS2 V4.2"},
                                                      {"FirmwareVersion", "00000002"},
                                                      {"ESMEVariant", "B"}};
  for (const auto& [name, value] : body) notified.body.add(name, value);
  EXPECT_EQ(code_of(w, notified), "E120203") << w.audit.back().explanation;
  w.limits.variant_contradiction = inventory::Contradiction::Noted;
  EXPECT_EQ(code_of(w, notified), "I0") << w.audit.back().explanation;
  EXPECT_EQ(w.audit.back().rule, rule::kVariantContradicts.name);
}

TEST(EsmeVariant, R125_20_FirmwareThatIsNotForTheVariantMarksItForReview) {
  World w = meter_after_mp125();
  w.products.push_back(
      {DeviceType::ESME, "0004", "00050006", "00000003", "S", "4.3", inventory::CplStatus::Active, "AD"});
  w.run(arrived(request("11.2", 1, kSupplier, kElectric, 1)));
  gbcs::Payload payload = dlms_results({0});
  payload.items[0].value = octets_value("firmwareVersion", {0, 0, 0, 3});
  w.run(answer_to(w.of_kind(OutboxKind::Command).at(0), payload));
  EXPECT_EQ(w.devices[kElectric].firmware_version, "00000003");
  EXPECT_EQ(w.devices[kElectric].esme_variant, "A") << "nobody but the supplier corrects it";
  EXPECT_NE(w.audit.back().explanation.find(std::string(rule::kVariantReview.title)), std::string::npos)
      << w.audit.back().explanation;
}

}  // namespace
}  // namespace gridpost::exchange
