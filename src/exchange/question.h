// Gathers the facts that access control asks for, and what must be loaded for them.
#pragma once

#include "exchange/known.h"

namespace gridpost::exchange {

// The rule with which opting meters out and in, 8.5 and 8.6, came to its end. Before it suppliers may use both.
inline constexpr std::string_view kOptOutEnd = "opt-out.end";

// The CHF that carries messages for a Device; none if it stands behind none.
std::optional<Eui64> carrier_of(const inventory::Device& device);
// The Device can be reached in its home: it is a hub's, or has joined the HAN of one.
bool has_joined(const inventory::Device& device);
// The User is the registered supplier of the metering point now, whatever the fuel. Needs::mpxns must name it.
bool supplies(const Known& known, const std::string& mpxn, Eui64 user);
// The execution date of the body, if it has one.
std::optional<TimeMs> execution_date(const Element& body);
// When the request takes effect: at its execution date, or now if it has none, cancels, or is late.
TimeMs effect_time(const duis::Request& request, const Known& known);
// Until when the DSP keeps a request, if it does: until its date, and one whose Device keeps the command too until some
// time before. (DUIS 3.4, 3.6)
std::optional<TimeMs> held_until(const duis::Request& request, const Known& known);

// The Device has a slot for certificates that the User has a claim to: its responsible supplier, and the distributor of
// an ESME. To all others the access control broker speaks for them. (DUIS 3.9)
bool is_known_remote_party(const Known& known, const inventory::Device& device, Eui64 user);

// The question of checks 5 to 13. The request and what is known must outlive it.
access::Question question_of(const duis::Request& request, WebService path, const Known& known, TimeMs at);

// The same about another Device than the target: one that the body of a non-device service names.
access::Question question_about(const inventory::Device& device, const duis::Request& request, const Known& known);
// Who is registered at the time at the metering points of the Device; of a CHF, PPMID or HCALCS at those of all meters
// behind the hub. (DUIS 5)
std::vector<access::MeteringPoint> points_of(const Known& known, const inventory::Device& device, TimeMs at);

// What must be loaded for a request, but for counters and records.
void add_needs_of(const duis::Request& request, Needs& needs);
// What must be loaded in addition once the first part is known.
void add_further_needs_of(const duis::Request& request, const Known& known, Needs& needs);

// The request as it was, out of its record: for requests whose facts hold the body.
Result<duis::Request> request_of(const RequestRecord& record);

}  // namespace gridpost::exchange
