#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "collector/net/url.hpp"
#include "tests/collector/sources/support.hpp"

namespace clamor::collector::test {
namespace {

const auto source = make_source("peertube");
const std::string server = "https://video.example";

TEST(PeerTube, TellsAServerFromTheIndex) {
  EXPECT_EQ(source->server_request(0, server, {})->url, server + "/api/v1/config");
  EXPECT_FALSE(source->server_request(1, server, {}));
  EXPECT_EQ(source->read_server(answer(200, R"({"serverVersion":"6.3.0"})"), {}).software, "peertube 6.3.0");
  EXPECT_EQ(source->read_server(answer(200, R"({"searchInstanceName":"SepiaSearch"})"), {}).software,
            "sepiasearch");
  EXPECT_EQ(source->read_server(answer(404, ""), {}).software, "");
}

TEST(PeerTube, ANameOfNothingButItsSignIsNoAuthor) {
  const auto page = source->parse(
      answer(200, R"({"total":1,"data":[{"uuid":"v1","name":"#FreeThemAll","account":{"name":"@"}}]})"),
      {.tag = "FreeThemAll"}, server, {});
  ASSERT_TRUE(page);
  EXPECT_TRUE(page->page.posts.empty());
  ASSERT_EQ(page->page.issues.size(), 1u);
  EXPECT_EQ(page->page.issues[0].what, "has no author");
}

// A little server: newest first, by offset and date, tags left out of its lists.
struct Shelf {
  struct Video {
    int number;
    int day;  // of 2026-03
    bool tagged;
    std::string text;
  };
  std::vector<Video> videos;  // newest first
  std::size_t most_a_page = 100;
  bool tells_total = true;

  net::HttpResponse get(const std::string& url) const {
    const auto asked = net::query_parameters(url);
    const bool by_tag = asked.contains("tagsOneOf");
    const auto since = asked.contains("startDate") ? asked.at("startDate") : "";
    std::vector<std::string> rows;
    for (const auto& video : videos) {
      const auto number = std::to_string(video.number);
      const auto day = std::string("2026-03-") + (video.day < 10 ? "0" : "") + std::to_string(video.day);
      if ((by_tag ? !video.tagged : video.text.find("FreeThemAll") == std::string::npos) ||
          day < since.substr(0, 10))
        continue;
      rows.push_back("{\"uuid\":\"v" + number + "\",\"url\":\"https://video.example/videos/watch/v" + number +
                     "\",\"name\":\"" + video.text + "\",\"publishedAt\":\"" + day +
                     R"(T00:00:00.000Z","account":{"name":"a","host":"video.example"}})");
    }
    const auto start = std::stoul(asked.at("start"));
    const auto end = std::min({rows.size(), start + std::stoul(asked.at("count")), start + most_a_page});
    std::string list;
    for (auto i = start; i < end; ++i) list += (list.empty() ? "" : ",") + rows[i];
    return answer(200, (tells_total ? "{\"total\":" + std::to_string(rows.size()) + "," : std::string("{")) +
                           "\"data\":[" + list + "]}");
  }

  std::set<std::string> walk(Direction direction, Cursor& cursor) const {
    std::set<std::string> found;
    Ask ask{.tag = "FreeThemAll", .direction = direction, .cursor = cursor, .limit = 7};
    for (int pages = 0; pages < 100; ++pages) {
      const auto read = source->parse(get(source->request(ask, server, {}, {}).url), ask, server, {});
      if (!read) break;
      for (const auto& post : read->page.posts) found.insert(post.native_id);
      if (read->cursor) cursor = *read->cursor;
      EXPECT_TRUE(read->reached_known);
      if (!read->next) return found;
      ask = *read->next;
    }
    ADD_FAILURE() << "the walk does not end";
    return found;
  }
};

TEST(PeerTube, FindsVideosByTagAndByTextAndThenWhatIsNew) {
  for (const bool tells_total : {true, false})
    for (const std::size_t most : {100UL, 3UL}) {
      Shelf shelf{{}, most, tells_total};
      for (int i = 20; i > 0; --i)
        shelf.videos.push_back({i, i, i % 2 == 0, i % 3 == 0 ? "#FreeThemAll" : "x"});
      Cursor cursor;
      EXPECT_EQ(shelf.walk(Direction::older, cursor).size(), 13U) << "10 by tag, 6 by text, 3 of them both";
      EXPECT_TRUE(cursor.at_start);
      shelf.videos.insert(
          shelf.videos.begin(),
          {{23, 23, false, "#freethemall"}, {22, 22, false, "FreeThemAll"}, {21, 21, true, "x"}});
      const auto found = shelf.walk(Direction::newer, cursor);
      EXPECT_TRUE(found.contains("v21"));
      EXPECT_FALSE(found.contains("v22")) << "the word without its sign is no hashtag";
      EXPECT_FALSE(found.contains("v2"));
      EXPECT_EQ(cursor.newest, "2026-03-22T00:00:00Z");
    }
}

TEST(PeerTube, NamesWhatItSawOnlyTheBeginningOf) {
  const auto video = [](const std::string& id, const std::string& description) {
    return R"({"uuid":")" + id + R"(","url":"https://home.example/videos/watch/)" + id +
           R"(","name":"x","account":{"name":"a","host":"home.example"},"description":")" + description +
           "\"}";
  };
  const std::string cut = std::string(247, 'x') + "...";
  const auto page = answer(200, R"({"total":4,"data":[)" + video("a1", cut) + "," + video("b2", "x...") +
                                    "," + video("c3", "#FreeThemAll " + cut) + "," + video("d4", "x") + "]}");
  const Ask ask{.tag = "FreeThemAll", .page_token = "1 0 - 1"};
  const auto here = source->parse(page, ask, server, {.software = "peertube 7.2.1"});
  ASSERT_TRUE(here);
  ASSERT_EQ(here->cut.size(), 1u);
  EXPECT_EQ(here->cut[0].name.native_id, "a1");
  EXPECT_EQ(here->cut[0].server, server) << "it has the whole of other servers' videos";
  const auto index = source->parse(page, ask, "https://index.example", {.software = "sepiasearch"});
  ASSERT_TRUE(index);
  ASSERT_EQ(index->cut.size(), 1u);
  EXPECT_EQ(index->cut[0].server, "https://home.example") << "the index has not";
}

TEST(PeerTube, SaysWhereTheOtherSearchBegins) {
  Shelf shelf;
  for (int i = 20; i > 0; --i) shelf.videos.push_back({i, i, true, i == 20 ? "x" : "#FreeThemAll"});
  const Ask ask{.tag = "FreeThemAll", .limit = 7};
  const auto parsed = [&](const Ask& one) {
    return *source->parse(shelf.get(source->request(one, server, {}, {}).url), one, server, {});
  };
  const Answer first = parsed(ask);
  EXPECT_TRUE(first.several_searches);
  EXPECT_EQ(first.newest_row, parse_rfc3339("2026-03-20"));
  ASSERT_TRUE(first.next_search);
  EXPECT_NE(first.next->page_token, first.next_search->page_token) << "this one is not read to its end";
  const Answer other = parsed(*first.next_search);
  EXPECT_EQ(other.newest_row, parse_rfc3339("2026-03-19")) << "it begins at its newest";
  EXPECT_FALSE(other.next_search);
}

TEST(PeerTube, FindsTheFirstVideosOfATagThatHadNone) {
  Shelf shelf;
  Cursor cursor;
  EXPECT_TRUE(shelf.walk(Direction::older, cursor).empty());
  shelf.videos = {{1, 1, true, "x"}};
  EXPECT_EQ(shelf.walk(Direction::newer, cursor), std::set<std::string>{"v1"});
  EXPECT_EQ(cursor.newest, "2026-03-01T00:00:00Z");
}

}  // namespace
}  // namespace clamor::collector::test
