// What two collections of a world that stands still must share, line by line, in an order of its own.
#include <array>
#include <string>

#include "storage/sqlite/reader.hpp"

namespace clamor::storage {

namespace {

// The names of what is gone are hashes under a key of this file alone.
#define CLAMOR_URI(key) "CASE WHEN " key ".uri GLOB 'gone:*' THEN 'gone' ELSE " key ".uri END"

struct Section {
  const char* name;
  const char* sql;
};

// Ids and times of our own reading never appear. A claim in the future is repaired by the time we looked, so
// only the claim is told.
constexpr Section sections[] = {
    {"simulated", "SELECT id FROM simulated"},
    {"tag", "SELECT key, label, variants, veto FROM tag WHERE position IS NOT NULL ORDER BY key"},
    {"author",
     "SELECT network, key, handle, display_name, uri, url, created_at, bot, is_group, discoverable, "
     "indexable, "
     "noindex, hidden_from_signed_out FROM author ORDER BY network, key"},
    {"followers",
     "SELECT network, key, server, followers, following, posts FROM (SELECT a.network, a.key, v.server, "
     "  max(r.followers) AS followers, max(r.following) AS following, max(r.posts) AS posts, "
     "  row_number() OVER (PARTITION BY r.author, r.vantage ORDER BY r.until DESC) AS place "
     "  FROM author_numbers r JOIN author a ON a.id = r.author JOIN vantage v ON v.id = r.vantage "
     "  GROUP BY r.author, r.vantage, r.until) WHERE place = 1 ORDER BY 1, 2, 3"},
    {"post",
     "SELECT k.network, " CLAMOR_URI(
         "k") ", a.key, p.created_at, CASE WHEN p.repair > 1 THEN p.repair END, "
              "nullif(p.edited_at, 0), p.deleted_at IS NOT NULL, p.url, p.text, p.hashtags, p.language, "
              "p.detected_language, " CLAMOR_URI("rt") ", " CLAMOR_URI("ro") ", " CLAMOR_URI(
                  "q") ", " CLAMOR_URI("b") ", p.is_reply, p.sensitive, p.media, p.likes, p.boosts, "
                                            "p.replies, "
                                            "p.quotes, "
                                            "p.views FROM post p JOIN post_key k ON k.id = p.id LEFT JOIN "
                                            "author a ON a.id = p.author "
                                            "LEFT JOIN post_key rt ON rt.id = p.reply_to LEFT JOIN post_key "
                                            "ro ON ro.id = p.root "
                                            "LEFT JOIN post_key q ON q.id = p.quote_of LEFT JOIN post_key b "
                                            "ON b.id = p.bridged_copy_of ORDER BY 1, "
                                            "2, 6, 7"},
    {"mention", "SELECT t.key, k.network, " CLAMOR_URI(
                    "k") ", m.state, m.spelling FROM mention m JOIN tag t ON t.id = m.tag "
                         "JOIN post_key k ON k.id = m.post ORDER BY 1, 2, 3, 4"},
    {"sighting", "SELECT k.network, " CLAMOR_URI(
                     "k") ", s.name, g.native_id FROM sighting g JOIN post_key k ON k.id = g.post "
                          "JOIN source s ON s.id = g.source ORDER BY 1, 2, 3"},
    {"reading", "SELECT k.network, " CLAMOR_URI(
                    "k") ", v.server, r.home, r.likes, r.boosts, r.replies, r.quotes, r.views FROM "
                         "reading r "
                         "JOIN post_key k ON k.id = r.post JOIN vantage v ON v.id = r.vantage WHERE r.at = "
                         "(SELECT max(n.at) "
                         "FROM "
                         "reading n WHERE n.post = r.post AND n.vantage = r.vantage) ORDER BY 1, 2, 3"},
    {"edge", "SELECT k.network, " CLAMOR_URI("k") ", e.kind, f.key, a.key, " CLAMOR_URI(
                 "t") " FROM edge e JOIN post_key k ON k.id = e.post "
                      "JOIN author f ON f.id = e.actor LEFT JOIN author a ON a.id = e.target LEFT JOIN "
                      "post_key t ON t.id = "
                      "e.to_post "
                      "ORDER BY 1, 2, 3, 4, 5, 6"},
    {"link", "SELECT k.network, " CLAMOR_URI(
                 "k") ", l.url FROM post_link p JOIN post_key k ON k.id = p.post JOIN link l ON l.id = "
                      "p.link "
                      "ORDER BY 1, 2, 3"},
    {"theme",
     "SELECT k.network, " CLAMOR_URI("k") ", t.name FROM post_theme p JOIN post_key k ON k.id = p.post "
                                          "JOIN theme t ON t.id = p.theme ORDER BY 1, 2, 3"},
    {"cursor",
     "SELECT s.name, t.key, c.newest, c.oldest, c.at_start FROM cursor c JOIN source s ON s.id = c.source "
     "JOIN tag t ON t.id = c.tag ORDER BY 1, 2"},
};

void append(std::string& line, const SQLite::Column& value) {
  line += '\t';
  if (value.isNull()) {
    line += "\\N";
    return;
  }
  for (const char letter : value.getString()) {
    switch (letter) {
      case '\\':
        line += "\\\\";
        break;
      case '\t':
        line += "\\t";
        break;
      case '\n':
        line += "\\n";
        break;
      default:
        line += letter;
    }
  }
}

}  // namespace

void SqliteReader::canonical_dump(const std::function<void(std::string_view)>& take) {
  guarded(file_, [&] {
    for (const Section& section : sections) {
      SQLite::Statement rows(db_, section.sql);
      while (rows.executeStep()) {
        std::string line = section.name;
        for (int column = 0; column < rows.getColumnCount(); ++column) append(line, rows.getColumn(column));
        take(line);
      }
    }
  });
}

}  // namespace clamor::storage
