#include "duis/response.h"

#include <gtest/gtest.h>
#include <libxml/xmlschemas.h>

#include "duis/test_data.h"

namespace gridpost::duis {
namespace {

using namespace test;

Response answer(Payload payload) {
  Response out;
  out.request_id = RequestId{kUser, kMeter, 1764000000000};
  out.code = "I0";
  out.time = 1764000000120;
  out.reference = "4.1";
  out.variant = "4.1.1";
  out.payload = std::move(payload);
  return out;
}

Element inventory_of_one_hub() {
  Element out;
  out.name = "DSPInventory";
  Element& device = out.add("Device");
  device.add("DeviceID", kMeter.text());
  device.add("DeviceType", "CHF");
  device.add("DeviceStatus", "Commissioned");
  device.add("DeviceManufacturer", "A & <B>");
  device.add("DeviceModel", "00020003");
  return out;
}

Response device_alert() {
  Response out = answer(DeviceAlert{0x8F12, {0xDF, 9}});
  out.request_id.reset();
  out.response_id = ResponseId{kMeter, kUser, 4096};
  return out;
}

Response dcc_alert() {
  Element event;
  event.name = "DeviceStatusChangeEvent";
  event.add("DeviceID", kMeter.text());
  event.add("DeviceStatusChange").add("DeviceRemovedFromInventory");
  Response out = answer(DccAlert{"N8", event});
  out.request_id.reset();
  out.response_id = ResponseId{kDcc, kUser, 4};
  return out;
}

std::vector<Response> one_of_each() {
  return {answer({}),
          answer(GbcsPayload{{0xDF, 1, 2}}),
          answer(CinMessage{{0xDF, 4}, "0815"}),
          answer(FutureDatedAlert{0x8F66, {0xDF, 5}, 2, 5}),
          answer(PreCommand{"4.2", {0xDF, 3}}),
          answer(LocalCommand{{0xDF}}),
          answer(Inventory{inventory_of_one_hub()}),
          device_alert(),
          dcc_alert()};
}

TEST(Response, IsWrittenWithoutAnyLayout) {
  Response ack = answer({});
  ack.code = "I99";
  EXPECT_EQ(
      write(ack),
      "<sr:Response xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\" schemaVersion=\"5.4\"><sr:Header>"
      "<sr:RequestID>90-B3-D5-1F-30-01-00-00:02-00-5E-00-00-00-10-01:1764000000000</sr:RequestID>"
      "<sr:ResponseCode>I99</sr:ResponseCode><sr:ResponseDateTime>2025-11-24T16:00:00.120Z</sr:ResponseDateTime>"
      "</sr:Header><sr:Body><sr:ResponseMessage><sr:ServiceReference>4.1</sr:ServiceReference>"
      "<sr:ServiceReferenceVariant>4.1.1</sr:ServiceReferenceVariant></sr:ResponseMessage></sr:Body></sr:Response>");
}

TEST(Response, ReadsWhatItWrote) {
  for (const Response& sent : one_of_each()) {
    const std::string text = write(sent);
    const auto document = parse(text);
    ASSERT_TRUE(document) << document.error().text();
    const auto got = read_response(*document);
    ASSERT_TRUE(got) << got.error().text() << text;
    EXPECT_EQ(got->request_id, sent.request_id);
    EXPECT_EQ(got->response_id, sent.response_id);
    EXPECT_EQ(got->time, sent.time);
    EXPECT_EQ(got->payload.index(), sent.payload.index());
    EXPECT_EQ(write(*got), text);
  }
}

TEST(Response, EveryKindIsValidByThePublishedSchema) {
  if (reference_data().empty()) GTEST_SKIP() << "GRIDPOST_REFERENCE_DATA is not set: NO RESPONSE WAS VALIDATED";
  xmlSchemaParserCtxt* context = xmlSchemaNewParserCtxt((reference_data() + "/spec/duis/duis-5.4.xsd").c_str());
  xmlSchema* schema = xmlSchemaParse(context);
  xmlSchemaFreeParserCtxt(context);
  ASSERT_NE(schema, nullptr);
  for (const Response& response : one_of_each()) {
    const auto document = parse(write(response));
    ASSERT_TRUE(document);
    xmlSchemaValidCtxt* validator = xmlSchemaNewValidCtxt(schema);
    EXPECT_EQ(xmlSchemaValidateDoc(validator, document->handle()), 0) << write(response);
    xmlSchemaFreeValidCtxt(validator);
  }
  xmlSchemaFree(schema);
}

TEST(Response, ReadsTheExamples) {
  if (reference_data().empty()) GTEST_SKIP() << "GRIDPOST_REFERENCE_DATA is not set: NO EXAMPLE WAS READ";
  const auto read = [](const std::string& name) {
    return read_response(*parse(read_file(reference_data() + "/spec/examples/" + name)));
  };
  EXPECT_EQ(read("response-ack-i99.xml")->code, "I99");
  EXPECT_EQ(read("response-error-e5.xml")->code, "E5");
  EXPECT_EQ(std::get<PreCommand>(read("response-precommand-i0.xml")->payload).gbcs_version, "4.2");
  EXPECT_EQ(std::get<Inventory>(read("response-8.2-inventory.xml")->payload).dsp_inventory.children.size(), 5u);
  EXPECT_EQ(std::get<DeviceAlert>(read("device-alert.xml")->payload).code, 0x8F30);
  EXPECT_EQ(std::get<DccAlert>(read("dcc-alert-n8.xml")->payload).code, "N8");
}

TEST(Response, WhatHasNoPlaceIsNamed) {
  const std::string text = replaced(write(answer(LocalCommand{{1}})), "sr:LocalCommand>", "sr:DSPScheduleID>");
  const auto got = read_response(*parse(replaced(text, "/sr:LocalCommand>", "/sr:DSPScheduleID>")));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().where, "ResponseMessage/DSPScheduleID");
}

}  // namespace
}  // namespace gridpost::duis
