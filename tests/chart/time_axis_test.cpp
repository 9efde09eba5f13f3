#include "chart/time_axis.hpp"

#include <gtest/gtest.h>

#include "i18n/tr.hpp"

namespace clamor::chart {
namespace {

using namespace std::chrono_literals;

UtcTime at(const char* text) {
  return *parse_rfc3339(text);
}

class TimeAxis : public testing::Test {
 protected:
  void SetUp() override { i18n::set_language(i18n::Language::es); }
  void TearDown() override { i18n::set_language(i18n::Language::en); }
  Zone mexico = *Zone::find("America/Mexico_City");
};

TEST_F(TimeAxis, AMonthHasADayLabelEverySecondDayUnderTheMiddleOfTheDay) {
  const Interval window{at("2026-10-25T00:00:00-06:00"), at("2026-11-24T00:00:00-06:00")};
  const auto ticks = time_ticks(window, 1090, mexico, true);
  ASSERT_EQ(ticks.size(), 15u);
  EXPECT_EQ(mexico.to_local(ticks[0].at).time_since_epoch() % 24h, 12h);
  EXPECT_EQ(ticks[1].at - ticks[0].at, 48h);
  EXPECT_NE(ticks[0].label.find("oct"), std::string::npos);
}

TEST_F(TimeAxis, AFortnightInANarrowChartHasMondays) {
  const Interval window{at("2026-09-01T00:00:00-06:00"), at("2026-11-24T00:00:00-06:00")};
  for (const TimeTick& tick : time_ticks(window, 900, mexico, true)) {
    const auto day = std::chrono::floor<std::chrono::days>(mexico.to_local(tick.at));
    EXPECT_EQ(std::chrono::weekday{day}, std::chrono::Monday);
  }
}

TEST_F(TimeAxis, MidnightsAmongHoursAreStrongAndCarryTheDate) {
  const Interval window{at("2026-11-22T13:00:00-06:00"), at("2026-11-23T13:00:00-06:00")};
  const auto ticks = time_ticks(window, 700, mexico, false);
  ASSERT_EQ(ticks.size(), 8u);
  int strong = 0;
  for (const TimeTick& tick : ticks) {
    strong += tick.strong;
    EXPECT_NE(tick.label.find(tick.strong ? "23" : ":00"), std::string::npos) << tick.label;
  }
  EXPECT_EQ(strong, 1);
}

TEST_F(TimeAxis, YearsAreLabelledByMonths) {
  const Interval window{at("2020-04-20T00:00:00-05:00"), at("2026-11-23T00:00:00-06:00")};
  const auto ticks = time_ticks(window, 1090, mexico, true);
  EXPECT_LE(ticks.size(), 16u);
  EXPECT_GE(ticks.size(), 6u);
}

TEST_F(TimeAxis, ALifetimeStillFits) {
  const Interval window{at("1970-01-01T00:00:00Z"), at("2070-01-01T00:00:00Z")};
  const auto ticks = time_ticks(window, 1000, mexico, true);
  EXPECT_LE(ticks.size(), 15u);
  EXPECT_GE(ticks.size(), 4u);
}

TEST_F(TimeAxis, NoWindowNoTicks) {
  EXPECT_TRUE(time_ticks({}, 900, mexico, true).empty());
  EXPECT_TRUE(time_ticks({at("2026-01-01"), at("2026-02-01")}, 0, mexico, true).empty());
}

}  // namespace
}  // namespace clamor::chart
