// The chapters of the catalogue. Each returns its use cases; catalogue.cpp puts them together.
#pragma once

#include <vector>

#include "catalogue/use_case.h"

namespace gridpost::chapters {

std::vector<UseCase> tariffs();              // 1: tariffs and prices
std::vector<UseCase> gas_tariffs();          // 1, 4.11: those of gas
std::vector<UseCase> payments();             // 1.5 to 1.7, 2: balances, payment modes, prepayment, debt
std::vector<UseCase> gas_prepayment();       // 1.5, 1.6, 2, 4.13, 6.2.9: balances, payment mode, prepayment of gas
std::vector<UseCase> messages();             // 3: messages to customers, contact details, cleared logs
std::vector<UseCase> reads();                // 4: registers, balances and logs
std::vector<UseCase> gas_reads();            // 4.4 to 4.17, 14: logs and profiles of gas
std::vector<UseCase> registers();            // 4 of electricity: registers and the load limit
std::vector<UseCase> profiles();             // 4 of electricity: logs
std::vector<UseCase> product_reads();        // 4.11, 4.13 of electricity: tariffs and prepayment configuration
std::vector<UseCase> configuration_reads();  // 6.2 of electricity and hubs
std::vector<UseCase> gas_configuration();    // 3, 6, 7: messages, configuration and supply of gas
std::vector<UseCase> load_control();         // 7: load switch, auxiliary loads, boost button
std::vector<UseCase> supply();               // 3, 7, 9: change of tenancy, supply state, what customers are shown
std::vector<UseCase> identity();             // 6.2.7, 11.2: metering points and firmware
std::vector<UseCase> logs();                 // 6.13: event and security logs
std::vector<UseCase> configuration();        // 6, 8.1: configuration and clocks
std::vector<UseCase> meter_settings();       // 6: limits, voltage, billing, power thresholds, maximum demand of ESMEs
std::vector<UseCase> auxiliary_settings();   // 6.14: labels and calendars of auxiliary controllers
std::vector<UseCase> alert_settings();       // 6.2.10, 6.22: which events are told, shared, logged
std::vector<UseCase> sub_ghz();              // 6.28 to 6.32: sub-GHz channels of dual band hubs
std::vector<UseCase> credentials();          // 6.15, 6.24: security credentials
std::vector<UseCase> device_credentials();   // 6.15.2, 6.17, 6.24.2: certificates of Devices themselves
std::vector<UseCase> joins();                // 8.7, 8.8, 8.9, 8.12.2: joins between Devices and their logs
std::vector<UseCase> hubs();                 // 8.9, 8.11, 8.12.1: the hub's device log
std::vector<UseCase> han();                  // between two Devices of a home
std::vector<UseCase> alerts();               // alerts of meters
std::vector<UseCase> broker_alerts();        // alerts to the access control broker
std::vector<UseCase> outcomes();             // alerts that report what became of a future-dated command

}  // namespace gridpost::chapters
