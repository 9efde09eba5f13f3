#include "analysis/refresh.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace clamor::analysis {
namespace {

using storage::PostRow;

// The row of a post that stands where it stood; empty: it is not in this day, or not at this time.
std::optional<std::size_t> row_of(const Day& day, const PostRow& post) {
  auto [row, last] = day.rows_within({post.at, post.at + Millis{1}});
  for (; row < last; ++row)
    if (day.posts().id[row] == post.id) return row;
  return {};
}

bool has_account(const Day& day, std::uint32_t author) {
  for (std::size_t group = 0; group < day.groups().size(); ++group)
    if (std::ranges::binary_search(day.accounts(group), author, {}, &Account::author)) return true;
  return false;
}

}  // namespace

const Day* Refresh::day_from(UtcTime from) const {
  const auto found = std::ranges::lower_bound(days_, from, {}, [](const DayPtr& day) { return day->time().from; });
  return found != days_.end() && (*found)->time().from == from ? found->get() : nullptr;
}

void Refresh::look_at_posts(const std::vector<std::int64_t>& ids) {
  std::unordered_set<std::int64_t> elsewhere(ids.begin(), ids.end());  // if anywhere
  for (PostRow& post : reader_.counted_posts(ids)) {
    const UtcTime from = zone_.day_of(post.at).from;
    const Day* const day = day_from(from);
    const auto row = day ? row_of(*day, post) : std::nullopt;
    if (row) elsewhere.erase(post.id);
    Edit& edit = edits_[from];
    if (row) edit.gone.push_back(post.id);
    edit.come.push_back(std::move(post));
  }
  take_out({elsewhere.begin(), elsewhere.end()});
}

// Posts that stood at another time, or count no more.
void Refresh::take_out(std::vector<std::int64_t> ids) {
  std::ranges::sort(ids);
  for (const DayPtr& day : days_) {
    const auto first = std::ranges::lower_bound(ids, day->smallest_id());
    const auto last = std::ranges::upper_bound(ids, day->largest_id());
    if (first >= last) continue;
    const std::unordered_set<std::int64_t> wanted(first, last);
    for (const std::int64_t id : day->posts().id)
      if (wanted.contains(id)) edits_[day->time().from].gone.push_back(id);
  }
}

void Refresh::look_at_followers(const std::vector<std::int64_t>& authors, UtcTime readings_from) {
  std::map<const Day*, std::vector<std::uint32_t>> by_day;
  for (const std::int64_t id : authors) {
    const auto author = static_cast<std::uint32_t>(id);
    const UtcTime from = reader_.followers_changed_from(id, readings_from);
    for (auto day = days_.rbegin(); day != days_.rend() && (*day)->time().to > from; ++day)
      if (has_account(**day, author)) by_day[day->get()].push_back(author);
  }
  for (const auto& [day, of_day] : by_day) compare_followers(*day, of_day);
}

void Refresh::compare_followers(const Day& day, const std::vector<std::uint32_t>& authors) {
  std::vector<bool> asked(std::size_t{day.largest_author()} + 1);
  for (const auto author : authors) asked[author] = true;
  const Columns& posts = day.posts();
  std::unordered_map<std::int64_t, std::size_t> row_by_id;
  std::vector<std::int64_t> ids;
  for (std::size_t row = 0; row < posts.size(); ++row) {
    if (!asked[posts.author[row]]) continue;
    ids.push_back(posts.id[row]);
    row_by_id.emplace(ids.back(), row);
  }
  for (const PostRow& post : reader_.counted_posts(ids)) {
    const std::size_t row = row_by_id.at(post.id);
    const std::int64_t now = post.followers.value_or(no_count);
    if (now != posts.followers[row]) edits_[day.time().from].followers.emplace_back(row, now);
  }
}

std::size_t Refresh::apply() {
  std::map<UtcTime, DayPtr> all;
  for (const DayPtr& day : days_) all.emplace_hint(all.end(), day->time().from, day);
  std::size_t made = 0;
  for (const auto& [from, edit] : edits_) {
    const auto before = all.find(from);
    std::vector<PostRow> rows;
    if (before != all.end()) {
      rows = before->second->rows();
      for (const auto& [row, followers] : edit.followers)
        rows[row].followers = followers == no_count ? std::nullopt : std::optional(followers);
      const std::unordered_set<std::int64_t> gone(edit.gone.begin(), edit.gone.end());
      std::erase_if(rows, [&](const PostRow& row) { return gone.contains(row.id); });
    }
    const auto middle = static_cast<std::ptrdiff_t>(rows.size());
    rows.insert(rows.end(), edit.come.begin(), edit.come.end());
    std::ranges::inplace_merge(rows, rows.begin() + middle, {},
                               [](const PostRow& row) { return std::pair(row.at, row.id); });
    all.erase(from);
    if (rows.empty()) continue;
    all.emplace(from, Day::make(zone_.day_of(rows.front().at), rows));
    ++made;
  }
  days_.clear();
  for (auto& [from, day] : all) days_.push_back(std::move(day));
  return made;
}

}  // namespace clamor::analysis
