#include <gtest/gtest.h>

#include "config/config.hpp"
#include "tests/collector/sources/support.hpp"

namespace clamor::collector::test {
namespace {

const auto source = make_source("mastodon");
const std::string server = "https://social.example";

TEST(Kinds, HaveASampleThatIsAValidSource) {
  for (const auto& entry : all_sources()) {
    const auto kind = entry.make();
    EXPECT_EQ(kind->info().name, entry.name);
    const auto reading =
        config::read("[campaign]\nname = \"x\"\nhashtags = [\"FreeThemAll\"]\ncontact = \"a@example.org\"\n" +
                         std::string(kind->info().sample_config),
                     "/tmp/clamor.toml", kind_names());
    EXPECT_TRUE(reading.mistakes.empty()) << config::describe(reading);
    EXPECT_EQ(reading.config.sources.size(), 1U);
  }
  EXPECT_EQ(make_source("telepathy"), nullptr);
}

TEST(Mastodon, ReadsTheServersOwnCountOfAHashtag) {
  EXPECT_EQ(source->history_request("Educación", server, {})->url, server + "/api/v1/tags/Educaci%C3%B3n");
  net::HttpResponse response;
  response.body = R"({"history":[{"day":"1763856000","uses":"12","accounts":"9"},{"day":"x","uses":"1"},
                     {"day":"1763769600","uses":-3},{"day":1763769600,"uses":4}]})";
  const auto uses = source->read_history(response);
  ASSERT_EQ(uses.size(), 2U);
  EXPECT_EQ(to_rfc3339(uses[0].day), "2025-11-23T00:00:00Z");
  EXPECT_EQ(uses[0].uses, 12);
  EXPECT_EQ(uses[1].uses, 4);
  response.body = "<html>";
  EXPECT_TRUE(source->read_history(response).empty());
}

TEST(Mastodon, AsksTheNewerThenTheOlderInstancePage) {
  EXPECT_EQ(source->server_request(0, server, {})->url, server + "/api/v2/instance");
  EXPECT_EQ(source->server_request(1, server, {})->url, server + "/api/v1/instance");
  EXPECT_FALSE(source->server_request(2, server, {}));
}

TEST(Mastodon, KeepsATokenOutOfTheUrl) {
  const auto request = source->request({.tag = "x"}, server, {}, {.token = Secret("canary")});
  EXPECT_EQ(request.bearer.reveal(), "canary");
  EXPECT_EQ(request.url.find("canary"), std::string::npos);
  for (const auto& header : request.headers) EXPECT_EQ(header.value.find("canary"), std::string::npos);
}

TEST(Mastodon, ReadsWhoMayReadItsFeeds) {
  const auto facts_of = [&](const char* local, const char* remote) {
    return source->read_server(
        answer(
            200,
            std::string(
                R"({"domain":"a.example","version":"4.5.1","configuration":{"timelines_access":{"hashtag_feeds":{"local":")") +
                local + R"(","remote":")" + remote + R"("}}}})"),
        {});
  };
  EXPECT_EQ(facts_of("public", "public").software, "mastodon 4.5.1");
  EXPECT_FALSE(facts_of("public", "public").login_needed);
  EXPECT_TRUE(facts_of("public", "authenticated").local_only);
  EXPECT_TRUE(facts_of("authenticated", "authenticated").login_needed);
  const auto open_with_login = facts_of("public", "authenticated");
  EXPECT_NE(source->request({.tag = "x"}, server, open_with_login, {}).url.find("local=true"),
            std::string::npos);
  EXPECT_EQ(source->request({.tag = "x"}, server, open_with_login, {.token = Secret("t")}).url.find("local"),
            std::string::npos);
}

TEST(Mastodon, ClassifiesWhatIsNoPage) {
  const ServerFacts told{.software = "mastodon 4.5.1", .access_told = true},
      old{.software = "mastodon 4.1.0"};
  const auto verdict = [](int status, const std::string& body, const ServerFacts& facts) {
    return source->classify(answer(status, body), facts);
  };
  const std::string html = "<html><body>no</body></html>", json = R"({"error":"no"})";
  EXPECT_EQ(verdict(401, json, told), Verdict::needs_login);
  EXPECT_EQ(verdict(401, json, old), Verdict::ask_local_only);
  EXPECT_EQ(verdict(401, R"({"error":"The access token is invalid"})", old), Verdict::needs_login);
  EXPECT_EQ(verdict(401, R"({"error":{"code":"INTERNAL_ERROR","message":"x"}})", old), Verdict::retry);
  EXPECT_EQ(verdict(422, R"({"error":"This method requires an authenticated user"})", old),
            Verdict::needs_login);
  EXPECT_EQ(verdict(422, R"({"message":"The limit must not be greater than 20."})", old),
            Verdict::smaller_page);
  EXPECT_EQ(verdict(400, R"({"error":"Bad Request: limit must be less than 30"})", old),
            Verdict::smaller_page);
  EXPECT_EQ(verdict(403, html, told), Verdict::refused);
  EXPECT_EQ(verdict(404, html, told), Verdict::no_posts_yet);
  EXPECT_EQ(verdict(404, html, {}), Verdict::gone);
  EXPECT_EQ(verdict(410, json, told), Verdict::gone);
  EXPECT_EQ(verdict(429, json, told), Verdict::retry);
  EXPECT_EQ(verdict(503, html, told), Verdict::retry);
  EXPECT_EQ(verdict(200, html, told), Verdict::retry);
}

// A little server: newest first, `limit` rows, Link or none, honest or deaf to its parameters.
struct Shelf {
  std::vector<int> ids;  // newest first
  bool links = true, deaf = false;
  int hidden_from = 0;  // blocked accounts: posts from here on are taken off the page, not out of its Link

  net::HttpResponse get(const std::string& url) const {
    const auto value = [&](const std::string& name) {
      const auto at = url.find(name + "=");
      return at == url.npos ? 0 : std::stoi(url.substr(at + name.size() + 1));
    };
    const int limit = value("limit"), max = deaf ? 0 : value("max_id"), min = deaf ? 0 : value("min_id");
    std::vector<int> page;
    for (const int id : ids)
      if ((max == 0 || id < max) && id > min) page.push_back(id);
    const auto keep = std::min<std::size_t>(page.size(), static_cast<std::size_t>(limit));
    if (min > 0) page.erase(page.begin(), page.end() - static_cast<std::ptrdiff_t>(keep));
    page.resize(keep);
    std::string body = "[";
    for (const int id : page) {
      if (hidden_from > 0 && id >= hidden_from) continue;
      const auto text = std::to_string(id);
      body += (body.size() > 1 ? "," : "") +
              (R"({"id":")" + text + R"(","uri":"u)" + text +
               R"(","content":"","created_at":"2026-01-01T00:00:00Z","account":{"acct":"a@b"}})");
    }
    auto response = answer(200, body + "]");
    if (links && !page.empty())
      response.headers.push_back({"link", "<https://x.example/?max_id=" + std::to_string(page.back()) +
                                              ">; rel=\"next\", <https://x.example/?min_id=" +
                                              std::to_string(page.front()) + ">; rel=\"prev\""});
    return response;
  }

  // Ids in the order they came; the cursor moves as the engine would move it.
  std::vector<std::string> walk(Ask ask, Cursor& cursor, int limit = 7) const {
    std::vector<std::string> found;
    ask.limit = limit;
    ask.cursor = cursor;
    for (int pages = 0; pages < 100; ++pages) {
      const auto read = source->parse(get(source->request(ask, server, {}, {}).url), ask, server, {});
      if (!read) break;
      for (const auto& post : read->page.posts) found.push_back(post.native_id);
      if (read->cursor) cursor = *read->cursor;
      if (!read->next) return found;
      ask = *read->next;
    }
    ADD_FAILURE() << "the walk does not end";
    return found;
  }
};

std::vector<int> downwards(int from, int to) {
  std::vector<int> ids;
  for (int id = from; id >= to; --id) ids.push_back(id);
  return ids;
}

TEST(Mastodon, ReadsToTheStartAndThenOnlyWhatIsNew) {
  for (const bool links : {true, false}) {
    Shelf shelf{downwards(1030, 1000), links};
    Cursor cursor;
    EXPECT_EQ(shelf.walk({.tag = "x"}, cursor).size(), 31U);
    EXPECT_EQ(cursor, (Cursor{"1030", "1000", true}));
    EXPECT_TRUE(shelf.walk({.tag = "x", .direction = Direction::newer}, cursor).empty());
    shelf.ids = downwards(1055, 1000);
    EXPECT_EQ(shelf.walk({.tag = "x", .direction = Direction::newer}, cursor).size(), 25U);
    EXPECT_EQ(cursor.newest, "1055");
  }
}

TEST(Mastodon, ASecondWalkChangesNothingWhereAFilterTookTheNewestPosts) {
  const Shelf shelf{downwards(1030, 1000), true, false, 1028};
  Cursor cursor;
  EXPECT_EQ(shelf.walk({.tag = "x"}, cursor).size(), 28U);
  const Cursor first = cursor;
  EXPECT_TRUE(shelf.walk({.tag = "x", .direction = Direction::newer}, cursor).empty());
  EXPECT_EQ(cursor, first);
}

TEST(Mastodon, EndsOnAServerThatIsDeafToItsParameters) {
  for (const bool links : {true, false}) {
    Shelf shelf{downwards(1030, 1000), links, true};
    Cursor cursor;
    EXPECT_EQ(shelf.walk({.tag = "x"}, cursor).size(), 14U) << "the page and its repetition";
    EXPECT_EQ(cursor.newest, "1030");
    shelf.walk({.tag = "x", .direction = Direction::newer}, cursor);
  }
}

TEST(Mastodon, ServesNoGapAsReadWhereMinIdIsIgnored) {
  for (const bool deaf : {true, false}) {
    const Shelf shelf{downwards(1055, 1000), true, deaf};
    Ask ask{.tag = "x", .direction = Direction::newer};
    ask.limit = 7;
    ask.cursor = {"1030", "1000", true};
    bool reached_known = true;
    for (int pages = 0; pages < 10; ++pages) {
      const auto read = source->parse(shelf.get(source->request(ask, server, {}, {}).url), ask, server, {});
      ASSERT_TRUE(read);
      reached_known = reached_known && read->reached_known;
      if (!read->next) break;
      ask = *read->next;
    }
    EXPECT_EQ(reached_known, !deaf) << "1042 to 1031 were never shown by the deaf one";
  }
}

}  // namespace
}  // namespace clamor::collector::test
