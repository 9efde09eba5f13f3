#pragma once
// One archive into the database: one thread reads, the calling one prepares, a third one writes. What belongs
// to the campaign is kept, the rest is counted. Every commit moves the position with the posts before it, so
// that a second try goes on where the first one ended.

#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>

#include "collector/intake/prepare.hpp"
#include "exchange/archive.hpp"
#include "storage/store.hpp"

namespace clamor::cli {

struct Imported {
  std::int64_t records = 0, unread = 0;
  exchange::Tally reasons, unknown;
  std::map<std::string, std::int64_t> posts_of_tag;  // by key; a post seen twice counts twice
  std::int64_t posts = 0, other_posts = 0;           // with a tracked hashtag and without one
  std::int64_t boosts = 0;
  std::optional<Interval> time;  // of the posts
  std::int64_t skipped = 0;      // records that an earlier try had stored
  bool finished = false;         // to its end; else stopped
  storage::Saved saved;
};

struct ImportProgress {
  std::int64_t records, bytes_read, bytes;  // `bytes` 0: unknown
};

struct ImportOptions {
  UtcTime now;           // nothing was read later than this
  std::string campaign;  // a position counts only for the hashtags it was made with
};

// The error says why the archive ends here; what was read before it is stored and told by `into`. Throws
// StorageError.
Result<void> import_archive(exchange::Archive& archive, const intake::Intake& intake, storage::Writer& writer,
                            const ImportOptions& options, std::stop_token stop,
                            const std::function<void(const ImportProgress&)>& tell, Imported& into);

}  // namespace clamor::cli
