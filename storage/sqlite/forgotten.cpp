#include "storage/forgotten.hpp"

#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "storage/sqlite/writer_parts.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;

namespace {

bool has(SQLite::Database& db, const char* table, const char* column) {
  Query query(db, "SELECT 1 FROM pragma_table_info(?) WHERE name = ?");
  return query.rows(table, column).next();
}

// What another database keeps away, as far as it can be read; it may be of an older schema. A sensitive one
// knows people and posts by names of its own.
class Elsewhere {
 public:
  explicit Elsewhere(SQLite::Database& db) {
    whole_ = read([&] {
      if (!has(db, "tombstone", "hash")) return;
      veil_.emplace(db);
      Query all(db, "SELECT hash FROM tombstone");
      for (auto row = all.rows(); row.next();) tombstones_.insert(row.text(0));
    });
    read([&] {
      if (!has(db, "post", "gone")) return;
      Query posts(db,
                  "SELECT k.uri, p.gone FROM post p JOIN post_key k ON k.id = p.id WHERE p.gone IS NOT NULL");
      for (auto row = posts.rows(); row.next();) reasons_[row.text(0)] = static_cast<Gone>(row.small(1));
    });
  }
  bool whole() const { return whole_; }
  const std::unordered_set<std::string>& tombstones() const { return tombstones_; }

  template <class Key>
  bool keeps_away(const Key& key) const {
    return tombstones_.contains(tombstone_of(key)) ||
           (veil_ && tombstones_.contains(tombstone_of(veil_->over(key))));
  }

  // A post that was only heard of there went with whom its address names.
  Gone reason(const PostKey& post) const {
    for (const std::string& name : {gone_name(post), veil_ ? gone_name(veil_->over(post)) : std::string()})
      if (const auto known = reasons_.find(name); known != reasons_.end()) return known->second;
    return Gone::forgotten;
  }

 private:
  // False: not to the end.
  template <class Work>
  static bool read(const Work& work) {
    try {
      work();
      return true;
    } catch (const SQLite::Exception&) {
      return false;
    }
  }

  std::optional<Veil> veil_;
  std::unordered_set<std::string> tombstones_;
  std::unordered_map<std::string, Gone> reasons_;
  bool whole_ = true;
};

}  // namespace

KeptAway SqliteWriter::keep_away(Parts& parts, SQLite::Database& as_in, UtcTime now) {
  const Elsewhere elsewhere(as_in);
  if (elsewhere.tombstones().empty()) return {{}, elsewhere.whole()};
  parts.flush();
  KeptAway kept{{}, elsewhere.whole()};
  // Posts first, each for the reason it went there; what is left of their authors nobody told a reason for.
  Query posts_here(db_,
                   "SELECT k.id, k.network, k.uri FROM post p JOIN post_key k ON k.id = p.id "
                   "WHERE p.deleted_at IS NULL");
  std::map<Gone, std::vector<std::int64_t>> going;
  for (auto row = posts_here.rows(); row.next();)
    if (const PostKey key{static_cast<Network>(row.small(1)), row.text(2)}; elsewhere.keeps_away(key))
      going[elsewhere.reason(key)].push_back(row.integer(0));
  for (const auto& [why, posts] : going) {
    for (const std::int64_t post : posts) parts.erasing.mark(post);
    const ErasedPosts gone = parts.erasing.run(why, now);
    kept.erased.posts += gone.posts;
    kept.erased.mentions += gone.mentions;
  }
  std::vector<AuthorKey> leaving;
  Query authors_here(db_, "SELECT network, key FROM author");
  for (auto row = authors_here.rows(); row.next();)
    if (AuthorKey key{static_cast<Network>(row.small(0)), row.text(1)}; elsewhere.keeps_away(key))
      leaving.push_back(std::move(key));
  kept.erased += parts.forgetting.forget(leaving, Gone::forgotten, now);
  for (const std::string& tombstone : elsewhere.tombstones()) parts.tombstones.add(tombstone);
  parts.forgetting.drop_what_names_kept_out();
  parts.forget_held();
  return kept;
}

KeptAway SqliteWriter::keep_away(const fs::path& as_in, UtcTime now) {
  KeptAway kept{{}, false};
  if (!fs::exists(as_in)) return kept;
  std::optional<SQLite::Database> other;
  try {
    other.emplace(open_for_reading(as_in, Damaged::maybe));
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
