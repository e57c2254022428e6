// TLS for servers and clients: certificate, key and authorities from PEM files.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace gridpost::gateway {

struct TlsFiles {
  std::string certificate;  // ours, with the certificates up to its authority behind it
  std::string key;          // ours, without password
  std::string authorities;  // that the other side's certificate must come from

  bool empty() const { return certificate.empty() && key.empty() && authorities.empty(); }
};

// TLS 1.2 or later with these files, loaded once. Shared by all connections of a server or client.
class Tls;
using TlsPtr = std::shared_ptr<Tls>;

// Of a server; certificate and key are needed. With authorities, clients must show a certificate of one of them.
Result<TlsPtr> server_tls(const TlsFiles& files);
// Of a client. The server's certificate must come from one of the authorities (none given: those that the system
// trusts) and name the host that was asked for. Certificate and key are for servers that want to see one.
Result<TlsPtr> client_tls(const TlsFiles& files);

}  // namespace gridpost::gateway
