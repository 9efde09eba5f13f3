#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/collector/engine/collecting.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;
using storage::SourceState;

class Collect : public Collecting {};

TEST_F(Collect, ReadsATagToItsEnd) {
  server("a.example").tags["Uno"] = ids(1, 205);
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_EQ(posts(), 205);
  EXPECT_EQ(source("a.example").state, SourceState::ok);
  EXPECT_THAT(violations(), testing::IsEmpty());
  const auto coverage = storage::open_reader(db())->coverage();
  ASSERT_EQ(coverage.size(), 1u);
  EXPECT_EQ(coverage[0].time.from, network_epoch(Network::fediverse));
}

TEST_F(Collect, KeepsTheServersOwnCountBesideOurs) {
  server("a.example").tags["Uno"] = ids(1, 3);
  EXPECT_EQ(*run(), Outcome::ok);
  const auto asked = [&](const Asked& one) { return one.request.url == "https://a.example/api/v1/tags/Uno"; };
  EXPECT_EQ(std::ranges::count_if(client.asked, asked), 1);
  EXPECT_EQ(source("a.example").tags.at(0).uses, 9);
  EXPECT_EQ(source("a.example").tags.at(0).mentions, 3);
}

TEST_F(Collect, TheNextRunAsksOnlyForWhatIsNew) {
  FakeMastodon& mastodon = server("a.example");
  mastodon.tags["Uno"] = ids(1, 100);
  run();
  client.asked.clear();
  mastodon.tags["Uno"] = ids(1, 190);
  clock.passed += 1h;
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_EQ(posts(), 190);
  const auto upwards = [](const Asked& one) { return one.request.url.find("min_id=") != std::string::npos; };
  const auto asked = client.to("a.example:443", "/tag/");
  EXPECT_EQ(std::ranges::count_if(asked, upwards) + 1, std::ssize(asked))
      << "and once for posts that came late";
  EXPECT_EQ(storage::open_reader(db())->coverage().size(), 1u);
}

TEST_F(Collect, AnUnusedTagIsNoFailure) {
  server("a.example");
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_EQ(posts(), 0);
  EXPECT_EQ(source("a.example").state, SourceState::ok);
  EXPECT_EQ(*run(), Outcome::ok);
}

TEST_F(Collect, AsksForVariantsWithAnotherKey) {
  config.hashtags[0].variants = {"UNO", "UnoMismo"};
  FakeMastodon& mastodon = server("a.example");
  mastodon.tags["Uno"] = ids(1, 3);
  mastodon.tags["UnoMismo"] = ids(10, 12);
  run();
  EXPECT_EQ(posts(), 6);
  EXPECT_TRUE(client.to("a.example:443", "/tag/UNO").empty());
}

TEST_F(Collect, WaitsOutA429) {
  FakeMastodon& mastodon = server("a.example");
  mastodon.tags["Uno"] = ids(1, 90);
  int turn = 0;
  client.hosts["a.example:443"] = [&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
    if (++turn == 3) return says(429, "{}", {{"retry-after", "120"}});
    return mastodon(request);
  };
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_EQ(posts(), 90);
  const auto asked = client.to("a.example:443");
  EXPECT_GE(asked[3].at - asked[2].at, 120s);
  EXPECT_LE(asked[3].at - asked[2].at, 120s + 13s + 1s);
  EXPECT_GE(source("a.example").rate_limited_seconds, 120);
}

TEST_F(Collect, AFailedSourceStopsNoOther) {
  server("a.example").tags["Uno"] = ids(1, 50);
  server("b.example");
  client.hosts["b.example:443"] = [](const auto&) {
    return fail(Errc::network, "b.example refused the connection");
  };
  server("c.example");
  client.hosts["c.example:443"] = [](const auto&) { return says(403, "no"); };
  EXPECT_EQ(*run(), Outcome::some_failed);
  EXPECT_EQ(posts(), 50);
  EXPECT_EQ(source("b.example").state, SourceState::failing);
  EXPECT_EQ(source("b.example").detail, "b.example refused the connection");
  EXPECT_EQ(source("c.example").state, SourceState::refused);
  EXPECT_EQ(client.to("b.example:443").size(), 3u);
}

TEST_F(Collect, AllFailedIsSaid) {
  server("b.example");
  client.hosts.clear();
  EXPECT_EQ(*run(), Outcome::all_failed);
}

TEST_F(Collect, AClosedFeedNeedsALoginAndIsNoFailure) {
  server("a.example");
  int asked = 0;
  client.hosts["a.example:443"] = [&](const net::HttpRequest& request) {
    if (request.url.find("instance") != std::string::npos)
      return says(
          200,
          R"({"domain":"a.example","version":"4.5.1","configuration":{"timelines_access":{"hashtag_feeds":)"
          R"({"local":"authenticated","remote":"authenticated"}}}})");
    ++asked;
    return says(401, R"({"error":"This method requires an authenticated user"})");
  };
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_EQ(asked, 0);
  EXPECT_EQ(source("a.example").state, SourceState::needs_login);
}

TEST_F(Collect, AMissingSecretNeedsALogin) {
  server("a.example");
  config.sources[0].token = {config::SecretRef::Where::environment, "CLAMOR_TEST_NO_SUCH_VARIABLE", {}};
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_TRUE(client.asked.empty());
  EXPECT_EQ(source("a.example").state, SourceState::needs_login);
}

TEST_F(Collect, TheTokenGoesToItsServerOnly) {
  setenv("CLAMOR_TEST_TOKEN", "geheim", 1);
  server("a.example").tags["Uno"] = ids(1, 3);
  server("b.example").tags["Uno"] = ids(1, 3);
  config.sources[0].token = {config::SecretRef::Where::environment, "CLAMOR_TEST_TOKEN", {}};
  run();
  for (const Asked& one : client.asked)
    EXPECT_EQ(one.request.bearer.reveal(), one.request.url.starts_with("https://a.example/") ? "geheim" : "");
}

TEST_F(Collect, AStopRequestKeepsWhatCame) {
  server("a.example").tags["Uno"] = ids(1, 400);
  std::stop_source stop;
  on_event = [&](const Event& event) {
    if (event.kind == Event::Kind::page && event.pages == 3) stop.request_stop();
  };
  EXPECT_EQ(*run({.once = true}, stop.get_token()), Outcome::ok);
  EXPECT_EQ(posts(), 120);
  EXPECT_EQ(client.to("a.example:443", "/tag/").size(), 3u);
  on_event = nullptr;
  EXPECT_EQ(*run(), Outcome::ok);  // the cursor came with the pages
  EXPECT_EQ(posts(), 400);
}

TEST_F(Collect, KeepsPollingForTheTimeGiven) {
  FakeMastodon& mastodon = server("a.example");
  mastodon.tags["Uno"] = ids(1, 10);
  run({.once = false, .run_for = 1h});
  const auto asked = client.to("a.example:443", "/tag/");
  EXPECT_GE(asked.size(), 4u);
  EXPECT_LE(asked.size(), 14u);
  EXPECT_GE(clock.passed, 1h);
  EXPECT_LT(clock.passed, 1h + 2s);
}

TEST_F(Collect, APageThatWillNotParseIsAskedForInSmallerPieces) {
  FakeMastodon& mastodon = server("a.example");
  mastodon.tags["Uno"] = ids(1, 40);
  client.hosts["a.example:443"] = [&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
    if (request.url.find("limit=40") != std::string::npos) return says(200, "[{\"id\":");
    return mastodon(request);
  };
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_EQ(posts(), 40);
}

TEST_F(Collect, AServerThatNeverSaysAnythingReadableFails) {
  server("a.example");
  client.hosts["a.example:443"] = [](const auto&) { return says(200, "[{\"id\":"); };
  EXPECT_EQ(*run(), Outcome::all_failed);
  EXPECT_LT(client.asked.size(), 20u);
}

TEST_F(Collect, AFailureLeavesAGapThatTheNextSuccessCloses) {
  FakeMastodon& mastodon = server("a.example");
  mastodon.tags["Uno"] = ids(1, 10);
  run();
  clock.passed += 24h;
  const auto well = client.hosts["a.example:443"];
  client.hosts["a.example:443"] = [](const auto&) {
    return fail(Errc::network, "a.example did not answer within 10 s");
  };
  EXPECT_EQ(*run(), Outcome::all_failed);
  ASSERT_EQ(storage::open_reader(db())->gaps().size(), 1u);
  EXPECT_EQ(storage::open_reader(db())->gaps()[0].gap.cause, "unreachable");
  EXPECT_EQ(storage::open_reader(db())->gaps()[0].gap.state, GapState::open);
  clock.passed += 1h;
  client.hosts["a.example:443"] = well;
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_EQ(storage::open_reader(db())->gaps()[0].gap.state, GapState::closed);
}

TEST_F(Collect, ASingleRunWaitsForAServerThatIsStartingUp) {
  FakeMastodon& mastodon = server("a.example");
  mastodon.tags["Uno"] = ids(1, 10);
  int answers = 0;
  client.hosts["a.example:443"] = [&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
    return ++answers <= 5 ? says(503, "") : mastodon(request);
  };
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_EQ(posts(), 10);
}

TEST_F(Collect, ASingleRunComesBackWhenAServerInTroubleSays) {
  FakeMastodon& mastodon = server("a.example");
  mastodon.tags["Uno"] = ids(1, 10);
  client.hosts["a.example:443"] = [&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
    if (clock.passed < 5min) return says(503, "", {{"retry-after", "60"}});
    return mastodon(request);
  };
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_EQ(posts(), 10);
  EXPECT_LE(client.asked.size(), 5u + 4u) << "once a minute until then";
}

TEST_F(Collect, ASingleRunEndsWhereAServerNeverStarts) {
  server("a.example");
  client.hosts["a.example:443"] = [](const auto&) { return says(503, ""); };
  EXPECT_EQ(*run(), Outcome::all_failed);
  EXPECT_EQ(client.asked.size(), 6u);
  EXPECT_LT(clock.passed, 2min);
}

TEST_F(Collect, RaisesOneAlarmWhenASourceCannotBeReadForLongAndTellsWhenItIsWellAgain) {
  FakeMastodon& mastodon = server("a.example");
  mastodon.tags["Uno"] = ids(1, 10);
  client.hosts["a.example:443"] = [&](const net::HttpRequest& request) -> Result<net::HttpResponse> {
    if (clock.passed > 30min && clock.passed < 5h) return says(503, "");
    return mastodon(request);
  };
  run({.once = false, .run_for = 8h});
  std::vector<Event::Kind> told;
  for (const Event& event : events)
    if (event.kind == Event::Kind::alarm || event.kind == Event::Kind::all_clear) told.push_back(event.kind);
  EXPECT_EQ(told, (std::vector{Event::Kind::alarm, Event::Kind::all_clear}));
}

TEST_F(Collect, ASourceThatStopsRaisesAnAlarm) {
  server("a.example");
  client.hosts["a.example:443"] = [](const auto&) { return says(451, "{}"); };
  run({.once = false, .run_for = 1h});
  const auto alarm = std::ranges::find(events, Event::Kind::alarm, &Event::kind);
  ASSERT_NE(alarm, events.end());
  EXPECT_EQ(alarm->state, SourceState::refused);
  EXPECT_EQ(alarm->wait, 0ms);
}

TEST_F(Collect, NoContactNoRequest) {
  server("a.example");
  config.contact.clear();
  EXPECT_EQ(run().error().code, Errc::invalid_input);
  EXPECT_TRUE(client.asked.empty());
}

TEST_F(Collect, TwoTagsOnOneHostNeverOverlapAndKeepTheirDistance) {
  config.hashtags.push_back({"Dos", "dos", {}, {}});
  FakeMastodon& mastodon = server("a.example");
  mastodon.tags["Uno"] = ids(1, 400);
  mastodon.tags["Dos"] = ids(500, 900);
  run();
  EXPECT_EQ(posts(), 801);
  const auto asked = client.to("a.example:443");
  for (std::size_t i = 4; i < asked.size(); ++i) EXPECT_GE(asked[i].at - asked[i - 1].at, 1900ms);
}

TEST_F(Collect, ASimulatedServerMarksAnEmptyDatabase) {
  server("a.example").tags["Uno"] = ids(1, 3);
  servers.at("a.example").extra = {{"x-clamor-simulated", "w1"}};
  config.simulated = "w1";
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_EQ(storage::open_reader(db())->simulated(), "w1");
  EXPECT_EQ(posts(), 3);
  client.asked.clear();
  config.simulated.clear();
  EXPECT_EQ(run().error().code, Errc::invalid_input);
  EXPECT_TRUE(client.asked.empty());
}

TEST_F(Collect, RealAndSimulatedPostsNeverMeet) {
  FakeMastodon& mastodon = server("a.example");
  mastodon.tags["Uno"] = ids(1, 3);
  run();
  mastodon.extra = {{"x-clamor-simulated", "w1"}};
  mastodon.tags["Uno"] = ids(1, 9);
  EXPECT_EQ(*run(), Outcome::all_failed);
  EXPECT_EQ(posts(), 3);
  EXPECT_EQ(source("a.example").state, SourceState::refused);
  EXPECT_EQ(storage::open_reader(db())->simulated(), "");
}

TEST_F(Collect, ARealServerIsRefusedByASimulatedDatabase) {
  server("a.example").tags["Uno"] = ids(1, 3);
  servers.at("a.example").extra = {{"x-clamor-simulated", "w1"}};
  config.simulated = "w1";
  run();
  server("b.example").tags["Uno"] = ids(10, 30);
  EXPECT_EQ(*run(), Outcome::some_failed);
  EXPECT_EQ(posts(), 3);
  EXPECT_EQ(source("b.example").state, SourceState::refused);
}

TEST_F(Collect, ASecondQuietRunChangesNothingButItsLog) {
  server("a.example").tags["Uno"] = ids(1, 90);
  run();
  const auto before = dump();
  run();
  EXPECT_EQ(posts(), 90);
  EXPECT_EQ(dump(), before);
}

}  // namespace
}  // namespace clamor::collector
