#include "collector/intake/prepare.hpp"

#include <algorithm>

#include "collector/intake/language.hpp"
#include "core/text.hpp"

namespace clamor::intake {
namespace {

void add_new(std::vector<std::string>& list, std::string value) {
  if (!value.empty() && std::ranges::find(list, value) == list.end()) list.push_back(std::move(value));
}

// What the text says comes first: there the author's own spelling stands, while servers declare some in lower
// case.
std::vector<std::string> hashtags_of(const Post& post) {
  std::vector<std::string> tags;
  if (!post.declares_tags)
    for (auto& tag : hashtags_in(post.text)) add_new(tags, std::move(tag));
  for (const auto& tag : post.declared_tags) add_new(tags, tag);
  return tags;
}

// What the post says of its language, where that can be believed: X detected it itself; elsewhere it is a
// setting of the author's, often forgotten, and the text has to agree. Detecting it costs more than all the
// rest that is derived.
std::optional<std::string> believed_language(const Post& post) {
  if (post.language.empty()) return {};
  if (post.key.network == Network::x) return post.language;
  if (!small_words_confirm(post.text, post.language)) return {};
  return post.language.substr(0, post.language.find('-'));
}

}  // namespace

Intake::Intake(const config::Config& config) : opt_out_(config.opt_out) {
  for (const auto& hashtag : config.hashtags) {
    Tag tag{hashtag.key, {hashtag.key}, hashtag.veto};
    for (const auto& variant : hashtag.variants) add_new(tag.keys, hashtag_key(variant));
    tags_.push_back(std::move(tag));
  }
  for (const auto& theme : config.themes) {
    for (const auto* phrases : {&theme.es, &theme.en})
      for (const auto& phrase : *phrases) phrases_.add(phrase, themes_.size());
    themes_.push_back(theme.name);
  }
}

void Intake::derive_from_text(PreparedPost& prepared, TextMemo* memo) const {
  const Post& post = prepared.post;
  const auto believed = believed_language(post);
  TextMemo::Derived derived;
  TextMemo::Derived& known = memo != nullptr ? memo->of(post.text) : derived;
  if (!known.themes) {
    known.themes.emplace();
    if (!phrases_.empty())
      for (const std::size_t theme : phrases_.themes_of(post.text))
        add_new(*known.themes, themes_[theme]);
  }
  if (!believed && !known.language) known.language = detect_language(post.text);
  prepared.themes = *known.themes;
  prepared.detected_language = believed ? *believed : *known.language;
}

PreparedPost Intake::prepare(Post given, UtcTime first_seen, TextMemo* memo) const {
  PreparedPost prepared;
  prepare(std::move(given), first_seen, memo, prepared);
  return prepared;
}

void Intake::prepare(Post&& given, UtcTime first_seen, TextMemo* memo, PreparedPost& prepared) const {
  prepared.post = std::move(given);
  const Post& post = prepared.post;
  const auto repaired = repair_time(post, first_seen);
  prepared.charted_at = repaired.at;
  prepared.repair = repaired.repair;
  prepared.hashtags = hashtags_of(post);

  std::vector<std::string> keys;
  for (const auto& spelling : prepared.hashtags) keys.push_back(hashtag_key(spelling));
  for (const auto& tag : tags_) {
    const std::string *counted = nullptr, *vetoed = nullptr;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (std::ranges::find(tag.keys, keys[i]) == tag.keys.end()) continue;
      const auto& spelling = prepared.hashtags[i];
      const bool refused = std::ranges::find(tag.veto, spelling) != tag.veto.end();
      auto& first = refused ? vetoed : counted;
      if (first == nullptr || spelling < *first) first = &spelling;  // one rule, whatever order they come in
    }
    if (counted != nullptr) {
      prepared.mentions.push_back({tag.key, *counted});
    } else if (vetoed != nullptr) {
      prepared.vetoed.push_back(tag.key);
    }
  }

  for (const auto& link : post.links) add_new(prepared.links, normalise_link(link));
  derive_from_text(prepared, memo);
}

PreparedPage Intake::prepare(Page page, UtcTime read_at, TextMemo* memo) const {
  PreparedPage prepared;
  prepared.read_at = read_at;
  prepared.posts.reserve(page.posts.size());
  for (auto& post : page.posts) prepare(std::move(post), read_at, memo, prepared.posts.emplace_back());
  prepared.authors = std::move(page.authors);
  prepared.edges = std::move(page.edges);
  prepared.issues = std::move(page.issues);
  prepared.opted_out = opted_out(prepared);
  return prepared;
}

std::vector<AuthorKey> Intake::opted_out(const PreparedPage& page) const {
  std::vector<AuthorKey> found;
  const auto look = [&](const AuthorKey& key, const Author* profile = nullptr) {
    if (opt_out_.covers(key, profile) && std::ranges::find(found, key) == found.end()) found.push_back(key);
  };
  for (const Author& author : page.authors) look(author.key, &author);
  if (opt_out_.accounts.empty() && opt_out_.servers.empty()) return found;
  for (const PreparedPost& post : page.posts) look(post.post.author);
  for (const Edge& edge : page.edges) {
    look(edge.from);
    if (edge.to) look(*edge.to);
  }
  return found;
}

}  // namespace clamor::intake
