// The descriptions of requests: the envelope, and the bodies of the services that this system knows.
#pragma once

#include <string_view>
#include <vector>

#include "catalogue/grammar.h"

namespace gridpost::catalogue {

// Request with Header, Body and ds:Signature. (duis 1.1)
const grammar::Node& request_grammar();
// ds:Signature as the XML-DSig schema has it, but for what no message of ours may carry and we refuse: Id attributes,
// foreign elements, keys and objects inside.
const grammar::Node& signature_grammar();
// The description of one body element, or null if it is not known here.
const grammar::Node* find_body(std::string_view body_element);

// The body elements by chapter of the service matrix; request_grammar() puts them together.
std::vector<grammar::Node> product_bodies();        // 1: tariffs
std::vector<grammar::Node> payment_bodies();        // 1.5 to 1.7, 2: balances, payment modes, debt
std::vector<grammar::Node> setting_bodies();        // 6: settings of meters and dual band hubs
std::vector<grammar::Node> alert_bodies();          // 6.2.10, 6.22: behaviour of events and alerts
std::vector<grammar::Node> reading_bodies();        // 4, 6.2: registers, logs and configuration
std::vector<grammar::Node> configuration_bodies();  // 6: device configuration and security credentials
std::vector<grammar::Node> supply_bodies();         // 3, 7, 9, 11: tenancy, supply, customers, firmware
std::vector<grammar::Node> inventory_bodies();      // 8 and 12: inventory and hub log
std::vector<grammar::Node> hub_status_bodies();     // 8.14: installation and return of hubs
std::vector<grammar::Node> hub_bodies();            // 8.7 to 8.9, 8.12: joins and device logs
std::vector<grammar::Node> gas_bodies();            // 6.2.8, 6.6, 6.7: what only gas has
std::vector<grammar::Node> load_control_bodies();   // 7: supply, auxiliary loads, boost button
std::vector<grammar::Node> dsp_bodies();            // 5, 8.5, 8.6, 11, 14: schedules, opting in and out, firmware

}  // namespace gridpost::catalogue
