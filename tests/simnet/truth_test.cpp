#include <map>
#include <set>

#include "core/zone.hpp"
#include "tests/simnet/town.hpp"

namespace clamor::simnet {
namespace {

// Counts everything again from the lines of /truth/posts.
TEST(Truth, AddsUp) {
  const Town& town = usual_town();
  const Parsed truth(town.truth->summary(town.now));
  std::int64_t posts = 0, mentions = 0, boosts = 0, engagement = 0;
  std::set<std::string> authors;
  std::map<std::string, std::set<std::string>> tag_authors;
  std::map<std::string, std::int64_t> days, servers;
  const Zone zone = *Zone::find("America/Mexico_City");
  std::istringstream lines(town.truth->posts_jsonl(town.now));
  for (std::string line; std::getline(lines, line);) {
    const Parsed post(line);
    ++posts;
    authors.insert(text(post["author"]));
    for (const JsonValue tag : post["tags"].get_array()) {
      ++mentions;
      tag_authors[std::string(tag.get_string().value())].insert(text(post["author"]));
    }
    for (const JsonValue url : post["servers"].get_array()) ++servers[std::string(url.get_string().value())];
    boosts += post["boosts"].get_int64().value();
    for (const char* count : {"boosts", "likes", "replies", "quotes"})
      engagement += post[count].get_int64().value();
    ++days[to_rfc3339(zone.to_local(*parse_rfc3339(text(post["created_at"])))).substr(0, 10)];
  }
  EXPECT_EQ(truth["posts"].get_int64().value(), posts);
  EXPECT_EQ(truth["mentions"].get_int64().value(), mentions);
  EXPECT_EQ(truth["authors"].get_uint64().value(), authors.size());
  EXPECT_EQ(truth["boosts"].get_int64().value(), boosts);
  EXPECT_EQ(truth["engagement"].get_int64().value(), engagement);
  std::int64_t sum = 0;
  for (const JsonValue tag : truth["tags"].get_array()) {
    sum += tag["mentions"].get_int64().value();
    EXPECT_EQ(tag["authors"].get_uint64().value(), tag_authors[text(tag["tag"])].size());
  }
  EXPECT_EQ(sum, mentions);
  EXPECT_GT(mentions, posts) << "some posts carry both tags";
  for (const JsonValue day : truth["days"].get_array())
    EXPECT_EQ(day["posts"].get_int64().value(), days[text(day["day"])]) << text(day["day"]);
  for (const JsonValue server : truth["servers"].get_array())
    EXPECT_EQ(server["posts"].get_int64().value(), servers[text(server["url"])]);
}

TEST(Truth, HasServersThatEachKnowAPart) {
  const Parsed truth(usual_town().truth->summary(town_end()));
  const std::int64_t bluesky = truth["servers"].at(3)["posts"].get_int64();
  const std::int64_t fediverse = truth["posts"].get_int64().value() - bluesky;
  for (std::size_t server = 0; server < 3; ++server) {
    const std::int64_t known = truth["servers"].at(server)["posts"].get_int64();
    EXPECT_LT(known, fediverse);
    EXPECT_GT(known, fediverse / 3);
  }
}

}  // namespace
}  // namespace clamor::simnet
