// Whatever the grammar allows becomes a command that decodes to itself and means the same as the request; some are
// refused, because no use case is for them or a value does not fit what a Device can take.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "catalogue/bodies.h"
#include "catalogue/services.h"
#include "catalogue/use_case.h"
#include "gbcs/codec.h"
#include "gbcs/message.h"
#include "grammar_values.h"
#include "transform/supplement.h"
#include "transform/transform.h"
#include "trials/plausible.h"

namespace gridpost::every_request_test {
namespace {

constexpr int kRequests = 40;  // of each service, Device type and ESME Variant
constexpr TimeMs kNow = 1735689600000;
const Eui64 kUser{0x0A11000000000001};
const Eui64 kDevice{0x00DB0000000000E1};

// What a certificate is made of is not asked here: any DER element will do.
void give_certificates(Element& element) {
  if (element.children.empty() && element.name.ends_with("Certificate")) element.text = "MAMCAQU=";
  for (Element& child : element.children) give_certificates(child);
}

transform::Supplement supplement() {
  transform::Supplement out;
  out.other_device = transform::Supplement::OtherDevice{DeviceType::PPMID, {0x30, 0x03, 0x02, 0x01, 0x05}};
  out.log = transform::Supplement::Log{Bytes(8), {}};
  out.user_roles = {UserRole::IS};
  out.customer_number = "1234";
  return out;
}

transform::Circumstances circumstances() {
  transform::Circumstances out;
  out.now = kNow;
  out.broker = Eui64{0x0A11000000000002};
  out.broker_counter = 77;
  out.trans_cos = Eui64{0x0A11000000000004};
  return out;
}

// How many requests became a command of a use case, and how many did not: a value is missing or does not fit.
struct Tally {
  int made = 0;
  int refused = 0;
};

// The command decodes to what encodes to it, and means what the request means.
void expect_same(const UseCase& use_case, const gbcs::Message& command, const transform::Source& source,
                 const transform::Target& target) {
  const auto payload = gbcs::decode_unpacked(use_case, command);
  ASSERT_TRUE(payload) << payload.error().text() << "\n" << to_hex(command.content);
  const auto again = gbcs::encode(use_case, gbcs::Cra::Command, *payload);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(to_hex(*again), to_hex(command.content));
  if (!use_case.critical()) return;
  const auto differences = transform::correlate(source, target, command);
  ASSERT_TRUE(differences) << differences.error().text();
  EXPECT_TRUE(differences->empty()) << differences->front().where;
}

void try_request(const transform::Source& source, const transform::Target& target,
                 std::map<std::string, Tally>& tallies) {
  const auto use_case = transform::select(source, target);
  if (!use_case) return;
  Tally& tally = tallies[(*use_case)->name];
  const auto command = transform::to_command(**use_case, source, target, circumstances());
  if (command) {
    ++tally.made;
    expect_same(**use_case, *command, source, target);
  } else {
    ++tally.refused;
    EXPECT_NE(command.error().text().find((*use_case)->name), std::string::npos) << "an error says where it is";
  }
}

TEST(EveryRequest, BecomesACommandThatMeansTheSame) {
  chance::Dice dice(chance::seed());
  chance::Generator generator(dice, {});
  const transform::Supplement known = supplement();
  const Element added = known.element();
  std::map<std::string, Tally> tallies;
  for (const catalogue::Service& service : catalogue::services()) {
    const auto* body = catalogue::find_body(service.body_element);
    if (!body || service.devices.empty()) continue;
    for (int i = 0; i < catalogue::kDeviceTypes; ++i) {
      const auto type = static_cast<DeviceType>(i);
      if (Catalogue::instance().by_service(service.variant, type).empty()) continue;
      for (const char* esme_variant : {"A", "B", "C"})
        for (int n = 0; n < kRequests; ++n) {
          Element request = generator.make(*body);
          give_certificates(request);
          trials::number_items(request);
          if (trials::is_about(request, type == DeviceType::ESME ? "Gas" : "Elec")) continue;
          if (!catalogue::grammar::check(*body, request)) continue;
          SCOPED_TRACE(fmt::format("{} {} {} {}", service.variant, catalogue::text(type), esme_variant, n));
          const transform::Source source{{kUser, kDevice, 5}, std::string(service.variant), &request, &added};
          try_request(source, {kDevice, type, esme_variant, "4.2"}, tallies);
        }
    }
  }
  constexpr int kLeastShare = 5;
  for (const auto& [name, tally] : tallies) {
    fmt::print("{:28} {:5} commands {:5} refused\n", name, tally.made, tally.refused);
    EXPECT_GE(tally.made * kLeastShare, tally.refused) << name;
    EXPECT_GT(tally.made, 0) << name;
  }
  EXPECT_GT(tallies.size(), 80u);
}

}  // namespace
}  // namespace gridpost::every_request_test
