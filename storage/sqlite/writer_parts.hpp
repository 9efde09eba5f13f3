#pragma once
// What the writer keeps between saves.

#include "storage/sqlite/forgetting.hpp"
#include "storage/sqlite/sieve.hpp"
#include "storage/sqlite/veil.hpp"
#include "storage/sqlite/writer.hpp"

namespace clamor::storage {

struct SqliteWriter::Parts {
  Parts(SQLite::Database& db, GoneMarks& gone)
      : touched(db),
        tombstones(db),
        marks(db, gone),
        post_keys(db),
        erasing(db, post_keys, tombstones, touched, marks),
        forgetting(db, tombstones, erasing),
        veil(db),
        authors(db, touched),
        rollups(db),
        posts(db, post_keys, authors, rollups, touched),
        sieve(tombstones, erasing, posts, marks),
        coverage(db, marks),
        sources(db, "SELECT id FROM source WHERE name = ?",
                "INSERT INTO source (name, kind, server, network) VALUES (?, '', '', 99)"),
        vantages(db, "SELECT id FROM vantage WHERE server = ?", "INSERT INTO vantage (server) VALUES (?)"),
        add_issue(db,
                  "INSERT INTO issue (source, place, what, first_at, last_at, times) VALUES (?1, ?2, ?3, ?4, "
                  "?4, 1) "
                  "ON CONFLICT DO UPDATE SET first_at = min(first_at, excluded.first_at), "
                  "last_at = max(last_at, excluded.last_at), times = times + 1"),
        add_request(
            db, "INSERT INTO request (source, tag, at, status, posts, outcome) VALUES (?, ?, ?, ?, ?, ?)"),
        add_use(db,
                "INSERT INTO tag_history VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
                "uses = max(uses, excluded.uses), accounts = max(accounts, excluded.accounts)"),
        page_read(db,
                  "UPDATE source SET last_success = max(coalesce(last_success, ?2), ?2), "
                  "last_attempt = max(coalesce(last_attempt, ?2), ?2), requests = requests + ?3, "
                  "state = CASE WHEN state = 2 OR NOT ?3 THEN state ELSE 1 END, "
                  "detail = CASE WHEN state = 2 OR NOT ?3 THEN detail ELSE '' END, "
                  "next_try = CASE WHEN state = 2 OR NOT ?3 THEN next_try END WHERE id = ?1"),
        set_health(
            db,
            "UPDATE source SET state = coalesce(?2, state), detail = coalesce(?3, detail), "
            "last_success = CASE WHEN ?4 THEN max(coalesce(last_success, ?5), ?5) ELSE last_success END, "
            "last_attempt = max(coalesce(last_attempt, ?5), ?5), requests = requests + ?6, "
            "errors = errors + ?7, rate_limited_seconds = rate_limited_seconds + ?8, "
            "next_try = CASE WHEN ?2 IS NULL THEN next_try ELSE ?9 END, "
            "clock_skew_seconds = coalesce(?10, clock_skew_seconds) WHERE id = ?1") {}

  // Before a transaction ends: what waits in memory is written.
  void flush() {
    posts.flush();
    authors.flush();
    rollups.flush();
    touched.flush();
  }

  void log(std::int64_t source, std::int64_t tag, const RequestLog& request) {
    add_request.run(source, tag == 0 ? std::optional<std::int64_t>() : tag, request.at, request.status,
                    request.posts, request.outcome);
  }

  // After anybody else changed rows.
  void forget_held() {
    posts.forget();
    authors.forget();
  }

  Erased forget(const std::vector<AuthorKey>& authors, Gone why, UtcTime now);
  Erased keep_out(std::vector<AuthorKey> authors, UtcTime now);   // those who are not yet
  bool mark_deleted(std::span<const PostKey> keys, UtcTime now);  // false: none of them was there

  Touched touched;
  Tombstones tombstones;
  Marks marks;
  Keys post_keys;
  Erasing erasing;
  Forgetting forgetting;
  Veil veil;
  Authors authors;
  Rollups rollups;
  Posts posts;
  Sieve sieve;
  Coverage coverage;
  Names sources, vantages;
  Query add_issue, add_request, add_use, page_read, set_health;
};

}  // namespace clamor::storage
