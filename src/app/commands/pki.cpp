// gridpost pki: test keys and certificates, ours and imported ones.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/commands/command.h"
#include "app/commands/shared_options.h"
#include "app/keys.h"
#include "base/clock.h"

namespace gridpost::app {
namespace {

struct MakeOptions {
  std::string world;
  std::string out;
  bool devices_only = false;
};

int make(const MakeOptions& options) {
  auto world = devices::load_world(options.world);
  if (!world) return report(world.error(), exit_for({options.world}));
  // Other keys in place of those that a store or a Device knows would make it useless.
  const std::filesystem::path certificates = std::filesystem::path(options.out) / "certificates";
  if (std::error_code ec; std::filesystem::exists(certificates, ec))
    return report({"there are certificates already; nothing was made", certificates.string(), {}}, kInput);
  if (auto made = make_keys(*world, options.out, options.devices_only ? Issue::DevicesOnly : Issue::Everybody); !made)
    return report(made.error(), kSystem);
  fmt::print("keys for {} Users and {} homes in {}\n", world->users.size(), world->homes.size(), options.out);
  return kGood;
}

struct ListOptions {
  KeyOptions keys;
  bool json = false;
};

int list(const ListOptions& options) {
  crypto::KeyStore keys;
  if (auto loaded = load_keys(keys, options.keys, Owner::Nobody, machine_now()); !loaded)
    return report(loaded.error(), kSystem);
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const auto& entry : keys.all()) {
    const crypto::Certificate& c = entry->certificate;
    const std::string id = c.eui() ? c.eui()->text() : "-";
    const std::string role = c.role() ? fmt::format("{:02X}", *c.role()) : "-";
    const char status = static_cast<char>(entry->status_at(machine_now()));
    if (options.json)
      all.push_back({{"identity", id},
                     {"role", role},
                     {"usage", crypto::usage_name(c.usage())},
                     {"serial", c.serial_hex()},
                     {"status", std::string(1, status)},
                     {"name", entry->name}});
    else
      fmt::print("{:23} {:2} {:16} {} {} {}\n", id, role, crypto::usage_name(c.usage()), c.serial_hex(), status,
                 entry->name);
  }
  if (options.json) fmt::print("{}\n", all.dump(2));
  return kGood;
}

struct ExportOptions {
  KeyOptions keys;
  std::string user;
  std::string out;
};

int export_keystore(const ExportOptions& options) {
  crypto::KeyStore keys;
  Eui64 user;
  if (!options.user.empty()) {
    auto id = Eui64::parse(options.user);
    if (!id) return report(id.error(), kInput);
    user = *id;
  }
  const Owner owner = options.user.empty() ? Owner::Nobody : Owner::User;
  if (auto loaded = load_keys(keys, options.keys, owner, machine_now(), user); !loaded)
    return report(loaded.error(), kSystem);
  if (auto saved = keys.save_keystore_json(options.out, owner == Owner::User); !saved)
    return report(saved.error(), kSystem);
  return kGood;
}

}  // namespace

void add_pki(CLI::App& program, int& exit) {
  CLI::App* command = program.add_subcommand("pki", "Make, list and export test keys and certificates");
  command->require_subcommand(1);

  auto make_options = std::make_shared<MakeOptions>();
  CLI::App* make_command = command->add_subcommand("make", "A new test PKI for everybody in a world file");
  make_command->add_option("--world", make_options->world, "World file")->required();
  make_command->add_option("--out", make_options->out, "Folder to write, split by owner")->required();
  make_command->add_flag("--devices-only", make_options->devices_only,
                         "Keys for the Devices alone, where the organisations' keys are imported");
  make_command->callback([make_options, &exit] { exit = make(*make_options); });

  auto list_options = std::make_shared<ListOptions>();
  CLI::App* list_command = command->add_subcommand("list", "The certificates in key folders");
  add_key_options(*list_command, list_options->keys);
  list_command->add_flag("--json", list_options->json, "Print JSON");
  list_command->callback([list_options, &exit] { exit = list(*list_options); });

  auto export_options = std::make_shared<ExportOptions>();
  CLI::App* export_command = command->add_subcommand("export", "Write the keystore.json of the public clients");
  add_key_options(*export_command, export_options->keys);
  export_command->add_option("--user", export_options->user, "With the private keys of this User");
  export_command->add_option("--out", export_options->out, "File to write")->required();
  export_command->callback([export_options, &exit] { exit = export_keystore(*export_options); });
}

}  // namespace gridpost::app
