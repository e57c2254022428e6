// seeds FOLDER: what the fuzzers begin with, by our own encoders: FOLDER/NAME/ for the fuzzer NAME. Messages of every
// use case, by chance along its description, and requests of every service, by chance along the grammar.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "catalogue/bodies.h"
#include "catalogue/services.h"
#include "duis/request.h"
#include "gbcs/sample_payloads.h"
#include "payloads.h"
#include "trials/chance.h"
#include "trials/plausible.h"

namespace {

using namespace gridpost;
namespace fs = std::filesystem;

constexpr std::uint64_t kSeed = 20251124;
constexpr int kOfEach = 2;  // messages of a kind, requests of a service
constexpr Eui64 kUser{0x0A11000000000001};
constexpr Eui64 kDevice{0x00DB0000000000E1};

class Seeds {
 public:
  explicit Seeds(fs::path folder) : folder_(std::move(folder)) {}
  void put(const std::string& fuzzer, const std::string& name, View octets) {
    const fs::path folder = folder_ / fuzzer;
    fs::create_directories(folder);
    std::ofstream(folder / name, std::ios::binary) << text_of(octets);
    ++count_[fuzzer];
  }
  const std::map<std::string, int>& count() const { return count_; }

 private:
  fs::path folder_;
  std::map<std::string, int> count_;
};

std::size_t place_of(const UseCase& use_case, const std::vector<const UseCase*>& among) {
  return static_cast<std::size_t>(std::find(among.begin(), among.end(), &use_case) - among.begin());
}

std::string codec_fuzzer(Protocol protocol) {
  return protocol == Protocol::Dlms ? "dlms_fuzz" : protocol == Protocol::Gbz ? "gbz_fuzz" : "asn1_fuzz";
}

void put_messages(Seeds& seeds, const UseCase& use_case, gbcs::Cra cra) {
  static const auto all = fuzz::use_cases_of(std::nullopt);
  const auto alike = fuzz::use_cases_of(use_case.protocol);
  gbcs::SamplePayloads make(kSeed + use_case.code);
  for (int i = 0; i < kOfEach; ++i) {
    const auto content = gbcs::encode(use_case, cra, make.of(use_case, cra, fuzz::kCounter), &fuzz::open_cipher());
    if (!content) continue;
    const std::string name = fmt::format("{}-{}-{}", use_case.name, static_cast<int>(cra), i);
    seeds.put(codec_fuzzer(use_case.protocol), name, fuzz::write_input(place_of(use_case, alike), cra, *content));
    if (cra != gbcs::Cra::Command)
      seeds.put("mmc_fuzz", name, fuzz::write_input(place_of(use_case, all), cra, *content));
    gbcs::Message message;
    message.header = {.cra = cra, .counter = fuzz::kCounter, .originator = kUser, .recipient = kDevice};
    message.header.code = use_case.code;
    if (use_case.stamp != Stamp::None && cra == gbcs::Cra::Response) message.header.date_time.emplace();
    message.content = *content;
    seeds.put("message_fuzz", name, gbcs::write(message));
  }
}

void give_certificates(Element& element) {
  if (element.children.empty() && element.name.ends_with("Certificate")) element.text = "MAMCAQU=";  // any DER
  for (Element& child : element.children) give_certificates(child);
}

void put_requests(Seeds& seeds, chance::Dice& dice, const catalogue::Service& service) {
  const auto* body = catalogue::find_body(service.body_element);
  if (!body) return;
  chance::Generator generator(dice, {});
  for (int i = 0; i < kOfEach; ++i) {
    duis::Request request;
    request.schema_version = "5.4";
    request.id = {kUser, kDevice, 1};
    request.command_variant = 1;
    request.variant = service.variant;
    request.reference = service.reference();
    request.body = generator.make(*body);
    give_certificates(request.body);
    trials::number_items(request.body);
    const std::string text = duis::write(request);
    const std::string name = fmt::format("{}-{}", service.body_element, i);
    seeds.put("duis_fuzz", name, view_of(text));
    for (int device = 0; device < catalogue::kDeviceTypes; ++device) {
      if (!service.devices.has(static_cast<DeviceType>(device))) continue;
      Bytes input{static_cast<std::uint8_t>(device)};
      append(input, view_of(text));
      seeds.put("transform_fuzz", fmt::format("{}-{}", name, device), input);
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    fmt::print(stderr, "usage: seeds FOLDER\n");
    return 2;
  }
  Seeds seeds(arguments[1]);
  for (const UseCase& use_case : Catalogue::instance().use_cases()) {
    if (use_case.is_alert()) {
      put_messages(seeds, use_case, gbcs::Cra::Alert);
      continue;
    }
    put_messages(seeds, use_case, gbcs::Cra::Command);
    put_messages(seeds, use_case, gbcs::Cra::Response);
  }
  chance::Dice dice(kSeed);
  for (const catalogue::Service& service : catalogue::services()) put_requests(seeds, dice, service);
  for (const auto& [fuzzer, number] : seeds.count()) fmt::print("{}: {} seeds\n", fuzzer, number);
}
