#pragma once
// Texts of the posts that a list shows: asked for once, kept while shown, asked again when the data changed.

#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "analysis/snapshot.hpp"

namespace clamor::dashboard {

class Details {
 public:
  void take(std::vector<storage::PostDetail> posts);
  void data_changed() { asked_.clear(); }  // what is known stays until its successor is in

  const storage::PostDetail* find(std::int64_t id) const;
  // Those of `shown` that nobody has asked for yet; they count as asked from now on.
  std::vector<std::int64_t> to_ask(std::span<const std::int64_t> shown);

 private:
  static constexpr std::size_t most_kept = 2'000;
  std::map<std::int64_t, storage::PostDetail> known_;
  std::set<std::int64_t> asked_;
};

}  // namespace clamor::dashboard
