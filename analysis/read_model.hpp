#pragma once
// The read model that goes on looking: it makes each snapshot of the one before and of what changed since, and keeps it
// beside the database, so that neither a new post nor a new start reads ten million posts again. One thread.
//
// The cache is one file (cache_of): numbers only, mode 0600, made anew whenever it does not fit - another version,
// history, zone or list of hashtags, or a single bit that is not as it was written. Whoever removes posts or the database
// may remove it at any time: unlink it, but never write into it or cut it short, as a window may have mapped it.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "analysis/snapshot.hpp"

namespace clamor::analysis {

// The cache file of a database file.
std::filesystem::path cache_of(const std::filesystem::path& database);

// Days, what they depend on besides their rows, and the state of the database they are of.
struct KeptDays {
  std::string zone;
  std::vector<std::string> tags;
  storage::HistoryMark mark;
  std::vector<DayPtr> days;
};

class ReadModel {
 public:
  ReadModel() = default;  // keeps nothing beside the database
  // Of fewer posts no cache is kept: they are read in no time.
  explicit ReadModel(std::filesystem::path cache, std::size_t fewest_posts = 20'000)
      : cache_(std::move(cache)), fewest_posts_(fewest_posts) {}

  // One consistent state of the database. Throws StorageError; a cache that can't be read or written is done without.
  SnapshotPtr take(storage::Reader& reader, UtcTime now);

  // What the last take() did.
  struct Report {
    enum class Work { nothing, refreshed, rebuilt } work = Work::nothing;
    bool began_with_cache = false;
    std::size_t posts = 0, days = 0;  // refreshed: looked at again; made anew
  };
  const Report& report() const { return report_; }

 private:
  bool refresh(storage::Reader& reader, const Zone& zone);
  KeptDays rebuilt(storage::Reader& reader, const Zone& zone, KeptDays made);
  void keep();

  std::filesystem::path cache_;
  std::size_t fewest_posts_ = 0;
  std::optional<KeptDays> kept_;
  std::size_t changed_since_kept_ = 0;
  Report report_;
};

}  // namespace clamor::analysis
