// Both kinds of streams against the scripted server.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collector/net/event_lines.hpp"
#include "collector/net/message_stream.hpp"
#include "tests/collector/net/ask.hpp"
#include "tests/collector/net/frames.hpp"
#include "tests/collector/net/tls_server.hpp"

namespace clamor::net {
namespace {

using testing::HasSubstr;

// Everything that came, and how it ended.
struct Heard {
  std::vector<std::string> messages;
  Error end;
  bool opened = false;
  std::string mark;  // a header of the answer that opened it
};

Heard listen(MessageStream& stream) {
  Heard heard;
  for (int round = 0; round < 200; ++round) {
    auto message = stream.next(Millis{100});
    if (const HttpResponse* opened = stream.opened()) {
      heard.opened = true;
      heard.mark = opened->header("x-mark");
    }
    if (!message) {
      heard.end = message.error();
      return heard;
    }
    if (*message) heard.messages.push_back((*message)->event + "|" + (*message)->data);
  }
  ADD_FAILURE() << "the stream did not end";
  return heard;
}

StreamLimits tight() {
  StreamLimits limits;
  limits.connect = Millis{2000};
  limits.headers = Millis{2000};
  limits.silence = Millis{150};
  limits.message_bytes = 1000;
  return limits;
}

StreamRequest request_to(const std::string& scheme, const Server& server) {
  StreamRequest request;
  request.url = scheme + server.authority() + "/subscribe?x=1";
  request.bearer = Secret("a-token");
  return request;
}

Heard hear_socket(const Server& server, const std::string& scheme = "ws://",
                  const std::string& ca_file = "") {
  const auto stream =
      open_websocket(request_to(scheme, server), {"Clamor/test", {}, {server.authority()}, ca_file}, tight());
  return listen(*stream);
}

Heard hear_events(const Server& server) {
  const auto stream =
      open_events(request_to("http://", server), {"Clamor/test", {}, {server.authority()}, ""}, tight());
  return listen(*stream);
}

Script socket_that_says(const std::string& frames) {
  return [frames](Connection& connection, const std::string& request) {
    connection.write(switching(request, "X-Mark: m\r\n") + frames);
  };
}

const std::string events = "HTTP/1.1 200 OK\r\nX-Mark: m\r\nContent-Type: text/event-stream\r\n\r\n";

// ---- WebSocket ------------------------------------------------------------------------------------------

TEST(WebSocket, BringsOneMessageAfterAnother) {
  const std::string long_one(300, 'x');
  Server server(
      {socket_that_says(frame("{\"a\":1}") + frame("in ", 0x01) + frame("two", 0x80) + frame(long_one))});
  const Heard heard = hear_socket(server);
  EXPECT_THAT(heard.messages, testing::ElementsAre("|{\"a\":1}", "|in two", "|" + long_one));
  EXPECT_EQ(heard.mark, "m");
  EXPECT_THAT(heard.end.detail, HasSubstr("broke the connection off"));
  EXPECT_THAT(server.requests().at(0),
              HasSubstr("GET /subscribe?x=1 HTTP/1.1\r\nHost: " + server.authority()));
  EXPECT_THAT(server.requests().at(0), HasSubstr("Authorization: Bearer a-token\r\n"));
  EXPECT_THAT(server.requests().at(0), HasSubstr("User-Agent: Clamor/test\r\n"));
  EXPECT_THAT(server.requests().at(0), testing::Not(HasSubstr("Extensions")));
}

TEST(WebSocket, SaysHowItEnded) {
  Server closed({socket_that_says(frame("x") + frame("", 0x88))});
  EXPECT_THAT(hear_socket(closed).end.detail, HasSubstr("broke the connection off"));
  Server reset({[](Connection& connection, const std::string& request) {
    connection.write(switching(request) + frame("x").substr(0, 1));
    connection.reset();
  }});
  EXPECT_EQ(hear_socket(reset).end.code, Errc::network);
  Server large({[](Connection& connection, const std::string& request) {
    connection.write(switching(request) + frame(std::string(70'000, 'x')));
    connection.wait_for_end();
  }});
  EXPECT_EQ(hear_socket(large).end.code, Errc::too_large);
}

TEST(WebSocket, ADeadConnectionIsNoticed) {
  Server silent({[](Connection& connection, const std::string& request) {
    connection.write(switching(request) + frame("x"));
    connection.wait_for_end();
  }});
  const Heard heard = hear_socket(silent);
  EXPECT_EQ(heard.messages.size(), 1u);
  EXPECT_THAT(heard.end.detail, HasSubstr("was silent for 0.15 s"));
}

TEST(WebSocket, IsRefusedInTheServersWords) {
  for (const auto& [status, code] :
       {std::pair{"401 Unauthorized", Errc::needs_login},
        std::pair{"429 Too Many Requests", Errc::rate_limited}, std::pair{"503 Busy", Errc::server_trouble},
        std::pair{"400 Bad Request", Errc::bad_answer}}) {
    Server server({answers(whole_answer("{}", "", status))});
    const Heard heard = hear_socket(server);
    EXPECT_EQ(heard.end.code, code) << status;
    EXPECT_FALSE(heard.opened);
  }
  Server html({answers(whole_answer("<p>Sign in</p>"))});
  EXPECT_EQ(hear_socket(html).end.code, Errc::bad_answer);
  Server rubbish({answers("220 mail\r\n\r\n")});
  EXPECT_EQ(hear_socket(rubbish).end.code, Errc::bad_answer);
  Server false_key(
      {answers("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Accept: AAAA\r\n\r\n")});
  EXPECT_FALSE(hear_socket(false_key).opened);
}

TEST(WebSocket, TellsNothingToWhomCannotProveItsName) {
  const Identity authority = make_authority("simulated authority");
  const CertificateFile trusted(authority);
  Server good({socket_that_says(frame("x"))}, behind_tls(make_identity({}, &authority)));
  EXPECT_EQ(hear_socket(good, "wss://", trusted.path()).messages.size(), 1u);

  CertificateWish expired, other;
  expired.days_from = -9;
  expired.days_to = -1;
  other.names = "DNS:example.org";
  const std::pair<Identity, const char*> bad[]{{make_identity(expired, &authority), "has expired"},
                                               {make_identity(other, &authority), "another name"},
                                               {make_identity({}), "signed by itself"}};
  for (const auto& [identity, words] : bad) {
    Server server({socket_that_says(frame("x"))}, behind_tls(identity));
    EXPECT_THAT(hear_socket(server, "wss://", trusted.path()).end.detail, HasSubstr(words));
    for (const std::string& request : server.requests()) EXPECT_EQ(request, "");
  }
  Server old({socket_that_says(frame("x"))}, behind_tls(make_identity({}, &authority), TLS1_1_VERSION));
  EXPECT_THAT(hear_socket(old, "wss://", trusted.path()).end.detail, HasSubstr("TLS 1.2 or newer"));
}

TEST(WebSocket, GoesToNoPrivatePlaceThatWasNotNamed) {
  Server server({socket_that_says(frame("x"))});
  for (const std::string scheme : {"ws://", "wss://"}) {
    const auto stream = open_websocket(request_to(scheme, server), {"Clamor/test", {}, {}, ""}, tight());
    EXPECT_FALSE(listen(*stream).opened);
  }
  EXPECT_TRUE(server.requests().empty());
}

// ---- Server-Sent Events -----------------------------------------------------------------------------------

TEST(Events, BringOneMessageAfterAnother) {
  Server server(
      {answers(events + ":)\n\nevent: update\ndata: {\"id\":\"1\"}\n\n:thump\nevent: delete\ndata: 1\n\n")});
  const Heard heard = hear_events(server);
  EXPECT_THAT(heard.messages, testing::ElementsAre("update|{\"id\":\"1\"}", "delete|1"));
  EXPECT_EQ(heard.mark, "m");
  EXPECT_THAT(heard.end.detail, HasSubstr("broke the connection off"));
  EXPECT_THAT(server.requests().at(0), HasSubstr("Authorization: Bearer a-token\r\n"));
  EXPECT_THAT(server.requests().at(0), HasSubstr("Accept: text/event-stream\r\n"));
}

TEST(Events, LiveAsLongAsTheirHeartBeats) {
  Server server({[](Connection& connection, const std::string&) {
    connection.write(events);
    connection.drip(std::string(20, ':') + "\n", 20);  // 400 ms: longer than the silence allowed
    connection.write("data: alive\n\n");
    connection.wait_for_end();
  }});
  const Heard heard = hear_events(server);
  EXPECT_THAT(heard.messages, testing::ElementsAre("|alive"));
  EXPECT_THAT(heard.end.detail, HasSubstr("was silent for 0.15 s"));
}

TEST(Events, SayHowTheyEnded) {
  Server large({answers(events + "data: " + std::string(2'000, 'x') + "\n\n")});
  EXPECT_EQ(hear_events(large).end.code, Errc::too_large);
  Server html({answers(whole_answer("<p>Sign in</p>", "Content-Type: text/html\r\n"))});
  EXPECT_EQ(hear_events(html).end.code, Errc::bad_answer);
  Server closed({answers(whole_answer("{}", "", "401 Unauthorized"))});
  EXPECT_EQ(hear_events(closed).end.code, Errc::needs_login);
  Server elsewhere({answers(whole_answer("", "Location: https://other.example/\r\n", "301 Moved"))});
  EXPECT_EQ(hear_events(elsewhere).end.code, Errc::bad_answer);
}

std::vector<std::string> messages_of(const std::vector<std::string>& parts) {
  EventLines lines(1000);
  std::vector<std::string> messages;
  for (const std::string& part : parts) {
    EXPECT_TRUE(lines.take(part));
    while (const auto message = lines.next()) messages.push_back(message->event + "|" + message->data);
  }
  return messages;
}

TEST(EventLines, AreTheSameWhereverTheyAreCut) {
  const std::string text =
      "\n:c\r\nevent:a\r\ndata: 1\r\ndata:2\r\n\r\nid: 7\ndata\n\nevent: lost\n\nretry: 1\rdata:  x: "
      "y\r\rdata: never ends";
  const std::vector<std::string> expected{"a|1\n2", "|", "| x: y"};
  for (std::size_t cut = 0; cut <= text.size(); ++cut)
    EXPECT_EQ(messages_of({text.substr(0, cut), text.substr(cut)}), expected) << cut;
}

TEST(EventLines, RefuseAMessageWithoutEnd) {
  EventLines lines(10);
  EXPECT_FALSE(lines.take("data: 12345678901"));
  EventLines many(10);
  EXPECT_FALSE(many.take("data: 12345\ndata: 12345\ndata: 12345\n"));
}

}  // namespace
}  // namespace clamor::net
