// Options that several subcommands have.
#pragma once

#include <string>

#include "app/keys.h"
#include "app/rule_book.h"
#include "gateway/tls.h"

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

// --PREFIX-certificate, --PREFIX-key and --PREFIX-ca; `what` says which connections they are for.
void add_tls_options(CLI::App& command, gateway::TlsFiles& files, const std::string& prefix, const std::string& what);

// Null where no file is given: then a server speaks in clear, and a client takes the system's authorities.
Result<gateway::TlsPtr> server_tls_of(const gateway::TlsFiles& files);
Result<gateway::TlsPtr> client_tls_of(const gateway::TlsFiles& files);

}  // namespace gridpost::app
