#include "storage/sqlite/reader.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "storage/sqlite/forgetting.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/rollups.hpp"

namespace clamor::storage {

SqliteReader::SqliteReader(std::filesystem::path file)
    : file_(std::move(file)),
      still_(nobody_writes_to(file_.parent_path())),
      db_(guarded(file_, [&] {
        if (!std::filesystem::exists(file_)) {
          throw StorageError(StorageError::Kind::cannot_open,
                             fmt::format("{} does not exist yet: collect something first", file_.string()));
        }
        return open_for_reading(file_);
      })),
      opened_(identity()) {
  const int found = guarded(file_, [&] { return schema_of(db_, file_); });
  if (found == newest_schema()) return;
  throw StorageError(StorageError::Kind::cannot_open,
                     found == 0
                         ? fmt::format("{} is empty: collect something first", file_.string())
                         : fmt::format("{} was written by an older clamor (schema {}); the next collection "
                                       "brings it up to date",
                                       file_.string(), found));
}

SqliteReader::Identity SqliteReader::identity() const {
  struct stat now {};
  if (::stat(file_.c_str(), &now) != 0) return {};
  if (!still_) return {now.st_dev, now.st_ino};
  return {now.st_dev, now.st_ino, now.st_size, now.st_mtim.tv_sec, now.st_mtim.tv_nsec};
}

void SqliteReader::expect_the_same_file() const {
  if (identity() == opened_) return;
  throw StorageError(StorageError::Kind::cannot_open,
                     fmt::format("{} was removed, or another file took its place", file_.string()));
}

std::string SqliteReader::text_of(const char* sql) {
  return guarded(file_, [&] {
    Query query(db_, sql);
    auto rows = query.rows();
    return rows.next() ? rows.text(0) : std::string();
  });
}

int SqliteReader::schema() {
  return guarded(file_, [&] { return db_.execAndGet("PRAGMA user_version").getInt(); });
}
std::string SqliteReader::simulated() {
  return text_of("SELECT id FROM simulated");
}
std::string SqliteReader::timezone() {
  return text_of("SELECT timezone FROM campaign");
}
std::string SqliteReader::campaign() {
  return text_of("SELECT name FROM campaign");
}

std::int64_t SqliteReader::data_version() {
  expect_the_same_file();
  return guarded(file_, [&] { return db_.execAndGet("PRAGMA data_version").getInt64(); });
}

void SqliteReader::begin_view() {
  guarded(file_, [&] {
    db_.exec("BEGIN");
    // A transaction begins to see at its first read.
    db_.execAndGet("SELECT count(*) FROM campaign");
  });
}

void SqliteReader::end_view() {
  guarded(file_, [&] { db_.exec("COMMIT"); });
  if (still_) expect_the_same_file();
}

std::vector<TagTotal> SqliteReader::tags() {
  return guarded(file_, [&] {
    std::vector<TagTotal> all;
    std::map<std::int64_t, std::size_t> place;
    Query query(
        db_,
        "SELECT t.id, t.key, t.label, (SELECT coalesce(sum(posts), 0) FROM rollup r WHERE r.tag = t.id) "
        "FROM tag t WHERE t.position IS NOT NULL ORDER BY t.position");
    auto rows = query.rows();
    while (rows.next()) {
      place[rows.integer(0)] = all.size();
      all.push_back({rows.text(1), rows.text(2), rows.integer(3), 0});
    }
    Query authors(db_, "SELECT author FROM mention WHERE tag = ? AND state = 1 AND author IS NOT NULL");
    for (const auto& [tag, index] : place) {
      std::vector<bool> seen;
      auto of_tag = authors.rows(tag);
      while (of_tag.next()) {
        const auto author = static_cast<std::size_t>(of_tag.integer(0));
        if (author >= seen.size()) seen.resize(author * 2 + 1);
        all[index].authors += !seen[author];
        seen[author] = true;
      }
    }
    return all;
  });
}

std::vector<TagName> SqliteReader::tag_names() {
  return guarded(file_, [&] {
    std::vector<TagName> names;
    Query query(db_, "SELECT key, label FROM tag WHERE position IS NOT NULL ORDER BY position");
    auto rows = query.rows();
    while (rows.next()) names.push_back({rows.text(0), rows.text(1)});
    return names;
  });
}

namespace {

// Rows of (state, author).
void count_states(Query::Rows& rows, std::vector<bool>& seen, Totals& totals) {
  while (rows.next()) {
    const int state = rows.small(0);
    totals.deleted += state == 2;
    totals.edited_away += state == 3;
    totals.vetoed += state == 4;
    totals.opted_out += state == 5;
    if (state != 1) continue;
    const auto author = static_cast<std::size_t>(rows.integer(1));
    if (author >= seen.size()) seen.resize(author * 2 + 1);
    totals.authors += !seen[author];
    seen[author] = true;
  }
}

}  // namespace

Totals SqliteReader::totals() {
  return guarded(file_, [&] {
    Totals totals;
    {
      Query query(
          db_,
          "SELECT coalesce(sum(CASE WHEN tag = 0 THEN posts END), 0), "
          "coalesce(sum(CASE WHEN tag <> 0 THEN posts END), 0), "
          "sum(CASE WHEN tag = 0 THEN boosts END), sum(CASE WHEN tag = 0 THEN known_boosts END), "
          "sum(CASE WHEN tag = 0 THEN engagement END), sum(CASE WHEN tag = 0 THEN known_engagement END) "
          "FROM rollup");
      auto rows = query.rows();
      rows.next();
      totals.posts = rows.integer(0);
      totals.mentions = rows.integer(1);
      if (rows.maybe(3).value_or(0) > 0) totals.boosts = rows.integer(2);
      if (rows.maybe(5).value_or(0) > 0) totals.engagement = rows.integer(4);
    }
    {
      // Tag by tag, as the table is clustered; marking dense author ids is far cheaper than count(DISTINCT).
      std::vector<bool> seen;
      Query mentions(db_, "SELECT state, author FROM mention WHERE tag = ?");
      Query tracked(db_, "SELECT id FROM tag WHERE position IS NOT NULL");
      auto tag = tracked.rows();
      while (tag.next()) {
        auto rows = mentions.rows(tag.integer(0));
        count_states(rows, seen, totals);
      }
    }
    {
      // They are mentions without a name like those of deleted posts, and are told apart by their own record.
      Query query(db_,
                  "SELECT coalesce(sum(CASE e.why WHEN 2 THEN e.number END), 0), "
                  "coalesce(sum(CASE e.why WHEN 3 THEN e.number END), 0), "
                  "coalesce(sum(CASE e.why WHEN 4 THEN e.number END), 0) "
                  "FROM erasure e JOIN tag t ON t.id = e.tag WHERE t.position IS NOT NULL");
      auto rows = query.rows();
      rows.next();
      totals.forgotten = rows.integer(0);
      totals.expired = rows.integer(1);
      const std::int64_t opted_out = rows.integer(2);
      totals.opted_out += opted_out;
      totals.deleted -= totals.forgotten + totals.expired + opted_out;
    }
    {
      Query query(
          db_,
          "SELECT count(DISTINCT e.actor) FROM edge e WHERE e.kind = 3 AND EXISTS "
          "(SELECT 1 FROM post_mention m WHERE m.post = e.post AND m.position IS NOT NULL AND m.state = 1)");
      auto rows = query.rows();
      rows.next();
      totals.boosters = rows.integer(0);
    }
    {
      // The clustered key gives both ends of a tag by one step each.
      Query query(
          db_,
          "SELECT min(first), max(last) FROM (SELECT "
          "(SELECT at FROM mention m WHERE m.tag = t.id AND m.state IN (1, 2) ORDER BY at LIMIT 1) AS first, "
          "(SELECT at FROM mention m WHERE m.tag = t.id AND m.state IN (1, 2) ORDER BY at DESC LIMIT 1) "
          "AS last FROM tag t WHERE t.position IS NOT NULL)");
      auto rows = query.rows();
      rows.next();
      totals.first_post = rows.maybe_time(0);
      totals.newest_post = rows.maybe_time(1);
    }
    {
      Query query(db_, "SELECT max(last_success) FROM source");
      auto rows = query.rows();
      rows.next();
      totals.last_reading = rows.maybe_time(0);
    }
    return totals;
  });
}

std::vector<SourceTotal> SqliteReader::sources() {
  return guarded(file_, [&] {
    std::vector<SourceTotal> all;
    Query query(
        db_,
        "SELECT s.id, s.name, s.kind, s.server, s.network, s.state, s.detail, s.last_success, "
        "s.last_attempt, s.requests + coalesce(sum(c.requests), 0), s.errors + coalesce(sum(c.errors), 0), "
        "s.rate_limited_seconds + coalesce(sum(c.rate_limited_seconds), 0), "
        "(SELECT count(*) FROM issue i WHERE i.source = s.id), "
        "(SELECT posts FROM source_posts p WHERE p.source = s.id AND p.tag = 0), "
        "s.next_try, nullif(s.clock_skew_seconds, 0) "
        "FROM source s LEFT JOIN counted_elsewhere c ON c.source = s.id "
        "WHERE s.position IS NOT NULL GROUP BY s.id ORDER BY s.position");
    Query per_tag(db_,
                  "SELECT t.key, t.label, coalesce((SELECT posts FROM source_posts p WHERE p.source = ? AND "
                  "p.tag = t.id), 0) FROM tag t WHERE t.position IS NOT NULL ORDER BY t.position");
    Query own_count(db_,
                    "SELECT sum(uses) FROM (SELECT uses FROM tag_history WHERE source = ? AND "
                    "tag = (SELECT id FROM tag WHERE key = ?) ORDER BY day DESC LIMIT 7)");
    auto rows = query.rows();
    while (rows.next()) {
      SourceTotal& s = all.emplace_back();
      s.name = rows.text(1);
      s.kind = rows.text(2);
      s.server = rows.text(3);
      s.network = static_cast<Network>(rows.small(4));
      s.state = static_cast<SourceState>(rows.small(5));
      s.detail = rows.text(6);
      s.last_success = rows.maybe_time(7);
      s.last_attempt = rows.maybe_time(8);
      s.requests = rows.integer(9);
      s.errors = rows.integer(10);
      s.rate_limited_seconds = rows.integer(11);
      s.issues = rows.integer(12);
      s.posts = rows.maybe(13).value_or(0);
      s.next_try = rows.maybe_time(14);
      s.clock_skew_seconds = rows.maybe(15);
      auto tags = per_tag.rows(rows.integer(0));
      while (tags.next()) {
        auto uses = own_count.rows(rows.integer(0), tags.text(0));
        uses.next();
        s.tags.push_back({tags.text(0), tags.text(1), tags.integer(2), 0, uses.maybe(0)});
      }
    }
    return all;
  });
}

std::vector<CoverageRow> SqliteReader::coverage() {
  return guarded(file_, [&] {
    std::vector<CoverageRow> all;
    Query query(db_,
                "SELECT s.name, t.key, c.\"from\", c.\"to\", s.kind = 'archive' FROM coverage c JOIN source "
                "s ON s.id = c.source "
                "JOIN tag t ON t.id = c.tag WHERE s.position IS NOT NULL AND t.position IS NOT NULL "
                "ORDER BY s.position, t.position, c.\"from\"");
    auto rows = query.rows();
    while (rows.next())
      all.push_back({rows.text(0), rows.text(1), {rows.time(2), rows.time(3)}, rows.small(4) != 0});
    return all;
  });
}

std::vector<LookbackRow> SqliteReader::lookbacks() {
  return guarded(file_, [&] {
    std::vector<LookbackRow> all;
    Query query(db_,
                "SELECT s.name, t.key, r.at - r.hours * 3600000, r.at FROM lookback r JOIN source s ON s.id "
                "= r.source "
                "JOIN tag t ON t.id = r.tag WHERE s.position IS NOT NULL AND t.position IS NOT NULL "
                "ORDER BY s.position, t.position, r.hours");
    auto rows = query.rows();
    while (rows.next()) all.push_back({rows.text(0), rows.text(1), {rows.time(2), rows.time(3)}});
    return all;
  });
}

std::vector<StreamRow> SqliteReader::streams() {
  return guarded(file_, [&] {
    std::vector<StreamRow> all;
    Query query(db_,
                "SELECT s.name, t.key, r.since, r.dropped_at, r.detail FROM stream r JOIN source s ON s.id = r.source "
                "JOIN tag t ON t.id = r.tag WHERE s.position IS NOT NULL ORDER BY s.position, t.position, t.key");
    auto rows = query.rows();
    while (rows.next())
      all.push_back({rows.text(0), rows.text(1), rows.maybe_time(2), rows.maybe_time(3), rows.text(4)});
    return all;
  });
}

std::vector<GapRow> SqliteReader::gaps() {
  return guarded(file_, [&] {
    std::vector<GapRow> all;
    Query query(
        db_,
        "SELECT s.name, t.key, g.\"from\", g.\"to\", g.cause, g.state, g.recovered, g.reason FROM gap g "
        "JOIN source s ON s.id = g.source JOIN tag t ON t.id = g.tag "
        "WHERE s.position IS NOT NULL AND t.position IS NOT NULL "
        "ORDER BY s.position, t.position, g.\"from\", g.\"to\"");
    auto rows = query.rows();
    while (rows.next()) {
      const Gap gap{{rows.time(2), rows.time(3)},
                    rows.text(4),
                    static_cast<GapState>(rows.small(5)),
                    rows.integer(6),
                    rows.text(7)};
      all.push_back({rows.text(0), rows.text(1), gap});
    }
    return all;
  });
}

std::vector<RollupRow> SqliteReader::rollups() {
  return guarded(file_, [&] {
    std::vector<RollupRow> all;
    Query query(
        db_,
        "SELECT coalesce(t.key, ''), r.bucket, r.network, r.posts, r.boosts, r.engagement FROM rollup r "
        "LEFT JOIN tag t ON t.id = r.tag ORDER BY r.tag, r.bucket, r.network");
    auto rows = query.rows();
    while (rows.next()) {
      all.push_back({rows.text(0), rows.time(1), static_cast<Network>(rows.small(2)), rows.integer(3),
                     rows.integer(4), rows.integer(5)});
    }
    return all;
  });
}

std::vector<FoundAuthor> SqliteReader::find_authors(const AccountName& name) {
  return guarded(file_, [&] { return storage::find_authors(db_, name); });
}

std::vector<Issue> SqliteReader::issues(std::size_t at_most) {
  return guarded(file_, [&] {
    std::vector<Issue> all;
    Query query(db_,
                "SELECT s.name || ': ' || i.place, i.what FROM issue i JOIN source s ON s.id = i.source "
                "ORDER BY i.last_at DESC, i.id DESC LIMIT ?");
    auto rows = query.rows(static_cast<std::int64_t>(at_most));
    while (rows.next()) all.push_back({rows.text(0), rows.text(1)});
    return all;
  });
}

}  // namespace clamor::storage
