#include "analysis/carried_accounts.hpp"

#include <algorithm>

#include "analysis/account_walk.hpp"
#include "analysis/selection.hpp"

namespace clamor::analysis {
namespace {

constexpr std::size_t worthwhile = 40;  // posts for each account that is looked at anew
constexpr Millis furthest = std::chrono::hours{24};

using Authors = std::vector<std::uint32_t>;

void add_all(const Day& day, Interval window, Authors& authors) {
  const auto [first, last] = day.rows_within(window);
  const auto all = day.posts().author.subspan(first, last - first);
  authors.insert(authors.end(), all.begin(), all.end());
}

// Group of the other day with the same posts, by group of the one.
std::vector<std::size_t> same_groups(const Day& one, const Day& other) {
  std::vector<std::size_t> same;
  for (const Group& group : one.groups()) {
    const auto found = std::ranges::find_if(other.groups(), [&](const Group& each) {
      return each.network == group.network && each.tags == group.tags;
    });
    same.push_back(static_cast<std::size_t>(found - other.groups().begin()));
  }
  return same;
}

// Authors of rows that only one of both days has, or has otherwise. Rows stand in order of (time, id).
void add_changed(const Day& before, const Day& now, Authors& authors) {
  const auto groups = same_groups(before, now);
  const Columns &old = before.posts(), &fresh = now.posts();
  std::size_t i = 0, j = 0;
  while (i < old.size() || j < fresh.size()) {
    const bool old_left = i < old.size(), fresh_left = j < fresh.size();
    const auto order = !old_left     ? std::strong_ordering::greater
                       : !fresh_left ? std::strong_ordering::less
                                     : std::pair(old.at[i], old.id[i]) <=> std::pair(fresh.at[j], fresh.id[j]);
    if (order == 0 && groups[old.group[i]] == fresh.group[j] && old.author[i] == fresh.author[j] &&
        old.followers[i] == fresh.followers[j]) {
      ++i, ++j;
      continue;
    }
    if (order <= 0) authors.push_back(old.author[i++]);
    if (order >= 0) authors.push_back(fresh.author[j++]);
  }
}

void add_changed(const Snapshot& before, const Snapshot& now, Authors& authors) {
  const auto all_of = [&](const Day& day) { add_all(day, day.time(), authors); };
  auto old = before.days().begin();
  for (const DayPtr& day : now.days()) {
    for (; old != before.days().end() && (*old)->time().from < day->time().from; ++old) all_of(**old);
    const bool known = old != before.days().end() && (*old)->time().from == day->time().from;
    if (!known)
      all_of(*day);
    else if (*old != day)
      add_changed(**old, *day, authors);
    if (known) ++old;
  }
  for (; old != before.days().end(); ++old) all_of(**old);
}

std::vector<AccountFigures> part_of(const Snapshot& snapshot, const AccountQuestion& question, SomeAccounts& some) {
  const Selection selection{snapshot, question.filter};
  AccountWalk walk(snapshot, question.filter.window, buckets_of(snapshot, question));
  for (const DayPtr& day : days_within(snapshot, question.filter.window))
    walk.day(*day, selection.networks_of(*day), &some);
  return walk.take();
}

void add(AccountFigures& sum, const AccountFigures& part, int sign) {
  sum.authors += sign * part.authors;
  sum.ceiling.accounts += sign * part.ceiling.accounts;
  sum.ceiling.accounts_unread += sign * part.ceiling.accounts_unread;
  sum.ceiling.followers = sum.ceiling.followers.value_or(0) + sign * part.ceiling.followers.value_or(0);
  for (std::size_t i = 0; i < sum.buckets.size(); ++i) {
    auto& bucket = sum.buckets[i];
    const auto& more = part.buckets[i];
    bucket.authors += sign * more.authors;
    bucket.with_reading += sign * more.with_reading;
    bucket.ceiling += sign * more.ceiling;
    bucket.new_authors += sign * more.new_authors;
    bucket.lift += sign * more.lift;
  }
}

}  // namespace

bool CarriedAccounts::comparable() const {
  return before_.networks() == now_.networks() && before_.zone().name() == now_.zone().name() &&
         std::ranges::equal(before_.tags(), now_.tags(), {}, &Tag::key, &Tag::key);
}

std::vector<CarriedAccounts::Pair> CarriedAccounts::pairs(const std::vector<AccountQuestion>& questions) const {
  std::vector<Pair> all;
  for (const AccountQuestion& question : questions) {
    if (now_.kept_accounts().find(question)) continue;
    auto earlier = before_.kept_accounts().nearest(question);
    if (!earlier) continue;
    const Interval &then = earlier->window, &window = question.filter.window;
    if (std::chrono::abs(then.from - window.from) + std::chrono::abs(then.to - window.to) > furthest) continue;
    AccountQuestion same = question;
    same.filter.window = then;
    if (buckets_of(before_, same) == buckets_of(now_, question)) all.push_back({question, std::move(*earlier)});
  }
  return all;
}

Authors CarriedAccounts::changed(const std::vector<Pair>& pairs) const {
  Authors authors;
  add_changed(before_, now_, authors);
  // What did not change, but stands where one window reaches and the other does not.
  for (const auto& [question, earlier] : pairs) {
    const Interval &then = earlier.window, &window = question.filter.window;
    for (const Interval edge : {Interval{std::min(then.from, window.from), std::max(then.from, window.from)},
                                Interval{std::min(then.to, window.to), std::max(then.to, window.to)}})
      for (const DayPtr& day : days_within(before_, edge)) add_all(*day, edge, authors);
  }
  return authors;
}

void CarriedAccounts::keep_answers(const std::vector<AccountQuestion>& questions, const std::stop_token& stop) {
  if (!comparable()) return;
  const auto carried = pairs(questions);
  if (carried.empty()) return;
  auto authors = changed(carried);
  std::size_t posts = 0;
  for (const DayPtr& day : now_.days()) posts += day->posts().size();
  if (authors.size() > posts / worthwhile) return;
  SomeAccounts some(std::move(authors));
  for (const auto& [question, earlier] : carried) {
    if (stop.stop_requested()) return;
    AccountQuestion then = question;
    then.filter.window = earlier.window;
    auto figures = *earlier.answer;
    const auto was = part_of(before_, then, some), is = part_of(now_, question, some);
    for (std::size_t network = 0; network < figures.size(); ++network) {
      add(figures[network], was[network], -1);
      add(figures[network], is[network], +1);
      if (figures[network].ceiling.accounts == 0) figures[network].ceiling.followers.reset();
    }
    if (!before_.sound() || !now_.sound()) return;
    now_.kept_accounts().keep(question, std::make_shared<const std::vector<AccountFigures>>(std::move(figures)));
  }
}

}  // namespace clamor::analysis
