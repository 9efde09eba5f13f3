// A server with a ledger of what it showed and when it was away: what can be recovered is, and the gaps say what was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/collector/engine/collecting.hpp"

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

// Away for so long, from the first poll after `after` on.
struct Outage {
  Millis after, lasts;
  std::optional<Millis> from = {};
  bool holds(Millis now) const { return from && now < *from + lasts; }
};

// An outage as the server's ledger has it.
struct Missed {
  Interval last_read;  // the last questions before it that were answered: a poll, perhaps of several pages
  UtcTime back;        // the first one after it
  bool is(const Interval& gap) const {
    const auto on_the_way = [](UtcTime asked, UtcTime answered) { return asked <= answered && answered - asked < 1s; };
    return gap.from >= last_read.from && gap.from <= last_read.to && on_the_way(gap.to, back);
  }
};

class Outages : public Collecting, public testing::WithParamInterface<const char*> {
 protected:
  Outages() : mastodon(server("a.example")) {
    mastodon.version = GetParam();
    mastodon.now = [this] { return clock.now(); };
    client.hosts["a.example:443"] = [this](const auto& request) { return answer(request); };
  }

  Result<net::HttpResponse> answer(const net::HttpRequest& request) {
    if (request.url.find("/timelines/") == std::string::npos) return mastodon(request);
    const UtcTime asked = clock.now() - client.latency;
    const bool new_poll = clock.passed - std::exchange(asked_at, clock.passed) > 1min;
    const bool away = now < outages.size() && outages[now].holds(clock.passed);
    if (!away && away_since) ++now;
    if (!away && new_poll && now < outages.size() && clock.passed >= outages[now].after)
      outages[now].from = clock.passed;
    if (now < outages.size() && outages[now].holds(clock.passed)) {
      away_since = away_since.value_or(last_read);
      return ++failed % 2 ? fail(Errc::network, "a.example refused the connection")
                          : Result<net::HttpResponse>(says(503, "<html>"));
    }
    if (const auto since = std::exchange(away_since, std::nullopt)) ledger.push_back({*since, clock.now()});
    if (new_poll) last_read.from = asked;
    last_read.to = clock.now();
    return mastodon(request);
  }

  // A post every `minutes` for `days` days, visible from when it was written.
  void writes(int days, int minutes) {
    const int first = 181 * 24 * 60 + 12 * 60;  // 1 July, noon
    std::vector<int>& posts = mastodon.tags["Uno"];
    for (int id = first; id < first + days * 24 * 60; id += minutes) {
      posts.push_back(id);
      mastodon.arrives[id] = FakeMastodon::written_at(id);
    }
  }

  FakeMastodon& mastodon;
  std::vector<Outage> outages;
  std::vector<Missed> ledger;
  std::optional<Interval> away_since;
  Interval last_read;
  Millis asked_at{0};
  std::size_t now = 0;  // the outage that is or comes next
  int failed = 0;
};

TEST_P(Outages, ThirtyOfOneSecondToThreeDaysAreThirtyGapsAndNothingIsLost) {
  std::mt19937_64 chance(5);
  Millis at = 2h;
  for (int i = 0; i < 30; ++i) {
    const Millis lasts(static_cast<Millis::rep>(1000 * std::pow(259'200.0, i / 29.0)));
    outages.push_back({at, lasts});
    at += lasts + 2h + std::chrono::minutes(chance() % 100);
  }
  writes(14, 41);
  ASSERT_LT(at, 13 * 24h);
  // Restarts on the way, some of them in the middle of an outage.
  for (Millis until = 30h; clock.passed < 14 * 24h; until = Millis{30h + 1h * (chance() % 50)})
    run({.once = false, .run_for = until});

  EXPECT_EQ(posts(), std::ssize(mastodon.tags["Uno"]));
  ASSERT_EQ(ledger.size(), 30u);
  // A short one may have met a re-reading alone, and then no poll was missed.
  const auto found = gaps();
  std::vector<Missed> missed;
  for (std::size_t i = 0; i < ledger.size(); ++i)
    if (outages[i].lasts > 10min || std::ranges::any_of(found, [&](const auto& row) {
          return ledger[i].is(row.gap.time);
        }))
      missed.push_back(ledger[i]);
  EXPECT_GE(missed.size(), 25u);
  ASSERT_EQ(found.size(), missed.size());
  for (std::size_t i = 0; i < missed.size(); ++i) {
    const Gap& gap = found[i].gap;
    EXPECT_TRUE(missed[i].is(gap.time)) << i;
    EXPECT_EQ(gap.state, GapState::closed) << i;
    const auto inside = std::ranges::count_if(mastodon.tags["Uno"], [&](int id) {
      const UtcTime written = FakeMastodon::written_at(id);
      return gap.time.from <= written && written < gap.time.to;
    });
    EXPECT_EQ(gap.recovered, inside) << i;
  }
  EXPECT_THAT(violations(), testing::IsEmpty());

  const auto before = dump();
  run();
  EXPECT_EQ(dump(), before);
  EXPECT_EQ(gaps().size(), found.size());
}

TEST_P(Outages, WhatWasReadOfAGapIsNotReadAgainAfterARestart) {
  run();
  writes(30, 10);  // 4,320 posts, 108 pages
  clock.passed = 30 * 24h;
  std::stop_source stop;
  on_event = [&](const Event& event) {
    if (event.kind == Event::Kind::page && event.pages == 40) stop.request_stop();
  };
  run({.once = true}, stop.get_token());
  on_event = nullptr;
  EXPECT_EQ(posts(), 1600);
  client.asked.clear();
  EXPECT_EQ(*run(), Outcome::ok);
  EXPECT_EQ(posts(), 4320);
  EXPECT_LT(client.to("a.example:443", "/timelines/").size(), 68u + 12u) << "the rest, and the last two days again";
  for (const auto& row : gaps()) EXPECT_EQ(row.gap.state, GapState::closed);
  EXPECT_THAT(violations(), testing::IsEmpty());
}

TEST_P(Outages, ManyFailedRunsAreOneGap) {
  run();
  outages.push_back({1h, 40h});
  for (int day = 1; day < 5; ++day) {
    clock.passed = day * 10h;
    run();
  }
  ASSERT_EQ(gaps().size(), 1u);
  EXPECT_EQ(gaps()[0].gap.cause, "unreachable");
  EXPECT_EQ(gaps()[0].gap.state, GapState::open);
  EXPECT_FALSE(away_since == std::nullopt);
  clock.passed = 80h;
  EXPECT_EQ(*run(), Outcome::ok);
  ASSERT_EQ(gaps().size(), 1u);
  EXPECT_EQ(gaps()[0].gap.state, GapState::closed);
  EXPECT_EQ(gaps()[0].gap.time.to, ledger.at(0).back - client.latency);
}

TEST_P(Outages, TimeWithoutACollectorIsAGapThatItFills) {
  writes(6, 10);
  run({.once = false, .run_for = 24h});
  clock.passed += 48h;
  run({.once = false, .run_for = 12h});
  ASSERT_EQ(gaps().size(), 1u);
  EXPECT_EQ(gaps()[0].gap.cause, "not_running");
  EXPECT_EQ(gaps()[0].gap.state, GapState::closed);
  EXPECT_GE(gaps()[0].gap.recovered, 48 * 6);
}

TEST_P(Outages, APostThatArrivesHoursLateIsFoundByReadingAgain) {
  writes(2, 10);
  const int late = mastodon.tags["Uno"][60];
  mastodon.arrives[late] = FakeMastodon::written_at(late) + 5h;
  run({.once = false, .run_for = 48h});
  run();
  EXPECT_EQ(posts(), std::ssize(mastodon.tags["Uno"]));
  EXPECT_TRUE(gaps().empty());
  const auto again = storage::open_reader(db())->lookbacks();
  ASSERT_EQ(again.size(), 2u);
  EXPECT_EQ(again[0].time.length(), 6h);
  EXPECT_EQ(again[1].time.length(), 48h);
}

TEST_P(Outages, ASingleRunReadsTheLastTwoDaysAgainAtItsEnd) {
  writes(2, 10);
  const int late = mastodon.tags["Uno"][20];
  mastodon.arrives[late] = FakeMastodon::written_at(late) + 24h;
  clock.passed = 20h;
  run();
  clock.passed = 48h;
  run();
  EXPECT_EQ(posts(), std::ssize(mastodon.tags["Uno"]));
}

TEST_P(Outages, AClockThatJumpsADayChangesNothing) {
  writes(4, 10);
  mastodon.now = [this] { return FakeClock::start() + clock.passed; };
  outages.push_back({30h, 5h});
  on_event = [&, jumps = 0](const Event&) mutable {
    if (++jumps % 7 == 0) clock.jumped = Millis{24h} * (jumps % 3 - 1);
  };
  run({.once = false, .run_for = 72h});
  ASSERT_EQ(gaps().size(), 1u);
  EXPECT_EQ(gaps()[0].gap.state, GapState::closed);
  EXPECT_GE(gaps()[0].gap.time.length(), 5h);
  EXPECT_LE(gaps()[0].gap.time.length(), 6h);
  const auto coverage = storage::open_reader(db())->coverage();
  ASSERT_EQ(coverage.size(), 1u);
  EXPECT_LE(coverage[0].time.to, FakeClock::start() + clock.passed);
  EXPECT_GE(coverage[0].time.to, FakeClock::start() + clock.passed - 1h);
}

// Upwards with min_id, and from the newest down.
INSTANTIATE_TEST_SUITE_P(Of, Outages, testing::Values("4.5.1", "2.7.2 (compatible; Pixelfed 0.12.4)"),
                         [](const auto& server) { return server.index == 0 ? "Mastodon" : "Pixelfed"; });

}  // namespace
}  // namespace clamor::collector
