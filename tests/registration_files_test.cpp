// A home through the real server, with the files of its registration data providers: installation, commissioning,
// change of supplier, correction of the ESME Variant, decommissioning. (./check registration)
#include <gmock/gmock.h>

#include <fstream>
#include <set>

#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "network/provider_folders.h"
#include "run_command.h"
#include "stage_scene.h"

namespace gridpost::test::registration_files_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kAlder = 0, kBirch = 1, kCoppice = 2;  // the Users of the street

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string with(std::string text, const std::vector<std::pair<std::string, std::string>>& words) {
  for (const auto& [from, to] : words)
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, from.size(), to);
  return text;
}

class Life : public StageScene {
 public:
  Life() : StageScene("registration") {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    write_setup();
    devices::StreetOptions street;
    street.homes = 1;
    street.start = must(parse_date_time("2023-10-19T23:30:00Z"));  // half past midnight of the 20th, local
    street.speed = 180;                                            // a sleeping gas meter answers within ten seconds
    StageScene::start(street, arguments());
  }

  const devices::WorldDevice& electricity() const { return of_type(home(), DeviceType::ESME); }
  const devices::WorldDevice& gas() const { return of_type(home(), DeviceType::GSME); }
  std::string mpan() const { return electricity().mpxn; }
  std::string mprn() const { return gas().mpxn; }
  Eui64 user(std::size_t index) const { return stage_->world().users[index].id; }
  fs::path in(const std::string& provider) const { return fs::path(folder_) / "files" / provider / "in"; }
  fs::path out(const std::string& provider) const { return fs::path(folder_) / "files" / provider / "out"; }
  std::string command(const std::string& what) { return run_gridpost(what + " --data " + folder_ + "/server").out; }

  // ---- time ----

  // The world is at this time; server and device process start again.
  void jump(const std::string& time) {
    const TimeMs target = must(parse_date_time(time));
    stage_.reset();
    devices::World world = must(devices::load_world(folder_ + "/world.toml"));
    const TimeMs machine = machine_now();
    world.time.anchor =
        machine - static_cast<TimeMs>(static_cast<double>(target - world.time.start) / world.time.speed);
    std::ofstream(folder_ + "/world.toml") << devices::world_text(world);
    auto tx = must(store_->begin());
    for (const auto& [key, value] : {std::pair("world.start", target), std::pair("world.start_machine", machine),
                                     std::pair("world.latest", target)})
      must(tx->set_setting(key, fmt::format("{}", value)));
    must(tx->commit());
    tx.reset();
    await("the system starts again", [&] {
      try {
        StageScene::start({}, arguments());
        return true;
      } catch (const std::runtime_error&) {
        stage_.reset();
        return false;
      }
    });
  }

  // ---- what a provider does ----

  void put(const std::string& provider, const std::string& name, const std::string& text) {
    must(network::put_whole(in(provider).string(), name, with(text, words())));
  }
  // Puts a file and waits until it is taken in.
  void deliver(const std::string& provider, const std::string& name, const std::string& text) {
    put(provider, name, text);
    await(name + " is taken in", [&] { return fs::exists(in(provider) / "processed" / name); });
  }
  std::string refused(const std::string& provider, const std::string& name, const std::string& text) {
    put(provider, name, text);
    await(name + " is rejected", [&] { return fs::exists(in(provider) / "rejected" / name); });
    return text_of(in(provider) / "rejected" / (name + ".reasons"));
  }
  // The file for the provider, once it is there, with its times made alike.
  std::string received(const std::string& provider, const std::string& name) {
    const fs::path path = out(provider) / name;
    await(name + " is there", [&] { return fs::exists(path); });
    std::string text = text_of(path);
    // Times of the run: the last but six and the last field of electricity's first and last line, two of gas's first.
    const auto mask = [&](std::size_t at, std::size_t length) { text.replace(at, length, std::string(length, '#')); };
    if (provider == "nord") {
      mask(text.find("|NORD|") + 6, 14);
      mask(text.rfind('|') - 14, 14);
    } else {
      mask(text.find("\"DXI\",") + 15, 8);
    }
    return text;
  }
  std::string golden(const std::string& text) { return with(text, words()); }

  // ---- what Users do ----

  app::Exchange ask(std::size_t who, duis::Request request, const devices::WorldDevice& target) {
    app::Client& client = *must(stage_->client(who));
    request.id.counter = client.next_counter();
    return must(client.send(request, {request.id.target, target.type, target.variant, target.gbcs_version}));
  }
  // What access control says: I99, or why not. (Whether the meter answers its new supplier depends on the certificates
  // that it holds.)
  std::string read_meter(std::size_t who) {
    app::Client& client = *must(stage_->client(who));
    duis::Request request = app::read_registers({user(who), electricity().id});
    request.id.counter = client.next_counter();
    return must(client.post(request)).code;
  }
  duis::Request about_meter(std::size_t who, std::string_view variant) {
    duis::Request r = request_to(variant, user(who), stage_->world().broker);
    r.command_variant = 8;
    r.body.add("DeviceID", electricity().id.text());
    return r;
  }
  std::string correct_variant(std::size_t who, const std::string& variant) {
    duis::Request r = about_meter(who, "8.4");
    r.body.add("UpdateDeviceDetails").add("ESMEVariant", variant);
    return ask(who, r, electricity()).code();
  }
  std::string decommission(std::size_t who) { return ask(who, about_meter(who, "8.3"), electricity()).code(); }

  std::string accepted(const std::string& mpxn) {
    const auto point = must(read()->records().flag_point(mpxn));
    return point && point->accepted ? std::string(1, registration::letter(point->accepted->flag)) : "";
  }
  void await_accepted(const std::string& mpxn, const std::string& flag) {
    await(mpxn + " has " + flag, [&] { return accepted(mpxn) == flag; });
  }

 private:
  std::vector<std::string> arguments() const {
    return {"--registration", folder_ + "/providers.toml", "--registration-files", folder_ + "/files"};
  }
  std::vector<std::pair<std::string, std::string>> words() const { return {{"{mpan}", mpan()}, {"{mprn}", mprn()}}; }

  // The street's identifiers are those of its first three Users.
  void write_setup() {
    const devices::World street = devices::make_street({.homes = 1});
    std::ofstream(folder_ + "/providers.toml") << with(R"(run_every_minutes = 1
[dcc]
party = "DCCG"
organisation = "7700000001"
sender = "DCC01"
[[providers]]
name = "nord"
fuel = "electricity"
party = "NORD"
operators = [{id = "NORA", eui = "{network}"}]
[[providers]]
name = "gas"
fuel = "gas"
organisation = "7700000002"
sender = "RDP01"
operators = [{id = "GT1", eui = "{network}"}]
[[suppliers]]
id = "SUPA"
eui = "{alder}"
[[suppliers]]
id = "SUPB"
eui = "{birch}"
[[suppliers]]
id = "SUA"
eui = "{alder}"
)",
                                                       {{"{network}", street.users[kCoppice].id.text()},
                                                        {"{alder}", street.users[kAlder].id.text()},
                                                        {"{birch}", street.users[kBirch].id.text()}});
  }
};

// ---- Files, written by hand from their layouts ----

constexpr const char* kRegistered =
    "ZHV|0000000301|D0349001|P|NORD|Z|DCCG|20231020070000||||OPER|\n"
    "M01|{mpan}|NORA|E|\n"
    "M02|SUPA|20200101|\n"
    "M02|SUPB|20231025|\n"
    "M03|1 FICTION LANE|ZQ1 2AB|\n"
    "ZPT|0000000301|4||1|20231020070000|\n";
constexpr const char* kRegisteredGas =
    "\"A00\",7700000002,\"EDL\",20231020,\"080000\",77\n"
    "\"E47\",{mprn},\"GT1\",\"LI\"\n"
    "\"E48\",{mprn},\"SUA\",20200101\n"
    "\"Z99\",2\n";

std::string told(int file, char flag, const std::string& effective) {
  return fmt::format(
      "ZHV|{0:010}|D0350001|Z|DCCG|P|NORD|##############||||OPER|\n"
      "P01|1|DC01|\n"
      "P02|{{mpan}}|{1}|{2}|\n"
      "ZPT|{0:010}|2||1|##############|\n",
      file, flag, effective);
}
std::string told_gas(int file, char flag, const std::string& date) {
  return fmt::format(
      "\"A00\",7700000001,\"DXI\",{1},########,{0}\n"
      "\"E45\",{{mprn}},\"{2}\",{1}\n"
      "\"Z99\",1\n",
      file, date, flag);
}
std::string summed_up(int number, int file, const std::string& counts) {
  return fmt::format(
      "ZHV|{0:010}|D0172001|P|NORD|Z|DCCG|20231103120000||||OPER|\n"
      "S01|DC90|{1:010}|{2}|\n"
      "ZPT|{0:010}|1||1|20231103120000|\n",
      number, file, counts);
}
std::string responded(int number, const std::string& outcome, char flag, const std::string& effective) {
  const bool rejected = outcome == "RJ";
  return fmt::format(
      "\"A00\",7700000002,\"DXR\",20231103,\"120000\",{}\n"
      "\"E46\",\"{}\",{{mprn}},\"{}\",{}\n{}"
      "\"Z99\",{}\n",
      number, outcome, flag, effective, rejected ? "\"S72\",\"MPO00001\"\n" : "", rejected ? 2 : 1);
}

void refuse_bad_files(Life& life) {
  const std::string data = kRegistered;
  const std::string name = "NORD.D0349.0000000302", next = with(data, {{"0000000301", "0000000302"}});
  EXPECT_THAT(life.refused("nord", "NORD.D0349.0000000303", next), HasSubstr("303 comes where 302 is next"));
  EXPECT_THAT(life.refused("nord", name, with(next, {{"|NORD|Z|", "|SUED|Z|"}})), HasSubstr("line 1, from party"));
  EXPECT_THAT(life.refused("nord", name + "x", next), HasSubstr("is neither SENDER"));
  EXPECT_THAT(life.refused("nord", "NORD.D0353.0000000302", next), HasSubstr("line 1, flow and version"));
  fs::remove(life.in("nord") / "rejected" / name);
  EXPECT_THAT(life.refused("nord", name, with(next, {{"|4||1|", "|5||1|"}})),
              HasSubstr("line 6, number of records: it says 5, there are 4"));
  // A record that is wrong is left out, and the others are taken.
  const std::string records = with(next, {{"ZPT|",
                                           "M01|1500000004011|NORA|E|\nM02|SUPA|20200101|\n"
                                           "M01|{mpan}|NORA|E|\nM02|SUPA|20200101|\n"
                                           "M01|1500000005022|SUDA|E|\nM02|SUPA|20200101|\n"
                                           "M01|1900000006033|NORA|E|\nZPT|"},
                                          {"|4||1|", "|11||5|"}});
  life.deliver("nord", name, records);
  const std::string reasons = text_of(life.in("nord") / "processed" / (name + ".reasons"));
  EXPECT_THAT(reasons, HasSubstr("line 6, MPAN core: '1500000004011' is not 13 digits with a right check digit"));
  EXPECT_THAT(reasons, HasSubstr("line 8, metering point: " + life.mpan() + " is there twice"));
  EXPECT_THAT(reasons, HasSubstr("1500000005022: 'SUDA' is no network operator of nord"));
  EXPECT_THAT(reasons, HasSubstr("1900000006033 is not known, and the record names no supplier"));
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), '\n'), 4);
}

// A file that is written slowly, and one that comes twice.
void write_slowly_and_twice(Life& life) {
  const auto before = must(life.read()->registrations(life.mpan()));
  const std::string name = "NORD.D0349.0000000303",
                    text = life.golden(with(kRegistered, {{"0000000301", "0000000303"}, {"20231025", "20231026"}}));
  {
    std::ofstream slow(life.in("nord") / name);
    slow << text.substr(0, text.find("ZPT"));
    slow.flush();
    std::this_thread::sleep_for(std::chrono::seconds(3));  // the server has looked at it
    EXPECT_TRUE(fs::exists(life.in("nord") / name));
    EXPECT_EQ(must(life.read()->registrations(life.mpan())), before);
    slow << text.substr(text.find("ZPT"));
  }
  life.await("it is taken in", [&] { return fs::exists(life.in("nord") / "processed" / name); });
  const auto after = must(life.read()->registrations(life.mpan()));
  EXPECT_NE(after, before);
  life.deliver("nord", "NORD.D0349.0000000304", with(kRegistered, {{"0000000301", "0000000304"}}));
  EXPECT_EQ(must(life.read()->registrations(life.mpan())), before);  // SUPB from the 25th again
  must(network::put_whole(life.in("nord").string(), name, text));
  life.await("it is settled again", [&] { return fs::exists(life.in("nord") / "processed" / (name + ".2")); });
  EXPECT_THAT(text_of(life.in("nord") / "processed" / (name + ".2.reasons")), HasSubstr("nothing changed"));
  EXPECT_EQ(must(life.read()->registrations(life.mpan())), before);
}

void install(Life& life) {
  for (const auto* meter : {&life.electricity(), &life.gas()}) {
    life.notify(*meter);
    life.join(life.home().hub.chf, *meter);
  }
  EXPECT_EQ(life.received("nord", "DCCG.D0350.0000000001"), life.golden(told(1, 'I', "20231020")));
  EXPECT_EQ(life.received("gas", "DCC01.PN000001.DXI"), life.golden(told_gas(1, 'I', "20231020")));
}

// Electricity is accepted; gas is rejected, and sent again by an operator.
void answer_with_a_rejection(Life& life) {
  life.deliver("nord", "NORD.D0172.0000000001", summed_up(1, 1, "1|1|0"));
  life.await_accepted(life.mpan(), "I");
  life.deliver("gas", "RDP01.PN000001.DXR", responded(1, "RJ", 'I', "20231020"));
  const std::string rejected = life.command("flags updates");
  EXPECT_THAT(rejected, HasSubstr(life.mprn() + " I from 20231020  rejected"));
  EXPECT_THAT(rejected, HasSubstr("gas file 1  MPO00001"));
  EXPECT_THAT(rejected, HasSubstr("I: Installed, not commissioned"));
  const std::int64_t number = must(life.read()->records().flag_updates(life.mprn())).at(0).id;
  EXPECT_THAT(
      life.command(fmt::format("flags resend {} --registration {}/providers.toml", number, life.stage().folder())),
      HasSubstr("go into the next file"));
  EXPECT_EQ(life.received("gas", "DCC01.PN000002.DXI"), life.golden(told_gas(2, 'I', "20231020")));
  life.deliver("gas", "RDP01.PN000002.DXR", responded(2, "AC", 'I', "20231020"));
  life.await_accepted(life.mprn(), "I");
}

void commission(Life& life) {
  life.commission(life.electricity());
  life.commission(life.gas());
  EXPECT_EQ(life.received("nord", "DCCG.D0350.0000000002"), life.golden(told(2, 'A', "20231020")));
  EXPECT_EQ(life.received("gas", "DCC01.PN000003.DXI"), life.golden(told_gas(3, 'A', "20231020")));
  life.deliver("nord", "NORD.D0172.0000000002", summed_up(2, 2, "1|1|0"));
  life.deliver("gas", "RDP01.PN000003.DXR", responded(3, "AC", 'A', "20231020"));
  life.await_accepted(life.mpan(), "A");
  life.await_accepted(life.mprn(), "A");
}

// The gain takes effect at midnight in Great Britain, which is 23:00 UTC.
void change_supplier(Life& life) {
  life.jump("2023-10-24T12:00:00Z");
  EXPECT_EQ(life.read_meter(kAlder), "I99");
  EXPECT_EQ(life.read_meter(kBirch), "E4");
  life.jump("2023-10-24T23:00:00Z");
  EXPECT_EQ(life.read_meter(kBirch), "I99");
  EXPECT_EQ(life.read_meter(kAlder), "E4");
  const auto noted = [&](const std::string& rule, std::size_t who) {
    const auto audit = must(life.read()->audit({.limit = 1000}));
    return std::any_of(audit.begin(), audit.end(),
                       [&](const auto& e) { return e.rule == rule && e.user == life.user(who); });
  };
  life.await("gain and loss are noted",
             [&] { return noted("registration.gained", kBirch) && noted("registration.lost", kAlder); });
  EXPECT_FALSE(noted("registration.gained", kAlder));
  EXPECT_THAT(life.command("registration handovers --from 2023-10-25"),
              HasSubstr(fmt::format("2023-10-24T23:00:00Z  {}  import supplier  from {} to {}", life.mpan(),
                                    life.user(kAlder).text(), life.user(kBirch).text())));
  EXPECT_EQ(life.command("registration handovers --from 2023-10-24"), "");
}

// By the supplier that has gained the meter: refused before the day of MP125, accepted from it on. The flag stays.
void correct_variant(Life& life) {
  const auto variant = [&] { return must(life.read()->device(life.electricity().id))->esme_variant; };
  ASSERT_EQ(variant(), "A");
  EXPECT_EQ(life.correct_variant(kBirch, "AD"), "E080409");
  EXPECT_EQ(variant(), "A");
  life.jump("2023-11-02T00:10:00Z");
  EXPECT_EQ(life.correct_variant(kAlder, "AD"), "E4");
  EXPECT_EQ(life.correct_variant(kBirch, "AD"), "I0");
  EXPECT_EQ(variant(), "AD");
  EXPECT_EQ(must(life.read()->records().flag_updates(life.mpan())).size(), 2u);
}

void decommission(Life& life) {
  EXPECT_EQ(life.decommission(kBirch), "I0");
  EXPECT_EQ(life.received("nord", "DCCG.D0350.0000000003"), life.golden(told(3, 'N', "20231102")));
  life.deliver("nord", "NORD.D0172.0000000003", summed_up(3, 3, "1|1|0"));
  life.await_accepted(life.mpan(), "N");
}

// What remains to be seen of it all, at one place.
void look_back(Life& life) {
  const auto shown = nlohmann::json::parse(life.command("registration show --json " + life.mpan()));
  EXPECT_EQ(shown.at("flag"), "N");
  EXPECT_THAT(shown.at("meaning").get<std::string>(), HasSubstr("Non-active"));
  EXPECT_EQ(shown.at("lastAccepted"), "N");
  EXPECT_EQ(shown.at("meters").at(0).at("status"), "Decommissioned");
  std::string flags;
  for (const auto& change : shown.at("history"))
    flags += change.at("flag").get<std::string>() + " " + change.at("effectiveFrom").get<std::string>() + "; ";
  EXPECT_EQ(flags, "I 20231020; A 20231020; N 20231102; ");
  EXPECT_THAT(shown.at("history").at(1).at("cause").get<std::string>(), HasSubstr("8.1.1"));
  const std::string report =
      life.command("flags reconcile --registration " + life.stage().folder() + "/providers.toml");
  EXPECT_THAT(report, HasSubstr("sum,electricity,nord,1,0,0,1,0,0,0,0,0,0,0,0\n"));
  EXPECT_THAT(report, HasSubstr("sum,gas,gas,1,0,1,0,0,0,0,0,0,0,0,0\n"));
  EXPECT_THAT(report, Not(HasSubstr("\npoint,electricity,")));
  // R77-36: flags go to the two providers, in these files, and nowhere else.
  std::set<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(life.stage().folder() + "/files"))
    if (entry.is_regular_file() && entry.path().string().find("/in/") == std::string::npos)
      out.insert(entry.path().parent_path().parent_path().filename().string() + " " + entry.path().filename().string());
  EXPECT_EQ(out, (std::set<std::string>{"nord DCCG.D0350.0000000001", "nord DCCG.D0350.0000000002",
                                        "nord DCCG.D0350.0000000003", "gas DCC01.PN000001.DXI",
                                        "gas DCC01.PN000002.DXI", "gas DCC01.PN000003.DXI"}));
}

TEST(RegistrationFiles, R77_11_R77_12_R77_23_R77_30_R77_36_R77_38_TheWholeLifeOfAHome) {
  Life life;
  life.deliver("nord", "NORD.D0349.0000000301", kRegistered);
  life.deliver("gas", "RDP01.PN000077.EDL", kRegisteredGas);
  refuse_bad_files(life);
  write_slowly_and_twice(life);
  install(life);
  answer_with_a_rejection(life);
  commission(life);
  change_supplier(life);
  correct_variant(life);
  decommission(life);
  look_back(life);
}

}  // namespace
}  // namespace gridpost::test::registration_files_test
