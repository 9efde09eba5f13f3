#include "storage/forgotten.hpp"

#include <string>
#include <unordered_set>
#include <vector>

#include "storage/sqlite/writer_parts.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;

namespace {

// What another database keeps away. A sensitive one knows people and posts by names of its own.
class Elsewhere {
 public:
  explicit Elsewhere(SQLite::Database& db) {
    try {
      if (!has_table(db, "tombstone")) return;  // written before there were any
      veil_.emplace(db);
      Query all(db, "SELECT hash FROM tombstone");
      for (auto row = all.rows(); row.next();) tombstones_.insert(row.text(0));
    } catch (const SQLite::Exception&) {
      whole_ = false;
    }
  }
  bool whole() const { return whole_; }
  const std::unordered_set<std::string>& tombstones() const { return tombstones_; }

  template <class Key>
  bool keeps_away(const Key& key) const {
    return tombstones_.contains(tombstone_of(key)) ||
           (veil_ && veil_->drawn() && tombstones_.contains(tombstone_of(veil_->over(key))));
  }

 private:
  static bool has_table(SQLite::Database& db, const char* name) {
    Query query(db, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
    return query.rows(name).next();
  }

  std::optional<Veil> veil_;
  std::unordered_set<std::string> tombstones_;
  bool whole_ = true;
};

}  // namespace

KeptAway SqliteWriter::keep_away(Parts& parts, SQLite::Database& as_in, UtcTime now) {
  const Elsewhere elsewhere(as_in);
  parts.flush();
  std::vector<AuthorKey> leaving;
  Query authors_here(db_, "SELECT network, key FROM author");
  for (auto row = authors_here.rows(); row.next();)
    if (AuthorKey key{static_cast<Network>(row.small(0)), row.text(1)}; elsewhere.keeps_away(key))
      leaving.push_back(std::move(key));
  KeptAway kept{parts.forgetting.forget(leaving, Gone::forgotten, now), elsewhere.whole()};

  Query posts_here(db_,
                   "SELECT k.id, k.network, k.uri FROM post p JOIN post_key k ON k.id = p.id "
                   "WHERE p.deleted_at IS NULL");
  for (auto row = posts_here.rows(); row.next();)
    if (elsewhere.keeps_away(PostKey{static_cast<Network>(row.small(1)), row.text(2)}))
      parts.erasing.mark(row.integer(0));
  const ErasedPosts gone = parts.erasing.run(Gone::deleted, now);
  kept.erased.posts += gone.posts;
  kept.erased.mentions += gone.mentions;
  for (const std::string& tombstone : elsewhere.tombstones()) parts.tombstones.add(tombstone);
  parts.forget_held();
  return kept;
}

KeptAway SqliteWriter::keep_away(const fs::path& as_in, UtcTime now) {
  KeptAway kept{{}, false};
  if (!fs::exists(as_in)) return kept;
  std::optional<SQLite::Database> other;
  try {
    other.emplace(open_for_reading(as_in));
  } catch (const SQLite::Exception&) {
    return kept;  // not even its first page can be read
  }
  in_transaction([&](Parts& parts) { kept = keep_away(parts, *other, now); });
  return kept;
}

KeptAway keep_away(std::string_view url, const fs::path& as_in, UtcTime now) {
  return SqliteWriter(path_of(url), "").keep_away(as_in, now);
}

}  // namespace clamor::storage
