#include "tests/collector/net/certificates.hpp"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>

namespace clamor::net {
namespace {

void must(bool done, const char* what) {
  if (!done) throw std::runtime_error(what);
}

Key make_key(int rsa_bits) {
  EVP_PKEY* key = rsa_bits > 0 ? EVP_RSA_gen(static_cast<unsigned>(rsa_bits)) : EVP_EC_gen("P-256");
  must(key, "no key");
  return Key(key, EVP_PKEY_free);
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  must(extension, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

long next_serial() {
  static long serial = 1000;
  return ++serial;
}

}  // namespace

Identity make_identity(const CertificateWish& wish, const Identity* issuer) {
  Identity made;
  made.key = make_key(wish.rsa_bits);
  made.certificate = Certificate(X509_new(), X509_free);
  X509* certificate = made.certificate.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), next_serial());
  constexpr long day = 86'400;
  X509_gmtime_adj(X509_getm_notBefore(certificate), wish.days_from * day);
  X509_gmtime_adj(X509_getm_notAfter(certificate), wish.days_to * day);
  X509_set_pubkey(certificate, made.key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(wish.subject.c_str()), -1, -1, 0);
  X509* signer = issuer ? issuer->certificate.get() : certificate;
  X509_set_issuer_name(certificate, X509_get_subject_name(signer));
  if (wish.authority) add_extension(certificate, signer, NID_basic_constraints, wish.basic);
  if (!wish.names.empty()) add_extension(certificate, signer, NID_subject_alt_name, wish.names);
  if (!wish.extended_use.empty()) add_extension(certificate, signer, NID_ext_key_usage, wish.extended_use);
  EVP_PKEY* signing = issuer ? issuer->key.get() : made.key.get();
  must(X509_sign(certificate, signing, EVP_get_digestbyname(wish.digest.c_str())) > 0, "not signed");
  return made;
}

Identity make_authority(const std::string& subject, const Identity* issuer, long days_from, long days_to,
                        const std::string& basic) {
  CertificateWish wish;
  wish.subject = subject;
  wish.names.clear();
  wish.days_from = days_from;
  wish.days_to = days_to;
  wish.authority = true;
  wish.basic = basic;
  return make_identity(wish, issuer);
}

CertificateFile::CertificateFile(const Identity& identity) {
  char name[] = "/tmp/clamor-certificate-XXXXXX";
  const int descriptor = mkstemp(name);
  must(descriptor >= 0, "no file for the certificate");
  path_ = name;
  FILE* file = fdopen(descriptor, "w");
  PEM_write_X509(file, identity.certificate.get());
  fclose(file);
}

CertificateFile::~CertificateFile() {
  std::filesystem::remove(path_);
}

}  // namespace clamor::net
