#include "cli/naming_columns.hpp"

#include <fmt/ostream.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <functional>

#include "cli/campaign.hpp"
#include "core/text.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;
using config::Columns;
using i18n::tr;
using i18n::tr_format;

fs::path columns_folder() {
  return config_folder() / "columns";
}

// One file per kind of table: whoever exports with one tool exports again.
fs::path remembered(const std::vector<std::string>& titles) {
  std::string all;
  for (const auto& title : titles) all += title + '\n';
  return columns_folder() / fmt::format("{:016x}.toml", std::hash<std::string>{}(all));
}

const char* meaning_of(std::string_view key) {
  using i18n::TR;
  static constexpr std::array meanings{std::pair{"text", TR("the post's text")},
                                       std::pair{"time", TR("when it was written")},
                                       std::pair{"id", TR("its id")},
                                       std::pair{"link", TR("the address of its page")},
                                       std::pair{"author", TR("the account that wrote it")},
                                       std::pair{"author_id", TR("the account's number")},
                                       std::pair{"author_name", TR("the account's display name")},
                                       std::pair{"language", TR("the language")},
                                       std::pair{"hashtags", TR("hashtags, with commas between them")},
                                       std::pair{"links", TR("links in the post, with commas between them")},
                                       std::pair{"likes", TR("likes")},
                                       std::pair{"boosts", TR("boosts, retweets or shares")},
                                       std::pair{"replies", TR("replies or comments")},
                                       std::pair{"quotes", TR("quotes")},
                                       std::pair{"views", TR("views")},
                                       std::pair{"followers", TR("followers of the account")},
                                       std::pair{"reply_to", TR("the id of the post it answers")},
                                       std::pair{"retweet", TR("yes where the row is a retweet")}};
  const auto found =
      std::ranges::find_if(meanings, [&](const auto& meaning) { return key == meaning.first; });
  return found == meanings.end() ? "" : i18n::tr(found->second);
}

std::optional<std::string> answer(Invocation& invocation, const std::string& question) {
  fmt::print(invocation.err, "{} ", question);
  invocation.err.flush();
  std::string line;
  if (!std::getline(invocation.in, line)) return {};
  return line;
}

// Enter keeps what was guessed, a number chooses a column, "-" none.
bool ask_for(Invocation& invocation, const config::ColumnField& field, const std::vector<std::string>& titles,
             std::string& title) {
  while (true) {
    const auto said = answer(
        invocation, fmt::format("  {} [{}]:", meaning_of(field.key), title.empty() ? "-" : printable(title)));
    if (!said) return false;
    if (said->empty()) {
      if (!title.empty() || !field.needed) return true;
    } else if (*said == "-" && !field.needed) {
      title.clear();
      return true;
    } else {
      std::size_t number = 0;
      const auto [end, error] = std::from_chars(said->data(), said->data() + said->size(), number);
      if (error == std::errc{} && end == said->data() + said->size() && number >= 1 &&
          number <= titles.size()) {
        title = titles[number - 1];
        return true;
      }
    }
    fmt::print(invocation.err, "  {}\n", tr("A number of the list, please."));
  }
}

std::optional<Network> ask_network(Invocation& invocation) {
  std::string names;
  for (const Network network : all_networks)
    names += (names.empty() ? "" : ", ") + std::string(network_name(network));
  while (true) {
    const auto said = answer(invocation, tr_format("Where were these posts? ({0}) [other]:", names));
    if (!said) return {};
    if (said->empty()) return Network::other;
    if (const auto network = parse_network(*said)) return network;
  }
}

std::optional<Columns> ask(Invocation& invocation, const std::string& file,
                           const std::vector<std::string>& titles) {
  std::ostream& err = invocation.err;
  fmt::print(err, "{}\n", tr_format("The columns of {0} are not known. They are:", printable(file)));
  for (std::size_t i = 0; i < titles.size(); ++i)
    fmt::print(err, "  {:>3}  {}\n", i + 1, printable(titles[i]));
  const auto network = ask_network(invocation);
  if (!network) return {};
  Columns columns = config::guess_columns(titles);
  columns.network = *network;
  fmt::print(err, "{}\n", tr("Which column holds what? Enter: as shown. A number: that column. -: none."));
  for (const auto& field : config::column_fields())
    if (!ask_for(invocation, field, titles, columns.*field.title)) return {};
  return columns;
}

void remember(const fs::path& place, const Columns& columns) {
  std::error_code ignored;
  fs::create_directories(place.parent_path(), ignored);
  std::ofstream(place) << config::write_columns(columns);
}

}  // namespace

std::vector<fs::path> remembered_columns() {
  std::vector<fs::path> all;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(columns_folder(), none))
    if (entry.path().extension() == ".toml") all.push_back(entry.path());
  return all;
}

std::optional<Columns> columns_for(Invocation& invocation, const std::string& file,
                                   const std::vector<std::string>& titles) {
  const fs::path place = remembered(titles);
  if (fs::exists(place)) {
    const auto columns = config::read_columns(place);
    if (columns) {
      fmt::print(invocation.err, "{}\n",
                 tr_format("Columns as you named them: {0}", printable(place.string())));
      return *columns;
    }
  }
  if (invocation.live && !invocation.json()) {
    const auto columns = ask(invocation, file, titles);
    if (columns) {
      remember(place, *columns);
      fmt::print(invocation.err, "{}\n", tr_format("Remembered in {0}.", printable(place.string())));
    }
    return columns;
  }
  Columns guess = config::guess_columns(titles);
  fmt::print(
      invocation.err, "clamor: {}\n{}\n{}", tr_format("The columns of {0} are not known.", printable(file)),
      tr("Write this into a file, correct it, and give it with --columns FILE. The network is one of x, "
         "fediverse, bluesky, other:"),
      config::write_columns(guess));
  return {};
}

}  // namespace clamor::cli
