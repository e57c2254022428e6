// gridpost correlate: is a pre-command what its request means?
#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "app/commands/command.h"
#include "app/commands/message_options.h"
#include "app/input.h"
#include "base/clock.h"
#include "codec/differences_json.h"

namespace gridpost::app {
namespace {

struct CorrelateOptions {
  std::string request;
  std::string pre_command;
  codec::RequestOptions beside;
  KeyOptions keys;
  bool json = false;
};

struct Pair {
  std::string request;
  std::string pre_command;
};

// What the files of a pair have in common: "ECS04a_1.5_SUCCESS" of ECS04a_1.5_SUCCESS_REQUEST_DUIS.XML.
std::string common_name(const std::string& file, const char* kind) {
  const std::string name = std::filesystem::path(file).filename().string();
  return name.substr(0, std::min(name.find(kind), name.rfind('.')));
}

// Two files, or two folders whose files belong together by name: what stands in front of _REQUEST and _PRECOMMAND, or
// of the ending.
Result<std::vector<Pair>> pairs_of(const CorrelateOptions& options) {
  const bool folders = std::filesystem::is_directory(options.request);
  if (folders != std::filesystem::is_directory(options.pre_command))
    return fail("a folder of requests needs a folder of pre-commands", options.request);
  if (!folders) return std::vector<Pair>{{options.request, options.pre_command}};
  GP_TRY(requests, input_files({options.request}));
  GP_TRY(pre_commands, input_files({options.pre_command}));
  std::map<std::string, std::string> by_name;
  for (const std::string& file : pre_commands)
    if (file.find("_REQUEST") == std::string::npos) by_name.emplace(common_name(file, "_PRECOMMAND"), file);
  std::vector<Pair> out;
  for (const std::string& file : requests)
    if (const auto found = by_name.find(common_name(file, "_REQUEST")); found != by_name.end())
      out.push_back({file, found->second});
  if (out.empty()) return fail("no file of one folder belongs to one of the other", options.request);
  return out;
}

Result<codec::Correlated> correlated(const Pair& pair, const CorrelateOptions& options, const crypto::KeyStore& keys) {
  GP_TRY(text, read_input(pair.request));
  GP_TRY(octets, read_message(pair.pre_command));
  auto result = codec::correlate_request(text, octets, options.beside, keys);
  if (!result) return within(pair.request, std::move(result).error());
  return result;
}

nlohmann::ordered_json json_of(const Pair& pair, const codec::Correlated& c) {
  return {{"request", pair.request},
          {"preCommand", pair.pre_command},
          {"useCase", c.use_case->name},
          {"equal", c.differences.empty()},
          {"differences", codec::json_of(c.differences)}};
}

void print(const Pair& pair, const codec::Correlated& c) {
  fmt::print("{}: {} {}\n", pair.pre_command, c.use_case->name,
             c.differences.empty() ? "is what the request means" : "is not what the request means");
  for (const auto& d : c.differences)
    fmt::print("  {}: expected {}, found {}{}\n", d.where, d.expected, d.found,
               d.elements.empty() ? "" : fmt::format(" (request: {})", fmt::join(d.elements, ", ")));
}

int run(const CorrelateOptions& options) {
  crypto::KeyStore keys;
  if (auto loaded = load_keys(keys, options.keys, Owner::Nobody, machine_now()); !loaded)
    return report(loaded.error(), kSystem);
  const auto pairs = pairs_of(options);
  if (!pairs) return report(pairs.error(), kSystem);
  int worst = kGood;
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Pair& pair : *pairs) {
    const auto result = correlated(pair, options, keys);
    if (!result) {
      worst = report(result.error(), kInput);
      continue;
    }
    if (!result->differences.empty()) worst = std::max<int>(worst, kNegative);
    if (options.json)
      all.push_back(json_of(pair, *result));
    else
      print(pair, *result);
  }
  if (options.json) fmt::print("{}\n", (pairs->size() == 1 && all.size() == 1 ? all[0] : all).dump(2));
  return worst;
}

}  // namespace

void add_correlate(CLI::App& program, int& exit) {
  auto options = std::make_shared<CorrelateOptions>();
  CLI::App* command = program.add_subcommand(
      "correlate", "Compare pre-commands with their DUIS requests, field by field; exit code 1 if one differs");
  command->add_option("REQUEST", options->request, "File with the request, or a folder of them; - is standard input")
      ->required();
  command
      ->add_option("PRECOMMAND", options->pre_command,
                   "File with the pre-command (hexadecimal, base64 or binary), or a folder of them")
      ->required();
  add_request_options(*command, options->beside, options->keys);
  command->get_option("--device-type")
      ->description("Type of the target; default: the one that the pre-command's message code is for");
  command->add_flag("--json", options->json, "Print JSON");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
