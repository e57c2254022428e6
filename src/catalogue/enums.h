// The closed vocabularies of DUIS: device types, SMI statuses, User Roles, Command Variants.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace gridpost::catalogue {

// The store keeps Device types and SMI statuses as their numbers in these lists: a new one goes to the end.

// Device types as DUIS spells them. A stand-alone proportional controller counts as an ESME. (duis 7.1)
enum class DeviceType : std::uint8_t { ESME, GSME, GPF, CHF, HCALCS, PPMID, IHD, CAD };
inline constexpr int kDeviceTypes = 8;

// Status of a device in the Smart Metering Inventory. (duis 7.1)
enum class SmiStatus : std::uint8_t {
  Pending,
  Whitelisted,
  InstalledNotCommissioned,
  Commissioned,
  Decommissioned,
  Withdrawn,
  Suspended,
  Recovery,
  Recovered
};
inline constexpr int kSmiStatuses = 9;

// The User Roles: suppliers of import, export and gas, agents, network operators, others, load controllers. (duis 5)
enum class UserRole : std::uint8_t { IS, ES, GS, RSA, ED, GT, OU, LC };
inline constexpr int kUserRoles = 8;

// What a request is and what becomes of it; 9 stands in the schema only. (duis 2)
enum class CommandVariant : std::uint8_t {
  Command = 1,            // non-critical request, command to the device
  LocalCommand,           // non-critical request, command to the User
  CommandAndLocal,        // both
  PreCommand,             // critical request, pre-command back for signing
  SignedCommand,          // signed pre-command, command to the device
  SignedLocalCommand,     // signed pre-command, command to the User
  SignedCommandAndLocal,  // both
  NonDevice,              // request that the DSP answers itself
  Reserved
};

// A small set of the values of one of the vocabularies above.
template <class Value>
struct SetOf {
  std::uint16_t bits = 0;

  constexpr SetOf() = default;
  constexpr SetOf(std::initializer_list<Value> values) {
    for (Value v : values) bits = static_cast<std::uint16_t>(bits | 1u << static_cast<unsigned>(v));
  }
  constexpr bool has(Value v) const { return (bits >> static_cast<unsigned>(v) & 1u) != 0; }
  constexpr bool empty() const { return bits == 0; }
  constexpr bool meets(SetOf other) const { return (bits & other.bits) != 0; }
  constexpr void add(Value v) { bits = static_cast<std::uint16_t>(bits | 1u << static_cast<unsigned>(v)); }
  constexpr SetOf operator|(SetOf other) const {
    other.bits = static_cast<std::uint16_t>(other.bits | bits);
    return other;
  }
  constexpr bool operator==(const SetOf&) const = default;
};
using DeviceTypes = SetOf<DeviceType>;
using UserRoles = SetOf<UserRole>;
using CommandVariants = SetOf<CommandVariant>;
using SmiStatuses = SetOf<SmiStatus>;

std::string_view text(DeviceType type);
std::string_view text(SmiStatus status);
std::string_view text(UserRole role);
// "IS|GS", in the order of the vocabulary.
std::string text(UserRoles roles);
std::string text(DeviceTypes types);

std::optional<DeviceType> device_type(std::string_view text);
std::optional<SmiStatus> smi_status(std::string_view text);
// For what a person wrote at `where`: an error names the text and those that there are.
Result<DeviceType> named_device_type(std::string_view text, std::string where);
// "ESME, GSME, ...": all of them.
std::string device_type_names();
std::optional<UserRole> user_role(std::string_view text);
// "IS|GS"; an error names the part that is no role.
Result<UserRoles> user_roles(std::string_view text);
// 1 to 9.
std::optional<CommandVariant> command_variant(int number);

// True for the variants whose body is a signed pre-command.
constexpr bool carries_signed_pre_command(CommandVariant v) {
  return v >= CommandVariant::SignedCommand && v <= CommandVariant::SignedCommandAndLocal;
}

}  // namespace gridpost::catalogue

// These words are used in every room.
namespace gridpost {
using catalogue::CommandVariant;
using catalogue::DeviceType;
using catalogue::DeviceTypes;
using catalogue::SmiStatus;
using catalogue::UserRole;
using RoleSet = catalogue::UserRoles;
}  // namespace gridpost
