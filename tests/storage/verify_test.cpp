// Each rule of verify is broken by hand and must be told.
#include "tests/storage/raw.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

struct Breakage {
  std::string name, sql, told;
};

class Verify : public ::testing::TestWithParam<Breakage> {};

TEST_P(Verify, Tells) {
  const TempFolder folder;
  {
    const auto writer = open_writer(folder.database());
    writer->set_campaign(campaign(), start);
    PreparedPage one = page({with_counts(post(1), 3, 1), post(2, {"Viralicemos"}, 2), post(3, {"otra"}, 3)});
    one.edges = {{EdgeKind::reply, author_key(2), author_key(1), post(2).post.key, post(1).post.key, {}, {}}};
    one.authors.emplace_back().key = author_key(1);
    one.authors.back().followers = 5;
    one.cursor = Cursor{"1", "1", false};
    one.covered = {{at_minute(0), at_minute(50)}};
    one.gaps = {{{at_minute(60), at_minute(70)}, "unreachable", GapState::open, 0}};
    one.posts[0].links = {"https://example.org/peticion"};
    save(*writer, one);
  }
  ASSERT_EQ(open_reader(folder.database())->verify(), std::vector<std::string>{});
  Raw raw(folder.database());
  raw.run("PRAGMA foreign_keys = OFF");
  raw.run(GetParam().sql);
  const auto found = open_reader(folder.database())->verify();
  ASSERT_FALSE(found.empty());
  bool told = false;
  for (const std::string& line : found) told = told || line.find(GetParam().told) != std::string::npos;
  EXPECT_TRUE(told) << found.front();
}

INSTANTIATE_TEST_SUITE_P(
    Broken, Verify,
    ::testing::Values(
        Breakage{"RollUp", "UPDATE rollup SET posts = posts + 1 WHERE tag = 0", "roll-up"},
        Breakage{"RollUpMissing", "DELETE FROM rollup WHERE tag = 1", "roll-up"},
        Breakage{"SourcePosts", "UPDATE source_posts SET posts = 9", "sightings"},
        Breakage{"MentionTime", "UPDATE mention SET at = at + 1", "another time"},
        Breakage{"MentionAuthor", "UPDATE mention SET author = author + 1", "another author"},
        Breakage{"MentionState", "UPDATE mention SET state = 3", "state contradicts"},
        Breakage{"BestCounts", "UPDATE post SET likes = 99 WHERE likes = 3", "best counts"},
        Breakage{"BestCountsWithoutReading", "DELETE FROM reading", "best counts"},
        Breakage{"NoAuthor", "UPDATE post SET author = NULL", "no author"},
        Breakage{"NoSighting", "DELETE FROM sighting WHERE post = 1", "never sighted"},
        Breakage{"FirstSight", "UPDATE post SET first_seen_at = 5", "first sight"},
        Breakage{"ChartedTime", "UPDATE post SET created_at = created_at - 1", "charted at another time"},
        Breakage{"Network", "UPDATE post_key SET network = 2", "another network"},
        Breakage{"KeyTwice",
                 "INSERT INTO post_key (hash, network, uri) SELECT hash, network, uri FROM post_key",
                 "more than once"},
        Breakage{"AuthorTwice",
                 "INSERT INTO author (hash, network, key) SELECT hash, network, key FROM author",
                 "more than once"},
        Breakage{"LinkTwice", "INSERT INTO link (hash, url) SELECT hash, url FROM link", "more than once"},
        Breakage{"Orphan", "DELETE FROM post WHERE id = 3", "not there"},
        Breakage{"EdgeTarget", "UPDATE edge SET target = 77", "author who is not there"},
        Breakage{"EdgePost", "UPDATE edge SET to_post = 77", "post that is not there"},
        Breakage{"ReadingTime", "UPDATE reading SET until = at - 1", "ends before it begins"},
        Breakage{"AuthorReadingTime", "INSERT INTO author_reading SELECT id, 1, 10, 9, 0, 1, NULL, NULL FROM author LIMIT 1", "ends before it begins"},
        Breakage{"Coverage", "UPDATE coverage SET \"to\" = \"from\"", "coverage of uno"},
        Breakage{"Gap", "UPDATE gap SET \"to\" = \"from\"", "gap of uno"},
        Breakage{"GapOpenThoughRead", "UPDATE coverage SET \"to\" = 1800000000000",
                 "although all of it was read"},
        Breakage{"Cursor", "UPDATE cursor SET newest = '', oldest = ''", "points nowhere"},
        Breakage{"DeletedKeepsText", "UPDATE post SET deleted_at = 1", "was deleted and still has"}),
    [](const auto& each) { return each.param.name; });

TEST(VerifyDamage, ADamagedFileIsToldNotCounted) {
  const TempFolder folder;
  {
    const auto writer = open_writer(folder.database());
    writer->set_campaign(campaign(), start);
    for (const PreparedPage& one : ledger(1, 30, 500, 30)) save(*writer, one);
  }
  std::FILE* file = std::fopen(folder.database().c_str(), "r+b");
  ASSERT_NE(file, nullptr);
  const std::string noise(8192, '\x5a');
  std::fseek(file, 8192L * 12, SEEK_SET);
  for (int page_number = 0; page_number < 6; ++page_number) std::fwrite(noise.data(), 1, noise.size(), file);
  std::fclose(file);
  try {
    const auto found = open_reader(folder.database())->verify();
    EXPECT_FALSE(found.empty());
  } catch (const StorageError& error) {
    EXPECT_EQ(error.kind(), StorageError::Kind::damaged);
  }
}

}  // namespace clamor::storage::test
