#include "storage/sqlite/authors.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace clamor::storage {

namespace {

AuthorsRemembered remembered;

std::string_view word(const std::optional<bool>& value) {
  return !value ? "" : *value ? "1" : "0";
}

std::int64_t content_hash(const Author& a) {
  const std::string created = std::to_string(a.created_at ? millis(*a.created_at) : -1);
  std::uint64_t hash = hash_words(a.handle);
  for (const std::string_view part :
       {std::string_view(a.display_name), std::string_view(a.uri), std::string_view(a.url),
        std::string_view(created), word(a.bot), word(a.group), word(a.consent.discoverable),
        word(a.consent.indexable), word(a.consent.noindex), word(a.consent.hidden_from_signed_out)})
    hash = hash_words(part, hash);
  return static_cast<std::int64_t>(hash >> 1);
}

// Numbers alone say nothing of who it is.
bool tells_a_profile(const Author& a) {
  const bool named = !a.handle.empty() || !a.display_name.empty() || !a.uri.empty() || !a.url.empty();
  return named || a.created_at || a.bot || a.group || a.consent != Consent{};
}

Run<Profile> profile_run(const Query::Rows& row) {
  return {row.integer(0), row.integer(1), {row.maybe(2), row.maybe(3), row.maybe(4)}};
}

}  // namespace

void remember_authors(AuthorsRemembered most) {
  remembered = most;
}

bool Authors::below(const ProfileRank& rank, const ProfileRank& other) const {
  if (rank.given != other.given) return other.given;
  const auto order = [](const ProfileRank& r) { return std::tuple(r.full, r.home); };
  if (order(rank) != order(other)) return order(rank) < order(other);
  if (rank.vantage != other.vantage) return *vantage_names_[other.vantage] < *vantage_names_[rank.vantage];
  return std::tuple(rank.at, rank.hash) < std::tuple(other.at, other.hash);
}

Authors::Authors(SQLite::Database& db, Touched& touched)
    : db_(db),
      touched_(touched),
      known_(remembered.whole),
      met_(remembered.in_short),
      find_(db,
            "SELECT id, network, key, profile_full, profile_home, profile_vantage, profile_at, profile_hash "
            "FROM author WHERE hash = ?"),
      set_profile_(
          db,
          "UPDATE author SET handle = ?, display_name = ?, uri = ?, url = ?, created_at = ?, bot = ?, "
          "is_group = ?, discoverable = ?, indexable = ?, noindex = ?, hidden_from_signed_out = ?, "
          "profile_full = ?, profile_home = ?, profile_vantage = ?, profile_at = ?, profile_hash = ? "
          "WHERE id = ?"),
      newest_(db,
              "SELECT at, until, followers, following, posts FROM author_reading "
              "WHERE author = ? AND vantage = ? ORDER BY at DESC LIMIT 1"),
      holding_(db,
               "SELECT at, until, followers, following, posts FROM author_reading "
               "WHERE author = ? AND vantage = ? AND at <= ? ORDER BY at DESC LIMIT 1"),
      change_reading_(db,
                      "UPDATE author_reading SET until = ?, followers = ?, following = ?, posts = ? "
                      "WHERE author = ? AND vantage = ? AND at = ?"),
      profile_at_(db, "SELECT profile_at FROM author WHERE id = ?"),
      set_confirmed_until_(db, "UPDATE vantage SET profiles_confirmed_at = ? WHERE id = ?"),
      add_(db, "author", 20),
      add_reading_(db, "author_reading", 8),
      confirm_(db, "profile_confirmed", 3) {
  Query until(db, "SELECT id, profiles_confirmed_at FROM vantage WHERE profiles_confirmed_at IS NOT NULL");
  for (auto row = until.rows(); row.next();) confirmed_until_[row.integer(0)] = row.integer(1);
  forget();
}

void Authors::forget() {
  known_.forget();
  met_.forget();
  newest_id_ = written_ = db_.execAndGet("SELECT coalesce(max(id), 0) FROM author").getInt64();
}

Authors::Known* Authors::find(const AuthorKey& key, std::int64_t& hash) {
  if (Known* known = known_.find(key)) return known;
  Known known;
  if (const auto met = met_.find(key)) {
    known.id = met->id;
    known.rank = met->rank;
    return &remember(key, std::move(known));
  }
  hash = key_hash(key.network, key.id);
  auto rows = find_.rows(hash);
  while (known.id == 0 && rows.next()) {
    if (rows.small(1) != static_cast<int>(key.network) || rows.view(2) != key.id) continue;
    known.id = rows.integer(0);
    if (!rows.maybe(3)) continue;
    known.rank = {
        true,           rows.small(3) != 0, rows.small(4) != 0, vantage(rows.text(5)), rows.integer(6),
        rows.integer(7)};
  }
  return known.id == 0 ? nullptr : &remember(key, std::move(known));
}

std::uint32_t Authors::vantage(const std::string& name) {
  vantage_names_.reserve(vantage_names_.size() + 1);  // nothing is half known when memory runs out
  const auto [at, added] = vantages_.try_emplace(name, static_cast<std::uint32_t>(vantage_names_.size()));
  if (added) vantage_names_.push_back(&at->first);
  return at->second;
}

Authors::Known& Authors::remember(const AuthorKey& key, Known known) {
  if (known_.full()) {
    flush();
    known_.age([&](const AuthorKey& who, const Known& it) { met_.keep(who, {it.id, it.rank}); });
  }
  return known_.add(key, std::move(known));
}

std::int64_t Authors::ensure(const AuthorKey& key) {
  static const Author nothing_said;
  std::int64_t hash = 0;
  if (const Known* known = find(key, hash)) return known->id;
  return add(key, hash, nothing_said, ProfileRank{});
}

// Behind a search for it. `rank`: of the profile, if anything is said.
std::int64_t Authors::add(const AuthorKey& key, std::int64_t hash, const Author& said,
                          const ProfileRank& rank) {
  const auto ranked = [&](std::int64_t value) { return rank.given ? std::optional(value) : std::nullopt; };
  Known made;
  made.id = ++newest_id_;
  made.new_here = true;
  made.rank = rank;
  add_.add(made.id, hash, key.network, key.id, said.handle, said.display_name, said.uri, said.url,
           said.created_at, said.bot, said.group, said.consent.discoverable, said.consent.indexable,
           said.consent.noindex, said.consent.hidden_from_signed_out, ranked(rank.full), ranked(rank.home),
           rank.given ? std::optional<std::string_view>(*vantage_names_[rank.vantage]) : std::nullopt, ranked(rank.at),
           ranked(rank.hash));
  return remember(key, std::move(made)).id;
}

// Who reads or changes rows of `author` wants them all.
void Authors::write_new() {
  add_.flush();
  written_ = newest_id_;
}

std::int64_t Authors::merge(const Author& author, const Reading& reading, bool full) {
  if (!tells_a_profile(author)) return ensure(author.key);
  const ProfileRank rank{true,
                  full || author.created_at || author.bot || any(numbers_of(author)),
                  is_home(author.key, reading.server),
                  vantage(reading.vantage_name),
                  millis(reading.at),
                  content_hash(author)};
  std::int64_t hash = 0;
  Known* known = find(author.key, hash);
  if (!known) return add(author.key, hash, author, rank);
  ProfileRank& old = known->rank;
  if (!below(old, rank)) return known->id;
  const bool newer_alone = old.given && old.full == rank.full && old.vantage == rank.vantage;
  if (newer_alone && old.hash == rank.hash) {
    known->confirmed_through = static_cast<std::int32_t>(reading.vantage);
    write_later(*known);
  } else {
    if (newer_alone && may_be_outdated(reading)) {
      take_in_confirmations();
      auto row = profile_at_.rows(known->id);
      if (row.next()) old.at = std::max(old.at, row.integer(0));
      if (!below(old, rank)) return known->id;
    }
    if (known->id > written_) write_new();
    set_profile_.run(author.handle, author.display_name, author.uri, author.url, author.created_at,
                     author.bot, author.group, author.consent.discoverable, author.consent.indexable,
                     author.consent.noindex, author.consent.hidden_from_signed_out, rank.full, rank.home,
                     *vantage_names_[rank.vantage], rank.at, rank.hash, known->id);
    known->confirmed_through = 0;
  }
  old = rank;
  return known->id;
}

bool Authors::may_be_outdated(const Reading& reading) const {
  const auto until = confirmed_until_.find(reading.vantage);
  return until != confirmed_until_.end() && millis(reading.at) <= until->second;
}

// In order of the author, so that each page of the table is met once.
void Authors::take_in_confirmations() {
  write_new();
  confirm_.flush();
  db_.exec(
      "UPDATE author SET profile_at = c.at FROM (SELECT c.author, v.server, max(c.at) AS at "
      "  FROM profile_confirmed c JOIN vantage v ON v.id = c.vantage GROUP BY 1, 2) AS c "
      "WHERE author.id = c.author AND author.profile_vantage = c.server AND author.profile_at < c.at");
  db_.exec("DELETE FROM profile_confirmed");
  db_.exec("UPDATE vantage SET profiles_confirmed_at = NULL");
  // confirmed_until_ stays: others are remembered as they were read before this.
}

struct Authors::Rows {
  Authors& authors;
  std::int64_t author, vantage;
  bool home = false;
  void add(const Run<Profile>& run) {
    authors.add_reading_.add(author, vantage, run.at, run.until, home, run.values.followers,
                             run.values.following, run.values.posts);
  }
  void change(const Run<Profile>& run) {
    authors.add_reading_.flush();
    authors.change_reading_.run(run.until, run.values.followers, run.values.following, run.values.posts,
                                author, vantage, run.at);
  }
  std::optional<Run<Profile>> holding(std::int64_t time) {
    authors.add_reading_.flush();
    auto rows = authors.holding_.rows(author, vantage, time);
    return rows.next() ? std::optional(profile_run(rows)) : std::nullopt;
  }
};

Authors::Numbers& Authors::numbers(Known& known, const AuthorKey& key, const Reading& reading) {
  for (auto* told = known.numbers.get(); told; told = told->next.get())
    if (told->vantage == reading.vantage) return *told;
  known.numbers = std::make_unique<Numbers>(
      Numbers{reading.vantage, is_home(key, reading.server), {}, std::move(known.numbers)});
  Numbers& told = *known.numbers;
  if (!known.new_here)
    if (auto rows = newest_.rows(known.id, reading.vantage); rows.next()) told.newest.run = profile_run(rows);
  return told;
}

void Authors::read_numbers(const Author& author, const Reading& reading) {
  std::int64_t hash = 0;
  Known& known = *find(author.key, hash);  // merge() came before
  Numbers& told = numbers(known, author.key, reading);
  const int added = observe_later(told.newest, millis(reading.at), numbers_of(author),
                                  Rows{*this, known.id, reading.vantage, told.home});
  const bool unwritten = told.newest.unwritten != Unwritten::nothing;
  if (unwritten) write_later(known);
  if (added > 0 || unwritten) touched_.follower_reading(known.id, millis(reading.at));
}

void Authors::write_later(Known& known) {
  if (!std::exchange(known.waiting, true)) waiting_.push_back(&known);
}

void Authors::flush() {
  write_new();
  std::map<std::int64_t, std::int64_t> moved;
  for (Known* known : waiting_) {
    known->waiting = false;
    if (const auto vantage = std::exchange(known->confirmed_through, 0)) {
      confirm_.add(known->id, vantage, known->rank.at);
      auto& until = moved.try_emplace(vantage, known->rank.at).first->second;
      until = std::max(until, known->rank.at);
    }
    for (auto* told = known->numbers.get(); told; told = told->next.get())
      settle(told->newest, Rows{*this, known->id, told->vantage, told->home});
  }
  waiting_.clear();
  add_reading_.flush();
  confirm_.flush();
  for (const auto& [vantage, at] : moved) {
    auto& until = confirmed_until_.try_emplace(vantage, at).first->second;
    until = std::max(until, at);
    set_confirmed_until_.run(until, vantage);
  }
}

}  // namespace clamor::storage
