#include "dashboard/details.hpp"

#include <utility>

namespace clamor::dashboard {

void Details::take(std::vector<storage::PostDetail> posts) {
  if (known_.size() + posts.size() > most_kept) known_.clear();
  for (auto& post : posts) {
    const std::int64_t id = post.id;
    known_.insert_or_assign(id, std::move(post));
  }
}

const storage::PostDetail* Details::find(std::int64_t id) const {
  const auto found = known_.find(id);
  return found == known_.end() ? nullptr : &found->second;
}

void Details::take(std::vector<LinkText> links) {
  if (links_.size() + links.size() > most_kept) links_.clear();
  for (auto& link : links) {
    const std::int64_t id = link.id;
    links_.insert_or_assign(id, std::move(link));
  }
}

const LinkText* Details::find_link(std::int64_t id) const {
  const auto found = links_.find(id);
  return found == links_.end() ? nullptr : &found->second;
}

std::vector<std::int64_t> Details::first_asked(std::span<const std::int64_t> shown, std::set<std::int64_t>& asked) {
  std::vector<std::int64_t> missing;
  for (const std::int64_t id : shown)
    if (asked.insert(id).second) missing.push_back(id);
  return missing;
}

}  // namespace clamor::dashboard
