#include "storage/sqlite/writer.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <ranges>

#include "core/redact.hpp"
#include "storage/following.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/origin.hpp"
#include "storage/sqlite/writer_parts.hpp"

namespace clamor::storage {
namespace {

// Taken back unless it was committed. That throws nothing, even while memory has run out.
class Transaction {
 public:
  explicit Transaction(SQLite::Database& db) : db_(db) { db_.exec("BEGIN IMMEDIATE"); }
  ~Transaction() {
    if (is_open(db_)) sqlite3_exec(db_.getHandle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() { db_.exec("COMMIT"); }

  static bool is_open(SQLite::Database& db) { return sqlite3_get_autocommit(db.getHandle()) == 0; }

 private:
  SQLite::Database& db_;
};

}  // namespace

SqliteWriter::SqliteWriter(std::filesystem::path file, const std::string& simulated_if_new, Commit commit,
                           Origin origin)
    : file_(std::move(file)),
      lock_((create_file(file_), file_)),
      wants_log_(guarded(file_, [&] { return look_before_writing(file_) > 0; }) ||
                 commit != Commit::each_synced),
      db_(guarded(file_, [&] { return open_for_writing(file_); })),
      commit_(commit),
      reserve_(file_) {
  guarded(file_, [&] {
    has_log_ = wants_log_ && start_log(db_);
    migrate(db_, file_, simulated_if_new, migrations());
    auto mark = Query(db_, "SELECT id FROM simulated");
    auto rows = mark.rows();
    if (rows.next()) simulated_ = rows.text(0);
  });
  guarded(file_, [&] {
    parts_ = std::make_unique<Parts>(db_, gone_);
    load_tracked();
    if (commit_ == Commit::once_unsynced) db_.exec("PRAGMA synchronous = OFF");
    if (commit_ != Commit::each_synced) db_.exec("BEGIN IMMEDIATE");
    if (origin == Origin::is_here) name_origin(db_, file_);
    rename_deleted();
  });
}

SqliteWriter::~SqliteWriter() {
  const bool failed = parts_ == nullptr;
  parts_.reset();
  if (!failed && !has_log_ && commit_ == Commit::each_synced) {
    try {
      start_log(db_);  // whoever reads the file next may go on for long
    } catch (const std::exception&) {
      // Whoever writes next tries again.
    }
  }
  if (commit_ == Commit::once_unsynced) db_.tryExec("COMMIT");
  if (commit_ == Commit::never) db_.tryExec("ROLLBACK");
}

void SqliteWriter::in_transaction(const std::function<void(Parts&)>& work) {
  if (!parts_) {
    throw StorageError(StorageError::Kind::other,
                       fmt::format("{}: writing failed earlier; open the database again", file_.string()));
  }
  try {
    guarded(file_, [&] {
      const auto write = [&] {
        work(*parts_);
        parts_->flush();
      };
      if (commit_ != Commit::each_synced) return write();
      Transaction transaction(db_);
      write();
      transaction.commit();
      if (wants_log_ && !has_log_) has_log_ = start_log(db_);
    });
    reserve_.keep();
  } catch (const StorageError& error) {
    after_failure(error.kind());
    throw;
  } catch (...) {
    after_failure(StorageError::Kind::other);
    throw;
  }
}

// What was remembered was rolled back. A disk that failed is not asked again through this connection, which
// may take for written what is not; nor does it tidy up when it closes: whoever opens the file next recovers
// it. Nor is a connection asked again that had not even the memory to take back.
void SqliteWriter::after_failure(StorageError::Kind kind) {
  parts_.reset();
  if (kind == StorageError::Kind::disk_full) reserve_.release();
  if (kind == StorageError::Kind::io) {
    sqlite3_db_config(db_.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return;
  }
  if (commit_ == Commit::each_synced && Transaction::is_open(db_)) return;
  try {
    parts_ = std::make_unique<Parts>(db_, gone_);
    load_tracked();
  } catch (const std::exception&) {
    parts_.reset();  // it can no longer even read
  }
}

void SqliteWriter::load_tracked() {
  std::unordered_set<std::int64_t> tracked;
  Query query(db_, "SELECT id FROM tag WHERE position IS NOT NULL");
  auto rows = query.rows();
  while (rows.next()) tracked.insert(rows.integer(0));
  parts_->posts.set_tracked(std::move(tracked));
}

void SqliteWriter::mark_simulated(const std::string& id) {
  if (id == simulated_ && !id.empty()) return;
  const auto refuse = [&](const char* why) {
    throw StorageError(StorageError::Kind::refused, fmt::format("{}: {}", file_.string(), why));
  };
  if (id.empty()) refuse("simulated data need the name of their network");
  if (!simulated_.empty()) refuse("these data are simulated already, by another network");
  if (Query(db_, "SELECT 1 FROM post LIMIT 1").rows().next()) {
    refuse("real posts cannot be mixed with simulated ones; use another --db");
  }
  in_transaction([&](Parts&) { Query(db_, "INSERT INTO simulated VALUES (1, ?)").run(id); });
  simulated_ = id;
}

Saved SqliteWriter::save(std::span<const PreparedPage> pages) {
  if (pages.empty()) return {};
  auto page = pages.begin();
  return save_each([&] { return page == pages.end() ? nullptr : &*page++; });
}

Saved SqliteWriter::save_each(const std::function<const PreparedPage*()>& next) {
  Saved saved;
  in_transaction([&](Parts& parts) {
    while (const PreparedPage* page = next()) {
      save_page(*page, saved);
      // What a stream tells says nothing of how the source answers, and a gap alone is no success.
      const bool read = page->request || !page->covered.empty() || !page->posts.empty();
      if (read && (!page->source.empty() || !page->reread))
        parts.page_read.run(source_id(page->source), page->read_at, page->request.has_value());
    }
  });
  return saved;
}

Saved SqliteWriter::save_archive(const std::function<const ArchiveBatch*()>& next) {
  Saved saved;
  in_transaction([&](Parts&) {
    ArchivePosition position;
    while (const ArchiveBatch* batch = next()) {
      for (const PreparedPage& page : batch->pages) save_page(page, saved);
      position = batch->position;
    }
    if (position.content.empty()) return;  // a pipe
    Query(db_, "INSERT OR REPLACE INTO archive VALUES (?, ?, ?, ?)")
        .run(position.content, position.records, position.digest, position.finished);
  });
  return saved;
}

std::optional<ArchivePosition> SqliteWriter::archive_position(const std::string& content) {
  return guarded(file_, [&]() -> std::optional<ArchivePosition> {
    Query query(db_, "SELECT records, digest, finished FROM archive WHERE content = ?");
    auto rows = query.rows(content);
    if (!rows.next()) return std::nullopt;
    return ArchivePosition{content, rows.integer(0), rows.text(1), rows.small(2) != 0};
  });
}

void SqliteWriter::add_source(const SourceSetup& setup) {
  in_transaction([&](Parts&) {
    // Archives come behind the sources of the campaign file in every list.
    Query(db_,
          "INSERT INTO source (name, kind, server, network, position) VALUES (?1, ?2, ?3, ?4, "
          "CASE WHEN ?2 = 'archive' THEN 1000000 + (SELECT count(*) FROM source) END) ON CONFLICT DO NOTHING")
        .run(setup.name, setup.kind, setup.server, setup.network);
  });
}

std::int64_t SqliteWriter::source_id(const std::string& name) {
  if (const std::int64_t id = parts_->sources.find(name)) return id;
  throw StorageError(StorageError::Kind::refused,
                     fmt::format("{}: the source \"{}\" is not part of the campaign", file_.string(), name));
}

void SqliteWriter::save_page(const PreparedPage& given, Saved& saved) {
  wants_log_ = true;
  Parts& p = *parts_;
  const std::int64_t source = given.source.empty() && given.reread ? 0 : source_id(given.source);
  const Reading reading{source,        p.vantages.ensure(given.vantage),
                        given.vantage, authority_of(given.vantage),
                        given.read_at, !given.reread};
  if (!given.opted_out.empty()) p.keep_out(given.opted_out, given.read_at);
  std::optional<PreparedPage> changed = p.sieve.sift(given, reading);
  if (p.veil.drawn()) {
    changed = p.veil.over(changed ? std::move(*changed) : given);
    if (auto sifted = p.sieve.sift(*changed, reading)) changed = std::move(sifted);
  }
  const PreparedPage& page = changed ? *changed : given;
  const std::int64_t tag = page.tag.empty() ? 0 : p.posts.tags().ensure(page.tag);

  std::vector<PageAuthor> authors;
  authors.reserve(page.authors.size());
  for (const Author& author : page.authors) {
    const std::int64_t id = p.authors.merge(author, reading, page.full_profiles);
    if (any(numbers_of(author))) authors.push_back({&author, id});
  }
  if (tag != 0)
    for (const Gap& gap : page.gaps) p.coverage.open_gap(reading.source, tag, gap);
  const bool recovering = tag != 0 && p.coverage.has_open_gap(reading.source, tag);
  const auto save_post = [&](const PreparedPost& post) {
    const auto author = std::ranges::find_if(
        authors, [&](const PageAuthor& each) { return each.author->key == post.post.author; });
    if (author != authors.end()) author->with_a_post = reading.sights;  // which a sighting keeps
    const PostSaved done = p.posts.save(post, reading, author == authors.end() ? nullptr : &*author);
    saved.new_posts += done.new_post;
    saved.new_sightings += done.new_sighting;
    saved.new_mentions += done.new_mentions;
    saved.new_readings += done.new_readings;
    const bool of_tag = std::ranges::find(done.charted_tags, tag) != done.charted_tags.end();
    if (recovering && done.new_sighting && of_tag) p.coverage.count_recovered(reading.source, tag, done.at);
  };
  // From the oldest on: keys rise then, and what lies behind one need not be looked for again.
  if (!page.posts.empty() && page.posts.front().charted_at > page.posts.back().charted_at) {
    std::ranges::for_each(std::views::reverse(page.posts), save_post);
  } else {
    std::ranges::for_each(page.posts, save_post);
  }
  for (const PageAuthor& each : authors)
    if (!each.with_a_post) p.authors.read_numbers(*each.author, reading);
  for (const Edge& edge : page.edges) p.posts.save(edge);
  for (const BoostersRead& read : page.boosters_read) p.posts.boosters_read(read, reading.vantage);
  if (!page.deleted.empty()) p.mark_deleted(page.deleted, page.read_at);
  if (source == 0) return;
  for (const Issue& issue : page.issues)
    p.add_issue.run(reading.source, redacted(issue.where), redacted(issue.what), page.read_at);

  if (tag != 0) {
    if (page.cursor) p.coverage.save_cursor(reading.source, tag, *page.cursor);
    p.coverage.cover(reading.source, tag, page.covered);
    if (page.lookback) p.coverage.looked_back(reading.source, tag, *page.lookback);
    for (const TagUse& use : page.tag_history)
      p.add_use.run(reading.source, tag, use.day, use.uses, use.accounts);
    if (!page.covered.empty() || !page.gaps.empty()) p.coverage.close_gaps(reading.source, tag);
  }
  if (page.request) p.log(reading.source, tag, *page.request);
}

void SqliteWriter::note(std::span<const SourceNote> notes) {
  if (notes.empty()) return;
  in_transaction([&](Parts& p) {
    for (const SourceNote& note : notes) {
      const std::int64_t source = source_id(note.source);
      if (note.request) p.log(source, 0, *note.request);
      const std::optional<std::string> detail =
          note.detail.empty() ? std::nullopt : std::optional<std::string>(redacted(note.detail));
      p.set_health.run(source, note.state, detail, note.success, note.at, note.requests, note.errors,
                       note.rate_limited_seconds, note.next_try, note.clock_skew_seconds);
      for (const auto& [tag, gap] : note.missed) p.coverage.open_gap(source, p.posts.tags().ensure(tag), gap);
      for (const StreamNote& stream : note.streams) note_stream(source, stream);
    }
  });
}

void SqliteWriter::note_stream(std::int64_t source, const StreamNote& stream) {
  const std::int64_t tag = parts_->posts.tags().ensure(stream.tag);
  if (!stream.since && !stream.dropped_at)
    Query(db_, "DELETE FROM stream WHERE source = ? AND tag = ?").run(source, tag);
  else
    Query(db_,
          "INSERT OR REPLACE INTO stream (source, tag, since, dropped_at, detail) VALUES (?, ?, ?, ?, ?)")
        .run(source, tag, stream.since, stream.dropped_at, redacted(stream.detail));
}

bool SqliteWriter::mark_deleted(const PostKey& key, UtcTime now) {
  bool found = false;
  in_transaction([&](Parts& parts) { found = parts.mark_deleted(std::span(&key, 1), now); });
  return found;
}

std::optional<Cursor> SqliteWriter::cursor(const std::string& source, const std::string& tag) {
  return guarded(file_, [&]() -> std::optional<Cursor> {
    // A gap that was read down through, and whose place went with a post, is read through from the top again.
    Query query(db_,
                "SELECT c.newest, c.oldest, c.at_start, EXISTS (SELECT 1 FROM gap g WHERE g.source = c.source "
                "AND g.tag = c.tag AND g.state IN (1, 2) AND g.resume = '' AND (g.mark <> '' OR g.cause = ?)) "
                "FROM cursor c WHERE c.source = (SELECT id FROM source WHERE name = ?) "
                "AND c.tag = (SELECT id FROM tag WHERE key = ?)");
    auto rows = query.rows(catching_up, source, tag);
    if (!rows.next()) return std::nullopt;
    if (rows.small(3) != 0) return Cursor{rows.text(0), "", false};
    return Cursor{rows.text(0), rows.text(1), rows.small(2) != 0};
  });
}

std::optional<UtcTime> SqliteWriter::covered_until(const std::string& source, const std::string& tag) {
  return guarded(file_, [&]() -> std::optional<UtcTime> {
    Query query(db_,
                "SELECT max(\"to\") FROM coverage WHERE source = (SELECT id FROM source WHERE name = ?) "
                "AND tag = (SELECT id FROM tag WHERE key = ?)");
    auto rows = query.rows(source, tag);
    return rows.next() ? rows.maybe_time(0) : std::nullopt;
  });
}

std::unique_ptr<Following> SqliteWriter::following() {
  return open_following(file_.string());
}

std::vector<Gap> SqliteWriter::open_gaps(const std::string& source, const std::string& tag) {
  return guarded(file_, [&] {
    Query pair(db_, "SELECT s.id, t.id FROM source s, tag t WHERE s.name = ? AND t.key = ?");
    auto rows = pair.rows(source, tag);
    if (!parts_ || !rows.next()) return std::vector<Gap>{};
    return parts_->coverage.open_gaps(rows.integer(0), rows.integer(1));
  });
}

std::vector<Lookback> SqliteWriter::lookbacks(const std::string& source, const std::string& tag) {
  return guarded(file_, [&] {
    std::vector<Lookback> all;
    Query query(db_,
                "SELECT hours, at FROM lookback WHERE source = (SELECT id FROM source WHERE name = ?) "
                "AND tag = (SELECT id FROM tag WHERE key = ?) ORDER BY hours");
    auto rows = query.rows(source, tag);
    while (rows.next()) all.push_back({std::chrono::hours{rows.integer(0)}, rows.time(1)});
    return all;
  });
}

std::vector<HostBudget> SqliteWriter::budgets() {
  return guarded(file_, [&] {
    std::vector<HostBudget> all;
    Query query(db_,
                "SELECT host, tokens, paging_tokens, updated_at, wait_until, halved_until, interval, "
                "paging_interval, capacity, paging_capacity, failures FROM host_budget ORDER BY host");
    auto rows = query.rows();
    while (rows.next()) {
      all.push_back({rows.text(0), rows.real(1), rows.real(2), rows.time(3), rows.maybe_time(4),
                     rows.maybe_time(5), Millis{rows.integer(6)}, Millis{rows.integer(7)}, rows.real(8),
                     rows.real(9), rows.small(10)});
    }
    return all;
  });
}

void SqliteWriter::save_budgets(std::span<const HostBudget> budgets) {
  if (budgets.empty()) return;
  in_transaction([&](Parts&) {
    Query keep(db_,
               "INSERT OR REPLACE INTO host_budget (host, tokens, paging_tokens, updated_at, wait_until, "
               "halved_until, interval, paging_interval, capacity, paging_capacity, failures) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const HostBudget& b : budgets)
      keep.run(b.host, b.tokens, b.paging_tokens, b.updated_at, b.wait_until, b.halved_until,
               b.interval.count(), b.paging_interval.count(), b.capacity, b.paging_capacity, b.failures);
  });
}

}  // namespace clamor::storage
