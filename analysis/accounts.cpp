#include "analysis/accounts.hpp"

#include <algorithm>
#include <tuple>

#include "analysis/selection.hpp"

namespace clamor::analysis {
namespace {

// What is remembered of each account during a walk. Rounds are numbers never used before, so that nothing need be
// cleared between walks. There are as many arrays as there were walks at once, each as large as its largest snapshot.
class Marks {
 public:
  struct Mark {
    std::uint32_t in_window = 0, in_bucket = 0;  // the rounds it was last met in
    std::int32_t largest = no_count, largest_in_bucket = no_count;
  };

  Marks(std::uint32_t largest_author, std::size_t rounds) : array_(spare()) {
    if (rounds >= std::numeric_limits<std::uint32_t>::max() - array_->next_round) *array_ = {};
    if (array_->marks.size() <= largest_author) array_->marks.resize(std::size_t{largest_author} + 1);
    round_ = array_->next_round;
    array_->next_round += static_cast<std::uint32_t>(rounds);
  }
  ~Marks() {
    const std::lock_guard lock(mutex_);
    spare_.push_back(std::move(array_));
  }
  Marks(const Marks&) = delete;
  Marks& operator=(const Marks&) = delete;

  std::uint32_t first_round() const { return round_; }
  Mark& of(std::uint32_t author) { return array_->marks[author]; }
  void soon(std::uint32_t author) const { __builtin_prefetch(&array_->marks[author], 1); }

 private:
  struct Array {
    std::vector<Mark> marks;
    std::uint32_t next_round = 1;
  };
  static std::unique_ptr<Array> spare() {
    const std::lock_guard lock(mutex_);
    if (spare_.empty()) return std::make_unique<Array>();
    auto array = std::move(spare_.back());
    spare_.pop_back();
    return array;
  }

  std::unique_ptr<Array> array_;
  std::uint32_t round_;
  static std::mutex mutex_;
  static std::vector<std::unique_ptr<Array>> spare_;
};
std::mutex Marks::mutex_;
std::vector<std::unique_ptr<Marks::Array>> Marks::spare_;

// How far a reading lifts the largest one so far; a first one lifts it from zero.
std::int64_t lift(std::int32_t& largest, std::int32_t reading) {
  if (reading <= largest) return 0;
  const std::int64_t lifted = std::int64_t{reading} - std::max(largest, 0);
  largest = reading;
  return lifted;
}

class Walk {
 public:
  Walk(const Snapshot& snapshot, Interval window, std::vector<Interval> buckets)
      : window_(window),
        buckets_(std::move(buckets)),
        figures_(snapshot.networks().size()),
        marks_(snapshot.largest_author(), buckets_.size() + 1),
        window_round_(marks_.first_round()) {
    for (std::size_t network = 0; network < figures_.size(); ++network) {
      figures_[network].ceiling.network = network;
      figures_[network].buckets.resize(buckets_.size());
    }
  }

  void day(const Day& day, const std::vector<std::size_t>& networks) {
    const auto posts = day.posts_time();
    if (posts.from >= window_.from && posts.to <= window_.to && posts.to <= bucket_end(posts.from)) {
      for (std::size_t group = 0; group < networks.size(); ++group)
        if (networks[group] != Selection::left_out)
          accounts(networks[group], day.accounts(group));
      return;
    }
    const Columns& columns = day.posts();
    const auto [first, last] = day.rows_within(window_);
    for (auto row = first; row < last; ++row) {
      const auto network = networks[columns.group[row]];
      if (network == Selection::left_out || columns.author[row] == nobody) continue;
      bucket_end(day.at(row));
      act(network, columns.author[row], columns.followers[row]);
    }
  }

  std::vector<AccountFigures> take() { return std::move(figures_); }

 private:
  // Their marks lie far apart, so each is asked of memory a little before its turn.
  void accounts(std::size_t network, std::span<const Account> all) {
    constexpr std::size_t ahead = 16;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i + ahead < all.size()) marks_.soon(all[i + ahead].author);
      act(network, all[i].author, all[i].followers);
    }
  }

  // Goes on to the bucket that holds `time`.
  UtcTime bucket_end(UtcTime time) {
    if (buckets_.empty()) return window_.to;
    while (time >= buckets_[bucket_].to) ++bucket_;
    return buckets_[bucket_].to;
  }

  void act(std::size_t network, std::uint32_t author, std::int32_t followers) {
    auto& figures = figures_[network];
    auto& mark = marks_.of(author);
    const bool first = mark.in_window != window_round_;
    if (first) {
      mark.in_window = window_round_;
      mark.largest = no_count;
      ++figures.authors;
      ++figures.ceiling.accounts_unread;
    }
    std::int64_t lifted = 0;
    if (followers != no_count) {
      if (mark.largest == no_count) {
        --figures.ceiling.accounts_unread;
        ++figures.ceiling.accounts;
      }
      lifted = lift(mark.largest, followers);
      figures.ceiling.followers = figures.ceiling.followers.value_or(0) + lifted;
    }
    if (buckets_.empty()) return;
    auto& bucket = figures.buckets[bucket_];
    const auto round = window_round_ + 1 + static_cast<std::uint32_t>(bucket_);
    if (mark.in_bucket != round) {
      mark.in_bucket = round;
      mark.largest_in_bucket = no_count;
      ++bucket.authors;
    }
    bucket.new_authors += first ? 1 : 0;
    bucket.lift += lifted;
    if (followers == no_count) return;
    bucket.with_reading += mark.largest_in_bucket == no_count ? 1 : 0;
    bucket.ceiling += lift(mark.largest_in_bucket, followers);
  }

  const Interval window_;
  const std::vector<Interval> buckets_;
  std::vector<AccountFigures> figures_;
  Marks marks_;
  const std::uint32_t window_round_;
  std::size_t bucket_ = 0;
};

// Networks are all answered, and all hashtags are any.
AccountQuestion asked_of_all(const Snapshot& snapshot, AccountQuestion question) {
  question.filter.networks.clear();
  if (question.filter.tags.size() == snapshot.tags().size()) question.filter.tags.clear();
  return question;
}

std::vector<Interval> buckets_of(const Snapshot& snapshot, const AccountQuestion& question) {
  if (!question.size) return {};
  return buckets(question.filter.window, *question.size, snapshot.zone());
}

}  // namespace

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

void KeptAccounts::keep(const AccountQuestion& question, AccountAnswer answer) {
  const std::lock_guard lock(mutex_);
  if (answers_.size() >= most_kept) answers_.clear();
  answers_.insert_or_assign(key_of(question), std::move(answer));
}

AccountAnswer accounts(const Snapshot& snapshot, const AccountQuestion& asked, const std::stop_token& stop) {
  const AccountQuestion question = asked_of_all(snapshot, asked);
  if (auto kept = snapshot.kept_accounts().find(question)) return kept;
  const Selection selection{snapshot, question.filter};
  Walk walk(snapshot, question.filter.window, buckets_of(snapshot, question));
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

bool find_out(const Snapshot& snapshot, std::span<const AccountQuestion> questions, const std::stop_token& stop) {
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
