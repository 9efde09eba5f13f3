#include "storage/salvage.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>

#include "storage/sqlite/aside.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/part.hpp"
#include "storage/sqlite/salvage_rows.hpp"
#include "storage/sqlite/writer.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;
using Kind = StorageError::Kind;

namespace {

// Roll-ups are sums, made anew from what could be read; how a host wants to be asked and who listens is no
// data; a new file has a history of its own.
constexpr std::array<std::string_view, 6> not_copied{"rollup", "source_posts", "host_budget",
                                                     "stream", "change",       "sqlite_sequence"};
// Whose loss costs posts. What else is lost is told, and nothing more follows from it.
constexpr std::array<std::string_view, 6> posts_hang_on{"post",    "post_key", "author",
                                                        "mention", "sighting", "tag"};

std::vector<std::string> tables_of(SQLite::Database& db) {
  std::vector<std::string> all;
  Query query(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid");
  for (auto row = query.rows(); row.next();)
    if (std::ranges::find(not_copied, row.view(0)) == not_copied.end()) all.push_back(row.text(0));
  return all;
}

// Into empty tables of the schema it was written with.
std::vector<Salvaged::Table> copy_rows(const fs::path& damaged, const fs::path& rows) {
  SQLite::Database from = open_for_reading(damaged, Damaged::maybe);
  const int schema = schema_of(from, damaged);
  if (schema == 0)
    throw StorageError(Kind::damaged, fmt::format("{}: nothing of it can be read", damaged.string()));
  create_file(rows);
  SQLite::Database to = open_for_writing(rows);
  migrate(to, rows, "", migrations().first(static_cast<std::size_t>(schema)));
  std::vector<Salvaged::Table> all;
  SQLite::Transaction transaction(to);
  for (const std::string& table : tables_of(to)) all.push_back(salvage_rows(from, to, table));
  transaction.commit();
  return all;
}

// What hangs on something that was lost. A post whose sighting was lost was seen all the same, nobody knows
// through which server.
std::int64_t drop_what_hangs_loose(SQLite::Database& db) {
  const int lost = db.exec(
      "DELETE FROM post WHERE NOT EXISTS (SELECT 1 FROM post_key k WHERE k.id = post.id) OR (deleted_at IS "
      "NULL AND NOT "
      "EXISTS (SELECT 1 FROM author a WHERE a.id = post.author))");
  db.exec("DELETE FROM sighting WHERE NOT EXISTS (SELECT 1 FROM source s WHERE s.id = source)");
  if (Query(db, "SELECT 1 FROM post p WHERE NOT EXISTS (SELECT 1 FROM sighting s WHERE s.post = p.id)")
          .rows()
          .next()) {
    db.exec(
        "INSERT OR IGNORE INTO source (name, kind, server, network, position) VALUES ('salvaged', 'archive', "
        "'', 99, "
        "1000000)");
    db.exec(
        "INSERT INTO sighting (post, source, first_seen, last_seen) "
        "SELECT p.id, s.id, p.first_seen_at, p.first_seen_at FROM post p, source s "
        "WHERE s.name = 'salvaged' AND NOT EXISTS (SELECT 1 FROM sighting g WHERE g.post = p.id)");
  }
  return lost;
}

// Time that may miss posts is not covered: it is a gap, and asked for again from the beginning.
void claim_no_coverage(SQLite::Database& db) {
  db.exec(
      "INSERT OR IGNORE INTO gap (source, tag, \"from\", \"to\", cause, state) "
      "SELECT source, tag, min(\"from\"), max(\"to\"), 'damaged', 1 FROM coverage GROUP BY source, tag");
  db.exec("DELETE FROM coverage");
  db.exec("DELETE FROM cursor");
}

}  // namespace

bool Salvaged::whole() const {
  return incomplete == 0 &&
         std::ranges::all_of(tables, [](const Table& table) { return table.unreadable == 0; });
}

std::string damage_of(std::string_view url, std::stop_token stop) {
  const fs::path file = path_of(url);
  try {
    SQLite::Database db = open_for_reading(file);
    const std::stop_callback interrupt(stop, [&] { sqlite3_interrupt(db.getHandle()); });
    const std::string found = db.execAndGet("PRAGMA quick_check(1)").getString();
    return found == "ok" ? "" : found;
  } catch (const SQLite::Exception& error) {
    const int code = error.getErrorCode() & 0xff;
    if (code == SQLITE_INTERRUPT) return "";
    if (code != SQLITE_CORRUPT && code != SQLITE_NOTADB) rethrow(error, file);
    return error.what();
  }
}

std::optional<fs::path> set_aside_if_damaged(std::string_view url, UtcTime now) {
  const fs::path file = path_of(url);
  if (!fs::exists(file)) return std::nullopt;
  const WriterLock lock(file);
  if (damage_of(url).empty()) return std::nullopt;
  return set_aside(file, now, Original::goes);
}

Salvaged salvage(const fs::path& damaged, const fs::path& into, const CampaignSetup& campaign, UtcTime now,
                 const StayOut& stay_out) {
  const fs::path from = file_at(damaged), to = fs::absolute(into);
  if (!fs::exists(from))
    throw StorageError(Kind::cannot_open, fmt::format("there is no file {}", from.string()));
  if (fs::exists(to))
    throw StorageError(Kind::refused, fmt::format("{} is there already; choose another name", to.string()));
  try {
    Part part(to);
    const fs::path found = part.path().string() + ".rows";  // as they were, with whatever does not fit together
    Salvaged salvaged;
    salvaged.tables = copy_rows(from, found);
    salvaged.forgotten_known = std::ranges::none_of(salvaged.tables, [](const Salvaged::Table& table) {
      return table.name == "tombstone" && table.unreadable > 0;
    });
    std::string mark;
    {
      SqliteWriter up_to_date(found, "");
      mark = up_to_date.simulated();
    }
    {
      SQLite::Database rows = open_for_writing(found);
      salvaged.incomplete = drop_what_hangs_loose(rows);
      const bool posts_lost =
          salvaged.incomplete > 0 || std::ranges::any_of(salvaged.tables, [](const Salvaged::Table& table) {
            return table.unreadable > 0 &&
                   std::ranges::find(posts_hang_on, table.name) != posts_hang_on.end();
          });
      if (posts_lost) claim_no_coverage(rows);
      rows.exec("UPDATE tag SET position = NULL");  // so that every post is matched again
    }
    {
      SqliteReader reader(found);
      SqliteWriter writer(part.path(), mark);
      writer.set_campaign(campaign, now);
      writer.keep_away(stay_out.database, now);  // before anything of them could be written
      reader.begin_view();
      writer.merge(reader, stay_out.opt_out, now, {});
      writer.scrub([] { return true; });
    }
    {
      SQLite::Database whole(part.path().string(), SQLite::OPEN_READWRITE);
      without_log(whole);
      salvaged.posts = whole.execAndGet("SELECT count(*) FROM post").getInt64();
    }
    part.move_into_place();
    return salvaged;
  } catch (const SQLite::Exception& error) {
    rethrow(error, from, to);
  }
}

}  // namespace clamor::storage
