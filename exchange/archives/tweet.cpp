#include "exchange/archives/tweet.hpp"

#include <algorithm>
#include <utility>

#include "core/text.hpp"
#include "exchange/archives/values.hpp"

namespace clamor::exchange {

PostKey tweet_key(std::string_view id) {
  return {Network::x, std::string(id)};
}

AuthorKey x_account(std::string_view id, std::string_view handle) {
  if (all_digits(id)) return {Network::x, std::string(id)};
  return {Network::x, "@" + ascii_lower(handle)};
}

void TweetPage::add(Author author) {
  if (std::ranges::find(page_.authors, author.key, &Author::key) != page_.authors.end()) return;
  author.display_name = truncate_utf8(author.display_name, max_name_bytes);
  author.handle = truncate_utf8(author.handle, max_name_bytes);
  page_.authors.push_back(std::move(author));
}

void TweetPage::add(Post post, std::string_view handle) {
  if (has(post.key)) return;
  post.url = "https://x.com/" + std::string(handle.empty() ? "i" : handle) + "/status/" + post.key.uri;
  bool cut = false;
  post.text = truncate_utf8(unescape_entities(post.text), max_text_bytes, &cut);
  if (cut) issue("the text was cut at 256 KB");
  if (post.declared_tags.size() > max_tags) {
    post.declared_tags.resize(max_tags);
    issue("more hashtags than are kept");
  }
  if (post.links.size() > max_links) post.links.resize(max_links);
  saw(post.created_at);
  saw(post.edited_at);
  page_.posts.push_back(std::move(post));
}

void TweetPage::boost(const AuthorKey& from, const PostKey& post, std::optional<UtcTime> at) {
  Edge edge{EdgeKind::boost, from, {}, post, {}, {}, at};
  if (at) edge.not_before = *at - Millis{1};
  saw(at);
  page_.edges.push_back(std::move(edge));
}

void TweetPage::boosted_but_absent(Post post) {
  absent_.push_back(std::move(post));
}

void TweetPage::reply(const Post& post, std::optional<AuthorKey> to) {
  if (to || post.reply_to)
    page_.edges.push_back({EdgeKind::reply, post.author, std::move(to), post.key, post.reply_to, {}, {}});
}

void TweetPage::quote(const Post& post) {
  if (post.quote_of)
    page_.edges.push_back({EdgeKind::quote, post.author, {}, post.key, post.quote_of, {}, {}});
}

void TweetPage::address(const Post& post, AuthorKey to) {
  const Edge edge{EdgeKind::address, post.author, std::move(to), post.key, {}, {}, {}};
  const auto same = [&](const Edge& other) {
    return other.kind == edge.kind && other.post == edge.post && other.to == edge.to;
  };
  if (std::ranges::none_of(page_.edges, same)) page_.edges.push_back(edge);
}

bool TweetPage::has(const PostKey& post) const {
  return std::ranges::find(page_.posts, post, &Post::key) != page_.posts.end();
}

void TweetPage::saw(std::optional<UtcTime> time) {
  if (time && (!newest_ || *time > *newest_)) newest_ = time;
}

void TweetPage::issue(std::string what) {
  page_.issues.push_back({"tweet", std::move(what)});
}

void TweetPage::finish(std::optional<UtcTime> read_at, Findings& into) {
  if (page_.posts.empty() && page_.edges.empty() && page_.authors.empty()) return;
  into.pages.push_back({std::move(page_), read_at ? read_at : newest_, std::move(absent_), {}});
}

std::string_view reason_against(std::string_view id, bool protected_account) {
  if (!all_digits(id)) return "a tweet without an id";
  if (protected_account) return "a tweet of a protected account";
  return {};
}

std::string link_of(Json url) {
  if (member(url, "media_key")) return {};
  std::string_view leads_to = text_at(url, "expanded_url");
  if (leads_to.empty()) leads_to = text_at(url, "url");
  const auto tweet = leads_to.find("/status/");
  const bool of_x =
      leads_to.find("://twitter.com/") != leads_to.npos || leads_to.find("://x.com/") != leads_to.npos;
  return of_x && tweet != leads_to.npos ? std::string() : std::string(leads_to);
}

}  // namespace clamor::exchange
