#pragma once
// Of authors who were not met lately: what decides about their next profile, in 32 bytes each. Who is not found here
// is read again from the table, which costs two pages of the file. They are told apart by 96 bits of a keyed hash,
// not by their names. Memory is bounded: of four who share a place one gives way; without memory for more, or without the
// hash, fewer are kept. One thread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "core/post.hpp"
#include "core/sip_hash.hpp"

namespace clamor::storage {

// How good the profile is that was kept of somebody (authors.hpp). `vantage`: any small number of its own.
struct ProfileRank {
  bool given = false, full = false, home = false;
  std::uint32_t vantage = 0;
  std::int64_t at = 0, hash = 0;
  bool operator==(const ProfileRank&) const = default;
};

class AuthorsMet {
 public:
  struct Author {
    std::int64_t id = 0;
    ProfileRank rank;
    bool operator==(const Author&) const = default;
  };
  explicit AuthorsMet(std::size_t most) : most_(most) {}

  std::optional<Author> find(const AuthorKey& who);
  // Takes the place of what is kept of the same author. What does not fit into an entry is not kept.
  void keep(const AuthorKey& who, const Author& author);
  void forget();
  std::size_t size() const { return kept_; }

 private:
  struct Entry {
    std::uint64_t high = 0;  // of the digest
    std::uint32_t low = 0;   // its lowest bits, which also tell the place
    std::uint32_t id = 0;    // 0: nobody
    std::int64_t hash = 0;
    std::uint64_t at : 44 = 0, vantage : 17 = 0, given : 1 = 0, full : 1 = 0, home : 1 = 0;
    bool is_of(const Entry& other) const { return high == other.high && low == other.low; }
  };
  static_assert(sizeof(Entry) == 32);
  using Place = std::array<Entry, 4>;

  Entry entry_of(const AuthorKey& who);
  Place& place_of(const Entry& entry) { return places_[entry.low & (places_.size() - 1)]; }
  void put(const Entry& entry);
  void double_places();

  const std::size_t most_;
  std::optional<SipHash> hash_;  // once it is needed
  std::string name_;             // what was hashed last
  bool no_more_places_ = false;
  std::size_t kept_ = 0, next_to_go_ = 0;
  std::deque<Place> places_;  // a power of two of them; it grows without a second one beside it
};

}  // namespace clamor::storage
