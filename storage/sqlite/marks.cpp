#include "storage/sqlite/marks.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "core/time.hpp"
#include "storage/sqlite/erasing.hpp"

namespace clamor::storage {
namespace {

// How far a place in a list of results can count; ids of posts are longer.
constexpr std::size_t longest_number_of_a_page = 5;

// Ids that hold the time of a post move by some hours.
constexpr std::size_t digits_of_hours = 12;

bool only_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// The next round number, of as many digits; empty: there is none. Downwards from there every post comes again
// that came from the id on.
std::string rounded_up(std::string_view id) {
  if (!only_digits(id) || id.size() <= digits_of_hours) return {};
  std::string head(id.substr(0, id.size() - digits_of_hours));
  if (id.find_first_not_of('0', head.size()) == std::string_view::npos) return std::string(id);
  const auto raised = head.find_last_not_of('9');
  if (raised == std::string::npos) return {};
  ++head[raised];
  std::fill(head.begin() + static_cast<std::ptrdiff_t>(raised) + 1, head.end(), '0');
  return head + std::string(digits_of_hours, '0');
}

std::string whole_hour(UtcTime time) {
  return to_rfc3339(UtcTime{std::chrono::floor<std::chrono::hours>(time)});
}

// "newest" may be several ids, of servers whose ids do not sort: the others serve as well.
template <class Gone>
std::string without(std::string_view marks, const Gone& gone) {
  std::string left;
  for (std::size_t from = 0, end = 0; from < marks.size(); from = end + 1) {
    end = std::min(marks.find(' ', from), marks.size());
    const auto id = marks.substr(from, end - from);
    if (!gone(id)) left.append(left.empty() ? "" : " ").append(id);
  }
  return left;
}

}  // namespace

void GoneMarks::add(std::int64_t source, std::string mark) {
  const auto [place, is_new] = all_.emplace(source, std::move(mark));
  if (!is_new) return;
  by_age_.push_back(place);
  if (by_age_.size() <= most) return;
  all_.erase(by_age_.front());
  by_age_.pop_front();
}

bool GoneMarks::contains(std::int64_t source, std::string_view mark) const {
  return !all_.empty() && all_.contains({source, std::string(mark)});
}

Marks::Marks(SQLite::Database& db, GoneMarks& gone) : db_(db), gone_(gone), veil_(db, "SELECT 1 FROM veil") {}

void Marks::gone(std::int64_t source, const std::string& native_id, std::optional<UtcTime> created_at) {
  if (!native_id.empty()) gone_.add(source, native_id);
  if (created_at) gone_.add(source, to_rfc3339(*created_at));
}

bool Marks::names_gone(std::int64_t source, std::string_view mark) const {
  return gone_.contains(source, mark);
}

std::string Marks::upwards(std::int64_t source, const std::string& mark, bool veiled) const {
  if (const auto time = parse_rfc3339(mark))
    return veiled || names_gone(source, mark) ? whole_hour(*time) : mark;
  return without(mark, [&](std::string_view id) { return veiled || names_gone(source, id); });
}

std::string Marks::downwards(std::int64_t source, const std::string& mark, bool veiled) const {
  const bool names_some_post = mark.size() > longest_number_of_a_page && mark.find(' ') == std::string::npos;
  return names_gone(source, mark) || (veiled && names_some_post) ? rounded_up(mark) : mark;
}

Cursor Marks::clean(std::int64_t source, Cursor cursor) {
  const bool veiled = veil_.rows().next();
  cursor.newest = upwards(source, cursor.newest, veiled);
  cursor.oldest = downwards(source, cursor.oldest, veiled);
  return cursor;
}

Gap Marks::clean(std::int64_t source, Gap gap) {
  const bool veiled = veil_.rows().next();
  gap.mark = upwards(source, gap.mark, veiled);
  gap.resume = downwards(source, gap.resume, veiled);
  return gap;
}

void Marks::clean_stored() {
  if (gone_.empty() && !veil_.rows().next()) return;
  clean_cursors();
  clean_gaps();
}

void Marks::clean_cursors() {
  struct Place {
    std::int64_t source, tag;
    Cursor cursor;
  };
  std::vector<Place> changed;
  Query all(db_, "SELECT source, tag, newest, oldest, at_start FROM cursor");
  for (auto row = all.rows(); row.next();) {
    const Cursor cursor{row.text(2), row.text(3), row.small(4) != 0};
    if (Cursor cleaned = clean(row.integer(0), cursor); cleaned != cursor)
      changed.push_back({row.integer(0), row.integer(1), std::move(cleaned)});
  }
  if (changed.empty()) return;
  note_bytes_left(db_);
  Query change(db_, "UPDATE cursor SET newest = ?, oldest = ? WHERE source = ? AND tag = ?");
  for (const auto& [source, tag, cursor] : changed) change.run(cursor.newest, cursor.oldest, source, tag);
  db_.exec("DELETE FROM cursor WHERE newest = '' AND oldest = '' AND NOT at_start");  // as before a first poll
}

void Marks::clean_gaps() {
  struct Place {
    std::int64_t source, tag, from, to;
    Gap gap;
  };
  std::vector<Place> changed;
  Query all(db_, "SELECT source, tag, \"from\", \"to\", mark, resume FROM gap WHERE mark <> '' OR resume <> ''");
  for (auto row = all.rows(); row.next();) {
    Gap gap;
    gap.mark = row.text(4);
    gap.resume = row.text(5);
    Gap cleaned = clean(row.integer(0), gap);
    if (cleaned.mark != gap.mark || cleaned.resume != gap.resume)
      changed.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3), std::move(cleaned)});
  }
  if (changed.empty()) return;
  note_bytes_left(db_);
  Query change(db_,
               "UPDATE gap SET mark = ?, resume = ? WHERE source = ? AND tag = ? AND \"from\" = ? AND \"to\" = ?");
  for (const auto& [source, tag, from, to, gap] : changed)
    change.run(gap.mark, gap.resume, source, tag, from, to);
}

}  // namespace clamor::storage
