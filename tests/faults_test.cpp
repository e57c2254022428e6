// Devices that misbehave, and Devices that work together, through the real server and the real device process: what the
// User gets, what the audit trail says, and what the inventory shows. (docs/faults.md)
#include <gmock/gmock.h>

#include <algorithm>

#include "catalogue/rule_list.h"
#include "codec/examine.h"
#include "stage_scene.h"

namespace gridpost::test::faults_test {
namespace {

// A home with two meters and a display, all on the HAN of their hub. Four hours of the world are eight seconds here.
class Home : public StageScene {
 public:
  static Home& instance() {
    static Home home;
    return home;
  }

  const devices::WorldDevice& meter() const { return of_type(home(), DeviceType::ESME); }
  const devices::WorldDevice& gas() const { return of_type(home(), DeviceType::GSME); }
  const devices::WorldDevice& display() const { return of_type(home(), DeviceType::PPMID); }
  Eui64 chf() const { return home().hub.chf; }
  devices::WorldDevice proxy() const {
    devices::WorldDevice d;
    d.type = DeviceType::GPF;
    d.id = home().hub.gpf;
    d.gbcs_version = home().hub.gbcs_version;
    return d;
  }

  duis::Request read_of(Eui64 device) const { return app::read_registers({supplier_id(), device}); }
  duis::Response result_of(const RequestId& id) { return must(supplier().wait_for(id)); }

  // What is left of the connections of the old server may hold its ports for a moment.
  void restart_server() {
    static_cast<void>(stage_->server().stop());
    await("the server starts again", [&] { return stage_->start_server().has_value(); });
  }
  bool taken(const RequestId& id) { return must(read()->command_taken(id)); }
  void await_world(TimeMs time) {
    await("the world's time passes", [&] { return stage_->world_now() >= time; });
  }

  // Everything that was pushed under a RequestID.
  std::vector<duis::Response> pushed_under(const RequestId& id) {
    std::vector<duis::Response> out;
    for (const auto& one : supplier().pushed())
      if (one.response.request_id == id) out.push_back(one.response);
    return out;
  }
  bool audited(const RequestId& id, const NamedRule& rule) {
    const auto audit = must(read()->audit({.request_id = id.text()}));
    return std::any_of(audit.begin(), audit.end(), [&](const auto& e) { return e.rule == rule.name; });
  }

  // What 8.2 says of a Device.
  std::string shown(Eui64 device, std::string_view element) {
    const duis::Response answer = succeed(app::read_inventory({supplier_id(), stage_->world().broker}, device), {});
    for (const Element& d : std::get<duis::Inventory>(answer.payload).dsp_inventory.children)
      if (d.text_at("DeviceID") == device.text()) return std::string(d.text_at(element));
    return "not shown";
  }
  std::string status(Eui64 device) { return shown(device, "DeviceStatus"); }

  // 8.7.1 to 8.8.2
  void name(std::string_view variant, const devices::WorldDevice& target, const devices::WorldDevice& other) {
    succeed(request_naming(variant, supplier_id(), target.id, "OtherDeviceID", other.id.text()), target, other.type);
  }
  // 8.9: who is on the Device's own log.
  std::vector<Eui64> log_of(const devices::WorldDevice& device) {
    const duis::Response answer = succeed(request_to("8.9", supplier_id(), device.id), device);
    const auto examined = must(codec::examine(std::get<duis::GbcsPayload>(answer.payload).message, stage_->keys_of(0),
                                              stage_->world().broker, stage_->world_now()));
    if (!examined.payload) throw std::runtime_error("the log cannot be read: " + examined.problem);
    std::vector<Eui64> out;
    if (const Value* log = examined.payload->find("log"))
      for (const Value& entry : log->items) out.push_back(Eui64::of(entry.find("deviceId")->octets));
    return out;
  }
  bool joined(Eui64 device, Eui64 other) {
    const auto joins = must(read()->joins(device));
    return std::any_of(joins.begin(), joins.end(),
                       [&](const inventory::Join& j) { return j.device == device && j.other == other; });
  }

 private:
  Home() : StageScene("faults") {
    start({.homes = 1, .speed = 1800});
    for (const auto* d : {&meter(), &gas(), &display()}) {
      notify(*d);
      join(chf(), *d);
    }
    commission(meter());
    commission(gas());
    settle();
  }
};

class Faults : public testing::Test {
 protected:
  // The fault is gone when the test is over, whatever its end.
  ~Faults() override {
    for (const Eui64 id : faulty_) home_.order("mend " + id.text() + " all");
    home_.settle();
  }
  void fault(Eui64 device, const std::string& kind) {
    home_.order("fault " + device.text() + " " + kind);
    faulty_.push_back(device);
  }
  void mend(Eui64 device) {
    home_.order("mend " + device.text() + " all");
    std::erase(faulty_, device);
  }
  // The one result of a request, good for its User.
  void expect_good(const RequestId& id) {
    const duis::Response result = home_.result_of(id);
    EXPECT_EQ(result.code, "I0");
    EXPECT_EQ(mac_of(result), "good");
    home_.settle();
    EXPECT_EQ(home_.pushed_under(id).size(), 1u);
  }
  void expect_only(const RequestId& id, const NamedRule& rule) {
    EXPECT_EQ(home_.result_of(id).code, rule.code);
    EXPECT_TRUE(home_.audited(id, rule));
    home_.settle();
    EXPECT_EQ(home_.pushed_under(id).size(), 1u);
  }
  std::string mac_of(const duis::Response& response) {
    const auto* payload = std::get_if<duis::GbcsPayload>(&response.payload);
    if (!payload) return "no payload";
    const auto examined = codec::examine(payload->message, home_.stage().keys_of(0), home_.stage().world().broker,
                                         home_.stage().world_now());
    return examined ? examined->checked.mac : examined.error().text();
  }

  Home& home_ = Home::instance();
  std::vector<Eui64> faulty_;
};

TEST_F(Faults, ASilentDeviceIsE21AndAnswersAgainAfterwards) {
  fault(home_.meter().id, "silent");
  expect_only(home_.accepted(home_.read_of(home_.meter().id)), rule::kNoAnswer);
  mend(home_.meter().id);
  expect_good(home_.accepted(home_.read_of(home_.meter().id)));
}

TEST_F(Faults, ALateAnswerWithinTheTimeIsTheResult) {
  fault(home_.meter().id, "late 3600");
  expect_good(home_.accepted(home_.read_of(home_.meter().id)));
}

TEST_F(Faults, AnAnswerAfterTheTimeIsNotedAndNotPushed) {
  fault(home_.meter().id, "late 21600");
  const RequestId id = home_.accepted(home_.read_of(home_.meter().id));
  EXPECT_EQ(home_.result_of(id).code, "E21");
  EXPECT_FALSE(home_.audited(id, rule::kAnswerOnce));
  home_.await("the late answer is noted", [&] { return home_.audited(id, rule::kAnswerOnce); });
  expect_only(id, rule::kNoAnswer);
}

// The MAC is for the User, and only the User has the key. (DUIS 3.9)
TEST_F(Faults, AWrongMacForTheUserIsForTheUserToFind) {
  fault(home_.meter().id, "wrong-mac");
  const RequestId id = home_.accepted(home_.read_of(home_.meter().id));
  const duis::Response result = home_.result_of(id);
  EXPECT_EQ(result.code, "I0");
  EXPECT_NE(mac_of(result), "good");
  EXPECT_NE(mac_of(result), "no payload");
}

// The answer is for the access control broker: it is not passed on, and the inventory does not believe the hub.
TEST_F(Faults, AWrongMacForTheBrokerIsNotedAndGoesToNobody) {
  devices::WorldDevice spare = home_.display();
  spare.id = Eui64{spare.id.value ^ 0xF0000};
  home_.notify(spare);
  fault(home_.chf(), "wrong-mac");
  const RequestId id = home_.accepted(app::add_to_device_log({home_.supplier_id(), home_.chf()}, spare));
  home_.await("the answer is noted", [&] { return home_.audited(id, rule::kAnswerProtection); });
  expect_only(id, rule::kNoAnswer);
  EXPECT_EQ(home_.status(spare.id), "Pending");
  const auto alerts = must(home_.read()->audit({.device = home_.chf()}));
  EXPECT_TRUE(std::any_of(alerts.begin(), alerts.end(), [](const exchange::AuditEntry& e) {
    return e.kind == "alert" && e.rule == rule::kAnswerProtection.name;
  })) << "the alert about the changed log is as wrong as the answer";
}

// ---- power and links ----

TEST_F(Faults, AMeterThatLostPowerReportsItAndKeepsItsCounters) {
  const std::size_t before = home_.supplier().pushed().size();
  home_.order("restart " + home_.meter().id.text() + " 7200");
  const RequestId during = home_.accepted(home_.read_of(home_.meter().id));
  home_.await("the meter reports its outage", [&] {
    const auto pushed = home_.supplier().pushed();
    return std::any_of(pushed.begin() + static_cast<std::ptrdiff_t>(before), pushed.end(), [](const auto& one) {
      const auto* alert = std::get_if<duis::DeviceAlert>(&one.response.payload);
      return alert && alert->code == 0x8F36;
    });
  });
  expect_only(during, rule::kNoAnswer);  // nobody took it up
  expect_good(home_.accepted(home_.read_of(home_.meter().id)));
}

TEST_F(Faults, ACommandWaitsForTheLink) {
  fault(home_.chf(), "no-link");
  const TimeMs lost_at = home_.stage().world_now();
  const RequestId id = home_.accepted(home_.read_of(home_.meter().id));
  home_.await_world(lost_at + kHour);
  EXPECT_FALSE(home_.taken(id));
  EXPECT_TRUE(home_.pushed_under(id).empty());
  mend(home_.chf());
  expect_good(id);
}

TEST_F(Faults, AnAnswerWaitsForTheLink) {
  fault(home_.meter().id, "late 7200");
  const TimeMs sent_at = home_.stage().world_now();
  const RequestId id = home_.accepted(home_.read_of(home_.meter().id));
  home_.await("the hub takes the command", [&] { return home_.taken(id); });
  fault(home_.chf(), "no-link");
  home_.await_world(sent_at + 2 * kHour + 10 * kMinute);
  EXPECT_TRUE(home_.pushed_under(id).empty());
  mend(home_.chf());
  expect_good(id);
}

// The command does not reach the Device any more when its request has ended.
TEST_F(Faults, ALinkThatStaysAwayIsE20) {
  fault(home_.chf(), "no-link");
  const RequestId id = home_.accepted(home_.read_of(home_.meter().id));
  expect_only(id, rule::kNotReached);
  mend(home_.chf());
  expect_good(home_.accepted(home_.read_of(home_.meter().id)));
  EXPECT_EQ(home_.pushed_under(id).size(), 1u);
  EXPECT_FALSE(home_.audited(id, rule::kAnswerOnce));
}

// The hub had the command before it was lost, and before the server was restarted.
TEST_F(Faults, WhatAHubHasTakenIsKnownAfterARestart) {
  fault(home_.meter().id, "silent");
  const RequestId id = home_.accepted(home_.read_of(home_.meter().id));
  home_.await("the hub takes the command", [&] { return home_.taken(id); });
  fault(home_.chf(), "no-link");
  home_.restart_server();
  expect_only(id, rule::kNoAnswer);
}

// ---- Devices that work together ----

class Joins : public Faults {};

TEST_F(Joins, ADisplayIsCommissionedByItsMeterAndWhitelistedWhenItHasLeft) {
  using testing::ElementsAre;
  const auto& meter = home_.meter();
  const auto& display = home_.display();
  ASSERT_EQ(home_.status(meter.id), "Commissioned");
  ASSERT_EQ(home_.status(display.id), "InstalledNotCommissioned");
  home_.name("8.7.1", meter, display);
  EXPECT_THAT(home_.log_of(meter), ElementsAre(display.id));
  EXPECT_TRUE(home_.joined(meter.id, display.id));
  EXPECT_FALSE(home_.joined(display.id, meter.id));
  EXPECT_EQ(home_.status(display.id), "Commissioned");
  home_.name("8.7.2", display, meter);
  EXPECT_THAT(home_.log_of(display), ElementsAre(meter.id));
  EXPECT_TRUE(home_.joined(display.id, meter.id));

  home_.name("8.8.1", meter, display);
  EXPECT_THAT(home_.log_of(meter), testing::IsEmpty());
  EXPECT_FALSE(home_.joined(meter.id, display.id));
  EXPECT_EQ(home_.status(display.id), "Commissioned") << "its own log still has the meter";
  home_.name("8.8.2", display, meter);
  EXPECT_THAT(home_.log_of(display), testing::IsEmpty());
  EXPECT_FALSE(home_.joined(display.id, meter.id));
  EXPECT_EQ(home_.status(display.id), "Whitelisted");
}

// Each command brings the other one's certificate. (CS03C)
TEST_F(Joins, AGasMeterAndADisplayKnowEachOther) {
  const auto& gas = home_.gas();
  const auto& display = home_.display();
  home_.name("8.7.1", gas, display);
  home_.name("8.7.2", display, gas);
  EXPECT_THAT(home_.log_of(gas), testing::Contains(display.id));
  EXPECT_THAT(home_.log_of(display), testing::ElementsAre(gas.id));
  EXPECT_TRUE(home_.joined(gas.id, display.id));
  EXPECT_TRUE(home_.joined(display.id, gas.id));
  home_.name("8.8.1", gas, display);
  home_.name("8.8.2", display, gas);
  EXPECT_THAT(home_.log_of(display), testing::IsEmpty());
  EXPECT_FALSE(home_.joined(gas.id, display.id));
  EXPECT_FALSE(home_.joined(display.id, gas.id));
}

TEST_F(Joins, AGasProxyHasTheMeteringPointOfItsMeter) {
  home_.name("8.7.2", home_.gas(), home_.proxy());
  home_.name("8.7.2", home_.proxy(), home_.gas());
  EXPECT_TRUE(home_.joined(home_.gas().id, home_.proxy().id));
  EXPECT_TRUE(home_.joined(home_.proxy().id, home_.gas().id));
  EXPECT_EQ(home_.status(home_.proxy().id), "Commissioned");
  EXPECT_EQ(home_.shown(home_.proxy().id, "ImportMPxN"), home_.gas().mpxn);
  home_.name("8.8.2", home_.gas(), home_.proxy());
  EXPECT_FALSE(home_.joined(home_.gas().id, home_.proxy().id));
  EXPECT_TRUE(home_.joined(home_.proxy().id, home_.gas().id));
  EXPECT_THAT(home_.log_of(home_.proxy()), testing::ElementsAre(home_.gas().id));
}

// The signature of an answer to a critical command is for everybody to check: the meter has joined, but nobody believes
// it.
TEST_F(Joins, AWrongSignatureIsNotedAndGoesToNobody) {
  const auto& meter = home_.meter();
  const auto& display = home_.display();
  fault(meter.id, "wrong-mac");
  const auto exchange = home_.send(
      request_naming("8.7.1", home_.supplier_id(), meter.id, "OtherDeviceID", display.id.text()), meter, display.type);
  ASSERT_TRUE(exchange.pushed);
  const RequestId id = *exchange.pushed->request_id;
  EXPECT_EQ(exchange.code(), "E21");
  EXPECT_TRUE(home_.audited(id, rule::kAnswerProtection));
  EXPECT_FALSE(home_.joined(meter.id, display.id));
  EXPECT_EQ(home_.pushed_under(id).size(), 1u);
}

}  // namespace
}  // namespace gridpost::test::faults_test
