#include "gateway/product_paths.h"

namespace gridpost::gateway {
namespace {

using Json = nlohmann::ordered_json;

Json text(const char* meaning) { return {{"type", "string"}, {"description", meaning}}; }
Json truth(const char* meaning) { return {{"type", "boolean"}, {"description", meaning}}; }

// An object that has all of these members, and no others but the optional ones.
Json object(Json members, Json optional = Json::object()) {
  Json required = Json::array();
  for (const auto& [name, schema] : members.items()) required.push_back(name);
  members.update(optional);
  return {{"type", "object"}, {"properties", members}, {"required", required}, {"additionalProperties", false}};
}

Json list(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

std::vector<ProductOption> beside_options() {
  return {{"deviceType", "Type of the target: ESME, GSME, GPF, CHF, ..."},
          {"esmeVariant", "ESME Variant of the target; A without it"},
          {"gbcsVersion", "GBCS version of the target; 4.2 without it"},
          {"otherDeviceType", "Type of the Device that a join names as OtherDeviceID"},
          {"userRoles", "Roles of the User, IS|GS"},
          {"customerNumber", "The four digits of a 9.1"},
          {"now", "Time of build, 2015-01-01T00:00:00Z; the machine's without it"},
          {"broker", "EUI-64 of the access control broker"},
          {"transCos", "EUI-64 of the party that changes suppliers, which sends a 6.23"},
          {"brokerCounter", "Originator counter of the DCC's party, where it sends the command"}};
}

Json parsed_schema() {
  Json any_object{{"type", "object"}, {"description", "Kind, message code, use case, parties, counters, date-time"}};
  return object({{"header", any_object},
                 {"checks", object({{"mac", text("good, bad, none or not checked")},
                                    {"signature", text("good, bad, none or not checked")},
                                    {"sameOctets", truth("encoded again from its values it has the same octets")}},
                                   {{"macNotChecked", text("why the MAC was not checked")},
                                    {"signatureNotChecked", text("why the signature was not checked")},
                                    {"problem", text("why the content could not be decoded")}})}},
                {{"values", list({{"type", "object"}, {"description", "A row or component with its values by name"}})},
                 {"content", text("the content in hexadecimal, where it could not be decoded")},
                 {"mmc", text("MMC XML of a response or alert")}});
}

Json transformed_schema() {
  return object({{"useCase", text("name of the use case")},
                 {"messageCode", text("four hexadecimal digits")},
                 {"kind", text("pre-command, or command without MAC")},
                 {"octets", text("the message in hexadecimal")}});
}

Json correlated_schema() {
  Json difference = object({{"where", text("place in the pre-command")},
                            {"elements", list(text("element of the request's body that decides on it"))},
                            {"expected", text("what the request means")},
                            {"found", text("what the pre-command says")}});
  return object({{"useCase", text("name of the use case")},
                 {"equal", truth("the pre-command is what the request means")},
                 {"differences", list(difference)}});
}

}  // namespace

const std::vector<ProductPath>& product_paths() {
  static const std::vector<ProductPath> kPaths = {
      {"/v1/parse",
       "Decode and check a GBCS message",
       256 * 1024,
       {{"message", "GBCS message in hexadecimal, base64 or binary"}},
       {{"service", "Service reference variant of the request, where a message code serves two"}},
       parsed_schema()},
      {"/v1/transform",
       "Turn a DUIS request into its pre-command or command",
       kMebibyte,
       {{"request", "DUIS request, XML"}},
       beside_options(),
       transformed_schema()},
      {"/v1/correlate",
       "Compare a pre-command with its DUIS request",
       2 * kMebibyte,
       {{"request", "DUIS request, XML"}, {"preCommand", "GBCS pre-command in hexadecimal or base64"}},
       beside_options(),
       correlated_schema()}};
  return kPaths;
}

std::string product_openapi() {
  const Json error =
      object({{"error", object({{"what", text("what is wrong")}, {"where", text("and where; may be empty")}})}});
  Json paths = Json::object();
  for (const ProductPath& path : product_paths()) {
    Json texts = Json::object();
    for (const ProductOption& t : path.texts) texts[t.name] = text(t.meaning.c_str());
    Json options = Json::object();
    Json parameters = Json::array();
    for (const ProductOption& o : path.options) {
      options[o.name] = text(o.meaning.c_str());
      parameters.push_back(
          {{"name", o.name}, {"in", "query"}, {"description", o.meaning}, {"schema", {{"type", "string"}}}});
    }
    Json content{{"application/json", {{"schema", object(texts, options)}}}};
    if (path.texts.size() == 1) {
      const bool xml = path.texts.front().name == "request";
      content[xml ? "application/xml" : "text/plain"] = {{"schema", {{"type", "string"}}}};
      if (!xml) content["application/octet-stream"] = {{"schema", {{"type", "string"}, {"format", "binary"}}}};
    }
    const auto answer = [](const char* meaning, const Json& schema) {
      return Json{{"description", meaning}, {"content", {{"application/json", {{"schema", schema}}}}}};
    };
    paths[path.path]["post"] = {
        {"summary", path.summary},
        {"parameters", parameters},
        {"requestBody", {{"required", true}, {"content", content}}},
        {"responses",
         {{"200", answer("Done", path.answer)},
          {"400", answer("The input is refused", error)},
          {"413", {{"description", "The body is larger than " + std::to_string(path.body_limit) + " octets"}}}}}};
  }
  paths["/v1/openapi.json"]["get"] = {
      {"summary", "This document"},
      {"responses",
       {{"200",
         {{"description", "OpenAPI 3"}, {"content", {{"application/json", {{"schema", {{"type", "object"}}}}}}}}}}}};
  const Json document{
      {"openapi", "3.0.3"}, {"info", {{"title", "Gridpost codec"}, {"version", "1"}}}, {"paths", paths}};
  return document.dump(2);
}

}  // namespace gridpost::gateway
