// The codec over HTTP: real answers are as the OpenAPI document says, and no octets bring it down.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <set>

#include "app/product.h"
#include "base/clock.h"
#include "codec/request.h"
#include "duis/request.h"
#include "gateway/http_server.h"
#include "gateway/raw_client.h"
#include "gbcs/codec.h"
#include "gbcs/date_time.h"
#include "transform/body_for_tests.h"

namespace gridpost::test::product_api_test {
namespace {

using Json = nlohmann::json;

constexpr Eui64 kSupplier{0x0A11000000000001};
constexpr Eui64 kMeter{0x00DB0000000000E1};

// Whether the value is as the schema says; the words that the document uses. The first place that is not.
std::string misfit(const Json& value, const Json& schema, const std::string& place = "answer") {
  const std::string type = schema.at("type");
  const bool right = type == "object"    ? value.is_object()
                     : type == "array"   ? value.is_array()
                     : type == "boolean" ? value.is_boolean()
                                         : type == "string" && value.is_string();
  if (!right) return place + " is no " + type;
  if (type == "array")
    for (const Json& item : value)
      if (const auto wrong = misfit(item, schema.at("items"), place + "[]"); !wrong.empty()) return wrong;
  if (type != "object") return {};
  for (const Json& name : schema.value("required", Json::array()))
    if (!value.contains(name.get<std::string>())) return place + " has no " + name.get<std::string>();
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [name, member] : value.items()) {
    if (!properties.contains(name)) {
      if (!schema.value("additionalProperties", true)) return place + " has an unknown " + name;
      continue;
    }
    if (const auto wrong = misfit(member, properties[name], place + "/" + name); !wrong.empty()) return wrong;
  }
  return {};
}

struct Answer {
  int status = 0;
  Json body;
};

class ProductApi : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(server_.start("127.0.0.1", 0)); }

  Answer answer_of(const std::string& sent) {
    gateway::RawClient client(server_.port());
    client.send(sent);
    const std::string got = client.answer();
    const std::size_t body = got.find("\r\n\r\n");
    if (body == std::string::npos) return {};
    return {std::stoi(got.substr(9, 3)), Json::parse(got.substr(body + 4), nullptr, false)};
  }
  Answer post(const std::string& path, const std::string& body) {
    return answer_of(gateway::post_text(path, body, "application/octet-stream"));
  }
  Json openapi() { return answer_of("GET /v1/openapi.json HTTP/1.1\r\nHost: t\r\n\r\n").body; }

  void expect_as_described(const std::string& path, const Answer& answer) {
    const Json responses = openapi()["paths"][path]["post"]["responses"];
    const std::string status = std::to_string(answer.status);
    ASSERT_TRUE(responses.contains(status)) << path << " " << status;
    EXPECT_EQ(misfit(answer.body, responses[status]["content"]["application/json"]["schema"]), "") << answer.body;
  }
  void expect_refused(const std::string& path, const std::string& body, const std::string& what,
                      const std::string& where) {
    const Answer answer = post(path, body);
    EXPECT_EQ(answer.status, 400) << answer.body;
    expect_as_described(path.substr(0, path.find('?')), answer);
    EXPECT_NE(answer.body["error"].value("what", "").find(what), std::string::npos) << answer.body;
    EXPECT_NE(answer.body["error"].value("where", "").find(where), std::string::npos) << answer.body;
  }

  // The commissioning of an electricity meter, a critical service.
  static std::string request(const std::string& period = "100") {
    duis::Request r;
    r.schema_version = "5.4";
    r.id = {kSupplier, kMeter, 7};
    r.command_variant = 4;
    r.reference = "8.1";
    r.variant = "8.1.1";
    r.body = transform::body(
        "<CommissionDeviceSynchroniseClock><CurrentDateTime>2025-01-01T00:00:00Z</CurrentDateTime><TolerancePeriod>" +
        period + "</TolerancePeriod></CommissionDeviceSynchroniseClock>");
    return duis::write(r);
  }
  static std::string octets() {
    const crypto::KeyStore none;
    codec::RequestOptions options;
    options.device_type = "ESME";
    const auto made = codec::transform_request(request(), options, none);
    EXPECT_TRUE(made) << made.error().text();
    return made ? to_hex(gbcs::write(made->message)) : "";
  }
  // An answer with a gas meter's two balances.
  static Bytes response() {
    gbcs::Message m;
    m.header = {.cra = gbcs::Cra::Response, .counter = 7, .originator = kMeter, .recipient = kSupplier, .code = 0x012A};
    m.header.date_time = gbcs::date_time_of(kEpoch2000);
    m.content = *from_hex(
        "0109 02 00 0702 000B 08 00 01 000A 00 23 E0673500 "
        "01 0705 000B 08 01 01 0100 00 2B FEFFFFFF");
    m.signature.emplace();
    m.mac.emplace();
    return gbcs::write(m);
  }

  crypto::KeyStore keys_;
  gateway::HttpServer server_{gateway::product_routes(app::product_api(
      keys_, [] { return Eui64{0x90B3D51F30000002}; }, [] { return machine_now(); }))};
};

TEST_F(ProductApi, TheDocumentDescribesTheRoutesAndNoOthers) {
  const Json document = openapi();
  EXPECT_EQ(document["openapi"], "3.0.3");
  std::set<std::string> described;
  for (const auto& [path, methods] : document["paths"].items())
    for (const auto& [method, operation] : methods.items()) described.insert(method + " " + path);
  std::set<std::string> routes;
  for (const gateway::Route& route : gateway::product_routes({}))
    routes.insert((route.method == "GET" ? "get " : "post ") + route.path);
  EXPECT_EQ(described, routes);
}

TEST_F(ProductApi, EveryOptionOfTheDocumentIsTakenAndNoOther) {
  const Json document = openapi();
  for (const auto& [path, methods] : document["paths"].items()) {
    if (!methods.contains("post")) continue;
    for (const Json& parameter : methods["post"]["parameters"]) {
      const Answer answer = post(path + "?" + parameter["name"].get<std::string>() + "=1", "{}");
      EXPECT_EQ(answer.body["error"]["what"], "is missing") << path << parameter << answer.body;
    }
    expect_refused(path + "?colour=red", "00", "no such", "query/colour");
    expect_refused(path, R"({"colour":"red"})", "no such", "body/colour");
  }
}

TEST_F(ProductApi, AMessageIsParsedInEveryForm) {
  const Bytes binary = response();
  const Answer hex = post("/v1/parse", to_hex(binary));
  ASSERT_EQ(hex.status, 200) << hex.body;
  expect_as_described("/v1/parse", hex);
  EXPECT_EQ(hex.body["header"]["useCase"], "GCS60a");
  EXPECT_EQ(hex.body["values"].size(), 2u);
  EXPECT_EQ(hex.body["checks"]["sameOctets"], true);
  EXPECT_EQ(hex.body["checks"]["mac"], "not checked");
  EXPECT_NE(hex.body["mmc"].get<std::string>().find("<ra:GBCSResponse"), std::string::npos);
  EXPECT_EQ(post("/v1/parse", to_base64(binary)).body, hex.body);
  EXPECT_EQ(post("/v1/parse", std::string(binary.begin(), binary.end())).body, hex.body);
  EXPECT_EQ(post("/v1/parse", Json{{"message", to_hex(binary)}}.dump()).body, hex.body);
}

TEST_F(ProductApi, ACommandAndAnUnknownCodeAreAsDescribedToo) {
  const Answer command = post("/v1/parse", octets());
  ASSERT_EQ(command.status, 200);
  expect_as_described("/v1/parse", command);
  EXPECT_FALSE(command.body.contains("mmc"));
  Bytes unknown = response();
  const Bytes code = *from_hex("012A");
  const auto at = std::search(unknown.begin(), unknown.end(), code.begin(), code.end());
  at[0] = at[1] = 0xFE;
  const Answer other = post("/v1/parse", to_hex(unknown));
  ASSERT_EQ(other.status, 200);
  expect_as_described("/v1/parse", other);
  EXPECT_EQ(other.body["checks"]["problem"], "the message code is not described");
}

TEST_F(ProductApi, ARequestIsTransformedWithOptionsInTheQueryOrTheJson) {
  const Answer query = post("/v1/transform?deviceType=ESME&gbcsVersion=4%2E2", request());
  ASSERT_EQ(query.status, 200) << query.body;
  expect_as_described("/v1/transform", query);
  EXPECT_EQ(query.body["useCase"], "ECS70Commission");
  EXPECT_EQ(query.body["kind"], "pre-command");
  EXPECT_EQ(query.body["octets"], octets());
  EXPECT_EQ(post("/v1/transform", Json{{"request", request()}, {"deviceType", "ESME"}}.dump()).body, query.body);
  expect_refused("/v1/transform", request(), "is missing", "deviceType");
  expect_refused("/v1/transform?deviceType=TOASTER", request(), "'TOASTER' is no Device type", "Device type");
  expect_refused("/v1/transform?deviceType=ESME&brokerCounter=x", request(), "no number", "brokerCounter");
  expect_refused("/v1/transform?deviceType=ESME", "<Request/>", "", "");
}

TEST_F(ProductApi, APreCommandIsCorrelatedWithItsRequest) {
  const auto order = [&](const std::string& text) {
    return Json{{"request", text}, {"preCommand", octets()}, {"deviceType", "ESME"}}.dump();
  };
  const Answer equal = post("/v1/correlate", order(request()));
  ASSERT_EQ(equal.status, 200) << equal.body;
  expect_as_described("/v1/correlate", equal);
  EXPECT_EQ(equal.body["equal"], true);
  const Answer other = post("/v1/correlate", order(request("101")));
  ASSERT_EQ(other.status, 200) << other.body;
  expect_as_described("/v1/correlate", other);
  EXPECT_EQ(other.body["equal"], false);
  EXPECT_EQ(other.body["differences"][0]["elements"], Json({"CurrentDateTime", "TolerancePeriod"})) << other.body;
  expect_refused("/v1/correlate", R"({"request":"<a/>"})", "is missing", "body/preCommand");
  expect_refused("/v1/correlate", Json{{"request", request()}, {"preCommand", "zz"}}.dump(), "neither", "preCommand");
}

TEST_F(ProductApi, BodiesAreBounded) {
  const Json document = openapi();
  for (const auto& [path, methods] : document["paths"].items()) {
    if (!methods.contains("post")) continue;
    gateway::RawClient client(server_.port());
    client.send("POST " + path + " HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999\r\n\r\n");
    EXPECT_EQ(client.answer().substr(0, 12), "HTTP/1.1 413") << path;
  }
}

TEST_F(ProductApi, NoOctetsBringItDown) {
  std::mt19937_64 random(11);
  const std::string paths[] = {"/v1/parse", "/v1/transform?deviceType=ESME", "/v1/correlate?deviceType=ESME"};
  const Bytes binary = response();
  const std::string good[] = {std::string(binary.begin(), binary.end()), octets(), request(),
                              Json{{"request", request()}, {"preCommand", octets()}}.dump(), std::string(100'000, '[')};
  for (int i = 0; i < 1500; ++i) {
    std::string body = good[random() % std::size(good)];
    const auto changes = 1 + random() % 4;
    for (std::uint64_t c = 0; c < changes; ++c) body[random() % body.size()] = static_cast<char>(random());
    if (random() % 4 == 0) body.resize(random() % body.size());
    const std::string path = paths[random() % std::size(paths)];
    const Answer answer = post(path, body);
    ASSERT_TRUE(answer.status == 200 || answer.status == 400) << path << " " << answer.status;
    const std::string plain = path.substr(0, path.find('?'));
    if (i % 25 == 0) expect_as_described(plain, answer);
  }
  EXPECT_EQ(post("/v1/parse", to_hex(binary)).status, 200);
}

}  // namespace
}  // namespace gridpost::test::product_api_test
