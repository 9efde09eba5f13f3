#include "storage/sqlite/runs.hpp"

#include <gtest/gtest.h>

#include <map>

namespace clamor::storage::test {

namespace {

using Newest = std::optional<Run<Counts>>;  // inside a TEST, Run is a name of GoogleTest

struct Table {
  std::map<std::int64_t, Run<Counts>> rows;
  void begin(const Run<Counts>& run) { add(run); }
  void add(const Run<Counts>& run) { rows[run.at] = run; }
  void change(const Run<Counts>& run) { rows.at(run.at) = run; }
  std::optional<Run<Counts>> holding(std::int64_t time) {
    auto after = rows.upper_bound(time);
    return after == rows.begin() ? std::nullopt : std::optional(std::prev(after)->second);
  }
};

Counts likes(std::int64_t number) {
  return {.likes = number, .boosts = {}, .replies = {}, .quotes = {}, .views = {}};
}

}  // namespace

TEST(Runs, TheSameNumbersAgainMakeTheRunLonger) {
  Table table;
  Newest newest;
  EXPECT_EQ(observe(newest, 10, likes(1), table), 1);
  EXPECT_EQ(observe(newest, 20, likes(1), table), 0);
  EXPECT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(newest->until, 20);
}

TEST(Runs, ANumberSeenInTheMiddleOfARunSplitsIt) {
  Table table;
  Newest newest;
  observe(newest, 10, likes(1), table);
  observe(newest, 30, likes(1), table);
  EXPECT_EQ(observe(newest, 20, likes(2), table), 2);
  EXPECT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(newest->at, 30);
  EXPECT_EQ(newest->values, likes(1));
}

TEST(Runs, ALatePageNeverBecomesTheNewestReading) {
  Table table;
  Newest newest;
  observe(newest, 30, likes(3), table);
  EXPECT_EQ(observe(newest, 10, likes(1), table), 1);
  EXPECT_EQ(observe(newest, 10, likes(1), table), 0);
  EXPECT_EQ(newest->values, likes(3));
}

TEST(Runs, ALatePageSplitsTheOlderRunItFallsInto) {
  Table table;
  Newest newest;
  observe(newest, 10, likes(1), table);
  observe(newest, 20, likes(1), table);
  observe(newest, 30, likes(3), table);
  EXPECT_EQ(observe(newest, 15, likes(2), table), 2);
  EXPECT_EQ(table.rows.size(), 4u);
  EXPECT_EQ(table.rows.at(10).until, 10);
  EXPECT_EQ(table.rows.at(20).values, likes(1));
  EXPECT_EQ(newest->values, likes(3));
}

TEST(Runs, OfTwoNumbersAtOneInstantTheHigherStays) {
  Table table;
  Newest newest;
  observe(newest, 10, likes(3), table);
  EXPECT_EQ(observe(newest, 10, likes(2), table), 0);
  EXPECT_EQ(observe(newest, 10, likes(5), table), 0);
  EXPECT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(newest->values, likes(5));
}

TEST(Runs, OfTwoNumbersAtOneInstantTheHigherStaysInAnOlderRunToo) {
  Table table;
  Newest newest;
  observe(newest, 10, likes(2), table);
  observe(newest, 15, likes(2), table);
  observe(newest, 30, likes(9), table);
  EXPECT_EQ(observe(newest, 15, likes(3), table), 1);
  EXPECT_EQ(table.rows.at(10).until, 10);
  EXPECT_EQ(table.rows.at(15).values, likes(3));
  EXPECT_EQ(newest->values, likes(9));
}

TEST(Runs, TheSameNumberInALatePageMakesAnOlderRunLonger) {
  Table table;
  Newest newest;
  observe(newest, 10, likes(2), table);
  observe(newest, 30, likes(9), table);
  EXPECT_EQ(observe(newest, 20, likes(2), table), 0);
  EXPECT_EQ(table.rows.at(10).until, 20);
}

}  // namespace clamor::storage::test
