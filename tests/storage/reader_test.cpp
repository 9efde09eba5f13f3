#include <thread>

#include "tests/storage/refusal.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

TEST(Reading, WhileTheWriterWritesEveryViewIsConsistent) {
  const TempFolder folder;
  const auto writer = open_writer(folder.database());
  writer->set_campaign(campaign(), start);
  std::atomic<bool> done{false};
  std::atomic<int> torn{0}, views{0};
  std::thread looking([&] {
    const auto reader = open_reader(folder.database());
    while (!done || views == 0) {
      reader->begin_view();
      std::int64_t sum = 0;
      for (const RollupRow& row : reader->rollups()) sum += row.tag.empty() ? row.posts : 0;
      if (static_cast<std::int64_t>(posts_of(*reader).size()) != sum || reader->totals().posts != sum) ++torn;
      reader->end_view();
      ++views;
    }
  });
  for (int i = 0; i < 60; ++i) save(*writer, page({post(2 * i), post(2 * i + 1)}));
  done = true;
  looking.join();
  EXPECT_EQ(torn, 0);
  EXPECT_EQ(posts_of(*open_reader(folder.database())).size(), 120u);
}

TEST(Reading, WithoutADatabaseSaysWhatToDo) {
  const TempFolder folder;
  EXPECT_FALSE(exists(folder.database()));
  try {
    open_reader(folder.database());
    FAIL();
  } catch (const StorageError& error) {
    EXPECT_EQ(error.kind(), StorageError::Kind::cannot_open);
    EXPECT_NE(std::string(error.what()).find("collect"), std::string::npos);
  }
}

TEST(Reading, AnEmptyCampaignHasNothingAndSaysSo) {
  const TempFolder folder;
  open_writer(folder.database())->set_campaign(campaign(), start);
  const auto reader = open_reader(folder.database());
  const Totals totals = reader->totals();
  EXPECT_EQ(totals.posts, 0);
  EXPECT_FALSE(totals.engagement);
  EXPECT_FALSE(totals.newest_post);
  EXPECT_EQ(reader->tags().size(), 2u);
  EXPECT_EQ(reader->sources()[2].network, Network::bluesky);
  EXPECT_EQ(source_state_name(reader->sources()[0].state), "stopped");
}

TEST(Reading, DetailsComeInTheOrderAsked) {
  const TempFolder folder;
  const auto writer = open_writer(folder.database());
  writer->set_campaign(campaign(), start);
  save(*writer, page({post(1), post(2, {"FreeThemAll"}, 1, 1)}));
  const auto reader = open_reader(folder.database());
  const auto rows = posts_of(*reader);
  const std::vector<std::int64_t> ids = {rows[1].id, 999'999, rows[0].id};
  const auto details = reader->details(ids);
  ASSERT_EQ(details.size(), 2u);
  EXPECT_EQ(details[0].text, "texto simulado 2");
  EXPECT_EQ(details[1].text, "texto simulado 1");
  EXPECT_EQ(details[1].language, "es");
}

// A window that stays open must not go on showing what was wiped, or what another file took the place of.
TEST(Reading, OfAFileThatIsGoneOrWasReplacedEnds) {
  const TempFolder folder;
  open_writer(folder.database());
  open_writer(folder.database("other.db"));
  const auto reader = open_reader(folder.database());
  reader->data_version();
  std::filesystem::rename(folder.database("other.db"), folder.database());
  EXPECT_EQ(refusal([&] { reader->data_version(); }), StorageError::Kind::cannot_open);
  const auto again = open_reader(folder.database());
  again->data_version();
  std::filesystem::remove(folder.database());
  EXPECT_EQ(refusal([&] { again->data_version(); }), StorageError::Kind::cannot_open);
}

}  // namespace clamor::storage::test
