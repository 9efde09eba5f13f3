// The hashes by which keys are found. A hash that begins with time puts the keys of one week beside each
// other: a page of the index is written once for many new posts, not once for each.
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <optional>

#include "storage/sqlite/identity.hpp"

namespace clamor::storage {

namespace {

int hash_bits = 64;

std::optional<std::uint64_t> read_decimal(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Digits of base 2^5 or 36, in the order of `alphabet`.
std::optional<std::uint64_t> read_digits(std::string_view text, std::string_view alphabet) {
  std::uint64_t number = 0;
  for (const char letter : text) {
    const auto digit = alphabet.find(letter);
    if (digit == std::string_view::npos) return std::nullopt;
    number = number * alphabet.size() + digit;
  }
  return number;
}

// What of the last part of a uri grows with time, with `free` low bits for the hash.
struct Order {
  std::uint64_t number;
  int free;
};

// Decimal numbers: Mastodon's are milliseconds * 2^16 (lib/mastodon/snowflake.rb), others count posts.
// TID (Bluesky): 13 letters of a sortable base 32, microseconds * 2^10 (atproto.com/specs/tid).
// ULID (GoToSocial): 26 letters of Crockford's base 32, the first ten are milliseconds
// (github.com/ulid/spec). aid, aidx (Misskey): 10 or 16 letters of base 36, the first eight are milliseconds
// since 2000.
std::optional<Order> order_in(std::string_view uri) {
  constexpr int free = 16;
  const std::string_view id = uri.substr(uri.rfind('/') + 1);
  if (const auto number = read_decimal(id)) {
    if (*number >> (63 - free) == 0) return Order{*number << free, free};
    if (*number >> 63 == 0) return Order{*number, free};
    return std::nullopt;
  }
  std::optional<std::uint64_t> ms;
  switch (id.size()) {
    case 13:
      if (const auto tid = read_digits(id, "234567abcdefghijklmnopqrstuvwxyz"); tid && *tid >> 63 == 0)
        return Order{*tid, 10};
      return std::nullopt;
    case 26:
      ms = read_digits(id.substr(0, 10), "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
      break;
    case 10:
    case 16:
      if (const auto since = read_digits(id, "0123456789abcdefghijklmnopqrstuvwxyz"))
        ms = *read_digits(id.substr(0, 8), "0123456789abcdefghijklmnopqrstuvwxyz") + 946'684'800'000;
      break;
    default:
      break;
  }
  if (!ms || *ms >> 47 != 0) return std::nullopt;
  return Order{*ms << free, free};
}

std::uint64_t spread(std::uint64_t hash) {
  hash ^= hash >> 33;
  hash *= 0xff51afd7ed558ccdULL;
  return hash ^ hash >> 33;
}

}  // namespace

void cut_key_hash(int bits) {
  hash_bits = bits;
}

// Hashes are stored, and files move between machines.
static_assert(std::endian::native == std::endian::little);

std::uint64_t hash_words(std::string_view bytes, std::uint64_t seed) {
  std::uint64_t hash = seed * 0x9e3779b97f4a7c15ULL + bytes.size();
  const auto step = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * 0xff51afd7ed558ccdULL;
    hash ^= hash >> 32;
  };
  std::uint64_t word = 0;
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    std::memcpy(&word, bytes.data(), 8);
    step(word);
  }
  word = 0;
  if (!bytes.empty()) std::memcpy(&word, bytes.data(), bytes.size());
  step(word);
  return hash;
}

std::int64_t key_hash(Network network, std::string_view key) {
  std::uint64_t hash = spread(hash_words(key, static_cast<std::uint64_t>(network) + 1));
  const bool is_name = network == Network::other || key.find('@') != std::string_view::npos;  // user@host
  if (const auto order = is_name ? std::nullopt : order_in(key)) {
    const std::uint64_t low = (std::uint64_t{1} << order->free) - 1;
    hash = (order->number & ~low) | (hash & low);
  }
  return static_cast<std::int64_t>(hash_bits >= 64 ? hash : hash & ((1ULL << hash_bits) - 1));
}

}  // namespace clamor::storage
