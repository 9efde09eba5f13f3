// A damaged file: it is told, set aside, and what can be read of it is saved.
#include <cstdio>
#include <fstream>
#include <set>

#include "storage/backup.hpp"
#include "storage/forgotten.hpp"
#include "storage/salvage.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/migrations.hpp"
#include "tests/storage/disk.hpp"
#include "tests/storage/raw.hpp"
#include "tests/storage/refusal.hpp"
#include "tests/storage/released.hpp"
#include "tests/storage/world.hpp"

namespace clamor::storage::test {

namespace fs = std::filesystem;

namespace {
std::set<std::string> names_with(const fs::path& folder, const std::string& beginning) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder))
    if (const std::string name = entry.path().filename().string(); name.starts_with(beginning)) names.insert(name);
  return names;
}
}  // namespace

class Damage : public ::testing::Test {
 protected:
  static constexpr std::size_t page_size = 8192;

  Damage() {
    {
      const auto writer = open_writer(original());
      writer->set_campaign(campaign(), start);
      for (PreparedPage& one : ledger(4, 40, 400, 20)) {
        one.cursor = Cursor{"9", "1", true};
        save(*writer, one);
      }
      writer->mark_deleted(post(4).post.key, at_minute(900));
    }
    back_up(original(), single());
    bytes_ = files_of(folder_.path()).at("single.db");
  }
  std::string original() const { return folder_.database("original.db"); }
  std::string single() const { return folder_.database("single.db"); }
  std::string damaged() const { return folder_.database("damaged.db"); }
  std::string into() const { return folder_.database("into.db"); }

  void write_damaged(const std::string& bytes) const {
    std::ofstream(damaged(), std::ios::binary | std::ios::trunc) << bytes;
    for (const char* suffix : {"-wal", "-shm", ".lock"}) fs::remove(damaged() + suffix);
  }
  std::size_t pages() const { return bytes_.size() / page_size; }
  std::string with_broken_page(std::size_t page) const {
    std::string broken = bytes_;
    broken.replace(page * page_size, page_size, std::string(page_size, '\xa5'));
    return broken;
  }
  Salvaged salvaged() {
    for (const char* suffix : {"", "-wal", "-shm", ".lock"}) fs::remove(into() + suffix);
    return salvage(damaged(), into(), campaign(), start);
  }
  static std::set<std::string> lines_of(const std::string& url) {
    std::set<std::string> lines;
    open_reader(url)->canonical_dump([&](std::string_view line) { lines.emplace(line); });
    return lines;
  }

  TempFolder folder_;
  std::string bytes_;
};

TEST_F(Damage, OfNothingLosesNothing) {
  write_damaged(bytes_);
  EXPECT_EQ(damage_of(damaged()), "");
  EXPECT_EQ(set_aside_if_damaged(damaged(), start), std::nullopt);
  const Salvaged all = salvaged();
  EXPECT_EQ(names_with(folder_.path(), "into"), std::set<std::string>{"into.db"});
  EXPECT_TRUE(all.whole());
  EXPECT_EQ(lines_of(into()), lines_of(single()));
  EXPECT_EQ(open_reader(into())->verify(), std::vector<std::string>{});
  EXPECT_EQ(open_reader(into())->coverage().size(), open_reader(single())->coverage().size());
}

TEST_F(Damage, OfAnyPageCostsLittleAndIsTold) {
  const std::int64_t all = Raw(single()).number("SELECT count(*) FROM post");
  std::int64_t kept = 0, tried = 0;
  for (std::size_t page = 1; page < pages(); page += 3) {
    write_damaged(with_broken_page(page));
    Salvaged found;
    try {
      found = salvaged();
    } catch (const StorageError& error) {
      EXPECT_EQ(error.kind(), StorageError::Kind::damaged) << "page " << page << ": " << error.what();
      EXPECT_FALSE(fs::exists(into()));
      continue;
    }
    const auto reader = open_reader(into());
    ASSERT_EQ(reader->verify(), std::vector<std::string>{}) << "page " << page;
    EXPECT_LE(found.posts, all);
    if (found.posts < all) {
      EXPECT_FALSE(found.whole()) << "page " << page << " lost posts in silence";
      EXPECT_TRUE(reader->coverage().empty()) << "page " << page;
      EXPECT_FALSE(reader->gaps().empty()) << "page " << page;
    }
    ++tried;
    kept += found.posts;
  }
  EXPECT_GT(tried, 10);
  EXPECT_GT(kept, tried * all * 3 / 4) << "of " << tried << " times " << all;
}

// As a copy that was cut short leaves it.
TEST_F(Damage, OfAFileThatEndsTooEarlyKeepsWhatIsThere) {
  std::int64_t kept = 0;
  for (std::size_t length = 1; length < pages(); length += 3) {
    write_damaged(bytes_.substr(0, length * page_size + length % 2 * 100));
    ASSERT_NE(damage_of(damaged()), "") << length << " pages";
    try {
      const Salvaged found = salvaged();
      ASSERT_EQ(open_reader(into())->verify(), std::vector<std::string>{}) << length << " pages";
      EXPECT_FALSE(found.whole()) << length << " pages";
      kept = std::max(kept, found.posts);
    } catch (const StorageError& error) {
      EXPECT_TRUE(error.kind() == StorageError::Kind::damaged || error.kind() == StorageError::Kind::not_ours)
          << length << " pages: " << error.what();
      EXPECT_FALSE(fs::exists(into())) << length << " pages";
    }
  }
  EXPECT_GT(kept, Raw(single()).number("SELECT count(*) FROM post") / 4);
}

TEST_F(Damage, IsSetAsideAndCollectionGoesOnInANewFile) {
  write_damaged(with_broken_page(pages() / 2));
  ASSERT_NE(damage_of(damaged()), "");
  const auto aside = set_aside_if_damaged(damaged(), start);
  ASSERT_TRUE(aside);
  EXPECT_FALSE(exists(damaged()));
  const auto writer = open_writer(damaged());
  writer->set_campaign(campaign(), start);
  save(*writer, page({post(1)}));
  EXPECT_GT(salvage(*aside, into(), campaign(), start).posts, 0);
}

TEST_F(Damage, DoesNotBringBackInTheNewFileWhoWasForgottenInTheOld) {
  {
    const auto writer = open_writer(original());
    writer->forget({author_key(3)}, at_minute(950));
    writer->scrub([] { return true; });
  }
  fs::remove(single());
  back_up(original(), single());
  bytes_ = files_of(folder_.path()).at("single.db");
  write_damaged(with_broken_page(bytes_.find("texto simulado") / page_size));
  const auto aside = set_aside_if_damaged(damaged(), start);
  ASSERT_TRUE(aside);
  const auto kept = keep_away(damaged(), *aside, start);
  EXPECT_TRUE(kept.known);
  const auto writer = open_writer(damaged());
  writer->set_campaign(campaign(), start);
  save(*writer, page({post(1, {"FreeThemAll"}, 3)}));
  EXPECT_EQ(dump(*open_reader(damaged())).find("cuenta_simulada_3@"), std::string::npos);
  EXPECT_EQ(open_reader(damaged())->totals().opted_out, 1);
}

TEST_F(Damage, BringsBackNobodyWhoWasForgottenSinceOrIsOnTheOptOutList) {
  write_damaged(with_broken_page(pages() - 1));
  const std::string in_use = folder_.database("in_use.db");
  open_writer(in_use)->forget({author_key(3)}, at_minute(950));
  OptOut list;
  list.accounts.push_back(*read_account("@cuenta_simulada_2@uno.example"));
  const Salvaged found = salvage(damaged(), into(), campaign(), start, {in_use, list});
  EXPECT_TRUE(found.forgotten_known);
  const std::string bytes = files_of(folder_.path()).at("into.db");
  for (const char* name : {"cuenta_simulada_2@", "cuenta_simulada_3@", "cuenta_simulada_2/", "cuenta_simulada_3/"})
    EXPECT_EQ(bytes.find(name), std::string::npos) << name;
  EXPECT_NE(bytes.find("cuenta_simulada_4@"), std::string::npos);
  EXPECT_EQ(open_reader(into())->verify(), std::vector<std::string>{});
  const auto writer = open_writer(into());
  writer->set_campaign(campaign(), start);
  save(*writer, page({post(901, {"FreeThemAll"}, 3), post(902, {"FreeThemAll"}, 2)}));
  EXPECT_EQ(dump(*open_reader(into())).find("cuenta_simulada_3@"), std::string::npos);
  EXPECT_EQ(dump(*open_reader(into())).find("cuenta_simulada_2@"), std::string::npos);
}

TEST_F(Damage, OfTheListOfTheForgottenIsTold) {
  {
    const auto writer = open_writer(original());
    writer->forget({author_key(3)}, at_minute(950));
    writer->scrub([] { return true; });
  }
  fs::remove(single());
  back_up(original(), single());
  bytes_ = files_of(folder_.path()).at("single.db");
  write_damaged(bytes_);
  EXPECT_TRUE(salvaged().forgotten_known);
  const auto root = Raw(single()).number("SELECT rootpage FROM sqlite_schema WHERE name = 'tombstone'");
  write_damaged(with_broken_page(static_cast<std::size_t>(root - 1)));
  EXPECT_FALSE(salvaged().forgotten_known);
}

TEST_F(Damage, IsNotMovedAwayUnderAWriter) {
  const auto writer = open_writer(original());
  EXPECT_EQ(refusal([&] { set_aside_if_damaged(original(), start); }), StorageError::Kind::locked);
}

TEST_F(Damage, OfEverythingIsSaidAndNothingIsLeftBehind) {
  write_damaged(std::string(bytes_.size(), '\xa5'));
  EXPECT_NE(damage_of(damaged()), "");
  EXPECT_THROW(salvaged(), StorageError);
  EXPECT_FALSE(fs::exists(into()));
  EXPECT_FALSE(fs::exists(into() + ".rows"));
}

// One bit, anywhere: either somebody says that something is wrong, or every total is right.
TEST_F(Damage, IsNotSaidOfAFileThatIsReadWhereAnotherIsFull) {
  write_damaged(bytes_);
  int failed = 0;
  for (DiskFault fault{DiskFault::write, 13, 1, true};; fault.at += 41, ++failed) {
    Disk disk;
    disk.fail(fault);
    try {
      salvaged();
      break;
    } catch (const StorageError& error) {
      EXPECT_EQ(error.kind(), StorageError::Kind::disk_full);
      EXPECT_TRUE(std::string_view(error.what()).starts_with(into())) << error.what();
    }
    disk.heal();
    EXPECT_EQ(names_with(folder_.path(), "into"), std::set<std::string>{}) << fault.at;
  }
  EXPECT_GT(failed, 3);
}

TEST_F(Damage, OfOneBitNeverShowsAWrongTotalAsRight) {
  const auto totals_of = [](Reader& reader) {
    const Totals t = reader.totals();
    std::string all = std::to_string(t.posts) + ' ' + std::to_string(t.mentions) + ' ' +
                      std::to_string(t.boosts.value_or(-1)) + ' ' + std::to_string(t.engagement.value_or(-1));
    for (const TagTotal& tag : reader.tags()) all += ' ' + std::to_string(tag.mentions);
    for (const RollupRow& row : reader.rollups())
      all += ' ' + std::to_string(row.posts) + '/' + std::to_string(row.boosts);
    return all;
  };
  const std::string right = totals_of(*open_reader(single()));
  std::mt19937 random(2026);
  int told = 0;
  for (int i = 0; i < 300; ++i) {
    std::string flipped = bytes_;
    const std::size_t at = random() % flipped.size();
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << (i % 8)));
    write_damaged(flipped);
    try {
      const auto reader = open_reader(damaged());
      if (!reader->verify().empty()) {
        ++told;
        continue;
      }
      EXPECT_EQ(totals_of(*reader), right) << "bit " << i % 8 << " of byte " << at;
    } catch (const StorageError&) {
      ++told;
    }
  }
  EXPECT_GT(told, 30);
}

TEST(OldDamage, OfAnySchemaLeavesTheNewFileAlone) {
  for (int schema = 1; schema < newest_schema(); ++schema) {
    const TempFolder folder;
    restore_released_at(folder.database(), schema);
    salvage(folder.database(), folder.database("into.db"), campaign(), start);
    EXPECT_EQ(names_with(folder.path(), "into"), std::set<std::string>{"into.db"}) << schema;
    EXPECT_EQ(open_reader(folder.database("into.db"))->verify(), std::vector<std::string>{}) << schema;
    open_writer(folder.database());
    EXPECT_EQ(open_reader(folder.database())->verify(), std::vector<std::string>{}) << schema;
    EXPECT_EQ(open_reader(folder.database("into.db"))->totals().posts, 3) << schema;
  }
}

}  // namespace clamor::storage::test
