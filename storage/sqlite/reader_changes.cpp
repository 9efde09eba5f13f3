// What happened since somebody looked last.
#include <algorithm>

#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/touched.hpp"

namespace clamor::storage {

namespace {

void sort_once(std::vector<std::int64_t>& ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

}  // namespace

HistoryMark SqliteReader::history_mark() {
  return guarded(file_, [&] {
    Query query(db_, "SELECT id, token FROM change ORDER BY id DESC LIMIT 1");
    auto rows = query.rows();
    return rows.next() ? HistoryMark{rows.integer(0), rows.integer(1)} : HistoryMark{};
  });
}

std::optional<Changes> SqliteReader::changes_since(const HistoryMark& mark) {
  return guarded(file_, [&]() -> std::optional<Changes> {
    Query query(db_, "SELECT id, token, posts, authors, readings_from FROM change WHERE id >= ? ORDER BY id");
    auto rows = query.rows(mark.commit);
    if (!rows.next() || HistoryMark{rows.integer(0), rows.integer(1)} != mark) return std::nullopt;
    Changes changes;
    changes.now = mark;
    while (rows.next()) {
      changes.now = {rows.integer(0), rows.integer(1)};
      unpack_ids(rows.view(2), changes.posts);
      unpack_ids(rows.view(3), changes.authors);
      if (const auto from = rows.maybe_time(4))
        changes.readings_from = std::min(*from, changes.readings_from.value_or(*from));
    }
    sort_once(changes.posts);
    sort_once(changes.authors);
    return changes;
  });
}

}  // namespace clamor::storage
