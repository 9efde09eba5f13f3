// What one snapshot found out of accounts, carried over to the next: the same as found out anew.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "analysis/accounts.hpp"
#include "tests/analysis/fake_reader.hpp"

using namespace clamor;
using namespace clamor::analysis;
using namespace std::chrono_literals;
using storage::PostRow;

namespace {

const Interval month{at("2020-03-20T06:00:00Z"), at("2020-04-18T05:00:00Z")};  // with a day of 23 hours

UtcTime moment(Interval within = month) {
  return within.from + Millis{*rc::gen::inRange<std::int64_t>(0, within.length().count())};
}

void change_followers(PostRow& post) {
  post.followers.reset();
  if (post.author != 0 && *rc::gen::arbitrary<bool>()) post.followers = *rc::gen::inRange<std::int64_t>(0, 500);
}

void add_post(FakeReader& reader, Interval within = month) {
  const auto author = *rc::gen::inRange(0, 60);
  change_followers(reader.post(moment(within), author, *rc::gen::inRange<std::uint64_t>(1, 4),
                               author % 3 == 1 ? Network::bluesky : Network::fediverse));
}

FakeReader filled(int posts) {
  FakeReader reader;
  reader.source("masto-1.sim", Network::fediverse, {month.from, month.to + 7 * 24h});
  reader.source("bsky.sim", Network::bluesky, {month.from, month.to + 7 * 24h});
  for (int i = 0; i < posts; ++i) add_post(reader);
  return reader;
}

// One of what a collector does to posts; the rest of the row stays.
void change(FakeReader& reader, UtcTime now) {
  auto& post = reader.posts[*rc::gen::inRange<std::size_t>(0, reader.posts.size())];
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      return add_post(reader, {month.to, now});
    case 1:
      return add_post(reader);
    case 2:
      return change_followers(post);
    case 3:
      post.author = 0;  // deleted
      return post.followers.reset();
    case 4:
      post.at = moment();
      return;
    default:
      post.counts.likes = 7;
  }
}

std::vector<AccountQuestion> with_free_windows(std::vector<AccountQuestion> questions, Interval window) {
  for (const auto size : {BucketSize::day, BucketSize::hour, BucketSize::three_hours, BucketSize::week})
    questions.push_back({{window, {}, {}}, size});
  questions.push_back({{window, {1}, {}}, std::nullopt});
  return questions;
}

}  // namespace

RC_GTEST_PROP(CarriedAccounts, AreWhatIsFoundOutAnew, ()) {
  FakeReader reader = filled(600);
  const UtcTime then = month.to + 3min, now = then + Millis{*rc::gen::element(1'000, 60'000, 40'000'000)};
  const Interval free{moment(), moment()};
  const auto before = reader.snapshot(then);
  find_out(*before, with_free_windows(standard_questions(*before), free));

  for (int i = *rc::gen::inRange(0, 6); i > 0; --i) change(reader, now);
  const auto carried = reader.snapshot(now), anew = reader.snapshot(now);
  const Interval moved{free.from + 2s, free.to + 5s};
  const auto questions = with_free_windows(standard_questions(*carried), moved);
  RC_ASSERT(find_out(*carried, questions, {}, before.get()));
  for (const AccountQuestion& question : questions) RC_ASSERT(*accounts(*carried, question) == *accounts(*anew, question));
}

class CarriedOver : public testing::Test {
 protected:
  static constexpr BucketSize size = BucketSize::day;

  CarriedOver() {
    for (int i = 0; i < 1'000; ++i) reader.post(month.from + 30min * i, 1 + i % 50).followers = i % 7;
    before = reader.snapshot(month.to);
    // A wrong answer, to see whether it is gone on from.
    find_out(*before, std::vector{question()});
    auto figures = *accounts(*before, question());
    figures[0].authors += 1'000;
    before->kept_accounts().keep(question(), std::make_shared<const std::vector<AccountFigures>>(std::move(figures)));
  }
  AccountQuestion question() const { return {{window, {}, {}}, size}; }
  std::int64_t authors_now() {
    const auto snapshot = reader.snapshot(month.to);
    find_out(*snapshot, std::vector{question()}, {}, before.get());
    return (*accounts(*snapshot, question()))[0].authors;
  }

  Interval window{month.from, month.to};
  FakeReader reader;
  SnapshotPtr before;
};

TEST_F(CarriedOver, OnlyWhatChangedIsLookedAt) {
  reader.post(month.from + 5h, 77);
  EXPECT_EQ(authors_now(), 1'051);
}

TEST_F(CarriedOver, AWindowWithOtherBucketsIsWalkedFor) {
  window.to += 24h;
  EXPECT_EQ(authors_now(), 50);
}

TEST_F(CarriedOver, OtherHashtagsOrAnotherZoneAreWalkedFor) {
  reader.zone = "UTC";
  window = {month.from - 6h, month.to};
  EXPECT_EQ(authors_now(), 50);
  reader.zone = "America/Mexico_City";
  window = month;
  reader.tag_rows.push_back({"otra", "Otra"});
  EXPECT_EQ(authors_now(), 50);
}

TEST_F(CarriedOver, SoManyChangesThatAWalkCostsNoMoreAreWalkedFor) {
  for (int i = 0; i < 100; ++i) reader.posts[static_cast<std::size_t>(i)].followers = 9;
  EXPECT_EQ(authors_now(), 50);
}
