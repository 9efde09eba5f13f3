#include "analysis/day.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "analysis/day_sums.hpp"
#include "analysis/mapped_file.hpp"

namespace clamor::analysis {
namespace {

using storage::PostRow;

std::optional<std::int64_t> widened(std::int32_t count) {
  return count == no_count ? std::nullopt : std::optional<std::int64_t>(count);
}

// Flat memory, filled from the front; its size is known beforehand.
class Piece {
 public:
  explicit Piece(std::size_t bytes) : words_(std::make_shared<std::vector<std::uint64_t>>((bytes + 7) / 8)) {}
  template <class Value>
  std::span<Value> take(std::size_t count) {
    auto* const first = reinterpret_cast<std::byte*>(words_->data()) + used_;
    used_ += count * sizeof(Value);
    return {reinterpret_cast<Value*>(first), count};
  }
  template <class Value>
  void put(const std::vector<Value>& values) {
    std::ranges::copy(values, take<Value>(values.size()).begin());
  }
  std::shared_ptr<std::vector<std::uint64_t>> words() const { return words_; }
  std::span<const std::byte> bytes() const { return {reinterpret_cast<const std::byte*>(words_->data()), used_}; }

 private:
  std::shared_ptr<std::vector<std::uint64_t>> words_;
  std::size_t used_ = 0;
};

// The same walk over memory that is only read.
class Reading {
 public:
  explicit Reading(std::span<const std::byte> bytes) : rest_(bytes) {}
  template <class Value>
  std::span<const Value> take(std::size_t count) {
    if (rest_.size() / sizeof(Value) < count) {
      fits_ = false;
      return {};
    }
    const std::span<const Value> taken{reinterpret_cast<const Value*>(rest_.data()), count};
    rest_ = rest_.subspan(count * sizeof(Value));
    return taken;
  }
  bool all_taken() const { return fits_ && rest_.empty(); }

 private:
  std::span<const std::byte> rest_;
  bool fits_ = true;
};

template <class Value>
std::size_t bytes_of(const std::vector<Value>& values) {
  return values.size() * sizeof(Value);
}

constexpr std::size_t bytes_per_row = sizeof(std::int64_t) + 3 * sizeof(std::uint32_t) + 5 * sizeof(std::int32_t);

}  // namespace

std::shared_ptr<const Day> Day::make(Interval time, std::span<const PostRow> rows) {
  assert(!rows.empty() && rows.front().at >= time.from && rows.back().at < time.to);
  Grouping grouping(rows);
  const auto cells = cells_of(time, rows, grouping);
  const auto accounts = accounts_of(rows, grouping);
  const auto uniques = uniques_of(grouping.groups, accounts);
  const auto best = best_of(time, rows, grouping);
  const auto shares = shares_of(rows);

  Piece sums(sizeof(Header) + bytes_of(grouping.groups) + bytes_of(cells) + bytes_of(uniques) + bytes_of(accounts) +
             bytes_of(best));
  Header& header = sums.take<Header>(1)[0];
  const auto [first, last] = std::ranges::minmax(rows, {}, &PostRow::id);
  header = {time, {rows.front().at, rows.back().at + Millis{1}}, first.id, last.id, static_cast<std::uint32_t>(rows.size()),
            static_cast<std::uint32_t>(grouping.groups.size()), static_cast<std::uint32_t>(cells.size()),
            static_cast<std::uint32_t>(uniques.size()), static_cast<std::uint32_t>(accounts.size()),
            static_cast<std::uint32_t>(best.size()), static_cast<std::uint32_t>(shares.size()), 0, 0, 0};
  for (const PostRow& row : rows) header.largest_author = std::max(header.largest_author, author_of(row));
  for (const Share& share : shares) header.largest_link = std::max(header.largest_link, share.link);
  sums.put(grouping.groups);
  sums.put(cells);
  sums.put(uniques);
  sums.put(best);
  sums.put(accounts);

  Piece columns(rows.size() * bytes_per_row + bytes_of(shares));
  const auto fill = [&]<class Value>(auto value_of, Value) {
    const auto column = columns.take<Value>(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) column[i] = value_of(i);
  };
  fill([&](std::size_t i) { return rows[i].id; }, std::int64_t{});
  fill([&](std::size_t i) { return static_cast<std::uint32_t>((rows[i].at - time.from).count()); }, std::uint32_t{});
  fill([&](std::size_t i) { return grouping.of_row[i]; }, std::uint32_t{});
  fill([&](std::size_t i) { return author_of(rows[i]); }, std::uint32_t{});
  for (const auto count : {&Counts::likes, &Counts::boosts, &Counts::replies, &Counts::quotes})
    fill([&](std::size_t i) { return narrow(rows[i].counts.*count); }, std::int32_t{});
  fill([&](std::size_t i) { return narrow(rows[i].followers); }, std::int32_t{});
  columns.put(shares);

  const auto owner = std::make_shared<std::array<std::shared_ptr<std::vector<std::uint64_t>>, 2>>(
      std::array{sums.words(), columns.words()});
  auto day = std::shared_ptr<Day>(new Day);
  day->heap_ = owner;
  day->sums_bytes_ = sums.bytes();
  day->columns_bytes_ = columns.bytes();
  [[maybe_unused]] const bool fits = day->find_parts();
  assert(fits);
  return day;
}

std::shared_ptr<const Day> Day::read(FilePtr file, std::span<const std::byte> sums, std::span<const std::byte> columns) {
  auto day = std::shared_ptr<Day>(new Day);
  day->file_ = std::move(file);
  day->sums_bytes_ = sums;
  day->columns_bytes_ = columns;
  if (!day->find_parts()) return nullptr;
  return day;
}

bool Day::find_parts() {
  Reading sums(sums_bytes_);
  const auto header = sums.take<Header>(1);
  if (header.empty()) return false;
  header_ = header[0];
  if (header_.rows == 0) return false;
  const auto groups = sums.take<Group>(header_.groups);
  groups_.assign(groups.begin(), groups.end());
  cells_ = sums.take<Cell>(header_.cells);
  uniques_ = sums.take<Uniques>(header_.uniques);
  best_ = sums.take<BestPost>(header_.best);
  accounts_ = sums.take<Account>(header_.accounts);
  std::size_t accounts = 0, best = 0;
  for (const Group& group : groups_) {
    first_account_.push_back(accounts);
    first_best_.push_back(best);
    accounts += group.accounts;
    best += group.best;
  }
  Reading columns(columns_bytes_);
  columns_.id = columns.take<std::int64_t>(header_.rows);
  for (auto* column : {&columns_.at, &columns_.group, &columns_.author})
    *column = columns.take<std::uint32_t>(header_.rows);
  for (auto* column :
       {&columns_.likes, &columns_.boosts, &columns_.replies, &columns_.quotes, &columns_.followers})
    *column = columns.take<std::int32_t>(header_.rows);
  shares_ = columns.take<Share>(header_.shares);
  return sums.all_taken() && columns.all_taken() && accounts == accounts_.size() && best == best_.size();
}

std::span<const Account> Day::accounts(std::size_t group) const {
  return accounts_.subspan(first_account_[group], groups_[group].accounts);
}

std::span<const BestPost> Day::best(std::size_t group) const {
  return best_.subspan(first_best_[group], groups_[group].best);
}

const Uniques* Day::uniques(std::int32_t network, std::int32_t tag) const {
  const std::pair key(network, tag);
  const auto found = std::ranges::lower_bound(uniques_, key, {}, [](const Uniques& u) { return std::pair(u.network, u.tag); });
  return found != uniques_.end() && std::pair(found->network, found->tag) == key ? &*found : nullptr;
}

std::pair<std::size_t, std::size_t> Day::rows_within(Interval window) const {
  const auto index = [&](UtcTime time) {
    const auto into = time - header_.time.from;
    if (into <= Millis{0}) return std::size_t{0};
    if (time >= header_.time.to) return columns_.size();
    return static_cast<std::size_t>(
        std::ranges::lower_bound(columns_.at, static_cast<std::uint32_t>(into.count())) - columns_.at.begin());
  };
  const auto first = index(window.from);
  return {first, std::max(first, index(window.to))};
}

std::vector<PostRow> Day::rows() const {
  std::vector<PostRow> rows(columns_.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    PostRow& row = rows[i];
    const Group& group = groups_[columns_.group[i]];
    row.id = columns_.id[i];
    row.at = at(i);
    row.tag_mask = group.tags;
    row.network = static_cast<Network>(group.network);
    row.author = columns_.author[i];
    row.counts.likes = widened(columns_.likes[i]);
    row.counts.boosts = widened(columns_.boosts[i]);
    row.counts.replies = widened(columns_.replies[i]);
    row.counts.quotes = widened(columns_.quotes[i]);
    row.followers = widened(columns_.followers[i]);
  }
  for (const Share& share : shares_) rows[share.row].links.push_back(share.link);
  return rows;
}

std::vector<FilePtr> files_of(std::span<const DayPtr> days) {
  std::vector<FilePtr> files;
  for (const DayPtr& day : days)
    if (day->file() && std::ranges::find(files, day->file()) == files.end()) files.push_back(day->file());
  return files;
}

bool sound(std::span<const FilePtr> files) {
  return std::ranges::all_of(files, [](const FilePtr& file) { return file->sound(); });
}

}  // namespace clamor::analysis
