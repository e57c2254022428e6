#include "app/present.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "codec/examine.h"
#include "mmc/mmc.h"

namespace gridpost::app {
namespace {

using Json = nlohmann::ordered_json;

const Bytes* octets_of(const duis::Response& r) {
  if (const auto* p = std::get_if<duis::GbcsPayload>(&r.payload)) return &p->message;
  if (const auto* p = std::get_if<duis::CinMessage>(&r.payload)) return &p->message;
  if (const auto* p = std::get_if<duis::FutureDatedAlert>(&r.payload)) return &p->message;
  if (const auto* p = std::get_if<duis::PreCommand>(&r.payload)) return &p->message;
  if (const auto* p = std::get_if<duis::LocalCommand>(&r.payload)) return &p->message;
  if (const auto* p = std::get_if<duis::DeviceAlert>(&r.payload)) return &p->message;
  return nullptr;
}

// "Electricity/ActiveImportRegister/Value 12345" for every leaf of the MMC body.
void leaves(const Element& e, const std::string& path, std::vector<std::string>& out) {
  if (e.children.empty() && !e.text.empty()) out.push_back(path + " " + e.text);
  for (const Element& child : e.children) leaves(child, path.empty() ? child.name : path + "/" + child.name, out);
}

Result<Element> mmc_of(const codec::Examined& examined) {
  return mmc::to_mmc(examined.message, examined.use_case, examined.payload ? &*examined.payload : nullptr);
}

std::string devices_in_words(const Element& inventory) {
  std::vector<std::string> out;
  for (const Element& d : inventory.children)
    out.push_back(fmt::format("{} {} {}", d.text_at("DeviceType"), d.text_at("DeviceID"), d.text_at("DeviceStatus")));
  return fmt::format("{}", fmt::join(out, "; "));
}

Json json_of(const duis::Response& r, const crypto::KeyStore& keys) {
  Json j = Json::object();
  if (r.request_id) j["requestId"] = r.request_id->text();
  if (r.response_id) j["responseId"] = r.response_id->text();
  j["code"] = r.code;
  j["time"] = iso_ms(r.time);
  j["service"] = r.variant;
  if (const Bytes* octets = octets_of(r)) {
    j["message"] = to_hex(*octets);
    if (auto examined = codec::examine(*octets, keys, {}, machine_now(), r.variant))
      j["decoded"] = Json::parse(gbcs::show_json(examined->message, examined->use_case,
                                                 examined->payload ? &*examined->payload : nullptr, examined->checked));
  }
  if (const auto* cin = std::get_if<duis::CinMessage>(&r.payload)) j["customerIdentificationNumber"] = cin->number;
  if (const auto* inventory = std::get_if<duis::Inventory>(&r.payload)) {
    for (const Element& device : inventory->dsp_inventory.children) {
      Json one = Json::object();
      for (const Element& field : device.children) one[field.name] = field.text;
      j["devices"].push_back(one);
    }
  }
  return j;
}

}  // namespace

std::string in_words(const duis::Response& response, const crypto::KeyStore& keys, TimeMs old_reading) {
  if (const auto* inventory = std::get_if<duis::Inventory>(&response.payload))
    return devices_in_words(inventory->dsp_inventory);
  const Bytes* octets = octets_of(response);
  if (!octets) return {};
  const auto examined = codec::examine(*octets, keys, {}, machine_now(), response.variant);
  if (!examined) return fmt::format("{} octets", octets->size());
  const auto element = mmc_of(*examined);
  if (!element) return fmt::format("{} octets", octets->size());
  std::vector<std::string> out;
  if (const auto* cin = std::get_if<duis::CinMessage>(&response.payload)) out.push_back("shows " + cin->number);
  if (const Element* stamp = element->at("Header/Timestamp")) {
    const std::string_view source = stamp->attribute("isFromGSME");
    out.push_back(fmt::format("at {}{}", stamp->text,
                              source.empty()     ? ""
                              : source == "true" ? " (time of the GSME)"
                                                 : " (time of the hub)"));
    const std::string_view clock = stamp->attribute("ClockStatus");
    if (!clock.empty()) out.back() += fmt::format(", {}", clock);
    if (mmc::may_have_lost_meter(examined->message.header, examined->use_case, response.time, old_reading))
      out.push_back(fmt::format("older than {} min: the meter may have lost its HAN", old_reading / kMinute));
  }
  if (const Element* body = element->at("Body/ResponseMessage/SMETSData/*")) {
    leaves(*body, {}, out);
    out.push_back(body->attribute("MessageSuccess") == "true" ? "success" : "the Device reports failure");
  }
  if (const Element* alert = element->at("Body/DeviceAlertMessage/DeviceAlertContent")) leaves(*alert, {}, out);
  return fmt::format("{}", fmt::join(out, ", "));
}

std::string present(const Exchange& exchange, const crypto::KeyStore& keys, bool json, TimeMs old_reading) {
  if (json) {
    Json j{{"acknowledged", json_of(exchange.acknowledged, keys)}};
    if (exchange.pushed) j["pushed"] = json_of(*exchange.pushed, keys);
    return j.dump(2);
  }
  std::string out;
  const auto line = [&](const char* what, const duis::Response& r) {
    out += fmt::format("{:13} {:4} {} {}\n", what, r.code, r.request_id ? r.request_id->text() : "",
                       in_words(r, keys, old_reading));
  };
  line("answered", exchange.acknowledged);
  if (exchange.pushed) line("pushed", *exchange.pushed);
  if (!out.empty()) out.pop_back();
  return out;
}

}  // namespace gridpost::app
