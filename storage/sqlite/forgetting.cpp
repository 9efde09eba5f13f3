#include "storage/sqlite/forgetting.hpp"

#include <algorithm>
#include <string>

#include "core/text.hpp"
#include "storage/sqlite/identity.hpp"

namespace clamor::storage {

std::vector<FoundAuthor> find_authors(SQLite::Database& db, const AccountName& name) {
  std::vector<FoundAuthor> found;
  Query all(db, "SELECT id, network, key, handle, display_name, uri, url FROM author");
  Query posts(db, "SELECT count(*) FROM post WHERE author = ?");
  for (auto row = all.rows(); row.next();) {
    const AuthorKey key{static_cast<Network>(row.small(1)), row.text(2)};
    const bool same_key = std::ranges::find(name.keys, key) != name.keys.end();
    const bool same_handle = !name.handle.empty() && ascii_lower(row.view(3)) == name.handle;
    const bool same_address = !name.address.empty() && (plain_address(row.view(5)) == name.address ||
                                                        plain_address(row.view(6)) == name.address);
    if (!same_key && !same_handle && !same_address) continue;
    auto count = posts.rows(row.integer(0));
    count.next();
    found.push_back({key, row.text(3), row.text(4), count.integer(0)});
  }
  std::ranges::stable_sort(found, [](const auto& a, const auto& b) { return a.posts > b.posts; });
  return found;
}

int drop_links_of_nobody(SQLite::Database& db) {
  const int gone = Query(db, "DELETE FROM link WHERE id NOT IN (SELECT link FROM post_link)").run();
  if (gone == 0) return 0;
  note_bytes_left(db);
  Touched::everything(db);  // ids of links may come again
  return gone;
}

struct Forgetting::Leaving {
  std::int64_t id = 0;  // 0: not in the database
  AuthorKey key;
  std::string handle;
  Person person;
};

Forgetting::Leaving Forgetting::find(const AuthorKey& key) {
  Query query(db_, "SELECT id, network, key, handle, uri, url FROM author WHERE hash = ?");
  for (auto row = query.rows(key_hash(key.network, key.id)); row.next();)
    if (row.small(1) == static_cast<int>(key.network) && row.view(2) == key.id)
      return {row.integer(0), key, row.text(3), Person(key, row.view(3), row.view(4), row.view(5))};
  return {0, key, {}, Person(key, {}, {}, {})};
}

Erased Forgetting::forget(const std::vector<AuthorKey>& authors, Gone why, UtcTime now) {
  std::vector<Leaving> all;
  for (const AuthorKey& key : authors) all.push_back(find(key));
  if (all.empty()) return {};
  db_.exec("CREATE TEMP TABLE IF NOT EXISTS leaving (author INTEGER PRIMARY KEY)");
  Query leaves(db_, "INSERT INTO leaving VALUES (?) ON CONFLICT DO NOTHING");
  Erased erased;
  Addresses addresses;
  for (const Leaving& one : all) {
    addresses.add(one.person);
    tombstones_.add(one.key);
    // Texts tell the name where the key is a number, and some archives of X know accounts by it.
    if (one.key.network != Network::fediverse && !one.handle.empty())
      tombstones_.add(AuthorKey{one.key.network, "@" + ascii_lower(one.handle)});
    if (one.id == 0) continue;
    leaves.run(one.id);
    ++erased.authors;
  }
  redact_texts(all);
  redact_whole_names(all);
  const auto keys = keys_that_name(addresses);
  for (const auto& [id, key] : keys) erasing_.mark(id);
  db_.exec(
      "INSERT INTO erased SELECT id FROM post WHERE author IN (SELECT author FROM leaving) "
      "ON CONFLICT DO NOTHING");
  const ErasedPosts posts = erasing_.run(why, now);
  erased.posts = posts.posts;
  erased.mentions = posts.mentions;
  for (const auto& [id, key] : keys) erasing_.rename(id, key);
  const auto links = links_where([&](std::string_view url) { return addresses.name(url); });
  drop(links);
  drop_links_of_nobody(db_);
  drop_issues(all);
  erased.edges = Query(db_,
                       "DELETE FROM edge WHERE actor IN (SELECT author FROM leaving) "
                       "OR target IN (SELECT author FROM leaving)")
                     .run();
  db_.exec("DELETE FROM author_reading WHERE author IN (SELECT author FROM leaving)");
  db_.exec("DELETE FROM profile_confirmed WHERE author IN (SELECT author FROM leaving)");
  db_.exec("DELETE FROM author WHERE id IN (SELECT author FROM leaving)");
  db_.exec("DELETE FROM leaving");
  if (erased.any() || !keys.empty() || !links.empty()) {
    note_bytes_left(db_);
    Touched::everything(db_);  // texts of others and follower counts too
  }
  return erased;
}

// What others wrote stays theirs, without the name.
void Forgetting::redact_texts(const std::vector<Leaving>& all) {
  struct Changed {
    std::int64_t post;
    std::string text;
  };
  std::vector<Changed> changed;
  Query addressing(db_,
                   "SELECT p.id, p.text, e.target FROM edge e JOIN post p ON p.id = e.post "
                   "WHERE e.target IN (SELECT author FROM leaving) AND p.text <> ''");
  Query change(db_, "UPDATE post SET text = ? WHERE id = ?");
  for (auto row = addressing.rows(); row.next();) {
    const auto who = std::ranges::find(all, row.integer(2), &Leaving::id);
    if (who == all.end()) continue;
    if (std::string text = who->person.without_name(row.view(1)); !text.empty())
      changed.push_back({row.integer(0), std::move(text)});
  }
  for (const auto& [post, text] : changed) change.run(text, post);
}

// Archives tell texts, and not always whom they address.
void Forgetting::redact_whole_names(const std::vector<Leaving>& all) {
  WholeNames names;
  for (const Leaving& one : all) names.add(one.person);
  const bool changed = change_texts([&](Network network, std::string_view before) {
    std::string text;
    if (!names.may_stand_in(before)) return text;
    for (const Leaving& one : all)
      if (network == one.key.network)
        if (std::string now = one.person.without_whole_name(text.empty() ? before : text); !now.empty())
          text = std::move(now);
    return text;
  });
  if (!changed) return;
  note_bytes_left(db_);
  Touched::everything(db_);
}

// False: in none of those that may hold a name anything changed.
template <class Without>
bool Forgetting::change_texts(const Without& without) {
  std::vector<std::pair<std::int64_t, std::string>> changed;
  Query with_names(db_, "SELECT id, network, text FROM post WHERE instr(text, '@') > 0");
  for (auto row = with_names.rows(); row.next();)
    if (std::string text = without(static_cast<Network>(row.small(1)), row.view(2)); !text.empty())
      changed.emplace_back(row.integer(0), std::move(text));
  Query change(db_, "UPDATE post SET text = ? WHERE id = ?");
  for (const auto& [post, text] : changed) change.run(text, post);
  return !changed.empty();
}

std::vector<std::pair<std::int64_t, PostKey>> Forgetting::keys_that_name(const Addresses& addresses) {
  std::vector<std::pair<std::int64_t, PostKey>> found;
  Query keys(db_, "SELECT id, network, uri FROM post_key");
  for (auto row = keys.rows(); row.next();)
    if (addresses.name(row.view(2)))
      found.push_back({row.integer(0), {static_cast<Network>(row.small(1)), row.text(2)}});
  return found;
}

template <class Named>
std::vector<std::int64_t> Forgetting::links_where(const Named& named) {
  std::vector<std::int64_t> found;
  Query links(db_, "SELECT id, url FROM link");
  for (auto row = links.rows(); row.next();)
    if (named(row.view(1))) found.push_back(row.integer(0));
  return found;
}

void Forgetting::drop(const std::vector<std::int64_t>& links) {
  Query shared(db_, "DELETE FROM post_link WHERE link = ?"), drop(db_, "DELETE FROM link WHERE id = ?");
  for (const std::int64_t link : links) {
    shared.run(link);
    drop.run(link);
  }
}

void Forgetting::drop_what_names_kept_out() {
  const bool texts = change_texts(
      [&](Network network, std::string_view text) { return tombstones_.without_names(network, text); });
  const auto links = links_where([&](std::string_view url) { return tombstones_.has_whom(url); });
  drop(links);
  std::vector<std::pair<std::int64_t, PostKey>> heard_of;
  Query keys(db_,
             "SELECT id, network, uri FROM post_key WHERE id NOT IN (SELECT id FROM post) AND NOT uri GLOB "
             "'gone:*'");
  for (auto row = keys.rows(); row.next();)
    if (tombstones_.has_whom(row.view(2)))
      heard_of.push_back({row.integer(0), {static_cast<Network>(row.small(1)), row.text(2)}});
  for (const auto& [id, key] : heard_of) erasing_.rename(id, key);
  if (texts || !links.empty()) Touched::everything(db_);  // ids of links may come again
  if (texts || !links.empty() || !heard_of.empty()) note_bytes_left(db_);
}

// A line of the log is one of many: the whole of it goes.
void Forgetting::drop_issues(const std::vector<Leaving>& all) {
  std::vector<std::int64_t> found;
  Query issues(db_, "SELECT id, place || ' ' || what FROM issue");
  for (auto row = issues.rows(); row.next();)
    if (std::ranges::any_of(all, [&](const Leaving& one) {
          return row.view(1).find(one.key.id) != std::string_view::npos ||
                 !one.person.without_name(row.view(1)).empty();
        }))
      found.push_back(row.integer(0));
  Query drop(db_, "DELETE FROM issue WHERE id = ?");
  for (const std::int64_t issue : found) drop.run(issue);
}

}  // namespace clamor::storage
