// gridpost decode: GBCS messages as readable text or JSON.
#include <CLI/CLI.hpp>

#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/examine.h"
#include "app/input.h"
#include "app/keys.h"
#include "base/clock.h"
#include "gbcs/show.h"

namespace gridpost::app {
namespace {

struct Options {
  std::vector<std::string> files;
  KeyOptions keys;
  std::string reader;
  std::string broker = "90-B3-D5-1F-30-00-00-02";
  bool json = false;
};

int decode_one(const std::string& file, const Options& options, const crypto::KeyStore& keys, Eui64 broker) {
  auto text = read_input(file);
  if (!text) return report(text.error(), kSystem);
  auto octets = message_octets(*text);
  if (!octets) return report(octets.error(), kInput);
  auto examined = examine(*octets, keys, broker, machine_now());
  if (!examined) return report(within(file, examined.error()).value(), kInput);
  const gbcs::Payload* payload = examined->payload ? &*examined->payload : nullptr;
  const auto show = options.json ? gbcs::show_json : gbcs::show_text;
  fmt::print("{}\n", show(examined->message, examined->use_case, payload, examined->checked));
  if (!examined->problem.empty()) fmt::print(stderr, "gridpost: {}: {}\n", file, examined->problem);
  const bool bad = examined->checked.mac == "bad" || examined->checked.signature == "bad" || !examined->problem.empty();
  return bad ? kNegative : kGood;
}

int run(const Options& options) {
  crypto::KeyStore keys;
  auto broker = Eui64::parse(options.broker);
  if (!broker) return report(broker.error(), kInput);
  Eui64 reader;
  if (!options.reader.empty()) {
    auto id = Eui64::parse(options.reader);
    if (!id) return report(id.error(), kInput);
    reader = *id;
  }
  const Owner owner = options.reader.empty() ? Owner::Nobody : Owner::User;
  if (auto loaded = load_keys(keys, options.keys, owner, machine_now(), reader); !loaded)
    return report(loaded.error(), kSystem);
  int worst = kGood;
  for (const std::string& file : options.files) worst = std::max(worst, decode_one(file, options, keys, *broker));
  return worst;
}

}  // namespace

void add_decode(CLI::App& program, int& exit) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "decode", "Show GBCS messages by name; MACs, signatures and encrypted parts where the keys are known");
  command
      ->add_option("FILE", options->files,
                   "Files with one message each (hexadecimal, base64 or binary); - is standard input")
      ->required();
  add_key_options(*command, options->keys);
  command->add_option("--reader", options->reader, "User whose private keys under --keys may be used");
  command->add_option("--broker", options->broker, "Identity of the access control broker")->capture_default_str();
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
