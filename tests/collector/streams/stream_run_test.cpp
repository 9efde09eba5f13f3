// One stream, step by step, into a real database: nothing twice, nothing lost.
#include "collector/stream_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "collector/engine.hpp"
#include "tests/collector/engine/fake_world.hpp"
#include "tests/collector/streams/messages.hpp"

namespace clamor::collector::test {
namespace {

using namespace std::chrono_literals;

// Says what it was given, then breaks off.
class FakeStream final : public net::MessageStream {
 public:
  explicit FakeStream(std::vector<net::StreamMessage> messages, net::HttpResponse opened = {101, {}, "", ""})
      : messages_(messages.begin(), messages.end()), opened_(std::move(opened)) {}
  Result<std::optional<net::StreamMessage>> next(Millis) override {
    if (messages_.empty()) return fail(Errc::network, "the server broke the connection off");
    net::StreamMessage message = std::move(messages_.front());
    messages_.pop_front();
    return message;
  }
  const net::HttpResponse* opened() const override { return opened_.status > 0 ? &opened_ : nullptr; }

 private:
  std::deque<net::StreamMessage> messages_;
  net::HttpResponse opened_;
};

class StreamRuns : public testing::Test {
 protected:
  StreamRuns() {
    char pattern[] = "/tmp/clamor-streams-XXXXXX";
    folder_ = mkdtemp(pattern);
    config_.campaign = "Simulada";
    config_.hashtags = {{"Uno", "uno", {}, {}}, {"Dos", "dos", {}, {}}};
    config::Source bluesky, mastodon;
    bluesky.name = "bluesky";
    bluesky.kind = "bluesky";
    bluesky.server = "https://bsky.social";
    bluesky.jetstream = "wss://jetstream.example";
    mastodon.name = "mastodon";
    mastodon.kind = "mastodon";
    mastodon.server = "https://servidor.example";
    mastodon.stream = true;
    config_.sources = {bluesky, mastodon};
    intake_.emplace(config_);
    writer_ = storage::open_writer(folder_ + "/clamor.db");
    writer_->set_campaign(campaign_setup(config_), clock_.now());
    context_.emplace(StreamContext{*intake_, clock_, "",
                                   [this](Transport, net::StreamRequest request) {
                                     asked_.push_back(request.url);
                                     auto stream = std::move(coming_.front());
                                     coming_.pop_front();
                                     return stream;
                                   },
                                   [this] { return full_; },
                                   [this](PreparedPage page) { save(std::move(page)); },
                                   [this](storage::SourceNote note) {
                                     writer_->note(note);
                                     notes_.push_back(std::move(note));
                                   }});
  }
  ~StreamRuns() override { std::filesystem::remove_all(folder_); }

  StreamRun run(std::size_t source, std::vector<std::string> keys, std::optional<UtcTime> since = {}) {
    return {StreamAsk{config_.sources[source], {}, {}, "Uno", since}, std::move(keys),
            make_stream(config_.sources[source]), *context_, 7};
  }
  StreamRun jetstream(std::optional<UtcTime> since = {}) { return run(0, {"uno", "dos"}, since); }
  StreamRun hashtag_stream() { return run(1, {"uno"}); }

  void comes(std::vector<net::StreamMessage> messages) {
    coming_.push_back(std::make_unique<FakeStream>(std::move(messages)));
  }
  // Until the stream has said everything and broken off; a second for each message.
  void listen(StreamRun& run) {
    for (const auto before = drops(); drops() == before;) {
      clock_.passed += 1s;
      run.step(250ms);
    }
  }
  std::ptrdiff_t drops() const {
    return std::ranges::count_if(notes_, [](const auto& note) { return note.errors > 0; });
  }
  void wait_out(const StreamRun& run) { clock_.passed += run.wait(); }
  UtcTime at(int second) const { return FakeClock().now() + std::chrono::seconds(second); }

  void save(PreparedPage page) {
    const PreparedPage pages[]{std::move(page)};
    writer_->save(pages);
  }
  void save_search_page(const std::string& key) {
    const auto answer = make_source("bluesky")->parse(says(200, search_page(key, at(1), "Uno")), {},
                                                      config_.sources[0].server, {});
    PreparedPage page = intake_->prepare(answer->page, clock_.now());
    page.source = "bluesky";
    page.tag = "uno";
    page.vantage = config_.sources[0].server;
    page.read_at = clock_.now();
    save(std::move(page));
  }
  std::unique_ptr<storage::Reader> reader() const { return storage::open_reader(folder_ + "/clamor.db"); }
  storage::Totals totals() const { return reader()->totals(); }
  std::vector<std::string> gaps(const std::string& tag) const {
    std::vector<std::string> all;
    constexpr const char* states[]{"", "open", "filling", "closed", "unrecoverable"};
    for (const storage::GapRow& row : reader()->gaps())
      if (row.tag == tag)
        all.push_back(row.gap.cause + " " + to_rfc3339(row.gap.time.from).substr(11, 8) + " " +
                      to_rfc3339(row.gap.time.to).substr(11, 8) + " " +
                      states[static_cast<int>(row.gap.state)]);
    return all;
  }

  FakeClock clock_;
  config::Config config_;
  std::optional<intake::Intake> intake_;
  std::unique_ptr<storage::Writer> writer_;
  std::optional<StreamContext> context_;
  std::deque<std::unique_ptr<net::MessageStream>> coming_;
  std::vector<std::string> asked_;
  std::vector<storage::SourceNote> notes_;
  bool full_ = false;
  std::string folder_;
};

TEST_F(StreamRuns, KeepOnlyWhatCounts) {
  comes({event("create", "k1", at(1), "Uno"), event("create", "k2", at(2), "Ajeno"),
         event("create", "k3", at(3)), event("create", "k4", at(4), "dos")});
  StreamRun run = jetstream();
  listen(run);
  EXPECT_EQ(totals().posts, 2);
  EXPECT_EQ(totals().mentions, 2);
  EXPECT_FALSE(totals().boosts) << "the stream counts nothing, and nothing is not zero";
  EXPECT_TRUE(reader()->verify().empty());
}

TEST_F(StreamRuns, AndTheSearchAreOnePostInAnyOrder) {
  comes({event("create", "k1", at(1), "Uno"), event("create", "k2", at(2), "Uno")});
  save_search_page("k1");
  StreamRun run = jetstream();
  listen(run);
  save_search_page("k2");
  EXPECT_EQ(totals().posts, 2);
  EXPECT_EQ(totals().mentions, 2);
  EXPECT_EQ(totals().authors, 1);
  EXPECT_EQ(totals().boosts, 4) << "counts come from the search";
  EXPECT_TRUE(reader()->verify().empty());
}

TEST_F(StreamRuns, GoOnWhereTheyStoppedAndLoseNothing) {
  comes({event("create", "k1", at(1), "Uno")});
  comes({event("create", "k1", at(1), "Uno"), event("create", "k2", at(2), "Uno"), tick(at(500))});
  StreamRun run = jetstream();
  listen(run);
  clock_.passed += 10min;
  listen(run);
  EXPECT_EQ(totals().posts, 2);
  ASSERT_EQ(asked_.size(), 2u);
  EXPECT_EQ(asked_[0].find("cursor"), std::string::npos);
  EXPECT_NE(asked_[1].find("cursor=" + std::to_string(micros(at(1)) - 5'000'000)), std::string::npos);
  // The drop was a gap, and what was told again closed it as far as it reached.
  EXPECT_THAT(gaps("uno"), testing::ElementsAre("stream_dropped 12:00:01 12:10:03 filling"));
  EXPECT_EQ(gaps("dos").size(), 1u);

  // Dropped again on the way through it: the same outage, until all was told.
  comes({tick(at(3600))});
  clock_.passed += 10min;
  listen(run);
  EXPECT_THAT(gaps("uno"), testing::ElementsAre("stream_dropped 12:00:01 12:20:07 closed"));
  EXPECT_TRUE(reader()->verify().empty());
}

TEST_F(StreamRuns, GoOnAfterARestartWhereAllWasRead) {
  clock_.passed = 1h;
  comes({event("create", "k1", at(2), "Uno"), tick(at(3599))});
  StreamRun run = jetstream(at(1));
  listen(run);
  EXPECT_NE(asked_.at(0).find("cursor="), std::string::npos);
  EXPECT_EQ(totals().posts, 1);
  EXPECT_EQ(writer_->covered_until("bluesky", "uno"), at(3599));
  EXPECT_EQ(reader()->coverage().at(0).time.from, at(1));
}

TEST_F(StreamRuns, CoverNothingThatTheServerForgot) {
  clock_.passed = 48h;
  comes({tick(at(48 * 3600))});
  StreamRun run = jetstream(at(1));
  listen(run);
  run.close();
  for (const storage::CoverageRow& row : reader()->coverage()) EXPECT_GE(row.time.from, at(48 * 3600 - 5));
}

TEST_F(StreamRuns, FollowDeletionsAndEdits) {
  comes({event("create", "k1", at(1), "Uno"), event("create", "k2", at(2), "Uno"),
         event("delete", "k1", at(3)), event("update", "k2", at(4)), event("delete", "unknown", at(5))});
  StreamRun run = jetstream();
  listen(run);
  EXPECT_EQ(totals().deleted, 1);
  EXPECT_EQ(totals().edited_away, 1);
  EXPECT_TRUE(reader()->verify().empty());
}

TEST_F(StreamRuns, OfMastodonFollowDeletionsByTheServersOwnIds) {
  comes({{"update", status(7, "Uno")},
         {"update", status(8, "Uno")},
         {"delete", "7"},
         {"delete", "99"},
         {"status.update", status(8, "Ajeno", "2026-07-01T12:00:00Z")}});
  StreamRun run = hashtag_stream();
  listen(run);
  EXPECT_EQ(totals().deleted, 1);
  EXPECT_EQ(totals().edited_away, 1);
  EXPECT_TRUE(reader()->coverage().empty()) << "a stream that cannot go back proves nothing";
}

TEST_F(StreamRuns, OfMastodonLeaveAGapThatPollingCloses) {
  comes({{"update", status(7, "Uno")}});
  comes({});
  StreamRun run = hashtag_stream();
  listen(run);
  clock_.passed += 10min;
  listen(run);
  const auto open = gaps("uno");
  ASSERT_EQ(open.size(), 1u);
  EXPECT_TRUE(open[0].ends_with("open")) << open[0];
  PreparedPage polled;
  polled.source = "mastodon";
  polled.tag = "uno";
  polled.vantage = "https://servidor.example";
  polled.read_at = clock_.now();
  polled.covered = {{at(-3600), clock_.now()}};
  save(polled);
  EXPECT_TRUE(gaps("uno").at(0).ends_with("closed"));
}

TEST_F(StreamRuns, ComeBackEverLater) {
  StreamRun run = jetstream();
  Millis longest{0};
  for (int i = 0; i < 12; ++i) {
    coming_.push_back(std::make_unique<FakeStream>(std::vector<net::StreamMessage>{}, net::HttpResponse{}));
    run.step(250ms);
    EXPECT_GE(run.wait(), 1s);
    EXPECT_LE(run.wait(), 15min);
    longest = std::max(longest, run.wait());
    wait_out(run);
  }
  EXPECT_GT(longest, 1min);
  EXPECT_EQ(notes_.size(), 12u);
  EXPECT_TRUE(gaps("uno").empty()) << "what never began was not interrupted";
}

TEST_F(StreamRuns, SayHowTheyStandAndLeaveWhatPollsSayAlone) {
  storage::SourceNote polled{"bluesky", clock_.now(), storage::SourceState::limited, "HTTP 429"};
  writer_->note(polled);
  comes({event("create", "k1", at(1), "Uno")});
  StreamRun run = jetstream();
  run.step(250ms);
  ASSERT_EQ(reader()->streams().size(), 2u) << "both hashtags";
  EXPECT_EQ(reader()->streams()[0].since, clock_.now());
  listen(run);
  EXPECT_EQ(reader()->streams()[0].dropped_at, clock_.now());
  EXPECT_EQ(reader()->streams()[0].detail, "the server broke the connection off");
  const auto dropped_at = clock_.now();
  wait_out(run);
  coming_.push_back(std::make_unique<FakeStream>(std::vector<net::StreamMessage>{}, net::HttpResponse{}));
  run.step(250ms);
  EXPECT_EQ(reader()->streams()[1].dropped_at, dropped_at) << "the first of several failures";
  EXPECT_EQ(reader()->sources()[0].detail, "HTTP 429");
  run.close();
  EXPECT_EQ(reader()->streams()[0].dropped_at, dropped_at) << "why is still said";
}

TEST_F(StreamRuns, ThatWereHeardToTheEndAreNoLongerListenedTo) {
  comes({event("create", "k1", at(1), "Uno")});
  StreamRun run = jetstream();
  run.step(250ms);
  run.close();
  EXPECT_TRUE(reader()->streams().empty());
}

TEST_F(StreamRuns, WaitWhileTheQueueIsFull) {
  StreamRun run = jetstream();
  EXPECT_EQ(run.wait(), 0ms);
  full_ = true;
  EXPECT_GT(run.wait(), 0ms);
}

TEST_F(StreamRuns, OfAnotherWorldAreNotListenedTo) {
  net::HttpResponse simulated{101, {{"x-clamor-simulated", "simnet-seed1"}}, "", ""};
  coming_.push_back(
      std::make_unique<FakeStream>(std::vector{event("create", "k1", at(1), "Uno")}, simulated));
  StreamRun run = jetstream();
  run.step(250ms);
  EXPECT_EQ(run.wait(), Millis::max());
  run.close();
  EXPECT_EQ(totals().posts, 0);
}

TEST_F(StreamRuns, ThatEndInTheMiddleOfADropLeaveTheGap) {
  comes({event("create", "k1", at(1), "Uno")});
  StreamRun run = jetstream();
  listen(run);
  clock_.passed += 1min;
  run.close();
  EXPECT_THAT(gaps("uno"), testing::ElementsAre("stream_dropped 12:00:01 12:01:02 open"));
}

}  // namespace
}  // namespace clamor::collector::test
