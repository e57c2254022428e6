// gridpost decode: GBCS messages as readable text or JSON, or a report on many of them.
#include <CLI/CLI.hpp>
#include <fstream>

#include "app/commands/command.h"
#include "app/commands/message_options.h"
#include "app/decode_report.h"
#include "app/input.h"
#include "base/clock.h"
#include "codec/examine.h"
#include "gbcs/show.h"

namespace gridpost::app {
namespace {

struct DecodeOptions {
  std::vector<std::string> files;
  ReaderOptions reader;
  bool json = false;
  bool report = false;
  std::string junit;
};

int decode_one(const std::string& file, bool json, const crypto::KeyStore& keys, Eui64 broker) {
  auto octets = read_message(file);
  if (!octets) return report(octets.error(), kInput);
  auto examined = codec::examine(*octets, keys, broker, machine_now());
  if (!examined) return report(within(file, examined.error()).value(), kInput);
  const gbcs::Payload* payload = examined->payload ? &*examined->payload : nullptr;
  const auto show = json ? gbcs::show_json : gbcs::show_text;
  fmt::print("{}\n", show(examined->message, examined->use_case, payload, examined->checked));
  if (!examined->problem.empty()) fmt::print(stderr, "gridpost: {}: {}\n", file, examined->problem);
  return examined->has_bad_protection() || !examined->problem.empty() ? kNegative : kGood;
}

int report_all(const std::vector<std::string>& files, const DecodeOptions& options, const crypto::KeyStore& keys,
               Eui64 broker) {
  std::vector<ReportRow> rows;
  for (const std::string& file : files) rows.push_back(report_row(file, read_input(file), keys, broker, machine_now()));
  fmt::print("{}", options.json ? report_json(rows) : report_table(rows));
  if (!options.junit.empty()) {
    std::ofstream out(options.junit, std::ios::binary);
    out << report_junit(rows);
    if (!out.flush()) return report(Error{"the file cannot be written", options.junit, {}}, kSystem);
  }
  const auto failed = [](const ReportRow& row) { return row.failed(); };
  return std::any_of(rows.begin(), rows.end(), failed) ? kNegative : kGood;
}

int run(const DecodeOptions& options) {
  crypto::KeyStore keys;
  Eui64 broker;
  if (auto loaded = options.reader.load(keys, broker); !loaded) return report(loaded.error(), kSystem);
  const auto files = input_files(options.files);
  if (!files) return report(files.error(), kSystem);
  if (options.report) return report_all(*files, options, keys, broker);
  int worst = kGood;
  for (const std::string& file : *files) worst = std::max(worst, decode_one(file, options.json, keys, broker));
  return worst;
}

}  // namespace

void add_decode(CLI::App& program, int& exit) {
  auto options = std::make_shared<DecodeOptions>();
  CLI::App* command = program.add_subcommand(
      "decode", "Show GBCS messages by name; MACs, signatures and encrypted parts where the keys are known");
  command
      ->add_option("FILE", options->files,
                   "Files with one message each (hexadecimal, base64 or binary), or folders; - is standard input")
      ->required();
  add_reader_options(*command, options->reader);
  command->add_flag("--json", options->json, "Print JSON");
  CLI::Option* report = command->add_flag(
      "--report", options->report,
      "A line a message instead: decoded, encoded again to the same octets, verified; exit code 1 if one failed");
  command->add_option("--junit", options->junit, "Write the report to this file too, as JUnit XML")->needs(report);
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
