#include "storage/sqlite/merge_state.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "storage/sqlite/posts.hpp"
#include "storage/sqlite/query.hpp"

namespace clamor::storage {

namespace {

// Source and tag by their names: ids are each file's own.
using Place = std::pair<std::string, std::string>;

class Ids {
 public:
  explicit Ids(SQLite::Database& db)
      : sources_(db, "SELECT id FROM source WHERE name = ?",
                 "INSERT INTO source (name, kind, server, network) VALUES (?, '', '', 99)"),
        tags_(db, "SELECT id FROM tag WHERE key = ?", "INSERT INTO tag (key, label) VALUES (?1, ?1)") {}
  std::int64_t source(const std::string& name) { return sources_.ensure(name); }
  std::int64_t tag(const std::string& key) { return tags_.ensure(key); }

 private:
  Names sources_, tags_;
};

// ---- where reading goes on -----------------------------------------------------------------------------

struct Extent {
  std::int64_t from = std::numeric_limits<std::int64_t>::max(), to = std::numeric_limits<std::int64_t>::min();
};

std::map<Place, Extent> extents_of(SQLite::Database& db) {
  std::map<Place, Extent> all;
  Query query(
      db,
      "SELECT s.name, t.key, min(c.\"from\"), max(c.\"to\") FROM coverage c JOIN source s ON s.id = c.source "
      "JOIN tag t ON t.id = c.tag GROUP BY 1, 2");
  for (auto row = query.rows(); row.next();)
    all[{row.text(0), row.text(1)}] = {row.integer(2), row.integer(3)};
  return all;
}

std::map<Place, Cursor> cursors_of(SQLite::Database& db) {
  std::map<Place, Cursor> all;
  Query query(
      db,
      "SELECT s.name, t.key, c.newest, c.oldest, c.at_start FROM cursor c JOIN source s ON s.id = c.source "
      "JOIN tag t ON t.id = c.tag");
  for (auto row = query.rows(); row.next();)
    all[{row.text(0), row.text(1)}] = {row.text(2), row.text(3), row.small(4) != 0};
  return all;
}

// New posts are asked for from where the one that read last stands, old ones from where the one that read
// back furthest does. Marks are opaque: their length and bytes only break ties.
Cursor furthest(const Cursor& a, const Extent& of_a, const Cursor& b, const Extent& of_b) {
  const auto reached_now = [](const Cursor& c, const Extent& e) {
    return std::tuple(e.to, c.newest.size(), c.newest);
  };
  const auto reached_back = [](const Cursor& c, const Extent& e) {
    return std::tuple(-e.from, c.at_start, c.oldest.size(), c.oldest);
  };
  Cursor both = reached_now(a, of_a) < reached_now(b, of_b) ? b : a;
  const Cursor& back = reached_back(a, of_a) < reached_back(b, of_b) ? b : a;
  both.oldest = back.oldest;
  both.at_start = back.at_start;
  return both;
}

void unite_cursors(SQLite::Database& here, SQLite::Database& there, Ids& ids, Coverage& coverage) {
  auto ours = cursors_of(here);
  auto our_extents = extents_of(here), their_extents = extents_of(there);
  for (const auto& [place, cursor] : cursors_of(there)) {
    const auto known = ours.find(place);
    const Cursor united = known == ours.end()
                              ? cursor
                              : furthest(known->second, our_extents[place], cursor, their_extents[place]);
    coverage.save_cursor(ids.source(place.first), ids.tag(place.second), united);
  }
}

// ---- what was covered and missed -----------------------------------------------------------------------

void unite_coverage(SQLite::Database& there, Ids& ids, Coverage& coverage) {
  Query query(there,
              "SELECT s.name, t.key, c.\"from\", c.\"to\" FROM coverage c JOIN source s ON s.id = c.source "
              "JOIN tag t ON t.id = c.tag");
  for (auto row = query.rows(); row.next();)
    coverage.cover(ids.source(row.text(0)), ids.tag(row.text(1)), {{row.time(2), row.time(3)}});
}

// A gap that one of both filled is filled; one that nobody can fill is more certain than one that is open. Where both
// read on inside it, either place would do: what lies above it was read, and what lies below its mark was known.
void unite_gaps(SQLite::Database& here, SQLite::Database& there, Ids& ids, Coverage& coverage) {
#define CLOSED "3 IN (state, excluded.state)"
#define PLACE(row) "(" row "resume <> '', length(" row "resume), " row "resume, length(" row "mark), " row "mark)"
#define THEIRS_GOES_ON PLACE("excluded.") " > " PLACE("gap.")
  Query unite(
      here,
      "INSERT INTO gap (source, tag, \"from\", \"to\", cause, state, recovered, reason, mark, resume) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
      "reason = max(reason, excluded.reason), "
      "mark = CASE WHEN " CLOSED " THEN '' WHEN " THEIRS_GOES_ON " THEN excluded.mark ELSE mark END, "
      "resume = CASE WHEN " CLOSED " THEN '' WHEN " THEIRS_GOES_ON " THEN excluded.resume ELSE resume END, "
      "cause = min(cause, excluded.cause), recovered = max(recovered, excluded.recovered), "
      "state = CASE WHEN " CLOSED " THEN 3 ELSE max(state, excluded.state) END");
#undef THEIRS_GOES_ON
#undef PLACE
#undef CLOSED
  Query query(there,
              "SELECT s.name, t.key, g.\"from\", g.\"to\", g.cause, g.state, g.recovered, g.reason, g.mark, "
              "g.resume FROM gap g JOIN source s ON s.id = g.source JOIN tag t ON t.id = g.tag");
  for (auto row = query.rows(); row.next();)
    unite.run(ids.source(row.text(0)), ids.tag(row.text(1)), row.integer(2), row.integer(3), row.text(4),
              row.integer(5), row.integer(6), row.text(7), row.text(8), row.text(9));
  std::vector<std::pair<std::int64_t, std::int64_t>> places;
  Query with_gaps(here, "SELECT DISTINCT source, tag FROM gap");
  for (auto row = with_gaps.rows(); row.next();) places.emplace_back(row.integer(0), row.integer(1));
  for (const auto& [source, tag] : places) coverage.close_gaps(source, tag);
}

// ---- health and logs -----------------------------------------------------------------------------------

// A source that no campaign file of ours names stands behind the archives in every list.
void unite_health(SQLite::Database& here, SQLite::Database& there, Ids& ids) {
  Query unite(
      here,
      "UPDATE source SET "
      "state = CASE WHEN (?2, ?3, ?4) > (coalesce(last_attempt, 0), state, detail) THEN ?3 ELSE state END, "
      "detail = CASE WHEN (?2, ?3, ?4) > (coalesce(last_attempt, 0), state, detail) THEN ?4 ELSE detail END, "
      "last_attempt = nullif(max(coalesce(last_attempt, 0), ?2), 0), "
      "last_success = nullif(max(coalesce(last_success, 0), ?5), 0), "
      "position = coalesce(position, 2000000 + id) WHERE id = ?1");
  Query query(there,
              "SELECT name, coalesce(last_attempt, 0), state, detail, coalesce(last_success, 0) FROM source");
  for (auto row = query.rows(); row.next();)
    unite.run(ids.source(row.text(0)), row.integer(1), row.integer(2), row.text(3), row.integer(4));
}

// What each database counted only grows, so of two numbers under its name the greater is the later one, and
// the sum over all names grows by no merge that brings nothing new.
void unite_sums(SQLite::Database& here, SQLite::Database& there, Ids& ids) {
  const std::string ours = here.execAndGet("SELECT name FROM origin").getString();
  Query own(here,
            "UPDATE source SET requests = max(requests, ?2), errors = max(errors, ?3), "
            "rate_limited_seconds = max(rate_limited_seconds, ?4) WHERE id = ?1");
  Query other(here,
              "INSERT INTO counted_elsewhere VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
              "requests = max(requests, excluded.requests), errors = max(errors, excluded.errors), "
              "rate_limited_seconds = max(rate_limited_seconds, excluded.rate_limited_seconds)");
  Query counted(there,
                "SELECT s.name, o.name, s.requests, s.errors, s.rate_limited_seconds FROM source s, origin o "
                "WHERE s.requests > 0 OR s.errors > 0 OR s.rate_limited_seconds > 0 UNION ALL "
                "SELECT s.name, c.origin, c.requests, c.errors, c.rate_limited_seconds "
                "FROM counted_elsewhere c JOIN source s ON s.id = c.source");
  for (auto row = counted.rows(); row.next();) {
    const std::int64_t source = ids.source(row.text(0));
    if (row.view(1) == ours)
      own.run(source, row.integer(2), row.integer(3), row.integer(4));
    else
      other.run(source, row.text(1), row.integer(2), row.integer(3), row.integer(4));
  }
}

// The same line is one line.
void unite_issues(SQLite::Database& here, SQLite::Database& there, Ids& ids) {
  Query unite(here,
              "INSERT INTO issue (source, place, what, first_at, last_at, times) VALUES (?, ?, ?, ?, ?, ?) "
              "ON CONFLICT DO UPDATE SET first_at = min(first_at, excluded.first_at), "
              "last_at = max(last_at, excluded.last_at), times = max(times, excluded.times)");
  Query query(there,
              "SELECT s.name, i.place, i.what, i.first_at, i.last_at, i.times FROM issue i JOIN source s ON "
              "s.id = i.source");
  for (auto row = query.rows(); row.next();)
    unite.run(ids.source(row.text(0)), row.text(1), row.text(2), row.integer(3), row.integer(4),
              row.integer(5));
}

void unite_history(SQLite::Database& here, SQLite::Database& there, Ids& ids) {
  Query unite(here,
              "INSERT INTO tag_history VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
              "uses = max(uses, excluded.uses), accounts = max(accounts, excluded.accounts)");
  Query query(
      there,
      "SELECT s.name, t.key, h.day, h.uses, h.accounts FROM tag_history h JOIN source s ON s.id = h.source "
      "JOIN tag t ON t.id = h.tag");
  for (auto row = query.rows(); row.next();)
    unite.run(ids.source(row.text(0)), ids.tag(row.text(1)), row.integer(2), row.integer(3), row.integer(4));
}

void unite_lookbacks(SQLite::Database& here, SQLite::Database& there, Ids& ids) {
  Query unite(here,
              "INSERT INTO lookback (source, tag, hours, at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
              "at = max(at, excluded.at)");
  Query query(there,
              "SELECT s.name, t.key, l.hours, l.at FROM lookback l JOIN source s ON s.id = l.source "
              "JOIN tag t ON t.id = l.tag");
  for (auto row = query.rows(); row.next();)
    unite.run(ids.source(row.text(0)), ids.tag(row.text(1)), row.integer(2), row.integer(3));
}

// The newest list of each server. Whom it named came with the edges. A post that is gone keeps none.
void unite_boosters_read(SQLite::Database& here, SQLite::Database& there) {
  Names vantages(here, "SELECT id FROM vantage WHERE server = ?", "INSERT INTO vantage (server) VALUES (?)");
  Query find(here,
             "SELECT k.id FROM post_key k JOIN post p ON p.id = k.id WHERE k.hash = ? AND k.network = ? AND k.uri = ? "
             "AND p.deleted_at IS NULL");
  Query unite(here,
              "INSERT INTO boosters_read VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
              "boosts = CASE WHEN excluded.at > at THEN excluded.boosts WHEN excluded.at = at "
              "THEN max(boosts, excluded.boosts) ELSE boosts END, at = max(at, excluded.at)");
  Query query(there,
              "SELECT k.network, k.uri, v.server, b.at, b.boosts FROM boosters_read b "
              "JOIN post_key k ON k.id = b.post JOIN vantage v ON v.id = b.vantage");
  for (auto row = query.rows(); row.next();) {
    const PostKey key{static_cast<Network>(row.small(0)), row.text(1)};
    auto found = find.rows(key_hash(key.network, key.uri), key.network, key.uri);
    if (found.next()) unite.run(found.integer(0), vantages.ensure(row.text(2)), row.integer(3), row.integer(4));
  }
}

using RequestLine =
    std::tuple<std::string, std::string, std::int64_t, std::int64_t, std::int64_t, std::string>;

void each_request(SQLite::Database& db, const std::function<void(RequestLine)>& take) {
  Query query(db,
              "SELECT s.name, coalesce(t.key, ''), r.at, r.status, r.posts, r.outcome FROM request r JOIN "
              "source s ON s.id = r.source "
              "LEFT JOIN tag t ON t.id = r.tag");
  for (auto row = query.rows(); row.next();)
    take({row.text(0), row.text(1), row.integer(2), row.integer(3), row.integer(4), row.text(5)});
}

// A line is one of both as often as it is in either.
void unite_requests(SQLite::Database& here, SQLite::Database& there, Ids& ids) {
  std::multiset<RequestLine> known;
  each_request(here, [&](RequestLine line) { known.insert(std::move(line)); });
  Query add(here, "INSERT INTO request (source, tag, at, status, posts, outcome) VALUES (?, ?, ?, ?, ?, ?)");
  each_request(there, [&](const RequestLine& line) {
    if (const auto same = known.find(line); same != known.end()) {
      known.erase(same);
      return;
    }
    const auto& [source, tag, at, status, posts, outcome] = line;
    add.run(ids.source(source), tag.empty() ? std::nullopt : std::optional(ids.tag(tag)), at, status, posts,
            outcome);
  });
}

void unite_archives(SQLite::Database& here, SQLite::Database& there) {
  Query unite(here,
              "INSERT INTO archive VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET records = excluded.records, "
              "digest = excluded.digest, finished = excluded.finished "
              "WHERE (excluded.finished, excluded.records, excluded.digest) > (finished, records, digest)");
  Query query(there, "SELECT content, records, digest, finished FROM archive");
  for (auto row = query.rows(); row.next();)
    unite.run(row.text(0), row.integer(1), row.text(2), row.integer(3));
}

}  // namespace

void unite_state(SQLite::Database& here, SQLite::Database& there, Coverage& coverage) {
  Ids ids(here);
  unite_cursors(here, there, ids, coverage);  // before coverage grows: it tells who read further
  unite_coverage(there, ids, coverage);
  unite_gaps(here, there, ids, coverage);
  unite_health(here, there, ids);
  unite_sums(here, there, ids);
  unite_issues(here, there, ids);
  unite_history(here, there, ids);
  unite_lookbacks(here, there, ids);
  unite_boosters_read(here, there);
  unite_requests(here, there, ids);
  unite_archives(here, there);
}

// ---- deleted posts -------------------------------------------------------------------------------------

namespace {

constexpr std::int64_t an_hour = 60 * 60 * 1000;

std::int64_t hour_of(std::int64_t at) {
  return at - ((at % an_hour) + an_hour) % an_hour;
}

struct Left {  // of one mention
  bool vetoed = false;
  bool opted_out = false;
  std::int64_t edited = 0;
};

void join(std::map<std::int64_t, Left>& all, std::int64_t tag, const Left& left) {
  const auto [known, is_new] = all.emplace(tag, left);
  if (is_new) return;
  Left& both = known->second;
  if (std::tuple(-left.edited, left.vetoed) < std::tuple(-both.edited, both.vetoed)) {
    both.edited = left.edited;
    both.vetoed = left.vetoed;
  }
  both.opted_out = both.opted_out || left.opted_out;
}

MentionState state_of(const Left& left, std::int64_t newest_edit) {
  if (left.opted_out) return MentionState::opted_out;
  if (left.edited < newest_edit) return MentionState::edited_away;
  return left.vetoed ? MentionState::vetoed : MentionState::deleted;
}

}  // namespace

void unite_remains(SQLite::Database& here, const PostRecord& record, const IdOf& tag_id,
                   const IdOf& source_id) {
  std::int64_t post = 0, at = 0, edited = 0, network = 0, first_seen = 0;
  std::int64_t gone = 0;
  {
    Query query(here,
                "SELECT p.id, p.at, p.edited_at, p.network, p.first_seen_at, p.deleted_at FROM post_key k "
                "JOIN post p ON p.id = k.id WHERE k.hash = ? AND k.network = ? AND k.uri = ?");
    const PostKey& key = record.post.key;
    auto row = query.rows(key_hash(key.network, key.uri), key.network, key.uri);
    if (!row.next()) return;
    post = row.integer(0), at = row.integer(1), edited = row.integer(2), network = row.integer(3);
    first_seen = row.integer(4), gone = row.integer(5);
  }
  std::map<std::int64_t, Left> left;
  {
    Query query(
        here,
        "SELECT m.tag, m.vetoed, m.state, m.edited_at FROM tag t CROSS JOIN mention m ON m.tag = t.id AND "
        "m.at = ? AND m.post = ?");
    for (auto row = query.rows(at, post); row.next();)
      left[row.integer(0)] = {row.small(1) != 0, row.small(2) == static_cast<int>(MentionState::opted_out),
                              row.integer(3)};
  }
  const std::int64_t their_edit =
      record.post.edited_at ? std::max<std::int64_t>(0, millis(*record.post.edited_at)) : 0;
  for (const MentionRecord& mention : record.mentions) {
    const std::int64_t of_edit = mention.edited_at ? millis(*mention.edited_at) : 0;
    join(left, tag_id(mention.tag),
         {mention.fate == MentionFate::vetoed, mention.fate == MentionFate::opted_out, of_edit});
  }
  Query drop(here, "DELETE FROM mention WHERE tag = ? AND at = ? AND post = ?");
  for (const auto& [tag, each] : left) drop.run(tag, at, post);

  at = hour_of(std::min(at, millis(record.charted_at)));
  edited = std::max(edited, their_edit);
  first_seen = hour_of(std::min(first_seen, millis(record.first_seen)));
  if (record.deleted_at) gone = std::min(gone, millis(*record.deleted_at));
  // "Forgotten" (2) gives way: it comes through the author, whom nobody knows any more once there is another
  // reason. Of others the greater number stands.
  Query(here,
        "UPDATE post SET at = ?1, edited_at = ?2, first_seen_at = ?3, deleted_at = ?4, gone = "
        "CASE WHEN ?5 IS NULL OR ?5 = 2 THEN gone WHEN gone = 2 THEN ?5 ELSE max(gone, ?5) END WHERE id = ?6")
      .run(at, edited, first_seen, gone, record.gone, post);
  Query put(here, "INSERT INTO mention VALUES (?, ?, ?, ?, NULL, ?, ?, ?, '')");
  for (const auto& [tag, each] : left)
    put.run(tag, at, post, network, state_of(each, edited), each.vetoed, each.edited);
  Query see(
      here,
      "INSERT INTO sighting (post, source, first_seen, last_seen) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
      "SET "
      "first_seen = min(first_seen, excluded.first_seen), last_seen = max(last_seen, excluded.last_seen)");
  for (const Sighting& sighting : record.sightings)
    see.run(post, source_id(sighting.source), hour_of(millis(sighting.first_seen)),
            hour_of(millis(sighting.last_seen)));
}

}  // namespace clamor::storage
