// Servers of five kinds that know one another.
#include <map>

#include "core/text.hpp"
#include "tests/simnet/town.hpp"

namespace clamor::simnet {
namespace {

const Town& town() {
  static const Town one({.servers = 12});
  return one;
}

TEST(FiveKinds, AreAmongSevenServers) {
  std::set<std::string> kinds;
  for (const Kind kind : kinds_of(7)) kinds.insert(std::string(kind_name(kind)));
  EXPECT_EQ(kinds, (std::set<std::string>{"mastodon", "bluesky", "misskey", "lemmy", "peertube"}));
  EXPECT_EQ(kinds_of(12).size(), 12u);
  EXPECT_EQ(kinds_of(4), (std::vector{Kind::mastodon, Kind::mastodon, Kind::mastodon, Kind::bluesky}));
}

TEST(FiveKinds, ShowOnePostUnderOneUriThroughSeveralKindsOfServers) {
  std::map<std::set<Kind>, int> together;
  for (const std::string_view tag : tracked_tags) {
    std::map<std::string, std::set<Kind>> seen;
    for (Home home = 0; home <= town().world.bluesky(); ++home)
      for (const std::string& uri : listed(town(), home, std::string(tag)))
        seen[uri].insert(town().world.kind(home));
    for (const auto& [uri, kinds] : seen) ++together[kinds];
  }
  EXPECT_GT((together[{Kind::mastodon, Kind::misskey}]), 100);
  EXPECT_GT((together[{Kind::mastodon, Kind::misskey, Kind::lemmy, Kind::piefed}]), 3);
  EXPECT_GT((together[{Kind::mastodon, Kind::misskey, Kind::peertube}]), 3);
  EXPECT_GT((together[{Kind::bluesky}]), 100);
}

TEST(FiveKinds, KnowLessElsewhereThanAtHome) {
  int lower = 0, checked = 0;
  for (Home home = 0; home < town().world.bluesky(); ++home)
    for (const auto& known : town().view(home).in_order()) {
      if (!town().view(home).of_post(known.post, town_end())) continue;
      const Counts here = town().view(home).counts(known.post, town_end()),
                   there = true_counts(town().world, known.post, town_end());
      EXPECT_LE(here.boosts, there.boosts);
      EXPECT_LE(here.likes, there.likes);
      EXPECT_LE(here.replies, there.replies);
      EXPECT_LE(here.quotes, there.quotes);
      lower += here.engagement() < there.engagement();
      ++checked;
    }
  EXPECT_GT(lower, checked / 5);
}

TEST(FiveKinds, GiveThePostItselfAtItsUri) {
  std::map<Kind, int> objects;
  for (int index = 0; index < static_cast<int>(town().world.posts.size()); index += 7) {
    const Home home = town().world.home_of(index);
    if (home == town().world.bluesky()) continue;
    const std::string uri = town().fleet.addresses().uri(index);
    const Response response = town().object(home, uri);
    ASSERT_EQ(response.status, 200) << uri;
    const Parsed object(response.body);
    EXPECT_EQ(text(object["id"]), uri);
    EXPECT_TRUE(response.content_type.starts_with("application/activity+json"));
    if (town().world.kind(home) == Kind::mastodon) {
      const Counts counts = true_counts(town().world, index, town_end());
      EXPECT_EQ(object["likes"]["totalItems"].get_int64().value(), counts.likes);
      EXPECT_EQ(object["shares"]["totalItems"].get_int64().value(), counts.boosts);
    }
    ++objects[town().world.kind(home)];
  }
  EXPECT_EQ(objects.size(), 5u);
}

TEST(FiveKinds, SayWhatSoftwareTheyAre) {
  std::set<std::string> names;
  for (Home home = 0; home < town().world.bluesky(); ++home) {
    EXPECT_NE(town().ask(home, "/.well-known/nodeinfo").body.find("/nodeinfo/2.0"), std::string::npos);
    names.insert(text(Parsed(town().ask(home, "/nodeinfo/2.0").body)["software"]["name"]));
  }
  EXPECT_EQ(names, (std::set<std::string>{"mastodon", "misskey", "lemmy", "piefed", "peertube"}));
}

TEST(World, HasAboutAsManyPostsAsWereAskedFor) {
  for (const int posts : {600, 6000}) {
    const Town sized({.days = 10, .servers = 7, .posts = posts});
    const double ratio =
        static_cast<double>(Parsed(sized.truth->summary(sized.now))["posts"].get_int64().value()) / posts;
    EXPECT_GT(ratio, 0.8);
    EXPECT_LT(ratio, 1.25);
  }
}

TEST(LateArrivals, ComeHoursLaterBelowNewerOnes) {
  const Town late({.days = 10, .servers = 12, .faults = {"late:10"}, .live = true});
  int remote = 0, hours_late = 0;
  for (Home home = 0; home < late.world.bluesky(); ++home)
    for (const auto& known : late.view(home).in_order()) {
      if (late.world.home_of(known.post) == home) continue;
      ++remote;
      hours_late += known.arrived - known.created_at >= std::chrono::hours(2);
    }
  EXPECT_GT(hours_late, remote * 8 / 100);
  EXPECT_LT(hours_late, remote * 20 / 100);
}

TEST(Changes, EditsAndDeletionsAreInTheTruthOfThoseWhoReadBefore) {
  const Town changing({.days = 10, .servers = 12, .faults = {"edits:90", "deletions:25"}, .live = true});
  const UtcTime later = changing.now + std::chrono::hours(40);
  const auto number = [](const Parsed& truth, const char* key) { return truth[key].get_int64().value(); };
  const Parsed first(changing.truth->summary(changing.now)), second(changing.truth->summary(later));
  EXPECT_EQ(number(first, "deleted"), 0) << "nobody saw what was gone before";
  EXPECT_GT(number(second, "deleted"), 10);
  EXPECT_GT(number(second, "edited_away"), 5);
  std::int64_t readable = 0;
  std::istringstream lines(changing.truth->posts_jsonl(later));
  for (std::string line; std::getline(lines, line);) ++readable;
  EXPECT_GT(number(second, "posts"), readable) << "a deleted post stays one mention";
  // Who never read before knows of neither.
  const Parsed newcomer(changing.truth->summary(later, {later}));
  EXPECT_EQ(number(newcomer, "posts"), readable);
  EXPECT_EQ(number(newcomer, "deleted"), 0);
}

TEST(Changes, AnEditTellsItsTimeAndTakesItsTagsAway) {
  const Town changing({.servers = 12, .faults = {"edits:30"}});
  int reworded = 0, untagged = 0;
  for (const auto& known : changing.view(0).in_order()) {
    const Post& post = changing.world.post(known.post);
    if (!edited(post, changing.now) || post.tags.empty() || known.arrived > changing.now) continue;
    const Parsed status(changing.ask(0, "/api/v1/statuses/" + std::to_string(known.id)).body);
    EXPECT_EQ(*parse_rfc3339(text(status["edited_at"])), post.edit->at);
    const bool has_tags = status["tags"].get_array().value().size() > 0;
    ++(has_tags ? reworded : untagged);
  }
  EXPECT_GT(reworded, 10);
  EXPECT_GT(untagged, 10);
}

TEST(OptOuts, AreOneMentionWithoutAPerson) {
  const Town shy({.days = 10, .servers = 7, .faults = {"opt-outs:20"}});
  const Parsed truth(shy.truth->summary(shy.now)),
      plain(Town({.days = 10, .servers = 7}).truth->summary(shy.now));
  EXPECT_GT(truth["opted_out"].get_int64().value(), 10);
  EXPECT_EQ(truth["posts"].get_int64().value(), plain["posts"].get_int64().value());
  EXPECT_LT(truth["authors"].get_int64().value(), plain["authors"].get_int64().value());
}

TEST(LyingServers, HideInflateAndForgetTheLink) {
  const Town lying({.servers = 7,
                    .faults = {"blocks@masto-1.sim", "wrong-counts@masto-2.sim", "no-link@masto-3.sim",
                               "odd-401@masto-3.sim"}});
  const Town honest({.servers = 7});
  const std::string timeline = "/api/v1/timelines/tag/freethemall";
  EXPECT_LT(listed(lying, 0, "FreeThemAll").size(), listed(honest, 0, "FreeThemAll").size());
  EXPECT_NE(header(lying.ask(0, timeline), "link"), "");
  EXPECT_EQ(header(lying.ask(2, timeline), "link"), "");
  EXPECT_EQ(lying.ask(2, timeline + "?limit=40").status, 401);
  EXPECT_EQ(lying.ask(2, timeline + "?limit=30").status, 200);
  const auto boosts = [&](const Town& where) {
    std::int64_t sum = 0;
    const Parsed page(where.ask(1, timeline + "?limit=40").body);
    for (const JsonValue status : page.root().get_array()) sum += status["reblogs_count"].get_int64();
    return sum;
  };
  EXPECT_GT(boosts(lying), boosts(honest));
  EXPECT_EQ(Parsed(lying.truth->summary(lying.now))["boosts"].get_int64().value(),
            Parsed(honest.truth->summary(honest.now))["boosts"].get_int64().value())
      << "the homes tell the truth";
}

}  // namespace
}  // namespace clamor::simnet
