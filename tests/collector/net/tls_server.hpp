#pragma once
// The scripted server behind TLS.

#include <openssl/ssl.h>

#include <csignal>
#include <memory>

#include "tests/collector/net/certificates.hpp"
#include "tests/collector/net/server.hpp"

namespace clamor::net {

class TlsConnection final : public Connection {
 public:
  TlsConnection(int socket, SSL_CTX* context) : Connection(socket), tls_(SSL_new(context), SSL_free) {
    SSL_set_fd(tls_.get(), socket);
    stands_ = SSL_accept(tls_.get()) == 1;
  }

 protected:
  ssize_t receive(char* into, std::size_t size) override {
    return stands_ ? SSL_read(tls_.get(), into, static_cast<int>(size)) : 0;
  }
  ssize_t transmit(const char* from, std::size_t size) override {
    return stands_ ? SSL_write(tls_.get(), from, static_cast<int>(size)) : 0;
  }

 private:
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_;
  bool stands_ = false;
};

// `newest`: the highest version it speaks. It takes part in every weakness: who refuses is the client.
inline Wrap behind_tls(const Identity& identity, int newest = TLS1_3_VERSION) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a client that hung up as to any file
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), newest);
  SSL_CTX_use_certificate(context.get(), identity.certificate.get());
  for (const Certificate& between : identity.chain) {
    X509_up_ref(between.get());
    SSL_CTX_add_extra_chain_cert(context.get(), between.get());
  }
  SSL_CTX_use_PrivateKey(context.get(), identity.key.get());
  return [context](int socket) { return std::make_unique<TlsConnection>(socket, context.get()); };
}

}  // namespace clamor::net
