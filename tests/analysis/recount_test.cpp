// Every measure against a plain recount of the rows, over random snapshots and filters.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "analysis/accounts.hpp"
#include "tests/analysis/fake_reader.hpp"

using namespace clamor;
using namespace clamor::analysis;
using namespace std::chrono_literals;
using storage::PostRow;

namespace {

const Interval weeks{at("2020-03-27T06:00:00Z"), at("2020-04-17T05:00:00Z")};  // with a day of 23 hours
const std::vector<std::string> zones{"America/Mexico_City", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"};

struct World {
  FakeReader reader;
  SnapshotPtr snapshot;
  Filter filter{weeks, {}, {}};

  World() {
    reader.zone = *rc::gen::elementOf(zones);
    reader.tag_rows.push_back({"otra", "Otra"});
    reader.source("masto-1.sim", Network::fediverse, weeks);
    const auto count = *rc::gen::inRange(0, 120);
    for (int i = 0; i < count; ++i) {
      const auto author = *rc::gen::inRange(0, 15);  // 0: deleted
      auto& post = reader.post(moment(), author, *rc::gen::inRange<std::uint64_t>(1, 8),
                               author % 3 == 1 ? Network::bluesky : Network::fediverse);
      if (author != 0 && *rc::gen::arbitrary<bool>()) post.followers = *rc::gen::inRange<std::int64_t>(0, 1000);
      if (*rc::gen::arbitrary<bool>()) post.counts.boosts = *rc::gen::inRange<std::int64_t>(0, 50);
      if (*rc::gen::arbitrary<bool>()) post.counts.likes = *rc::gen::inRange<std::int64_t>(0, 50);
      for (std::int64_t link = 1; link < 12; ++link)
        if (*rc::gen::inRange(0, 8) == 0) post.links.push_back(link);
    }
    snapshot = reader.snapshot(weeks.to);
    if (*rc::gen::arbitrary<bool>()) filter.window = {moment(), moment()};  // at any millisecond, or empty
    for (std::size_t tag = 0; tag < 3; ++tag)
      if (*rc::gen::inRange(0, 3) == 0) filter.tags.push_back(tag);
    for (std::size_t network = 0; network < snapshot->networks().size(); ++network)
      if (*rc::gen::inRange(0, 3) == 0) filter.networks.push_back(network);
  }

  static UtcTime moment() {
    return weeks.from + Millis{*rc::gen::inRange<std::int64_t>(0, weeks.length().count())};
  }

  bool takes(const PostRow& post) const {
    const auto& networks = snapshot->networks();
    const bool network = filter.networks.empty() || std::ranges::any_of(filter.networks, [&](auto n) {
                           return networks[n] == post.network;
                         });
    const bool tag = filter.tags.empty() ||
                     std::ranges::any_of(filter.tags, [&](auto t) { return (post.tag_mask >> t & 1) != 0; });
    return network && tag && post.at >= filter.window.from && post.at < filter.window.to;
  }
  std::vector<PostRow> taken() const {
    std::vector<PostRow> rows;
    for (const PostRow& post : reader.posts)
      if (takes(post)) rows.push_back(post);
    std::ranges::sort(rows, {}, [](const PostRow& row) { return std::pair(row.at, row.id); });
    return rows;
  }
};

std::int64_t engagement(const PostRow& post) {
  return post.counts.likes.value_or(0) + post.counts.boosts.value_or(0);
}

// Distinct accounts, and per account its largest reading.
struct Accounts {
  std::set<std::int64_t> all;
  std::map<std::int64_t, std::int64_t> largest;
  void add(const PostRow& post) {
    if (post.author == 0) return;
    all.insert(post.author);
    if (post.followers) {
      auto& most = largest.try_emplace(post.author, 0).first->second;
      most = std::max(most, *post.followers);
    }
  }
  std::int64_t ceiling() const {
    std::int64_t sum = 0;
    for (const auto& [author, followers] : largest) sum += followers;
    return sum;
  }
};

}  // namespace

RC_GTEST_PROP(Recount, ParticipationIsWhatTheRowsSay, ()) {
  const World world;
  const auto made = participation(*world.snapshot, world.filter);
  std::int64_t posts = 0, boosts = 0, engaged = 0, unread = 0;
  std::map<Network, Accounts> accounts;
  for (const PostRow& post : world.taken()) {
    ++posts;
    boosts += post.counts.boosts.value_or(0);
    engaged += engagement(post);
    unread += post.counts.likes || post.counts.boosts ? 0 : 1;
    accounts[post.network].add(post);
  }
  RC_ASSERT(made.posts == posts);
  RC_ASSERT(made.boosts.value_or(0) == boosts);
  RC_ASSERT(made.engagement.value_or(0) == engaged);
  RC_ASSERT(made.posts_without_reading == unread);
  std::int64_t authors = 0;
  for (const auto& ceiling : made.ceilings) {
    const auto& of_network = accounts[world.snapshot->networks()[ceiling.network]];
    authors += static_cast<std::int64_t>(of_network.all.size());
    RC_ASSERT(ceiling.followers.value_or(0) == of_network.ceiling());
    RC_ASSERT(ceiling.accounts == static_cast<std::int64_t>(of_network.largest.size()));
    RC_ASSERT(ceiling.accounts + ceiling.accounts_unread == static_cast<std::int64_t>(of_network.all.size()));
  }
  RC_ASSERT(made.authors == authors);
}

RC_GTEST_PROP(Recount, SeriesAreWhatTheRowsSay, ()) {
  const World world;
  const auto size = *rc::gen::element(BucketSize::quarter_hour, BucketSize::hour, BucketSize::three_hours,
                                      BucketSize::day, BucketSize::week);
  const auto measure = *rc::gen::element(Measure::mentions, Measure::authors, Measure::engagement,
                                         Measure::audience_ceiling);
  const bool cumulative = *rc::gen::arbitrary<bool>();
  const auto made = series(*world.snapshot, world.filter, measure, size, cumulative);
  const auto rows = world.taken();
  for (std::size_t n = 0; n < made.networks.size(); ++n) {
    Accounts so_far;
    std::int64_t posts = 0, engaged = 0;
    for (std::size_t b = 0; b < made.buckets.size(); ++b) {
      if (!cumulative) {
        so_far = {};
        posts = engaged = 0;
      }
      for (const PostRow& post : rows) {
        if (post.network != world.snapshot->networks()[made.networks[n]]) continue;
        if (post.at < made.buckets[b].from || post.at >= made.buckets[b].to) continue;
        so_far.add(post);
        ++posts;
        engaged += engagement(post);
      }
      const auto value = measure == Measure::mentions    ? posts
                         : measure == Measure::authors   ? static_cast<std::int64_t>(so_far.all.size())
                         : measure == Measure::engagement ? engaged
                                                          : so_far.ceiling();
      RC_ASSERT(made.values[n][b].value_or(0) == static_cast<double>(value));
    }
  }
}

RC_GTEST_PROP(Recount, RankingsAreWhatTheRowsSay, ()) {
  const World world;
  auto rows = world.taken();
  const auto at_most = *rc::gen::inRange<std::size_t>(0, 8);
  std::map<std::int64_t, std::int64_t> posts_of;
  for (const PostRow& post : rows)
    if (post.author != 0) ++posts_of[post.author];
  std::vector<AuthorPosts> authors;
  for (const auto& [author, posts] : posts_of) authors.push_back({author, posts});
  std::ranges::stable_sort(authors, std::greater{}, &AuthorPosts::posts);
  authors.resize(std::min(authors.size(), at_most));
  RC_ASSERT(top_authors(*world.snapshot, world.filter, at_most) == authors);

  std::ranges::reverse(rows);
  std::vector<std::int64_t> newest, best;
  for (const PostRow& post : rows) newest.push_back(post.id);
  newest.resize(std::min(newest.size(), at_most));
  RC_ASSERT(newest_posts(*world.snapshot, world.filter, at_most) == newest);
  std::erase_if(rows, [](const PostRow& post) { return !post.counts.likes && !post.counts.boosts; });
  std::ranges::stable_sort(rows, std::greater{}, engagement);
  for (const PostRow& post : rows) best.push_back(post.id);
  best.resize(std::min(best.size(), at_most));
  RC_ASSERT(best_posts(*world.snapshot, world.filter, at_most) == best);
}

RC_GTEST_PROP(Recount, LinksAreWhatTheRowsSay, ()) {
  const World world;
  struct Counted {
    std::int64_t posts = 0;
    std::set<std::int64_t> accounts;
  };
  std::map<std::int64_t, Counted> counted;
  for (const PostRow& post : world.taken())
    for (const std::int64_t link : post.links) {
      ++counted[link].posts;
      if (post.author != 0) counted[link].accounts.insert(post.author);
    }
  std::vector<LinkShares> links;
  for (const auto& [link, sum] : counted) links.push_back({link, sum.posts, std::ssize(sum.accounts)});
  std::ranges::stable_sort(links, std::greater{}, &LinkShares::posts);
  RC_ASSERT(*top_links(*world.snapshot, world.filter) == links);
}

TEST(Rankings, TheBestOfManyDaysAreTheBestOfEachAndMoreThanADayKeepsAreFoundToo) {
  FakeReader reader;
  for (int i = 0; i < 1'500; ++i) {
    auto& post = reader.post(weeks.from + 10min * i, 1 + i % 9, 1 + static_cast<std::uint64_t>(i) % 3);
    if (i % 5 > 0) post.counts.likes = i * 37 % 60;  // with many equals
  }
  const auto snapshot = reader.snapshot(weeks.to);
  for (const std::vector<std::size_t>& tags : {std::vector<std::size_t>{}, std::vector<std::size_t>{1}}) {
    auto rows = reader.posts;
    std::erase_if(rows, [&](const PostRow& post) { return !post.counts.likes || (!tags.empty() && post.tag_mask == 1); });
    std::ranges::sort(rows, std::greater{}, [](const PostRow& post) { return std::pair(*post.counts.likes, post.at); });
    std::vector<std::int64_t> best;
    for (const PostRow& post : rows) best.push_back(post.id);
    for (const std::size_t at_most : {Day::most_best, Day::most_best + 1, std::size_t{400}})
      EXPECT_EQ(best_posts(*snapshot, {weeks, tags, {}}, at_most),
                std::vector(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(at_most)));
  }
}

TEST(Accounts, FoundOutOnceAreAtHand) {
  FakeReader reader;
  for (int i = 0; i < 250'000; ++i) reader.post(weeks.from + Millis{i}, 1 + i % 1000);
  const auto snapshot = reader.snapshot(weeks.to);
  const std::vector<AccountQuestion> question{{{weeks, {1, 0}, {}}, BucketSize::day}};
  EXPECT_FALSE(at_hand(*snapshot, question));
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_FALSE(find_out(*snapshot, question, stopped.get_token()));
  EXPECT_FALSE(at_hand(*snapshot, question));
  EXPECT_TRUE(find_out(*snapshot, question));
  EXPECT_TRUE(at_hand(*snapshot, question));
  const std::vector<AccountQuestion> whole{{{weeks, {0, 1}, {0}}, std::nullopt}};
  EXPECT_TRUE(at_hand(*snapshot, whole)) << "the same walk answers the window as a whole, and every network";
  const std::vector<AccountQuestion> other{{{weeks, {0}, {}}, BucketSize::day}};
  EXPECT_FALSE(at_hand(*snapshot, other));
}

TEST(Accounts, AreLookedUpByDayWhereTheWindowIsMadeOfWholeDays) {
  FakeReader reader;
  reader.post(weeks.from + 1h, 1, 1);
  reader.post(weeks.from + 2h, 1, 2).followers = 5;  // the same account with another hashtag
  reader.post(weeks.from + 3h, 2, 2);
  const auto snapshot = reader.snapshot(weeks.to);
  const auto asked = [&](const Filter& filter) {
    return series(*snapshot, filter, Measure::authors, BucketSize::day, false).total.front();
  };
  const auto walked = [&](const Filter& filter) {
    return snapshot->kept_accounts().find({filter, std::nullopt}) != nullptr;
  };
  EXPECT_EQ(asked({weeks, {}, {}}), 2);
  EXPECT_EQ(asked({weeks, {0}, {}}), 1);
  EXPECT_EQ(asked({weeks, {1}, {}}), 2);
  EXPECT_EQ(series(*snapshot, {weeks, {1}, {}}, Measure::audience_ceiling, BucketSize::day, false).values[0].front(), 5);
  EXPECT_FALSE(walked({weeks, {}, {}}) || walked({weeks, {0}, {}}) || walked({weeks, {1}, {}}));

  const Filter broken{{weeks.from + 90min, weeks.to}, {}, {}};
  EXPECT_EQ(asked(broken), 2);
  EXPECT_TRUE(walked({{broken.window.from, weeks.from + 24h}, {}, {}})) << "of a day that is cut, what is left";
}

TEST(Accounts, ADeletedPostCountsAsNobody) {
  FakeReader reader;
  reader.post(weeks.from, 0);
  reader.post(weeks.from, 3);
  const auto sum = participation(*reader.snapshot(weeks.to), {weeks, {}, {}});
  EXPECT_EQ(sum.posts, 2);
  EXPECT_EQ(sum.authors, 1);
}
