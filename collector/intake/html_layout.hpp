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

// Text that grows the way a browser lays it out: runs of space are one, blocks stand on their own lines.
class Layout {
 public:
  explicit Layout(std::size_t most) { text_.reserve(most); }

  void add(std::string_view text) {
    const auto at_word = [text](std::size_t at) { return at < text.size() && !is_space(text[at]); };
    for (std::size_t at = 0; at < text.size();) {
      if (is_space(text[at])) {
        pending_space_ = true;
        ++at;
        continue;
      }
      if (pending_space_ && !text_.empty() && text_.back() != '\n') text_ += ' ';
      pending_space_ = false;
      const std::size_t start = at++;
      while (at_word(at) || (at < text.size() && text[at] == ' ' && at_word(at + 1))) ++at;
      text_ += text.substr(start, at - start);
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
