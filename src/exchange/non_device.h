// Services that the DSP answers itself, and what they share. One file a service or family. (DUIS 3.1)
#pragma once

#include "exchange/answers.h"
#include "exchange/event.h"
#include "inventory/change.h"

namespace gridpost::exchange {

struct NonDeviceService {
  std::string_view variant;
  // What must be loaded, and what in addition once that is known. Either may be null.
  void (*needs)(const duis::Request&, Needs&);
  void (*further_needs)(const duis::Request&, const Known&, Needs&);
  Decision (*decide)(const RequestArrived&, const Known&);
};
// Null for services to Devices, and for those that are not offered.
const NonDeviceService* find_non_device(std::string_view variant);

// 12.2: prenotify.cpp
void prenotify_needs(const duis::Request& request, Needs& needs);
Decision prenotify(const RequestArrived& event, const Known& known);
// 8.2: read_inventory.cpp
void search_needs(const duis::Request& request, Needs& needs);
void premises_needs(const duis::Request& request, const Known& known, Needs& needs);
Decision read_inventory(const RequestArrived& event, const Known& known);
// 8.3: decommission.cpp
void decommission_needs(const duis::Request& request, Needs& needs);
Decision decommission(const RequestArrived& event, const Known& known);
// 8.4: update_inventory.cpp
void update_needs(const duis::Request& request, Needs& needs);
void update_further_needs(const duis::Request& request, const Known& known, Needs& needs);
Decision update_inventory(const RequestArrived& event, const Known& known);
// 8.6: opt_in.cpp
void opt_in_needs(const duis::Request& request, Needs& needs);
void opt_in_further_needs(const duis::Request& request, const Known& known, Needs& needs);
Decision opt_in(const RequestArrived& event, const Known& known);
// 8.13: return_local_answer.cpp
void returned_needs(const duis::Request& request, Needs& needs);
void returned_further_needs(const duis::Request& request, const Known& known, Needs& needs);
Decision return_local_answer(const RequestArrived& event, const Known& known);
// 8.14.1 to 8.14.4: hub_status.cpp
void hub_report_needs(const duis::Request& request, Needs& needs);
void hub_report_further_needs(const duis::Request& request, const Known& known, Needs& needs);
Decision hub_report(const RequestArrived& event, const Known& known);
// 12.1: wan_matrix.cpp
void coverage_needs(const duis::Request& request, Needs& needs);
void coverage_further_needs(const duis::Request& request, const Known& known, Needs& needs);
Decision wan_matrix(const RequestArrived& event, const Known& known);

// ---- shared ----

// The Device that the body names, with its home: that of a CHF at once, that of a Device behind one in a second step.
void subject_needs(const duis::Request& request, Needs& needs);
void subject_home_needs(const duis::Request& request, const Known& known, Needs& needs);
// The Device that the body names; E19 if it is not in the inventory.
inventory::Outcome<const inventory::Device*> subject_of(const duis::Request& request, const Known& known);
// E4 unless the User is the responsible supplier of the Device, or brings it. (RCOM-04)
inventory::Outcome<void> check_responsible(const inventory::Device& device, const duis::Request& request,
                                           const Known& known);

// I0 with what follows.
Decision done(const RequestArrived& event, const Known& known, Effects effects = {}, duis::Payload payload = {});
// I0 with the change in force and its alerts raised; the code of the refusal otherwise.
Decision done(const RequestArrived& event, const Known& known, const inventory::Outcome<inventory::Change>& change);
// What is held for these Devices ends: each request has its final result, and its User an alert. Of one User, if given.
// (DUIS 7.5)
void end_held(const Known& known, std::string_view why, Decision& decision, std::optional<Eui64> of = std::nullopt);

}  // namespace gridpost::exchange
