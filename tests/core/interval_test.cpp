#include "core/interval.hpp"

#include <gtest/gtest.h>

using namespace clamor;

namespace {
Interval span(int from, int to) { return {UtcTime{Millis{from}}, UtcTime{Millis{to}}}; }
}  // namespace

TEST(IntervalSet, MergesWhatOverlapsOrTouches) {
  IntervalSet set;
  for (const auto& each : {span(10, 20), span(30, 40), span(20, 30), span(50, 60), span(5, 5)}) set.add(each);
  EXPECT_EQ(set.intervals(), (std::vector<Interval>{span(10, 40), span(50, 60)}));
}

TEST(IntervalSet, IsTheSameInAnyOrder) {
  const IntervalSet one({span(1, 3), span(7, 9), span(2, 8)}), other({span(2, 8), span(7, 9), span(1, 3)});
  EXPECT_EQ(one.intervals(), other.intervals());
}

TEST(IntervalSet, KnowsWhatIsMissing) {
  const IntervalSet set({span(10, 20), span(30, 40)});
  EXPECT_EQ(set.missing_within(span(0, 50)), (std::vector<Interval>{span(0, 10), span(20, 30), span(40, 50)}));
  EXPECT_EQ(set.missing_within(span(12, 18)), std::vector<Interval>{});
  EXPECT_EQ(set.length_within(span(15, 35)), Millis{10});
  EXPECT_TRUE(set.contains(UtcTime{Millis{19}}));
  EXPECT_FALSE(set.contains(UtcTime{Millis{20}}));
}
