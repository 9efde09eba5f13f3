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

constexpr Errand live = Errand::live, backfill = Errand::backfill;

TEST(Walk, FirstContactGoesDownAndCoversWhatItRead) {
  Walk walk("FreeThemAll", {}, {400, std::nullopt, beginning});
  const auto first = walk.ask(live, noon);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->direction, Direction::older);
  PreparedPage page = page_of({noon - 1h, noon - 3h});
  walk.take(live, answer(*first, "80", Cursor{"100", "80", false}), page);
  EXPECT_EQ(page.covered, (std::vector<Interval>{{noon - 3h, noon}}));
  EXPECT_EQ(page.cursor->oldest, "80");

  EXPECT_FALSE(walk.wants(live)) << "only the first page is news";
  const auto second = walk.ask(backfill, noon + 5s);
  EXPECT_EQ(second->page_token, "80");
  PreparedPage last = page_of({noon - 5h});
  walk.take(backfill, answer(*second, "", Cursor{"100", "60", true}), last);
  EXPECT_EQ(last.covered, (std::vector<Interval>{{beginning, noon}}));
  EXPECT_FALSE(walk.ask(live, noon + 6s));
  EXPECT_FALSE(walk.ask(backfill, noon + 6s));
}

TEST(Walk, AServerThatCutsTheWayDownShortLeavesThePastUnread) {
  Walk walk("a", {}, {400, std::nullopt, beginning});
  PreparedPage page = page_of({noon - 1h, noon - 3h});
  Answer cut = answer(*walk.ask(live, noon), "", Cursor{"100", "", true});
  cut.reached_known = false;
  walk.take(live, cut, page);
  EXPECT_EQ(page.covered, (std::vector<Interval>{{noon - 3h, noon}}));
}

TEST(Walk, APollComesBetweenThePagesOfThePast) {
  Walk walk("FreeThemAll", {Cursor{"100", "80", false}, noon - 1h, {}}, {});
  const auto up = walk.ask(live, noon);
  EXPECT_EQ(up->direction, Direction::newer);
  PreparedPage page = page_of({noon - 10min});
  walk.take(live, answer(*up, "", Cursor{"110", "80", false}), page);
  EXPECT_EQ(page.covered, (std::vector<Interval>{{noon - 1h, noon}}));
  EXPECT_EQ(walk.covered_until(), noon);

  const auto down = walk.ask(backfill, noon + 1s);
  EXPECT_EQ(down->direction, Direction::older);
  PreparedPage older = page_of({noon - 7h, noon - 5h});
  walk.take(backfill, answer(*down, "70", Cursor{"110", "70", false}), older);

  walk.poll();
  PreparedPage again = page_of({noon + 4min});
  walk.take(live, answer(*walk.ask(live, noon + 5min), "", Cursor{"111", "80", false}), again);
  EXPECT_EQ(again.cursor, (Cursor{"111", "70", false})) << "a poll knows nothing of the way down";

  const auto on = walk.ask(backfill, noon + 6min);
  EXPECT_EQ(on->page_token, "70");
  PreparedPage oldest = page_of({noon - 9h, noon - 8h});
  walk.take(backfill, answer(*on, "", Cursor{"110", "60", true}), oldest);
  EXPECT_EQ(oldest.cursor, (Cursor{"111", "60", true})) << "and the way down nothing of the poll";
  EXPECT_EQ(oldest.covered, (std::vector<Interval>{{UtcTime{}, noon - 8h}}));
  EXPECT_FALSE(walk.wants(backfill));
}

TEST(Walk, OnTheWayUpEachPageIsKeptAsRead) {
  Walk walk("a", {Cursor{"100", "80", true}, noon - 5h, {}}, {});
  PreparedPage page = page_of({noon - 3h, noon - 4h});
  walk.take(live, answer(*walk.ask(live, noon), "140", Cursor{"140", "80", true}), page);
  EXPECT_EQ(page.covered, (std::vector<Interval>{{noon - 5h, noon - 4h}}));
  EXPECT_TRUE(page.gaps.empty());
  PreparedPage last = page_of({noon - 2h});
  walk.take(live, answer(*walk.ask(live, noon), "", Cursor{"150", "80", true}), last);
  EXPECT_EQ(last.covered, (std::vector<Interval>{{noon - 4h, noon}}));
}

TEST(Walk, AVeryLongPollYieldsToTheOthers) {
  Walk walk("a", {Cursor{"100", "80", true}, noon - 5h, {}}, {});
  int pages = 0;
  while (walk.wants(live)) {
    ASSERT_LT(++pages, 100);
    PreparedPage page = page_of({noon - 4h});
    walk.take(live, answer(*walk.ask(live, noon), std::to_string(100 + pages), Cursor{"140", "80", true}),
              page);
  }
  EXPECT_EQ(pages, 10);
  EXPECT_EQ(walk.ask(backfill, noon)->page_token, "110");
}

TEST(Walk, AMarkThatNothingLeadsToIsGivenUp) {
  Walk walk("a", {Cursor{"100", "80", true}, noon - 5h, {}}, {});
  PreparedPage page = page_of({noon - 1h, noon - 2h});
  Answer end = answer(*walk.ask(live, noon), "", Cursor{"200", "80", true});
  end.reached_known = false;
  walk.take(live, end, page);
  ASSERT_EQ(page.gaps.size(), 1u);
  EXPECT_EQ(page.gaps[0].time, (Interval{noon - 5h, noon - 2h}));
  EXPECT_EQ(page.gaps[0].state, GapState::unrecoverable);
  EXPECT_EQ(page.gaps[0].reason, "search_ceiling");
  EXPECT_EQ(page.covered, (std::vector<Interval>{{noon - 2h, noon}}));
}

// A source that reads newest first, as far as the first page of a poll that does not reach the mark.
struct NewestFirst {
  explicit NewestFirst(int pages_a_run = 400, const std::string& mark = "100")
      : walk("a", {Cursor{mark, "80", true}, noon - 5h, {}}, {pages_a_run, std::nullopt}) {
    first = page_of({noon - 1min, noon - 1h});
    Answer more = answer(*walk.ask(live, noon), "300", std::nullopt);
    more.next->walk_newest = "400";
    walk.take(live, more, first);
  }
  Answer fill(const std::string& token, bool reached = true) {
    Answer given = answer(*walk.ask(backfill, noon + 1min), token, std::nullopt);
    if (given.next) given.next->walk_newest = "400";
    given.reached_known = reached;
    return given;
  }
  Walk walk;
  PreparedPage first;
};

TEST(Walk, APageThatDoesNotReachTheMarkOpensAGapInTheSameTransaction) {
  NewestFirst source;
  EXPECT_EQ(source.first.cursor->newest, "400");
  EXPECT_EQ(source.first.covered, (std::vector<Interval>{{noon - 1h, noon}}));
  ASSERT_EQ(source.first.gaps.size(), 1u);
  EXPECT_EQ(source.first.gaps[0].time, (Interval{noon - 5h, noon - 1h}));
  EXPECT_EQ(source.first.gaps[0].cause, catching_up);
  EXPECT_EQ(source.first.gaps[0].mark, "100");
  EXPECT_EQ(source.first.gaps[0].resume, "300");
  EXPECT_FALSE(source.walk.wants(live));

  PreparedPage second = page_of({noon - 2h, noon - 3h});
  EXPECT_EQ(source.walk.ask(backfill, noon)->cursor.newest, "100");
  source.walk.take(backfill, source.fill("200"), second);
  EXPECT_EQ(second.covered, (std::vector<Interval>{{noon - 3h, noon - 1h}}));
  EXPECT_EQ(second.gaps.at(0).resume, "200");
  EXPECT_FALSE(second.cursor) << "the mark has moved already";

  PreparedPage last = page_of({noon - 4h, noon - 6h});
  source.walk.take(backfill, source.fill(""), last);
  EXPECT_EQ(last.covered, (std::vector<Interval>{{noon - 5h, noon - 1h}}));
  EXPECT_FALSE(source.walk.wants(backfill));
}

TEST(Walk, GoesOnInsideAGapAfterARestart) {
  Gap gap{{noon - 5h, noon - 1h}, "unreachable", GapState::filling};
  gap.mark = "100";
  gap.resume = "200";
  Walk walk("a", {Cursor{"400", "80", true}, noon, {gap}}, {});
  const auto ask = walk.ask(backfill, noon + 1h);
  EXPECT_EQ(ask->direction, Direction::newer);
  EXPECT_EQ(ask->cursor.newest, "100");
  EXPECT_EQ(ask->page_token, "200");
}

TEST(Walk, AGapIsGivenUpWhereTheServerEndsShortOfTheMark) {
  NewestFirst source;
  PreparedPage page = page_of({noon - 2h, noon - 3h});
  source.walk.take(backfill, source.fill("", false), page);
  EXPECT_EQ(page.covered, (std::vector<Interval>{{noon - 3h, noon - 1h}}));
  ASSERT_EQ(page.gaps.size(), 1u);
  EXPECT_EQ(page.gaps[0].time, (Interval{noon - 5h, noon - 3h}));
  EXPECT_EQ(page.gaps[0].state, GapState::unrecoverable);
  EXPECT_EQ(page.gaps[0].cause, "search_ceiling");
  EXPECT_TRUE(page.gaps[0].resume.empty());
}

TEST(Walk, OfSeveralSearchesEachIsReadThoughTheOneBeforeLiesBelowTheGap) {
  NewestFirst source;
  PreparedPage page = page_of({noon - 7h, noon - 8h});
  Answer end_of_the_first = source.fill("second search");
  end_of_the_first.several_searches = true;
  source.walk.take(backfill, end_of_the_first, page);
  ASSERT_TRUE(source.walk.wants(backfill));
  EXPECT_EQ(source.walk.ask(backfill, noon + 2min)->page_token, "second search");
}

// A page of one of several searches; `next` is the token of the page that follows, `next_search` that of the
// first page of the search that does. With neither it was the last page.
Answer of_several(const Ask& ask, const std::string& next, const std::string& next_search,
                  std::optional<Cursor> cursor = {}) {
  Answer made = answer(ask, next, std::move(cursor));
  made.several_searches = true;
  if (!next_search.empty()) {
    made.next_search = *made.next;
    made.next_search->page_token = next_search;
  }
  return made;
}

TEST(Walk, APollOfSeveralSearchesCoversNothingBeforeEachWasRead) {
  Walk walk("a", {Cursor{"100", "80", true}, noon - 5h, {}}, {});
  PreparedPage first = page_of({noon - 1min, noon - 1h});
  Answer more = of_several(*walk.ask(live, noon), "second", "second");
  more.next->walk_newest = "400";
  walk.take(live, more, first);
  EXPECT_TRUE(first.covered.empty());
  EXPECT_TRUE(first.gaps.empty());
  EXPECT_FALSE(first.cursor) << "whoever is killed here looks again";
  EXPECT_EQ(walk.covered_until(), noon - 5h);

  const auto second = walk.ask(live, noon + 1s);
  ASSERT_TRUE(second) << "each search is part of the poll";
  EXPECT_EQ(second->page_token, "second");
  PreparedPage last = page_of({noon - 2h});
  walk.take(live, of_several(*second, "", "", Cursor{"400", "", true}), last);
  EXPECT_EQ(last.covered, (std::vector<Interval>{{noon - 5h, noon}}));
  EXPECT_EQ(last.cursor->newest, "400");
  EXPECT_FALSE(walk.wants(live));
}

TEST(Walk, APollOfSeveralSearchesThatNeverWasCoveredBeginsNow) {
  Walk walk("a", {Cursor{"100", "80", true}, {}, {}}, {});
  PreparedPage page = page_of({noon - 1h, noon - 900h});
  walk.take(live, of_several(*walk.ask(live, noon), "", "", Cursor{"400", "", true}), page);
  EXPECT_TRUE(page.covered.empty()) << "how deep the other search went is not known";
  EXPECT_EQ(walk.covered_until(), noon);
}

TEST(Walk, ASearchThatWasCutShortLeavesAllOfItsPollOpen) {
  Walk walk("a", {Cursor{"100", "80", true}, noon - 5h, {}}, {});
  PreparedPage page = page_of({noon - 4h});
  Answer cut = of_several(*walk.ask(live, noon), "", "", Cursor{"400", "", true});
  cut.reached_known = false;
  walk.take(live, cut, page);
  EXPECT_TRUE(page.covered.empty());
  ASSERT_EQ(page.gaps.size(), 1u);
  EXPECT_EQ(page.gaps[0].time, (Interval{noon - 5h, noon}));
  EXPECT_EQ(page.gaps[0].state, GapState::unrecoverable);
}

TEST(Walk, FirstContactBySeveralSearchesCoversWhenAllAreRead) {
  Walk walk("a", {}, {400, std::nullopt, beginning});
  PreparedPage page = page_of({noon - 1h, noon - 300h});
  walk.take(live, of_several(*walk.ask(live, noon), "second", "second", Cursor{"100", "second", false}),
            page);
  EXPECT_TRUE(page.covered.empty());
  PreparedPage last = page_of({noon - 2h});
  walk.take(backfill, of_several(*walk.ask(backfill, noon + 1s), "", "", Cursor{"100", "", true}), last);
  EXPECT_EQ(last.covered, (std::vector<Interval>{{beginning, noon}}));
}

TEST(Walk, SeveralSearchesThatGoOnInALaterRunCoverWhatLiesBelowTheirFirstPage) {
  Walk walk("a", {Cursor{"100", "page 4", false}, noon - 1h, {}}, {400, std::nullopt, beginning});
  PreparedPage poll;
  walk.take(live, of_several(*walk.ask(live, noon), "", "", Cursor{"100", "", true}), poll);
  PreparedPage page = page_of({noon - 35h, noon - 40h});
  Answer first = of_several(*walk.ask(backfill, noon), "second", "second", Cursor{"100", "second", false});
  first.newest_row = noon - 30h;
  walk.take(backfill, first, page);
  EXPECT_TRUE(page.covered.empty());
  PreparedPage last = page_of({noon - 2h});
  walk.take(backfill, of_several(*walk.ask(backfill, noon), "", "", Cursor{"100", "", true}), last);
  EXPECT_EQ(last.covered, (std::vector<Interval>{{beginning, noon - 30h}}));
}

TEST(Walk, BackfillOfSeveralSearchesReadsEachToItsDay) {
  Walk walk("a", {}, {400, noon - 24h, beginning});
  PreparedPage first = page_of({noon - 30h, noon - 40h});
  walk.take(live, of_several(*walk.ask(live, noon), "page 2", "second", Cursor{"100", "page 2", false}),
            first);
  const auto second = walk.ask(backfill, noon + 1s);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->page_token, "second") << "deep enough here says nothing of the other";
  PreparedPage last = page_of({noon - 26h});
  walk.take(backfill, of_several(*second, "second 2", "", Cursor{"100", "second 2", false}), last);
  EXPECT_EQ(last.covered, (std::vector<Interval>{{noon - 24h, noon}}));
  EXPECT_EQ(last.cursor, (Cursor{"100", "page 2", false})) << "a later run goes on where the first was left";
  EXPECT_FALSE(walk.wants(backfill));
}

TEST(Walk, ALookBackBySeveralSearchesReadsEachToItsDepth) {
  Walk walk("a", {Cursor{"100", "80", true}, noon - 1h, {}}, {});
  walk.look_back(6h);
  PreparedPage page = page_of({noon - 7h});
  walk.take(backfill, of_several(*walk.ask(backfill, noon), "page 2", "second"), page);
  EXPECT_TRUE(page.covered.empty());
  EXPECT_FALSE(page.lookback);
  const auto second = walk.ask(backfill, noon);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->page_token, "second");
  PreparedPage last = page_of({});
  Answer old = of_several(*second, "second 2", "");
  old.newest_row = noon - 8h;
  walk.take(backfill, old, last);
  EXPECT_EQ(last.covered, (std::vector<Interval>{{noon - 6h, noon}}))
      << "rows without the hashtag tell it too";
  EXPECT_TRUE(last.lookback);
  EXPECT_FALSE(walk.wants(backfill));
}

TEST(Walk, AGapFilledBySeveralSearchesIsCoveredWhenEachWasRead) {
  NewestFirst source;
  PreparedPage page = page_of({noon - 2h, noon - 3h});
  Answer more = source.fill("second");
  more.several_searches = true;
  source.walk.take(backfill, more, page);
  EXPECT_TRUE(page.covered.empty());
  ASSERT_EQ(page.gaps.size(), 1u);
  EXPECT_EQ(page.gaps[0].time, (Interval{noon - 5h, noon - 1h}));
  EXPECT_EQ(page.gaps[0].resume, "second");
  PreparedPage last = page_of({noon - 90min});
  Answer end = source.fill("");
  end.several_searches = true;
  source.walk.take(backfill, end, last);
  EXPECT_EQ(last.covered, (std::vector<Interval>{{noon - 5h, noon - 1h}}));
}

TEST(Walk, OfTwoListsOnAPageTheOneThatEndsLaterSaysHowFarItGoes) {
  Walk walk("a", {Cursor{"100", "80", true}, noon - 5h, {}}, {});
  PreparedPage page = page_of({noon - 1min, noon - 4h});
  Answer more = answer(*walk.ask(live, noon), "300", std::nullopt);
  more.next->walk_newest = "400";
  more.whole_down_to = noon - 1h;  // and the other list to four hours ago
  walk.take(live, more, page);
  EXPECT_EQ(page.covered, (std::vector<Interval>{{noon - 1h, noon}}));
  EXPECT_EQ(page.gaps.at(0).time, (Interval{noon - 5h, noon - 1h}));
}

TEST(Walk, AMarkThatWasDeletedDoesNotLeadToTheBeginning) {
  NewestFirst source;
  PreparedPage page = page_of({noon - 7h, noon - 8h});
  source.walk.take(backfill, source.fill("200"), page);
  EXPECT_EQ(page.covered, (std::vector<Interval>{{noon - 5h, noon - 1h}}));
  EXPECT_FALSE(source.walk.wants(backfill));
}

// The store takes it away when its post is forgotten.
TEST(Walk, AMarkThatIsNotKeptIsReadDownToByTimeAndNothingUnreadIsCovered) {
  NewestFirst source(400, "");
  EXPECT_EQ(source.first.cursor, (Cursor{"400", "80", true}));
  EXPECT_EQ(source.first.covered, (std::vector<Interval>{{noon - 1h, noon}}));
  PreparedPage second = page_of({noon - 2h, noon - 5h});
  source.walk.take(backfill, source.fill("200"), second);
  EXPECT_TRUE(source.walk.wants(backfill)) << "posts of the mark's own hour may follow";
  PreparedPage last = page_of({noon - 7h, noon - 8h});
  source.walk.take(backfill, source.fill("100"), last);
  EXPECT_EQ(last.covered, (std::vector<Interval>{{noon - 5h, noon - 1h}}));
  EXPECT_FALSE(source.walk.wants(backfill));
}

TEST(Walk, AGapAtItsPageLimitWaitsForTheNextDay) {
  NewestFirst source(1);
  PreparedPage page = page_of({noon - 2h});
  source.walk.take(backfill, source.fill("200"), page);
  EXPECT_FALSE(source.walk.wants(backfill));
  source.walk.renew();
  EXPECT_EQ(source.walk.ask(backfill, noon + 24h)->page_token, "200");
}

TEST(Walk, StopsAtThePageLimit) {
  Walk walk("a", {}, {3, std::nullopt});
  int pages = 0;
  while (walk.wants(live) || walk.wants(backfill)) {
    const Errand errand = walk.wants(live) ? live : backfill;
    const auto ask = walk.ask(errand, noon);
    PreparedPage page = page_of({noon - 1h * ++pages});
    walk.take(errand,
              answer(*ask, std::to_string(100 - pages), Cursor{"100", std::to_string(100 - pages), false}),
              page);
    EXPECT_EQ(page.covered.at(0).from, noon - 1h * pages);
  }
  EXPECT_EQ(pages, 3);
}

TEST(Walk, APageLimitOnTheWayUpIsAGap) {
  Walk walk("a", {Cursor{"100", "80", true}, noon - 5h, {}}, {1, std::nullopt});
  const auto ask = walk.ask(live, noon);
  PreparedPage page = page_of({noon - 4h});
  walk.take(live, answer(*ask, "140", Cursor{"140", "80", true}), page);
  ASSERT_EQ(page.gaps.size(), 1u);
  EXPECT_EQ(page.gaps[0].cause, "page_limit");
  EXPECT_EQ(page.gaps[0].time, (Interval{noon - 4h, noon}));
}

TEST(Walk, BackfillEndsAtItsDay) {
  Walk walk("a", {}, {400, noon - 2h});
  const auto ask = walk.ask(live, noon);
  PreparedPage page = page_of({noon - 1h, noon - 3h});
  walk.take(live, answer(*ask, "80", Cursor{"100", "80", false}), page);
  EXPECT_FALSE(walk.wants(backfill));
}

TEST(Walk, NothingThereIsRead) {
  Walk walk("a", {}, {400, std::nullopt, beginning});
  walk.ask(live, noon);
  PreparedPage page = page_of({});
  walk.take_nothing(live, page);
  EXPECT_EQ(page.covered, (std::vector<Interval>{{beginning, noon + 1s}}));
  EXPECT_FALSE(page.cursor);
  EXPECT_FALSE(walk.ask(live, noon + 2s));
  walk.poll();
  EXPECT_EQ(walk.ask(live, noon + 3s)->direction, Direction::older);
}

TEST(Walk, AsksForFewerUntilItCannot) {
  Walk walk("a", {}, {});
  walk.ask(live, noon);
  std::vector<int> limits;
  while (walk.shrink(live, 40, 1)) limits.push_back(walk.ask(live, noon)->limit);
  EXPECT_EQ(limits, (std::vector<int>{20, 10, 5, 2, 1}));
}

TEST(Walk, AnOutageIsOneGapFromTheLastPollToTheNextThatIsAnswered) {
  Walk fresh("a", {}, {});
  EXPECT_FALSE(fresh.miss(noon, "unreachable")) << "what was never read is not missed";
  Walk walk("a", {Cursor{"1", "1", true}, noon - 1h, {}}, {});
  EXPECT_EQ(walk.miss(noon, "unreachable")->time, (Interval{noon - 1h, noon}));
  EXPECT_EQ(walk.miss(noon + 1h, "refused")->cause, "unreachable") << "why it began";
  PreparedPage page = page_of({noon});
  walk.take(live, answer(*walk.ask(live, noon + 2h), "", Cursor{"2", "1", true}), page);
  ASSERT_EQ(page.gaps.size(), 1u);
  EXPECT_EQ(page.gaps[0].time, (Interval{noon - 1h, noon + 2h}));
  EXPECT_EQ(page.gaps[0].cause, "unreachable");
  EXPECT_EQ(page.covered, (std::vector<Interval>{{noon - 1h, noon + 2h}}));
  walk.poll();
  PreparedPage next = page_of({});
  walk.take(live, answer(*walk.ask(live, noon + 3h), "", std::nullopt), next);
  EXPECT_TRUE(next.gaps.empty());
}

TEST(Walk, ReadsTheRecentPastAgainAndMovesNoMark) {
  Walk walk("a", {Cursor{"100", "80", true}, noon - 1h, {}}, {});
  walk.look_back(6h);
  const auto top = walk.ask(backfill, noon);
  EXPECT_EQ(top->direction, Direction::older);
  EXPECT_EQ(top->cursor, Cursor{});
  PreparedPage page = page_of({noon - 1h, noon - 90 * 24h});
  walk.take(backfill, answer(*top, "70", Cursor{"100", "70", false}), page);
  EXPECT_FALSE(page.cursor);
  EXPECT_TRUE(page.covered.empty()) << "one backdated post does not make a page old";
  PreparedPage last = page_of({noon - 7h, noon - 8h});
  walk.take(backfill, answer(*walk.ask(backfill, noon), "60", Cursor{"100", "60", false}), last);
  EXPECT_EQ(last.covered, (std::vector<Interval>{{noon - 6h, noon}}));
  ASSERT_TRUE(last.lookback);
  EXPECT_EQ(last.lookback->depth, 6h);
  EXPECT_EQ(last.lookback->at, noon);
  EXPECT_FALSE(walk.wants(backfill));
}

}  // namespace
}  // namespace clamor::collector
