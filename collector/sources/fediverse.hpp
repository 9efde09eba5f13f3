#pragma once
// What all kinds of the fediverse share: whom an address means, how a server is asked, what a plain text
// holds.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/source.hpp"
#include "core/page.hpp"

namespace clamor::collector {

// "host", with the port where it is not the scheme's own.
std::string host_of(const std::string& url);
// "https://host" of an address, as the ids of posts begin. Empty: no address.
std::string origin_of(const std::string& url);

// "user@host" in lower case: the same account has one key, whichever server or kind tells of it. `name` may
// hold the host already, and an '@' before; else it lives on `domain`. Empty: no name.
std::optional<AuthorKey> fediverse_author(std::string name, const std::string& domain);

// What stands behind the '@' of a server's own accounts.
std::string account_domain(const ServerFacts& facts, const std::string& server);

// What its author does with this post, to whom is still to be said.
Edge edge_of(EdgeKind kind, const Post& post);

// Title or warning, and the text below.
std::string paragraphs(std::string title, std::string_view text);

// One profile per account of a page: the later one counts.
void add_author(Page& page, Author author);

// A text search finds more than the hashtag: posts without it go, with their authors and edges, as nobody
// asked for them. `key`: core/text.hpp.
void keep_tagged(Page& page, const std::string& key);

net::HttpRequest get_json(std::string url, const Secret& token);
bool starts_html(std::string_view body);

// Web addresses in a plain or Markdown text, in order, each once.
std::vector<std::string> links_in(std::string_view text);
// "@user" and "@user@host" in a plain or Markdown text, without the first '@', in order, each once.
std::vector<std::string> handles_in(std::string_view text);

}  // namespace clamor::collector
