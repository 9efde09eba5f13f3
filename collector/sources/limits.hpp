#pragma once
// How much of one post is taken, whatever the network; what is cut is told as an Issue.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/post.hpp"
#include "core/text.hpp"

namespace clamor::collector {

inline constexpr std::size_t max_text_bytes = 256u << 10, max_name_bytes = 1u << 10;
inline constexpr std::size_t max_tags = 64, max_media = 64, max_mentions = 256, max_links = 64;

inline std::string limited_text(std::string_view text, const std::string& where, std::vector<Issue>& issues) {
  bool cut = false;
  auto kept = truncate_utf8(text, max_text_bytes, &cut);
  if (cut) issues.push_back({where, "the text was cut at 256 KB"});
  return kept;
}

inline std::string limited_name(std::string_view name) {
  return truncate_utf8(name, max_name_bytes);
}

// True while one more fits; says so once when it does not.
inline bool fits(std::size_t have, std::size_t most, const std::string& where, std::string_view what,
                 std::vector<Issue>& issues) {
  if (have < most) return true;
  Issue issue{where, "more " + std::string(what) + " than are kept"};
  const auto same = [&](const Issue& other) {
    return other.where == issue.where && other.what == issue.what;
  };
  if (std::ranges::none_of(issues, same)) issues.push_back(std::move(issue));
  return false;
}

}  // namespace clamor::collector
