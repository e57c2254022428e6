// Conformance with the official reference messages: decode, verify, re-encode to the same octets; and transform each
// request to its command. Needs GRIDPOST_REFERENCE_DATA; skipped, loudly, without it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "catalogue/use_case.h"
#include "codec/examine.h"
#include "crypto/key_store.h"
#include "duis/request.h"
#include "duis/xml.h"
#include "gbcs/codec.h"
#include "gbcs/date_time.h"
#include "gbcs/message.h"
#include "gbcs/protection.h"
#include "reference_templates.h"

namespace gridpost::conformance_test {
namespace {

class Conformance : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("GRIDPOST_REFERENCE_DATA");
    if (!folder)
      GTEST_SKIP() << "SKIPPED: GRIDPOST_REFERENCE_DATA is not set, nothing was compared with the reference messages";
    data_ = folder;
    const auto report = keys_.load_folder(data_ / "keys", kSampleTime, crypto::ValidityPolicy::WaiveWithWarning);
    ASSERT_TRUE(report) << report.error().text();
  }

  // Every reference message whose message code the catalogue describes.
  struct Sample {
    fs::path file;
    gbcs::Message message;
    Bytes octets;
    const UseCase* use_case = nullptr;
  };
  std::vector<Sample> samples() {
    std::vector<Sample> out;
    for (const auto& entry : fs::recursive_directory_iterator(data_ / "rtds")) {
      if (!entry.is_regular_file()) continue;
      auto octets = from_hex(slurp(entry.path()));
      if (!octets) {
        ADD_FAILURE() << entry.path() << ": " << octets.error().text();
        continue;
      }
      auto message = gbcs::parse(*octets);
      if (!message) {
        ADD_FAILURE() << entry.path() << ": " << message.error().text();
        continue;
      }
      const UseCase* use_case = gbcs::use_case_of(*message);
      if (use_case) out.push_back({entry.path(), std::move(*message), std::move(*octets), use_case});
    }
    return out;
  }

  fs::path data_;
  crypto::KeyStore keys_;
};

TEST_F(Conformance, EveryReferenceMessageParsesAndWritesBackToTheSameOctets) {
  int count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(data_ / "rtds")) {
    if (!entry.is_regular_file()) continue;
    const auto octets = from_hex(slurp(entry.path()));
    ASSERT_TRUE(octets) << entry.path();
    const auto message = gbcs::parse(*octets);
    ASSERT_TRUE(message) << entry.path() << message.error().text();
    EXPECT_EQ(to_hex(gbcs::write(*message)), to_hex(*octets)) << entry.path();
    ++count;
  }
  EXPECT_GT(count, 700);
  fmt::print("{} messages parsed and written back\n", count);
}

TEST_F(Conformance, MacsAndSignaturesVerify) {
  int macs = 0;
  int signatures = 0;
  for (const Sample& s : samples()) {
    const auto examined = codec::examine(s.octets, keys_, kBroker, kSampleTime);
    ASSERT_TRUE(examined) << s.file;
    if (s.message.mac && s.use_case->sender != Sender::OtherDevice) {  // the keys of both Devices are secret
      EXPECT_EQ(examined->checked.mac, "good") << s.file << examined->checked.mac_reason;
      ++macs;
    }
    if (s.message.is_signed()) {
      EXPECT_EQ(examined->checked.signature, "good") << s.file << examined->checked.signature_reason;
      ++signatures;
    }
  }
  EXPECT_GT(macs, 20);
  EXPECT_GT(signatures, 10);
  fmt::print("{} MACs and {} signatures verified\n", macs, signatures);
}

TEST_F(Conformance, DescribedMessagesDecodeAndReEncodeToTheSameOctets) {
  std::map<std::string, int> per_use_case;
  for (const Sample& s : samples()) {
    const auto examined = codec::examine(s.octets, keys_, kBroker, kSampleTime);
    ASSERT_TRUE(examined) << s.file;
    ASSERT_TRUE(examined->payload) << s.file << ": " << examined->problem;
    const auto again = codec::writes_back(*examined, s.octets);
    EXPECT_TRUE(again) << s.file << ": " << again.error().text();
    ++per_use_case[s.use_case->name];
  }
  for (const auto& [name, count] : per_use_case) fmt::print("{:28} {} messages\n", name, count);
  std::set<std::string> described;
  for (const Sample& s : samples()) described.insert(s.file.parent_path().filename().string());
  for (const auto& folder : fs::directory_iterator(data_ / "rtds"))
    if (folder.is_directory() && !described.contains(folder.path().filename().string()))
      fmt::print("not described: {}\n", folder.path().filename().string());
  for (const UseCase& u : Catalogue::instance().use_cases())
    if (u.name != "FD-DLMS" && u.name != "CS02b-A") {
      const auto same_code = Catalogue::instance().by_code(u.code);
      const auto shown = std::find_if(same_code.begin(), same_code.end(),
                                      [&](const UseCase* other) { return other->protocol == u.protocol; });
      EXPECT_GT(per_use_case[(*shown)->name], 0) << u.name;
    }
}

TEST_F(Conformance, EachTemplateTransformsToTheOctetsOfItsSample) {
  int exact = 0;
  for (const auto& entry : fs::directory_iterator(data_ / "duis-templates")) {
    const std::string name = entry.path().filename().string();
    const std::size_t end = name.find("_REQUEST_DUIS");
    if (end == std::string::npos) continue;
    const std::string tag = name.substr(0, end);
    const auto messages = messages_of(data_, tag);
    const gbcs::Message* sample = command_of(messages);
    if (!sample) continue;  // a template of the same use case whose message is not here

    const auto document = duis::parse(slurp(entry.path()));
    ASSERT_TRUE(document) << name << document.error().text();
    auto request = duis::read_request(*document);
    ASSERT_TRUE(request) << name << ": " << request.error().text();
    const UseCase* described = use_case_of_template(tag, *sample, request->variant);
    if (!described) {
      fmt::print("{}: no use case\n", name);
      continue;
    }
    request->id = asked_by(request->id, sample->header);
    const auto [original, reissued] = supplements_of(*described, *sample, keys_);
    const Element added = original.element();
    const Element added_now = reissued.element();
    // Its template has the load controller's certificates, its message those of the supplier: not another issue of
    // them.
    if (described->name == "CS02gLoadControllerBySupplier") take_certificates(*described, *sample, request->body);
    const transform::Source as_written{request->id, request->variant, &request->body, &added_now};
    if (described->critical()) {
      const auto differences = transform::correlate(as_written, target_of(*sample, tag), *sample);
      ASSERT_TRUE(differences) << name << differences.error().text();
      EXPECT_TRUE(differences->empty()) << name << ": " << differences->front().where;
    }
    take_certificates(*described, *sample, request->body);
    take_dates(*described, *sample, request->body);
    take_events(*described, *sample, request->body);
    const transform::Source source{request->id, request->variant, &request->body, &added};
    const transform::Target target = target_of(*sample, tag);
    const auto chosen = transform::select(source, target);
    ASSERT_TRUE(chosen) << name << ": " << chosen.error().text();
    EXPECT_EQ((*chosen)->code, sample->header.code) << name;
    transform::Circumstances circumstances;
    circumstances.now = kSampleTime;
    circumstances.broker = kBroker;
    circumstances.trans_cos = kTransCoS;
    circumstances.broker_counter = sample->header.counter;
    circumstances.known_remote_party = !sample->header.party;  // what the Device knew then, only its command shows
    circumstances.certificate = sample->header.certificate;
    auto built = transform::to_command(**chosen, source, target, circumstances);
    ASSERT_TRUE(built) << name << ": " << built.error().text();
    built->signature = sample->signature;
    built->mac = sample->mac;
    if (sample->mac) {
      const auto z = codec::shared_secret(keys_, kBroker, sample->header.recipient, kSampleTime);
      ASSERT_TRUE(z);
      built->mac = gbcs::mac_of(*built, *z);
    }
    EXPECT_EQ(to_hex(gbcs::write(*built)), to_hex(gbcs::write(*sample))) << name;
    ++exact;
  }
  EXPECT_GE(exact, 15);
  fmt::print("{} templates transformed\n", exact);
}

}  // namespace
}  // namespace gridpost::conformance_test
