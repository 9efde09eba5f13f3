// What the config says, kept in the database so that every later number can be read against it.
#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "core/text.hpp"
#include "storage/sqlite/campaign.hpp"
#include "storage/sqlite/writer_parts.hpp"

namespace clamor::storage {

namespace {

std::string join(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) {
    if (!all.empty()) all += '\n';
    all += line;
  }
  return all;
}

std::vector<std::string> split(const std::string& all) {
  std::vector<std::string> lines;
  std::istringstream stream(all);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Rows of a table as configured: name -> the columns a change is worth a log line for.
using Rows = std::map<std::string, std::vector<std::string>>;

Rows read(SQLite::Database& db, const char* sql, int columns) {
  Rows all;
  Query query(db, sql);
  auto rows = query.rows();
  while (rows.next()) {
    std::vector<std::string>& values = all[rows.text(0)];
    for (int i = 1; i <= columns; ++i) values.push_back(rows.text(i));
  }
  return all;
}

class ChangeLog {
 public:
  ChangeLog(SQLite::Database& db, UtcTime now)
      : add_(db, "INSERT INTO campaign_change (at, what, old, new) VALUES (?, ?, ?, ?)"), now_(now) {}
  void compare(const std::string& what, const std::string& old, const std::string& now) {
    if (old != now) add_.run(now_, what, old, now);
  }
  // Every name that came, went or changed one of its values.
  void compare(const std::string& what, const Rows& old, const Rows& now,
               const std::vector<std::string>& columns) {
    for (const auto& [name, values] : old) {
      if (!now.contains(name)) add_.run(now_, what, name, std::string());
    }
    for (const auto& [name, values] : now) {
      const auto before = old.find(name);
      if (before == old.end()) add_.run(now_, what, std::string(), name);
      for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string was = before == old.end() ? "" : before->second[i];
        compare(what + " " + name + " " + columns[i], was, values[i]);
      }
    }
  }

 private:
  Query add_;
  UtcTime now_;
};

constexpr const char* tags_sql = "SELECT key, label, variants, veto FROM tag WHERE position IS NOT NULL";
constexpr const char* sources_sql = "SELECT name, kind, server FROM source WHERE position < 1000000";
constexpr const char* themes_sql = "SELECT name FROM theme WHERE position IS NOT NULL";

void write_setup(SQLite::Database& db, const CampaignSetup& setup) {
  Query(db, "INSERT OR REPLACE INTO campaign VALUES (1, ?, ?)").run(setup.name, setup.timezone);
  int position = 0;
  db.exec("UPDATE tag SET position = NULL");
  Query tag(
      db,
      "INSERT INTO tag (key, label, variants, veto, position) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE "
      "SET label = excluded.label, variants = excluded.variants, veto = excluded.veto, "
      "position = excluded.position");
  for (const TagSetup& t : setup.tags) tag.run(t.key, t.label, join(t.variants), join(t.veto), position++);
  // Archives and what was merged stand from a million on: no campaign file names them, none takes them away.
  db.exec("UPDATE source SET position = NULL WHERE position < 1000000");
  Query source(
      db,
      "INSERT INTO source (name, kind, server, network, position) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO "
      "UPDATE SET kind = excluded.kind, server = excluded.server, network = excluded.network, "
      "position = excluded.position");
  for (const SourceSetup& s : setup.sources) source.run(s.name, s.kind, s.server, s.network, position++);
  db.exec("UPDATE theme SET position = NULL");
  Query theme(db,
              "INSERT INTO theme (name, position) VALUES (?, ?) ON CONFLICT DO UPDATE SET position = "
              "excluded.position");
  for (const std::string& t : setup.themes) theme.run(t, position++);
}

// How a tag reads a stored hashtag.
struct Matcher {
  std::int64_t tag;
  std::set<std::string> keys, veto;

  struct Match {
    bool any = false, vetoed = true;
    std::string spelling;
  };
  // One spelling that is not vetoed is enough to count; of several the first in order of code points.
  Match match(const std::vector<std::string>& hashtags) const {
    Match found;
    for (const std::string& hashtag : hashtags) {
      if (!keys.contains(hashtag_key(hashtag))) continue;
      const bool vetoed = veto.contains(hashtag);
      found.any = true;
      if (vetoed) continue;
      if (found.vetoed || hashtag < found.spelling) found.spelling = hashtag;
      found.vetoed = false;
    }
    return found;
  }
};

std::vector<Matcher> matchers_of(SQLite::Database& db, const std::set<std::string>& tags) {
  std::vector<Matcher> all;
  Query query(db, "SELECT id, key, variants, veto FROM tag WHERE position IS NOT NULL");
  auto rows = query.rows();
  while (rows.next()) {
    if (!tags.contains(rows.text(1))) continue;
    Matcher matcher{rows.integer(0), {rows.text(1)}, {}};
    for (const std::string& variant : split(rows.text(2))) matcher.keys.insert(hashtag_key(variant));
    for (const std::string& veto : split(rows.text(3))) matcher.veto.insert(veto);
    all.push_back(std::move(matcher));
  }
  return all;
}

}  // namespace

void match_again(SQLite::Database& db, const std::set<std::string>& tags) {
  const std::vector<Matcher> matchers = matchers_of(db, tags);
  Query find(db, "SELECT state, edited_at, spelling FROM mention WHERE tag = ? AND at = ? AND post = ?");
  Query drop(db, "DELETE FROM mention WHERE tag = ? AND at = ? AND post = ?");
  Query put(db, "INSERT OR REPLACE INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  Query posts(db, "SELECT id, at, network, author, edited_at, hashtags FROM post WHERE deleted_at IS NULL");
  auto rows = posts.rows();
  while (rows.next()) {
    const std::int64_t post = rows.integer(0), at = rows.integer(1), edited = rows.integer(4);
    const std::vector<std::string> hashtags = split(rows.text(5));
    for (const Matcher& matcher : matchers) {
      const auto [any, vetoed, spelling] = matcher.match(hashtags);
      if (any) {
        put.run(matcher.tag, at, post, rows.small(2), rows.maybe(3),
                vetoed ? MentionState::vetoed : MentionState::counted, vetoed, edited, spelling);
        continue;
      }
      auto old = find.rows(matcher.tag, at, post);
      if (!old.next()) continue;
      const bool away = static_cast<MentionState>(old.small(0)) == MentionState::edited_away;
      const bool still_matches =
          away && (old.text(2).empty() || matcher.keys.contains(hashtag_key(old.text(2))));
      if (!still_matches) drop.run(matcher.tag, at, post);
    }
  }
}

void SqliteWriter::set_campaign(const CampaignSetup& setup, UtcTime now) {
  in_transaction([&](Parts& parts) {
    std::string name, timezone;
    {
      Query query(db_, "SELECT name, timezone FROM campaign");
      auto rows = query.rows();
      if (rows.next()) name = rows.text(0), timezone = rows.text(1);
    }
    const Rows old_tags = read(db_, tags_sql, 3), old_sources = read(db_, sources_sql, 2);
    const Rows old_themes = read(db_, themes_sql, 0);
    write_setup(db_, setup);
    db_.exec("DELETE FROM stream");
    const Rows tags = read(db_, tags_sql, 3);

    ChangeLog log(db_, now);
    log.compare("campaign name", name, setup.name);
    log.compare("timezone", timezone, setup.timezone);
    log.compare("tag", old_tags, tags, {"label", "variants", "veto"});
    log.compare("source", old_sources, read(db_, sources_sql, 2), {"kind", "server"});
    log.compare("theme", old_themes, read(db_, themes_sql, 0), {});

    std::set<std::string> changed;
    for (const auto& [key, columns] : tags) {
      const auto before = old_tags.find(key);
      const bool same =
          before != old_tags.end() && before->second[1] == columns[1] && before->second[2] == columns[2];
      if (!same) changed.insert(key);
    }
    const bool fewer =
        std::ranges::any_of(old_tags, [&](const auto& old) { return !tags.contains(old.first); });
    if (!changed.empty()) match_again(db_, changed);
    if (!changed.empty() || fewer) Rollups::rebuild(db_);
    parts.flush();
    if (setup.sensitive) parts.veil.draw();
    parts.forget_held();
    parts.sources.forget();
  });
  guarded(file_, [&] { load_tracked(); });
}

}  // namespace clamor::storage
