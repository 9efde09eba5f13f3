#pragma once
// The read model that goes on looking: it makes each snapshot of the one before and of what changed since, and keeps it
// beside the database, so that neither a new post nor a new start reads ten million posts again. One thread.
//
// The cache is a file of all days (cache_of) and, once days have changed, one of those beside it (newer_of), so that
// keeping costs what changed. Numbers only, mode 0600, made anew whenever they do not fit - another version, history, zone
// or list of hashtags, or a single bit that is not as it was written. Whoever removes posts or the database may remove
// either at any time: unlink it, but do not write into it or cut it short: who has mapped it then has to read all anew.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/snapshot.hpp"

namespace clamor::analysis {

// The cache file of a database file, and that of the days which changed since it was written.
std::filesystem::path cache_of(const std::filesystem::path& database);
std::filesystem::path newer_of(const std::filesystem::path& cache);

struct CacheFile;  // cache_file.hpp

// Days, what they depend on besides their rows, and the state of the database they are of.
struct KeptDays {
  std::string zone;
  std::vector<std::string> tags;
  storage::HistoryMark mark;
  std::vector<DayPtr> days;
};

class ReadModel {
 public:
  ReadModel();  // keeps nothing beside the database
  // Of fewer posts no cache is kept: they are read in no time. It is brought up to date after as many changes as the next
  // start had better not look at again.
  explicit ReadModel(std::filesystem::path cache, std::size_t fewest_posts = 20'000, std::size_t fewest_changes = 20'000);
  ~ReadModel();

  // One consistent state of the database. Throws StorageError; a cache that can't be read or written is done without, and
  // so is one that was lost since (Snapshot::sound()): ask again for a state of which all is right.
  SnapshotPtr take(storage::Reader& reader, UtcTime now);

  // What the last take() did.
  struct Report {
    enum class Work { nothing, refreshed, rebuilt } work = Work::nothing;
    bool began_with_cache = false;
    std::size_t posts = 0, days = 0;  // refreshed: looked at again; made anew
    std::size_t days_kept = 0;        // written into the cache
  };
  const Report& report() const { return report_; }

 private:
  bool refresh(storage::Reader& reader, const Zone& zone);
  KeptDays rebuilt(storage::Reader& reader, const Zone& zone, KeptDays made);
  void open_cache();
  void keep();
  void keep_all();
  bool keep_newer(const std::vector<DayPtr>& days);
  void remove_newer();
  bool map_whole(const storage::HistoryMark& written);

  std::filesystem::path cache_;
  std::size_t fewest_posts_ = 0, fewest_changes_ = 0;
  std::optional<KeptDays> kept_;
  std::unique_ptr<const CacheFile> whole_;  // the file of all days, as it was written
  std::size_t changed_since_kept_ = 0;
  Report report_;
};

}  // namespace clamor::analysis
