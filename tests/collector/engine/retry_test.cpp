#include "collector/retry.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;
using storage::SourceState;

const UtcTime now = *parse_rfc3339("2026-07-01T12:00:00Z");

TEST(Retry, JitterIsUniformBelowADoublingCap) {
  std::mt19937_64 engine(7);
  std::uniform_real_distribution<double> chance;
  for (int attempt = 0; attempt < 40; ++attempt) {
    const Millis bound = std::min(Millis{15min}, Millis{2s} * (1 << std::min(attempt, 12)));
    std::array<int, 10> counts{};
    for (int i = 0; i < 2000; ++i) {
      const Millis wait = full_jitter(attempt, chance(engine));
      ASSERT_GE(wait, 0ms);
      ASSERT_LT(wait, bound);
      ++counts[static_cast<std::size_t>(wait.count() * 10 / bound.count())];
    }
    double chi_square = 0;
    for (const int count : counts) chi_square += (count - 200.0) * (count - 200.0) / 200.0;
    EXPECT_LT(chi_square, 33.0) << attempt;  // 9 degrees of freedom, p = 0.0001
  }
}

TEST(Retry, WaitsAsLongAsTheServerAsksForAndALittleMore) {
  for (int seconds = 0; seconds < 1000; ++seconds)
    for (const double chance : {0.0, 0.5, 0.999}) {
      const Decision decision = decide({429, std::chrono::seconds(seconds), seconds % 12}, chance);
      EXPECT_TRUE(decision.again);
      EXPECT_EQ(decision.state, SourceState::limited);
      EXPECT_GE(decision.wait, std::chrono::seconds(seconds));
      EXPECT_LE(decision.wait, Millis(std::chrono::seconds(seconds)) * 11 / 10 + 1s);
    }
}

TEST(Retry, ADayIsTheMost) {
  EXPECT_EQ(obeyed_wait(1000h, 0.0), 24h);
}

TEST(Retry, ReadsTheWaitFromTheAnswer) {
  const auto wait = [](int status, std::vector<net::Header> headers) {
    return asked_wait({status, std::move(headers), "", ""}, now);
  };
  EXPECT_EQ(wait(503, {{"retry-after", "30"}}), 30s);
  EXPECT_EQ(wait(429, {{"x-ratelimit-reset", "2026-07-01T12:05:00Z"}}), 300s);
  EXPECT_EQ(wait(200, {{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "2026-07-01T12:05:00Z"}}), 300s);
  EXPECT_EQ(wait(503, {{"x-ratelimit-remaining", "5"}, {"x-ratelimit-reset", "2026-07-01T12:05:00Z"}}),
            std::nullopt);
}

TEST(Retry, TheTableHolds) {
  EXPECT_FALSE(decide({401, {}, 0}, 0.5).again);
  EXPECT_EQ(decide({401, {}, 0}, 0.5).state, SourceState::needs_login);
  EXPECT_FALSE(decide({451, {}, 0}, 0.5).again);
  EXPECT_EQ(decide({403, {}, 0}, 0.5).wait, 2h);
  EXPECT_EQ(decide({403, {}, 3}, 0.5).wait, 24h);
  EXPECT_EQ(decide({403, {}, 3}, 0.5).state, SourceState::refused);
  for (const int status : {404, 410}) {
    EXPECT_EQ(decide({status, {}, 0}, 0.5).wait, 8h);
    EXPECT_FALSE(decide({status, {}, 3}, 0.5).again);
  }
  for (const int status : {0, 408, 500, 502, 503, 504}) {
    EXPECT_EQ(decide({status, {}, 0}, 0.5).wait, 1s) << status;
    EXPECT_EQ(decide({status, {}, 10}, 0.5).wait, 15min) << status;
    EXPECT_EQ(decide({status, {}, 500}, 0.0).wait, 15min) << status;
  }
}

TEST(Retry, AnInnerErrorInTheClothesOfA401IsTriedAgain) {
  const Decision decision = decide({passing_status(401), {}, 0}, 0.5);
  EXPECT_TRUE(decision.again);
  EXPECT_EQ(decision.state, SourceState::failing);
  EXPECT_EQ(passing_status(503), 503);
}

TEST(Retry, EveryStatusHasACause) {
  for (int status = 0; status < 1000; ++status)
    for (int attempt = 0; attempt < 20; ++attempt) {
      const Decision decision = decide({status, {}, attempt}, 0.99);
      EXPECT_FALSE(decision.cause.empty());
      EXPECT_NE(decision.state, SourceState::ok);
      EXPECT_LE(decision.wait, 24h);
    }
}

}  // namespace
}  // namespace clamor::collector
