// Every command of the reference messages, made one of our parties to one of our Devices, is fed to the Device and
// answered: with success, or, where the sample shows an error, with the same statuses while the Device has the fault.
// Needs GRIDPOST_REFERENCE_DATA; skipped, loudly, without it. What cannot be shown is in a list, with the reason; an
// entry that comes to work fails the test.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "crypto/certification_request.h"
#include "gbcs/instructions.h"
#include "reference_templates.h"
#include "retargeting.h"

namespace gridpost::test::device_commands_test {
namespace {

using devices::Fault;

// What no Device of ours answers as the sample was answered, and why.
const std::string kAmongDevices = "Devices do not send each other commands here";
const std::string kFull = "a meter of ours has these from the beginning of its world on, whatever period is asked for";
const std::map<std::string, std::string> kUnanswered = {
    {"GCS17_4.8.1_NOT_FOUND", kFull},
    {"GCS61_4.17_NOT_FOUND", kFull},
    {"GCS21b_4.13_NOT_FOUND", "a meter of ours shows a blank calendar where none was published"},
    {"PCS01_NA_SUCCESS", kAmongDevices},
    {"PCS02_NA_SUCCESS", kAmongDevices},
};

// ---- samples ----

struct Sample {
  std::string tag;
  gbcs::Message command;
  std::optional<gbcs::Message> answer;
  const UseCase* use_case = nullptr;
  transform::Target target;

  bool is_error() const { return tag.find("_ERROR") != std::string::npos || tag.ends_with("_NOT_FOUND"); }
};

std::optional<gbcs::Message> message_in(const fs::path& file) {
  if (!fs::exists(file)) return std::nullopt;
  const auto octets = from_hex(slurp(file));
  auto message = octets ? gbcs::parse(*octets) : fail("no hexadecimal");
  EXPECT_TRUE(message) << file;
  return message ? std::optional(std::move(*message)) : std::nullopt;
}

// Of the name, if the message is one of that: two samples are filed under another one.
const UseCase* use_case_of_sample(const std::string& tag, const gbcs::Message& command) {
  const auto fits = [&](const UseCase* u) {
    return u && u->code == command.header.code && u->is_signed() == command.is_signed();
  };
  if (const UseCase* named = Catalogue::instance().find(tag.substr(0, tag.find('_'))); fits(named)) return named;
  for (const UseCase* u : gbcs::use_cases_of(command))
    if (fits(u)) return u;
  return gbcs::use_case_of(command);
}

std::vector<Sample> samples(const fs::path& data) {
  constexpr std::string_view kEnd = "_COMMAND_GBCS.HEX";
  std::vector<Sample> out;
  for (const auto& folder : fs::directory_iterator(data / "rtds"))
    for (const auto& file : fs::directory_iterator(folder.path())) {
      const std::string name = file.path().filename().string();
      if (!name.ends_with(kEnd)) continue;
      Sample s;
      s.tag = name.substr(0, name.size() - kEnd.size());
      s.command = message_in(file.path()).value();
      s.answer = message_in(folder.path() / (s.tag + "_RESPONSE_GBCS.HEX"));
      s.use_case = use_case_of_sample(s.tag, s.command);
      if (s.use_case) s.target = target_of(s.command, s.tag);
      EXPECT_TRUE(s.use_case) << s.tag;
      if (s.use_case) out.push_back(std::move(s));
    }
  std::sort(out.begin(), out.end(), [](const Sample& a, const Sample& b) { return a.tag < b.tag; });
  return out;
}

// ---- a command becomes ours ----

class Reforging {
 public:
  Reforging(HomeOfDevices& home, const Sample& sample, std::uint64_t counter)
      : home_(home), sample_(sample), counter_(counter) {}
  // Certificates are those of another PKI, which the Device does not trust.
  void distrust() { foreign_ = crypto::TestPki::create("Foreign"); }

  Result<gbcs::Message> command() {
    const gbcs::Header& was = sample_.command.header;
    GP_TRY(payload, gbcs::decode_unpacked(*sample_.use_case, sample_.command));
    payload.invoke_id = gbcs::dlms::invoke_id(counter_);
    for (gbcs::Item& item : payload.items) {
      change(item.value);
      if (item.selector) change(*item.selector);
      if (item.gbz.from_date) item.gbz.from_date = shifted(*item.gbz.from_date);
    }
    gbcs::Message out;
    out.header = was;
    out.header.counter = counter_;
    out.header.originator = ours(was.originator);
    out.header.recipient = ours(was.recipient);
    if (was.party) out.header.party = ours(*was.party);
    if (!was.certificate.empty()) out.header.certificate = certificate(was.certificate);
    GP_TRY(content, gbcs::encode(*sample_.use_case, gbcs::Cra::Command, payload));
    out.content = std::move(content);
    out.signature.emplace();
    if (sample_.command.is_signed()) {
      const auto key = home_.keys().find(out.header.originator, crypto::Usage::DigitalSignature, home_.now());
      if (!key) return fail("nobody can sign for " + out.header.originator.text());
      GP_CHECK(gbcs::sign(out, *key->private_key));
    }
    if (sample_.command.mac) gbcs::protect(out, home_.broker_secret(out.header.recipient));
    return out;
  }
  Eui64 of_join_type(std::int64_t number) const {
    for (const DeviceType type :
         {DeviceType::GSME, DeviceType::ESME, DeviceType::GPF, DeviceType::HCALCS, DeviceType::PPMID})
      if (number == devices::join_type(type)) return home_.id_of(type);
    return home_.id_of(DeviceType::HCALCS);  // any one, for the home has no other
  }
  // The other Device that the command names, as ours.
  Eui64 ours(Eui64 reference) const {
    const std::map<std::uint64_t, Eui64> parties = {{0x90B3D51F30010000, home_.supplier()},
                                                    {0x90B3D51F30030000, home_.world().users[1].id},
                                                    {0x90B3D51F30020000, home_.network_operator()},
                                                    {0x90B3D51F30000002, home_.broker()},
                                                    {0x90B3D51F30000004, home_.trans_cos()},
                                                    {0x90B3D51F30000001, devices::recovery_of(home_.broker())},
                                                    {0x90B3D51F30000007, devices::wan_provider_of(home_.broker())},
                                                    {0x90B3D51F30010008, kControllerParty}};
    if (const auto it = parties.find(reference.value); it != parties.end()) return it->second;
    const bool device = reference.value >> 8 == 0x00DB1234567890;
    const auto type = device ? type_of(reference) : std::nullopt;
    return type ? home_.id_of(*type) : reference;
  }

 private:
  // {Device, its type} of a log: some Device of the type.
  static bool is_log_entry(const Value& value) {
    return value.wire == Wire::Structure && value.items.size() == 2 && value.items[0].octets.size() == 8 &&
           value.items[1].wire == Wire::Int;
  }
  static bool in_its_days(TimeMs at) { return at > kSampleTime - 400 * kDay && at < kSampleTime + 800 * kDay; }
  TimeMs moved(TimeMs at) const { return at + home_.now() - kSampleTime; }
  std::uint32_t shifted(std::uint32_t seconds) const {
    const TimeMs at = gbcs::time_of_zigbee(seconds);
    return in_its_days(at) ? gbcs::zigbee_time(moved(at)) : seconds;
  }

  void change(Value& value) {
    for (Value& item : value.items) change(item);
    if (is_log_entry(value)) value.items[0].octets = of_join_type(value.items[1].number).bytes();
    if (value.name == "EarliestStartTime") value.number = gbcs::zigbee_time(home_.now() - 35 * kDay);
    if (value.name == "LatestEndTime") value.number = gbcs::zigbee_time(home_.now());
    if (value.wire == Wire::Raw) value.octets = certificate(value.octets);
    if (value.name == "originatorCounter") value.number = static_cast<std::int64_t>(counter_);
    if (value.wire == Wire::UInt && value.width == 4)
      value.number = shifted(static_cast<std::uint32_t>(value.as_unsigned()));
    if (value.wire == Wire::Time) change_text(value.octets);
    if (value.wire == Wire::Octets) change_octets(value.octets);
  }
  void change_text(Bytes& text) const {
    const auto at = gbcs::time_of_general_time(text);
    if (!at || *at > kSampleTime + 90000 * kDay) return;
    const std::string now = gbcs::general_time(in_its_days(*at) ? moved(*at) : home_.now() + kAhead);
    text.assign(now.begin(), now.end());
  }
  void change_octets(Bytes& octets) const {
    constexpr std::size_t kTransaction = 9, kToken = 20;
    if (octets.size() == 8) octets = (partner == Eui64() ? ours(Eui64::of(octets)) : partner).bytes();
    if (octets.size() == kTransaction && octets[0] == 4) {
      octets.resize(1);
      put_be(octets, counter_, 8);
    }
    if (octets.size() == 12)
      if (const auto at = gbcs::time_of_date_time(octets); at && in_its_days(*at)) {
        const auto now = gbcs::date_time_of(moved(*at), octets.back());
        octets.assign(now.begin(), now.end());
      }
    if (octets.size() == kToken && sample_.use_case->name.starts_with("CS01")) {
      const std::string token = home_.utrn(sample_.target.type, counter_);
      octets.assign(token.begin(), token.end());
    }
  }
  // Of the same party or Device, for the same use; authorities are ours.
  Bytes certificate(View reference) {
    const auto was = crypto::Certificate::parse(reference);
    if (!was || !was->eui()) return home_.pki().issuing()->certificate.der();
    const Eui64 owner = ours(*was->eui());
    if (was->is_device()) {
      if (!certificate_of_device.empty()) return certificate_of_device;
      const auto entry = home_.keys().find(owner, was->usage(), home_.now());
      return entry ? entry->certificate.der() : Bytes(reference.begin(), reference.end());
    }
    const crypto::TestPki& pki = foreign_ ? *foreign_ : home_.pki();
    const auto entry = pki.issue_organisation(owner, was->role().value_or(0), was->usage(), "again").value();
    if (!foreign_) home_.keys().add(*entry);
    return entry->certificate.der();
  }

 public:
  Bytes certificate_of_device;  // in place of those of Devices in the sample
  Eui64 partner;                // the Device that is joined or unjoined; 0: as the sample has it

 private:
  HomeOfDevices& home_;
  const Sample& sample_;
  std::uint64_t counter_;
  std::optional<crypto::TestPki> foreign_;
};

// ---- statuses ----

void asn1_statuses(const Value& value, std::string& out) {
  for (std::string_view name : {"status", "clockStatus", "responseCode"})
    if (value.name == name) out += fmt::format(" {}", value.number);
  for (const Value& item : value.items) asn1_statuses(item, out);
}

void record_statuses(const Value& value, std::string& out) {
  if (value.name == "record") {
    const Value* status = value.find("status");
    out += status && status->number != 0 ? " failed" : " read";
    return;
  }
  for (const Value& item : value.items) record_statuses(item, out);
}

// How each part went: of GBZ by component of the command, however many answers it has.
std::string statuses_of(const UseCase& use_case, const gbcs::Payload& answer) {
  std::string out;
  std::optional<std::uint8_t> last;
  for (const gbcs::Item& item : answer.items) {
    if (use_case.protocol == Protocol::Dlms) out += fmt::format(" {}", item.result.value_or(0));
    if (use_case.protocol == Protocol::Asn1) asn1_statuses(item.value, out);
    if (use_case.protocol != Protocol::Gbz) continue;
    const Value* cleared = item.value.find("ClearedEventLogs");
    const bool refused = item.gbz.command == gbcs::gbz::kDefaultResponse;
    if (!refused && last == item.gbz.sequence) continue;
    last = item.gbz.sequence;
    out += fmt::format(" [{}", item.gbz.sequence);
    if (refused) out += fmt::format(" {:02X}", item.value.items.back().number);
    if (cleared) out += cleared->number == 0 ? " none" : " some";
    record_statuses(item.value, out);
    out += "]";
  }
  return out;
}

// The part that failed in the sample, from 1, and of one that reads attributes which of them.
std::optional<Fault> fault_of(const UseCase& use_case, const gbcs::Payload& answer) {
  constexpr std::int64_t kFailed = 0xC0;
  Fault fault{.kind = Fault::Kind::Fails};
  for (std::size_t i = 0; i < answer.items.size(); ++i) {
    const gbcs::Item& item = answer.items[i];
    if (use_case.protocol == Protocol::Dlms && item.result.value_or(0) != 0) {
      fault.part = static_cast<int>(i) + 1;
      return fault;
    }
    if (use_case.protocol != Protocol::Gbz) continue;
    fault.part = item.gbz.sequence + 1;
    if (item.gbz.command == gbcs::gbz::kDefaultResponse && item.value.items.back().number == kFailed) return fault;
    if (const Value* cleared = item.value.find("ClearedEventLogs"); cleared && cleared->number == 0) return fault;
    const Value* sealed = item.value.wire == Wire::Sealed ? &item.value.items.at(0) : &item.value;
    for (std::size_t k = 0; k < sealed->items.size(); ++k) {
      const Value* status = sealed->items[k].name == "record" ? sealed->items[k].find("status") : nullptr;
      if (!status || status->number != kFailed) continue;
      fault.attribute = static_cast<int>(k) + 1;
      return fault;
    }
  }
  return std::nullopt;
}

// ASN.1 answers have statuses of their own. Those that come of a fault, with the part that fails; the others come of
// what the command asks for.
const std::map<std::string, int> kAsn1Faults = {{"CS02c", 1},          {"CS02e", 1}, {"CS07", 1},
                                                {"CS02fSignature", 2}, {"GCS28", 1}, {"GCS28Commission", 1}};

class DeviceCommands : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("GRIDPOST_REFERENCE_DATA");
    if (!folder) GTEST_SKIP() << "SKIPPED: GRIDPOST_REFERENCE_DATA is not set, no command was fed to a Device";
    data_ = folder;
    ASSERT_TRUE(references_.load_folder(data_ / "keys", kSampleTime, crypto::ValidityPolicy::WaiveWithWarning));
  }

  // What the sample's Device answered, opened with the reader's key.
  gbcs::Payload reference_answer(const Sample& s) {
    const gbcs::Message& answer = *s.answer;
    const auto reader = references_.find(gbcs::reader_of(answer.header), crypto::Usage::KeyAgreement, kSampleTime);
    const auto device = references_.find(answer.header.originator, crypto::Usage::KeyAgreement, kSampleTime);
    std::optional<gbcs::Cipher> cipher;
    if (reader && reader->private_key && device)
      cipher = gbcs::cipher_for(answer.header,
                                crypto::agree(*reader->private_key, device->certificate.public_key()).value());
    auto payload = gbcs::decode_unpacked(*s.use_case, answer, cipher ? &*cipher : nullptr);
    EXPECT_TRUE(payload) << s.tag << ": " << payload.error().text();
    return payload.value_or(gbcs::Payload{});
  }

  HomeOfDevices& home_for(const Sample& s) {
    const std::string& name = s.use_case->name;
    // Credentials change who is obeyed, and a hub forgets whom it lost.
    const bool fresh = name.starts_with("CS02") || name.starts_with("CCS") || name.starts_with("GCS59") ||
                       name.starts_with("CS01");  // a top-up uses up the counters of commands
    const std::string kind = s.target.esme_variant + s.target.gbcs_version;
    auto& home = fresh ? fresh_ : homes_[kind];
    if (fresh || !home)
      home = std::make_unique<HomeOfDevices>(s.target.esme_variant, s.target.gbcs_version, name.ends_with("Handover"));
    return *home;
  }

  // What must be so that the Device can do it.
  void prepare(const Sample& s, HomeOfDevices& home, Reforging& forge) {
    devices::Device& device = home.device(s.target.type);
    const std::string& name = s.use_case->name;
    const auto payload = gbcs::decode_unpacked(*s.use_case, s.command).value();
    if (name.starts_with("CS03") && !s.is_error()) {
      forge.partner = forge.of_join_type(payload.find("DeviceType")->number);
      device.partners().remove(forge.partner);
      if (const auto entry = home.keys().find(forge.partner, crypto::Usage::KeyAgreement, home.now()))
        forge.certificate_of_device = entry->certificate.der();
    }
    if (name.starts_with("CS04") && !s.is_error())
      device.partners().put({forge.ours(Eui64::of(payload.items[0].value.octets)), 5});
    if (name == "CS03A1" && s.is_error())  // it stands there as another type
      device.partners().put({forge.ours(Eui64::of(payload.find("OtherDeviceID")->octets)), 4});
    if (name == "CS06") {
      Bytes hash = payload.find("FirmwareHash")->octets;
      if (s.is_error()) hash[0] ^= 1;
      device.hold_image({hash, "05020009", {}});
    }
    if (name == "CS02fMAC" || name == "CS02gLoadControllerByLoadController" || name == "ECS47e")
      for (const auto usage : {crypto::Usage::DigitalSignature, crypto::Usage::KeyAgreement})
        device.replace_anchor({crypto::role::kLoadController, usage},
                              home.keys().find(kControllerParty, usage, home.now())->certificate);
    if (name == "CS02d") {
      const auto asked =
          crypto::read_certification_request(device.make_key_pair(crypto::Usage::DigitalSignature).value()).value();
      forge.certificate_of_device =
          home.keys().add(*home.pki().issue_device(asked.device, asked.usage, asked.key).value())->certificate.der();
    }
    if (name == "CS02gLoadControllerBySupplier" && s.is_error()) forge.distrust();
    if (name == "CS10b") device.note(devices::EventLog::Security, 0x8F3E, home.now() - kHour);
    if (name == "CS10a") device.note(devices::EventLog::Event, 0x8145, home.now() - kHour);
  }

  std::string play(const Sample& s) {
    HomeOfDevices& home = home_for(s);
    const bool top_up = s.use_case->name.starts_with("CS01");
    const std::uint64_t counter = top_up ? home.next_counter() << 32 : home.next_counter();
    Reforging forge(home, s, counter);
    prepare(s, home, forge);
    const auto command = forge.command();
    if (!command) return "no command: " + command.error().text();
    devices::Device* device = home.hub().find(command->header.recipient);
    if (!device) return "there is no such Device";
    const bool shows_error = s.is_error() && s.answer;
    gbcs::Payload expected = s.answer ? reference_answer(s) : gbcs::Payload{};
    if (shows_error) break_device(s, expected, *device);
    const auto octets = device->handle(*command, home.hub(), home.now());
    device->faults().remove(Fault::Kind::Fails);
    if (!octets) return "no answer: " + octets.error().text();
    const Answered got = home.judge(*s.use_case, *octets);
    if (!shows_error) return got.trouble;
    const std::string was = statuses_of(*s.use_case, expected), is = statuses_of(*s.use_case, got.payload);
    if (was != is) return fmt::format("statuses:{}; of the sample:{}; {}", is, was, got.trouble);
    return s.tag.find("FUTURE_DATED") == std::string::npos ? std::string() : outcome(home, *device);
  }
  void break_device(const Sample& s, const gbcs::Payload& expected, devices::Device& device) {
    auto fault = fault_of(*s.use_case, expected);
    if (const auto it = kAsn1Faults.find(s.use_case->name); it != kAsn1Faults.end())
      fault = Fault{.kind = Fault::Kind::Fails, .part = it->second};
    if (fault) device.faults().put(*fault);
  }
  // A command that is to fail later is accepted now.
  static std::string outcome(HomeOfDevices& home, devices::Device& device) {
    const auto due = device.next_due();
    if (!due) return "nothing is kept for later";
    constexpr std::uint16_t kFailed = 0x8F67;
    for (const Frame& frame : home.go_to(*due)) {
      const auto message = gbcs::parse(frame.payload).value();
      if (frame.type != FrameType::Alert) continue;
      const UseCase* use_case = gbcs::use_case_of(message);
      const auto alert = use_case ? gbcs::decode_unpacked(*use_case, message) : fail("unknown");
      if (alert && alert->alert_code == kFailed) return {};
    }
    return "no alert says that it failed";
  }

  fs::path data_;
  crypto::KeyStore references_;
  std::map<std::string, std::unique_ptr<HomeOfDevices>> homes_;
  std::unique_ptr<HomeOfDevices> fresh_;
};

TEST_F(DeviceCommands, EveryReferenceCommandIsAnsweredAsItsSampleWas) {
  int answered = 0, failed_alike = 0;
  for (const Sample& s : samples(data_)) {
    SCOPED_TRACE(s.tag);
    const std::string trouble = play(s);
    const auto known = kUnanswered.find(s.tag);
    if (!trouble.empty() && known != kUnanswered.end()) {
      fmt::print("note: {}: {}\n", s.tag, known->second);
      continue;
    }
    EXPECT_EQ(trouble, "") << s.tag;
    EXPECT_TRUE(known == kUnanswered.end()) << "it is answered now: take it off the list";
    if (trouble.empty()) ++(s.is_error() ? failed_alike : answered);
  }
  fmt::print("note: {} commands answered with success, {} as their error samples\n", answered, failed_alike);
  EXPECT_GT(answered, 200);
  EXPECT_GT(failed_alike, 90);
}

}  // namespace
}  // namespace gridpost::test::device_commands_test
