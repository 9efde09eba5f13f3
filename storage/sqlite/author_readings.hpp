#pragma once
// The numbers of authors over time, for whoever walks through all authors in order of their ids: read in one
// pass.

#include <algorithm>
#include <vector>

#include "core/record.hpp"
#include "storage/sqlite/query.hpp"

namespace clamor::storage {

class AuthorReadings {
 public:
  explicit AuthorReadings(SQLite::Database& db)
      : query_(db,
               "SELECT n.author, v.server, n.home, n.at, n.until, n.followers, n.following, n.posts, "
               "n.with_post "
               "FROM author_numbers n JOIN vantage v ON v.id = n.vantage ORDER BY n.author, n.vantage, n.at"),
        rows_(query_.rows()),
        more_(rows_.next()) {}

  // By vantage, then time; the same numbers read again and again are one reading. Ids only grow from call to
  // call.
  std::vector<AuthorReading> of(std::int64_t author) {
    std::vector<AuthorReading> all;
    for (; more_ && rows_.integer(0) <= author; more_ = rows_.next()) {
      if (rows_.integer(0) < author) continue;
      AuthorReading next{rows_.text(1),  rows_.small(2) != 0, rows_.time(3),  rows_.time(4),
                         rows_.maybe(5), rows_.maybe(6),      rows_.maybe(7), rows_.small(8) != 0};
      if (!all.empty() && same(all.back(), next))
        all.back().until = std::max(all.back().until, next.until);
      else
        all.push_back(std::move(next));
    }
    return all;
  }

 private:
  static bool same(const AuthorReading& a, const AuthorReading& b) {
    return a.vantage == b.vantage && a.home == b.home && a.followers == b.followers &&
           a.following == b.following && a.posts == b.posts && a.with_post == b.with_post;
  }

  Query query_;
  Query::Rows rows_;
  bool more_;
};

}  // namespace clamor::storage
