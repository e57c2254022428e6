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
#include "crypto/key_store.h"
#include "duis/request.h"
#include "duis/xml.h"
#include "gbcs/codec.h"
#include "gbcs/date_time.h"
#include "gbcs/message.h"
#include "gbcs/protection.h"
#include "transform/supplement.h"
#include "transform/transform.h"

namespace gridpost {
namespace {

namespace fs = std::filesystem;

constexpr TimeMs kSampleTime = 1420070400000;  // 2015-01-01T00:00:00Z, when the messages were made
const Eui64 kBroker{0x90B3D51F30000002};
const Eui64 kTransCoS{0x90B3D51F30000004};

std::string slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

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

  crypto::KeyEntryPtr key_of(Eui64 id, crypto::Usage usage) { return keys_.find(id, usage, kSampleTime); }

  // The secret of two parties, if we have the private key of one of them.
  std::optional<crypto::SharedSecret> secret(Eui64 a, Eui64 b) {
    const auto first = key_of(a, crypto::Usage::KeyAgreement);
    const auto second = key_of(b, crypto::Usage::KeyAgreement);
    if (!first || !second) return std::nullopt;
    const auto& own = first->private_key ? first : second;
    const auto& peer = first->private_key ? second : first;
    if (!own->private_key) return std::nullopt;
    auto z = crypto::agree(*own->private_key, peer->certificate.public_key());
    if (!z) return std::nullopt;
    return *z;
  }

  // Who shares the key of the MAC. (GBCS 4.2)
  std::optional<crypto::SharedSecret> mac_secret(const gbcs::Header& h) {
    return h.cra == gbcs::Cra::Command ? secret(kBroker, h.recipient) : secret(h.recipient, h.originator);
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
    const gbcs::Header& h = s.message.header;
    if (s.message.mac && s.use_case->sender != Sender::OtherDevice) {  // the keys of both Devices are secret
      const auto z = mac_secret(h);
      ASSERT_TRUE(z) << s.file << ": no key for its MAC";
      EXPECT_TRUE(gbcs::mac_is_good(s.message, *z)) << s.file;
      ++macs;
    }
    if (s.message.is_signed()) {
      const auto signer = key_of(h.originator, crypto::Usage::DigitalSignature);
      ASSERT_TRUE(signer) << s.file;
      EXPECT_TRUE(gbcs::signature_is_good(s.message, signer->certificate.public_key())) << s.file;
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
    gbcs::Cipher cipher;
    if (const auto z = secret(gbcs::reader_of(s.message.header), s.message.header.originator))
      cipher = gbcs::cipher_for(s.message.header, *z);
    const auto payload = gbcs::decode(*s.use_case, s.message, &cipher);
    ASSERT_TRUE(payload) << s.file << ": " << payload.error().text();
    const auto content = gbcs::encode(*s.use_case, s.message.header.cra, *payload, &cipher);
    ASSERT_TRUE(content) << s.file << ": " << content.error().text();
    EXPECT_EQ(to_hex(*content), to_hex(s.message.content)) << s.file;
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

void collect_certificates(const Value& value, std::vector<std::string>& out) {
  if (value.wire == Wire::Raw) out.push_back(to_base64(value.octets));
  for (const Value& item : value.items) collect_certificates(item, out);
}

void replace_certificates(Element& element, const std::vector<std::string>& certificates, std::size_t& next) {
  const bool holds_one = element.children.empty() && element.name.ends_with("Certificate");
  if (holds_one && next < certificates.size()) element.text = certificates[next++];
  for (Element& child : element.children) replace_certificates(child, certificates, next);
}

// The template's certificates were re-issued since the messages were made: the sample's own take their place.
void take_certificates(const UseCase& use_case, const gbcs::Message& sample, Element& body) {
  const auto payload = gbcs::decode(use_case, sample);
  ASSERT_TRUE(payload);
  std::vector<std::string> certificates;
  for (const gbcs::Item& item : payload->items) collect_certificates(item.value, certificates);
  std::size_t next = 0;
  replace_certificates(body, certificates, next);
}

// Templates whose dates were chosen anew since their message was made: the element that holds each, and the name of the
// value in the message.
const std::map<std::string, std::vector<std::pair<std::string, std::string>>> kOtherDates = {
    {"GCS09", {{"RestrictionDateTime", "ImplementationDateTime"}}},
    {"GCS15c", {{"ReadLogPeriod/StartDateTime", "EarliestStartTime"}, {"ReadLogPeriod/EndDateTime", "LatestEndTime"}}},
    {"GCS61", {{"ReadLogPeriod/StartDateTime", "EarliestSampleTime"}}}};

void put_text(Element& element, std::string_view path, const std::string& text) {
  const std::size_t slash = path.find('/');
  for (Element& child : element.children) {
    if (child.name != path.substr(0, slash)) continue;
    if (slash == std::string_view::npos) child.text = text;
    if (slash != std::string_view::npos) put_text(child, path.substr(slash + 1), text);
  }
}

void take_dates(const UseCase& use_case, const gbcs::Message& sample, Element& body) {
  const auto dated = kOtherDates.find(use_case.name);
  if (dated == kOtherDates.end()) return;
  const auto payload = gbcs::decode(use_case, sample);
  ASSERT_TRUE(payload);
  for (const auto& [path, name] : dated->second) {
    const Value* date = payload->find(name);
    ASSERT_TRUE(date) << use_case.name;
    put_text(body, path, iso(gbcs::time_of_zigbee(static_cast<std::uint32_t>(date->number))));
  }
  if (use_case.name != "GCS61") return;
  // Its message gives the end of the period as a number of days.
  const Value* days = payload->find("NumberOfSamples");
  ASSERT_TRUE(days);
  const TimeMs first = gbcs::time_of_zigbee(static_cast<std::uint32_t>(payload->find("EarliestSampleTime")->number));
  put_text(body, "ReadLogPeriod/EndDateTime", iso(first + (days->number - 1) * kDay));
}

// The template of ECS25a asks for other events than its message has: those of the message take their place.
void take_events(const UseCase& use_case, const gbcs::Message& sample, Element& body) {
  if (use_case.name != "ECS25a") return;
  const auto payload = gbcs::decode(use_case, sample);
  ASSERT_TRUE(payload);
  const Bytes& bits = payload->find("maskAndValues")->octets;
  ASSERT_EQ(bits.size(), 64u);
  Element* common = &body.children.front().children.front();
  ASSERT_EQ(common->name, "SupplierESMECommon");
  common->children.clear();
  const auto is_set = [&](int number, int half) {
    return (bits[static_cast<std::size_t>(half * 32 + 31 - number / 8)] >> number % 8 & 1) != 0;
  };
  for (int number = 0; number < 256; ++number)
    if (is_set(number, 0)) common->add(fmt::format("x81{:02X}", number), is_set(number, 1) ? "Enable" : "Disable");
}

// A template that names the broker as its User stands for the User that the message names. (CS08)
RequestId asked_by(const RequestId& id, const gbcs::Header& sample) {
  if (id.originator != kBroker || !sample.party) return id;
  return {*sample.party, id.target, id.counter};
}

// The pre-command if the folder has one, else the command.
const gbcs::Message* command_of(const std::map<std::string, gbcs::Message>& messages) {
  const auto pre = messages.find("PRECOMMAND");
  if (pre != messages.end()) return &pre->second;
  const auto command = messages.find("COMMAND");
  return command == messages.end() ? nullptr : &command->second;
}

// `tag` is the name of the sample.
transform::Target target_of(const gbcs::Message& sample, const std::string& tag) {
  transform::Target t;
  t.id = sample.header.recipient;
  static const std::map<std::uint64_t, DeviceType> kTypes = {
      {0xA0, DeviceType::ESME},  {0xA1, DeviceType::GSME},   {0xA2, DeviceType::CHF}, {0xA3, DeviceType::GPF},
      {0xA4, DeviceType::PPMID}, {0xA5, DeviceType::HCALCS}, {0xA6, DeviceType::ESME}};
  t.type = kTypes.at(t.id.value & 0xFF);
  // Superseded use cases, of Devices of their time.
  static const std::map<std::uint16_t, std::string> kOldVersions = {
      {0x008D, "3.2"}, {0x0004, "1.1"}, {0x001F, "1.1"}, {0x003E, "1.1"}, {0x003F, "3.2"},
      {0x0046, "1.1"}, {0x007E, "1.1"}, {0x0092, "3.2"}, {0x009D, "1.1"}, {0x009E, "3.1"}};
  const auto old = kOldVersions.find(sample.header.code);
  t.gbcs_version = old == kOldVersions.end() ? "4.2" : old->second;
  static const std::set<std::string> kPolyphase = {"ECS23b", "ECS26k", "ECS29b", "ECS29d", "ECS29f"};
  const bool twin = tag.find("_TWIN_") != std::string::npos;
  t.esme_variant = twin ? "B" : kPolyphase.contains(tag.substr(0, tag.find('_'))) ? "C" : "A";
  return t;
}

// What the DSP added to the request when the sample was made: inventory and backed-up logs are not published, so they
// are read from the sample. Certificates were issued anew since: `reissued` is the key store's, of the same key.
struct Supplements {
  transform::Supplement original;
  transform::Supplement reissued;
};
Supplements supplements_of(const UseCase& use_case, const gbcs::Message& sample, const crypto::KeyStore& keys) {
  static const std::map<std::int64_t, DeviceType> kTypes = {{0, DeviceType::GSME},  {1, DeviceType::ESME},
                                                            {3, DeviceType::GPF},   {4, DeviceType::HCALCS},
                                                            {5, DeviceType::PPMID}, {6, DeviceType::IHD}};
  transform::Supplement out;
  Bytes reissued;
  const auto payload = gbcs::decode(use_case, sample);
  EXPECT_TRUE(payload);
  if (!payload) return {};
  if (use_case.asks_for("$/OtherDevice")) {
    out.other_device = transform::Supplement::OtherDevice{kTypes.at(payload->find("DeviceType")->number), {}};
    if (const Value* certificate = payload->find("Certificate")) {
      const auto used = crypto::Certificate::parse(certificate->octets);
      EXPECT_TRUE(used && used->eui()) << use_case.name;
      const auto entry = keys.find(used->eui().value(), crypto::Usage::KeyAgreement, kSampleTime);
      EXPECT_TRUE(entry && entry->certificate.public_key() == used->public_key()) << use_case.name;
      out.other_device->certificate = certificate->octets;
      reissued = entry->certificate.der();
    }
  }
  if (use_case.asks_for("$/Log")) {
    transform::Supplement::Log log;
    if (const Value* han = payload->find("HANIdentifier")) log.han_identifier = han->octets;
    for (const Value& entry : payload->find("Entry")->items) {
      const Value* type = entry.find("DeviceType");
      const Value* hash = entry.find("LinkKeyHash");
      log.entries.push_back({Eui64::of(entry.find("DeviceID")->octets), type ? kTypes.at(type->number) : DeviceType(),
                             hash ? hash->octets : Bytes()});
    }
    out.log = std::move(log);
  }
  if (const Value* number = payload->find("CustomerIdentificationNumber"))
    out.customer_number = text_of(number->octets);
  if (const Value* number = payload->find("CustomerIdNumber")) out.customer_number = text_of(number->octets);
  if (use_case.name == "ECS35g" || use_case.name == "ECS25r2")
    out.user_roles = {UserRole::ED};  // the User of its template is a distributor
  Supplements both{out, out};
  if (!reissued.empty()) both.reissued.other_device->certificate = reissued;
  return both;
}

TEST_F(Conformance, EachTemplateTransformsToTheOctetsOfItsSample) {
  int exact = 0;
  for (const auto& entry : fs::directory_iterator(data_ / "duis-templates")) {
    const std::string name = entry.path().filename().string();
    const std::size_t end = name.find("_REQUEST_DUIS");
    if (end == std::string::npos) continue;
    const std::string tag = name.substr(0, end);
    std::map<std::string, gbcs::Message> messages;
    for (const auto& folder : fs::directory_iterator(data_ / "rtds"))
      for (const char* kind : {"PRECOMMAND", "COMMAND"}) {
        const fs::path file = folder.path() / (tag + "_" + kind + "_GBCS.HEX");
        if (!fs::exists(file)) continue;
        const auto octets = from_hex(slurp(file));
        ASSERT_TRUE(octets);
        const auto parsed = gbcs::parse(*octets);
        ASSERT_TRUE(parsed);
        messages[kind] = *parsed;
      }
    const gbcs::Message* sample = command_of(messages);
    if (!sample) continue;  // a template of the same use case whose message is not here

    const auto document = duis::parse(slurp(entry.path()));
    ASSERT_TRUE(document) << name << document.error().text();
    auto request = duis::read_request(*document);
    ASSERT_TRUE(request) << name << ": " << request.error().text();
    // One name may stand for the use cases of several services: ECS47.
    const UseCase* described = Catalogue::instance().find(tag.substr(0, tag.find('_')));
    if (!described) described = gbcs::use_case_of(*sample, request->variant);
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
      const auto z = mac_secret(sample->header);
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
}  // namespace gridpost
