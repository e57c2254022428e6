// Every request of the reference templates, made one of our Users to one of our Devices and signed anew, goes through
// the exchange, is answered with success, and what it set is read back by the service that returns it. Needs
// GRIDPOST_REFERENCE_DATA; skipped, loudly, without it. What cannot be shown is in a list, with the reason; an entry
// that comes to work fails the test.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <charconv>
#include <cstdlib>
#include <set>

#include "crypto/certification_request.h"
#include "read_backs.h"
#include "retargeting.h"
#include "service_of_home.h"

namespace gridpost::test::device_answers_test {
namespace {

// ---- what must have happened before ----

const std::string kNewFirmware = "05020009";
const std::string kStartsRecord = "GCS31";  // the network data record, which 4.10 reads

// So that there is something to answer with. The templates that are sent before one; the rest below.
const std::map<std::string, std::vector<std::string>> kBefore = {
    {"CS10a", {"GCS28_6.11_SUCCESS"}},  // the clock was set: an entry of the event log
    {"CS11", {"GCS28_6.11_SUCCESS"}},
    {"ECS15a", {"ECS70_6.11_SUCCESS"}},
    {"ECS15c", {"ECS47Activate_7.5_SUCCESS"}},  // a switch was closed: an entry of its log
    {"ECS42", {"ECS43_7.2_SUCCESS"}},           // there is no supply
    {"ECS47Reset", {"ECS47Activate_7.5_SUCCESS"}},
    {"CS02d", {"CS02c_6.17_SUCCESS"}},            // a key pair waits for its certificate
    {"GCS15b", {"GCS02_1.6_IMMEDIATE_SUCCESS"}},  // the mode has changed
};

// What Devices hold that no template set: what they have counted, a closed switch, emergency credit that may be taken.
Value counted(std::uint64_t number) { return uint_value({}, 4, number); }
const std::multimap<std::string, std::pair<std::string, Value>> kHeldBefore = {
    {"ECS09", {"112/0-0:19.10.1.255/9", counted(kEmergencyCredit)}},
    {"ECS28b", {"3/0-0:94.44.42.255/2", counted(7)}},
    {"ECS29e", {"3/1-0:32.32.0.4/2", counted(3)}},
    {"ECS29e", {"3/1-0:32.36.0.4/2", counted(4)}},
    {"ECS29f", {"3/1-0:32.32.0.4/2", counted(3)}},
    {"ECS29f", {"3/1-0:32.36.0.4/2", counted(4)}},
    {"ECS29f", {"3/1-0:52.32.0.4/2", counted(5)}},
    {"ECS29f", {"3/1-0:52.36.0.4/2", counted(6)}},
    {"ECS29f", {"3/1-0:72.32.0.4/2", counted(7)}},
    {"ECS29f", {"3/1-0:72.36.0.4/2", counted(8)}},
    {"ECS47Deactivate", {"70/0-3:96.3.10.255/2", bool_value({}, true)}},
    {"ECS57", {"4/1-0:1.6.0.255/2", counted(5000)}},
    {"ECS57", {"4/1-0:1.6.1.255/2", counted(4000)}},
    {"ECS57", {"4/1-0:2.6.0.255/2", counted(3000)}},
    {"GCS06", {"0705/0010", counted(kEmergencyCredit)}},
};

// Requests that no User may send through the exchange: they go to the Device as the DCC's parties would send them.
const std::map<std::string, std::string> kNotOffered = {
    {"CS02bACBByACB", "8.5 has no User Role: the DCC does this for a User who leaves"},
};

// Who may send it: the network operator, the load controller, or a User without a part in the supply; else the
// supplier.
Eui64 user_for(const HomeOfDevices& home, const Template& t) {
  static const std::set<std::string> kOperators = {"CS02bNOByNO", "ECS25b", "ECS25b3", "ECS25r2", "ECS35g"};
  static const std::set<std::string> kServices = {"6.5", "6.27", "6.18.1", "6.18.2", "14.1"};
  if (kOperators.contains(t.use_case->name) || kServices.contains(t.request.variant)) return home.network_operator();
  if (t.request.variant == "7.16") return kControllerParty;
  return t.request.variant == "9.1" ? home.world().users[3].id : home.supplier();
}

// One home with the DCC before it, and the templates that are sent to it.
class Play {
 public:
  Play(const std::vector<Template>& all, const Template& about)
      : all_(all),
        home_(about.target.esme_variant, about.target.gbcs_version, about.use_case->name.ends_with("Handover")),
        service_(home_) {
    const auto [held, end] = kHeldBefore.equal_range(about.use_case->name);
    for (auto it = held; it != end; ++it)
      home_.device(about.target.type).attributes().set(it->second.first, it->second.second);
    const auto before = kBefore.find(about.use_case->name);
    if (before == kBefore.end()) return;
    for (const std::string& tag : before->second) EXPECT_EQ(send(find(tag)).trouble, "") << tag << ", sent before";
  }

  const Template& find(const std::string& tag) const {
    const auto it = std::find_if(all_.begin(), all_.end(), [&](const Template& t) { return t.tag == tag; });
    if (it == all_.end()) throw std::runtime_error("there is no template " + tag);
    return *it;
  }

  // A template that reads; device logs and credentials are those of the Device that was changed.
  Template reader(const std::string& tag, const Template& about) const {
    Template t = find(tag);
    if (t.use_case->name == "CS07" || t.use_case->name == "CS02aMAC") t.target.type = about.target.type;
    return t;
  }

  // The template, made ours, to its end. Its retargeted body stays in `body`.
  Answered send(const Template& t) {
    Retargeting ours(home_, *t.use_case, t.target.type);
    if (t.request.variant == "8.5") ours.certificates_of(crypto::role::kAccessControlBroker);
    prepare(t, ours);
    const std::uint64_t counter = t.request.variant == "2.2" ? std::uint64_t{5} << 32 : home_.next_counter();
    duis::Request request = t.request;
    ours.roles(request.body);
    ours.apply(request.body, counter);
    request.schema_version = "5.4";
    request.id = {user_for(home_, t), home_.id_of(t.target.type), counter};
    body = request.body;
    id = request.id;
    const std::string& name = t.use_case->name;
    if (!kNotOffered.contains(name)) {
      Answered got = service_.send(request);
      last_ = std::move(got.payload);
      got.payload = last_;
      return got;
    }
    EXPECT_NE(service_.send(request).trouble, "") << name << " is offered now: take it off the list";
    const transform::Source source{request.id, request.variant, &request.body, {}};
    return home_.send(source, home_.target(t.target.type));
  }

  // Until it is in force, if it was dated: what the Device tells then.
  std::string in_force() {
    // What is commanded for some time is read within it, and who is put on a log joins.
    const Element* date =
        body.child(body.name == "SetAuxiliaryControllerState" ? "StartDateTime" : "ExecutionDateTime");
    if (body.name == "UpdateHANDeviceLog") service_.go_to(home_.now() + kHour);
    const auto at = date ? parse_date_time(date->text) : fail("at once");
    if (!at || *at > home_.now() + 2 * kAhead) return {};
    service_.go_to(*at + kHour / 2);
    for (const auto& outcome : service_.outcomes_of(id))
      if (outcome.code != 0x8F66)
        return fmt::format("instruction {} of {}: {:04X}", outcome.instruction, outcome.instructions, outcome.code);
    return {};
  }

  // The Devices that the log of the replaced hub or gas proxy has.
  const std::vector<Eui64>& replaced() const { return replaced_; }
  // The log as its reader shows it, before the Device is given that of the one whose place it takes.
  std::string log_before(const Template& t, const std::string& reader_tag) {
    const auto logs = service_.desk.logs;
    const auto devices = service_.desk.devices;
    empty_log(t.target.type);
    const std::string shown = texts_at(send(reader(reader_tag, t)).mmc, "DeviceID");
    service_.go_to(home_.now() + kMinute);  // the broker counts by the time
    service_.desk.logs = logs;              // the DSP keeps what it heard of the replaced one
    service_.desk.devices = devices;
    return shown;
  }
  // The times of the entries of the network data record.
  std::string record() { return texts_at(send(find("GCS18_4.10_SUCCESS")).mmc, "LogEntry/Timestamp"); }

  HomeOfDevices& home() { return home_; }
  ServiceOfHome& service() { return service_; }

  Element body;
  RequestId id;

 private:
  void prepare(const Template& t, Retargeting& ours) {
    const std::string& name = t.use_case->name;
    const Eui64 target = home_.id_of(t.target.type), other = home_.id_of(ours.other());
    if (name.starts_with("CS04")) {  // what shall be unjoined has joined before
      home_.device(t.target.type).partners().put({other, devices::join_type(ours.other())});
      service_.desk.joins.push_back({target, other, 0});
    }
    if (t.request.variant == "8.1.1") service_.record(t.target.type).status = SmiStatus::InstalledNotCommissioned;
    if (name == "CCS01") {  // a Device that is to join stands on no log
      home_.hub().remove_from_log(other, home_.now());
      inventory::Device& record = service_.desk.devices.at(other);
      record.status = SmiStatus::Pending;
      record.hub.reset();
      std::erase_if(service_.desk.logs[target], [&](const auto& entry) { return entry.device == other; });
    }
    if ((name == "CS02fMAC" || name == "ECS47e") && !home_.device(t.target.type).parties().load_controller)
      for (const auto usage : {crypto::Usage::DigitalSignature, crypto::Usage::KeyAgreement})
        home_.device(t.target.type)
            .replace_anchor({crypto::role::kLoadController, usage},
                            home_.keys().find(kControllerParty, usage, home_.now())->certificate);
    if (name == "CS06")
      home_.device(t.target.type)
          .hold_image({from_hex(t.request.body.text_at("FirmwareHash")).value(), kNewFirmware, {}});
    if (name == "CS02d")
      if (const Value* request = last_.find("certificationRequest")) {
        const auto asked = crypto::read_certification_request(request->octets).value();
        ours.install(home_.keys()
                         .add(*home_.pki().issue_device(asked.device, asked.usage, asked.key).value())
                         ->certificate.der());
      }
    if (name == "CS10b") {  // somebody forged a command: an entry of the security log
      gbcs::Message forged;
      forged.header = {.counter = 1, .originator = Eui64{0x0A0B0C}, .recipient = target, .code = 0x0084};
      forged.content = from_hex("0109 01 01 0702 0005 00 00 00 0602").value();
      forged.signature.emplace();
      forged.mac.emplace();
      EXPECT_FALSE(home_.device(t.target.type).handle(forged, home_.hub(), home_.now()));
    }
    if (name == "CCS03" || name == "GCS59") replace_hub(t.target.type);
  }

  // What it has of the log that it will be given.
  void empty_log(DeviceType function) {
    if (function == DeviceType::GPF) {
      replaced_ = {home_.id_of(DeviceType::GSME)};
      home_.device(DeviceType::GPF).partners().remove(replaced_.front());
      return;
    }
    for (const auto& entry : service_.desk.logs[home_.id_of(DeviceType::CHF)])
      if (entry.device != home_.id_of(DeviceType::GPF)) replaced_.push_back(entry.device);
    for (const Eui64 device : replaced_) home_.hub().remove_from_log(device, home_.now());
  }

  // The hub has taken the place of another one, whose log, or whose proxy's, the DSP knows.
  void replace_hub(DeviceType function) {
    exchange::World& desk = service_.desk;
    const Eui64 hub = home_.id_of(DeviceType::CHF), proxy = home_.id_of(DeviceType::GPF);
    inventory::Device old_hub = desk.devices.at(hub), old_proxy = desk.devices.at(proxy);
    old_hub.id = kOldHub;
    old_proxy.id = kOldProxy;
    old_hub.hub = old_proxy.hub = kOldHub;
    old_hub.gpf = kOldProxy;
    desk.devices[kOldHub] = old_hub;
    desk.devices[kOldProxy] = old_proxy;
    if (function == DeviceType::GPF) {
      desk.joins.push_back({kOldProxy, home_.id_of(DeviceType::GSME), 0});
      return;
    }
    for (inventory::HubLogEntry entry : desk.logs[hub]) {
      entry.hub = kOldHub;
      desk.logs[kOldHub].push_back(entry);
      if (entry.device != proxy) desk.devices.at(entry.device).hub = kOldHub;
    }
    std::erase_if(desk.logs[hub], [&](const auto& entry) { return entry.device != proxy; });
  }

  const std::vector<Template>& all_;
  HomeOfDevices home_;
  ServiceOfHome service_;
  gbcs::Payload last_;
  std::vector<Eui64> replaced_;
};

class DeviceAnswers : public testing::Test {
 protected:
  void SetUp() override {
    const char* folder = std::getenv("GRIDPOST_REFERENCE_DATA");
    if (!folder) GTEST_SKIP() << "SKIPPED: GRIDPOST_REFERENCE_DATA is not set, no request was sent to a Device";
    data_ = folder;
  }
  // What a reader shows of the effect.
  static std::string shown(Play& play, const Effect& effect) {
    return texts_at(play.send(play.find(effect.reader)).mmc, effect.element);
  }

  // What a request that names no setting did is what the reader shows now.
  static void expect_effect(Play& play, const Effect& effect, const std::string& before) {
    const std::string wanted = effect.change == 0 ? effect.becomes : std::to_string(std::stoll(before) + effect.change);
    EXPECT_NE(before, wanted) << effect.element << " before it";
    EXPECT_EQ(shown(play, effect), wanted) << effect.element << " was " << before;
  }

  // The log that the answer shows now has every Device of that of the replaced one, which it had not before.
  void expect_restored(Play& play, const Template& t, const std::string& reader, const std::string& before) {
    const Answered answer = play.send(play.reader(reader, t));
    EXPECT_EQ(answer.trouble, "") << "read back by " << reader;
    const std::string after = texts_at(answer.mmc, "DeviceID");
    for (const Eui64 device : play.replaced()) {
      EXPECT_EQ(before.find(device.text()), std::string::npos) << before;
      EXPECT_NE(after.find(device.text()), std::string::npos) << device.text() << " is not in the log: " << after;
    }
    EXPECT_FALSE(play.replaced().empty());
    ++read_back_;
  }

  // A record that began with the command has nothing of the time before.
  void expect_new_record(Play& play, const std::string& before, TimeMs began) {
    play.service().go_to(play.home().now() + kHour);
    const std::string after = play.record();
    const auto first_of = [](const std::string& times) {
      return parse_date_time(times.substr(0, times.find(' '))).value_or(0);
    };
    EXPECT_LT(first_of(before), began) << before;
    EXPECT_GE(first_of(after), began) << after;
    ++read_back_;
  }

  // Each element of the request is in the answers of the templates that read it, once it is in force.
  void expect_read_back(Play& play, const Template& t, const std::vector<std::string>& readers) {
    const std::string& name = t.use_case->name;
    EXPECT_EQ(play.in_force(), "");
    const Element set = play.body;
    std::vector<Element> shown;
    std::string all_shown;
    for (const std::string& tag : readers) {
      const Answered answer = play.send(play.reader(tag, t));
      EXPECT_EQ(answer.trouble, "") << "read back by " << tag;
      shown.push_back(answer.mmc);
      all_shown += words(answer.mmc);
    }
    ++read_back_;
    if (kGone.contains(name)) {
      const Element* gone = set.child("OtherDeviceID") ? set.child("OtherDeviceID") : set.child("DeviceID");
      ASSERT_TRUE(gone);
      EXPECT_EQ(all_shown.find(" " + gone->text), std::string::npos) << gone->text << " is still there: " << all_shown;
      return;
    }
    for (const std::string& missing : not_shown(set, shown)) {
      const std::string entry = name + " " + missing.substr(0, missing.find(' '));
      unshown_.insert(entry);
      EXPECT_TRUE(kNotShown.contains(entry))
          << "not read back by " << readers.front() << ": " << missing << "; it has " << all_shown;
    }
    if (name != "CS06") return;
    EXPECT_NE(all_shown.find("FirmwareVersion " + kNewFirmware), std::string::npos) << all_shown;
    EXPECT_EQ(play.service().record(t.target.type).firmware_version, kNewFirmware) << "the inventory's";
  }

  fs::path data_;
  int read_back_ = 0;
  std::set<std::string> unshown_;
};

TEST_F(DeviceAnswers, EveryTemplateIsAnsweredWithSuccessAndWhatItSetIsReadBack) {
  const auto all = templates(data_);
  int answered = 0;
  for (const Template& t : all) {
    SCOPED_TRACE(t.tag);
    const std::string& name = t.use_case->name;
    Play play(all, t);
    const auto [first, last] = kEffects.equal_range(name);
    std::vector<std::string> before;
    for (auto effect = first; effect != last; ++effect) before.push_back(shown(play, effect->second));
    const auto restored = kRestored.find(name);
    if (restored != kRestored.end()) before.push_back(play.log_before(t, restored->second));
    if (name == kStartsRecord) before.push_back(play.record());
    const TimeMs began = play.home().now();
    const Answered got = play.send(t);
    EXPECT_EQ(got.trouble, "");
    if (!got.trouble.empty()) continue;
    ++answered;
    const std::string& what = t.request.body.name;
    const bool only_reads = what.starts_with("Read") || what.starts_with("Retrieve");
    const auto lists = kReadBy.count(name) + (first != last ? 1u : 0u) + kRestored.count(name) +
                       (name == kStartsRecord ? 1u : 0u) + kNotReadBack.count(name);
    EXPECT_EQ(lists, only_reads ? 0u : 1u) << name << " is in no list, or in two";
    for (auto effect = first; effect != last; ++effect)
      expect_effect(play, effect->second, before.at(static_cast<std::size_t>(std::distance(first, effect))));
    if (first != last) ++read_back_;
    if (restored != kRestored.end()) expect_restored(play, t, restored->second, before.front());
    if (name == kStartsRecord) expect_new_record(play, before.front(), began);
    if (const auto read = kReadBy.find(name); read != kReadBy.end()) expect_read_back(play, t, read->second);
  }
  for (const auto& [entry, reason] : kNotShown)
    EXPECT_TRUE(unshown_.contains(entry)) << entry << " is read back now: take it off the list";
  fmt::print("note: {} requests answered with success, {} of them read back\n", answered, read_back_);
  EXPECT_GT(answered, 200);
  EXPECT_GT(read_back_, 90);
}

// Needs no reference data.
TEST(TopUps, ATokenIsTakenOnceAndAddsItsValue) {
  HomeOfDevices home("A", "4.2");
  const auto balance = [&] { return home.device(DeviceType::ESME).attributes().get("112/0-0:19.10.0.255/2")->number; };
  const auto before = balance();
  const std::string token = home.utrn(DeviceType::ESME, std::uint64_t{5} << 32);
  const auto enter = [&](std::uint64_t counter) {
    Element body;
    body.name = "TopUpDevice";
    body.add("UTRN", token);
    const transform::Source source{{home.supplier(), home.id_of(DeviceType::ESME), counter << 32}, "2.2", &body, {}};
    return home.send(source, home.target(DeviceType::ESME)).trouble;
  };
  EXPECT_EQ(enter(5), "");
  EXPECT_EQ(balance(), before + 2000000);  // 20 pounds in millipence
  EXPECT_NE(enter(6), "");
  EXPECT_EQ(balance(), before + 2000000);
}

}  // namespace
}  // namespace gridpost::test::device_answers_test
