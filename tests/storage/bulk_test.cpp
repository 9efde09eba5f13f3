#include "storage/sqlite/bulk.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace clamor::storage {
namespace {

SQLite::Database with_table() {
  SQLite::Database db(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  db.exec("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT NOT NULL, count INTEGER) STRICT");
  return db;
}

using Maybe = std::optional<std::int64_t>;

TEST(Bulk, WritesEveryRowAsItWasGiven) {
  SQLite::Database db = with_table();
  Bulk rows(db, "t", 3);
  for (int i = 0; i < 1000; ++i)
    rows.add(i, i % 3 == 0 ? std::string() : std::string(static_cast<std::size_t>(i), 'x'),
             i % 2 == 0 ? Maybe(-i) : Maybe());
  rows.flush();
  rows.flush();  // nothing is left to write
  Query all(db, "SELECT id, text, count FROM t ORDER BY id");
  auto row = all.rows();
  for (int i = 0; i < 1000; ++i) {
    ASSERT_TRUE(row.next()) << i;
    EXPECT_EQ(row.integer(0), i);
    EXPECT_EQ(row.text(1).size(), i % 3 == 0 ? 0U : static_cast<std::size_t>(i));
    EXPECT_EQ(row.maybe(2), i % 2 == 0 ? Maybe(-i) : Maybe());
  }
  EXPECT_FALSE(row.next());
}

TEST(Bulk, OfAConflictDoesWhatItsTableWasGivenFor) {
  SQLite::Database db = with_table();
  Bulk rows(db, "t (id, text)", 2, "ON CONFLICT DO UPDATE SET text = text || excluded.text");
  rows.add(1, "a");
  rows.add(1, "b");
  rows.flush();
  rows.add(1, "c");
  rows.flush();
  EXPECT_EQ(db.execAndGet("SELECT text FROM t").getString(), "abc");
}

TEST(Bulk, MayComeAgainOnTheSameConnection) {
  SQLite::Database db = with_table();
  for (int i = 0; i < 3; ++i) {
    Bulk rows(db, "t", 3);
    rows.add(i, "again", Maybe());
    rows.flush();
  }
  EXPECT_EQ(db.execAndGet("SELECT count(*) FROM t").getInt(), 3);
}

TEST(Bulk, FailsLoudlyWhereARowIsRefused) {
  SQLite::Database db = with_table();
  Bulk rows(db, "t", 3);
  rows.add(1, Maybe(), Maybe());
  EXPECT_THROW(rows.flush(), SQLite::Exception);
}

}  // namespace
}  // namespace clamor::storage
