#include "analysis/accounts.hpp"

#include <algorithm>
#include <tuple>

#include "analysis/account_walk.hpp"
#include "analysis/carried_accounts.hpp"
#include "analysis/selection.hpp"

namespace clamor::analysis {
namespace {

// Networks are all answered, and all hashtags are any.
AccountQuestion asked_of_all(const Snapshot& snapshot, AccountQuestion question) {
  question.filter.networks.clear();
  if (question.filter.tags.size() == snapshot.tags().size()) question.filter.tags.clear();
  return question;
}

}  // namespace

std::vector<Interval> buckets_of(const Snapshot& snapshot, const AccountQuestion& question) {
  if (!question.size) return {};
  return buckets(question.filter.window, *question.size, snapshot.zone());
}

bool KeptAccounts::Key::operator<(const Key& other) const {
  const auto rank = [](const Key& key) { return std::tie(key.window.from, key.window.to, key.tags, key.size); };
  return rank(*this) < rank(other);
}

KeptAccounts::Key KeptAccounts::key_of(const AccountQuestion& question) {
  return {question.filter.window, question.filter.tags, question.size};
}

AccountAnswer KeptAccounts::find(const AccountQuestion& question) const {
  const Key key = key_of(question);
  const std::lock_guard lock(mutex_);
  const auto found = answers_.lower_bound(key);
  if (found == answers_.end()) return nullptr;
  // Who asks for no buckets takes an answer with any.
  const auto& [window, tags, size] = found->first;
  const bool same = window == key.window && tags == key.tags && (!key.size || size == key.size);
  return same ? found->second : nullptr;
}

std::optional<KeptAccounts::Found> KeptAccounts::nearest(const AccountQuestion& question) const {
  const Key key = key_of(question);
  const auto away = [&](Interval window) {
    return std::chrono::abs(window.from - key.window.from) + std::chrono::abs(window.to - key.window.to);
  };
  const std::lock_guard lock(mutex_);
  std::optional<Found> nearest;
  for (const auto& [kept, answer] : answers_)
    if (kept.tags == key.tags && kept.size == key.size && (!nearest || away(kept.window) < away(nearest->window)))
      nearest = Found{kept.window, answer};
  return nearest;
}

void KeptAccounts::keep(const AccountQuestion& question, AccountAnswer answer) {
  const std::lock_guard lock(mutex_);
  if (answers_.size() >= most_kept) answers_.clear();
  answers_.insert_or_assign(key_of(question), std::move(answer));
}

AccountAnswer accounts(const Snapshot& snapshot, const AccountQuestion& asked, const std::stop_token& stop) {
  const AccountQuestion question = asked_of_all(snapshot, asked);
  if (auto kept = snapshot.kept_accounts().find(question)) return kept;
  const Selection selection{snapshot, question.filter};
  AccountWalk walk(snapshot, question.filter.window, buckets_of(snapshot, question));
  for (const DayPtr& day : days_within(snapshot, question.filter.window)) {
    if (stop.stop_requested()) return nullptr;
    walk.day(*day, selection.networks_of(*day));
  }
  auto answer = std::make_shared<const std::vector<AccountFigures>>(walk.take());
  snapshot.kept_accounts().keep(question, answer);
  return answer;
}

bool at_hand(const Snapshot& snapshot, std::span<const AccountQuestion> questions) {
  constexpr std::size_t walked_within_a_frame = 200'000;  // 10 ns each
  std::size_t walked = 0;
  for (const AccountQuestion& question : questions) {
    if (snapshot.kept_accounts().find(asked_of_all(snapshot, question))) continue;
    for (const DayPtr& day : days_within(snapshot, question.filter.window)) walked += day->posts().size();
  }
  return walked <= walked_within_a_frame;
}

bool find_out(const Snapshot& snapshot, std::span<const AccountQuestion> asked, const std::stop_token& stop,
              const Snapshot* earlier) {
  std::vector<AccountQuestion> questions;
  for (const auto& question : asked) questions.push_back(asked_of_all(snapshot, question));
  if (earlier) CarriedAccounts(*earlier, snapshot).keep_answers(questions, stop);
  return std::ranges::all_of(questions, [&](const auto& question) {
    return accounts(snapshot, question, stop) != nullptr;
  });
}

std::vector<AccountQuestion> standard_questions(const Snapshot& snapshot) {
  constexpr std::size_t most_tags = 8;  // of a campaign with more the later ones are found out when chosen
  std::vector<AccountQuestion> all;
  std::vector<std::vector<std::size_t>> tag_sets{{}};
  for (std::size_t tag = 0; tag < std::min(most_tags, snapshot.tags().size()); ++tag) tag_sets.push_back({tag});
  for (const auto preset :
       {RangePreset::month, RangePreset::day, RangePreset::week, RangePreset::quarter, RangePreset::all}) {
    const auto window = window_of(snapshot, preset);
    for (const auto& tags : tag_sets) {
      const Filter filter{window, tags, {}};
      all.push_back({filter, bucket_for(window)});
      if (const auto before = period_before(snapshot, filter)) all.push_back({*before, std::nullopt});
    }
  }
  return all;
}

}  // namespace clamor::analysis
