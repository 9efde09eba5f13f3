#pragma once
// What a database keeps that a person or an analysis can see, as lines: with the times of our own reading, which
// Reader::canonical_dump leaves out. Ids and keys drawn by lot are accidents of a file; so is where a run of the same
// counts was cut. Not here: earlier follower numbers that came without a post (docs/decisions/0009, "Open").

#include <SQLiteCpp/SQLiteCpp.h>

#include <array>
#include <set>
#include <string>
#include <utility>

namespace clamor::storage::test {

// The names of what is gone are hashes under a key of each file.
#define NAME(key) key ".network, CASE WHEN " key ".uri GLOB 'gone:*' THEN 'gone' ELSE " key ".uri END"

inline constexpr std::array<std::pair<const char*, const char*>, 14> rows_told{{
    {"post",
     "SELECT " NAME("k") ", at, created_at, first_seen_at, repair, edited_at, gone, deleted_at "
     "FROM post p JOIN post_key k USING (id)"},
    {"mention",
     "SELECT t.key, m.at, " NAME("k") ", a.key, state, vetoed, m.edited_at, spelling FROM mention m "
     "JOIN tag t ON t.id = m.tag JOIN post_key k ON k.id = m.post LEFT JOIN author a ON a.id = m.author"},
    {"sighting",
     "SELECT " NAME("k") ", s.name, first_seen, last_seen, indexed_at, native_id, author_at, v.server, home, "
     "followers, following, author_posts FROM sighting g JOIN post_key k ON k.id = g.post "
     "JOIN source s ON s.id = g.source LEFT JOIN vantage v ON v.id = g.vantage"},
    {"reading",
     "SELECT " NAME("k") ", server, home, min(at), max(until), counts FROM (SELECT *, "
     "sum(counts IS NOT before) OVER (PARTITION BY post, vantage ORDER BY at) AS place FROM (SELECT *, "
     "lag(counts) OVER (PARTITION BY post, vantage ORDER BY at) AS before FROM (SELECT *, "
     "printf('%s %s %s %s %s', quote(likes), quote(boosts), quote(replies), quote(quotes), quote(views)) AS counts "
     "FROM reading))) r JOIN post_key k ON k.id = r.post JOIN vantage v ON v.id = r.vantage "
     "GROUP BY post, vantage, place"},
    {"edge",
     "SELECT " NAME("k") ", kind, f.key, t.key, not_before, at FROM edge e JOIN post_key k ON k.id = e.post "
     "JOIN author f ON f.id = e.actor LEFT JOIN author t ON t.id = e.target"},
    {"boosters",
     "SELECT " NAME("k") ", server, at, boosts FROM boosters_read b JOIN post_key k ON k.id = b.post "
     "JOIN vantage v ON v.id = b.vantage"},
    {"source", "SELECT name, state, detail, last_success, last_attempt FROM source"},
    {"gap",
     "SELECT s.name, t.key, g.\"from\", g.\"to\", cause, g.state, recovered, reason, mark, resume FROM gap g "
     "JOIN source s ON s.id = g.source JOIN tag t ON t.id = g.tag"},
    {"archive", "SELECT content, records, digest, finished FROM archive"},
    {"erasure",
     "SELECT why, day, coalesce(t.key, ''), sum(number) FROM erasure e LEFT JOIN tag t ON t.id = e.tag "
     "GROUP BY why, day, e.tag"},
    {"look-back",
     "SELECT s.name, t.key, hours, at FROM lookback l JOIN source s ON s.id = l.source JOIN tag t ON t.id = l.tag"},
    {"history",
     "SELECT s.name, t.key, day, uses, accounts FROM tag_history h JOIN source s ON s.id = h.source "
     "JOIN tag t ON t.id = h.tag"},
    {"issue", "SELECT s.name, place, what, first_at, last_at, times FROM issue i JOIN source s ON s.id = i.source"},
    {"request",
     "SELECT s.name, t.key, at, status, posts, outcome FROM request r JOIN source s ON s.id = r.source "
     "LEFT JOIN tag t ON t.id = r.tag"},
}};

#undef NAME

inline std::string all_rows(const std::string& file) {
  SQLite::Database db(file, SQLite::OPEN_READONLY);
  std::multiset<std::string> lines;
  for (const auto& [name, sql] : rows_told) {
    SQLite::Statement rows(db, sql);
    while (rows.executeStep()) {
      std::string line = name;
      for (int i = 0; i < rows.getColumnCount(); ++i)
        line += '\t' + (rows.getColumn(i).isNull() ? std::string("\\N") : rows.getColumn(i).getString());
      lines.insert(line + '\n');
    }
  }
  std::string all;
  for (const std::string& line : lines) all += line;
  return all;
}

}  // namespace clamor::storage::test
