// What the DCC sends on its own account, judged by the published schema.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "duis/response.h"
#include "exchange/broker_alert.h"
#include "exchange/credentials_updated.h"
#include "exchange/dcc_alert.h"
#include "exchange/events_for_tests.h"
#include "gbcs/codec.h"
#include "inventory/coverage.h"
#include "schema_judge.h"

namespace gridpost::schema_test {
namespace {

namespace fs = std::filesystem;

using exchange::RaisedAlert;
using inventory::Device;

constexpr Eui64 kDcc{0x90B3D51F30000002}, kUser{0x90B3D51F30010000}, kDevice{0x02005E0000000001};
constexpr TimeMs kNow = 1'764'000'000'000;

class ResponseSchema : public testing::Test {
 protected:
  void SetUp() override {
    const char* data = std::getenv("GRIDPOST_REFERENCE_DATA");
    if (!data) GTEST_SKIP() << "GRIDPOST_REFERENCE_DATA is not set: the published schema is not there to judge";
    schema_ = Schema::from_file(std::string(data) + "/spec/duis/duis-5.4.xsd");
    ASSERT_TRUE(schema_);
  }
  void expect_valid(const RaisedAlert& alert) {
    const auto effects = exchange::queue_alert(alert, kDcc, kUser, 7, kNow);
    const std::string body = text_of(std::get<exchange::Enqueue>(effects.at(1)).item.body);
    EXPECT_TRUE(schema_->accepts(body)) << alert.code << ": " << body;
  }
  std::unique_ptr<Schema> schema_;
};

Device device(DeviceType type, const std::string& mpxn = {}) {
  Device d;
  d.id = kDevice;
  d.type = type;
  d.import_mpxn = mpxn;
  if (type == DeviceType::ESME) {
    d.esme_variant = "BDE";
    d.secondary_import_mpan = d.export_mpan = mpxn;
  }
  return d;
}

exchange::RequestRecord record() {
  exchange::RequestRecord r;
  r.id = {kUser, kDevice, 5};
  r.device = kDevice;
  return r;
}

TEST_F(ResponseSchema, TakesEveryAlert) {
  const Device electric = device(DeviceType::ESME, "1200000000017"), gas = device(DeviceType::GSME, "7400000014");
  const std::vector<Device> displays(9, device(DeviceType::PPMID));
  expect_valid(exchange::meter_decommissioned(electric, displays, {}));
  expect_valid(exchange::meter_decommissioned(gas, {}, {}));
  expect_valid(exchange::meter_withdrawn(electric, displays, {}));
  expect_valid(exchange::device_suspended(electric, {}));
  expect_valid(exchange::device_restored(device(DeviceType::CHF), {}));
  expect_valid(exchange::hub_decommissioned(device(DeviceType::CHF), {}));
  expect_valid(exchange::meter_commissioned(electric, {}));
  expect_valid(exchange::meter_commissioned(gas, {}));
  expect_valid(exchange::command_failed("N17", record()));
  expect_valid(exchange::log_updated(record().id));
  expect_valid(exchange::join_not_seen(record().id));
  Device hub = device(DeviceType::CHF);
  hub.gpf = Eui64{0x02005E0000000002};
  for (const bool proxy : {false, true}) expect_valid(exchange::log_restored(proxy, hub, hub, kNow, {}));
  Device meter = device(DeviceType::GSME);
  meter.firmware_version = "00040201";
  for (const bool listed : {false, true}) expect_valid(exchange::firmware_mismatch(listed, meter, "00040200", {}));
  expect_valid(exchange::display_removed(kDevice, hub.id, {}));
  expect_valid(exchange::recovery_complete(electric, {}));
  exchange::ReplacedCredentials replaced{"Supplier", kUser, {}, {}, {{"DigitalSigning", Bytes(20, 1)}}};
  expect_valid(exchange::credentials_updated(kDevice, replaced, {}));
  replaced.floor = 7;
  replaced.top_up_floor = 9;
  for (const char* type : {"KeyAgreement", "KeyAgreementTopUp"}) replaced.certificates.push_back({type, Bytes(20, 2)});
  expect_valid(exchange::credentials_updated(kDevice, replaced, {}));
}

TEST_F(ResponseSchema, TakesTheWanMatrix) {
  inventory::Coverage there;
  there.region = "4G North";
  there.available = true;
  there.technology = "Cellular";
  there.likelihood = "High";
  there.auxiliary_equipment = "Aerial";
  there.information = "On the roof";
  inventory::Coverage planned = there;
  planned.region = "North";
  planned.available = false;
  planned.planned = true;
  planned.from = kNow + 30 * kDay;
  planned.technology = planned.information = planned.auxiliary_equipment = "";
  Element request;
  request.name = "RequestWANMatrix";
  request.add("UPRN", "100");
  duis::Response r;
  r.request_id = {kUser, kDcc, 5};
  r.code = "I0";
  r.time = kNow;
  r.reference = r.variant = "12.1";
  r.payload = duis::WanMatrix{inventory::wan_matrix(request, std::vector{there, planned}, true, kNow)};
  const std::string body = duis::write(r);
  EXPECT_TRUE(schema_->accepts(body)) << body;
  const auto again = duis::read_response(duis::parse(body).value());
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_TRUE(std::holds_alternative<duis::WanMatrix>(again->payload));
}

// 8.6, as long as it is offered: the answer with the broker's certificates.
TEST_F(ResponseSchema, TakesTheAnswerToOptingIn) {
  namespace street = exchange::street;
  exchange::World w = street::world();
  ASSERT_TRUE(w.rules.override_with("opt-out.end", "never"));
  w.devices[street::kElectric].status = SmiStatus::Withdrawn;
  duis::Request request = street::request("8.6", 8, street::kSupplier, kDcc, 5);
  request.body.add("DeviceID", street::kElectric.text());
  request.body.add("DeviceType", "ESME");
  request.body.add("MPxNs").add("ImportMPxN", street::kMpan);
  request.body.add("OptInDate", iso_date(street::kNow));
  for (const bool with_signing : {false, true}) {
    exchange::World one = w;
    one.certificates[{kDcc, crypto::Usage::KeyAgreement}] = Bytes(300, 0x30);
    if (with_signing) one.certificates[{kDcc, crypto::Usage::DigitalSignature}] = Bytes(300, 0x31);
    const duis::Response answer = *one.run(street::arrived(request)).answer;
    ASSERT_EQ(answer.code, "I0") << one.audit.back().explanation;
    const std::string body = duis::write(answer);
    EXPECT_TRUE(schema_->accepts(body)) << body;
    EXPECT_TRUE(std::holds_alternative<duis::OptIn>(duis::read_response(duis::parse(body).value()).value().payload));
  }
}

// Answers and outcomes of the reference messages about replaced credentials, as N42 tells of them. (DUIS 3.11)
TEST_F(ResponseSchema, TakesWhatDevicesTellOfReplacedCredentials) {
  int told = 0;
  for (const auto& file :
       fs::recursive_directory_iterator(std::string(std::getenv("GRIDPOST_REFERENCE_DATA")) + "/rtds")) {
    const std::string name = file.path().filename().string();
    if (!file.is_regular_file() || name.find("CS02b") == std::string::npos) continue;
    std::ifstream in(file.path());
    const auto message = gbcs::parse(from_hex(std::string(std::istreambuf_iterator<char>(in), {})).value()).value();
    if (message.header.cra == gbcs::Cra::Command) continue;
    const auto payload = gbcs::decode(*Catalogue::instance().for_code(message.header.code), message);
    ASSERT_TRUE(payload) << name;
    if (!exchange::tells_replacement(*payload)) continue;
    const auto all = exchange::replaced_credentials(*payload);
    const bool by_service =
        name.find("_NA_") == std::string::npos;  // others may be about parties without a word in DUIS
    if (by_service && name.find("SUCCESS") != std::string::npos) EXPECT_FALSE(all.empty()) << name;
    for (const auto& replaced : all)
      expect_valid(exchange::credentials_updated(message.header.originator, replaced, {}));
    ++told;
  }
  EXPECT_GE(told, 6) << "each service that replaces credentials has a message";
}

// DUIS 3.10: the reference messages of hubs and displays to the broker, as their Users hear of them.
TEST_F(ResponseSchema, TakesWhatBecomesOfAlertsToTheBroker) {
  int made = 0;
  for (const auto& file :
       fs::recursive_directory_iterator(std::string(std::getenv("GRIDPOST_REFERENCE_DATA")) + "/rtds")) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path());
    const auto octets = from_hex(std::string(std::istreambuf_iterator<char>(in), {}));
    ASSERT_TRUE(octets) << file.path();
    exchange::DeviceSpoke event;
    event.parsed = gbcs::parse(*octets).value();
    if (!exchange::is_told_to_users(event)) continue;
    event.payload = gbcs::decode(*Catalogue::instance().for_code(event.parsed->header.code), *event.parsed).value();
    const auto alert = exchange::dcc_alert_of(event, {});
    ASSERT_TRUE(alert) << file.path();
    EXPECT_GE(alert->payload.children.size(), 4u) << file.path() << " lacks what is particular to it";
    expect_valid(*alert);
    ++made;
  }
  EXPECT_EQ(made, 8);
}

}  // namespace
}  // namespace gridpost::schema_test
