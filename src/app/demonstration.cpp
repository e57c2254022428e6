#include "app/demonstration.h"

#include <fmt/format.h>

#include <thread>

#include "app/present.h"
#include "app/requests.h"

namespace gridpost::app {
namespace {

constexpr int kTolerance = 86400;

class Demonstration {
 public:
  explicit Demonstration(Stage& stage) : stage_(stage) {}

  bool run() {
    if (auto listening = stage_.listen(); !listening) {
      fmt::print("{}\n", listening.error().text());
      return false;
    }
    const auto& homes = stage_.world().homes;
    install(homes[0], 0, "home 1, new gas meter");
    install(homes[1], 0, "home 2, old gas meter");
    install(homes[3], 1, "home 4, new gas meter behind an old hub, another supplier");
    title("reads");
    read(homes[0].devices[0].id, homes[0].devices[0], 0, "electricity registers of home 1");
    read(homes[0].hub.gpf, gas_proxy(homes[0]), 0, "gas register of home 1: the stamp is the gas meter's");
    read(homes[1].hub.gpf, gas_proxy(homes[1]), 0, "gas register of home 2: the stamp is the hub's");
    balance(homes[0].devices[0].id, homes[0].devices[0], 0, "electricity balance of home 1 (ECS82)");
    balance(homes[0].hub.gpf, gas_proxy(homes[0]), 0, "gas balance of home 1 (GCS60a: with date-time)");
    balance(homes[3].hub.gpf, gas_proxy(homes[3]), 1, "gas balance of home 4 (GCS60: without)");
    title("refusals");
    refuse_stranger(homes[0]);
    refuse_replay(homes[0]);
    refuse_broken_signature(homes[0]);
    title("inventory");
    step("8.2 read the inventory of home 1", 0, read_inventory({user(0), stage_.world().broker}, homes[0].hub.chf), {},
         "I0");
    fmt::print("\n{}\n", good_ ? "Every step gave the code that it should." : "Some steps went wrong.");
    return good_;
  }

 private:
  Eui64 user(std::size_t index) const { return stage_.world().users[index].id; }

  void title(std::string_view text) { fmt::print("\n== {}\n", text); }

  static devices::WorldDevice gas_proxy(const devices::Home& home) {
    devices::WorldDevice d;
    d.type = DeviceType::GPF;
    d.id = home.hub.gpf;
    d.gbcs_version = home.hub.gbcs_version;
    return d;
  }

  void outcome(std::string_view what, const duis::Request& request, std::string_view code, std::string_view wanted,
               const std::string& words) {
    const bool right = code == wanted;
    good_ = good_ && right;
    fmt::print("{}\n    {}  {}{}{}\n", what, request.id.text(), code,
               right ? "" : fmt::format(" (should be {})", wanted), words.empty() ? "" : "  " + words);
    std::fflush(stdout);
  }

  // Sends a request through all its steps and compares the last code.
  std::optional<Exchange> step(std::string_view what, std::size_t user_index, duis::Request request,
                               const devices::WorldDevice& target, std::string_view wanted) {
    auto client = stage_.client(user_index);
    if (!client) {
      outcome(what, request, client.error().text(), wanted, {});
      return std::nullopt;
    }
    request.id.counter = (*client)->next_counter();
    auto exchange = (*client)->send(request, {request.id.target, target.type, target.variant, target.gbcs_version});
    if (!exchange) {
      outcome(what, request, exchange.error().text(), wanted, {});
      return std::nullopt;
    }
    outcome(what, request, exchange->code(), wanted, in_words(exchange->final(), stage_.keys_of(user_index)));
    return std::move(*exchange);
  }

  // Waits until the Device has this status; a hub needs a moment to let it in.
  void await_status(const devices::Home& home, Eui64 device, std::size_t user_index, std::string_view status) {
    auto client = stage_.client(user_index);
    if (!client) return;
    for (int i = 0; i < 100; ++i) {
      duis::Request request = read_inventory({user(user_index), stage_.world().broker}, home.hub.chf);
      request.id.counter = (*client)->next_counter();
      auto answer = (*client)->post(request);
      const auto* inventory = answer ? std::get_if<duis::Inventory>(&answer->payload) : nullptr;
      if (inventory)
        for (const Element& d : inventory->dsp_inventory.children)
          if (d.text_at("DeviceID") == device.text() && d.text_at("DeviceStatus") == status) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    fmt::print("    {} did not become {}\n", device.text(), status);
    good_ = false;
  }

  void install(const devices::Home& home, std::size_t u, std::string_view name) {
    title(fmt::format("install {}", name));
    for (const auto& d : home.devices) {
      const std::string what(catalogue::text(d.type));
      step("12.2 pre-notify the " + what, u, pre_notification({user(u), stage_.world().broker}, d), d, "I0");
      step("8.11 add the " + what + " to the hub's device log", u, add_to_device_log({user(u), home.hub.chf}, d), d,
           "I0");
      await_status(home, d.id, u, "InstalledNotCommissioned");
      if (d.mpxn.empty()) continue;
      step("8.1.1 commission the " + what, u, commission({user(u), d.id}, stage_.world_now(), kTolerance), d, "I0");
      step("6.20.1 set the metering point of the " + what, u, set_import_mpxn({user(u), d.id}, d), d, "I0");
    }
  }

  void read(Eui64 target, const devices::WorldDevice& device, std::size_t u, std::string_view what) {
    step(fmt::format("4.1.1 {}", what), u, read_registers({user(u), target}), device, "I0");
  }
  void balance(Eui64 target, const devices::WorldDevice& device, std::size_t u, std::string_view what) {
    step(fmt::format("4.18 {}", what), u, read_balance({user(u), target}), device, "I0");
  }

  void refuse_stranger(const devices::Home& home) {
    const auto& meter = home.devices[0];
    step("4.1.1 by a supplier that is not registered there", 1, read_registers({user(1), meter.id}), meter, "E4");
    fmt::print("    because the metering point {} is registered to another supplier (see the audit trail)\n",
               meter.mpxn);
  }

  void refuse_replay(const devices::Home& home) {
    auto client = stage_.client(0);
    if (!client) return;
    duis::Request request = read_registers({user(0), home.devices[0].id});
    request.id.counter = (*client)->next_counter();
    (void)(*client)->send(request, {});
    auto again = (*client)->post(request);
    outcome("4.1.1 sent a second time", request, again ? again->code : again.error().text(), "E48", {});
  }

  void refuse_broken_signature(const devices::Home& home) {
    auto client = stage_.client(0);
    if (!client) return;
    duis::Request request = read_registers({user(0), home.devices[0].id});
    request.id.counter = (*client)->next_counter();
    auto document = (*client)->signed_document(request);
    if (!document) return;
    const std::size_t at = document->find(":" + std::to_string(request.id.counter) + "<");
    (*document)[at + 1] = (*document)[at + 1] == '9' ? '8' : '9';  // another counter than the one that was signed
    auto reply = (*client)->post_raw(request.command_variant, *document);
    auto parsed = reply ? duis::parse(reply->body) : Result<duis::Document>(tl::unexpected(reply.error()));
    auto response = parsed ? duis::read_response(*parsed) : Result<duis::Response>(tl::unexpected(parsed.error()));
    outcome("4.1.1 changed after it was signed", request, response ? response->code : response.error().text(), "E100",
            {});
  }

  Stage& stage_;
  bool good_ = true;
};

}  // namespace

bool play(Stage& stage) { return Demonstration(stage).run(); }

}  // namespace gridpost::app
