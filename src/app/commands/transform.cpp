// gridpost transform: the pre-command or command that a DUIS request means.
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/commands/command.h"
#include "app/commands/message_options.h"
#include "app/input.h"
#include "base/clock.h"

namespace gridpost::app {
namespace {

struct TransformOptions {
  std::vector<std::string> files;
  codec::RequestOptions request;
  KeyOptions keys;
  bool json = false;

  TransformOptions() { request.device_type = "ESME"; }
};

Result<codec::Transformed> command_of(const std::string& file, const TransformOptions& options,
                                      const crypto::KeyStore& keys) {
  GP_TRY(text, read_input(file));
  auto transformed = codec::transform_request(text, options.request, keys);
  if (!transformed) return within(file, std::move(transformed).error());
  return transformed;
}

void print(const std::string& file, bool several, const codec::Transformed& t, bool json) {
  const std::string octets = to_hex(gbcs::write(t.message));
  if (!json) {
    fmt::print("{}{}\n", several ? file + ": " : "", octets);
    return;
  }
  nlohmann::ordered_json out{{"useCase", t.use_case->name},
                             {"messageCode", fmt::format("{:04X}", t.use_case->code)},
                             {"kind", t.use_case->critical() ? "pre-command" : "command without MAC"},
                             {"octets", octets}};
  if (several) out["file"] = file;
  fmt::print("{}\n", out.dump(2));
}

int run(const TransformOptions& options) {
  crypto::KeyStore keys;
  if (auto loaded = load_keys(keys, options.keys, Owner::Nobody, machine_now()); !loaded)
    return report(loaded.error(), kSystem);
  auto files = input_files(options.files);
  if (!files) return report(files.error(), kSystem);
  int worst = kGood;
  for (const std::string& file : *files) {
    const auto transformed = command_of(file, options, keys);
    if (transformed)
      print(file, files->size() > 1, *transformed, options.json);
    else
      worst = report(transformed.error(), kInput);
  }
  return worst;
}

}  // namespace

void add_transform(CLI::App& program, int& exit) {
  auto options = std::make_shared<TransformOptions>();
  CLI::App* command =
      program.add_subcommand("transform", "Turn DUIS requests into their GBCS pre-commands or commands (hexadecimal)");
  command->add_option("FILE", options->files, "Files with one request each, or folders; - is standard input")
      ->required();
  add_request_options(*command, options->request, options->keys);
  command->add_option("--now", options->request.now,
                      "Time of build, e.g. 2015-01-01T00:00:00Z; default: the machine's");
  command->add_option("--broker-counter", options->request.broker_counter,
                      "Originator counter of the DCC's party, where it sends the command");
  command->add_flag("--json", options->json, "Print use case, message code and octets as JSON");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
