#include "catalogue/enums.h"

#include <gtest/gtest.h>

namespace gridpost::catalogue {
namespace {

TEST(Enums, DeviceTypesHaveTheirDuisNames) {
  EXPECT_EQ(text(DeviceType::ESME), "ESME");
  EXPECT_EQ(text(DeviceType::CAD), "CAD");
  for (int i = 0; i < kDeviceTypes; ++i) {
    const auto type = static_cast<DeviceType>(i);
    EXPECT_EQ(device_type(text(type)), type);
  }
  EXPECT_EQ(device_type("SAPC"), std::nullopt);
  EXPECT_EQ(device_type("esme"), std::nullopt);
}

TEST(Enums, StatusesHaveTheirDuisNames) {
  EXPECT_EQ(text(SmiStatus::InstalledNotCommissioned), "InstalledNotCommissioned");
  for (int i = 0; i < kSmiStatuses; ++i) {
    const auto status = static_cast<SmiStatus>(i);
    EXPECT_EQ(smi_status(text(status)), status);
  }
  EXPECT_EQ(smi_status(""), std::nullopt);
}

TEST(Enums, RolesReadAndWriteAsAList) {
  const auto roles = user_roles("GS|IS|OU");
  ASSERT_TRUE(roles);
  EXPECT_TRUE(roles->has(UserRole::IS));
  EXPECT_FALSE(roles->has(UserRole::ES));
  EXPECT_EQ(text(*roles), "IS|GS|OU");
  EXPECT_TRUE(user_roles("")->empty());
  EXPECT_EQ(user_roles("IS|DCC").error().what, "'DCC' is not a User Role");
}

TEST(Enums, SetsMeetWhenTheyShareAMember) {
  const UserRoles suppliers = {UserRole::IS, UserRole::GS};
  EXPECT_TRUE(suppliers.meets({UserRole::GS, UserRole::OU}));
  EXPECT_FALSE(suppliers.meets({UserRole::ED}));
}

TEST(Enums, CommandVariantsRunFromOneToNine) {
  EXPECT_EQ(command_variant(4), CommandVariant::PreCommand);
  EXPECT_EQ(command_variant(8), CommandVariant::NonDevice);
  EXPECT_EQ(command_variant(0), std::nullopt);
  EXPECT_EQ(command_variant(10), std::nullopt);
  EXPECT_TRUE(carries_signed_pre_command(*command_variant(7)));
  EXPECT_FALSE(carries_signed_pre_command(*command_variant(4)));
}

}  // namespace
}  // namespace gridpost::catalogue
