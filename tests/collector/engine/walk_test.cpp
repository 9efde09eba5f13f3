#include "collector/walk.hpp"

#include <gtest/gtest.h>

namespace clamor::collector {
namespace {

using namespace std::chrono_literals;

const UtcTime noon = *parse_rfc3339("2026-07-01T12:00:00Z");
const UtcTime beginning = *parse_rfc3339("2008-05-01");

PreparedPage page_of(std::initializer_list<UtcTime> times) {
  PreparedPage page;
  page.read_at = noon + 1s;
  for (const UtcTime time : times) {
    PreparedPost post;
    post.charted_at = time;
    page.posts.push_back(post);
  }
  return page;
}

Answer answer(const Ask& ask, const std::string& next_token, std::optional<Cursor> cursor) {
  Answer made;
  made.cursor = cursor;
  if (!next_token.empty()) {
    made.next = ask;
    made.next->page_token = next_token;
    if (cursor) made.next->cursor = *cursor;
  }
  return made;
}

TEST(Walk, FirstContactGoesDownAndCoversWhatItRead) {
  Walk walk("FreeThemAll", std::nullopt, std::nullopt, {400, std::nullopt, beginning});
  const auto first = walk.ask(noon);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->direction, Direction::older);
  PreparedPage page = page_of({noon - 1h, noon - 3h});
  walk.take(answer(*first, "80", Cursor{"100", "80", false}), page);
  EXPECT_EQ(page.covered, (std::vector<Interval>{{noon - 3h, noon}}));
  EXPECT_EQ(page.cursor->oldest, "80");

  const auto second = walk.ask(noon + 5s);
  EXPECT_EQ(second->page_token, "80");
  PreparedPage last = page_of({noon - 5h});
  walk.take(answer(*second, "", Cursor{"100", "60", true}), last);
  EXPECT_EQ(last.covered, (std::vector<Interval>{{beginning, noon}}));
  EXPECT_FALSE(walk.ask(noon + 6s));
}

TEST(Walk, AServerThatCutsTheWayDownShortLeavesThePastUnread) {
  Walk walk("a", std::nullopt, std::nullopt, {400, std::nullopt, beginning});
  PreparedPage page = page_of({noon - 1h, noon - 3h});
  Answer cut = answer(*walk.ask(noon), "", Cursor{"100", "", true});
  cut.reached_known = false;
  walk.take(cut, page);
  EXPECT_EQ(page.covered, (std::vector<Interval>{{noon - 3h, noon}}));
}

TEST(Walk, LaterRunsLookUpFirstAndThenGoOnDown) {
  Walk walk("FreeThemAll", Cursor{"100", "80", false}, noon - 1h, {});
  const auto up = walk.ask(noon);
  EXPECT_EQ(up->direction, Direction::newer);
  PreparedPage page = page_of({noon - 10min});
  walk.take(answer(*up, "", Cursor{"110", "80", false}), page);
  EXPECT_EQ(page.covered, (std::vector<Interval>{{noon - 1h, noon}}));
  EXPECT_EQ(walk.covered_until(), noon);

  const auto down = walk.ask(noon + 1s);
  EXPECT_EQ(down->direction, Direction::older);
  EXPECT_EQ(down->cursor.newest, "110");
  PreparedPage older = page_of({noon - 9h, noon - 5h});
  walk.take(answer(*down, "", Cursor{"110", "60", true}), older);
  EXPECT_EQ(older.covered, (std::vector<Interval>{{UtcTime{}, noon - 5h}}));
  EXPECT_FALSE(walk.ask(noon + 2s));
  walk.poll();
  EXPECT_EQ(walk.ask(noon + 3s)->direction, Direction::newer);
}

TEST(Walk, AMarkThatWasNotMetOpensAGap) {
  Walk walk("a", Cursor{"100", "80", true}, noon - 5h, {});
  PreparedPage page = page_of({noon - 1h, noon - 2h});
  Answer end = answer(*walk.ask(noon), "", Cursor{"200", "80", true});
  end.reached_known = false;
  walk.take(end, page);
  ASSERT_EQ(page.gaps.size(), 1u);
  EXPECT_EQ(page.gaps[0].time, (Interval{noon - 5h, noon - 2h}));
  EXPECT_EQ(page.gaps[0].cause, "search_ceiling");
  EXPECT_EQ(page.covered, (std::vector<Interval>{{noon - 2h, noon}}));
}

TEST(Walk, StopsAtThePageLimit) {
  Walk walk("a", std::nullopt, std::nullopt, {3, std::nullopt});
  int pages = 0;
  while (const auto ask = walk.ask(noon)) {
    PreparedPage page = page_of({noon - 1h * ++pages});
    walk.take(answer(*ask, std::to_string(100 - pages), Cursor{"100", std::to_string(100 - pages), false}),
              page);
    EXPECT_EQ(page.covered.at(0).from, noon - 1h * pages);
  }
  EXPECT_EQ(pages, 3);
}

TEST(Walk, APageLimitOnTheWayUpIsAGap) {
  Walk walk("a", Cursor{"100", "80", true}, noon - 5h, {1, std::nullopt});
  const auto ask = walk.ask(noon);
  PreparedPage page = page_of({noon - 4h});
  walk.take(answer(*ask, "140", Cursor{"140", "80", true}), page);
  ASSERT_EQ(page.gaps.size(), 1u);
  EXPECT_EQ(page.gaps[0].cause, "page_limit");
  EXPECT_TRUE(page.covered.empty());
}

TEST(Walk, BackfillEndsAtItsDay) {
  Walk walk("a", std::nullopt, std::nullopt, {400, noon - 2h});
  const auto ask = walk.ask(noon);
  PreparedPage page = page_of({noon - 1h, noon - 3h});
  walk.take(answer(*ask, "80", Cursor{"100", "80", false}), page);
  EXPECT_FALSE(walk.ask(noon));
}

TEST(Walk, NothingThereIsRead) {
  Walk walk("a", std::nullopt, std::nullopt, {400, std::nullopt, beginning});
  walk.ask(noon);
  PreparedPage page = page_of({});
  walk.take_nothing(page);
  EXPECT_EQ(page.covered, (std::vector<Interval>{{beginning, noon + 1s}}));
  EXPECT_FALSE(page.cursor);
  EXPECT_FALSE(walk.ask(noon + 2s));
  walk.poll();
  EXPECT_EQ(walk.ask(noon + 3s)->direction, Direction::older);
}

TEST(Walk, AsksForFewerUntilItCannot) {
  Walk walk("a", std::nullopt, std::nullopt, {});
  walk.ask(noon);
  std::vector<int> limits;
  while (walk.shrink(40, 1)) limits.push_back(walk.ask(noon)->limit);
  EXPECT_EQ(limits, (std::vector<int>{20, 10, 5, 2, 1}));
}

TEST(Walk, WhatWasNeverReadIsNotMissed) {
  Walk fresh("a", std::nullopt, std::nullopt, {});
  EXPECT_FALSE(fresh.missed(noon, "unreachable"));
  Walk known("a", Cursor{"1", "1", true}, noon - 1h, {});
  EXPECT_EQ(known.missed(noon, "unreachable")->time, (Interval{noon - 1h, noon}));
}

}  // namespace
}  // namespace clamor::collector
