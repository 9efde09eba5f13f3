#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "storage/sqlite/identity.hpp"

namespace clamor::storage {
namespace {

// A width for one test; whole again behind it.
struct CutHashes {
  explicit CutHashes(int bits) { cut_key_hash(bits); }
  ~CutHashes() { cut_key_hash(64); }
};

SQLite::Database with_tables() {
  SQLite::Database db(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  db.exec(
      "CREATE TABLE post_key (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, network INTEGER NOT NULL, uri "
      "TEXT NOT NULL)");
  db.exec("CREATE INDEX post_key_hash ON post_key (hash)");
  db.exec("CREATE TABLE link (id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, url TEXT NOT NULL)");
  return db;
}

PostKey key(std::int64_t number) {
  return {number % 7 == 0 ? Network::bluesky : Network::x, std::to_string(number)};
}

void expect_each_once(int bits) {
  const CutHashes cut(bits);
  SQLite::Database db = with_tables();
  Keys keys(db);
  std::map<std::int64_t, std::int64_t> ids;
  std::int64_t ascending = 1'245'000'000'000'000'000;
  const int steps = *rc::gen::inRange(1, 400);
  for (int i = 0; i < steps; ++i) {
    const bool next = *rc::gen::arbitrary<bool>();  // as archives are read; else any other, met before or not
    const std::int64_t number = next ? ascending += 1 + i % 3 : *rc::gen::inRange<std::int64_t>(1, 120);
    const auto known = ids.find(number);
    switch (*rc::gen::inRange(0, 12)) {
      case 0:
        keys.flush();
        break;
      case 1:
        keys.flush();
        keys.forget();
        break;
      case 2:
        RC_ASSERT(keys.find_post(key(number)) == (known == ids.end() ? 0 : known->second));
        break;
      case 3:
        RC_ASSERT(keys.stored_post(key(number)) == (known == ids.end() ? 0 : known->second));
        break;
      default: {
        bool added = false;
        const std::int64_t id = keys.ensure_post(key(number), &added);
        RC_ASSERT(added == (known == ids.end()));
        if (known != ids.end()) RC_ASSERT(id == known->second);
        ids[number] = id;
      }
    }
  }
  keys.flush();
  const auto stored = db.execAndGet("SELECT count(*) FROM post_key").getInt64();
  RC_ASSERT(static_cast<std::size_t>(stored) == ids.size());
  for (const auto& [number, id] : ids) {
    Query named(db, "SELECT 1 FROM post_key WHERE id = ? AND network = ? AND uri = ?");
    RC_ASSERT(named.rows(id, key(number).network, key(number).uri).next());
  }
}

RC_GTEST_PROP(Keys, AreStoredOnceInWhateverOrderTheyCome, ()) {
  expect_each_once(64);
}
RC_GTEST_PROP(Keys, AreStoredOnceThoughTheirHashesCollide, ()) {
  expect_each_once(4);
}

TEST(Keys, OneThatWaitedWhileOthersWereSoughtIsFoundWhenLongForgotten) {
  SQLite::Database db = with_tables();
  Keys keys(db);
  const std::int64_t id = keys.ensure_post(key(1'000'000));
  EXPECT_EQ(keys.find_post(key(10)), 0);
  for (std::int64_t number = 11; number < 20'000; ++number) keys.ensure_post(key(number));
  EXPECT_EQ(keys.ensure_post(key(1'000'000)), id);
}

TEST(Keys, OneThatWaitsToBeWrittenIsFoundBehindManyOthersThatAreStored) {
  SQLite::Database db = with_tables();
  {
    Keys keys(db);
    for (std::int64_t number = 1; number <= 20'000; ++number) keys.ensure_post(key(number));
    keys.flush();
  }
  Keys keys(db);
  const std::int64_t id = keys.ensure_post(key(1'000'000));
  for (std::int64_t number = 1; number <= 20'000; ++number) keys.ensure_post(key(number));
  EXPECT_EQ(keys.ensure_post(key(1'000'000)), id);
}

TEST(Keys, ThatWereRenamedAreFoundByTheirNewName) {
  SQLite::Database db = with_tables();
  Keys keys(db);
  const std::int64_t id = keys.ensure_post(key(100));
  keys.ensure_post(key(200));
  keys.rename_post(id, key(150));
  EXPECT_EQ(keys.stored_post(key(150)), id);
  EXPECT_EQ(keys.stored_post(key(100)), 0);
}

TEST(Keys, ALinkThatWaitsToBeWrittenIsFoundBehindManyOthersThatAreStored) {
  SQLite::Database db = with_tables();
  const auto url = [](int number) { return "https://example.org/" + std::to_string(number); };
  {
    Keys keys(db);
    for (int number = 1; number <= 20'000; ++number) keys.ensure_link(url(number));
    keys.flush();
  }
  Keys keys(db);
  const std::int64_t id = keys.ensure_link(url(0));
  for (int number = 1; number <= 20'000; ++number) EXPECT_EQ(keys.ensure_link(url(number)), number);
  EXPECT_EQ(keys.ensure_link(url(0)), id);
  keys.flush();
  EXPECT_EQ(db.execAndGet("SELECT count(*) FROM link").getInt(), 20'001);
}

}  // namespace
}  // namespace clamor::storage
