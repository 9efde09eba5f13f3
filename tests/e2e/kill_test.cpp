#include <gtest/gtest.h>
#include <signal.h>

#include <random>

#include "tests/e2e/world.hpp"

namespace clamor::e2e {
namespace {

TEST(KilledCollector, TwentyFiveTimesLosesAndRepeatsNothing) {
  const World world({"--seed", "11", "--days", "30", "--end", "2026-11-20"});
  survives(world, 25, 2026);
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
