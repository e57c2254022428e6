// gridpost provider: plays the registration data providers on their folders, for tests and demonstrations. (R77-44)
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/registration_setup.h"
#include "base/clock.h"
#include "base/file.h"
#include "network/provider_folders.h"
#include "registration/provider_play.h"

namespace gridpost::app {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using registration::PlayMemory;
using registration::Provider;

// What a played provider remembers, in its folder.
constexpr const char* kMemoryFile = "played.json";

struct ProviderOptions {
  std::string registration, files;
  RuleOptions rules;
  registration::PlayOptions play;
  std::string points, at;
};

Result<PlayMemory> memory_of(const fs::path& folder, const ProviderOptions& options) {
  PlayMemory memory;
  if (!options.points.empty()) {
    GP_TRY(text, read_whole(options.points));
    memory.knows_every_point = false;
    std::istringstream lines(text);
    for (std::string line; lines >> line;) memory.points[line];
  }
  if (!is_readable(folder / kMemoryFile)) return memory;
  GP_TRY(text, read_whole(folder / kMemoryFile));
  try {
    const json j = json::parse(text);
    memory.last_received = j.at("lastReceived").get<std::uint64_t>();
    for (const auto& [point, date] : j.at("points").items()) memory.points[point] = date.get<std::string>();
    for (const auto& [name, number] : j.at("numbers").items())
      if (const auto type = registration::flag_file_type(name)) memory.numbers[*type] = number.get<std::uint64_t>();
  } catch (const json::exception& e) {
    return fail(e.what(), (folder / kMemoryFile).string());
  }
  return memory;
}

Status keep(const PlayMemory& memory, const fs::path& folder) {
  json j{{"lastReceived", memory.last_received}, {"points", json::object()}, {"numbers", json::object()}};
  for (const auto& [point, date] : memory.points) j["points"][point] = date;
  for (const auto& [type, number] : memory.numbers) j["numbers"][std::string(registration::text(type))] = number;
  return network::put_whole(folder.string(), kMemoryFile, j.dump(2));
}

// Answers everything that lies in the provider's folder for it, oldest number first; answered files go to out/taken.
Result<std::size_t> play(const Provider& provider, const registration::Desk& desk, const RuleBook& book,
                         const ProviderOptions& options, TimeMs now) {
  const fs::path folder = fs::path(options.files) / provider.name, taken = folder / "out" / "taken";
  GP_TRY(memory, memory_of(folder, options));
  std::error_code ec;
  fs::create_directories(taken, ec);
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(folder / "out", ec), end; !ec && entry != end; entry.increment(ec))
    if (entry->is_regular_file(ec) && !entry->path().filename().string().starts_with('.'))
      files.push_back(entry->path());
  if (ec) return fail(ec.message(), (folder / "out").string());
  std::sort(files.begin(), files.end());
  for (const fs::path& path : files) {
    GP_TRY(text, read_whole(path));
    const std::string name = path.filename().string();
    for (const auto& answer : registration::play_answers(desk, provider, book, name, text, options.play, memory, now)) {
      GP_TRY(out, registration::write_flag_file(answer, {book, desk.settings, {}, {}, {}, {}}));
      const std::string sender = provider.fuel == Fuel::Gas ? provider.sender : provider.party;
      const std::string own =
          registration::file_name(sender, desk.test_flag, answer.type, registration::number_of(answer.header.number));
      GP_CHECK(network::put_whole((folder / "in").string(), own, out));
      fmt::print("{}: {} answered with {}\n", provider.name, name, own);
    }
    GP_CHECK(keep(memory, folder));
    fs::rename(path, taken / name, ec);
    if (ec) return fail(ec.message(), path.string());
  }
  return files.size();
}

int run(const ProviderOptions& options) {
  auto desk = load_registration_setup(options.registration);
  if (!desk) return report(desk.error(), exit_for({options.registration}));
  auto book = options.rules.book();
  if (!book) return report(book.error(), kInput);
  TimeMs now = machine_now();
  if (!options.at.empty()) {
    auto at = parse_date_time(options.at);
    if (!at) return report(at.error(), kInput);
    now = *at;
  }
  for (const Provider& provider : desk->providers)
    if (auto done = play(provider, *desk, *book, options, now); !done) return report(done.error(), kSystem);
  return kGood;
}

}  // namespace

void add_provider(CLI::App& program, int& exit) {
  auto options = std::make_shared<ProviderOptions>();
  CLI::App* command = program.add_subcommand(
      "provider", "Play the registration data providers once: check the files in their folders, and answer them");
  add_desk_option(*command, options->registration);
  command->add_option("--files", options->files, "Folder of the providers' files, the server's")->required();
  add_rule_options(*command, options->rules);
  command->add_option("--at", options->at, "World time of the answers, e.g. 2022-05-10T08:00:00Z; default: now");
  command->add_option("--reject-percent", options->play.reject_percent, "Rejects so many of the good records")
      ->check(CLI::Range(0, 100))
      ->capture_default_str();
  command->add_option("--seed", options->play.seed, "Of that choice")->capture_default_str();
  command->add_flag("--refuse-files", options->play.refuse_files, "Refuses files as a whole");
  command->add_option("--points", options->points, "File with the metering points that they know, one a line");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gridpost::app
