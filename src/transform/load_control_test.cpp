// Commands to switches and controllers of auxiliary loads; octets by hand, from the layout rules.
#include "gbcs/codec.h"
#include "transform/commands_for_tests.h"
#include "transform/requests_for_tests.h"
#include "transform/transform.h"

namespace gridpost::transform {
namespace {

// The octets of the command that the service's body becomes, without header.
std::string content(std::string_view variant, const Element& service_body, std::string_view meter = "A") {
  const Source source = request(service_body, std::string(variant));
  const Target to = target(DeviceType::ESME, "4.2", std::string(meter));
  const auto use_case = select(source, to);
  EXPECT_TRUE(use_case) << use_case.error().text();
  if (!use_case) return {};
  const auto message = to_command(**use_case, source, to, now());
  EXPECT_TRUE(message) << message.error().text();
  return message ? to_hex(message->content) : std::string();
}

Element level_body(std::string_view service, std::string_view more = "") {
  return body("<" + std::string(service) +
              " auxiliaryControllerN='3'><StartDateTime>2025-01-03T00:00:00Z</StartDateTime>"
              "<EndDateTime>2025-01-03T01:30:00Z</EndDateTime><CommandedStateLevel>50</CommandedStateLevel>" +
              std::string(more) + "</" + std::string(service) + ">");
}

TEST(Transform, ASwitchIsChosenByItsNumberInInstanceAndScript) {
  const Element activate = body(
      "<ActivateAuxiliaryLoad><ActivateALCSHCALCS index='4'><Duration>30</Duration></ActivateALCSHCALCS>"
      "</ActivateAuxiliaryLoad>");
  EXPECT_EQ(content("7.5", activate), plain("D9 20000005 00 02 02 0001 00005E2C7801 02 03 0009 00000A0067FF 01"
                                            "02 12 001E 12 0411"));
  const Element reset = body("<ResetAuxiliaryLoad><ResetALCSHCALCS index='1'/></ResetAuxiliaryLoad>");
  EXPECT_EQ(content("7.8", reset), plain("D9 20000005 00 01 03 0009 00000A0067FF 01 01 12 0120"));
}

TEST(Transform, AControllerOutsideTheMeterIsAnError) {
  const Element none_named = body("<ResetAuxiliaryLoad><ResetALCSHCALCS/></ResetAuxiliaryLoad>");
  const auto none = to_command(*Catalogue::instance().find("ECS47Reset"), request(none_named, "7.8"),
                               target(DeviceType::ESME), now());
  ASSERT_FALSE(none);
  const Element seven = body(
      "<ActivateAuxiliaryLoad><ActivateALCSHCALCS index='7'><Duration>30</Duration></ActivateALCSHCALCS>"
      "</ActivateAuxiliaryLoad>");
  const auto unknown =
      to_command(*Catalogue::instance().find("ECS47Activate"), request(seven, "7.5"), target(DeviceType::ESME), now());
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().text().find("7 is not from 1 to 5"), std::string::npos) << unknown.error().text();
}

TEST(Transform, ALevelSaysOfWhichControllerAndWhetherOfItsInput) {
  const std::string_view rows =
      "D9 20000005 00 03 02 0001 00005E2C7701 02 02 0001 00005E2C7702 02 03 0009 00000A0067FF 01"
      "03 09 0C 07E90103FF 00000000 8000FF 09 0C 07E90103FF 011E0000 8000FF 12";
  EXPECT_EQ(content("7.13", level_body("SetAuxiliaryControllerState")), plain(std::string(rows) + "1332"));
  EXPECT_EQ(content("7.13", level_body("SetAuxiliaryControllerState", "<InputFromControlledLoad/>")),
            plain(std::string(rows) + "2332"));
  const std::string limit = content("7.16", level_body("LimitAPCLevel"));
  EXPECT_EQ(limit.substr(0, 14 + 2 * 10), plain("D9 20000005 00 03 02 0001 00005E2C7703 02"));
}

std::string buttons(std::string_view element, std::string_view values) {
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i)
    out += "<" + std::string(element) + " index='" + std::to_string(i + 1) + "'>" +
           (values[i] == 't' ? "true" : "false") + "</" + std::string(element) + ">";
  return out;
}

TEST(Transform, OnlyWhatABoostRequestAsksForIsSent) {
  const Element add = body("<AddAuxiliaryLoadToBoostButton>" + buttons("AddToBoostButton", "ftfft") +
                           "</AddAuxiliaryLoadToBoostButton>");
  EXPECT_EQ(content("7.9", add),
            plain("D9 20000005 00 02 02 0001 00005E2C0602 02 02 0001 00005E2C0605 02 02 03 FF 03 FF"));
  const Element remove = body("<RemoveAuxiliaryLoadFromBoostButton>" + buttons("RemoveFromBoostButton", "tffff") +
                              "</RemoveAuxiliaryLoadFromBoostButton>");
  EXPECT_EQ(content("7.10", remove), plain("D9 20000005 00 01 02 0001 00005E2C0601 02 01 03 00"));
  const Element nothing = body("<AddAuxiliaryLoadToBoostButton>" + buttons("AddToBoostButton", "fffff") +
                               "</AddAuxiliaryLoadToBoostButton>");
  EXPECT_FALSE(
      to_command(*Catalogue::instance().find("ECS62Add"), request(nothing, "7.9"), target(DeviceType::ESME), now()))
      << "a command must do something";
}

TEST(Transform, AnAnswerToFewerRowsIsRead) {
  const UseCase& add = *Catalogue::instance().find("ECS62Add");
  gbcs::Message m;
  m.header.cra = gbcs::Cra::Response;
  m.header.code = add.code;
  m.header.counter = 5;
  m.content = *from_hex("DA 20000005 00 00 02 00 00 02 02 00 02 01");
  const auto payload = gbcs::decode_unpacked(add, m);
  ASSERT_TRUE(payload) << payload.error().text();
  ASSERT_EQ(payload->items.size(), 2u);
  EXPECT_EQ(payload->items[1].result, 1);
  m.content = *from_hex("DA 20000005 00 00 06 00 00 00 00 00 00 06 02 00 02 00 02 00 02 00 02 00 02 00");
  EXPECT_FALSE(gbcs::decode_unpacked(add, m)) << "more than are described";
}

TEST(Transform, OneCodeOfSeveralServicesIsToldApartByItsRows) {
  const auto described = [](std::string_view octets) {
    gbcs::Message m;
    m.header.cra = gbcs::Cra::Command;
    m.header.code = 0x0055;
    m.header.counter = 5;
    m.content = *from_hex(octets);
    return gbcs::use_case_of(m)->name;
  };
  EXPECT_EQ(described("D9 20000005 00 02 02 0001 00005E2C7801 02 03 0009 00000A0067FF 01 02 12 001E 12 0411"),
            "ECS47Activate");
  EXPECT_EQ(described("D9 20000005 00 02 02 0001 00005E2C7802 02 03 0009 00000A0067FF 01 02 12 001E 12 0412"),
            "ECS47Deactivate");
  EXPECT_EQ(described("D9 20000005 00 01 03 0009 00000A0067FF 01 01 12 0120"), "ECS47Reset");
}

TEST(Select, PolyphaseMetersHaveMessagesOfTheirOwn) {
  const Element read = body("<ReadDeviceConfigurationVoltage/>");
  const auto chosen = [&](std::string_view meter) {
    const auto use_case = select(request(read, "6.2.1"), target(DeviceType::ESME, "4.2", std::string(meter)));
    return use_case ? (*use_case)->name : use_case.error().text();
  };
  EXPECT_EQ(chosen("CDE"), "ECS26k");
  EXPECT_EQ(chosen("ADE"), "ECS26b");
  EXPECT_EQ(chosen("B"), "ECS26b");
  EXPECT_EQ(chosen(""), "ECS26b") << "nothing is known of it";
}

}  // namespace
}  // namespace gridpost::transform
