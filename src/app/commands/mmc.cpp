// gridpost mmc: responses and alerts as MMC XML.
#include "mmc/mmc.h"

#include <CLI/CLI.hpp>

#include "app/commands/command.h"
#include "app/commands/message_options.h"
#include "app/input.h"
#include "base/clock.h"
#include "codec/examine.h"

namespace gridpost::app {
namespace {

struct MmcOptions {
  std::vector<std::string> files;
  ReaderOptions reader;
  mmc::Options shape;
  bool no_clock_status = false;
};

Result<std::string> mmc_of(const std::string& file, const MmcOptions& options, const crypto::KeyStore& keys,
                           Eui64 broker) {
  GP_TRY(octets, read_message(file));
  auto examined = codec::examine(octets, keys, broker, machine_now(), options.shape.service_reference_variant);
  if (!examined) return within(file, std::move(examined).error());
  auto element = mmc::to_mmc(examined->message, examined->use_case, examined->payload ? &*examined->payload : nullptr,
                             options.shape);
  if (!element) return within(file, std::move(element).error());
  return mmc::write(*element);
}

int run(const MmcOptions& options) {
  crypto::KeyStore keys;
  Eui64 broker;
  if (auto loaded = options.reader.load(keys, broker); !loaded) return report(loaded.error(), kSystem);
  auto files = input_files(options.files);
  if (!files) return report(files.error(), kSystem);
  int worst = kGood;
  for (const std::string& file : *files) {
    const auto text = mmc_of(file, options, keys, broker);
    if (!text) {
      worst = report(text.error(), kInput);
      continue;
    }
    if (files->size() > 1) fmt::print("<!-- {} -->\n", file);
    fmt::print("{}", *text);
  }
  return worst;
}

}  // namespace

void add_mmc(CLI::App& program, int& exit) {
  auto options = std::make_shared<MmcOptions>();
  CLI::App* command = program.add_subcommand("mmc", "Turn GBCS responses and alerts into MMC XML");
  command
      ->add_option("FILE", options->files,
                   "Files with one message each (hexadecimal, base64 or binary), or folders; - is standard input")
      ->required();
  add_reader_options(*command, options->reader);
  command->add_option("--service", options->shape.service_reference_variant,
                      "Service reference variant of the request, where a code serves two");
  command->add_flag("--no-clock-status", options->no_clock_status, "Leave the ClockStatus attribute out");
  command->callback([options, &exit] {
    options->shape.clock_status = !options->no_clock_status;
    exit = run(*options);
  });
}

}  // namespace gridpost::app
