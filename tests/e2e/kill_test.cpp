#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <deque>
#include <random>
#include <thread>

#include "tests/e2e/world.hpp"

namespace clamor::e2e {
namespace {

TEST(KilledCollector, TwentyFiveTimesLosesAndRepeatsNothing) {
  const World world({"--seed", "11", "--days", "300", "--end", "2026-11-20"});  // several commits
  survives(world, 25, 2026);
}

TEST(StoppedCollector, AHundredTimesAtAnyMomentEndsWellAndKeepsWhatItHad) {
  const World world({"--seed", "12", "--days", "20", "--end", "2026-11-20"});
  ASSERT_EQ(world.clamor({"collect", "--once"}, "quiet.db").code, 0);
  std::mt19937 chance(2026);
  for (int i = 0; i < 100; ++i) {
    cli::Child collector = world.started({"collect"}, "stopped.db");
    // The first line comes once signals ask for a stop; before that they end a program that has done nothing yet.
    // Once everything is read it waits in silence.
    ASSERT_TRUE(collector.line(patience));
    for (auto lines = chance() % 40; lines > 0 && collector.line(Millis{500});) --lines;
    ::kill(collector.pid(), std::array{SIGINT, SIGTERM, SIGHUP}[chance() % 3]);
    ASSERT_EQ(collector.wait(), 0) << "stop " << i;
    if (i % 10 == 0) {
      ASSERT_EQ(world.clamor({"verify"}, "stopped.db").code, 0) << "stop " << i;
    }
  }
  ASSERT_EQ(world.clamor({"collect", "--once"}, "stopped.db").code, 0);
  EXPECT_TRUE(world.dump("stopped.db") == world.dump("quiet.db"));
}

TEST(Collectors, OfFiftyOnOneDatabaseExactlyOneRuns) {
  const World world({"--seed", "13", "--days", "5", "--end", "2026-11-20"});
  for (int round = 0; round < 4; ++round) {
    std::deque<cli::Child> all;
    for (int i = 0; i < 50; ++i) all.push_back(world.started({"collect"}));
    // Those that were refused end by themselves.
    for (bool waiting = true; waiting;) {
      const auto running = std::ranges::count_if(all, [](cli::Child& each) { return !each.ended(); });
      ASSERT_GT(running, 0) << "nobody runs";
      waiting = running > 1;
      std::this_thread::yield();
    }
    for (cli::Child& each : all)
      if (each.ended()) {
        ASSERT_EQ(each.wait(), 1);
      } else {
        ASSERT_TRUE(each.line(patience));
        if (round % 2 == 0) ::kill(each.pid(), SIGKILL);  // which leaves a stale lock for the next round
        EXPECT_EQ(each.stop(patience), round % 2 == 0 ? 128 + SIGKILL : 0);
      }
  }
  EXPECT_EQ(world.clamor({"collect", "--once"}).code, 0);
  EXPECT_EQ(world.clamor({"verify"}).code, 0);
}

std::string simulated_tweets(int count) {
  std::string all;
  for (int i = 0; i < count; ++i)
    all += R"({"created_at":"Mon Apr 20 14:00:05 +0000 2020","id_str":")" +
           std::to_string(1252238000000000000 + i) + R"(","full_text":"número )" + std::to_string(i) +
           R"( #FreeThemAll","entities":{"hashtags":[{"text":"FreeThemAll"}]},"favorite_count":)" +
           std::to_string(i % 17) + R"(,"user":{"id_str":")" + std::to_string(i % 500) +
           R"(","screen_name":"cuenta_simulada_)" + std::to_string(i % 500) + "\"}}\n";
  return all;
}

TEST(KilledImport, GoesOnToTheSameDatabase) {
  Program program;
  program.write("clamor.toml",
                "[campaign]\nname = \"Campaña simulada\"\nhashtags = [\"FreeThemAll\"]\n"
                "timezone = \"America/Mexico_City\"\n");
  const std::string archive = program.write("tweets.jsonl", simulated_tweets(40'000));
  ASSERT_EQ(program.clamor({"import", archive}, "quiet.db").code, 0);
  std::mt19937 chance(2026);
  const auto size = [&] {
    std::error_code none;
    const auto bytes = std::filesystem::file_size(program.folder() / "killed.db-wal", none);
    return none ? 0 : bytes;
  };
  int interrupted = 0;
  for (int i = 0; i < 25; ++i) {
    cli::Child import = program.started({"import", archive}, "killed.db");
    // Killed at a random point of its growth, wherever that is on this machine.
    const auto until = size() + chance() % 2'000'000;
    while (!import.ended() && size() < until) std::this_thread::yield();
    interrupted += !import.ended();
    ::kill(import.pid(), SIGKILL);
    import.wait();
  }
  EXPECT_GT(interrupted, 0);
  ASSERT_EQ(program.clamor({"import", archive}, "killed.db").code, 0);
  EXPECT_EQ(program.clamor({"verify"}, "killed.db").code, 0);
  EXPECT_TRUE(program.dump("killed.db") == program.dump("quiet.db"));
}

}  // namespace
}  // namespace clamor::e2e
