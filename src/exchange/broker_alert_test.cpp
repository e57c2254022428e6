// Alerts to the broker become DCC alerts to the suppliers of the home.
#include "exchange/broker_alert.h"

#include <gtest/gtest.h>

#include "catalogue/use_case.h"
#include "exchange/events_for_tests.h"

namespace gridpost::exchange {
namespace {

using namespace street;

DeviceSpoke alert(std::string_view use_case, std::uint16_t alert_code, std::vector<Value> values) {
  return broker_alert(Catalogue::instance().find(use_case)->code, alert_code, std::move(values), 9);
}

Value bits(std::string_view name, Bytes octets) {
  Value v = octets_value(name, std::move(octets));
  v.wire = Wire::Bits;
  v.number = 32;
  return v;
}

Value time_value(std::string_view text) {
  Value v = octets_value("time", Bytes(text.begin(), text.end()));
  v.wire = Wire::Time;
  return v;
}

Element payload_of(const DeviceSpoke& event) {
  const auto raised = dcc_alert_of(event, {});
  EXPECT_TRUE(raised);
  return raised ? raised->payload : Element();
}

TEST(BrokerAlert, TheSuppliersOfTheHomeAreToldOnce) {
  World w = world();
  const DeviceSpoke event = alert("DBCH11", 0x8F2D, {octets_value("deviceId", kGas.bytes())});
  w.run(event);
  ASSERT_EQ(w.alerts.size(), 1u) << w.audit.back().explanation;
  EXPECT_EQ(w.alerts[0].code, "N54");
  EXPECT_EQ(w.alerts[0].receivers, std::vector{kSupplier});
  EXPECT_EQ(w.alerts[0].device, kHub);
  EXPECT_EQ(w.alerts[0].payload.text_at("CHFDeviceID"), kHub.text());
  EXPECT_EQ(w.alerts[0].payload.text_at("DeviceAlertCode"), "8F2D");
  EXPECT_EQ(w.alerts[0].payload.text_at("GBCSHexadecimalMessageCode"), "0115");
  EXPECT_EQ(w.alerts[0].payload.text_at("NoMoreSubGHzDeviceCapacity/DeviceID"), kGas.text());
  w.run(event);
  EXPECT_EQ(w.alerts.size(), 1u) << "it came again";
}

TEST(BrokerAlert, TheLogOfAHubIsToldToNobody) {
  const World w = world();
  EXPECT_FALSE(is_told_to_users(log_alert(1, {{kGas, true}})));
  EXPECT_FALSE(is_told_to_users(user_alert(1)));
}

TEST(BrokerAlert, WhatCouldNotBeReadIsNoted) {
  World w = world();
  DeviceSpoke event = alert("CCS08", 0x8F89, {});
  event.payload.reset();
  w.run(event);
  EXPECT_TRUE(w.alerts.empty());
  EXPECT_EQ(w.audit.back().rule, rule::kAnswerForm.name);
}

TEST(BrokerAlert, ATimeOrDeviceOfAnotherFormIsNotTold) {
  const Value device = octets_value("deviceId", kGas.bytes());
  for (const char* bad : {"", "2015", "20151301000000Z"})
    EXPECT_FALSE(dcc_alert_of(alert("CCS08", 0x8F89, {time_value(bad), device}), {})) << bad;
  const Element e = payload_of(alert("DBCH11", 0x8F2D, {octets_value("deviceId", {1, 2, 3})}));
  EXPECT_FALSE(e.child("NoMoreSubGHzDeviceCapacity"));
}

// 5 bits of page, 27 of channels: page 28 begins with channel 0, 29 with 27, 30 with 35; 31 is the upper band.
TEST(BrokerAlert, AMaskNamesPageAndChannel) {
  const auto channel = [](Bytes mask) {
    const Element e =
        payload_of(alert("DBCH07", 0x8F26, {bits("channelMask", std::move(mask)), octets_value("trigger", {0x01})}));
    const Element* operating = e.at("SubGHzChannelChanged/OperatingSubGHzChannel");
    return operating ? operating->children.front().name + "/" + operating->children.front().children.front().name : "";
  };
  EXPECT_EQ(channel({0xE0, 0x00, 0x00, 0x01}), "OperatingLowerBandSubGHzChannel/Channel0");
  EXPECT_EQ(channel({0xE8, 0x00, 0x00, 0x04}), "OperatingLowerBandSubGHzChannel/Channel29");
  EXPECT_EQ(channel({0xF4, 0x00, 0x00, 0x00}), "OperatingLowerBandSubGHzChannel/Channel61");
  EXPECT_EQ(channel({0xF8, 0x00, 0x00, 0x02}), "OperatingUpperBandSubGHzChannel/Channel1");
  EXPECT_EQ(channel({0xE0, 0x00, 0x00, 0x03}), "") << "two channels are none to operate on";
  EXPECT_EQ(channel({0x00, 0x00, 0x00, 0x01}), "") << "no such page";
}

TEST(BrokerAlert, ADroppedMessageIsNamedByItsRequest) {
  Bytes dropped;
  append(dropped, kSupplier.bytes());
  append(dropped, kElectric.bytes());
  dropped.push_back(1);
  put_be(dropped, 1000, 8);
  const Element e = payload_of(alert("DBCH10", 0x8F2C, {octets_value("droppedMessage", dropped)}));
  EXPECT_EQ(e.text_at("MessageDiscardedDueToDutyCycleManagement/RequestID"),
            (RequestId{kSupplier, kElectric, 1000}.text()));
  EXPECT_EQ(e.text_at("MessageDiscardedDueToDutyCycleManagement/CRAFlag"), "Command");
}

TEST(BrokerAlert, FirmwareTransfersAndActivationsHaveTheirOutcome) {
  const Element transfer =
      payload_of(alert("CCS08", 0x8F8A,
                       {time_value("20150101000000Z"), octets_value("deviceId", kGas.bytes()),
                        octets_value("firmwareVersion", {0x01, 0x23, 0xAB, 0xCD}), int_value("responseCode", 0, 0)}));
  EXPECT_EQ(transfer.text_at("AlertCode"), "8F8A");
  EXPECT_EQ(transfer.text_at("TimeStamp"), "2015-01-01T00:00:00Z");
  EXPECT_EQ(transfer.text_at("FirmwareTransferAlert/OtherDeviceID"), kGas.text());
  EXPECT_EQ(transfer.text_at("FirmwareTransferAlert/FirmwareVersion"), "0123ABCD");
  EXPECT_EQ(transfer.text_at("FirmwareTransferAlert/TransferResponseCode"), "FileTransferSuccess");
  const Element activation = payload_of(alert(
      "CS09", 0x8F8B,
      {time_value("20150101000000Z"), octets_value("firmwareVersion", {1, 2, 3, 4}), int_value("responseCode", 0, 1)}));
  EXPECT_EQ(activation.text_at("PPMIDFirmwareUpgradeAlert/ActivateImageResultCode"), "ActivationFailure");
  const Element odd =
      payload_of(alert("CS09", 0x8F8B, {time_value("20150101000000Z"), int_value("responseCode", 0, 7)}));
  EXPECT_FALSE(odd.child("PPMIDFirmwareUpgradeAlert")) << "an outcome without a word is left out";
}

}  // namespace
}  // namespace gridpost::exchange
