// 8.14.1 to 8.14.4 and 12.1.
#include <gtest/gtest.h>

#include <set>

#include "exchange/events_for_tests.h"

namespace gridpost::exchange {
namespace {

using namespace street;

duis::Request to_dcc(std::string_view variant, Eui64 user) {
  static std::uint64_t counter = 1;
  return request(variant, 8, user, kDcc, ++counter);
}

duis::Request installed(std::string_view variant, Eui64 user, Eui64 hub, const std::string& mpxn = kMpan) {
  duis::Request r = to_dcc(variant, user);
  r.body.add("DeviceID", hub.text());
  r.body.add("MPxN", mpxn);
  return r;
}
duis::Request returned(std::string_view variant, Eui64 user, Eui64 hub, std::optional<Eui64> other = {}) {
  duis::Request r = to_dcc(variant, user);
  r.body.add("DeviceID", hub.text());
  if (other) r.body.add("OtherDeviceID", other->text());
  return r;
}

World with_new_hub() {
  World w = world();
  w.devices[kHub].status = w.devices[kProxy].status = SmiStatus::Pending;
  return w;
}

TEST(HubStatus, InstalledWithWanIsCommissionedAndTheProxyWaits) {
  World w = with_new_hub();
  EXPECT_EQ(code_of(w, installed("8.14.1", kSupplier, kHub)), "I0") << w.audit.back().explanation;
  EXPECT_EQ(w.devices[kHub].status, SmiStatus::Commissioned);
  EXPECT_EQ(w.devices[kProxy].status, SmiStatus::InstalledNotCommissioned);
  EXPECT_EQ(code_of(w, installed("8.14.1", kSupplier, kHub)), "I0");
  EXPECT_EQ(w.history.size(), 2u) << "the same once more changes nothing";
}

TEST(HubStatus, InstalledWithoutWanIsCommissionedWhenItIsHeard) {
  World w = with_new_hub();
  EXPECT_EQ(code_of(w, installed("8.14.2", kSupplier, kHub)), "I0");
  EXPECT_EQ(w.devices[kHub].status, SmiStatus::InstalledNotCommissioned);
  w.run(log_alert(5, {}));
  EXPECT_EQ(w.devices[kHub].status, SmiStatus::Commissioned);
  EXPECT_EQ(w.history.back().cause, "first contact");
  EXPECT_EQ(code_of(w, installed("8.14.2", kSupplier, kHub)), "E081406");
}

TEST(HubStatus, AnAnswerIsContactToo) {
  World w = world();
  w.devices[kHub].status = SmiStatus::InstalledNotCommissioned;
  w.run(arrived(read(1)));
  w.run(answer_to(w.outbox.at(0), dlms_results({0})));
  EXPECT_EQ(w.devices[kHub].status, SmiStatus::Commissioned);
}

TEST(HubStatus, EveryRefusalHasItsCode) {
  World w = with_new_hub();
  EXPECT_EQ(code_of(w, installed("8.14.1", kSupplier, Eui64{0x77})), "E081401");
  EXPECT_EQ(code_of(w, installed("8.14.1", kSupplier, kElectric)), "E081401");
  EXPECT_EQ(code_of(w, installed("8.14.1", kStranger, kHub)), "E4");
  duis::Request early = installed("8.14.1", kSupplier, kHub);
  early.body.add("InstallDateTime", iso(kNow + kHour));
  EXPECT_EQ(code_of(w, early), "E081402");
  EXPECT_EQ(code_of(w, returned("8.14.3", kSupplier, kHub, Eui64{0x77})), "E081405");
  EXPECT_EQ(code_of(w, returned("8.14.4", kStranger, kHub)), "E4");
  EXPECT_EQ(w.devices[kHub].status, SmiStatus::Pending);
}

TEST(HubStatus, AReturnedHubGoesWithItsProxyAndItsSuppliersAreTold) {
  World w = world();
  w.run(arrived(dated(read(1, kSupplier, kProxy), kNow + kDay)));  // no metering point yet: refused
  w.devices[kProxy].import_mpxn = kMprn;
  w.run(arrived(dated(read(2, kSupplier, kProxy), kNow + kDay)));
  w.registrations[kMprn][0].party = kStranger;
  EXPECT_EQ(code_of(w, returned("8.14.3", kSupplier, kHub, kElectric)), "I0");
  EXPECT_EQ(w.devices[kHub].status, SmiStatus::Decommissioned);
  EXPECT_EQ(w.devices[kProxy].status, SmiStatus::Decommissioned);
  EXPECT_EQ(w.devices[kElectric].status, SmiStatus::InstalledNotCommissioned);
  ASSERT_EQ(w.alerts.size(), 2u);
  EXPECT_EQ(w.alerts[0].code, "N9");
  EXPECT_EQ(std::set(w.alerts[0].receivers.begin(), w.alerts[0].receivers.end()), (std::set{kStranger, kSupplier}));
  EXPECT_EQ(w.alerts[1].code, "N17");
  EXPECT_EQ(w.requests.at(read(2, kSupplier, kProxy).id).result_code, "E5");
  EXPECT_EQ(code_of(w, returned("8.14.4", kSupplier, kHub)), "E081401");
}

TEST(HubStatus, AHubWhoseModelIsRecalledGoesLikeOneThatIsReturned) {
  World w = world();
  w.devices[kProxy].import_mpxn = kMprn;
  w.run(arrived(dated(read(2, kSupplier, kProxy), kNow + kDay)));
  w.run(HubRecalled{kHub});
  EXPECT_EQ(w.devices[kHub].status, SmiStatus::Decommissioned);
  EXPECT_EQ(w.devices[kProxy].status, SmiStatus::Decommissioned);
  EXPECT_EQ(w.devices[kElectric].status, SmiStatus::InstalledNotCommissioned);
  ASSERT_EQ(w.alerts.size(), 2u);
  EXPECT_EQ(w.alerts[0].code, "N9");
  EXPECT_EQ(w.alerts[0].device, kHub);
  EXPECT_EQ(std::count(w.alerts[0].receivers.begin(), w.alerts[0].receivers.end(), kSupplier), 1);
  EXPECT_EQ(w.alerts[1].code, "N17");
  EXPECT_EQ(w.requests.at(read(2, kSupplier, kProxy).id).result_code, "E5");
  EXPECT_EQ(w.audit.back().kind, "hub-recall");
  EXPECT_EQ(w.audit.back().rule, rule::kHubRecalled.name);
  for (const inventory::StatusChange& change : w.history) EXPECT_EQ(change.cause, "recall");

  const World once = w;
  EXPECT_TRUE(w.run(HubRecalled{kHub}).effects.empty()) << "said again";
  EXPECT_TRUE(w.run(HubRecalled{kElectric}).effects.empty()) << "no hub";
  EXPECT_TRUE(w.run(HubRecalled{Eui64{0x77}}).effects.empty()) << "a hub that is gone";
  EXPECT_TRUE(w.devices == once.devices);
  EXPECT_EQ(w.audit.size(), once.audit.size());
}

// ---- 12.1 ----

duis::Request where(const std::string& post_code, const std::string& address = "1") {
  duis::Request r = to_dcc("12.1", kNetwork);
  Element& place = r.body.add("PartialAddress");
  place.add("PostCode", post_code);
  place.add("AddressIdentifier", address);
  return r;
}
duis::Request where_uprn(const std::string& uprn) {
  duis::Request r = to_dcc("12.1", kNetwork);
  r.body.add("UPRN", uprn);
  return r;
}

World with_coverage() {
  World w = world();
  w.now = parse_date("2021-06-01").value();
  inventory::Coverage c;
  c.post_code = "ZQ1 2AB";
  c.region = "North";
  c.from = parse_date("2021-09-01").value();
  c.technology = "Radio";
  c.likelihood = "Low";
  w.coverage = {c};
  return w;
}

const Element& matrix_of(const Decision& d) { return std::get<duis::WanMatrix>(d.answer->payload).dsp_wan_matrix; }

TEST(WanMatrix, AnswersForThePostCodeAndRepeatsTheRequest) {
  World w = with_coverage();
  ASSERT_TRUE(w.rules.override_with("mp146", "always"));
  const Decision d = w.run(arrived(where("zq12ab")));
  ASSERT_EQ(d.answer->code, "I0") << w.audit.back().explanation;
  EXPECT_EQ(matrix_of(d).text_at("Request/PartialAddress/PostCode"), "zq12ab");
  EXPECT_EQ(matrix_of(d).text_at("DSPWANMatrixResponse/CSPRegion"), "North");
  EXPECT_EQ(matrix_of(d).text_at("DSPWANMatrixResponse/CoverageAvailability"), "false");
  EXPECT_EQ(matrix_of(d).text_at("DSPWANMatrixResponse/AnticipatedCoverageDate"), "2021-09-01");
  EXPECT_EQ(w.audit.back().rules_consulted, "mp146");
}

TEST(WanMatrix, OldSchemaVersionsNameOneRegion) {
  World w = with_coverage();
  w.coverage.push_back(w.coverage[0]);
  w.coverage[1].region = "4G North";
  w.coverage[1].available = true;
  std::uint64_t counter = 100;
  const auto answer = [&](const char* version) {
    duis::Request r = where("ZQ1 2AB");
    r.id.counter = ++counter;
    r.schema_version = version;
    const Decision d = w.run(arrived(r));
    EXPECT_EQ(d.answer->schema_version, version);
    return matrix_of(d);
  };
  for (const char* old : {"5", "5.0", "5.1", "05.10"}) {
    const Element matrix = answer(old);
    EXPECT_EQ(matrix.text_at("Request/PartialAddress/PostCode"), "ZQ1 2AB");
    EXPECT_EQ(matrix.text_at("CSPRegion"), "4G North") << old;  // the one that is available
    EXPECT_EQ(matrix.text_at("CoverageAvailability"), "true");
    EXPECT_FALSE(matrix.child("CSPRegionResponseCode"));
    EXPECT_FALSE(matrix.child("DSPWANMatrixResponse"));
  }
  for (const char* now : {"5.2", "5.4"}) EXPECT_EQ(answer(now).children.size(), 3u) << now;
  w.coverage[1].available = false;
  EXPECT_EQ(answer("5.1").text_at("CSPRegion"), "North");
}

TEST(WanMatrix, R146_05_TheDayIsShownFromTheRelease) {
  World w = with_coverage();  // 2021-06-01; the release is that of 2021-06-24
  EXPECT_FALSE(matrix_of(w.run(arrived(where("ZQ1 2AB")))).at("DSPWANMatrixResponse/AnticipatedCoverageDate"));
  w.now = local_midnight("2021-06-24").value();
  EXPECT_TRUE(matrix_of(w.run(arrived(where("ZQ1 2AB")))).at("DSPWANMatrixResponse/AnticipatedCoverageDate"));
}

TEST(WanMatrix, AUprnHasThePostCodeOfTheDevicesThere) {
  World w = with_coverage();
  EXPECT_EQ(code_of(w, where_uprn("100")), "E120101");
  w.devices[kHub].uprn = "100";
  w.devices[kHub].post_code = "ZQ1 2AB";
  EXPECT_EQ(code_of(w, where_uprn("100")), "I0");
}

TEST(WanMatrix, EveryRefusalHasItsCode) {
  World w = with_coverage();
  EXPECT_EQ(code_of(w, where("ZQ9 9ZZ")), "E120101");
  EXPECT_EQ(code_of(w, where("AB1-2C")), "E120103");
  w.coverage.push_back(w.coverage[0]);
  w.coverage[0].address_identifier = w.coverage[1].address_identifier = "1";
  w.coverage[1].uprn = "100";
  EXPECT_EQ(code_of(w, where("ZQ1 2AB")), "E120102");
}

}  // namespace
}  // namespace gridpost::exchange
