#include "app/tls_options.h"

#include <CLI/CLI.hpp>

namespace gridpost::app {

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
