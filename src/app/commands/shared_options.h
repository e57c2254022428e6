// Options that several subcommands have.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "app/keys.h"
#include "app/rule_book.h"
#include "gateway/tls.h"
#include "registration/providers.h"

namespace CLI {
class App;
}

namespace gridpost::app {

// --keys, --import, --waive-validity
void add_key_options(CLI::App& command, KeyOptions& keys);

// --preset, --set
void add_rule_options(CLI::App& command, RuleOptions& rules);

// --registration
void add_desk_option(CLI::App& command, std::string& file);
// What that file says; no file: no providers, and the settings are those that hold without one.
Result<registration::Desk> desk_of(const std::string& file);

// A subcommand that works on a server's store: --data
CLI::App* add_store_command(CLI::App& command, const std::string& name, const std::string& about, std::string& data);
// The same with options of its own.
template <class Options>
std::pair<CLI::App*, std::shared_ptr<Options>> add_store_command(CLI::App& command, const std::string& name,
                                                                 const std::string& about) {
  auto options = std::make_shared<Options>();
  CLI::App* added = add_store_command(command, name, about, options->data);
  return {added, std::move(options)};
}

// --PREFIX-certificate, --PREFIX-key and --PREFIX-ca; `what` says which connections they are for.
void add_tls_options(CLI::App& command, gateway::TlsFiles& files, const std::string& prefix, const std::string& what);

// Null where no file is given: then a server speaks in clear, and a client takes the system's authorities.
Result<gateway::TlsPtr> server_tls_of(const gateway::TlsFiles& files);
Result<gateway::TlsPtr> client_tls_of(const gateway::TlsFiles& files);

}  // namespace gridpost::app
