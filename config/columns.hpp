#pragma once
// Which column of somebody's table holds what: so that any CSV or TSV can be brought in.

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/network.hpp"
#include "core/result.hpp"

namespace clamor::config {

struct Columns {
  Network network = Network::other;
  // Titles, compared without regard to case; empty: the table has no such column.
  std::string id, link, author, author_id, author_name, text, time, language, hashtags, links, likes, boosts,
      replies, quotes, views, followers, reply_to, retweet;
};

// The members of Columns by their keys in the file, in the order in which a person is asked for them.
struct ColumnField {
  const char* key;
  std::string Columns::*title;
  bool needed;
};
const std::vector<ColumnField>& column_fields();

// Reads `network = "x"` and `text = "Title"`... The error says what, where and what to do.
Result<Columns> read_columns(const std::filesystem::path& file);
// The same as a file, with only what is known.
std::string write_columns(const Columns& columns);
// What titles usually mean; the network is left as it is.
Columns guess_columns(const std::vector<std::string>& titles);

}  // namespace clamor::config
