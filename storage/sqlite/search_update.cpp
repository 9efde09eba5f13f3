// Bringing the index of words up to date.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "storage/search.hpp"
#include "storage/sqlite/identity.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/search_index.hpp"

namespace clamor::storage {

namespace {

constexpr std::int64_t ids_per_step = 5'000;

class Update {
 public:
  explicit Update(const std::filesystem::path& database)
      : file_(database),
        reader_(database),
        posts_(open_for_reading(database)),
        index_(open_search_index(search_of(database))),
        one_(posts_, searchable_posts("p.id = ?").c_str()),
        some_(posts_, searchable_posts("p.id >= ? AND p.id < ?").c_str()) {}

  bool run(const std::function<bool(double)>& go_on) {
    if (!follow_changes(go_on)) return false;
    const std::int64_t last = last_post();
    const auto blocks = unfinished(last);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      while (step(blocks[i], last)) {
        const double share = static_cast<double>(i) / static_cast<double>(blocks.size());
        if (go_on && !go_on(share)) return false;
      }
    }
    if (dropped_) index_.exec("PRAGMA wal_checkpoint(TRUNCATE)");  // words that left, from the log too
    return true;
  }

 private:
  struct Indexed {
    std::int64_t at, hash;
    friend bool operator==(const Indexed&, const Indexed&) = default;
  };

  std::int64_t last_post() {
    return posts_.execAndGet("SELECT coalesce(max(id), 0) FROM post").getInt64();
  }

  std::optional<HistoryMark> followed_to() {
    Query query(index_, "SELECT at_commit, token FROM follows");
    auto rows = query.rows();
    if (!rows.next()) return std::nullopt;
    return HistoryMark{rows.integer(0), rows.integer(1)};
  }

  // What is in and not as it was any more throws its block away; what came into a finished part is added. Looked at
  // twice is looked at once, so whoever is stopped begins again.
  bool follow_changes(const std::function<bool(double)>& go_on) {
    const auto before = followed_to();
    const auto changes = before ? reader_.changes_since(*before) : std::nullopt;
    const HistoryMark now = changes ? changes->now : reader_.history_mark();
    std::span<const std::int64_t> rest;
    if (changes) rest = changes->posts;
    while (rest.size() > ids_per_step) {
      SQLite::Transaction transaction(index_, SQLite::TransactionBehavior::IMMEDIATE);
      for (const std::int64_t id : rest.first(ids_per_step)) look_at(id);
      transaction.commit();
      rest = rest.subspan(ids_per_step);
      if (go_on && !go_on(0)) return false;
    }
    SQLite::Transaction transaction(index_, SQLite::TransactionBehavior::IMMEDIATE);
    for (const std::int64_t id : rest) look_at(id);
    if (!changes && followed_to() == before)  // else another run was faster
      for (const std::int64_t block : blocks()) drop(block);
    Query(index_, "INSERT OR REPLACE INTO follows VALUES (1, ?, ?)").run(now.commit, now.token);
    transaction.commit();
    return true;
  }

  std::vector<std::int64_t> blocks() {
    std::vector<std::int64_t> all;
    Query query(index_, "SELECT number FROM block");
    for (auto rows = query.rows(); rows.next();) all.push_back(rows.integer(0));
    return all;
  }

  std::int64_t done_to(std::int64_t block) {
    Query query(index_, "SELECT done_to FROM block WHERE number = ?");
    auto rows = query.rows(block);
    return rows.next() ? rows.integer(0) : first_of(block);
  }

  void look_at(std::int64_t id) {
    const std::int64_t block = block_of(id);
    if (id >= done_to(block)) return;  // its turn comes
    std::optional<Indexed> before;
    {
      Query query(index_, "SELECT at, hash FROM indexed WHERE post = ?");
      auto rows = query.rows(id);
      if (rows.next()) before = Indexed{rows.integer(0), rows.integer(1)};
    }
    auto row = one_.rows(id);
    const bool there = row.next();
    const auto now = there ? std::optional(facts(row)) : std::nullopt;
    if (before == now) return;
    if (before) return drop(block);
    add(row);
  }

  void drop(std::int64_t block) {
    index_.exec("DROP TABLE IF EXISTS " + table_of(block));
    Query(index_, "DELETE FROM block WHERE number = ?").run(block);
    Query(index_, "DELETE FROM indexed WHERE post >= ? AND post < ?").run(first_of(block), first_of(block + 1));
    dropped_ = true;
  }

  // From the newest to the oldest.
  std::vector<std::int64_t> unfinished(std::int64_t last) {
    std::vector<std::int64_t> all;
    for (std::int64_t block = block_of(last); block >= 0; --block)
      if (done_to(block) <= std::min(last, first_of(block + 1) - 1)) all.push_back(block);
    return all;
  }

  // False: the block is finished.
  bool step(std::int64_t block, std::int64_t last) {
    SQLite::Transaction transaction(index_, SQLite::TransactionBehavior::IMMEDIATE);
    const std::int64_t from = done_to(block), end = std::min(last + 1, first_of(block + 1));
    if (from >= end) return false;
    const std::int64_t to = std::min(end, from + ids_per_step);
    index_.exec(fmt::format("CREATE VIRTUAL TABLE IF NOT EXISTS {} USING {}", table_of(block), words_table));
    Query(index_, "INSERT INTO block VALUES (?1, ?2, 0) ON CONFLICT DO UPDATE SET done_to = ?2").run(block, to);
    for (auto rows = some_.rows(from, to); rows.next();) add(rows);
    transaction.commit();
    return to < end;
  }

  static Indexed facts(const Query::Rows& row) {
    return {row.integer(1), static_cast<std::int64_t>(hash_words(row.view(2)) >> 1)};
  }

  void add(const Query::Rows& row) {
    const std::int64_t post = row.integer(0), block = block_of(post);
    const auto [at, hash] = facts(row);
    if (!add_text_ || add_text_block_ != block) {
      add_text_.emplace(index_, ("INSERT INTO " + table_of(block) + " (rowid, words) VALUES (?, ?)").c_str());
      add_text_block_ = block;
    }
    add_text_->run(row_of(post, at), row.view(2));
    if (!add_indexed_) {
      add_indexed_.emplace(index_, "INSERT INTO indexed VALUES (?, ?, ?)");
      set_newest_.emplace(index_, "UPDATE block SET newest = ?2 WHERE number = ?1 AND newest < ?2");
    }
    add_indexed_->run(post, at, hash);
    set_newest_->run(block, at);
  }

  std::filesystem::path file_;
  SqliteReader reader_;
  SQLite::Database posts_, index_;
  Query one_, some_;
  std::optional<Query> add_text_, add_indexed_, set_newest_;
  std::int64_t add_text_block_ = -1;
  bool dropped_ = false;
};

}  // namespace

namespace {

bool update(const std::filesystem::path& database, const std::function<bool(double share)>& go_on) {
  return guarded(search_of(database), [&] { return Update(database).run(go_on); });
}

}  // namespace

// A bit that turned is met as a page, a row or a table that cannot be, or as a format that must not be written.
bool may_be_remade(StorageError::Kind kind) {
  using Kind = StorageError::Kind;
  return kind == Kind::damaged || kind == Kind::not_ours || kind == Kind::read_only || kind == Kind::other;
}

bool update_search(std::string_view url, const std::function<bool(double share)>& go_on) {
  const auto database = path_of(url);
  if (nobody_writes_to(database.parent_path())) return true;  // what was indexed before is found
  try {
    return update(database, go_on);
  } catch (const StorageError& error) {
    if (!may_be_remade(error.kind())) throw;
  }
  return remake_search(url, go_on);
}

bool remake_search(std::string_view url, const std::function<bool(double share)>& go_on) {
  const auto database = path_of(url);
  remove_search_index(search_of(database));
  return update(database, go_on);
}

}  // namespace clamor::storage
