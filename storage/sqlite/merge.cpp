#include "storage/merge.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "storage/sqlite/campaign.hpp"
#include "storage/sqlite/merge_pages.hpp"
#include "storage/sqlite/merge_state.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/writer_parts.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;
using Kind = StorageError::Kind;

namespace {

constexpr std::size_t pages_per_slice = 5'000;

// Deleted posts by the names they have in every database.
std::set<std::string> gone_in(SQLite::Database& db) {
  std::set<std::string> all;
  Query query(
      db,
      "SELECT k.network, k.uri FROM post p JOIN post_key k ON k.id = p.id WHERE p.deleted_at IS NOT NULL");
  for (auto row = query.rows(); row.next();)
    all.insert(gone_name({static_cast<Network>(row.small(0)), row.text(1)}));
  return all;
}

bool is_veiled(SQLite::Database& db) {
  return Veil(db).drawn();
}

using TagRules = std::map<std::string, std::pair<std::string, std::string>>;  // variants and veto, by key

TagRules rules_of(SQLite::Database& db) {
  TagRules all;
  Query query(db, "SELECT key, variants, veto FROM tag WHERE position IS NOT NULL");
  for (auto row = query.rows(); row.next();) all[row.text(0)] = {row.text(1), row.text(2)};
  return all;
}

}  // namespace

class SqliteWriter::Merging {
 public:
  Merging(SqliteWriter& here, SqliteReader& there, UtcTime now, const GoOn& go_on)
      : here_(here), there_(there), now_(now), go_on_(go_on), gone_here_(gone_in(here.db_)) {}

  Merged run() {
    sources();
    if (any_source_.empty()) return merged_;  // nothing was ever read
    merged_.whole = people() && posts() && edges() && save_slice();
    if (!merged_.whole) return merged_;  // what is covered waits for all the posts
    here_.in_transaction([&](Parts& parts) {
      for (const PostRecord& record : remains_) join_remains(parts, record);
    });
    here_.in_transaction([&](Parts& parts) {
      match_what_differs(parts);
      here_.keep_away(parts, there_.connection(), now_);  // whom they were asked to forget we forget too
      unite_state(here_.db_, there_.connection(), parts.coverage);
    });
    return merged_;
  }

 private:
  void sources() {
    for (const SourceSetup& source : there_.all_sources()) {
      here_.add_source(source);
      any_source_ = source.name;
    }
  }

  // False: stopped.
  bool add(std::vector<PreparedPage> pages) {
    std::ranges::move(pages, std::back_inserter(slice_));
    return slice_.size() < pages_per_slice || save_slice();
  }

  bool save_slice() {
    here_.in_transaction([&](Parts&) {
      for (const PreparedPage& page : slice_) here_.save_page(page, merged_.saved);
    });
    slice_.clear();
    return !go_on_ || go_on_(all_ > 0 ? static_cast<double>(merged_.posts) / static_cast<double>(all_) : 0);
  }

  // A record that is passed to `take` after it answered false is not looked at.
  template <class Each, class Take>
  bool all_of(const Each& each, const Take& take) {
    bool go_on = true;
    each([&](const auto& record) { go_on = go_on && take(record); });
    return go_on;
  }

  bool people() {
    return all_of([&](const auto& take) { there_.each_author(take); },
                  [&](const AuthorRecord& record) { return add(pages_of(record, any_source_)); });
  }

  bool posts() {
    all_ = there_.connection().execAndGet("SELECT count(*) FROM post").getInt64();
    return all_of([&](const auto& take) { there_.each_kept_post(take); },
                  [&](const PostRecord& record) {
                    ++merged_.posts;
                    if (record.deleted_at || is_gone_here(record.post.key)) {
                      remains_.push_back(record);
                      return true;
                    }
                    return add(pages_of(record));
                  });
  }

  bool edges() {
    return all_of([&](const auto& take) { there_.each_edge(take); },
                  [&](const EdgeRecord& record) {
                    if (is_gone_here(record.edge.post)) return true;
                    return add({page_of(record, any_source_)});
                  });
  }

  bool is_gone_here(const PostKey& key) const {
    return !gone_here_.empty() && gone_here_.contains(gone_name(key));
  }

  // A post that one of both knows to be deleted is deleted. What is left of it is the same whether it was
  // united before its deletion or after: the earlier hour, every hashtag, every source that saw it.
  void join_remains(Parts& parts, PostRecord record) {
    const UtcTime gone = record.deleted_at.value_or(UtcTime::max());
    const std::string name = gone_name(record.post.key);
    if (!gone_here_.contains(name)) {
      const auto known = known_here(parts, name);
      const PostKey here = known && is_here(*known) ? *known : record.post.key;
      if (!is_here(here))
        for (const PreparedPage& page : pages_of(as_it_was(record))) here_.save_page(page, merged_.saved);
      parts.mark_deleted(std::span(&here, 1), gone);
      if (known && *known != here) parts.erasing.unite(*known, {record.post.key.network, name});
    }
    record.post.key.uri = name;
    parts.flush();
    unite_remains(
        here_.db_, record, [&](const std::string& tag) { return parts.posts.tags().ensure(tag); },
        [&](const std::string& source) { return here_.source_id(source); });
    parts.forget_held();
  }

  // The address, read or only heard of, that would have this name if it were deleted.
  std::optional<PostKey> known_here(Parts& parts, const std::string& name) {
    if (!known_) {
      parts.flush();
      known_.emplace();
      Query query(here_.db_, "SELECT network, uri FROM post_key WHERE NOT uri GLOB 'gone:*'");
      for (auto row = query.rows(); row.next();) {
        PostKey key{static_cast<Network>(row.small(0)), row.text(1)};
        std::string would_be = gone_name(key);
        known_->emplace(std::move(would_be), std::move(key));
      }
    }
    const auto found = known_->find(name);
    return found == known_->end() ? std::nullopt : std::optional(found->second);
  }

  bool is_here(const PostKey& key) {
    Query query(here_.db_,
                "SELECT 1 FROM post_key k JOIN post p ON p.id = k.id WHERE k.hash = ? AND k.network = ? AND "
                "k.uri = ?");
    return query.rows(key_hash(key.network, key.uri), key.network, key.uri).next();
  }

  // A deleted post as it comes to a store that never met it: with the hashtags it counts for, to be deleted
  // there.
  static PostRecord as_it_was(PostRecord record) {
    for (MentionRecord& mention : record.mentions)
      if (mention.fate == MentionFate::deleted) mention.fate = MentionFate::counted;
    return record;
  }

  // Mentions came as the other campaign counted them.
  void match_what_differs(Parts& parts) {
    const TagRules ours = rules_of(here_.db_), theirs = rules_of(there_.connection());
    std::set<std::string> differ;
    for (const auto& [tag, rules] : ours)
      if (const auto other = theirs.find(tag); other == theirs.end() || other->second != rules)
        differ.insert(tag);
    if (!differ.empty()) match_again(here_.db_, differ);
    if (!differ.empty() || !remains_.empty()) Rollups::rebuild(here_.db_);
    parts.forget_held();
  }

  SqliteWriter& here_;
  SqliteReader& there_;
  const UtcTime now_;
  const GoOn& go_on_;
  const std::set<std::string> gone_here_;
  std::string any_source_;
  std::vector<PreparedPage> slice_;
  std::vector<PostRecord> remains_;
  std::optional<std::unordered_map<std::string, PostKey>> known_;  // by the names they would have
  std::int64_t all_ = 0;
  Merged merged_;
};

Merged SqliteWriter::merge(SqliteReader& other, UtcTime now, const GoOn& go_on) {
  return Merging(*this, other, now, go_on).run();
}

namespace {

// A file of an older schema is read through a copy that is brought up to date: `from` itself is never
// written.
class UpToDate {
 public:
  UpToDate(const fs::path& from, const fs::path& beside) : file_(from) {
    const int schema = guarded(from, [&] {
      SQLite::Database db = open_for_reading(from);
      return schema_of(db, from);
    });
    if (schema == 0 || schema == newest_schema()) return;
    copy_ = beside.string() + ".merging";
    fs::remove(copy_);
    back_up(from.string(), copy_);
    SqliteWriter(copy_, "");
    file_ = copy_;
  }
  ~UpToDate() {
    if (copy_.empty()) return;
    std::error_code ignored;
    for (const char* suffix : {"", "-wal", "-shm", ".lock"}) fs::remove(copy_.string() + suffix, ignored);
    for (const auto& entry : fs::directory_iterator(copy_.parent_path(), ignored))
      if (entry.path().string().starts_with(copy_.string() + ".schema")) fs::remove(entry.path(), ignored);
  }
  UpToDate(const UpToDate&) = delete;
  UpToDate& operator=(const UpToDate&) = delete;
  const fs::path& file() const { return file_; }

 private:
  fs::path file_, copy_;
};

}  // namespace

Merged merge(std::string_view into, std::string_view from, const CampaignSetup& campaign, UtcTime now,
             const GoOn& go_on) {
  const fs::path here = path_of(into), there = path_of(from);
  const auto refuse = [&](const char* why) {
    throw StorageError(Kind::refused, fmt::format("{}: {}", there.string(), why));
  };
  if (!fs::exists(there))
    throw StorageError(Kind::cannot_open, fmt::format("there is no file {}", there.string()));
  if (fs::exists(here) && fs::equivalent(here, there))
    refuse("this is the database itself; there is nothing to unite");
  const UpToDate other(there, here);
  SqliteReader reader(other.file());
  if (const auto found = reader.verify(); !found.empty())
    throw StorageError(Kind::damaged,
                       fmt::format("{} is damaged; nothing was merged: {}", there.string(), found.front()));
  const bool new_here = !fs::exists(here);
  if (is_veiled(reader.connection()))
    refuse("it is a sensitive campaign's, where nobody can tell who is who; nothing was merged");
  SqliteWriter writer(here, new_here ? reader.simulated() : "");
  if (writer.simulated() != reader.simulated())
    refuse("one of the two databases is simulated, or by another network; they are never mixed");
  writer.set_campaign(campaign, now);
  reader.begin_view();
  return writer.merge(reader, now, go_on);
}

}  // namespace clamor::storage
