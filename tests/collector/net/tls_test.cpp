// Whoever cannot prove its name is told nothing: not one byte of a request goes to any of these servers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/collector/net/ask.hpp"
#include "tests/collector/net/tls_server.hpp"

namespace clamor::net {
namespace {

using testing::HasSubstr;

class Tls : public testing::Test {
 protected:
  Result<HttpResponse> ask_at(const Server& server) const {
    HttpRequest request = get("https://" + server.authority() + "/");
    request.bearer = Secret("a-token");
    return ask_with({"Clamor/test", quick(), {server.authority()}, trusted_.path()}, std::move(request));
  }

  Identity good() const { return make_identity({}, &authority_); }

  // What the user is told; nothing may have been sent.
  std::string refused(const Identity& identity, int newest = TLS1_3_VERSION) const {
    Server server({answers(whole_answer("x"))}, behind_tls(identity, newest));
    const auto response = ask_at(server);
    EXPECT_FALSE(response);
    for (const std::string& request : server.requests()) EXPECT_EQ(request, "");
    EXPECT_GE(server.requests().size(), 1u) << "the server was not even asked for its certificate";
    return response ? "" : response.error().detail;
  }

  Identity authority_ = make_authority("simulated authority");
  CertificateFile trusted_{authority_};
};

TEST_F(Tls, AServerThatProvesItsNameIsAsked) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Server server({answers(whole_answer("[1]"))}, behind_tls(good(), version));
    const auto response = ask_at(server);
    ASSERT_TRUE(response) << response.error().detail;
    EXPECT_EQ(response->body, "[1]");
    EXPECT_THAT(server.requests().at(0), HasSubstr("Authorization: Bearer a-token"));
  }
}

TEST_F(Tls, AnIntermediateAuthorityIsFineWhenItIsSentAlong) {
  const Identity between = make_authority("simulated intermediate", &authority_);
  Identity server_identity = make_identity({}, &between);
  server_identity.chain = {between.certificate};
  Server server({answers(whole_answer("x"))}, behind_tls(server_identity));
  EXPECT_TRUE(ask_at(server));
}

TEST_F(Tls, ABadDateIsSaid) {
  CertificateWish expired, early;
  expired.days_from = -9;
  expired.days_to = -1;
  early.days_from = 1;
  early.days_to = 9;
  EXPECT_THAT(refused(make_identity(expired, &authority_)), HasSubstr("has expired"));
  EXPECT_THAT(refused(make_identity(early, &authority_)), HasSubstr("not valid yet"));
}

TEST_F(Tls, AnotherNameIsSaid) {
  for (const char* names : {"IP:127.0.0.2", "DNS:example.org", "DNS:127.0.0.1", "DNS:*", "DNS:*.0.0.1"}) {
    CertificateWish wish;
    wish.names = names;
    EXPECT_THAT(refused(make_identity(wish, &authority_)), HasSubstr("another name")) << names;
  }
}

TEST_F(Tls, AStrangersSignatureIsSaid) {
  EXPECT_THAT(refused(make_identity({})), HasSubstr("signed by itself"));
  const Identity stranger = make_authority("another authority");
  EXPECT_THAT(refused(make_identity({}, &stranger)), HasSubstr("nobody this computer trusts"));
  const Identity same_name = make_authority("simulated authority");
  EXPECT_THAT(refused(make_identity({}, &same_name)), HasSubstr("no secure connection"));
}

TEST_F(Tls, AChainThatDoesNotReachItsAuthorityIsSaid) {
  const Identity between = make_authority("simulated intermediate", &authority_);
  EXPECT_THAT(refused(make_identity({}, &between)), HasSubstr("nobody this computer trusts"));
}

TEST_F(Tls, WhoMayNotSignDoesNot) {
  CertificateWish wish;
  wish.subject = "another server";
  const Identity no_authority = make_identity(wish, &authority_);
  Identity by_a_server = make_identity({}, &no_authority);
  by_a_server.chain = {no_authority.certificate};
  EXPECT_THAT(refused(by_a_server), HasSubstr("does not hold"));

  const Identity last =
      make_authority("the last of its line", &authority_, -1, 1, "critical,CA:TRUE,pathlen:0");
  const Identity beyond = make_authority("one too many", &last);
  Identity too_deep = make_identity({}, &beyond);
  too_deep.chain = {beyond.certificate, last.certificate};
  EXPECT_THAT(refused(too_deep), HasSubstr("does not hold"));

  const Identity gone = make_authority("an authority of yesterday", &authority_, -9, -1);
  Identity of_yesterday = make_identity({}, &gone);
  of_yesterday.chain = {gone.certificate};
  EXPECT_THAT(refused(of_yesterday), HasSubstr("has expired"));
}

TEST_F(Tls, WeakAndMisusedCertificatesAreRefused) {
  CertificateWish short_key, old_digest, for_clients;
  short_key.rsa_bits = 512;
  old_digest.digest = "SHA1";
  for_clients.extended_use = "clientAuth";
  EXPECT_NE(refused(make_identity(short_key, &authority_)), "");
  EXPECT_NE(refused(make_identity(old_digest, &authority_)), "");
  EXPECT_THAT(refused(make_identity(for_clients, &authority_)), HasSubstr("does not hold"));
}

TEST_F(Tls, VersionsBefore12AreRefused) {
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION})
    EXPECT_THAT(refused(good(), version), HasSubstr("TLS 1.2 or newer"));
}

TEST_F(Tls, ARedirectNeverLeadsFromHttpsToHttp) {
  Server open({answers(whole_answer("secret"))});
  Server server({answers(whole_answer("", "Location: " + open.url() + "\r\n", "301 Moved"))},
                behind_tls(good()));
  const auto response =
      ask_with({"Clamor/test", quick(), {server.authority(), open.authority()}, trusted_.path()},
               get("https://" + server.authority() + "/"));
  ASSERT_FALSE(response);
  EXPECT_THAT(response.error().detail, HasSubstr("from https to http"));
  EXPECT_TRUE(open.requests().empty());
}

}  // namespace
}  // namespace clamor::net
