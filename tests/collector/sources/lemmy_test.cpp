#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "collector/net/url.hpp"
#include "tests/collector/sources/support.hpp"

namespace clamor::collector::test {
namespace {

const auto source = make_source("lemmy");
const std::string server = "https://foro.example";

TEST(Lemmy, TellsPieFedFromLemmyBeforeItAsksEither) {
  EXPECT_EQ(source->server_request(0, server, {})->url, server + "/api/alpha/site");
  EXPECT_EQ(source->server_request(1, server, {})->url, server + "/api/v3/site");
  EXPECT_EQ(source->server_request(2, server, {})->url, server + "/api/v4/site");
  EXPECT_FALSE(source->server_request(3, server, {}));
  const auto piefed = source->read_server(
      answer(200,
             R"({"version":"1.2.0","site":{"all_languages":[{"id":1,"code":"en"},{"id":2,"code":"und"}]}})"),
      {});
  EXPECT_EQ(piefed.software, "piefed 1.2.0");
  EXPECT_EQ(piefed.languages.at(1), "en");
  EXPECT_EQ(piefed.languages.size(), 1U);
  EXPECT_EQ(source->read_server(answer(404, ""), {}).software, "");
  EXPECT_EQ(source->read_server(answer(200, "<html>"), {}).software, "");
}

TEST(Lemmy, ReadsTheLimitAndThePrivacyTheServerPublishes) {
  const auto facts = source->read_server(
      answer(200, R"({"version":"0.19.5","all_languages":[{"id":39,"code":"es"}],"site_view":{
                      "local_site":{"private_instance":true},
                      "local_site_rate_limit":{"search":60,"search_per_second":600}}})"),
      {});
  EXPECT_EQ(facts.software, "lemmy 0.19.5");
  EXPECT_EQ(facts.languages.at(39), "es");
  EXPECT_TRUE(facts.login_needed);
  EXPECT_EQ(facts.announced.limit, 60);
  EXPECT_EQ(facts.announced.window, std::chrono::minutes{10});
}

TEST(Lemmy, ReadsTheLanguageByTheServersNumbers) {
  const auto read = source->parse(
      answer(
          200,
          R"({"posts":[{"post":{"id":1,"name":"#x1a","ap_id":"u","published":"2026-01-01T00:00:00Z","language_id":39},
                      "creator":{"name":"a","actor_id":"https://b.example/u/a"}}]})"),
      {.tag = "x1a"}, server, {.languages = {{39, "es"}}});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->page.posts.at(0).language, "es");
}

// A little server that searches as Lemmy does: newest first, page by page.
struct Forum {
  struct Item {
    int id;
    int day;  // of 2026-03, newest first in the list
    std::string text;
  };
  std::vector<Item> posts, comments;
  int most_a_page = 50;  // PieFed gives fewer than asked for
  bool deaf_to_page = false;

  static std::string row(const Item& item, bool comment) {
    const std::string what = comment ? "comment" : "post";
    return "{\"" + what + "\":{\"id\":" + std::to_string(item.id) + ",\"ap_id\":\"" + what[0] +
           std::to_string(item.id) + "\",\"" + (comment ? "content" : "name") + "\":\"" + item.text +
           "\",\"published\":\"2026-03-" + (item.day < 10 ? "0" : "") + std::to_string(item.day) +
           R"(T00:00:00Z"},"creator":{"name":"a","actor_id":"https://b.example/u/a"}})";
  }

  net::HttpResponse get(const std::string& url) const {
    const auto asked = net::query_parameters(url);
    EXPECT_EQ(asked.at("type_"), "All");
    const auto limit = static_cast<std::size_t>(std::min(std::stoi(asked.at("limit")), most_a_page));
    const auto start = deaf_to_page ? 0 : limit * (std::stoul(asked.at("page")) - 1);
    const auto list = [&](const std::vector<Item>& items, bool comment) {
      std::string rows;
      for (auto i = start; i < std::min(items.size(), start + limit); ++i)
        rows += (rows.empty() ? "" : ",") + row(items[i], comment);
      return "[" + rows + "]";
    };
    return answer(200, "{\"posts\":" + list(posts, false) + ",\"comments\":" + list(comments, true) + "}");
  }

  std::set<std::string> walk(Direction direction, Cursor& cursor, bool& known) const {
    std::set<std::string> found;
    Ask ask{.tag = "FreeThemAll", .direction = direction, .cursor = cursor, .limit = 7};
    const ServerFacts facts{.software = "lemmy 0.19.5"};
    for (int pages = 0; pages < 100; ++pages) {
      const auto read = source->parse(get(source->request(ask, server, facts, {}).url), ask, server, facts);
      if (!read) break;
      for (const auto& post : read->page.posts) found.insert(post.key.uri);
      if (read->cursor) cursor = *read->cursor;
      known = read->reached_known;
      if (!read->next) return found;
      ask = *read->next;
    }
    ADD_FAILURE() << "the walk does not end";
    return found;
  }
};

Forum forum(int posts, int comments) {
  Forum forum;
  for (int i = posts; i > 0; --i) forum.posts.push_back({i, i, "#FreeThemAll"});
  for (int i = comments; i > 0; --i) forum.comments.push_back({i, i, "#freethemall"});
  return forum;
}

TEST(Lemmy, ReadsPostsAndCommentsToTheirEndAndThenWhatIsNew) {
  for (const int most : {50, 3}) {
    auto place = forum(20, 9);
    place.most_a_page = most;
    Cursor cursor;
    bool known = false;
    EXPECT_EQ(place.walk(Direction::older, cursor, known).size(), 29U);
    EXPECT_TRUE(cursor.at_start);
    EXPECT_TRUE(known);
    EXPECT_EQ(cursor.newest, "2026-03-20T00:00:00Z");
    auto later = forum(25, 24);
    later.most_a_page = most;
    const auto found = later.walk(Direction::newer, cursor, known);
    for (int i = 20; i <= 25; ++i) EXPECT_TRUE(found.contains("p" + std::to_string(i))) << i;
    for (int i = 20; i <= 24; ++i) EXPECT_TRUE(found.contains("c" + std::to_string(i))) << i;
    EXPECT_FALSE(found.contains("p1"));
    EXPECT_EQ(cursor.newest, "2026-03-25T00:00:00Z");
  }
}

TEST(Lemmy, APageOfPostsAndCommentsIsWholeDownToWhereTheFirstOfThemEnds) {
  const auto place = forum(20, 9);
  const Ask ask{.tag = "FreeThemAll", .limit = 7};
  const ServerFacts facts{.software = "lemmy 0.19.5"};
  const auto read = source->parse(place.get(source->request(ask, server, facts, {}).url), ask, server, facts);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->whole_down_to, parse_rfc3339("2026-03-14")) << "comments reach the third, posts do not";
}

TEST(Lemmy, CountsOnlyWhatHasTheHashtag) {
  Forum place;
  place.posts = {{3, 3, "#FreeThemAllNow"}, {2, 2, "FreeThemAll"}, {1, 1, "x #FREETHEMALL."}};
  Cursor cursor;
  bool known = false;
  EXPECT_EQ(place.walk(Direction::older, cursor, known), std::set<std::string>{"p1"});
}

TEST(Lemmy, SaysWhatItMissedOnAServerThatIsDeafToPages) {
  auto place = forum(20, 2);
  place.deaf_to_page = true;
  Cursor cursor;
  bool known = true;
  EXPECT_EQ(place.walk(Direction::older, cursor, known).size(), 7U + 2U);
  EXPECT_FALSE(known) << "posts 13 to 1 were never shown";
}

}  // namespace
}  // namespace clamor::collector::test
