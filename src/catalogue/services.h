// The service matrix: every Service Reference Variant, who may use it, how, and for which devices.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "catalogue/enums.h"

namespace gridpost::catalogue {

// Who holds a request whose execution date lies ahead. (duis 3.4 to 3.6)
enum class FutureDated : std::uint8_t { No, Dsp, Device, DspAndDevice };

// One row of the matrix.
struct Service {
  std::string_view variant;       // Service Reference Variant, "4.1.1"
  std::string_view name;          // "Read Instantaneous Import Registers"
  std::string_view body_element;  // the element below Body
  bool critical;                  // needs the User's signature on the command
  bool non_device;                // answered by the DSP itself
  bool on_demand;
  FutureDated future_dated;
  bool dcc_scheduled;  // may be the body of a schedule (5.1)
  UserRoles roles;     // empty: nobody may use it
  CommandVariants command_variants;
  DeviceTypes devices;         // types of the target device; empty for non-device services
  std::string_view use_cases;  // GBCS use cases, separated by '|'

  // The first two numbers of the variant: "4.1" of "4.1.1", "8.11" of "8.11".
  std::string_view reference() const;
  std::vector<std::string_view> use_case_names() const;
};

// All 129 rows in the order of the variants.
std::span<const Service> services();
// Null when there is no such variant.
const Service* find_service(std::string_view variant);

}  // namespace gridpost::catalogue
