#include "storage/search.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/json.hpp"
#include "cli/process.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

using i18n::tr;
using i18n::tr_format;

constexpr std::size_t most_shown = 50;

// The index follows the database first; stopped, it goes on the next time. False: stopped.
bool bring_up_to_date(Invocation& invocation, const std::string& db) {
  const StopOnSignal stop;
  bool told = false;
  const bool whole = storage::update_search(db, [&](double share) {
    if (invocation.live) {
      fmt::print(invocation.err, "\r{}", tr_format("Reading what is new: {0}", i18n::percent(share, 0)));
      told = true;
    }
    return !stop.token().stop_requested();
  });
  if (told) fmt::print(invocation.err, "\r{:60}\r", "");
  return whole;
}

void print_json(Invocation& invocation, const std::vector<storage::PostDetail>& posts,
                const std::string& simulated) {
  Json json;
  json.open().text("simulated", simulated).open_list("posts");
  for (const auto& post : posts)
    json.open().text("uri", post.key.uri).text("url", post.url).time("at", post.at).text("author", post.author_handle)
        .text("text", post.text).close();
  json.close_list().close();
  fmt::print(invocation.out, "{}\n", json.line());
}

// However its author broke it.
std::string on_one_line(std::string_view text) {
  std::string line;
  for (const char letter : text) {
    const bool space = letter == ' ' || letter == '\n' || letter == '\t';
    if (!space)
      line += letter;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  return line;
}

void print_posts(Invocation& invocation, const std::vector<storage::PostDetail>& posts, const Zone& zone,
                 const std::string& mark) {
  if (!mark.empty()) fmt::print(invocation.out, "{}\n", mark);
  for (const auto& post : posts)
    fmt::print(invocation.out, "{} · {}\n  {}\n  {}\n", i18n::date(post.at, zone, i18n::DateStyle::full),
               printable(post.author_handle), printable(on_one_line(post.text)), printable(post.url));
  if (posts.empty()) fmt::print(invocation.out, "{}\n", tr("No post holds all of these words."));
}

// An index that turns out to be damaged is made anew.
std::vector<std::int64_t> found_in(Invocation& invocation, const std::string& db, const std::string& words) {
  const auto newest = [&] { return storage::open_search(db)->newest(words, most_shown); };
  try {
    return newest();
  } catch (const storage::StorageError& error) {
    if (!storage::may_be_remade(error.kind())) throw;
    fmt::print(invocation.err, "clamor: {}\n",
               tr("The index of words was damaged and is made anew; the database itself is not touched."));
  }
  storage::remake_search(db);
  return newest();
}

int run_search(Invocation& invocation) {
  std::string words;
  for (const std::string& word : invocation.words) words += word + ' ';
  if (words.empty()) {
    fmt::print(invocation.err, "clamor: {}\n", tr("For which words? Like this: `clamor search petition`."));
    return exit_config;
  }
  const auto campaign = open_campaign(invocation);
  if (!campaign) return exit_config;
  if (!storage::exists(campaign->db)) return say_no_database(invocation, campaign->db);
  const auto reader = storage::open_reader(campaign->db);
  if (!bring_up_to_date(invocation, campaign->db)) {
    fmt::print(invocation.err, "clamor: {}\n", tr("Stopped. The next search goes on from here."));
    return exit_trouble;
  }
  const auto found = found_in(invocation, campaign->db, words);
  const auto posts = reader->details(found);
  if (invocation.json())
    print_json(invocation, posts, reader->simulated());
  else
    print_posts(invocation, posts, Zone::find(reader->timezone()).value_or(Zone::utc()),
                simulated_mark(reader->simulated()));
  return exit_ok;
}

}  // namespace

Command search_command() {
  using i18n::TR;
  return {"search",
          TR("finds the newest posts that hold some words"),
          TR("Shows the 50 newest posts that hold all of the words, with or without accents. Posts whose author "
             "asked not to be indexed are left out, as in every list. The first search reads all texts once, "
             "later ones only what is new; a collector or an open dashboard reads them meanwhile."),
          "  clamor search petición\n  clamor --json search free them\n",
          {},
          run_search,
          true};
}

}  // namespace clamor::cli
