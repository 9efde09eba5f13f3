#include "collector/net/mail.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/collector/net/ask.hpp"
#include "tests/collector/net/tls_server.hpp"

namespace clamor::net {
namespace {

using testing::HasSubstr;

// Plays a mail server until the client goes; `said` is everything it was told.
Script mail_server(std::string& said, const std::string& abilities = "",
                   const std::string& to_login = "235 ok") {
  return [&said, abilities, to_login](Connection& connection, const std::string&) {
    connection.write("220 simulado\r\n");
    for (std::string line = connection.read_line(); !line.empty(); line = connection.read_line()) {
      said += line + "\n";
      if (line.starts_with("EHLO"))
        connection.write("250-simulado\r\n" + abilities + "250 SIZE\r\n");
      else if (line.starts_with("AUTH")) {
        connection.write("334 \r\n");  // the name and the password are the next line
        said += connection.read_line() + "\n";
        connection.write(to_login + "\r\n");
      } else if (line == "DATA")
        connection.write("354 go on\r\n");
      else if (line == "QUIT")
        connection.write("221 bye\r\n");
      else if (line == "." || line.starts_with("MAIL") || line.starts_with("RCPT"))
        connection.write("250 ok\r\n");
    }
  };
}

Letter letter_to(const Server& server, const std::string& scheme) {
  return {scheme + server.authority(),
          "clamor@example.org",
          "team@example.org",
          "Subject: Clamor\r\nX: y\r\n",
          {},
          {}};
}

Result<void> post(const Letter& letter, const CurlOptions& options) {
  return post_letter(letter, options, Millis{5'000}, {});
}

TEST(Mail, GoesThroughTlsWithItsLogin) {
  const Identity authority = make_authority("simulated authority");
  const CertificateFile trusted(authority);
  std::string said;
  Server server({mail_server(said, "250-AUTH PLAIN\r\n")}, behind_tls(make_identity({}, &authority)), true);
  Letter letter = letter_to(server, "smtps://");
  letter.user = Secret("somebody");
  letter.password = Secret("a-password");
  const auto posted = post(letter, {"", {}, {}, trusted.path()});
  EXPECT_TRUE(posted) << posted.error().detail;
  server.stop();
  EXPECT_THAT(said, HasSubstr("AUTH PLAIN"));
  EXPECT_THAT(said, HasSubstr("MAIL FROM:<clamor@example.org>"));
  EXPECT_THAT(said, HasSubstr("RCPT TO:<team@example.org>"));
  EXPECT_THAT(said, HasSubstr("Subject: Clamor\nX: y\n.\n"));
}

TEST(Mail, IsNotGivenToWhoCannotProveItsName) {
  std::string said;
  Server server({mail_server(said)}, behind_tls(make_identity({})), true);
  const auto posted = post(letter_to(server, "smtps://"), {"", {}, {}, ""});
  ASSERT_FALSE(posted);
  EXPECT_THAT(posted.error().detail, HasSubstr("signed by itself"));
  server.stop();
  EXPECT_EQ(said, "");
}

TEST(Mail, IsNotSaidInTheOpen) {
  std::string said;
  Server server({mail_server(said)}, plain, true);
  Letter letter = letter_to(server, "smtp://");
  letter.user = Secret("somebody");
  letter.password = Secret("a-password");
  const auto posted = post(letter, {"", {}, {}, ""});
  ASSERT_FALSE(posted);
  EXPECT_THAT(posted.error().detail, HasSubstr("without TLS only: nothing was sent"));
  server.stop();
  EXPECT_THAT(said, testing::Not(HasSubstr("MAIL")));
  EXPECT_THAT(said, testing::Not(HasSubstr("AUTH")));
}

TEST(Mail, GoesPlainlyToANamedServerOnThisMachine) {
  std::string said;
  Server server({mail_server(said)}, plain, true);
  EXPECT_TRUE(post(letter_to(server, "smtp://"), {"", {}, {server.authority()}, ""}));
  server.stop();
  EXPECT_THAT(said, HasSubstr("DATA"));
}

TEST(Mail, SaysWhyItDidNotGo) {
  std::string said;
  Server denies({mail_server(said, "250-AUTH PLAIN\r\n", "535 no")}, plain, true);
  Letter letter = letter_to(denies, "smtp://");
  letter.user = Secret("somebody");
  letter.password = Secret("a-password");
  const auto posted = post(letter, {"", {}, {denies.authority()}, ""});
  ASSERT_FALSE(posted);
  EXPECT_EQ(posted.error().code, Errc::needs_login);
  EXPECT_THAT(posted.error().detail, testing::Not(HasSubstr("a-password")));
}

}  // namespace
}  // namespace clamor::net
