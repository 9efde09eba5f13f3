#pragma once
// How text grows while HTML is read, and which links count; shared by both readers of HTML. Only for this
// room.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collector/intake/prose.hpp"

namespace clamor::intake {

constexpr std::size_t max_html_bytes = 512u << 10;

// Of words with one space between each, which are taken over as they are.
inline std::size_t end_of_run(std::string_view text, std::size_t at) {
  while (true) {
    at = end_of_word(text, at, [](EightBytes) {});
    if (text.size() - at < 2 || text[at] != ' ' || is_space(text[at + 1])) return at;
    ++at;
  }
}

// Text that grows the way a browser lays it out: runs of space are one, blocks stand on their own lines.
class Layout {
 public:
  explicit Layout(std::size_t most) { text_.reserve(most); }

  void add(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      if (is_space(text[at])) {
        pending_space_ = true;
        ++at;
        continue;
      }
      if (pending_space_ && !text_.empty() && text_.back() != '\n') text_ += ' ';
      pending_space_ = false;
      const std::size_t end = end_of_run(text, at);
      text_ += text.substr(at, end - at);
      at = end;
    }
  }
  void line_break() {
    text_ += '\n';
    pending_space_ = false;
  }
  // At least so many line breaks, but none at the start.
  void block(std::size_t breaks) {
    if (breaks == 0) return;
    pending_space_ = false;
    if (text_.empty()) return;
    std::size_t have = 0;
    while (have < text_.size() && text_[text_.size() - 1 - have] == '\n') ++have;
    for (; have < breaks; ++have) text_ += '\n';
  }
  std::size_t size() const { return text_.size(); }
  std::string_view from(std::size_t start) const {
    return std::string_view(text_).substr(std::min(start, size()));
  }
  std::string take() {
    while (!text_.empty() && is_space(text_.back())) text_.pop_back();
    const auto start = std::find_if_not(text_.begin(), text_.end(), is_space);
    text_.erase(text_.begin(), start);
    return std::move(text_);
  }

 private:
  std::string text_;
  bool pending_space_ = false;
};

inline bool has_word(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const auto end = std::min(list.find(' '), list.size());
    if (list.substr(0, end) == word) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

struct Anchor {
  std::string_view classes, rel, target;
};

// Hashtags and mentions are links too; servers mark them by class, by rel, or not at all.
inline bool leads_out(const Anchor& anchor, std::string_view shown) {
  if (has_word(anchor.classes, "hashtag") || has_word(anchor.classes, "mention") ||
      has_word(anchor.rel, "tag"))
    return false;
  while (!shown.empty() && is_space(shown.front())) shown.remove_prefix(1);
  const bool tag_or_name =
      shown.starts_with('#') || shown.starts_with('@') || shown.starts_with("\xEF\xBC\x83");
  return !tag_or_name && (anchor.target.starts_with("http://") || anchor.target.starts_with("https://"));
}

// Each once, in order.
inline void add_link(std::vector<std::string>& links, const Anchor& anchor, std::string_view shown) {
  if (links.size() < 64 && leads_out(anchor, shown) && std::ranges::find(links, anchor.target) == links.end())
    links.emplace_back(anchor.target);
}

}  // namespace clamor::intake
