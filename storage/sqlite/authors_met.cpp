#include "storage/sqlite/authors_met.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

namespace clamor::storage {

AuthorsMet::Entry AuthorsMet::entry_of(const AuthorKey& who) {
  name_.assign(1, static_cast<char>(who.network)).append(who.id);
  const auto digest = hash_->of(name_);
  return {digest.high, static_cast<std::uint32_t>(digest.low)};
}

std::optional<AuthorsMet::Author> AuthorsMet::find(const AuthorKey& who) {
  if (places_.empty()) return {};
  const Entry asked = entry_of(who);
  for (const Entry& entry : place_of(asked))
    if (entry.id != 0 && entry.is_of(asked))
      return Author{entry.id,
                    {entry.given != 0, entry.full != 0, entry.home != 0, static_cast<std::uint32_t>(entry.vantage),
                     static_cast<std::int64_t>(entry.at), entry.hash}};
  return {};
}

void AuthorsMet::keep(const AuthorKey& who, const Author& author) {
  if (!hash_) {
    try {
      hash_.emplace();
    } catch (const std::exception&) {
      return;
    }
  }
  const ProfileRank& rank = author.rank;
  Entry entry = entry_of(who);
  entry.id = static_cast<std::uint32_t>(author.id);
  entry.hash = rank.hash;
  entry.at = static_cast<std::uint64_t>(rank.at) & ((1ULL << 44) - 1);
  entry.vantage = rank.vantage & ((1U << 17) - 1);
  entry.given = rank.given, entry.full = rank.full, entry.home = rank.home;
  const bool fits =
      entry.id == author.id && static_cast<std::int64_t>(entry.at) == rank.at && entry.vantage == rank.vantage;
  if (!fits) entry.id = 0;  // else an older state of the same author would stay
  if (kept_ + 1 > places_.size() * std::tuple_size<Place>() / 2) double_places();
  if (!places_.empty()) put(entry);
}

void AuthorsMet::forget() {
  places_.clear();
  kept_ = 0;
  no_more_places_ = false;
}

void AuthorsMet::put(const Entry& entry) {
  Place& place = place_of(entry);
  auto to = std::ranges::find_if(place, [&](const Entry& other) { return other.is_of(entry); });
  if (to == place.end() && entry.id == 0) return;
  if (to == place.end()) to = std::ranges::find(place, 0U, &Entry::id);
  if (to == place.end()) to = place.begin() + static_cast<std::ptrdiff_t>(next_to_go_++ % place.size());
  if (entry.id != 0) ++kept_;
  if (to->id != 0) --kept_;
  *to = entry;
}

// Each place hands half of what it holds to a new one.
void AuthorsMet::double_places() {
  const std::size_t before = places_.size(), after = std::max<std::size_t>(before * 2, 64);
  if (no_more_places_ || after * std::tuple_size<Place>() > most_) return;
  try {
    places_.resize(after);
  } catch (const std::bad_alloc&) {
    no_more_places_ = true;
    return;
  }
  for (std::size_t i = 0; i < before; ++i)
    for (std::size_t j = 0; j < places_[i].size(); ++j) {
      Entry& entry = places_[i][j];
      Place& to = place_of(entry);
      if (entry.id != 0 && &to != &places_[i]) to[j] = std::exchange(entry, {});
    }
}

}  // namespace clamor::storage
