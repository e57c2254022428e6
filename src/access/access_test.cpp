#include "access/access.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "access/status_table.h"

namespace gridpost::access {
namespace {

constexpr Eui64 kSupplier{0x90B3D51F30010000};
constexpr Eui64 kStranger{0x90B3D51F30030000};
constexpr Eui64 kDistributor{0x90B3D51F30020000};
constexpr Eui64 kMeter{0x00DB1234567890A0};

User supplier() { return {kSupplier, "Supplier One", {UserRole::IS, UserRole::GS}, UserStatus::InOperation, ""}; }

// A question that is allowed; the tests spoil one fact at a time. `user` must outlive it.
Question good(const User& user) {
  Question q;
  q.path = WebService::SendCommand;
  q.service = catalogue::find_service("4.1.1");
  q.reference = "4.1";
  q.body_element = "ReadInstantaneousImportRegisters";
  q.command_variant = 1;
  q.originator = user.id;
  q.user = &user;
  q.device = kMeter;
  q.target = Target{DeviceType::ESME,
                    SmiStatus::Commissioned,
                    kSupplier,
                    SmiStatus::Commissioned,
                    {{"1200000000017", UserRole::IS, kSupplier}, {"1200000000017", UserRole::ED, kDistributor}},
                    {}};
  return q;
}

void use_service(Question& q, std::string_view variant, int command_variant, WebService path) {
  q.service = catalogue::find_service(variant);
  q.reference = q.service->reference();
  q.body_element = command_variant >= 5 && command_variant <= 7 ? "SignedPreCommand" : q.service->body_element;
  q.command_variant = command_variant;
  q.path = path;
}

TEST(Access, AllowedWhenEveryFactIsRight) {
  const User user = supplier();
  const Verdict v = check(good(user));
  EXPECT_TRUE(v.allowed) << v.explanation;
  EXPECT_EQ(v.code, "");
}

// One spoiled fact for each check, in the order of the checks.
struct Spoil {
  std::string_view code;
  std::string_view rule;
  std::function<void(Question&, User&)> how;
};

std::vector<Spoil> spoils() {
  return {
      {"E13", "access.web-service", [](Question& q, User&) { q.path = WebService::NonDevice; }},
      {"E12", "access.command-variant",
       [](Question& q, User&) {
         q.command_variant = 5;
         q.path = WebService::SendCommand;
       }},
      {"E1", "access.user-known", [](Question&, User& u) { u.roles = {}; }},
      {"E2", "access.role-in-matrix", [](Question&, User& u) { u.roles = {UserRole::OU}; }},
      {"E3", "access.user-in-operation", [](Question&, User& u) { u.status = UserStatus::Suspended; }},
      {"E19", "access.device-known", [](Question& q, User&) { q.target.reset(); }},
      {"E11", "access.device-type",
       [](Question& q, User&) {
         if (q.target) q.target->type = DeviceType::PPMID;
       }},
      {"E5", "access.status",
       [](Question& q, User&) {
         if (q.target) q.target->status = SmiStatus::Decommissioned;
       }},
      {"E4", "access.eligibility",
       [](Question& q, User&) {
         if (q.target) q.target->points[0].party = kStranger;
       }},
  };
}

TEST(Access, EachCodeFollowsFromItsFactAlone) {
  for (const Spoil& spoil : spoils()) {
    User user = supplier();
    Question q = good(user);
    spoil.how(q, user);
    const Verdict v = check(q);
    EXPECT_FALSE(v.allowed) << spoil.code;
    EXPECT_EQ(v.code, spoil.code);
    EXPECT_EQ(v.rule, spoil.rule);
    EXPECT_FALSE(v.clause.empty());
    EXPECT_FALSE(v.explanation.empty()) << spoil.code;
  }
}

// Two facts spoiled: the earlier check speaks. Roles are one fact with two ways to be wrong, so that pair is left out.
TEST(Access, TheFirstCheckThatFailsGivesTheCode) {
  const auto all = spoils();
  for (std::size_t first = 0; first < all.size(); ++first)
    for (std::size_t second = first + 1; second < all.size(); ++second) {
      if (all[first].code == "E1" && all[second].code == "E2") continue;
      User user = supplier();
      Question q = good(user);
      all[second].how(q, user);
      all[first].how(q, user);
      if (all[first].code == "E13") q.path = WebService::Transform;  // wrong for both variants in use
      EXPECT_EQ(check(q).code, all[first].code) << all[first].code << " with " << all[second].code;
    }
}

TEST(Access, LocalDeliveryStandsBetweenStatusAndEligibility) {
  const User distributor{kDistributor, "Wires", {UserRole::ED}, UserStatus::InOperation, ""};
  Question q = good(distributor);
  q.originator = kDistributor;
  EXPECT_TRUE(check(q).allowed);
  q.command_variant = 2;
  q.path = WebService::NonDevice;
  EXPECT_EQ(check(q).code, "E17");
  q.target->points.clear();
  EXPECT_EQ(check(q).code, "E17");  // before E4
  q.target->status = SmiStatus::Withdrawn;
  EXPECT_EQ(check(q).code, "E5");  // after E5
}

TEST(Access, SupplierMayHaveLocalCommandOfAnInstalledDevice) {
  const User user = supplier();
  Question q = good(user);
  q.command_variant = 2;
  q.path = WebService::NonDevice;
  EXPECT_TRUE(check(q).allowed);
  use_service(q, "8.1.1", 6, WebService::NonDevice);
  q.target->status = SmiStatus::Pending;
  EXPECT_EQ(check(q).code, "E17");
}

TEST(Access, ReservedVariantAndWanOnlyServicesAreRefusedWithE12) {
  const User user = supplier();
  for (WebService path : {WebService::Transform, WebService::SendCommand, WebService::NonDevice}) {
    Question q = good(user);
    q.command_variant = 9;
    q.path = path;
    EXPECT_EQ(check(q).code, "E12");
  }
  Question q = good(user);
  use_service(q, "6.21", 2, WebService::NonDevice);
  EXPECT_EQ(check(q).code, "E12");
}

TEST(Access, EveryVariantHasItsPath) {
  const User user = supplier();
  const std::pair<int, WebService> right[] = {{1, WebService::SendCommand}, {2, WebService::NonDevice},
                                              {3, WebService::SendCommand}, {4, WebService::Transform},
                                              {5, WebService::SendCommand}, {6, WebService::NonDevice},
                                              {7, WebService::SendCommand}, {8, WebService::NonDevice}};
  for (const auto& [variant, path] : right)
    for (WebService tried : {WebService::Transform, WebService::SendCommand, WebService::NonDevice}) {
      Question q = good(user);
      q.command_variant = variant;
      q.path = tried;
      EXPECT_EQ(check(q).code == "E13", tried != path) << variant;
    }
}

TEST(Access, BodyAndReferenceBelongTogether) {
  const User user = supplier();
  Question q = good(user);
  q.body_element = "ReadMeterBalance";
  EXPECT_EQ(check(q).rule, "access.body-matches-reference");
  q = good(user);
  q.reference = "4.2";
  EXPECT_EQ(check(q).rule, "access.body-matches-reference");
  q = good(user);
  q.service = nullptr;
  EXPECT_EQ(check(q).code, "E12");
  q = good(user);
  use_service(q, "8.1.1", 5, WebService::SendCommand);
  q.body_element = "CommissionDeviceSynchroniseClock";
  EXPECT_EQ(check(q).code, "E12");
}

TEST(Access, UnknownUserIsE1) {
  const User user = supplier();
  Question q = good(user);
  q.user = nullptr;
  const Verdict v = check(q);
  EXPECT_EQ(v.code, "E1");
  EXPECT_NE(v.explanation.find(kSupplier.text()), std::string::npos);
}

TEST(Access, NonDeviceServicesNeedNoDevice) {
  User user{kStranger, "Anybody", {UserRole::OU}, UserStatus::InOperation, ""};
  Question q = good(user);
  use_service(q, "8.2", 8, WebService::NonDevice);
  q.target.reset();
  EXPECT_TRUE(check(q).allowed);
  use_service(q, "12.2", 8, WebService::NonDevice);
  EXPECT_TRUE(check(q).allowed);
}

// ---- E5: the table of DUIS 6, written out a second time for the services of the tests ----

TEST(Access, StatusTable) {
  struct Row {
    SmiStatus status;
    std::string_view variant;
    bool allowed;
  };
  const Row rows[] = {
      {SmiStatus::Pending, "4.1.1", false},        {SmiStatus::Pending, "6.20.1", false},
      {SmiStatus::Pending, "8.1.1", true},         {SmiStatus::Pending, "8.11", false},
      {SmiStatus::Whitelisted, "4.1.1", true},     {SmiStatus::InstalledNotCommissioned, "8.1.1", true},
      {SmiStatus::Commissioned, "8.1.1", false},   {SmiStatus::Commissioned, "4.18", true},
      {SmiStatus::Commissioned, "8.11", true},     {SmiStatus::Suspended, "4.1.1", false},
      {SmiStatus::Suspended, "6.24.1", true},      {SmiStatus::Suspended, "2.2", true},
      {SmiStatus::Suspended, "8.1.1", false},      {SmiStatus::Suspended, "6.15.2", true},
      {SmiStatus::Decommissioned, "4.1.1", false}, {SmiStatus::Decommissioned, "8.4", true},
      {SmiStatus::Withdrawn, "8.1.1", false},      {SmiStatus::Recovery, "6.21", true},
      {SmiStatus::Recovered, "4.1.1", false},      {SmiStatus::Recovery, "6.2.1", false},
  };
  for (const Row& row : rows)
    EXPECT_EQ(status_allows(row.status, row.variant), row.allowed)
        << catalogue::text(row.status) << " and " << row.variant;
}

TEST(Access, StatusTableHasEveryStatusOnceAndNamesRealServices) {
  std::set<SmiStatus> seen;
  for (const StatusRow& row : kStatusTable) {
    EXPECT_TRUE(seen.insert(row.status).second);
    std::string_view list = row.services;
    while (!list.empty()) {
      const std::string_view one = list.substr(0, list.find(' '));
      bool found = false;
      for (const catalogue::Service& s : catalogue::services())
        found |= one.ends_with('.') ? s.variant.starts_with(one) : s.variant == one;
      EXPECT_TRUE(found) << one;
      list = one.size() == list.size() ? std::string_view() : list.substr(one.size() + 1);
    }
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(catalogue::kSmiStatuses));
}

TEST(Access, CommissioningNeedsACommissionedHub) {
  const User user = supplier();
  Question q = good(user);
  use_service(q, "8.1.1", 4, WebService::Transform);
  q.target->status = SmiStatus::InstalledNotCommissioned;
  EXPECT_TRUE(check(q).allowed);
  q.target->status = SmiStatus::Pending;
  EXPECT_TRUE(check(q).allowed);
  q.target->hub_status = SmiStatus::InstalledNotCommissioned;
  EXPECT_EQ(check(q).code, "E5");
  q.target->hub_status.reset();
  EXPECT_EQ(check(q).code, "E5");
}

// ---- E4 ----

TEST(Eligibility, ByRoleAndRegistration) {
  struct Row {
    std::string_view title;
    RoleSet roles;
    UserRole point_role;
    Eui64 registered;
    bool allowed;
  };
  const Row rows[] = {
      {"import supplier of the meter", {UserRole::IS}, UserRole::IS, kSupplier, true},
      {"import supplier of another meter", {UserRole::IS}, UserRole::IS, kStranger, false},
      {"gas role does not open an electricity meter", {UserRole::GS}, UserRole::IS, kSupplier, false},
      {"both roles, one registered", {UserRole::IS, UserRole::GS}, UserRole::GS, kSupplier, true},
      {"distributor", {UserRole::ED}, UserRole::ED, kSupplier, true},
      {"transporter", {UserRole::GT}, UserRole::GT, kSupplier, true},
      {"another distributor", {UserRole::ED}, UserRole::ED, kDistributor, false},
  };
  for (const Row& row : rows) {
    const User user{kSupplier, "Asker", row.roles, UserStatus::InOperation, ""};
    Question q = good(user);
    q.target->notified_by = kSupplier;  // must not help once there is a metering point
    q.target->points = {{"1200000000017", row.point_role, row.registered}};
    EXPECT_EQ(check(q).allowed, row.allowed) << row.title;
  }
}

TEST(Eligibility, RegistrationInARoleTheServiceDoesNotHaveIsNotEnough) {
  const User user{kDistributor, "Wires and supply", {UserRole::IS, UserRole::ED}, UserStatus::InOperation, ""};
  Question q = good(user);
  use_service(q, "4.18", 1, WebService::SendCommand);  // suppliers only
  EXPECT_EQ(check(q).code, "E4");
}

TEST(Eligibility, RefusalNamesMeteringPointPartyAndAsker) {
  const User user{kStranger, "Stranger Ltd", {UserRole::IS}, UserStatus::InOperation, ""};
  Question q = good(user);
  q.at = parse_date_time("2026-05-10T12:00:00Z").value();
  const Verdict v = check(q);
  EXPECT_EQ(v.code, "E4");
  for (std::string_view fact :
       {"1200000000017", "90-B3-D5-1F-30-01-00-00", "Stranger Ltd", "90-B3-D5-1F-30-03-00-00", "2026-05-10T12:00:00Z"})
    EXPECT_NE(v.explanation.find(fact), std::string::npos) << fact << " in: " << v.explanation;
}

TEST(Eligibility, MatrixDecidesForOtherUsers) {
  const User user{kStranger, "Helper", {UserRole::OU}, UserStatus::InOperation, ""};
  Question q = good(user);
  use_service(q, "8.11", 1, WebService::SendCommand);
  q.target->type = DeviceType::CHF;
  EXPECT_TRUE(check(q).allowed);
}

TEST(Eligibility, ALoadControllerLimitsALevelAndDoesNothingElse) {
  const User user{kStranger, "Balancer", {UserRole::LC}, UserStatus::InOperation, ""};
  Question q = good(user);
  use_service(q, "7.16", 4, WebService::Transform);
  EXPECT_TRUE(check(q).allowed);
  use_service(q, "7.13", 4, WebService::Transform);
  EXPECT_EQ(check(q).code, "E2");
  const User supplies = supplier();
  Question other = good(supplies);
  use_service(other, "7.16", 4, WebService::Transform);
  EXPECT_EQ(check(other).code, "E2") << "not even the responsible supplier";
}

TEST(Eligibility, InstallerActsUntilTheDeviceHasAMeteringPoint) {
  const User installer = supplier();
  for (std::string_view variant : {"8.1.1", "6.20.1"}) {
    Question q = good(installer);
    use_service(q, variant, variant == "8.1.1" ? 4 : 1,
                variant == "8.1.1" ? WebService::Transform : WebService::SendCommand);
    q.target->status = SmiStatus::InstalledNotCommissioned;
    q.target->points.clear();
    EXPECT_TRUE(check(q).allowed) << variant;
    q.target->notified_by = kStranger;
    EXPECT_EQ(check(q).code, "E4") << variant;
    q.target->notified_by = kSupplier;
    q.target->points = {{"1200000000017", UserRole::IS, kStranger}};
    EXPECT_EQ(check(q).code, "E4") << variant;
  }
  Question q = good(installer);  // reading is no installer's work
  q.target->points.clear();
  EXPECT_EQ(check(q).code, "E4");
}

TEST(Eligibility, HubServicesAreForEverySupplierBehindTheHubAndForInstallers) {
  const User user{kSupplier, "Supplier One", {UserRole::GS}, UserStatus::InOperation, ""};
  Question q = good(user);
  use_service(q, "8.11", 1, WebService::SendCommand);
  q.target->type = DeviceType::CHF;
  q.target->notified_by = kStranger;
  q.target->points = {{"1200000000017", UserRole::IS, kStranger}, {"7400000014", UserRole::GS, kSupplier}};
  EXPECT_TRUE(check(q).allowed);
  q.target->points = {{"1200000000017", UserRole::IS, kStranger}};
  EXPECT_EQ(check(q).code, "E4");
  q.target->log_device_notified_by = kSupplier;
  EXPECT_TRUE(check(q).allowed);
  q.target->log_device_notified_by = kStranger;
  EXPECT_EQ(check(q).code, "E4");
}

}  // namespace
}  // namespace gridpost::access
