#include "collector/sources/ids.hpp"

#include <gtest/gtest.h>

using namespace clamor::collector;

TEST(Ids, SortWhereTheyGrowWithTime) {
  EXPECT_TRUE(sorts_by_age("114869631572884594"));
  EXPECT_TRUE(sorts_by_age("01HZY5N6ABCDEFGHJKMNPQRSTV"));
  EXPECT_TRUE(sorts_by_age("Al30Y6dIQNzsEKhR5s"));
  EXPECT_FALSE(sorts_by_age("1795460165fbd9942029e36a73540e1ad7cf502a3f"));
  EXPECT_FALSE(sorts_by_age(""));
}

TEST(Ids, LongerNumbersAreNewer) {
  EXPECT_TRUE(is_newer("1000", "999"));
  EXPECT_FALSE(is_newer("999", "999"));
}

TEST(Ids, OfAPageInAnyOrderGiveTheSameMarks) {
  EXPECT_EQ(newest_mark({"7", "12", "9"}), "12");
  EXPECT_EQ(oldest_id({"7", "12", "9"}), "7");
  EXPECT_EQ(newest_mark({}), "");
}

TEST(Ids, ThatDoNotSortKeepThePagesOrder) {
  const std::string first = "1795460165fbd9942029e36a73540e1ad7cf502a3f",
                    last = "1795460177ad8615d1b02ef0fe4b91154877171931";
  EXPECT_EQ(newest_mark({first, last}), first + " " + last);
  EXPECT_EQ(oldest_id({first, last}), last);
  EXPECT_TRUE(meets({"1795469999ad8615d1b02ef0fe4b91154877171931"}, first + " " + last))
      << "edited: another time";
  EXPECT_FALSE(meets({first}, last));
}
