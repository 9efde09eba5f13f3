#pragma once
// What the tests of the kinds share: files in, answers made by hand, records as one line of text.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

#include "collector/source.hpp"
#include "collector/sources/json.hpp"

namespace clamor::collector::test {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::optional<std::filesystem::path> shared_folder() {
  const char* told = std::getenv("CLAMOR_SHARED");
  const std::filesystem::path folder =
      told != nullptr ? std::filesystem::path(told) : std::filesystem::path(CLAMOR_SOURCE_DIR) / "../shared";
  return std::filesystem::is_directory(folder / "fixtures") ? std::optional(folder) : std::nullopt;
}

inline net::HttpResponse answer(int status, std::string body, std::vector<net::Header> headers = {}) {
  net::HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  response.headers = std::move(headers);
  return response;
}

inline std::string list_of(const std::vector<std::string>& items) {
  std::string list = "[";
  for (const auto& item : items) list += (list.size() > 1 ? "," : "") + json_quoted(item);
  return list + "]";
}

inline std::string line_of(const Post& post) {
  std::string line = "{\"post\":" + json_quoted(post.key.uri) + ",\"author\":" + json_quoted(post.author.id) +
                     ",\"at\":" + (post.created_at ? json_quoted(to_rfc3339(*post.created_at)) : "null") +
                     ",\"text\":" + json_quoted(post.text) + ",\"tags\":" + list_of(post.declared_tags) +
                     ",\"links\":" + list_of(post.links) + ",\"lang\":" + json_quoted(post.language);
  const auto count = [&](const char* name, const std::optional<std::int64_t>& value) {
    if (value) line += std::string(",\"") + name + "\":" + std::to_string(*value);
  };
  count("likes", post.counts.likes);
  count("boosts", post.counts.boosts);
  count("replies", post.counts.replies);
  count("quotes", post.counts.quotes);
  if (post.media > 0) line += ",\"media\":" + std::to_string(post.media);
  if (post.is_reply) line += ",\"reply_to\":" + (post.reply_to ? json_quoted(post.reply_to->uri) : "null");
  if (post.quote_of) line += ",\"quote_of\":" + json_quoted(post.quote_of->uri);
  return line + "}\n";
}

inline std::string line_of(const Author& author) {
  return "{\"account\":" + json_quoted(author.key.id) + ",\"name\":" + json_quoted(author.display_name) +
         ",\"followers\":" + (author.followers ? std::to_string(*author.followers) : "null") +
         (author.consent.hidden_from_signed_out.value_or(false) ? ",\"hidden\":true" : "") + "}\n";
}

inline std::string line_of(const Edge& edge) {
  constexpr const char* names[]{"", "reply", "quote", "boost", "address"};
  return std::string("{\"edge\":\"") + names[static_cast<int>(edge.kind)] +
         "\",\"from\":" + json_quoted(edge.from.id) +
         ",\"to\":" + (edge.to ? json_quoted(edge.to->id) : "null") +
         ",\"post\":" + json_quoted(edge.post.uri) + "}\n";
}

inline std::string lines_of(const Answer& answer) {
  std::string lines;
  for (const auto& post : answer.page.posts) lines += line_of(post);
  for (const auto& author : answer.page.authors) lines += line_of(author);
  for (const auto& edge : answer.page.edges) lines += line_of(edge);
  for (const auto& issue : answer.page.issues)
    lines += "{\"issue\":" + json_quoted(issue.where) + ",\"what\":" + json_quoted(issue.what) + "}\n";
  lines += "{\"next\":" + (answer.next ? json_quoted(answer.next->page_token) : "null");
  if (answer.cursor)
    lines += ",\"newest\":" + json_quoted(answer.cursor->newest) +
             ",\"oldest\":" + json_quoted(answer.cursor->oldest) +
             ",\"at_start\":" + (answer.cursor->at_start ? "true" : "false");
  return lines + ",\"known\":" + (answer.reached_known ? "true" : "false") + "}\n";
}

constexpr const char* verdict_names[]{"page",        "no_posts_yet", "ask_local_only", "refresh_session",
                                      "needs_login", "refused",      "retry",          "slow_down",
                                      "gone",        "smaller_page"};

}  // namespace clamor::collector::test
