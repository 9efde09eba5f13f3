#include "storage/sqlite/tombstones.hpp"

#include <algorithm>

#include "core/account.hpp"
#include "core/keyed_hash.hpp"
#include "storage/sqlite/person.hpp"

namespace clamor::storage {

namespace {

constexpr std::string_view gone_prefix = "gone:";
constexpr std::string_view key = "clamor: who is gone stays gone 1";  // never changes: hashes are stored

// Author and post of one id differ, and so do networks.
std::string hash_of(std::string_view kind, Network network, std::string_view id) {
  static const KeyedHash hash(key);
  constexpr std::size_t bytes = 16;
  std::string text(kind);
  text.append("\n").append(network_name(network)).append("\n").append(id);
  return hex(hash.of(text, bytes));
}

}  // namespace

std::string tombstone_of(const AuthorKey& author) {
  return hash_of("author", author.network, author.id);
}

std::string tombstone_of(const PostKey& post) {
  return gone_name(post).substr(gone_prefix.size());
}

std::string gone_name(const PostKey& post) {
  if (post.uri.starts_with(gone_prefix)) return post.uri;
  return std::string(gone_prefix) + hash_of("post", post.network, post.uri);
}

Tombstones::Tombstones(SQLite::Database& db)
    : any_(Query(db, "SELECT 1 FROM tombstone LIMIT 1").rows().next()),
      find_(db, "SELECT 1 FROM tombstone WHERE hash = ?"),
      add_(db, "INSERT INTO tombstone VALUES (?) ON CONFLICT DO NOTHING") {}

bool Tombstones::find(const std::string& hash) {
  return find_.rows(hash).next();
}

bool Tombstones::add(const std::string& tombstone) {
  any_ = true;
  return add_.run(tombstone) > 0;
}

bool Tombstones::has(const AuthorKey& author) {
  return any_ && find(tombstone_of(author));
}

bool Tombstones::has(const PostKey& post) {
  return any_ && find(tombstone_of(post));
}

bool Tombstones::has_whom(std::string_view address) {
  const auto account = any_ ? read_account(address) : std::nullopt;
  return account && std::ranges::any_of(account->keys, [&](const AuthorKey& of) { return has(of); });
}

std::string Tombstones::without_names(Network network, std::string_view text) {
  if (!any_ || text.find('@') == std::string_view::npos) return {};
  return without_whole_names(network, text, [&](const AuthorKey& who) { return has(who); });
}

bool Tombstones::add(const AuthorKey& author) {
  return add(tombstone_of(author));
}

std::string Tombstones::add(const PostKey& post) {
  add(tombstone_of(post));
  return gone_name(post);
}

}  // namespace clamor::storage
