#pragma once
// What is derived from one post before it is stored, the same for collection and import: tracked mentions,
// hashtags, normalised links, themes, language, repaired time. Pure; safe from any thread.

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collector/intake/words.hpp"
#include "config/config.hpp"
#include "core/page.hpp"

namespace clamor::intake {

// What was derived from the texts met last: posts come again and again, repeated by others or read once more.
// For one thread.
class TextMemo {
 public:
  struct Derived {
    std::optional<std::vector<std::string>> themes;
    std::optional<std::string> language;
  };
  // Valid until the next call.
  Derived& of(const std::string& text) {
    constexpr std::size_t most = 8192, longest = 2048;
    if (text.size() > longest) return once_ = {};
    if (known_.size() >= most) known_.clear();
    return known_[text];
  }

 private:
  std::unordered_map<std::string, Derived> known_;
  Derived once_;
};

// Built once per run from the config; immutable.
class Intake {
 public:
  explicit Intake(const config::Config& config);

  // `asked_tag`: key of the tag whose feed this page came from; `first_seen`: when the page was read.
  // A post counts for a tracked tag when its declared tags hold a spelling of it, or, unless its network's
  // declaration is the only truth, its text does.
  PreparedPost prepare(Post post, UtcTime first_seen, TextMemo* memo = nullptr) const;
  PreparedPage prepare(Page page, UtcTime read_at, TextMemo* memo = nullptr) const;

 private:
  struct Tag {
    std::string key;
    std::vector<std::string> keys;  // of the label and its variants
    std::vector<std::string> veto;
  };
  // Who on a page does not want to be collected: by the campaign's list or by a word of the profile.
  std::vector<AuthorKey> opted_out(const PreparedPage& page) const;
  void prepare(Post&& post, UtcTime first_seen, TextMemo* memo, PreparedPost& prepared) const;
  void derive_from_text(PreparedPost& prepared, TextMemo* memo) const;
  std::vector<Tag> tags_;
  std::vector<std::string> themes_;
  OptOut opt_out_;
  PhraseIndex phrases_;
};

// scheme and host in lower case, default port, fragment, tracking parameters (utm_*, fbclid, ...) and a
// trailing slash dropped, the rest of the query sorted. Empty: not an http(s) URL.
std::string normalise_link(std::string_view url);

// The claim when it can be true (not before the network was, not after the post was first seen), else the
// server's own first sight, else ours.
struct Repaired {
  UtcTime at;
  TimeRepair repair;
};
Repaired repair_time(const Post& post, UtcTime first_seen);

}  // namespace clamor::intake
