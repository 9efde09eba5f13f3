// Whole records, for exports. Each comes by its own small queries, so that memory does not grow with the
// file.
#include <sstream>
#include <unordered_map>
#include <unordered_set>

#include "storage/sqlite/author_readings.hpp"
#include "storage/sqlite/reader.hpp"

namespace clamor::storage {

namespace {

constexpr const char* counted =
    "EXISTS (SELECT 1 FROM post_mention m WHERE m.post = e.post AND m.position IS NOT NULL AND m.state = 1)";

Counts counts_at(const Query::Rows& row, int first) {
  return {row.maybe(first), row.maybe(first + 1), row.maybe(first + 2), row.maybe(first + 3),
          row.maybe(first + 4)};
}

std::optional<UtcTime> unless_zero(std::int64_t ms) {
  return ms == 0 ? std::nullopt : std::optional(utc(ms));
}

std::optional<PostKey> key_at(const Query::Rows& row, int network) {
  const auto given = row.maybe(network);
  if (!given) return std::nullopt;
  return PostKey{static_cast<Network>(*given), row.text(network + 1)};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// One post with all that hangs on it.
class PostLoader {
 public:
  explicit PostLoader(SQLite::Database& db)
      : post_(db, (std::string(
                       "SELECT k.network, k.uri, a.key, p.url, p.text, p.hashtags, p.created_at, "
                       "p.edited_at, p.language, rt.network, rt.uri, ro.network, ro.uri, q.network, q.uri, "
                       "p.is_reply, p.sensitive, p.media, p.likes, p.boosts, p.replies, p.quotes, p.views, "
                       "p.at, p.repair, p.first_seen_at, p.deleted_at, p.version_home, p.detected_language, "
                       "a.handle, a.display_name, p.gone, ") +
                   not_listable +
                   " FROM post p JOIN post_key k ON k.id = p.id LEFT JOIN author a ON a.id = p.author "
                   "LEFT JOIN post_key rt ON rt.id = p.reply_to LEFT JOIN post_key ro ON ro.id = p.root "
                   "LEFT JOIN post_key q ON q.id = p.quote_of WHERE p.id = ?")
                      .c_str()),
        mentions_(db,
                  "SELECT key, spelling, state, position IS NOT NULL, edited_at FROM post_mention "
                  "WHERE post = ? ORDER BY tag"),
        sightings_(db,
                   "SELECT s.name, g.first_seen, g.last_seen, g.indexed_at, g.native_id, g.author_at, "
                   "v.server, g.home, g.followers, g.following, g.author_posts FROM sighting g "
                   "JOIN source s ON s.id = g.source LEFT JOIN vantage v ON v.id = g.vantage "
                   "WHERE g.post = ? ORDER BY g.source"),
        readings_(
            db,
            "SELECT v.server, r.home, r.at, r.until, r.likes, r.boosts, r.replies, r.quotes, r.views "
            "FROM reading r JOIN vantage v ON v.id = r.vantage WHERE r.post = ? ORDER BY r.vantage, r.at"),
        links_(db,
               "SELECT l.url FROM post_link p JOIN link l ON l.id = p.link WHERE p.post = ? ORDER BY l.url"),
        themes_(db,
                "SELECT t.name FROM post_theme p JOIN theme t ON t.id = p.theme WHERE p.post = ? ORDER BY "
                "t.name") {}

  PostRecord load(std::int64_t id) {
    PostRecord record = post(id);
    for (auto row = mentions_.rows(id); row.next();)
      record.mentions.push_back({row.text(0), row.text(1), static_cast<MentionFate>(row.small(2)),
                                 row.small(3) != 0, unless_zero(row.integer(4))});
    for (auto row = sightings_.rows(id); row.next();) {
      record.sightings.push_back({row.text(0), row.time(1), row.time(2), row.maybe_time(3), row.text(4), {}});
      if (const auto at = row.maybe_time(5))
        record.sightings.back().author = {row.text(6),  row.small(7) != 0, *at,           *at,
                                          row.maybe(8), row.maybe(9),      row.maybe(10), true};
    }
    for (auto row = readings_.rows(id); row.next();)
      record.readings.push_back(
          {row.text(0), row.small(1) != 0, row.time(2), row.time(3), counts_at(row, 4)});
    for (auto row = links_.rows(id); row.next();) record.post.links.push_back(row.text(0));
    for (auto row = themes_.rows(id); row.next();) record.themes.push_back(row.text(0));
    return record;
  }

 private:
  PostRecord post(std::int64_t id) {
    PostRecord record;
    auto row = post_.rows(id);
    if (!row.next()) return record;
    Post& p = record.post;
    p.key = {static_cast<Network>(row.small(0)), row.text(1)};
    p.author = {p.key.network, row.text(2)};
    p.url = row.text(3);
    p.text = row.text(4);
    p.declared_tags = lines_of(row.text(5));
    p.created_at = row.maybe_time(6);
    p.edited_at = unless_zero(row.integer(7));
    p.language = row.text(8);
    p.reply_to = key_at(row, 9);
    p.root = key_at(row, 11);
    p.quote_of = key_at(row, 13);
    p.is_reply = row.small(15) != 0;
    p.sensitive = row.small(16) != 0;
    p.media = row.small(17);
    p.counts = counts_at(row, 18);
    record.charted_at = row.time(23);
    record.repair = static_cast<TimeRepair>(row.small(24));
    record.first_seen = row.time(25);
    record.deleted_at = row.maybe_time(26);
    record.home = row.small(27) != 0;
    record.detected_language = row.text(28);
    record.author_handle = row.text(29);
    record.author_name = row.text(30);
    if (const auto why = row.maybe(31)) record.gone = static_cast<Gone>(*why);
    record.listable = row.small(32) == 0;
    return record;
  }

  Query post_, mentions_, sightings_, readings_, links_, themes_;
};

}  // namespace

void SqliteReader::each_kept_post(const std::function<void(const PostRecord&)>& take) {
  guarded(file_, [&] {
    PostLoader loader(db_);
    Query ids(db_, "SELECT id FROM post ORDER BY id");
    for (auto row = ids.rows(); row.next();) take(loader.load(row.integer(0)));
  });
}

void SqliteReader::each_charted_post(const std::function<void(const PostRecord&)>& take) {
  guarded(file_, [&] {
    PostLoader loader(db_);
    each_post([&](const PostRow& row) { take(loader.load(row.id)); });
  });
}

void SqliteReader::each_author(const std::function<void(const AuthorRecord&)>& take) {
  guarded(file_, [&] {
    struct Part {
      std::int64_t posts = 0, boosts = 0;
      UtcTime first, newest;
    };
    std::unordered_map<std::int64_t, Part> parts;
    each_post([&](const PostRow& row) {
      if (row.author == 0) return;
      Part& part = parts[row.author];
      if (part.posts++ == 0) part.first = row.at;
      part.newest = row.at;
    });
    Query boosts(db_, (std::string("SELECT e.actor, count(*) FROM edge e WHERE e.kind = 3 AND ") + counted +
                       " GROUP BY e.actor")
                          .c_str());
    for (auto row = boosts.rows(); row.next();) parts[row.integer(0)].boosts = row.integer(1);

    Query authors(
        db_, (std::string("SELECT a.id, a.network, a.key, a.handle, a.display_name, a.uri, a.url, "
                          "a.created_at, a.bot, a.is_group, a.discoverable, a.indexable, a.noindex, "
                          "a.hidden_from_signed_out, a.profile_vantage, max(a.profile_at, coalesce(c.at, "
                          "a.profile_at)), a.profile_full, ") +
              not_listable +
              " FROM author a LEFT JOIN (SELECT c.author, v.server, max(c.at) AS at FROM profile_confirmed c "
              "JOIN vantage v ON v.id = c.vantage GROUP BY 1, 2) c ON c.author = a.id AND "
              "c.server = a.profile_vantage ORDER BY a.id")
                 .c_str());
    AuthorReadings readings(db_);
    for (auto row = authors.rows(); row.next();) {
      AuthorRecord record;
      Author& a = record.author;
      const std::int64_t id = row.integer(0);
      a.key = {static_cast<Network>(row.small(1)), row.text(2)};
      a.handle = row.text(3);
      a.display_name = row.text(4);
      a.uri = row.text(5);
      a.url = row.text(6);
      a.created_at = row.maybe_time(7);
      a.bot = row.maybe_bool(8);
      a.group = row.maybe_bool(9);
      a.consent = {row.maybe_bool(10), row.maybe_bool(11), row.maybe_bool(12), row.maybe_bool(13)};
      if (row.maybe(16)) {
        record.vantage = row.text(14);
        record.read_at = row.maybe_time(15);
        record.full = row.small(16) != 0;
      }
      record.listable = row.small(17) == 0;
      record.readings = readings.of(id);
      if (const auto part = parts.find(id); part != parts.end()) {
        record.posts = part->second.posts;
        record.boosts = part->second.boosts;
        if (record.posts > 0) {
          record.first_post = part->second.first;
          record.newest_post = part->second.newest;
        }
      }
      take(record);
    }
  });
}

void SqliteReader::each_edge(const std::function<void(const EdgeRecord&)>& take) {
  guarded(file_, [&] {
    Query edges(
        db_,
        (std::string("SELECT e.kind, f.network, f.key, a.network, a.key, k.network, k.uri, t.network, "
                     "t.uri, e.not_before, e.at, coalesce(e.at, p.at, 0), ") +
         counted +
         " FROM edge e JOIN author f ON f.id = e.actor JOIN post_key k ON k.id = e.post "
         "LEFT JOIN post p ON p.id = e.post LEFT JOIN author a ON a.id = e.target "
         "LEFT JOIN post_key t ON t.id = e.to_post ORDER BY e.post, e.kind, e.actor, e.target, e.to_post")
            .c_str());
    for (auto row = edges.rows(); row.next();) {
      EdgeRecord record;
      Edge& edge = record.edge;
      edge.kind = static_cast<EdgeKind>(row.small(0));
      edge.from = {static_cast<Network>(row.small(1)), row.text(2)};
      if (const auto network = row.maybe(3)) edge.to = AuthorKey{static_cast<Network>(*network), row.text(4)};
      edge.post = {static_cast<Network>(row.small(5)), row.text(6)};
      edge.to_post = key_at(row, 7);
      edge.not_before = row.maybe_time(9);
      edge.at = row.maybe_time(10);
      record.at = row.time(11);
      record.counted = row.small(12) != 0;
      take(record);
    }
  });
}

// Who is meant when only a post is named: its author; a boost is of the post's own author.
void SqliteReader::each_tie(const std::function<void(const Tie&)>& take) {
  guarded(file_, [&] {
    Query ties(
        db_,
        (std::string("SELECT f.network, f.key, g.network, g.key, s.kind, s.times, s.first, s.last FROM "
                     "(SELECT e.actor, coalesce(nullif(e.target, 0), CASE WHEN e.kind = 3 THEN p.author "
                     "ELSE o.author END) AS target, e.kind, count(*) AS times, "
                     "min(coalesce(e.at, p.at)) AS first, max(coalesce(e.at, p.at)) AS last "
                     "FROM edge e JOIN post p ON p.id = e.post LEFT JOIN post o ON o.id = e.to_post WHERE ") +
         counted +
         " GROUP BY 1, 2, 3) s JOIN author f ON f.id = s.actor JOIN author g ON g.id = s.target "
         "ORDER BY s.actor, s.target, s.kind")
            .c_str());
    for (auto row = ties.rows(); row.next();) {
      take({static_cast<EdgeKind>(row.small(4)),
            {static_cast<Network>(row.small(0)), row.text(1)},
            {static_cast<Network>(row.small(2)), row.text(3)},
            row.integer(5),
            row.time(6),
            row.time(7)});
    }
  });
}

void SqliteReader::each_link(const std::function<void(const LinkRecord&)>& take) {
  guarded(file_, [&] {
    struct Shared {
      std::int64_t posts = 0, authors = 0;
    };
    std::unordered_map<std::int64_t, Shared> shared;
    Query sums(
        db_,
        "SELECT l.link, count(*), count(DISTINCT p.author) FROM post_link l JOIN post p ON p.id = l.post "
        "WHERE EXISTS (SELECT 1 FROM post_mention m WHERE m.post = l.post AND m.position IS NOT NULL "
        "AND m.state = 1) GROUP BY l.link");
    for (auto row = sums.rows(); row.next();) shared[row.integer(0)] = {row.integer(1), row.integer(2)};
    Query links(
        db_,
        "SELECT l.id, l.url, k.network, k.uri, a.key FROM post_link p JOIN link l ON l.id = p.link "
        "JOIN post_key k ON k.id = p.post JOIN post o ON o.id = p.post LEFT JOIN author a ON a.id = o.author "
        "WHERE p.post = ? ORDER BY l.url");
    each_post([&](const PostRow& post) {
      for (auto row = links.rows(post.id); row.next();) {
        const Shared sum = shared[row.integer(0)];
        const auto network = static_cast<Network>(row.small(2));
        take({row.text(1), {network, row.text(3)}, {network, row.text(4)}, post.at, sum.posts, sum.authors});
      }
    });
  });
}

std::vector<SourceSetup> SqliteReader::all_sources() {
  return guarded(file_, [&] {
    std::vector<SourceSetup> all;
    Query query(db_, "SELECT name, kind, server, network FROM source ORDER BY id");
    for (auto row = query.rows(); row.next();)
      all.push_back({row.text(0), row.text(1), row.text(2), static_cast<Network>(row.small(3))});
    return all;
  });
}

std::vector<CursorRow> SqliteReader::cursors() {
  return guarded(file_, [&] {
    std::vector<CursorRow> all;
    Query query(
        db_,
        "SELECT s.name, t.key, c.newest, c.oldest, c.at_start FROM cursor c JOIN source s ON s.id = c.source "
        "JOIN tag t ON t.id = c.tag ORDER BY c.source, c.tag");
    for (auto row = query.rows(); row.next();)
      all.push_back({row.text(0), row.text(1), {row.text(2), row.text(3), row.small(4) != 0}});
    return all;
  });
}

}  // namespace clamor::storage
