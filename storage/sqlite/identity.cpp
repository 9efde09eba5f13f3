#include "storage/sqlite/identity.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

namespace clamor::storage {

namespace {
int hash_bits = 64;

// Numbers of X grow with time. Being their own hash they come to the end of the index: a million random
// places would be a thousand pages to write again for every few thousand posts.
bool read_number(std::string_view key, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
  return error == std::errc() && end == key.data() + key.size();
}

std::string lower(std::string_view text) {
  std::string low(text);
  std::ranges::transform(low, low.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return low;
}
}  // namespace

void cut_key_hash(int bits) {
  hash_bits = bits;
}

std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed) {
  for (const char byte : bytes) seed = (seed ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
  return seed;
}

// Hashes are stored, and files move between machines.
static_assert(std::endian::native == std::endian::little);

std::uint64_t hash_words(std::string_view bytes, std::uint64_t seed) {
  std::uint64_t hash = seed * 0x9e3779b97f4a7c15ULL + bytes.size();
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), 8);
    hash = (hash ^ word) * 0xff51afd7ed558ccdULL;
    hash ^= hash >> 32;
  }
  return hash_bytes(bytes, hash);
}

std::int64_t key_hash(Network network, std::string_view key) {
  std::uint64_t hash = 0;
  if (network != Network::x || !read_number(key, hash)) {
    hash = hash_bytes(key) + static_cast<std::uint64_t>(network);
    // FNV's high bits are weak on short keys.
    hash ^= hash >> 33;
    hash *= 0xff51afd7ed558ccdULL;
    hash ^= hash >> 33;
  }
  return static_cast<std::int64_t>(hash_bits >= 64 ? hash : hash & ((1ULL << hash_bits) - 1));
}

std::string authority_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  const bool tls = lower(url.substr(0, scheme)) == "https";
  std::string_view rest = url.substr(scheme + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (const auto user = rest.rfind('@'); user != std::string_view::npos) rest.remove_prefix(user + 1);
  std::string authority = lower(rest);
  const std::string_view usual = tls ? ":443" : ":80";
  if (authority.ends_with(usual)) authority.resize(authority.size() - usual.size());
  return authority;
}

bool is_home(const PostKey& post, std::string_view server) {
  if (post.network != Network::fediverse) return true;  // a central network has no other
  return !server.empty() && server == authority_of(post.uri);
}

bool is_home(const AuthorKey& author, std::string_view server) {
  if (author.network != Network::fediverse) return true;
  const auto at = author.id.rfind('@');
  return at != std::string::npos && server == lower(std::string_view(author.id).substr(at + 1));
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

template <class Known, class Key>
std::int64_t remember(Known& known, const Key& key, std::int64_t id) {
  if (known.full()) known.age();
  return known.add(key, id);
}
}  // namespace

Keys::Keys(SQLite::Database& db)
    : db_(db),
      known_(remembered),
      known_links_(remembered),
      find_post_(db, "SELECT id, network, uri FROM post_key WHERE hash = ?"),
      add_post_(db, "INSERT INTO post_key (hash, network, uri) VALUES (?, ?, ?)"),
      find_link_(db, "SELECT id, url FROM link WHERE hash = ?"),
      add_link_(db, "INSERT INTO link (hash, url) VALUES (?, ?)") {}

std::int64_t Keys::find_post(const PostKey& key) {
  if (const auto* known = known_.find(key)) return *known;
  return find_post(key, key_hash(key.network, key.uri));
}

std::int64_t Keys::find_post(const PostKey& key, std::int64_t hash) {
  auto rows = find_post_.rows(hash);
  while (rows.next()) {
    if (rows.small(1) == static_cast<int>(key.network) && rows.view(2) == key.uri)
      return remember(known_, key, rows.integer(0));
  }
  return 0;
}

std::int64_t Keys::ensure_post(const PostKey& key, bool* added) {
  if (added) *added = false;
  if (const auto* known = known_.find(key)) return *known;
  const std::int64_t hash = key_hash(key.network, key.uri);
  if (const std::int64_t id = find_post(key, hash)) return id;
  if (added) *added = true;
  add_post_.run(hash, key.network, key.uri);
  return remember(known_, key, db_.getLastInsertRowid());
}

std::int64_t Keys::ensure_link(const std::string& url) {
  if (const auto* known = known_links_.find(url)) return *known;
  const std::int64_t hash = key_hash(Network::other, url);
  {
    auto rows = find_link_.rows(hash);
    while (rows.next()) {
      if (rows.view(1) == url) return remember(known_links_, url, rows.integer(0));
    }
  }
  add_link_.run(hash, url);
  return remember(known_links_, url, db_.getLastInsertRowid());
}

}  // namespace clamor::storage
