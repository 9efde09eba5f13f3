// Every schema that was ever released is kept as a dump and must open for ever.
#include <algorithm>

#include "storage/sqlite/migrations.hpp"
#include "tests/storage/released.hpp"

namespace clamor::storage::test {

class Released : public ::testing::TestWithParam<std::string> {};

TEST_P(Released, IsBroughtUpToDateWithAllItHolds) {
  const TempFolder folder;
  restore_released(folder.database(), GetParam());

  EXPECT_EQ(simulated_mark(folder.database()), "red simulada de las pruebas") << "without changing it";
  const auto writer = open_writer(folder.database());
  EXPECT_EQ(writer->simulated(), "red simulada de las pruebas");
  const auto reader = open_reader(folder.database());
  EXPECT_EQ(reader->schema(), newest_schema());
  EXPECT_EQ(reader->verify(), std::vector<std::string>{});
  EXPECT_EQ(reader->totals().posts, 3);
  EXPECT_EQ(reader->totals().mentions, 4);
  EXPECT_EQ(save(*writer, page({post(1)})).new_posts, 0) << "the keys of old posts are still found";
  EXPECT_EQ(save(*writer, page({post(77)})).new_posts, 1);
  EXPECT_EQ(reader->verify(), std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(Versions, Released, ::testing::Values("0.1.0", "0.2.0", "0.3.0", "0.4.0"), [](const auto& version) {
  std::string name = "v" + version.param;
  std::ranges::replace(name, '.', '_');
  return name;
});

// How a dump is made when a version is released: run with CLAMOR_WRITE_RELEASED=FILE.db, then `sqlite3
// FILE.db .dump`, and add the two PRAGMAs it leaves out.
TEST(ReleasedDump, CanBeMade) {
  const char* const target = std::getenv("CLAMOR_WRITE_RELEASED");
  const TempFolder folder;
  const std::string url = target ? target : folder.database();
  const auto writer = open_writer(url, "red simulada de las pruebas");
  writer->set_campaign(campaign(), start);
  PreparedPage one =
      page({with_counts(post(1, {"FreeThemAll", "Viralicemos"}), 3, 1), post(2, {"freethemall"}, 2, 20)});
  one.posts[0].links = {"https://example.org/peticion"};
  one.posts[0].themes = {"release"};
  one.authors.emplace_back().key = author_key(1);
  one.authors.back().display_name = "cuenta simulada 1";
  one.authors.back().followers = 12;
  one.edges = {{EdgeKind::boost, author_key(2), author_key(1), post(1).post.key, std::nullopt, at_minute(1),
                at_minute(9)}};
  one.cursor = Cursor{"12", "11", true};
  one.covered = {{at_minute(0), at_minute(100)}};
  one.gaps = {{{at_minute(100), at_minute(130)}, "unreachable", GapState::open, 0}};
  one.issues = {{"post 4", "the date is not a date"}};
  one.request = RequestLog{at_minute(100), 200, 2, "ok"};
  save(*writer, one);
  save(*writer,
       page({with_counts(post(1, {"FreeThemAll", "Viralicemos"}), 2, 1), post(3, {"FREETHEMALL"}, 3, 40)},
            "dos", 120));
  writer->save_budgets(
      std::array{HostBudget{"uno.example", 3, 1, at_minute(100), std::nullopt, std::nullopt}});
  EXPECT_EQ(open_reader(url)->totals().mentions, 4);
}

}  // namespace clamor::storage::test
