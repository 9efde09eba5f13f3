#include "collector/sources/fediverse.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "collector/net/url.hpp"
#include "collector/sources/limits.hpp"
#include "core/text.hpp"

namespace clamor::collector {
namespace {

void add_new(std::vector<std::string>& list, std::string_view value) {
  if (std::ranges::find(list, value) == list.end()) list.emplace_back(value);
}

bool is_word(char letter) {
  return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
         (letter >= 'A' && letter <= 'Z') || letter == '_';
}

// A name or host: letters, digits and, not at its end, '.' and '-'.
std::size_t name_end(std::string_view text, std::size_t at) {
  std::size_t end = at;
  for (; at < text.size() && (is_word(text[at]) || text[at] == '.' || text[at] == '-'); ++at)
    if (is_word(text[at])) end = at + 1;
  return end;
}

// What closes the sentence or bracket around a link is not part of it, unless it was opened within.
std::string_view without_closing(std::string_view link) {
  while (!link.empty()) {
    const char last = link.back();
    const bool opened = last == ')' && std::ranges::count(link, '(') >= std::ranges::count(link, ')');
    if (opened || std::string_view(".,;:!?'\"*_~)]}").find(last) == std::string_view::npos) break;
    link.remove_suffix(1);
  }
  return link;
}

}  // namespace

std::string host_of(const std::string& url) {
  const auto parsed = net::parse_url(url);
  if (!parsed) return url;
  const bool usual = parsed->port == (parsed->scheme == "https" ? 443 : 80);
  return usual ? parsed->host : parsed->authority();
}

std::string origin_of(const std::string& url) {
  const auto parsed = net::parse_url(url);
  if (!parsed || (parsed->scheme != "https" && parsed->scheme != "http")) return {};
  return parsed->scheme + "://" + host_of(url);
}

std::optional<AuthorKey> fediverse_author(std::string name, const std::string& domain) {
  while (name.starts_with('@')) name.erase(0, 1);
  if (name.empty()) return {};
  if (name.find('@') == name.npos) name += "@" + domain;
  return AuthorKey{Network::fediverse, ascii_lower(name)};
}

Edge edge_of(EdgeKind kind, const Post& post) {
  return {kind, post.author, {}, post.key, {}, {}, {}};
}

std::string paragraphs(std::string title, std::string_view text) {
  if (!title.empty() && !text.empty()) title += "\n\n";
  return title.append(text);
}

std::string account_domain(const ServerFacts& facts, const std::string& server) {
  if (!facts.domain.empty()) return facts.domain;
  return host_of(facts.own_url.empty() ? server : facts.own_url);
}

void add_author(Page& page, Author author) {
  for (auto& known : page.authors)
    if (known.key == author.key) return void(known = std::move(author));
  page.authors.push_back(std::move(author));
}

void keep_tagged(Page& page, const std::string& key) {
  const auto is_key = [&](const std::string& tag) { return hashtag_key(tag) == key; };
  std::erase_if(page.posts, [&](const Post& post) {
    return std::ranges::none_of(post.declared_tags, is_key) &&
           std::ranges::none_of(hashtags_in(post.text), is_key);
  });
  const auto kept = [&](auto same) { return std::ranges::any_of(page.posts, same); };
  std::erase_if(page.authors, [&](const Author& author) {
    return !kept([&](const Post& post) { return post.author == author.key; });
  });
  std::erase_if(page.edges, [&](const Edge& edge) {
    return !kept([&](const Post& post) { return post.key == edge.post; });
  });
}

net::HttpRequest get_json(std::string url, const Secret& token) {
  net::HttpRequest request;
  request.url = std::move(url);
  request.headers = {{"Accept", "application/json"}};
  request.bearer = token;
  return request;
}

bool starts_html(std::string_view body) {
  const auto start = body.find_first_not_of(" \t\r\n");
  return start != body.npos && body[start] == '<';
}

std::vector<std::string> links_in(std::string_view text) {
  std::vector<std::string> links;
  for (std::size_t at = 0; links.size() < max_links && (at = text.find("http", at)) != text.npos;) {
    const auto rest = text.substr(at);
    const std::size_t scheme = rest.starts_with("https://") ? 8 : rest.starts_with("http://") ? 7 : 0;
    const auto end = std::min(rest.find_first_of(" \t\r\n<>\"`|\\^"), rest.size());
    // [words](address) ends at its own bracket, which `without_closing` finds.
    const auto link = without_closing(rest.substr(0, std::min(end, rest.find("]("))));
    if (scheme > 0 && link.size() > scheme) add_new(links, link);
    at += std::max<std::size_t>(scheme > 0 ? link.size() : 4, 4);
  }
  return links;
}

std::vector<std::string> handles_in(std::string_view text) {
  std::vector<std::string> handles;
  for (std::size_t at = 0; handles.size() < max_mentions && (at = text.find('@', at)) != text.npos; ++at) {
    // a@b is a mail address, https://x/@y a link.
    if (at > 0 && (is_word(text[at - 1]) || text[at - 1] == '/')) continue;
    std::size_t end = name_end(text, at + 1);
    if (end == at + 1) continue;
    if (end < text.size() && text[end] == '@' && name_end(text, end + 1) > end + 1)
      end = name_end(text, end + 1);
    add_new(handles, text.substr(at + 1, end - at - 1));
    at = end - 1;
  }
  return handles;
}

}  // namespace clamor::collector
