// gridpost mmc: responses and alerts as MMC XML.
#include <CLI/CLI.hpp>

#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/examine.h"
#include "app/input.h"
#include "app/keys.h"
#include "base/clock.h"
#include "mmc/mmc.h"

namespace gridpost::app {
namespace {

struct Options {
  std::string file;
  KeyOptions keys;
  std::string reader;
  std::string variant;
  std::string broker = "90-B3-D5-1F-30-00-00-02";
  bool no_clock_status = false;
};

int run(const Options& options) {
  auto text = read_input(options.file);
  if (!text) return report(text.error(), kSystem);
  auto octets = message_octets(*text);
  if (!octets) return report(octets.error(), kInput);
  auto broker = Eui64::parse(options.broker);
  if (!broker) return report(broker.error(), kInput);
  Eui64 reader;
  if (!options.reader.empty()) {
    auto id = Eui64::parse(options.reader);
    if (!id) return report(id.error(), kInput);
    reader = *id;
  }
  crypto::KeyStore keys;
  const Owner owner = options.reader.empty() ? Owner::Nobody : Owner::User;
  if (auto loaded = load_keys(keys, options.keys, owner, machine_now(), reader); !loaded)
    return report(loaded.error(), kSystem);
  auto examined = examine(*octets, keys, *broker, machine_now(), options.variant);
  if (!examined) return report(examined.error(), kInput);
  mmc::Options shape;
  shape.service_reference_variant = options.variant;
  shape.clock_status = !options.no_clock_status;
  auto element =
      mmc::to_mmc(examined->message, examined->use_case, examined->payload ? &*examined->payload : nullptr, shape);
  if (!element) return report(element.error(), kInput);
  fmt::print("{}", mmc::write(*element));
  return kGood;
}

}  // namespace

void add_mmc(CLI::App& program, int& exit) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("mmc", "Turn a GBCS response or alert into MMC XML");
  command
      ->add_option("FILE", options->file, "File with one message (hexadecimal, base64 or binary); - is standard input")
      ->required();
  add_key_options(*command, options->keys);
  command->add_option("--reader", options->reader, "User whose private keys under --keys may be used");
  command->add_option("--service", options->variant,
                      "Service reference variant of the request, where a code serves two");
  command->add_option("--broker", options->broker, "Identity of the access control broker")->capture_default_str();
  command->add_flag("--no-clock-status", options->no_clock_status, "Leave the ClockStatus attribute out");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
