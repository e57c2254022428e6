#include "app/commands/shared_options.h"

#include <CLI/CLI.hpp>

#include "app/registration_setup.h"

namespace gridpost::app {

void add_key_options(CLI::App& command, KeyOptions& keys) {
  command.add_option("--keys", keys.root, "Key folder, split by owner: certificates/, dcc/, users/EUI/, devices/");
  command.add_option("--import", keys.imports, "Further folder with certificates and keys, or a keystore.json");
  command.add_flag("--waive-validity", keys.waive_validity,
                   "Accept imported certificates outside their validity, with a warning");
}

void add_rule_options(CLI::App& command, RuleOptions& rules) {
  command.add_option("--preset", rules.preset, "Release dates as_documented or as_happened")
      ->check(CLI::IsMember({"as_documented", "as_happened"}))
      ->capture_default_str();
  command.add_option("--set", rules.overrides, "Override a release: KEY=always, KEY=never or KEY=DATE");
}

void add_desk_option(CLI::App& command, std::string& file) {
  command.add_option("--registration", file, "File that says who the registration data providers are, the server's");
}

Result<registration::Desk> desk_of(const std::string& file) {
  return file.empty() ? Result<registration::Desk>(registration::Desk()) : load_registration_setup(file);
}

CLI::App* add_store_command(CLI::App& command, const std::string& name, const std::string& about, std::string& data) {
  CLI::App* added = command.add_subcommand(name, about);
  added->add_option("--data", data, "Folder of the server's store")->capture_default_str();
  return added;
}

void add_tls_options(CLI::App& command, gateway::TlsFiles& files, const std::string& prefix, const std::string& what) {
  command.add_option("--" + prefix + "-certificate", files.certificate, what + ": PEM file with the certificate");
  command.add_option("--" + prefix + "-key", files.key, what + ": PEM file with its key");
  command.add_option("--" + prefix + "-ca", files.authorities,
                     what + ": PEM file with the authorities that the other side's certificate must come from");
}

Result<gateway::TlsPtr> server_tls_of(const gateway::TlsFiles& files) {
  return files.empty() ? Result<gateway::TlsPtr>(nullptr) : gateway::server_tls(files);
}

Result<gateway::TlsPtr> client_tls_of(const gateway::TlsFiles& files) {
  return files.empty() ? Result<gateway::TlsPtr>(nullptr) : gateway::client_tls(files);
}

}  // namespace gridpost::app
