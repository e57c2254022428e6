#include "catalogue/response_codes.h"

#include <algorithm>
#include <array>

namespace gridpost::catalogue {
namespace {

using enum ResponseCode::Class;

// Published meanings first; those of E48, E62, E100 and of the single services are our choice, see duis.md 6 and 10.
constexpr auto kCodes = std::to_array<ResponseCode>({
    {"I0", "done; the answer carries the result, if the service has one", Info},
    {"I99", "accepted; the result follows by itself", Info},
    {"E1", "this identity does not hold a User Role", Authorisation},
    {"E2", "none of the User's roles may use this service", Authorisation},
    {"E3", "the User is not in operation", Authorisation},
    {"E4", "the User is not the responsible party of this device at the time in question", Authorisation},
    {"E5", "the service is not available while the device has its present inventory status", Authorisation},
    {"E11", "the service does not exist for this type of device", Validation},
    {"E12", "the Command Variant does not fit the service or its body", Validation},
    {"E13", "the request was posted to the wrong web service for its Command Variant", Validation},
    {"E17", "the command cannot be handed out for local delivery", Authorisation},
    {"E19", "the device is not in the inventory", Validation},
    {"E20", "the device could not be reached", Communication},
    {"E21", "the device did not answer in time", Communication},
    {"E30", "the outcome of a future-dated command did not arrive in time", Timeout},
    {"E48", "the RequestID was used before, or its counter is not above the last one", Validation},
    {"E62", "the schemaVersion is not supported", Validation},
    {"E100", "the message is not valid, or its signature does not hold", Validation},
    {"E080201", "the search found no device", Service},
    {"E080202", "the search found more than one premises", Service},
    {"E081101", "the target is not a usable communications hub", Service},
    {"E081102", "the device to be added is not in the inventory", Service},
    {"E081104", "the status of the device to be added does not allow it", Service},
    {"E081105", "the model of the device is not on the Central Products List", Service},
    {"E081106", "the request type and the details of the device to be added do not go together", Service},
    {"E081107", "a metering point number is wrong or belongs to another party", Service},
    {"E081108", "the device is on the log of another hub", Service},
    {"E081109", "the log of the hub is full", Service},
    {"E081110", "the device to be removed is not on the log", Service},
    {"E081111", "the install code does not have the length that the device needs", Service},
    {"E120201", "the identifier is taken, or a hub and its gas proxy were given the same one", Service},
    {"E120203", "there is no active entry of the Central Products List for this model", Service},
    {"E120204", "a hub needs the identifier of its gas proxy, and no other device may have one", Service},
    {"E120207", "version or variant is missing, or does not apply to this type of device", Service},
});

}  // namespace

std::span<const ResponseCode> response_codes() { return kCodes; }

const ResponseCode* find_response_code(std::string_view code) {
  const auto it = std::find_if(kCodes.begin(), kCodes.end(), [&](const ResponseCode& c) { return c.code == code; });
  return it == kCodes.end() ? nullptr : &*it;
}

}  // namespace gridpost::catalogue
