#include "storage/sqlite/authors.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "tests/storage/world.hpp"

namespace clamor::storage::test {
namespace {

class AuthorsHardlyRemembered : public ::testing::Test {
 protected:
  AuthorsHardlyRemembered() {
    open_writer(folder_.database());
    db_.emplace(folder_.database(), SQLite::OPEN_READWRITE);
    remember_authors({2, 256});
    touched_.emplace(*db_);
    authors_.emplace(*db_, *touched_);
    remember_authors({});
  }
  std::vector<std::int64_t> ids_of_ten() {
    std::vector<std::int64_t> ids;
    for (int i = 0; i < 10; ++i)
      ids.push_back(authors_->ensure({Network::fediverse, "cuenta_simulada_" + std::to_string(i) + "@uno.example"}));
    return ids;
  }
  int rows() { return db_->execAndGet("SELECT count(*) FROM author").getInt(); }

  TempFolder folder_;
  std::optional<SQLite::Database> db_;
  std::optional<Touched> touched_;
  std::optional<Authors> authors_;
};

TEST_F(AuthorsHardlyRemembered, AreTheSameWhenTheyAreMetAgain) {
  const auto ids = ids_of_ten();
  EXPECT_EQ(ids_of_ten(), ids);
  authors_->flush();
  EXPECT_EQ(ids_of_ten(), ids);
  EXPECT_EQ(rows(), 10);
}

TEST_F(AuthorsHardlyRemembered, AreNewWhenTheirRowsWereDeleted) {
  ids_of_ten();
  authors_->flush();
  db_->exec("DELETE FROM author");
  authors_->forget();
  ids_of_ten();
  authors_->flush();
  EXPECT_EQ(rows(), 10);
}

}  // namespace
}  // namespace clamor::storage::test
