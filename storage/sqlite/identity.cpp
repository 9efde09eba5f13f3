#include "storage/sqlite/identity.hpp"

#include <algorithm>
#include <limits>

#include "core/text.hpp"

namespace clamor::storage {

namespace {

bool same_in_small(std::string_view text, std::string_view small) {
  return std::ranges::equal(text, small, {}, [](char letter) { return ascii_lower(letter); });
}

// As the address has it, without the port that its scheme means anyway; empty when it has none.
std::string_view authority_in(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  std::string_view authority = url.substr(scheme + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (const auto user = authority.rfind('@'); user != std::string_view::npos) authority.remove_prefix(user + 1);
  const bool tls = same_in_small(url.substr(0, scheme), "https");
  const std::string_view usual = tls ? ":443" : ":80";
  if (authority.ends_with(usual)) authority.remove_suffix(usual.size());
  return authority;
}

}  // namespace

std::string authority_of(std::string_view url) {
  return ascii_lower(authority_in(url));
}

bool is_home(const PostKey& post, std::string_view server) {
  if (post.network != Network::fediverse) return true;  // a central network has no other
  return !server.empty() && same_in_small(authority_in(post.uri), server);
}

bool is_home(const AuthorKey& author, std::string_view server) {
  if (author.network != Network::fediverse) return true;
  const auto at = author.id.rfind('@');
  return at != std::string::npos && same_in_small(std::string_view(author.id).substr(at + 1), server);
}

std::int64_t Names::find(const std::string& name) {
  if (const auto known = ids_.find(name); known != ids_.end()) return known->second;
  auto rows = find_.rows(name);
  if (!rows.next()) return 0;
  return ids_[name] = rows.integer(0);
}

std::int64_t Names::ensure(const std::string& name) {
  if (const std::int64_t known = find(name)) return known;
  insert_.run(name);
  return find(name);
}

namespace {
constexpr std::size_t remembered = 8'000;
}  // namespace

Keys::Keys(SQLite::Database& db)
    : db_(db),
      known_(remembered),
      known_links_(remembered),
      find_post_(db, "SELECT hash, id, network, uri FROM post_key WHERE hash >= ? ORDER BY hash"),
      rename_post_(db, "UPDATE post_key SET uri = ?, hash = ? WHERE id = ?"),
      find_link_(db, "SELECT id, url FROM link WHERE hash = ?"),
      add_post_(db, "post_key (id, hash, network, uri)", 4),
      add_link_(db, "link (id, hash, url)", 3) {
  forget();
}

void Keys::flush() {
  add_post_.flush();
  add_link_.flush();
}

void Keys::forget() {
  known_.forget();
  known_links_.forget();
  all_known_ = {};
  newest_id_ = db_.execAndGet("SELECT coalesce(max(id), 0) FROM post_key").getInt64();
  newest_link_ = db_.execAndGet("SELECT coalesce(max(id), 0) FROM link").getInt64();
}

std::int64_t Keys::remember(const PostKey& key, std::int64_t id) {
  if (known_.full()) {
    flush();  // what is forgotten must be found in the table
    known_.age();
    all_known_ = {};
  }
  return known_.add(key, id);
}

std::int64_t Keys::remember(const std::string& url, std::int64_t id) {
  if (known_links_.full()) {
    add_link_.flush();
    known_links_.age();
  }
  return known_links_.add(url, id);
}

std::int64_t Keys::find_post(const PostKey& key) {
  if (const auto* known = known_.find(key)) return *known;
  const std::int64_t id = find_stored(key, key_hash(key.network, key.uri));
  return id == 0 ? 0 : remember(key, id);
}

std::int64_t Keys::stored_post(const PostKey& key) {
  flush();
  return look_up(key, key_hash(key.network, key.uri));
}

// Of a key that is not remembered.
std::int64_t Keys::find_stored(const PostKey& key, std::int64_t hash) {
  return all_known_.holds(hash) ? 0 : look_up(key, hash);
}

std::int64_t Keys::look_up(const PostKey& key, std::int64_t hash) {
  auto rows = find_post_.rows(hash);
  bool shared = false;  // another key has this hash
  std::int64_t next = std::numeric_limits<std::int64_t>::max();
  while (rows.next()) {
    if (rows.integer(0) != hash) {
      next = rows.integer(0);
      break;
    }
    if (rows.small(2) == static_cast<int>(key.network) && rows.view(3) == key.uri) return rows.integer(1);
    shared = true;
  }
  all_known_ = shared ? Range{} : all_known_.with({hash, next});
  return 0;
}

std::int64_t Keys::ensure_post(const PostKey& key, bool* added) {
  if (added) *added = false;
  if (const auto* known = known_.find(key)) return *known;
  const std::int64_t hash = key_hash(key.network, key.uri);
  if (const std::int64_t id = find_stored(key, hash)) return remember(key, id);
  if (added) *added = true;
  return add_post(key, hash);
}

// Behind a search for it.
std::int64_t Keys::add_post(const PostKey& key, std::int64_t hash) {
  add_post_.add(++newest_id_, hash, key.network, key.uri);
  return remember(key, newest_id_);
}

void Keys::rename_post(std::int64_t id, const PostKey& name) {
  flush();
  rename_post_.run(name.uri, key_hash(name.network, name.uri), id);
  all_known_ = {};
}

std::int64_t Keys::ensure_link(const std::string& url) {
  if (const auto* known = known_links_.find(url)) return *known;
  const std::int64_t hash = key_hash(Network::other, url);
  {
    auto rows = find_link_.rows(hash);
    while (rows.next()) {
      if (rows.view(1) == url) return remember(url, rows.integer(0));
    }
  }
  add_link_.add(++newest_link_, hash, url);
  return remember(url, newest_link_);
}

}  // namespace clamor::storage
