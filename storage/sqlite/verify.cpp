// Recounts what the store promises from the rows themselves.
#include <fmt/format.h>
#include <sqlite3.h>

#include <new>

#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/rollups.hpp"

namespace clamor::storage {

namespace {

// Each asks for rows that must not exist; the first column of a row is named in the sentence.
struct Rule {
  const char* sentence;
  const char* sql;
};

constexpr Rule rules[] = {
    {"post {} has a mention at another time than its own",
     "SELECT k.uri FROM mention m JOIN post p ON p.id = m.post JOIN post_key k ON k.id = p.id WHERE m.at <> "
     "p.at"},
    {"post {} has a mention with another author or network than its own",
     "SELECT k.uri FROM mention m JOIN post p ON p.id = m.post JOIN post_key k ON k.id = p.id "
     "WHERE m.author IS NOT p.author OR m.network <> p.network"},
    {"post {} was stored under another network than its key",
     "SELECT k.uri FROM post p JOIN post_key k ON k.id = p.id WHERE k.network <> p.network"},
    {"post {} has a mention whose state contradicts its newest edit, its veto or its deletion",
     "SELECT k.uri FROM mention m JOIN post p ON p.id = m.post JOIN post_key k ON k.id = p.id WHERE "
     "(m.edited_at > p.edited_at) OR (m.state = 1 AND (m.edited_at < p.edited_at OR m.vetoed)) OR "
     "(m.state = 3 AND m.edited_at = p.edited_at) OR (m.state = 4 AND NOT m.vetoed) OR "
     "((m.state = 2) <> (p.deleted_at IS NOT NULL) AND m.state IN (1, 2))"},
    {"post {} was deleted and still has text, an author or counts",
     "SELECT k.uri FROM post p JOIN post_key k ON k.id = p.id WHERE p.deleted_at IS NOT NULL AND "
     "(p.text <> '' OR p.author IS NOT NULL OR EXISTS (SELECT 1 FROM reading r WHERE r.post = p.id))"},
    {"post {} is gone and was not deleted",
     "SELECT k.uri FROM post p JOIN post_key k ON k.id = p.id WHERE p.deleted_at IS NULL AND k.uri GLOB "
     "'gone:*'"},
    {"post {} is gone for no reason, or for a reason and not gone",
     "SELECT k.uri FROM post p JOIN post_key k ON k.id = p.id WHERE (p.deleted_at IS NULL) <> (p.gone IS "
     "NULL)"},
    {"post {} has no author",
     "SELECT k.uri FROM post p JOIN post_key k ON k.id = p.id WHERE p.deleted_at IS NULL AND p.author IS "
     "NULL"},
    {"post {} was never sighted by a source",
     "SELECT k.uri FROM post p JOIN post_key k ON k.id = p.id "
     "WHERE NOT EXISTS (SELECT 1 FROM sighting s WHERE s.post = p.id)"},
    {"post {} claims another first sight than its earliest sighting",
     "SELECT k.uri FROM post p JOIN post_key k ON k.id = p.id "
     "WHERE p.first_seen_at <> (SELECT min(s.first_seen) FROM sighting s WHERE s.post = p.id)"},
    {"post {} is charted at another time than its claim and its repair allow",
     "SELECT k.uri FROM post p JOIN post_key k ON k.id = p.id WHERE p.deleted_at IS NULL AND "
     "((p.repair = 0 AND p.at IS NOT p.created_at) OR (p.repair = 1 AND p.at > p.created_at) OR "
     "(p.repair = 2 AND p.at < p.created_at) OR (p.repair = 3 AND p.created_at IS NOT NULL))"},
    {"post {} keeps best counts that differ from its readings",
     "WITH newest AS (SELECT r.* FROM reading r WHERE r.at = (SELECT max(n.at) FROM reading n "
     "  WHERE n.post = r.post AND n.vantage = r.vantage)), "
     "best AS (SELECT post, max(likes) AS likes, max(boosts) AS boosts, max(replies) AS replies, "
     "  max(quotes) AS quotes, max(views) AS views FROM newest n WHERE home = "
     "  (SELECT max(h.home) FROM reading h WHERE h.post = n.post) GROUP BY post) "
     "SELECT k.uri FROM post p JOIN post_key k ON k.id = p.id LEFT JOIN best b ON b.post = p.id WHERE "
     "p.likes IS NOT b.likes OR p.boosts IS NOT b.boosts OR p.replies IS NOT b.replies OR "
     "p.quotes IS NOT b.quotes OR p.views IS NOT b.views"},
    {"a reading of post {} ends before it begins or reaches into the next one",
     "SELECT k.uri FROM reading r JOIN post_key k ON k.id = r.post WHERE r.until < r.at OR EXISTS "
     "(SELECT 1 FROM reading n WHERE n.post = r.post AND n.vantage = r.vantage AND n.at > r.at AND n.at <= "
     "r.until)"},
    {"a reading of author {} ends before it begins",
     "SELECT a.key FROM author_reading r JOIN author a ON a.id = r.author WHERE r.until < r.at"},
    {"a sighting of post {} tells numbers of an author whom the post does not have",
     "SELECT k.uri FROM sighting s JOIN post p ON p.id = s.post JOIN post_key k ON k.id = p.id "
     "WHERE s.author_at IS NOT NULL AND p.author IS NULL"},
    {"the key of post {} is stored more than once",
     "SELECT uri FROM post_key GROUP BY network, uri HAVING count(*) > 1"},
    {"the key of author {} is stored more than once",
     "SELECT key FROM author GROUP BY network, key HAVING count(*) > 1"},
    {"the link {} is stored more than once", "SELECT url FROM link GROUP BY url HAVING count(*) > 1"},
    {"an edge of post {} points to an author who is not there",
     "SELECT k.uri FROM edge e JOIN post_key k ON k.id = e.post WHERE e.target <> 0 AND NOT EXISTS "
     "(SELECT 1 FROM author a WHERE a.id = e.target)"},
    {"an edge of post {} points to a post that is not there",
     "SELECT k.uri FROM edge e JOIN post_key k ON k.id = e.post WHERE e.to_post <> 0 AND NOT EXISTS "
     "(SELECT 1 FROM post_key t WHERE t.id = e.to_post)"},
    {"the coverage of {} has an interval that is empty or overlaps another",
     "SELECT s.name FROM coverage c JOIN source s ON s.id = c.source WHERE c.\"to\" <= c.\"from\" OR EXISTS "
     "(SELECT 1 FROM coverage o WHERE o.source = c.source AND o.tag = c.tag AND o.\"from\" > c.\"from\" "
     "AND o.\"from\" <= c.\"to\")"},
    {"a gap of {} is empty",
     "SELECT s.name FROM gap g JOIN source s ON s.id = g.source WHERE g.\"to\" <= g.\"from\""},
    {"a gap of {} is open although all of it was read",
     "SELECT s.name FROM gap g JOIN source s ON s.id = g.source WHERE g.state IN (1, 2) AND EXISTS "
     "(SELECT 1 FROM coverage c WHERE c.source = g.source AND c.tag = g.tag AND c.\"from\" <= g.\"from\" "
     "AND c.\"to\" >= g.\"to\")"},
    {"{} has a cursor that points nowhere",
     "SELECT s.name FROM cursor c JOIN source s ON s.id = c.source WHERE c.newest = '' AND c.oldest = '' "
     "AND NOT c.at_start"},
};

void follow_rules(SQLite::Database& db, std::vector<std::string>& found) {
  constexpr int shown = 5;
  for (const Rule& rule : rules) {
    Query query(db, rule.sql);
    auto rows = query.rows();
    int violations = 0;
    while (rows.next()) {
      if (++violations <= shown) found.push_back(fmt::format(fmt::runtime(rule.sentence), rows.text(0)));
    }
    if (violations > shown) found.push_back(fmt::format("... and {} more like it", violations - shown));
  }
}

// Rows that only one of both has.
void compare(SQLite::Database& db, const char* kept, const std::string& recount, const char* sentence,
             std::vector<std::string>& found) {
  const auto minus = [](const std::string& a, const std::string& b) {
    return "SELECT * FROM (" + a + ") EXCEPT SELECT * FROM (" + b + ")";
  };
  const std::string all = std::string("SELECT * FROM ") + kept;
  for (const bool is_kept : {true, false}) {
    const std::string sql = is_kept ? minus(all, recount) : minus(recount, all);
    Query query(db, sql.c_str());
    auto rows = query.rows();
    for (int shown = 0; rows.next() && shown < 5; ++shown) {
      found.push_back(fmt::format(fmt::runtime(sentence), is_kept ? "kept" : "recounted", rows.integer(0),
                                  rows.integer(1), rows.integer(2)));
    }
  }
}

// The check tells of a page that it had no room to read as of one that is broken.
bool for_want_of_memory(const std::string& said) {
  return said.ends_with(fmt::format("error code={}", SQLITE_NOMEM)) ||
         said.ends_with(fmt::format("error code={}", SQLITE_IOERR_NOMEM));
}

}  // namespace

std::vector<std::string> SqliteReader::verify() {
  return guarded(file_, [&] {
    std::vector<std::string> found;
    {
      Query query(db_, "PRAGMA integrity_check(20)");
      auto rows = query.rows();
      while (rows.next()) {
        const std::string said = rows.text(0);
        if (for_want_of_memory(said)) throw std::bad_alloc();
        if (said != "ok") found.push_back("the file is damaged: " + said);
      }
    }
    if (!found.empty()) return found;  // recounting damaged pages says nothing
    {
      Query query(db_, "PRAGMA foreign_key_check");
      auto rows = query.rows();
      for (int shown = 0; rows.next() && shown < 20; ++shown) {
        found.push_back(
            fmt::format("a row of table {} refers to a {} that is not there", rows.text(0), rows.text(2)));
      }
    }
    compare(db_, "rollup", recount_rollup,
            "a roll-up differs from its posts ({} row: tag {}, bucket {}, network {})", found);
    compare(db_, "source_posts", recount_source_posts,
            "the posts of a source differ from its sightings ({} row: source {}, tag {}, posts {})", found);
    compare(db_, "erasure", recount_erasure,
            "what was erased differs from what is left of it ({} row: reason {}, day {}, tag {})", found);
    follow_rules(db_, found);
    return found;
  });
}

}  // namespace clamor::storage
