// gridpost transform: the pre-command or command that a DUIS request means.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/input.h"
#include "app/keys.h"
#include "app/partner.h"
#include "base/clock.h"
#include "duis/request.h"
#include "transform/transform.h"

namespace gridpost::app {
namespace {

struct Options {
  std::string file;
  std::string device_type = "ESME";
  std::string esme_variant = "A";
  std::string gbcs_version = "4.2";
  std::string other_device_type;
  std::string user_roles;
  std::string customer_number;
  KeyOptions keys;
  std::string now;
  std::string broker = "90-B3-D5-1F-30-00-00-02";
  std::string trans_cos = "90-B3-D5-1F-30-00-00-04";
  std::uint64_t broker_counter = 0;
  bool json = false;
};

Result<gbcs::Message> command_of(const Options& options, const UseCase*& use_case) {
  GP_TRY(text, read_input(options.file));
  GP_TRY(document, duis::parse(text));
  GP_TRY(request, duis::read_request(document));
  if (request.signed_pre_command) return fail("a signed pre-command is transformed already", "Request/Body");
  const auto type = catalogue::device_type(options.device_type);
  if (!type) return fail("'" + options.device_type + "' is no Device type", "--device-type");
  const auto other = catalogue::device_type(options.other_device_type);
  if (!options.other_device_type.empty() && !other)
    return fail("'" + options.other_device_type + "' is no Device type", "--other-device-type");
  transform::Circumstances circumstances;
  circumstances.now = machine_now();
  if (!options.now.empty()) {
    GP_TRY(now, parse_date_time(options.now));
    circumstances.now = now;
  }
  crypto::KeyStore keys;
  GP_CHECK(load_keys(keys, options.keys, Owner::Nobody, circumstances.now));
  transform::Supplement supplement = partner_of(request, other, keys, circumstances.now);
  supplement.customer_number = options.customer_number;
  if (!options.user_roles.empty()) {
    GP_TRY(roles, catalogue::user_roles(options.user_roles));
    supplement.user_roles = roles;
  }
  const Element added = supplement.element();
  const transform::Source source{request.id, request.variant, &request.body, &added};
  const transform::Target target{request.id.target, *type, options.esme_variant, options.gbcs_version};
  GP_TRY(chosen, transform::select(source, target));
  use_case = chosen;
  GP_TRY(broker, Eui64::parse(options.broker));
  circumstances.broker = broker;
  GP_TRY(trans_cos, Eui64::parse(options.trans_cos));
  circumstances.trans_cos = trans_cos;
  circumstances.broker_counter = options.broker_counter;
  return transform::to_command(*chosen, source, target, circumstances);
}

int run(const Options& options) {
  const UseCase* use_case = nullptr;
  auto message = command_of(options, use_case);
  if (!message) return report(message.error(), kInput);
  const std::string octets = to_hex(gbcs::write(*message));
  if (!options.json) {
    fmt::print("{}\n", octets);
    return kGood;
  }
  const nlohmann::ordered_json out{{"useCase", use_case->name},
                                   {"messageCode", fmt::format("{:04X}", use_case->code)},
                                   {"kind", use_case->critical() ? "pre-command" : "command without MAC"},
                                   {"octets", octets}};
  fmt::print("{}\n", out.dump(2));
  return kGood;
}

}  // namespace

void add_transform(CLI::App& program, int& exit) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("transform", "Turn a DUIS request into its GBCS pre-command or command (hexadecimal)");
  command->add_option("FILE", options->file, "File with the request; - is standard input")->required();
  command->add_option("--device-type", options->device_type, "Type of the target: ESME, GSME, GPF, CHF, ...")
      ->capture_default_str();
  command->add_option("--esme-variant", options->esme_variant, "ESME Variant of the target")->capture_default_str();
  command->add_option("--gbcs-version", options->gbcs_version, "GBCS version of the target")->capture_default_str();
  command->add_option("--other-device-type", options->other_device_type,
                      "Type of the Device that a join names as OtherDeviceID; its certificate comes from the keys");
  command->add_option("--user-roles", options->user_roles, "Roles of the User, \"IS|GS\"");
  command->add_option("--customer-number", options->customer_number,
                      "The four digits that a 9.1 lets the Device show; a server draws them");
  add_key_options(*command, options->keys);
  command->add_option("--now", options->now, "Time of build, e.g. 2015-01-01T00:00:00Z; default: the machine's");
  command->add_option("--broker", options->broker, "Identity of the access control broker")->capture_default_str();
  command
      ->add_option("--trans-cos", options->trans_cos,
                   "Identity of the party that changes suppliers, which sends a 6.23")
      ->capture_default_str();
  command->add_option("--broker-counter", options->broker_counter,
                      "Originator counter of the DCC's party, where it sends the command");
  command->add_flag("--json", options->json, "Print use case, message code and octets as JSON");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
