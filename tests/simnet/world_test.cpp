#include <set>

#include "tests/simnet/town.hpp"

namespace clamor::simnet {
namespace {

TEST(World, IsTheSameForTheSameSeed) {
  const Town one, other;
  EXPECT_EQ(one.truth->posts_jsonl(one.now), other.truth->posts_jsonl(other.now));
  EXPECT_EQ(one.ask(0, "/api/v1/timelines/tag/freethemall").body,
            other.ask(0, "/api/v1/timelines/tag/freethemall").body);
}

TEST(World, IsAnotherForAnotherSeed) {
  const Town other({.seed = 43});
  EXPECT_NE(usual_town().truth->posts_jsonl(town_end()), other.truth->posts_jsonl(town_end()));
}

TEST(World, GrowsLikeAMonthOfACampaign) {
  for (const std::uint64_t seed : {1, 2, 3, 42}) {
    const Town town({.seed = seed});
    const Parsed truth(town.truth->summary(town.now));
    const std::int64_t posts = truth["posts"].get_int64();
    const std::int64_t authors = truth["authors"].get_int64();
    EXPECT_GT(posts, 1400) << seed;
    EXPECT_LT(posts, 3000) << seed;
    EXPECT_GT(authors, 380) << seed;
    EXPECT_LT(authors, 720) << seed;
    std::int64_t highest = 0, days = 0;
    for (const JsonValue day : truth["days"].get_array()) {
      highest = std::max(highest, day["posts"].get_int64().value());
      ++days;
    }
    EXPECT_GE(days, 30);
    EXPECT_GT(highest * days, posts * 3) << "no day stands out with seed " << seed;
  }
}

TEST(World, NamesEveryoneAsSimulated) {
  for (const Person& person : usual_town().world.people) {
    EXPECT_NE(person.name.find("imula"), std::string::npos) << person.name;  // simulada, simulado, simulated
    EXPECT_NE(person.handle.find("imula"), std::string::npos) << person.handle;
    EXPECT_NE(person.note.find("SIMULA"), std::string::npos) << person.note;
  }
}

TEST(World, NeverAnswersAPostBeforeItIsWritten) {
  const World& world = usual_town().world;
  for (const Post& post : world.posts) {
    for (const int source : {post.parent, post.quoted})
      EXPECT_TRUE(source < 0 || world.posts[static_cast<std::size_t>(source)].at <= post.at);
    for (const Act& boost : post.boosts) EXPECT_GE(boost.at, post.at);
    EXPECT_LT(post.at, world.horizon);
  }
}

TEST(World, UsesTheTagsInSeveralSpellings) {
  std::set<std::string> spellings;
  bool wide = false, record_only = false, plain = false;
  for (const Post& post : usual_town().world.posts) {
    for (const Piece& piece : post.pieces) {
      if (piece.kind == Piece::hashtag) spellings.insert(piece.text);
      plain |= piece.kind == Piece::plain_hash;
    }
    wide |= post.wide_hash && !post.tags.empty();
    record_only |= !post.record_tags.empty();
  }
  for (const char* one :
       {"FreeThemAll", "freethemall", "FREETHEMALL", "FreeThémAll", "ViralicemosLaResponsabilidad",
        "ViralicémosLaResponsabilidad", "viralicemoslaresponsabilidad"})
    EXPECT_TRUE(spellings.contains(one)) << one;
  EXPECT_TRUE(wide && record_only && plain);
}

TEST(World, RarelyRepeatsItself) {
  std::map<std::string, int> texts;
  int originals = 0;
  for (const Post& post : usual_town().world.posts) {
    if (post.parent >= 0 || post.quoted >= 0 || post.tags.empty()) continue;
    ++originals;
    std::string words;
    for (const Piece& piece : post.pieces) words += piece.text;
    ++texts[words];
  }
  EXPECT_GT(static_cast<double>(texts.size()), 0.8 * originals);
}

TEST(World, GoesOnAfterItsEndWhenLive) {
  const Town town({.days = 3, .live = true});
  const auto later = town.now + std::chrono::hours(24);
  const Parsed before(town.truth->summary(town.now)), after(town.truth->summary(later));
  EXPECT_GT(after["posts"].get_int64().value(), before["posts"].get_int64().value() + 100);
  EXPECT_GE(after["boosts"].get_int64().value(), before["boosts"].get_int64().value());
}

}  // namespace
}  // namespace clamor::simnet
