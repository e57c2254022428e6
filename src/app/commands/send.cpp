// gridpost send: plays a User. Signs a request, posts it, checks and signs the pre-command, waits for the answer.
#include <CLI/CLI.hpp>

#include "app/client.h"
#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/input.h"
#include "app/keys.h"
#include "app/present.h"
#include "base/clock.h"

namespace gridpost::app {
namespace {

struct SendOptions {
  std::string file;
  KeyOptions keys;
  std::string gateway = "http://127.0.0.1:8079";
  std::uint16_t port = 0;
  int wait = 60;
  std::string device_type = "ESME";
  std::string esme_variant = "A";
  std::string gbcs_version = "4.2";
  std::string other_device_type;
  gateway::TlsFiles tls;
  bool keep_counter = false;
  bool json = false;
  int old_reading = kOldReading / kMinute;
};

Result<duis::Request> read_text_of_request(const std::string& text) {
  GP_TRY(document, duis::parse(text, {.octets = 16 << 20}));
  return duis::read_request(document);
}

Result<duis::Request> request_of(const std::string& file) {
  GP_TRY(text, read_input(file));
  auto request = read_text_of_request(text);
  if (!request) return within(file, std::move(request).error());
  return request;
}

int run(const SendOptions& options) {
  auto request = request_of(options.file);
  if (!request) return report(request.error(), exit_for({options.file == "-" ? "" : options.file}));
  const auto type = catalogue::named_device_type(options.device_type, "--device-type");
  if (!type) return report(type.error(), kInput);
  std::optional<DeviceType> other;
  if (!options.other_device_type.empty()) {
    const auto named = catalogue::named_device_type(options.other_device_type, "--other-device-type");
    if (!named) return report(named.error(), kInput);
    other = *named;
  }
  const Eui64 user = request->id.originator;
  crypto::KeyStore keys;
  if (auto loaded = load_keys(keys, options.keys, Owner::User, machine_now(), user); !loaded)
    return report(loaded.error(), kSystem);
  ClientOptions client_options;
  client_options.gateway = options.gateway;
  client_options.listen_port = options.port;
  client_options.patience = std::chrono::seconds(options.wait);
  auto tls = client_tls_of(options.tls);
  if (!tls) return report(tls.error(), kSystem);
  client_options.tls = std::move(*tls);
  Client client(client_options, user, keys);
  if (auto started = client.start(); !started) return report(started.error(), kSystem);
  if (!options.keep_counter) request->id.counter = client.next_counter();
  auto exchange =
      client.send(*request, {request->id.target, *type, options.esme_variant, options.gbcs_version}, {}, other);
  if (!exchange) return report(exchange.error(), exchange.error().rule.empty() ? kSystem : kNegative);
  fmt::print("{}\n", present(*exchange, keys, options.json, options.old_reading * kMinute));
  return exchange->code().starts_with("I") ? kGood : kNegative;
}

}  // namespace

void add_send(CLI::App& program, int& exit) {
  auto options = std::make_shared<SendOptions>();
  CLI::App* command = program.add_subcommand(
      "send", "Play a User: sign and post a request, sign its pre-command, wait for the answer and show it decoded");
  command->add_option("FILE", options->file, "File with the request, signed or not; - is standard input")->required();
  add_key_options(*command, options->keys);
  command->add_option("--gateway", options->gateway, "The gateway")->capture_default_str();
  add_tls_options(*command, options->tls, "tls", "TLS to an https gateway");
  command->add_option("--port", options->port, "Port of our receive-response endpoint, /smartdcc/duis; 0: any free one")
      ->capture_default_str();
  command->add_option("--wait", options->wait, "Seconds to wait for the pushed answer")->capture_default_str();
  command->add_option("--device-type", options->device_type, "Type of the target, for checking the pre-command")
      ->capture_default_str();
  command->add_option("--esme-variant", options->esme_variant, "ESME Variant of the target")->capture_default_str();
  command->add_option("--gbcs-version", options->gbcs_version, "GBCS version of the target")->capture_default_str();
  command->add_option("--other-device-type", options->other_device_type,
                      "Type of the Device that a join names as OtherDeviceID, for checking the pre-command");
  command->add_flag("--keep-counter", options->keep_counter, "Use the counter in the file instead of a fresh one");
  command
      ->add_option("--old-reading", options->old_reading,
                   "Minutes after which gas values of the meter's own time are pointed out as old")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
