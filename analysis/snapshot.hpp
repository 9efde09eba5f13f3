#pragma once
// The read model: everything a page, a chart or a report asks of the campaign, taken from one consistent
// state of the store and never changed afterwards. A reader thread makes the next one and swaps it in; any
// thread may read. No text lives here: lists name post ids, and the texts of one list are read on demand
// (`read_details`).
//
// Shapes: posts stand in days of the campaign's zone, each with its columns and sums (day.hpp). Two snapshots share the
// days that did not change between them.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/day.hpp"
#include "core/interval.hpp"
#include "core/zone.hpp"
#include "storage/store.hpp"

namespace clamor::analysis {

struct Tag {
  std::string key, label;
};

class KeptAccounts;  // accounts.hpp
class KeptLinks;     // kept_links.hpp

class Snapshot {
 public:
  struct Parts {
    std::int64_t version = 0;
    UtcTime taken_at;
    Zone zone = Zone::utc();
    std::string campaign, simulated;
    std::vector<Tag> tags;
    std::vector<storage::SourceTotal> sources;
    std::vector<storage::CoverageRow> coverage;
    std::vector<storage::GapRow> gaps;
    std::vector<DayPtr> days;
  };
  explicit Snapshot(Parts parts);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  std::int64_t version() const { return parts_.version; }  // data_version of the store when taken
  UtcTime taken_at() const { return parts_.taken_at; }  // the clock's now when taken: what "today" and "30 d" mean
  const Zone& zone() const { return parts_.zone; }
  const std::string& campaign() const { return parts_.campaign; }
  const std::string& simulated() const { return parts_.simulated; }  // empty: real data

  const std::vector<Tag>& tags() const { return parts_.tags; }          // config order
  const std::vector<Network>& networks() const { return networks_; }  // that have a source or a post; stack order
  std::span<const DayPtr> days() const { return parts_.days; }        // with a post, in order of time
  // Whether what was asked of it so far is right. False: the cache file was lost while it was looked at. Ask when you have
  // an answer and before you show it; ReadModel::take() makes another snapshot then.
  bool sound() const { return analysis::sound(files_); }
  const std::vector<storage::SourceTotal>& sources() const { return parts_.sources; }
  const std::vector<storage::CoverageRow>& coverage() const { return parts_.coverage; }
  const std::vector<storage::GapRow>& gaps() const { return parts_.gaps; }

  std::optional<Interval> data_span() const;  // first to newest counted post; empty: none
  std::uint32_t largest_author() const { return largest_author_; }
  std::uint32_t largest_link() const { return largest_link_; }
  // Answers given before; safe from any thread.
  KeptAccounts& kept_accounts() const { return *kept_; }
  KeptLinks& kept_links() const { return *kept_links_; }

 private:
  Parts parts_;
  std::vector<FilePtr> files_;
  std::vector<Network> networks_;
  std::uint32_t largest_author_ = 0, largest_link_ = 0;
  std::unique_ptr<KeptAccounts> kept_;
  std::unique_ptr<KeptLinks> kept_links_;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

// Reads one consistent state, all of it; what goes on looking keeps a ReadModel. Throws StorageError.
SnapshotPtr take_snapshot(storage::Reader& reader, UtcTime now);

// The posts of a reader, day by day as they are complete.
void each_day(storage::Reader& reader, const Zone& zone, const std::function<void(DayPtr)>& take);

// What every page is filtered by. Empty lists mean all.
struct Filter {
  Interval window;
  std::vector<std::size_t> tags;      // indices into Snapshot::tags()
  std::vector<std::size_t> networks;  // indices into Snapshot::networks()
  friend bool operator==(const Filter&, const Filter&) = default;
};

// The days that reach into a window.
std::span<const DayPtr> days_within(const Snapshot& snapshot, Interval window);
bool any_post(const Snapshot& snapshot, Interval window);

}  // namespace clamor::analysis
