#include "core/time.hpp"

#include <gtest/gtest.h>

using namespace clamor;
using namespace std::chrono_literals;

TEST(Rfc3339, ReadsWhatServersWrite) {
  const UtcTime nine{std::chrono::sys_days{std::chrono::year{2020} / 4 / 20} + 14h};
  EXPECT_EQ(parse_rfc3339("2020-04-20T09:00:00-05:00"), nine);
  EXPECT_EQ(parse_rfc3339("2020-04-20T14:00:00Z"), nine);
  EXPECT_EQ(parse_rfc3339("2020-04-20T14:00:00.123456789Z"), nine + 123ms);
  EXPECT_EQ(parse_rfc3339("2020-04-20"), nine - 14h);
}

TEST(Rfc3339, RefusesWhatIsNoTime) {
  for (const auto* text : {"", "2020-13-01", "2020-02-30T00:00:00Z", "2020-04-20T25:00:00Z", "2020-04-20T09:00:00",
                           "2020-04-20T09:00:00Zx", "-020-04-20", "2020-04-20T09:00:00.Z", "20200420"})
    EXPECT_FALSE(parse_rfc3339(text)) << text;
}

TEST(Rfc3339, WritesWhatItReads) {
  for (const auto* text : {"2020-04-20T14:00:00Z", "2026-11-23T00:00:00.007Z", "1969-12-31T23:59:59.999Z"})
    EXPECT_EQ(to_rfc3339(*parse_rfc3339(text)), text);
}

TEST(Duration, ReadsANumberWithAUnit) {
  EXPECT_EQ(parse_duration("10m"), Millis{10min});
  EXPECT_EQ(parse_duration("7d"), Millis{7 * 24h});
  for (const auto* text : {"", "m", "10", "-5m", "0s", "1.5h", "10 m"}) EXPECT_FALSE(parse_duration(text)) << text;
}
