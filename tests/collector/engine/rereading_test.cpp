// Counts over time, as the engine follows them on servers that answer within the process.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "collector/engine.hpp"
#include "collector/reread_course.hpp"
#include "storage/following.hpp"
#include "storage/records.hpp"
#include "tests/collector/engine/fake_world.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

// For posts half an hour old when they were first read, and before the recent past is read again.
constexpr Millis to_a_rung = 15min, to_another = 40min;

// A post of a small Mastodon, as it is now.
struct Toot {
  int id = 0;
  std::string uri;
  UtcTime at;
  int likes = 0;
  std::vector<std::string> boosters = {};  // the newest first
  std::string tag = "uno";
  std::optional<UtcTime> edited = {};
  bool gone = false;
};

class Town {
 public:
  explicit Town(std::string host) : host_(std::move(host)) {}

  std::map<int, Toot> toots;
  bool batches = true;   // knows the question for several posts
  bool lies = false;     // leaves out of a batch whatever it likes
  std::string pretends;  // whose posts it says these are
  int closed = 0;        // the status for everything but hashtags

  std::string url() const { return "https://" + host_; }
  Toot& write(int id, UtcTime at, const std::string& home = "") {
    const std::string& where = home.empty() ? host_ : home;
    return toots[id] = {id, "https://" + where + "/users/simulada/statuses/" + std::to_string(id), at};
  }

  Result<net::HttpResponse> operator()(const net::HttpRequest& request) const {
    const std::string& url = request.url;
    const auto has = [&](const char* part) { return url.find(part) != url.npos; };
    if (has("/api/v2/instance")) return says(200, R"({"domain":")" + host_ + R"(","version":"4.5.1"})");
    if (has("/api/v1/tags/")) return says(404, "{}");
    if (has("/timelines/tag/")) return timeline(net::query_parameters(url));
    if (closed != 0) return says(closed, "{}");
    if (has("/accounts/lookup")) return says(200, account("simulada", 50));
    if (has("/reblogged_by")) return boosters(id_in(url, "/statuses/"));
    if (has("/api/v1/statuses?")) return batches ? several(url) : says(404, "{}");
    if (has("/api/v1/statuses/")) return single(id_in(url, "/statuses/"), false);
    if (has("/users/simulada/statuses/")) return single(id_in(url, "/statuses/"), true);
    return says(404, "{}");
  }

 private:
  static int id_in(const std::string& url, const std::string& before) {
    return std::atoi(url.c_str() + url.find(before) + before.size());
  }
  static std::string account(const std::string& name, int followers) {
    return fmt::format(
        R"({{"id":"1","username":"{0}","acct":"{0}","followers_count":{1},"statuses_count":5}})", name,
        followers);
  }
  std::string home_account(const Toot& toot) const {
    if (!pretends.empty()) return account(pretends, 50);
    const auto home = net::parse_url(toot.uri)->host;
    return account(home == host_ ? "simulada" : "simulada@" + home, 50);
  }
  std::string status(const Toot& toot) const {
    return fmt::format(
        R"({{"id":"{}","uri":"{}","created_at":"{}","content":"<p>#{}</p>","visibility":"public","language":"es",)"
        R"("tags":[{{"name":"{}"}}],"reblogs_count":{},"favourites_count":{},"replies_count":0,"edited_at":{},"account":{}}})",
        toot.id, toot.uri, to_rfc3339(toot.at), toot.tag, toot.tag, toot.boosters.size(), toot.likes,
        toot.edited ? "\"" + to_rfc3339(*toot.edited) + "\"" : "null", home_account(toot));
  }
  net::HttpResponse timeline(const std::map<std::string, std::string>& query) const {
    const auto bound = [&](const char* name, int otherwise) {
      const auto given = query.find(name);
      return given == query.end() ? otherwise : std::stoi(given->second);
    };
    const int max = bound("max_id", 1 << 30), min = bound("min_id", 0);
    std::vector<const Toot*> page;
    for (const auto& [id, toot] : toots)
      if (id > min && id < max && !toot.gone && toot.tag == "uno") page.push_back(&toot);
    if (page.size() > 40) {
      if (min > 0)
        page.resize(40);
      else
        page.erase(page.begin(), page.end() - 40);
    }
    std::string body;
    for (auto toot = page.rbegin(); toot != page.rend(); ++toot)
      body += (body.empty() ? "" : ",") + status(**toot);
    if (page.empty()) return says(200, "[]");
    return says(
        200, "[" + body + "]",
        {{"link", fmt::format("<https://x/?max_id={}>; rel=\"next\", <https://x/?min_id={}>; rel=\"prev\"",
                              page.front()->id, page.back()->id)}});
  }
  const Toot* find(int id) const {
    const auto found = toots.find(id);
    return found == toots.end() || found->second.gone ? nullptr : &found->second;
  }
  net::HttpResponse several(const std::string& url) const {
    std::string body;
    for (std::size_t at = 0; (at = url.find("id%5B%5D=", at)) != url.npos; at += 9)
      if (const Toot* toot = find(std::atoi(url.c_str() + at + 9)); toot && !lies)
        body += (body.empty() ? "" : ",") + status(*toot);
    return says(200, "[" + body + "]");
  }
  net::HttpResponse single(int id, bool as_object) const {
    const Toot* toot = find(id);
    if (!toot) return says(as_object ? 410 : 404, "{}");
    if (!as_object) return says(200, status(*toot));
    return says(200,
                fmt::format(R"({{"id":"{}","type":"Note","to":"as:Public","published":"{}","content":"#uno",)"
                            R"("likes":{{"totalItems":{}}},"shares":{{"totalItems":{}}}}})",
                            toot->uri, to_rfc3339(toot->at), toot->likes, toot->boosters.size()));
  }
  net::HttpResponse boosters(int id) const {
    const Toot* toot = find(id);
    if (!toot) return says(404, "{}");
    std::string body;
    for (const std::string& name : toot->boosters) body += (body.empty() ? "" : ",") + account(name, 9);
    return says(200, "[" + body + "]");
  }

  std::string host_;
};

class Following : public testing::Test {
 protected:
  Following() : client(clock) {
    char pattern[] = "/tmp/clamor-reread-XXXXXX";
    folder = mkdtemp(pattern);
    config.campaign = "Simulada";
    config.contact = "nobody@example.org";
    config.hashtags = {{"Uno", "uno", {}, {}}};
  }
  ~Following() override { std::filesystem::remove_all(folder); }

  Town& town(const std::string& host, bool configured = true) {
    Town& made = towns.emplace(host, Town(host)).first->second;
    if (configured) config.sources.push_back({host, "mastodon", made.url(), {}, {}, {}, 0, false, {}});
    client.hosts[host + ":443"] = [&made](const net::HttpRequest& request) { return made(request); };
    return made;
  }
  std::string db() const { return folder + "/clamor.db"; }
  void run(Options options) {
    const auto writer = storage::open_writer(db());
    writer->set_campaign(campaign_setup(config), clock.now());
    const auto outcome =
        collect(config, *writer, client, clock, random, options, {}, [&](const Event& event) {
          if (on_event) on_event(event);
        });
    ASSERT_TRUE(outcome);
    EXPECT_EQ(storage::open_reader(db())->verify(), std::vector<std::string>{});
  }
  void once() { run({.once = true}); }
  // The second run reads the recent past again, for late arrivals; for the next hour it does not.
  void meet() {
    once();
    once();
  }
  void run_for(Millis time) { run({.run_for = time}); }
  storage::Totals totals() { return storage::open_reader(db())->totals(); }
  storage::PostDetail detail() {
    const auto reader = storage::open_reader(db());
    std::vector<std::int64_t> ids;
    reader->each_post([&](const storage::PostRow& row) { ids.push_back(row.id); });
    return reader->details(ids).at(0);
  }
  std::vector<Asked> rereads(const std::string& host) const {
    std::vector<Asked> found = client.to(host + ":443", "/api/v1/statuses");
    std::erase_if(found,
                  [](const Asked& one) { return one.request.url.find("reblogged_by") != std::string::npos; });
    return found;
  }

  FakeClock clock;
  FakeClient client;
  FixedRandom random;
  config::Config config;
  std::map<std::string, Town> towns;
  std::string folder;
  std::function<void(const Event&)> on_event;
};
TEST_F(Following, ReadsAPostOnEachRungOfTheLadder) {
  Town& home = town("uno.example");
  const UtcTime written = clock.now();
  home.write(1, written).likes = 3;
  once();
  run_for(50min);
  const auto asked = rereads("uno.example");
  ASSERT_EQ(asked.size(), 4U) << "5, 10, 20, 40 minutes";
  for (std::size_t i = 0; i < asked.size(); ++i) {
    EXPECT_GE(asked[i].at, ladder[i]) << i;
    EXPECT_LE(asked[i].at, ladder[i] + 65s) << i;
  }
}

TEST_F(Following, TellsTheNewestCountsAndFollowers) {
  Town& home = town("uno.example");
  home.write(1, clock.now() - 3min).likes = 3;
  once();
  home.toots[1].likes = 40;
  run_for(4min);
  EXPECT_EQ(totals().engagement, 40);
  EXPECT_EQ(detail().vantage, "https://uno.example");
}

TEST_F(Following, ComesEarlyWhileAPostGrowsFast) {
  Town& home = town("uno.example");
  home.write(1, clock.now() - 20min).likes = 100;
  once();
  home.toots[1].likes = 200;
  on_event = [&](const Event& event) {
    if (event.kind == Event::Kind::reread) home.toots[1].likes += 100;
  };
  run_for(55min);  // the ladder has one call in that time, at 40 minutes
  EXPECT_GT(rereads("uno.example").size(), 2U);
}

TEST_F(Following, OnceReadsWhatIsDueAndNothingTwice) {
  Town& home = town("uno.example");
  for (int id = 1; id <= 45; ++id) home.write(id, clock.now() - 30min + id * 1s);
  meet();
  EXPECT_TRUE(rereads("uno.example").empty()) << "all was read just now";
  clock.passed += to_a_rung;
  for (auto& [id, toot] : home.toots) toot.likes = 7;
  once();
  EXPECT_EQ(rereads("uno.example").size(), 3U) << "45 posts, twenty in a request";
  EXPECT_EQ(totals().engagement, 7 * 45);
  once();
  EXPECT_EQ(rereads("uno.example").size(), 3U);
}

TEST_F(Following, TheStateSaysWhatIsDueAndWhatIsLate) {
  Town& home = town("uno.example");
  for (int id = 1; id <= 45; ++id) home.write(id, clock.now() - 30min + id * 1s);
  once();
  const auto state = [&] { return reread_state(*storage::open_following(db()), clock.now()); };
  EXPECT_EQ(state().followed, 45);
  EXPECT_EQ(state().due, 0);
  clock.passed += 15min;
  EXPECT_EQ(state().due, 45) << "the rung at 40 minutes";
  EXPECT_EQ(state().late, 0);
  clock.passed += 1h;
  EXPECT_EQ(state().late, 45);
  once();
  EXPECT_EQ(state().due, 0);
  clock.passed += 40 * 24h;
  EXPECT_EQ(state().followed, 0);
}

TEST_F(Following, OnlyAnswersForOnePostAloneMeanThatItIsGone) {
  Town& home = town("uno.example");
  for (int id = 1; id <= 6; ++id) home.write(id, clock.now() - 30min);
  meet();
  clock.passed += to_a_rung;
  home.lies = true;
  once();
  EXPECT_EQ(totals().deleted, 0) << "an empty batch is no word about six posts";
  home.lies = false;
  home.toots[3].gone = true;
  clock.passed += to_another;
  once();
  EXPECT_EQ(totals().deleted, 1);
  EXPECT_EQ(totals().posts, 6) << "one of them anonymous";
}

TEST_F(Following, APostThatCannotBeReadAnyMoreIsNotGone) {
  Town& home = town("uno.example");
  home.write(1, clock.now() - 30min);
  meet();
  clock.passed += to_a_rung;
  client.hosts["uno.example:443"] = [&home](const net::HttpRequest& request) -> Result<net::HttpResponse> {
    if (request.url.find("/api/v1/statuses/") == std::string::npos) return home(request);
    return says(200, R"({"id":"1","uri":"https://uno.example/users/simulada/statuses/1","content":7,)"
                     R"("account":{"id":"1","acct":"simulada"}})");
  };
  once();
  EXPECT_EQ(rereads("uno.example").size(), 1U);
  EXPECT_EQ(totals().deleted, 0);
  EXPECT_EQ(totals().posts, 1);
}

TEST_F(Following, AServerWithoutBatchesIsAskedPostByPost) {
  Town& home = town("uno.example");
  home.batches = false;
  for (int id = 1; id <= 4; ++id) home.write(id, clock.now() - 30min).likes = 1;
  meet();
  clock.passed += to_a_rung;
  for (auto& [id, toot] : home.toots) toot.likes = 2;
  once();
  EXPECT_EQ(rereads("uno.example").size(), 5U);
  EXPECT_EQ(totals().engagement, 8);
  EXPECT_EQ(totals().deleted, 0);
}

TEST_F(Following, AnEditThatDropsTheTagTakesTheMentionBack) {
  Town& home = town("uno.example");
  home.write(1, clock.now() - 30min);
  meet();
  clock.passed += to_a_rung;
  home.toots[1].tag = "otra";
  home.toots[1].edited = clock.now() - 10min;
  once();
  EXPECT_EQ(totals().posts, 0);
  EXPECT_EQ(totals().edited_away, 1);
}

TEST_F(Following, TheHomeServerIsAskedForItsOwnNumbers) {
  Town& seen_at = town("uno.example");
  Town& home = town("lejos.example", false);
  seen_at.write(1, clock.now() - 30min, "lejos.example").likes = 2;
  home.write(1, clock.now() - 30min).likes = 31;
  once();
  EXPECT_EQ(totals().engagement, 31);
  EXPECT_TRUE(detail().home_vantage);
  EXPECT_EQ(detail().vantage, "https://lejos.example");
  EXPECT_EQ(detail().author_handle, "simulada@lejos.example") << "the same person as before";
  EXPECT_EQ(totals().authors, 1);
}

TEST_F(Following, APostFirstMetWhenNoRungIsLeftIsReadOnceAtHome) {
  Town& seen_at = town("uno.example");
  Town& home = town("lejos.example", false);
  const UtcTime written = clock.now() - 90 * 24h;
  seen_at.write(1, written, "lejos.example").likes = 2;
  home.write(1, written).likes = 31;
  seen_at.write(2, written).likes = 5;
  once();
  EXPECT_EQ(totals().engagement, 36);
  once();
  run_for(3h);
  EXPECT_EQ(client.to("lejos.example:443").size(), 1U) << "it is known now";
  EXPECT_TRUE(rereads("uno.example").empty()) << "and where it was seen nothing is due";
}

TEST_F(Following, AnOldPostWhoseHomeDoesNotAnswerIsGivenUpADayAfterItWasMet) {
  Town& seen_at = town("uno.example");
  Town& home = town("lejos.example", false);
  seen_at.write(1, clock.now() - 90 * 24h, "lejos.example").likes = 2;
  home.closed = 500;
  once();
  EXPECT_EQ(client.to("lejos.example:443").size(), 3U) << "tried again, then left alone";
  once();
  EXPECT_EQ(client.to("lejos.example:443").size(), 6U);
  clock.passed += 48h;
  once();
  EXPECT_EQ(client.to("lejos.example:443").size(), 6U);
}

TEST_F(Following, AHomeServerCannotGiveItsPostsToSomebodyElse) {
  Town& seen_at = town("uno.example");
  Town& home = town("lejos.example", false);
  seen_at.write(1, clock.now() - 30min, "lejos.example");
  home.write(1, clock.now() - 30min).likes = 31;
  home.pretends = "otra@uno.example";
  once();
  EXPECT_EQ(totals().engagement, 31);
  EXPECT_EQ(detail().author_handle, "simulada@lejos.example");
}

TEST_F(Following, WhereItsApiIsClosedTheObjectSpeaks) {
  Town& seen_at = town("uno.example");
  Town& home = town("lejos.example", false);
  seen_at.write(1, clock.now() - 30min, "lejos.example").likes = 2;
  home.write(1, clock.now() - 30min).likes = 31;
  client.hosts["lejos.example:443"] = [&home](const net::HttpRequest& request) -> Result<net::HttpResponse> {
    if (request.url.find("/api/") != std::string::npos) return says(401, "{}");
    return home(request);
  };
  once();
  EXPECT_EQ(totals().engagement, 31);
  EXPECT_EQ(client.to("lejos.example:443").size(), 2U);
}

TEST_F(Following, AHomeServerThatWantsNobodyIsLeftAlone) {
  Town& seen_at = town("uno.example");
  Town& home = town("lejos.example", false);
  for (int id = 1; id <= 30; ++id) seen_at.write(id, clock.now() - 30min, "lejos.example").likes = 2;
  home.closed = 403;
  once();
  EXPECT_EQ(client.to("lejos.example:443").size(), 2U) << "once by its API, once by an object";
  EXPECT_EQ(totals().engagement, 60);
}

TEST_F(Following, HomeServersNobodyConfiguredAreAskedSeldom) {
  Town& seen_at = town("uno.example");
  Town& home = town("lejos.example", false);
  for (int id = 1; id <= 50; ++id) {
    seen_at.write(id, clock.now() - 30min, "lejos.example");
    home.write(id, clock.now() - 30min);
  }
  once();
  const auto asked = client.to("lejos.example:443");
  EXPECT_EQ(asked.size(), 3U) << "50 posts, twenty in a request";
  for (std::size_t i = 1; i < asked.size(); ++i) EXPECT_GE(asked[i].at - asked[i - 1].at, 30s);
}

TEST_F(Following, NoMachineOfThisNetworkIsTalkedInto) {
  Town& seen_at = town("uno.example");
  Town local("127.0.0.1");
  int id = 0;
  for (const char* home : {"127.0.0.1", "localhost", "10.1.2.3", "[::1]"})
    seen_at.write(++id, clock.now() - 30min, home);
  once();
  for (const Asked& one : client.asked)
    EXPECT_TRUE(one.request.url.starts_with("https://uno.example/")) << one.request.url;
}

TEST_F(Following, OnlyItsHomeServerCanSayThatAPostIsGone) {
  Town& seen_at = town("uno.example");
  Town& home = town("lejos.example", false);
  seen_at.write(1, clock.now() - 30min, "lejos.example");
  home.write(1, clock.now() - 30min);
  meet();
  clock.passed += to_a_rung;
  seen_at.toots[1].gone = true;  // cleared away there
  once();
  EXPECT_EQ(totals().deleted, 0);
  home.toots[1].gone = true;
  clock.passed += to_another;
  once();
  EXPECT_EQ(totals().deleted, 1);
}

TEST_F(Following, WhoBoostedIsListedWithTheTimeBetweenTwoLists) {
  Town& home = town("uno.example");
  home.write(1, clock.now() - 30min).boosters = {"simulada1"};
  once();
  EXPECT_TRUE(client.to("uno.example:443", "reblogged_by").empty()) << "too much while somebody waits";
  run_for(1min);
  const UtcTime first = clock.now();
  clock.passed += 1h;
  run_for(1min);
  EXPECT_EQ(client.to("uno.example:443", "reblogged_by").size(), 1U) << "no boost more, no new list";
  clock.passed += 2h;
  home.toots[1].boosters = {"simulada2", "simulada1"};
  run_for(1min);
  EXPECT_EQ(client.to("uno.example:443", "reblogged_by").size(), 2U);
  std::map<std::string, Edge> boosts;
  storage::open_record_reader(db())->each_edge(
      [&](const EdgeRecord& record) { boosts[record.edge.from.id] = record.edge; });
  ASSERT_EQ(boosts.size(), 2U);
  const Edge one = boosts["simulada1@uno.example"], two = boosts["simulada2@uno.example"];
  EXPECT_EQ(one.not_before, home.toots[1].at);
  EXPECT_LE(*one.at, first);
  EXPECT_GT(*two.not_before, first - 2min);
  EXPECT_LE(*two.not_before, first);
  EXPECT_GT(*two.at, first + 3h);
  EXPECT_EQ(totals().boosters, 2);
}

TEST_F(Following, ThePostsOfABusyDayFitIntoTheBudgetAndKeepNobodyWaiting) {
  Town& home = town("uno.example");
  constexpr int a_day = 10'000;
  for (int id = 1; id <= a_day; ++id) home.write(id, clock.now() - 24h + id * 86'400s / a_day);
  once();
  client.asked.clear();
  const Millis begin = clock.passed;
  run_for(1h);
  const auto asked = rereads("uno.example");
  EXPECT_LT(asked.size(), 900U) << "half of 1,800 an hour";
  EXPECT_GT(asked.size(), 100U);
  const auto polls = client.to("uno.example:443", "/timelines/");
  EXPECT_GE(polls.size(), 3U);
  // All that came to a rung in that hour was read in it, but for the last minutes.
  const auto following = storage::open_following(db());
  const UtcTime end = clock.now() - 3min, start = clock.now() - (clock.passed - begin) + 1min;
  for (const Millis rung : ladder)
    for (const auto& post : following->posts(following->charted({start - rung, end - rung})))
      EXPECT_GE(post.vantages.at(0).newest.until, post.at + rung) << post.key.uri;
}

}  // namespace
}  // namespace clamor::collector
