#pragma once
// Texts of the posts and links that a list shows: asked for once, kept while shown, asked again when the data changed.

#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "dashboard/dashboard.hpp"

namespace clamor::dashboard {

class Details {
 public:
  void take(std::vector<storage::PostDetail> posts);
  void take(std::vector<LinkText> links);
  void data_changed() {  // what is known stays until its successor is in
    asked_.clear();
    asked_links_.clear();
  }

  const storage::PostDetail* find(std::int64_t id) const;
  const LinkText* find_link(std::int64_t id) const;
  // Those of `shown` that nobody has asked for yet; they count as asked from now on.
  std::vector<std::int64_t> to_ask(std::span<const std::int64_t> shown) { return first_asked(shown, asked_); }
  std::vector<std::int64_t> links_to_ask(std::span<const std::int64_t> shown) { return first_asked(shown, asked_links_); }

 private:
  static constexpr std::size_t most_kept = 2'000;
  std::map<std::int64_t, storage::PostDetail> known_;
  static std::vector<std::int64_t> first_asked(std::span<const std::int64_t> shown, std::set<std::int64_t>& asked);

  std::map<std::int64_t, LinkText> links_;
  std::set<std::int64_t> asked_, asked_links_;
};

}  // namespace clamor::dashboard
