// gridpost devices list, faults, fault, mend, restart, ...: orders to a running device process.
#include "app/commands/devices_orders.h"

#include <CLI/CLI.hpp>

#include "app/commands/command.h"
#include "devices/control.h"

namespace gridpost::app {
namespace {

struct Order {
  std::string data = "devices.data";
  std::string device;
  std::vector<std::string> words;
};

int give(const Order& order, std::string line) {
  if (!order.device.empty()) line += " " + order.device;
  for (const std::string& word : order.words) line += " " + word;
  const auto reply = devices::order(control_path(order.data), line);
  if (!reply) return report(reply.error(), kSystem);
  if (!*reply) return report(reply->error(), kInput);
  fmt::print("{}", **reply);
  return kGood;
}

struct Named {
  const char* name;
  const char* description;
  const char* words = nullptr;  // what follows the Device; null: the order is about no Device; "": nothing follows
  const char* meaning = nullptr;
};

constexpr Named kOrders[] = {
    {"list", "All Devices of a running device process, by hub"},
    {"faults", "The faults that Devices have now"},
    {"fault", "Give a Device a fault", "fault",
     "silent, late SECONDS, wrong-mac, off, no-link, cannot-activate or fails [PART]; then maybe: until TIME"},
    {"mend", "End a fault of a Device", "kind", "Its first word, or: all"},
    {"alert", "Let a Device send a generic alert", "code", "Four hexadecimal digits"},
    {"deliver", "Give a Device a command for local delivery, as a hand held terminal does, and print its answer",
     "command", "The GBCS message in hexadecimal"},
    {"restart", "Take the power from a Device for some time", "seconds", "Of world time"},
    {"stamp", "Which pushes of a gas meter bring the time of its values", "pushes", "always, sometimes or never"},
    {"image", "Give a meter a firmware image, which a command may activate then", "image",
     "SHA-256 of the image and its version, both in hexadecimal; then maybe the GBCS version that it brings"},
    {"upgrade", "Give a Device, or the functions of a hub, another GBCS version", "version", "4.2"},
    {"display", "What a display on the HAN shows of the gas meter", "", nullptr},
    {"report", "How the last gas answers of a hub were stamped", "", nullptr},
};

}  // namespace

std::string control_path(const std::string& data) { return data + "/control.sock"; }

void add_devices_orders(CLI::App& devices, int& exit) {
  for (const Named& named : kOrders) {
    auto order = std::make_shared<Order>();
    CLI::App* command = devices.add_subcommand(named.name, named.description);
    command->add_option("--data", order->data, "Folder of the running device process")->capture_default_str();
    if (named.words) {
      command->add_option("device", order->device, "EUI-64 of the Device; of a hub that of its CHF")->required();
      if (named.meaning) command->add_option(named.words, order->words, named.meaning)->required();
    }
    command->callback([order, name = std::string(named.name), &exit] { exit = give(*order, name); });
  }
}

}  // namespace gridpost::app
