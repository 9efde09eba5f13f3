#include "storage/backup.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <regex>
#include <string>
#include <tuple>

#include "storage/beside.hpp"
#include "storage/sqlite/aside.hpp"
#include "storage/sqlite/files.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/part.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/writer.hpp"

namespace clamor::storage {

namespace fs = std::filesystem;
using Kind = StorageError::Kind;

namespace {

// The first thing that is wrong with it; empty: nothing. An older schema is only checked for damage.
std::string trouble_of(const fs::path& file) {
  return guarded(file, [&]() -> std::string {
    {
      SQLite::Database db = open_for_reading(file);
      if (schema_of(db, file) == 0) return "it is empty";
      if (schema_of(db, file) < newest_schema()) {
        const std::string found = db.execAndGet("PRAGMA integrity_check(1)").getString();
        return found == "ok" ? "" : found;
      }
    }
    const auto found = SqliteReader(file).verify();
    return found.empty() ? "" : found.front();
  });
}

std::string stem_of(std::string_view url) {
  return path_of(url).stem().string();
}

// How much a database knows: every number grows with what is stored.
using Knowledge = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::int64_t>;

Knowledge knowledge_of(SQLite::Database& db) {
  const auto number = [&](const char* sql) { return db.execAndGet(sql).getInt64(); };
  return {
      number(
          "SELECT coalesce(max(max(coalesce(last_attempt, 0), coalesce(last_success, 0))), 0) FROM source"),
      number("SELECT coalesce(max(id), 0) FROM post_key"), number("SELECT coalesce(max(id), 0) FROM author"),
      number("SELECT coalesce(max(id), 0) FROM campaign_change")};
}

bool any_greater(const Knowledge& a, const Knowledge& b) {
  return std::get<0>(a) > std::get<0>(b) || std::get<1>(a) > std::get<1>(b) ||
         std::get<2>(a) > std::get<2>(b) || std::get<3>(a) > std::get<3>(b);
}

std::string mark_of(SQLite::Database& db) {
  Query query(db, "SELECT id FROM simulated");
  auto rows = query.rows();
  return rows.next() ? rows.text(0) : std::string();
}

// Whether `database` would be missed. A file that cannot be read any more is not asked: it is set aside.
void refuse_loss(const fs::path& database, const fs::path& copy, const fs::path& called) {
  const auto refuse = [&](const char* why) {
    throw StorageError(Kind::refused, fmt::format("{}: {}", called.string(), why));
  };
  try {
    SQLite::Database now = open_for_reading(database), then = open_for_reading(copy);
    if (schema_of(now, database) == 0) return;
    if (mark_of(now) != mark_of(then))
      refuse("simulated data and real ones do not take each other's place; nothing was restored");
    if (any_greater(knowledge_of(now), knowledge_of(then)))
      refuse("the database in use holds more than this copy, and that would be gone; nothing was restored");
  } catch (const SQLite::Exception&) {
    return;
  } catch (const StorageError& error) {
    if (error.kind() == Kind::refused || error.kind() == Kind::newer_schema) throw;
  }
}

// Takes out of a copy, before anybody sees it, who must not come back with it.
KeptAway keep_out_of(const fs::path& copy, const fs::path& database, const CampaignSetup& campaign,
                     const OptOut& opt_out, UtcTime now) {
  KeptAway kept;
  {
    SqliteWriter writer(copy, "");
    const Erased opted_out = writer.keep_out(opt_out, now);
    kept = writer.keep_away(database, now);
    kept.erased += opted_out;
    if (campaign.sensitive) writer.set_campaign(campaign, now);
    writer.scrub([] { return true; });
  }
  guarded(copy, [&] {
    SQLite::Database db(copy.string(), SQLite::OPEN_READWRITE);
    without_log(db);
  });
  return kept;
}

}  // namespace

bool back_up(std::string_view url, const fs::path& place, const GoOn& go_on) {
  const fs::path from = path_of(url), to = fs::absolute(place);
  if (fs::exists(to))
    throw StorageError(Kind::refused, fmt::format("{} is there already; choose another name", to.string()));
  Part part(to);
  if (!copy_database(from, part.path(), go_on)) return false;
  if (const std::string trouble = trouble_of(part.path()); !trouble.empty()) {
    throw StorageError(Kind::damaged,
                       fmt::format("{}: what is stored does not agree with itself, so no copy was kept: {}",
                                   from.string(), trouble));
  }
  part.move_into_place();
  return true;
}

fs::path dated_backup(std::string_view url, const fs::path& folder, UtcTime now) {
  return folder / fmt::format("{}-{}.backup.db", stem_of(url), in_a_name(now));
}

std::vector<fs::path> keep_newest_backups(std::string_view url, const fs::path& folder, std::size_t keep) {
  static const std::regex dated("-[0-9]{8}T[0-9]{6}Z\\.backup\\.db(\\.part)?");
  const std::string stem = stem_of(url);
  std::vector<fs::path> all, parts;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(stem) && std::regex_match(name.substr(stem.size()), dated))
      (name.ends_with(".part") ? parts : all).push_back(entry.path());
  }
  std::ranges::for_each(parts, remove_left_over);
  std::ranges::sort(all, std::greater<>{});  // their names sort by time
  if (all.size() <= keep) return {};
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(keep));
  for (const fs::path& old : all)
    if (::unlink(old.c_str()) != 0 && errno != ENOENT) cannot("remove", old, errno);
  sync_to_disk(folder);
  return all;
}

Restored restore(std::string_view url, const fs::path& copied, const CampaignSetup& campaign,
                 const OptOut& opt_out, bool force, UtcTime now) {
  const fs::path database = path_of(url), from = file_at(copied);
  if (!fs::exists(from))
    throw StorageError(Kind::cannot_open, fmt::format("there is no file {}", from.string()));
  if (fs::exists(database) && fs::equivalent(database, from))
    throw StorageError(Kind::cannot_open,
                       fmt::format("{} is the database in use, not a copy of it", from.string()));
  create_folder(database.parent_path());
  const WriterLock lock(database);
  Part part(database);
  copy_database(from, part.path(), {});
  if (const std::string trouble = trouble_of(part.path()); !trouble.empty())
    throw StorageError(Kind::damaged,
                       fmt::format("{} is damaged; nothing was restored: {}", from.string(), trouble));
  if (fs::exists(database) && !force) refuse_loss(database, part.path(), from);
  Restored restored;
  restored.kept_away = keep_out_of(part.path(), database, campaign, opt_out, now);
  if (anything_at(database)) restored.set_aside = set_aside(database, now, Original::stays_until_replaced);
  part.move_into_place();
  return restored;
}

}  // namespace clamor::storage
