#include "devices/world.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace gridpost::devices {
namespace {

constexpr std::string_view kSmall = R"(broker = "02-47-50-00-00-00-00-02"
[time]
start = 2026-01-05T08:00:00Z
speed = 60
[[users]]
id = "02-47-50-01-00-00-00-01"
name = "A"
roles = "IS|GS"
[[homes]]
uprn = "1"
post_code = "ZZ1 1ZZ"
address = "1"
[homes.hub]
chf = "02-47-50-11-00-00-00-01"
gpf = "02-47-50-12-00-00-00-01"
manufacturer = "M"
model = "H"
chts_version = "CHTS V1.4"
csp_region = "North"
[[homes.devices]]
type = "PPMID"
id = "02-47-50-15-00-00-00-01"
manufacturer = "M"
model = "P"
)";

std::string with(std::string_view from, std::string_view to) {
  std::string text(kSmall);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, from.size(), to);
}

TEST(World, IsReadFromToml) {
  const auto world = parse_world(kSmall);
  ASSERT_TRUE(world) << world.error().text();
  EXPECT_EQ(iso(world->time.start), "2026-01-05T08:00:00Z");
  EXPECT_EQ(world->time.speed, 60);
  EXPECT_TRUE(world->users.at(0).roles.has(UserRole::GS));
  EXPECT_EQ(world->homes.at(0).devices.at(0).type, DeviceType::PPMID);
}

TEST(World, R125_17_AProductSaysInWhichVariantsItComes) {
  const auto product = [](std::string_view type, std::string_view variants) {
    return parse_world(with("[[homes]]", fmt::format("[[products]]\ntype = \"{}\"\nmanufacturer = \"M\"\n"
                                                     "model = \"P\"\nvariants = {}\n[[homes]]",
                                                     type, variants)),
                       "w.toml");
  };
  const auto world = product("ESME", "[\"A\", \"AD\"]");
  ASSERT_TRUE(world) << world.error().text();
  EXPECT_EQ(world->products.at(0).variants, (std::vector<std::string>{"A", "AD"}));
  EXPECT_EQ(parse_world(world_text(*world)).value().products, world->products);
  EXPECT_THAT(product("GSME", "[\"A\"]").error().text(), testing::EndsWith("only an ESME has one"));
  EXPECT_THAT(product("ESME", "[\"Z\"]").error().text(), testing::HasSubstr("products[1].variants: 'Z' "));
}

TEST(World, MistakesNameLineAndField) {
  const auto mistake = [](std::string_view from, std::string_view to) {
    const auto world = parse_world(with(from, to), "w.toml");
    return world ? std::string("accepted") : world.error().text();
  };
  EXPECT_EQ(mistake("speed = 60", "speed = \"fast\""), "w.toml:4: time.speed: must be a number");
  EXPECT_EQ(mistake("speed = 60", "sped = 60"), "w.toml:4: time.sped: there is no such field");
  EXPECT_THAT(mistake("roles = \"IS|GS\"", "roles = \"IS|XX\""), testing::StartsWith("w.toml:8: users[1].roles: "));
  EXPECT_THAT(mistake("name = \"A\"\n", ""), testing::EndsWith("users[1].name: is missing"));
  EXPECT_EQ(mistake("type = \"PPMID\"", "type = \"CHF\""),
            "w.toml:21: homes[1].devices[1].type: the hub's functions stand in [homes.hub]");
  EXPECT_THAT(mistake("model = \"P\"", "model = \"P\"\nmpxn = \"1234567890123\""),
              testing::StartsWith("w.toml:25: homes[1].devices[1].mpxn: "));
  EXPECT_THAT(mistake("speed = 60", "speed = = 60"), testing::StartsWith("w.toml:4: "));
  EXPECT_EQ(mistake("id = \"02-47-50-15", "id = \"02-47-50-11"), "w.toml: 02-47-50-11-00-00-00-01 is used twice");
  EXPECT_THAT(mistake("model = \"P\"", "model = \"P\"\nvariant = \"B\""), testing::EndsWith("only an ESME has one"));
  EXPECT_THAT(mistake("model = \"P\"", "model = \"P\"\nfaults = [\"mute\"]"),
              testing::HasSubstr("homes[1].devices[1].faults: 'mute' is no fault"));
  EXPECT_THAT(mistake("model = \"P\"", "model = \"P\"\nfaults = [\"no-link\"]"), testing::EndsWith("is for hubs"));
  EXPECT_THAT(mistake("model = \"P\"", "model = \"P\"\nfaults = \"silent\""),
              testing::EndsWith("must be an array of texts"));
  EXPECT_THAT(mistake("\"North\"", "\"Nowhere\""), testing::HasSubstr("csp_region: 'Nowhere' is none of North, "));
  EXPECT_THAT(mistake("\"North\"", "\"North\"\nhears = [\"02-47-50-15-00-00-00-09\"]"),
              testing::EndsWith("hears 02-47-50-15-00-00-00-09, which is no Device here"));
  EXPECT_EQ(load_world("/nonexistent").error().where, "/nonexistent");
}

TEST(World, ProcessesThatShareAnAnchorShareTheTime) {
  const WorldTime time{1000000, 60, 5000};
  EXPECT_EQ(time.at(5000), 1000000);
  EXPECT_EQ(time.at(5100), 1006000);
}

TEST(Street, IsWhatItSays) {
  const World world = make_street({.homes = 20, .seed = 42});
  EXPECT_EQ(world, make_street({.homes = 20, .seed = 42}));
  EXPECT_NE(world, make_street({.homes = 20, .seed = 43}));
  const auto has = [&](std::size_t home, DeviceType type, std::string_view gbcs) {
    for (const WorldDevice& d : world.homes.at(home).devices)
      if (d.type == type && d.gbcs_version == gbcs) return true;
    return false;
  };
  EXPECT_TRUE(has(0, DeviceType::GSME, "4.2"));
  EXPECT_TRUE(has(1, DeviceType::GSME, "2.1"));
  EXPECT_FALSE(has(2, DeviceType::GSME, "4.2") || has(2, DeviceType::GSME, "2.1"));
  EXPECT_TRUE(has(3, DeviceType::GSME, "4.2"));
  EXPECT_EQ(world.homes.at(3).hub.gbcs_version, "2.1");
  std::set<std::string> points;
  for (const MeteringPoint& point : world.metering_points) {
    EXPECT_TRUE(point.is_gas() ? valid_mprn(point.mpxn) : valid_mpan(point.mpxn)) << point.mpxn;
    points.insert(point.mpxn);
  }
  for (const Home& home : world.homes)
    for (const WorldDevice& d : home.devices) {
      if (d.type != DeviceType::ESME && d.type != DeviceType::GSME) continue;
      EXPECT_TRUE(points.contains(d.mpxn));
      EXPECT_NE(world.registration(d.mpxn, world.time.start), nullptr);
      EXPECT_EQ(world.registration(d.mpxn, 0), nullptr);
    }
}

// Eight homes show everything that there is.
TEST(Street, HasEveryKindOfHome) {
  const World world = make_street({.homes = 8, .gaps = true});
  std::set<DeviceType> types;
  std::set<std::string> bases, bands, technologies;
  bool old_meter = false, fourth_generation = false, with_switch = false;
  int gaps = 0;
  for (const Home& home : world.homes) {
    bands.insert(home.hub.han_variant);
    technologies.insert(home.hub.wan_technology);
    fourth_generation |= home.hub.csp_region.starts_with("4G ");
    gaps += static_cast<int>(home.hub.faults.size());
    for (const WorldDevice& d : home.devices) {
      types.insert(d.type);
      if (d.type == DeviceType::ESME) bases.insert(d.variant.substr(0, 1));
      with_switch |= d.variant.find('D') != std::string::npos;
      old_meter |= d.type == DeviceType::ESME && d.gbcs_version != "4.2";
    }
  }
  using D = DeviceType;
  EXPECT_THAT(types, testing::UnorderedElementsAre(D::ESME, D::GSME, D::PPMID, D::HCALCS, D::IHD, D::CAD));
  EXPECT_THAT(bases, testing::ElementsAre("A", "B", "C"));
  EXPECT_THAT(bands, testing::SizeIs(2));
  EXPECT_THAT(technologies, testing::SizeIs(2));
  EXPECT_TRUE(old_meter && fourth_generation && with_switch);
  EXPECT_THAT(world.homes[7].hub.hears, testing::ElementsAre(world.homes[6].devices[0].id));
  EXPECT_EQ(gaps, 1);
  EXPECT_EQ(world.homes[6].hub.faults.at(0), (Fault{Fault::Kind::NoLink, 0, world.time.start + kDay}));
}

// Every model of a Type 1 Device or hub is on the Central Products List.
TEST(Street, IsOnItsProductsList) {
  const World world = make_street({.homes = 30, .seed = 3});
  const auto listed = [&](DeviceType type, const auto& thing) {
    for (const WorldProduct& p : world.products)
      if (p.type == type && p.model == thing.model && p.firmware_version == thing.firmware_version) return true;
    return false;
  };
  for (const Home& home : world.homes) {
    EXPECT_TRUE(listed(DeviceType::CHF, home.hub)) << home.hub.model;
    for (const WorldDevice& d : home.devices)
      EXPECT_EQ(listed(d.type, d), d.type != DeviceType::IHD && d.type != DeviceType::CAD) << d.model;
  }
}

TEST(Street, SurvivesItsFile) {
  World world = make_street({.homes = 8, .seed = 5, .endpoint = "127.0.0.1:9000/answers", .gaps = true});
  world.time.anchor = 1700000000123;
  world.homes[0].hub.own_time_status = "clock";
  world.homes[0].hub.clock_status = "invalid";
  world.homes[0].hub.unpopulated_snapshot = "unsupported_attribute";
  world.homes[2].hub.dcc_controlled = true;
  world.homes[1].devices.back().snapshot_time = "sometimes";
  world.homes[1].devices[0].clock_skew_s = -2.5;
  world.homes[1].devices[0].faults = {{Fault::Kind::Late, 30 * kSecond}, {Fault::Kind::WrongMac}};
  world.homes[2].address = "3 \"The Mews\"\\";
  ASSERT_FALSE(world.coverage.empty());
  WorldCoverage line{"ZQ1 2AB", "7",     "100", "4G South", false, world.time.start,
                     true,      "Radio", "Low", "Aerial",   "Note"};
  world.coverage.push_back(line);
  const auto again = parse_world(world_text(world));
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(*again, world);
}

}  // namespace
}  // namespace gridpost::devices
