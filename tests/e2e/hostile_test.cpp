// One good server beside a dozen that answer with what no collector wants to read.
#include <gtest/gtest.h>
#include <simdjson.h>
#include <sys/resource.h>

#include <deque>
#include <map>

#include "tests/collector/net/bombs.hpp"
#include "tests/collector/net/server.hpp"
#include "tests/e2e/program.hpp"

namespace clamor::e2e {
namespace {

using net::answers;
using net::Connection;
using net::Script;
using net::Server;
using net::whole_answer;

constexpr int good_posts = 90;
const std::string json = "Content-Type: application/json\r\n";
const std::string canary = "canary-0f3b5a";

std::string status(int id) {
  const std::string n = std::to_string(id);
  return R"({"id":")" + n + R"(","uri":"https://simulado.example/p/)" + n +
         R"(","created_at":"2026-01-02T03:04:05Z","content":"<p>#Uno</p>","visibility":"public",)"
         R"("tags":[{"name":"uno"}],"account":{"id":"1","acct":"simulada17","username":"simulada17",)"
         R"("uri":"https://simulado.example/u/17","display_name":"cuenta simulada 17"}})";
}

std::string page_below(int max, int limit) {
  std::string body;
  for (int id = max - 1; id > 0 && id >= max - limit; --id) body += (body.empty() ? "" : ",") + status(id);
  return "[" + body + "]";
}

int parameter(const std::string& request, const std::string& name, int otherwise) {
  const auto at = request.find(name + "=");
  return at == std::string::npos ? otherwise : std::stoi(request.substr(at + name.size() + 1));
}

// A Mastodon server up to the point where its timeline is asked for.
Script instance_then(const Script& timeline) {
  return [timeline](Connection& connection, const std::string& request) {
    if (request.find("/timelines/tag/") != std::string::npos) return timeline(connection, request);
    if (request.find("/api/v2/instance") != std::string::npos)
      connection.write(whole_answer(R"({"domain":"simulado.example","version":"4.5.1"})", json));
    else
      connection.write(whole_answer(R"({"error":"Record not found"})", json, "404 Not Found"));
  };
}

void good_timeline(Connection& connection, const std::string& request) {
  const bool upwards = request.find("min_id=") != std::string::npos;  // nobody posts any more
  connection.write(whole_answer(
      upwards ? "[]"
              : page_below(parameter(request, "max_id", good_posts + 1), parameter(request, "limit", 20)),
      json));
}

void endless_headers(Connection& connection, const std::string&) {
  bool listens = connection.write("HTTP/1.1 200 OK\r\n");
  for (int i = 0; listens; ++i) listens = connection.write("X-" + std::to_string(i) + ": no end\r\n");
}

// Half a page, and then silence.
void drip(Connection& connection, const std::string&) {
  const std::string page = whole_answer(page_below(41, 40), json);
  connection.write(page.substr(0, page.size() / 2));
  connection.wait_for_end();
}

struct Hostile {
  std::string name;
  Script timeline;
  std::string reason;  // a part of what `status` says
};

std::string packed(const std::string& coding, const std::string& bytes) {
  return whole_answer(bytes, json + "Content-Encoding: " + coding + "\r\n");
}

std::vector<Hostile> hostile_servers(const std::string& stranger) {
  const std::string whole = page_below(41, 40);
  const auto to = [](const std::string& place) {
    return answers(whole_answer("", "Location: " + place + "\r\n", "302 Found"));
  };
  return {
      {"html", answers(whole_answer("<!DOCTYPE html><p>Sign in</p>", "Content-Type: text/html\r\n")), "page"},
      {"empty", answers(whole_answer("", json)), "JSON"},
      {"cut-json", answers(whole_answer(whole.substr(0, whole.size() - 20), json)), "JSON"},
      {"cut-short", answers("HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n" + whole), "ended too early"},
      {"object", answers(whole_answer(R"({"posts":)" + whole + "}", json)), "list"},
      {"loop", to("/api/v1/timelines/tag/Uno?limit=40"), "circle"},
      {"away", to("http://" + stranger + "/api/v1/timelines/tag/Uno"), "redirects to"},
      {"gzip-bomb", answers(packed("gzip", net::gzip_bomb(400'000))), "larger than"},
      {"br-bomb", answers(packed("br", net::brotli_bomb())), "unpacks to more"},
      {"zstd-bomb", answers(packed("zstd", net::zstd_bomb(800))), "unpacks to more"},
      {"twenty-mb", answers(whole_answer("[" + std::string(20u << 20, ' ') + "]", json)), "larger than"},
      {"headers", endless_headers, "headers"},
      {"drip", drip, "bytes per second"},
  };
}

std::string text(simdjson::dom::element object, const char* key) {
  return std::string(std::string_view(object[key]));
}

TEST(HostileServers, FailAloneAndLeaveNothingBehind) {
  Server good({instance_then(good_timeline)}), stranger({answers(whole_answer(page_below(41, 40), json))});
  const auto bad = hostile_servers(stranger.authority());
  std::deque<Server> servers;
  std::string config = R"([campaign]
name = "Simulada"
hashtags = ["Uno"]
contact = "nobody@example.org"
[storage]
url = "sqlite:clamor.db"
)";
  const auto source = [&](const std::string& name, const Server& server) {
    config += "[[source]]\nname = \"" + name + "\"\nkind = \"mastodon\"\nserver = \"http://" +
              server.authority() + "\"\ntoken = \"file:token\"\n";
  };
  source("good", good);
  for (const Hostile& one : bad)
    source(one.name, servers.emplace_back(std::vector{instance_then(one.timeline)}));
  const Program program;
  program.write("token", canary);
  program.write("clamor.toml", config);

  // One patience with a silent server (15 s, and 5 more because speed is a mean over five) and three tries
  // with all others.
  EXPECT_EQ(program.clamor({"collect", "--once", "--for", "30s"}).code, 3);
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  EXPECT_LT(used.ru_maxrss, 96 * 1024) << "kB at most";
#endif

  const std::string line = program.clamor({"--json", "status"}).out;
  simdjson::dom::parser parser;
  const simdjson::dom::element said = parser.parse(line);
  EXPECT_EQ(std::int64_t(said["posts"]), good_posts);
  std::map<std::string, simdjson::dom::element> told;
  for (simdjson::dom::element each : said["sources"]) told[text(each, "name")] = each;
  EXPECT_EQ(text(told.at("good"), "state"), "ok");
  EXPECT_EQ(std::int64_t(told.at("good")["posts"]), good_posts);
  for (const Hostile& one : bad) {
    SCOPED_TRACE(one.name);
    const auto& each = told.at(one.name);
    EXPECT_EQ(text(each, "state"), "failing");
    EXPECT_NE(text(each, "detail").find(one.reason), std::string::npos) << text(each, "detail");
    EXPECT_EQ(std::int64_t(each["posts"]), 0);
    EXPECT_GT(std::int64_t(each["errors"]), 0);
  }
  for (simdjson::dom::element each : said["coverage"]) EXPECT_EQ(text(each, "source"), "good");
  EXPECT_EQ(program.clamor({"verify"}).code, 0);

  EXPECT_TRUE(stranger.requests().empty()) << "the token travelled";
  ASSERT_FALSE(good.requests().empty());
  EXPECT_NE(good.requests().front().find("Bearer " + canary), std::string::npos);
}

}  // namespace
}  // namespace clamor::e2e
