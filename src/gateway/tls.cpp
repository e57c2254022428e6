#include "gateway/tls.h"

#include <openssl/ssl.h>

#include "gateway/tls_context.h"

namespace gridpost::gateway {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

namespace {

Status loaded(const error_code& error, const std::string& file, const char* what) {
  return error ? Status(fail(error.message(), std::string(what) + ' ' + file)) : Status();
}

// The chain, the key, and that they belong together.
Status show_own(ssl::context& context, const TlsFiles& files) {
  error_code error;
  context.use_certificate_chain_file(files.certificate, error);
  GP_CHECK(loaded(error, files.certificate, "TLS certificate"));
  context.use_private_key_file(files.key, ssl::context::pem, error);
  GP_CHECK(loaded(error, files.key, "TLS key"));
  if (SSL_CTX_check_private_key(context.native_handle()) != 1)
    return fail("the key is not that of the certificate", "TLS key " + files.key);
  return {};
}

Status trust(ssl::context& context, const TlsFiles& files) {
  error_code error;
  context.load_verify_file(files.authorities, error);
  return loaded(error, files.authorities, "TLS authorities");
}

Result<TlsPtr> make(ssl::context::method method) {
  auto tls = std::make_shared<Tls>(method);
  if (SSL_CTX_set_min_proto_version(tls->context.native_handle(), TLS1_2_VERSION) != 1)
    return fail("TLS 1.2 is not available", "TLS");
  return tls;
}

}  // namespace

Result<TlsPtr> server_tls(const TlsFiles& files) {
  if (files.certificate.empty() || files.key.empty()) return fail("a server needs a certificate and its key", "TLS");
  GP_TRY(tls, make(ssl::context::tls_server));
  GP_CHECK(show_own(tls->context, files));
  if (!files.authorities.empty()) {
    GP_CHECK(trust(tls->context, files));
    error_code error;
    tls->context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, error);
    GP_CHECK(loaded(error, files.authorities, "TLS authorities"));
    // Clients are told whose certificates count, and sessions are resumed by the same server only.
    SSL_CTX_set_client_CA_list(tls->context.native_handle(), SSL_load_client_CA_file(files.authorities.c_str()));
    static constexpr unsigned char kSessions[] = "gridpost";
    SSL_CTX_set_session_id_context(tls->context.native_handle(), kSessions, sizeof kSessions - 1);
  }
  return tls;
}

Result<TlsPtr> client_tls(const TlsFiles& files) {
  if (files.certificate.empty() != files.key.empty())
    return fail("certificate and key are needed together", "TLS " + files.certificate + files.key);
  GP_TRY(tls, make(ssl::context::tls_client));
  if (!files.certificate.empty()) GP_CHECK(show_own(tls->context, files));
  error_code error;
  if (files.authorities.empty()) {
    tls->context.set_default_verify_paths(error);
    GP_CHECK(loaded(error, {}, "TLS authorities"));
  } else {
    GP_CHECK(trust(tls->context, files));
  }
  tls->context.set_verify_mode(ssl::verify_peer, error);
  GP_CHECK(loaded(error, files.authorities, "TLS authorities"));
  return tls;
}

}  // namespace gridpost::gateway
