#include <fmt/ostream.h>

#include <algorithm>
#include <istream>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/confirm.hpp"
#include "cli/cleaning_copies.hpp"
#include "cli/json.hpp"
#include "cli/process.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"
#include "storage/store.hpp"

namespace clamor::cli {
namespace {

using i18n::number;
using i18n::tr;
using i18n::tr_format;
using i18n::trn_format;

int refuse(Invocation& invocation, const std::string& sentence) {
  fmt::print(invocation.err, "clamor: {}\n", sentence);
  return exit_config;
}

// The words of the command line, or the lines of standard input for "-": blank ones and remarks are none.
std::vector<std::string> names_of(Invocation& invocation) {
  if (invocation.words != std::vector<std::string>{"-"}) return invocation.words;
  std::vector<std::string> names;
  for (std::string line; std::getline(invocation.in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    const bool blank = line.find_first_not_of(" \t") == std::string::npos;
    if (!blank && !line.starts_with('#')) names.push_back(line);
  }
  return names;
}

std::string shown(const storage::FoundAuthor& author) {
  return tr_format("{0}:{1} ({2} posts)", network_name(author.key.network), printable(author.key.id),
                   number(author.posts));
}

// One account may be known twice, by its number and by its name: both go. Two people never go by one word.
bool is_one_account(const std::vector<storage::FoundAuthor>& found) {
  return std::ranges::all_of(found, [&](const storage::FoundAuthor& other) {
    return other.key.network == found.front().key.network && other.handle == found.front().handle;
  });
}

// Whom the words mean. Empty: a mistake, which has been said.
std::optional<std::vector<AuthorKey>> read_names(Invocation& invocation, storage::Reader& reader) {
  std::vector<AuthorKey> keys;
  for (const std::string& word : names_of(invocation)) {
    const auto name = read_account(word);
    if (!name) {
      refuse(invocation,
             tr_format("\"{0}\" names no account. Write it like @name@server, name.bsky.social, a DID or the "
                       "address of its profile.",
                       printable(word)));
      return std::nullopt;
    }
    const auto found = reader.find_authors(*name);
    if (found.size() > 1 && !is_one_account(found) && !invocation.given.has("all")) {
      refuse(invocation, tr_format("\"{0}\" may mean several accounts. Take one of these words, or --all:",
                                   printable(word)));
      for (const auto& author : found) fmt::print(invocation.err, "  {}\n", shown(author));
      return std::nullopt;
    }
    if (found.empty() && name->keys.empty()) {
      refuse(invocation,
             tr_format("Nothing is kept of \"{0}\". To keep out an account that was not seen yet, write it "
                       "like @name@server, as a DID or as the address of its profile.",
                       printable(word)));
      return std::nullopt;
    }
    keys.insert(keys.end(), name->keys.begin(), name->keys.end());
    for (const auto& author : found) keys.push_back(author.key);
  }
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

void say(Invocation& invocation, const storage::Erased& erased, const storage::Scrubbed& scrubbed,
         const CleanedCopies& copies, bool dry_run) {
  if (invocation.json()) {
    Json json;
    json.open().boolean("dry_run", dry_run).number("authors", erased.authors).number("posts", erased.posts);
    json.number("mentions", erased.mentions).number("edges", erased.edges);
    json.boolean("complete", scrubbed.complete).open_list("removed");
    for (const std::string& file : scrubbed.removed) json.item(file);
    write(json.close_list(), copies);
    fmt::print(invocation.out, "{}\n", json.close().line());
    return;
  }
  std::ostream& out = invocation.out;
  if (!erased.any())
    fmt::print(out, "{}\n",
               dry_run ? tr("Nothing is kept of it. What comes later would be counted and not stored.")
                       : tr("Nothing was kept of it. What comes later is counted and not stored."));
  else
    fmt::print(
        out, "{}\n",
        dry_run ? tr_format("This would erase: accounts {0}, posts {1}. Mentions that stay as numbers: {2}.",
                            number(erased.authors), number(erased.posts), number(erased.mentions))
                : tr_format("Erased: accounts {0}, posts {1}. Mentions that stay as numbers without a name: "
                            "{2}. Old pages and "
                            "archives bring nothing back.",
                            number(erased.authors), number(erased.posts), number(erased.mentions)));
  if (dry_run) return;
  if (const std::string why = why_bytes_stay(scrubbed); !why.empty()) fmt::print(out, "{}\n", why);
  say(out, copies);
}

int run_forget(Invocation& invocation) {
  if (invocation.words.empty())
    return refuse(invocation, tr("Say whom to forget: `clamor forget @name@server`."));
  const auto campaign = open_campaign(invocation);
  if (!campaign) return exit_config;
  if (!storage::exists(campaign->db)) return say_no_database(invocation, campaign->db);
  const bool dry_run = invocation.given.has("dry-run");
  const SystemClock clock;
  auto writer = dry_run ? storage::open_trial_writer(campaign->db) : storage::open_writer(campaign->db);
  const auto keys = read_names(invocation, *storage::open_reader(campaign->db));
  if (!keys) return exit_config;
  if (dry_run) {
    say(invocation, writer->forget(*keys, clock.now()), {}, {}, true);
    return exit_ok;
  }
  if (!confirmed(invocation, tr("This erases the account's posts and name for good; only numbers stay.")))
    return exit_config;
  const StopOnSignal stop;
  const auto go_on = [&] { return !stop.token().stop_requested(); };
  const storage::Erased erased = writer->forget(*keys, clock.now());
  const storage::Scrubbed scrubbed = writer->scrub(go_on);
  const storage::CopyCare care{.forgotten = *keys, .opt_out = campaign->config.opt_out};
  const CleanedCopies copies = clean_copies(campaign->db, care, true, go_on);
  say(invocation, erased, scrubbed, copies, false);
  if (go_on()) return scrubbed.complete ? exit_ok : exit_trouble;
  fmt::print(invocation.err, "clamor: {}\n", stopped_halfway());
  return exit_trouble;
}

}  // namespace

Command forget_command() {
  using i18n::TR;
  return {
      "forget",
      TR("erases an account and keeps it out from now on"),
      TR("For somebody who asks not to be in your data. Give the account as you know it: @name@server, "
         "name.bsky.social, a DID, or the address of its profile. Its posts, its profile, its links and whom "
         "it "
         "boosted or answered are erased from the database, its log and its caches, and its name is taken "
         "out "
         "of posts that addressed it. What was counted stays counted, without a name. A keyed hash remains, "
         "so that no old page and no archive brings it back; what it posts later is counted as opted out and "
         "never stored. It cannot be undone.\n\n"
         "Backups made before, and databases that were set aside or salvaged, lose the same where they lie. Exports, and "
         "copies that cannot be cleaned, are listed for you to delete. With - the "
         "accounts are read from standard input, one per line."),
      "  clamor forget @maria@social.example\n"
      "  clamor forget https://social.example/@maria --dry-run\n"
      "  clamor forget - --yes < accounts.txt\n",
      {{"dry-run", nullptr, TR("only say what would be erased")},
       {"all", nullptr, TR("all accounts the word may mean, on every network")},
       {"yes", nullptr, TR("do not ask")}},
      run_forget,
      true};
}

}  // namespace clamor::cli
