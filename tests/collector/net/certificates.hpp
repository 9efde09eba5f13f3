#pragma once
// Certificates made while the test runs: good ones, and one for each way in which they go bad.

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace clamor::net {

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

struct Identity {
  Key key;
  Certificate certificate;
  std::vector<Certificate> chain;  // sent along, between it and its authority
};

struct CertificateWish {
  std::string subject = "simulated server";
  std::string names = "IP:127.0.0.1";  // as subjectAltName; empty: an authority
  long days_from = -1, days_to = 1;    // from now
  int rsa_bits = 0;                    // 0: an elliptic curve
  std::string digest = "SHA256";
  std::string extended_use;  // "clientAuth"
  bool authority = false;
  std::string basic;  // of an authority: "critical,CA:TRUE"
};

// Signed by `issuer`, or by itself when there is none.
Identity make_identity(const CertificateWish& wish, const Identity* issuer = nullptr);
Identity make_authority(const std::string& subject, const Identity* issuer = nullptr, long days_from = -1,
                        long days_to = 1, const std::string& basic = "critical,CA:TRUE");

// A file of that one certificate, deleted with the object.
class CertificateFile {
 public:
  explicit CertificateFile(const Identity& identity);
  ~CertificateFile();
  CertificateFile(const CertificateFile&) = delete;
  CertificateFile& operator=(const CertificateFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace clamor::net
