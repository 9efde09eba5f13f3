#include "analysis/day.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <map>
#include <tuple>

namespace clamor::analysis {
namespace {

using storage::PostRow;
constexpr std::int64_t hour = 3'600'000;

std::int32_t narrow(std::optional<std::int64_t> count) {
  if (!count) return no_count;
  return static_cast<std::int32_t>(
      std::clamp<std::int64_t>(*count, 0, std::numeric_limits<std::int32_t>::max()));
}

std::optional<std::int64_t> widened(std::int32_t count) {
  return count == no_count ? std::nullopt : std::optional<std::int64_t>(count);
}

std::uint32_t author_of(const PostRow& row) {
  assert(row.author >= 0 && row.author <= std::numeric_limits<std::uint32_t>::max());
  return static_cast<std::uint32_t>(row.author);
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

// Which group each row belongs to, and the groups in order of (network, tags).
struct Grouping {
  std::vector<Group> groups;
  std::vector<std::uint32_t> of_row;

  explicit Grouping(std::span<const PostRow> rows) {
    std::map<std::pair<std::int32_t, std::uint64_t>, std::uint32_t> numbers;
    const auto key = [](const PostRow& row) {
      return std::pair(static_cast<std::int32_t>(row.network), row.tag_mask);
    };
    for (const PostRow& row : rows) numbers.emplace(key(row), 0);
    for (auto& [name, number] : numbers) {
      number = static_cast<std::uint32_t>(groups.size());
      groups.push_back({name.second, name.first, 0});
    }
    of_row.reserve(rows.size());
    for (const PostRow& row : rows) of_row.push_back(numbers.at(key(row)));
  }
};

std::vector<Cell> cells_of(Interval day, std::span<const PostRow> rows, const Grouping& grouping) {
  const auto hours = static_cast<std::size_t>((day.length().count() + hour - 1) / hour);
  std::vector<Cell> all(hours * grouping.groups.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto at_hour = static_cast<std::uint32_t>((rows[i].at - day.from).count() / hour);
    Cell& cell = all[at_hour * grouping.groups.size() + grouping.of_row[i]];
    cell.hour = at_hour;
    cell.group = grouping.of_row[i];
    ++cell.posts;
    const Counts& counts = rows[i].counts;
    if (counts.boosts) {
      cell.boosts += narrow(counts.boosts);
      ++cell.with_boosts;
    }
    bool known = false;
    for (const auto& count : {counts.likes, counts.boosts, counts.replies, counts.quotes}) {
      if (count) cell.engagement += narrow(count);
      known = known || count;
    }
    cell.with_engagement += known ? 1 : 0;
  }
  std::erase_if(all, [](const Cell& cell) { return cell.posts == 0; });
  return all;
}

// Sorted by (group, author); the groups are told how many are theirs.
std::vector<Account> accounts_of(std::span<const PostRow> rows, Grouping& grouping) {
  struct Act {
    std::uint32_t group, author;
    std::int32_t followers;
  };
  std::vector<Act> acts;
  acts.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (author_of(rows[i]) != nobody)
      acts.push_back({grouping.of_row[i], author_of(rows[i]), narrow(rows[i].followers)});
  std::ranges::sort(acts, {}, [](const Act& act) { return std::tuple(act.group, act.author); });
  std::vector<Account> accounts;
  for (std::size_t i = 0; i < acts.size(); ++i) {
    const bool same = i > 0 && acts[i - 1].group == acts[i].group && acts[i - 1].author == acts[i].author;
    if (!same) {
      accounts.push_back({acts[i].author, 0, no_count});
      ++grouping.groups[acts[i].group].accounts;
    }
    ++accounts.back().posts;
    accounts.back().followers = std::max(accounts.back().followers, acts[i].followers);
  }
  return accounts;
}

constexpr std::size_t bytes_per_row = sizeof(std::int64_t) + 3 * sizeof(std::uint32_t) + 5 * sizeof(std::int32_t);

}  // namespace

std::shared_ptr<const Day> Day::make(Interval time, std::span<const PostRow> rows) {
  assert(!rows.empty() && rows.front().at >= time.from && rows.back().at < time.to);
  Grouping grouping(rows);
  const auto cells = cells_of(time, rows, grouping);
  const auto accounts = accounts_of(rows, grouping);

  Piece sums(sizeof(Header) + grouping.groups.size() * sizeof(Group) + cells.size() * sizeof(Cell) +
             accounts.size() * sizeof(Account));
  Header& header = sums.take<Header>(1)[0];
  const auto [first, last] = std::ranges::minmax(rows, {}, &PostRow::id);
  header = {time, {rows.front().at, rows.back().at + Millis{1}}, first.id, last.id, static_cast<std::uint32_t>(rows.size()),
            static_cast<std::uint32_t>(grouping.groups.size()), static_cast<std::uint32_t>(cells.size()),
            static_cast<std::uint32_t>(accounts.size()), 0, 0};
  for (const PostRow& row : rows) header.largest_author = std::max(header.largest_author, author_of(row));
  std::ranges::copy(grouping.groups, sums.take<Group>(grouping.groups.size()).begin());
  std::ranges::copy(cells, sums.take<Cell>(cells.size()).begin());
  std::ranges::copy(accounts, sums.take<Account>(accounts.size()).begin());

  Piece columns(rows.size() * bytes_per_row);
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

  const auto owner = std::make_shared<std::array<std::shared_ptr<std::vector<std::uint64_t>>, 2>>(
      std::array{sums.words(), columns.words()});
  auto day = std::shared_ptr<Day>(new Day);
  day->owner_ = owner;
  day->on_heap_ = true;
  day->sums_bytes_ = sums.bytes();
  day->columns_bytes_ = columns.bytes();
  [[maybe_unused]] const bool fits = day->find_parts();
  assert(fits);
  return day;
}

std::shared_ptr<const Day> Day::read(std::shared_ptr<const void> owner, std::span<const std::byte> sums,
                                     std::span<const std::byte> columns) {
  auto day = std::shared_ptr<Day>(new Day);
  day->owner_ = std::move(owner);
  day->sums_bytes_ = sums;
  day->columns_bytes_ = columns;
  if (!day->find_parts()) return nullptr;
  return day;
}

bool Day::find_parts() {
  Reading sums(sums_bytes_);
  const auto header = sums.take<Header>(1);
  if (header.empty() || header[0].rows == 0) return false;
  header_ = header.data();
  groups_ = sums.take<Group>(header_->groups);
  cells_ = sums.take<Cell>(header_->cells);
  accounts_ = sums.take<Account>(header_->accounts);
  std::size_t first = 0;
  for (const Group& group : groups_) {
    first_account_.push_back(first);
    first += group.accounts;
  }
  Reading columns(columns_bytes_);
  columns_.id = columns.take<std::int64_t>(header_->rows);
  for (auto* column : {&columns_.at, &columns_.group, &columns_.author})
    *column = columns.take<std::uint32_t>(header_->rows);
  for (auto* column :
       {&columns_.likes, &columns_.boosts, &columns_.replies, &columns_.quotes, &columns_.followers})
    *column = columns.take<std::int32_t>(header_->rows);
  return sums.all_taken() && columns.all_taken() && first == accounts_.size();
}

std::span<const Account> Day::accounts(std::size_t group) const {
  return accounts_.subspan(first_account_[group], groups_[group].accounts);
}

std::pair<std::size_t, std::size_t> Day::rows_within(Interval window) const {
  const auto index = [&](UtcTime time) {
    const auto into = time - header_->time.from;
    if (into <= Millis{0}) return std::size_t{0};
    if (time >= header_->time.to) return columns_.size();
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
  return rows;
}

}  // namespace clamor::analysis
