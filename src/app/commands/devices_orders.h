// Orders to a running device process.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace gridpost::app {

// The socket of the device process that keeps its store in this folder.
std::string control_path(const std::string& data);

// Adds the orders below `gridpost devices`.
void add_devices_orders(CLI::App& devices, int& exit);

}  // namespace gridpost::app
