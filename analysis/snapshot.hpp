#pragma once
// The read model: everything a page, a chart or a report asks of the campaign, taken from one consistent
// state of the store and never changed afterwards. A reader thread makes the next one and swaps it in; any
// thread may read. No text lives here: lists name post ids, and the texts of one list are read on demand
// (`read_details`).
//
// Shapes: posts are columns sorted by (at, id); the cube holds one cell per hour x tag x network. Both are
// plain arrays so that a later cache can map them from a file without changing this header.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/interval.hpp"
#include "core/zone.hpp"
#include "storage/store.hpp"

namespace clamor::analysis {

inline constexpr std::int32_t no_count = -1;  // in columns: the server did not say

// One row per counted post, sorted by (at, id). All spans have the same length.
struct Columns {
  std::span<const std::int64_t> at;       // charted time, ms since epoch, UTC
  std::span<const std::int64_t> id;       // the store's id of the post
  std::span<const std::uint64_t> tags;    // bit i: tags()[i]
  std::span<const std::uint8_t> network;  // index into networks()
  std::span<const std::uint32_t> author;  // dense number, 0-based, stable within one snapshot
  std::span<const std::int32_t> likes, boosts, replies, quotes;  // no_count when not given
  std::span<const std::int64_t> followers;                       // -1 when no reading exists
  std::size_t size() const { return at.size(); }
};

// Sums of one cell. `engagement` = likes + boosts + replies + quotes that were given.
struct Cell {
  std::int64_t posts = 0, boosts = 0, engagement = 0;
};

// hour x (tag or any) x network, hours counted from first_hour. Row-major: hour, then tag, then network.
// Tag index tags().size() is "any tracked tag": distinct posts.
struct Cube {
  UtcTime first_hour;
  std::size_t hours = 0, tags = 0, networks = 0;  // tags = tracked tags + 1
  std::span<const Cell> cells;
  const Cell& at(std::size_t hour, std::size_t tag, std::size_t network) const {
    return cells[(hour * tags + tag) * networks + network];
  }
};

struct Tag {
  std::string key, label;
  std::int64_t mentions = 0, authors = 0;
};

class Snapshot {
 public:
  virtual ~Snapshot() = default;
  virtual std::int64_t version() const = 0;  // data_version of the store when taken
  virtual UtcTime taken_at() const = 0;      // the clock's now when taken: what "today" and "30 d" mean
  virtual const Zone& zone() const = 0;
  virtual const std::string& campaign() const = 0;
  virtual const std::string& simulated() const = 0;  // empty: real data

  virtual const std::vector<Tag>& tags() const = 0;          // config order
  virtual const std::vector<Network>& networks() const = 0;  // that have a source or a post; stack order
  virtual const Columns& posts() const = 0;
  virtual const Cube& cube() const = 0;
  virtual const storage::Totals& totals() const = 0;
  virtual const std::vector<storage::SourceTotal>& sources() const = 0;
  virtual const std::vector<storage::CoverageRow>& coverage() const = 0;
  virtual const std::vector<storage::GapRow>& gaps() const = 0;
  virtual std::optional<Interval> data_span() const = 0;  // first to newest counted post; empty: none
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

// Reads one consistent state. Throws StorageError.
SnapshotPtr take_snapshot(storage::Reader& reader, UtcTime now);

// What every page is filtered by. Empty lists mean all.
struct Filter {
  Interval window;
  std::vector<std::size_t> tags;      // indices into Snapshot::tags()
  std::vector<std::size_t> networks;  // indices into Snapshot::networks()
  friend bool operator==(const Filter&, const Filter&) = default;
};

// Indices [first, last) of the columns that fall into a window.
std::pair<std::size_t, std::size_t> rows_within(const Snapshot& snapshot, Interval window);

}  // namespace clamor::analysis
