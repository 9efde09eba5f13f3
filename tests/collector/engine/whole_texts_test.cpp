// A search that shows only the beginning of a description, and what stands behind it.

#include "tests/collector/engine/collecting.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

// Finds videos by the words of their whole description and shows 250 letters of it.
class FakePeerTube {
 public:
  std::map<std::string, std::string> videos;  // id: description
  std::string home = "https://video.example", config = R"({"serverVersion":"7.2.1"})";
  int status_of_one = 200;

  Result<net::HttpResponse> operator()(const net::HttpRequest& request) const {
    const auto asked = net::query_parameters(request.url);
    if (request.url.find("/api/v1/config") != std::string::npos) return says(200, config);
    if (asked.contains("tagsOneOf")) return says(200, R"({"total":0,"data":[]})");
    if (asked.contains("search")) {
      std::string rows;
      for (const auto& [id, text] : videos) rows += (rows.empty() ? "" : ",") + video(id, text, true);
      return says(200, fmt::format(R"({{"total":{},"data":[{}]}})", videos.size(), rows));
    }
    const auto found = videos.find(request.url.substr(request.url.rfind('/') + 1));
    if (found == videos.end()) return says(404, R"({"status":404,"detail":"Video not found"})");
    return status_of_one == 200 ? says(200, video(found->first, found->second, false))
                                : says(status_of_one, "{}");
  }

 private:
  std::string video(const std::string& id, const std::string& text, bool in_list) const {
    const bool cut = in_list && text.size() > 250;
    return fmt::format(
        R"({{"uuid":"{0}","url":"{1}/videos/watch/{0}","name":"Un video","description":"{2}",)"
        R"("publishedAt":"2026-06-30T12:00:00.000Z","likes":3,"account":{{"name":"simulada","host":"{3}"}}}})",
        id, home, cut ? text.substr(0, 247) + "..." : text, home.substr(8));
  }
};

class WholeDescriptions : public Collecting {
 protected:
  WholeDescriptions() {
    tube.videos = {{"a1", "#uno al principio"},
                   {"b2", long_text + "#uno"},
                   {"c3", long_text + "uno"},
                   {"d4", "uno, sin signo"}};
  }
  void serve(const std::string& host, bool with_video) {
    const std::string url = "https://" + host;
    if (with_video) config.sources.push_back({host, "peertube", url, {}, {}, {}, 0, false, {}});
    client.hosts[host + ":443"] = [this](const net::HttpRequest& request) { return tube(request); };
  }
  std::size_t asked_for_one(const std::string& host) const {
    return client.to(host + ":443", "/api/v1/videos/").size();
  }
  bool told_unread(int posts) const {
    const auto issues = storage::open_reader(db())->issues(10);
    const std::string said = fmt::format("{} posts", posts);
    return std::ranges::any_of(issues, [&](const Issue& one) { return one.what.starts_with(said); });
  }

  const std::string long_text = std::string(300, 'x') + " ";
  FakePeerTube tube;
};

TEST_F(WholeDescriptions, AHashtagBehindTheFirst250LettersIsFound) {
  serve("video.example", true);
  ASSERT_EQ(run(), Outcome::ok);
  EXPECT_EQ(posts(), 2);
  EXPECT_EQ(asked_for_one("video.example"), 2u) << "only what was cut, and without the hashtag in sight";
  EXPECT_TRUE(violations().empty());
}

TEST_F(WholeDescriptions, EachIsReadOnceARunHoweverOftenItIsFound) {
  serve("video.example", true);
  ASSERT_EQ(run({.run_for = 3h}), Outcome::ok);
  EXPECT_GT(client.to("video.example:443", "search=").size(), 4u);
  EXPECT_EQ(client.to("video.example:443", "/api/v1/videos/c3").size(), 1u);
}

TEST_F(WholeDescriptions, TheIndexHasNoneAndTheHomeServerIsAskedAsAGuest) {
  serve("video.example", false);
  serve("index.example", true);
  tube.config = R"({"searchInstanceName":"SepiaSearch"})";
  ASSERT_EQ(run(), Outcome::ok);
  EXPECT_EQ(posts(), 2);
  EXPECT_EQ(asked_for_one("index.example"), 0u);
  const auto visits = client.to("video.example:443");
  ASSERT_GE(visits.size(), 2u);
  EXPECT_GE(visits[1].at - visits[0].at, 30s);
  EXPECT_EQ(client.to("video.example:443", "/c3").size(), 1u);
}

TEST_F(WholeDescriptions, NobodyIsVisitedWithoutAContactOrWithinOurNetwork) {
  serve("index.example", true);
  tube.config = R"({"searchInstanceName":"SepiaSearch"})";
  tube.home = "http://127.0.0.1";
  ASSERT_EQ(run(), Outcome::ok);
  EXPECT_EQ(asked_for_one("127.0.0.1"), 0u);
  EXPECT_TRUE(told_unread(2));
  EXPECT_EQ(posts(), 1);
}

TEST_F(WholeDescriptions, AServerInTroubleIsAskedAgainAndThenLeftInPeace) {
  serve("video.example", true);
  tube.status_of_one = 503;
  ASSERT_EQ(run(), Outcome::ok);
  EXPECT_EQ(asked_for_one("video.example"), 3u);
  EXPECT_EQ(posts(), 1);
  EXPECT_TRUE(told_unread(2)) << "what was not read is told";
  tube.status_of_one = 200;
  clock.passed += 1h;
  ASSERT_EQ(run(), Outcome::ok);
  EXPECT_EQ(posts(), 2) << "the next run finds it again";
}

TEST_F(WholeDescriptions, WhoeverStaysWaitsUntilTheServerIsWellAgain) {
  serve("video.example", true);
  client.hosts["video.example:443"] = [this](const net::HttpRequest& request) {
    tube.status_of_one = clock.passed < 10min ? 503 : 200;
    return tube(request);
  };
  ASSERT_EQ(run({.run_for = 3h}), Outcome::ok);
  EXPECT_EQ(posts(), 2);
  EXPECT_TRUE(storage::open_reader(db())->issues(10).empty());
}

}  // namespace
}  // namespace clamor::collector
