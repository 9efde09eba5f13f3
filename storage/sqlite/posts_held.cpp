// The posts held in memory, and their rows.
#include <algorithm>
#include <limits>
#include <tuple>

#include "storage/sqlite/posts.hpp"

namespace clamor::storage {

namespace {

Counts counts_at(const Query::Rows& row, int first) {
  return {row.maybe(first), row.maybe(first + 1), row.maybe(first + 2), row.maybe(first + 3),
          row.maybe(first + 4)};
}

}  // namespace

// The readings of one post through one vantage.
struct Posts::Rows {
  Posts& posts;
  std::int64_t post, vantage;
  bool home;
  void add(const Run<Counts>& run) {
    const Counts& c = run.values;
    posts.add_reading_.add(post, vantage, run.at, run.until, home, c.likes, c.boosts, c.replies, c.quotes,
                           c.views);
  }
  void change(const Run<Counts>& run) {
    const Counts& c = run.values;
    posts.add_reading_.flush();
    posts.change_reading_.run(run.until, c.likes, c.boosts, c.replies, c.quotes, c.views, post, vantage,
                              run.at);
  }
  std::optional<Run<Counts>> holding(std::int64_t time) {
    posts.add_reading_.flush();
    auto rows = posts.holding_.rows(post, vantage, time);
    if (!rows.next()) return std::nullopt;
    return Run<Counts>{rows.integer(0), rows.integer(1), counts_at(rows, 2)};
  }
};

Posts::Held* Posts::find(std::int64_t id) {
  if (Held* held = held_.find(id)) return held;
  Held loaded;
  loaded.row.id = id;
  if (!load(loaded)) return nullptr;
  return &(hold(id) = std::move(loaded));
}

Posts::Held& Posts::hold(std::int64_t id) {
  if (held_.full()) {
    write_waiting();
    held_.age();
  }
  return held_.add(id);
}

void Posts::write_later(Held& held) {
  if (!std::exchange(held.waiting, true)) waiting_.push_back(&held);
}

void Posts::write_waiting() {
  std::ranges::sort(waiting_, {}, [](const Held* held) { return held->row.id; });
  for (Held* held : waiting_) {
    held->waiting = false;
    write(*held);
  }
  waiting_.clear();
  write_new_mentions();
  for (Bulk* rows : {&add_post_, &sighted_, &add_reading_, &add_link_, &add_theme_}) rows->flush();
}

void Posts::write_new_mentions() {
  std::ranges::sort(new_mentions_, {},
                    [](const NewMention& m) { return std::tuple(m.row.tag, m.at, m.post); });
  for (const auto& [at, post, network, author, row] : new_mentions_)
    add_mention_.add(row.tag, at, post, network, author, row.state, row.vetoed, row.edited, row.spelling);
  new_mentions_.clear();
  add_mention_.flush();
}

void Posts::flush() {
  write_waiting();
  keys_.flush();
  std::ranges::sort(edges_);
  for (const EdgeRow& e : edges_)
    add_edge_.add(e.post, e.kind, e.actor, e.target, e.to_post, e.not_before, e.at);
  edges_.clear();
  add_edge_.flush();
}

void Posts::write(Held& held) {
  const Stored& row = held.row;
  switch (std::exchange(held.write, Held::Write::nothing)) {
    case Held::Write::nothing:
      break;
    case Held::Write::counts: {
      const Counts& c = row.counts;
      update_counts_.run(c.likes, c.boosts, c.replies, c.quotes, c.views, row.id);
      break;
    }
    case Held::Write::all:
      update_.run(row.network, row.author, row.at, row.repair, row.created_at, row.first_seen, row.edited,
                  row.deleted, row.home, row.version, row.hashtags, row.reply_to, row.root, row.quote_of,
                  row.is_reply, row.sensitive, row.media, row.counts.likes, row.counts.boosts,
                  row.counts.replies, row.counts.quotes, row.counts.views, row.id);
      break;
    case Held::Write::insert: {
      const Content& c = *held.content;
      constexpr std::optional<std::int64_t> no_bridge;  // a copy is no row (decision 0010)
      add_post_.add(row.id, row.network, row.author, row.at, row.repair, row.created_at, row.first_seen,
                    row.edited, row.deleted, row.home, row.version, c.url, c.text, row.hashtags, c.language,
                    c.detected, row.reply_to, row.root, row.quote_of, no_bridge, row.is_reply, row.sensitive,
                    row.media, row.counts.likes, row.counts.boosts, row.counts.replies, row.counts.quotes,
                    row.counts.views);
      held.content.reset();
      break;
    }
  }
  if (held.content) {
    const Content& c = *held.content;
    update_content_.run(c.url, c.text, c.language, c.detected, row.id);
    held.content.reset();
  }
  for (Sight& sight : held.sights) {
    if (!std::exchange(sight.unwritten, false)) continue;
    const AuthorNumbers& told = sight.author;
    const bool any_told = told.at.has_value();
    sighted_.add(row.id, sight.source, sight.first_seen, sight.last_seen, sight.indexed_at, sight.native_id,
                 told.at, any_told ? std::optional(told.vantage) : std::nullopt,
                 any_told ? std::optional(told.home) : std::nullopt, told.numbers.followers,
                 told.numbers.following, told.numbers.posts);
    sight.native_id = std::string();
  }
  for (Vantage& vantage : held.vantages)
    settle(vantage.newest, Rows{*this, row.id, vantage.id, vantage.home});
}

bool Posts::load(Held& held) {
  Stored& post = held.row;
  {
    auto row = load_.rows(post.id);
    if (!row.next()) return false;
    post.network = row.small(0);
    post.author = row.maybe(1);
    post.at = row.integer(2);
    post.repair = row.small(3);
    post.created_at = row.maybe(4);
    post.first_seen = row.integer(5);
    post.edited = row.integer(6);
    post.deleted = row.maybe(7);
    post.home = row.small(8) != 0;
    post.version = row.integer(9);
    post.hashtags = row.text(10);
    post.reply_to = row.maybe(11);
    post.root = row.maybe(12);
    post.quote_of = row.maybe(13);
    post.is_reply = row.small(14) != 0;
    post.sensitive = row.small(15) != 0;
    post.media = row.integer(16);
    post.counts = counts_at(row, 17);
  }
  for (auto rows = load_mentions_.rows(post.at, post.id); rows.next();) {
    held.mentions.push_back(MentionRow{rows.integer(0), rows.integer(1), rows.small(2) != 0, rows.text(3),
                                       static_cast<MentionState>(rows.small(4))});
  }
  for (auto rows = load_sources_.rows(post.id); rows.next();) {
    held.sights.emplace_back();
    held.sights.back().source = rows.integer(0);
  }
  for (std::int64_t below = std::numeric_limits<std::int64_t>::max();;) {  // the newest of each vantage
    auto rows = newest_below_.rows(post.id, below);
    if (!rows.next()) return true;
    below = rows.integer(0);
    const Run<Counts> run{rows.integer(2), rows.integer(3), counts_at(rows, 4)};
    held.vantages.push_back(Vantage{below, rows.small(1) != 0, {run, Unwritten::nothing}});
  }
}

void AuthorNumbers::take_first(const AuthorNumbers& other) {
  if (!other.at || (at && *other.at > *at)) return;
  if (!at || *other.at < *at) {
    *this = other;
  } else {
    vantage = std::max(vantage, other.vantage);
    home = home || other.home;
    numbers = highest(numbers, other.numbers);
  }
}

// Sightings loaded from the table are known by source alone; the table keeps the first and the last of all.
bool Posts::sight(const PreparedPost& prepared, const Reading& reading, const PageAuthor* author,
                  Held& held) {
  const std::int64_t at = millis(reading.at);
  const Post& post = prepared.post;
  AuthorNumbers told;
  if (author)
    told = {at, reading.vantage, is_home(author->author->key, reading.server), numbers_of(*author->author)};
  auto sight = std::ranges::find(held.sights, reading.source, &Sight::source);
  const bool is_new = sight == held.sights.end();
  if (author && (is_new || !sight->author.at || at < *sight->author.at)) touched_.post(held.row.id);
  if (is_new || !sight->unwritten) {
    if (is_new) sight = held.sights.emplace(sight);
    *sight = {reading.source, at, at, post.indexed_at, post.native_id, told, true};
    return is_new;
  }
  sight->author.take_first(told);
  sight->first_seen = std::min(sight->first_seen, at);
  sight->last_seen = std::max(sight->last_seen, at);
  if (post.indexed_at)
    sight->indexed_at = std::min(sight->indexed_at.value_or(*post.indexed_at), *post.indexed_at);
  sight->native_id = std::max(sight->native_id, post.native_id);
  return false;
}

int Posts::read_counts(const Counts& counts, const Reading& reading, bool home, Held& held) {
  if (!counts.any()) return 0;
  auto vantage = std::ranges::find(held.vantages, reading.vantage, &Vantage::id);
  if (vantage == held.vantages.end())
    vantage = held.vantages.insert(vantage, Vantage{reading.vantage, home, {}});
  const int added =
      observe_later(vantage->newest, millis(reading.at), counts, Rows{*this, held.row.id, vantage->id, home});
  if (const Counts best = best_counts(held.vantages); !(best == held.row.counts)) {
    held.row.counts = best;
    held.changed(Held::Write::counts);
  }
  return added;
}

Counts Posts::best_counts(const Few<Vantage>& vantages) {
  const bool any_home = std::ranges::any_of(vantages, &Vantage::home);
  Counts best;
  for (const Vantage& vantage : vantages)
    if (vantage.home == any_home) best = highest(best, vantage.newest.run->values);
  return best;
}

void Posts::write_mentions(const Few<MentionRow>& before, std::int64_t at_before, bool moved,
                           const Held& now) {
  for (std::size_t i = 0; i < now.mentions.size(); ++i) {  // rows keep their place; new ones follow
    const MentionRow& row = now.mentions[i];
    if (i < before.size()) {
      if (!moved && row == before[i]) continue;
      write_new_mentions();
      drop_mention_.run(row.tag, at_before, now.row.id);
    }
    new_mentions_.push_back({now.row.at, now.row.id, now.row.network, now.row.author, row});
  }
}

void Posts::write_words(const PreparedPost& prepared, Held& held) {
  const auto unknown = [](auto& known, std::int64_t id) {
    if (std::ranges::find(known, id) != known.end()) return false;
    known.push_back(id);
    return true;
  };
  for (const std::string& url : prepared.links)
    if (const auto link = keys_.ensure_link(url); unknown(held.links, link)) add_link_.add(held.row.id, link);
  for (const std::string& name : prepared.themes)
    if (const auto theme = themes_.ensure(name); unknown(held.themes, theme))
      add_theme_.add(held.row.id, theme);
}

void Posts::drop_words(Held& held) {
  held.links.clear();
  held.themes.clear();
  add_link_.flush();
  add_theme_.flush();
  drop_links_.run(held.row.id);
  drop_themes_.run(held.row.id);
}

}  // namespace clamor::storage
