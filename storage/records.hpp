#pragma once
// The reader that gives everything a database keeps, record by record: what exports are made of.

#include "core/record.hpp"
#include "storage/store.hpp"

namespace clamor::storage {

struct CursorRow {
  std::string source, tag;
  Cursor cursor;
};

// Records come in an order that stays the same within a file, and are gone when `take` returns. Call between
// begin_view and end_view what must belong together.
class RecordReader : public Reader {
 public:
  // Every post that was read, also those that do not count and what is left of deleted ones.
  virtual void each_kept_post(const std::function<void(const PostRecord&)>& take) = 0;
  // Those of each_post, as many as Totals::posts, in order of time.
  virtual void each_charted_post(const std::function<void(const PostRecord&)>& take) = 0;
  // Everybody ever heard of.
  virtual void each_author(const std::function<void(const AuthorRecord&)>& take) = 0;
  virtual void each_edge(const std::function<void(const EdgeRecord&)>& take) = 0;
  // Edges between two known accounts over counted posts, one tie per (from, to, kind).
  virtual void each_tie(const std::function<void(const Tie&)>& take) = 0;
  // Of counted posts, in order of their time.
  virtual void each_link(const std::function<void(const LinkRecord&)>& take) = 0;
  // Also those that no campaign file names any more.
  virtual std::vector<SourceSetup> all_sources() = 0;
  virtual std::vector<CursorRow> cursors() = 0;
};

// As open_reader.
std::unique_ptr<RecordReader> open_record_reader(std::string_view url);

}  // namespace clamor::storage
