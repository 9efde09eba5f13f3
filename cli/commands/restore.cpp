#include <fmt/ostream.h>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/json.hpp"
#include "cli/words.hpp"
#include "collector/engine.hpp"
#include "core/text.hpp"
#include "i18n/format.hpp"
#include "i18n/sentences.hpp"
#include "i18n/tr.hpp"
#include "storage/backup.hpp"

namespace clamor::cli {
namespace {

using i18n::number;
using i18n::tr;
using i18n::tr_format;
using storage::StorageError;

void tell_machine(Invocation& invocation, const std::string& database, const std::string& copy,
                  const storage::Restored& restored) {
  Json json;
  json.open().text("database", database).text("restored_from", copy);
  json.text("set_aside", restored.set_aside ? restored.set_aside->string() : "");
  json.number("authors_kept_away", restored.kept_away.erased.authors);
  json.number("posts_kept_away", restored.kept_away.erased.posts);
  json.boolean("forgotten_known", restored.kept_away.known).close();
  fmt::print(invocation.out, "{}\n", json.line());
}

void tell_person(Invocation& invocation, const std::string& database, const std::string& copy,
                 const storage::Restored& restored) {
  std::ostream& out = invocation.out;
  fmt::print(out, "{}\n",
             tr_format("{0} is again what {1} holds; every number was recounted.", printable(database),
                       printable(copy)));
  if (restored.set_aside)
    fmt::print(out, "{}\n",
               tr_format("What was there before lies in {0}; delete it when you are sure.",
                         printable(restored.set_aside->string())));
  if (const storage::Erased& away = restored.kept_away.erased; away.any())
    fmt::print(out, "{}\n",
               tr_format("Not brought back, as they were forgotten, deleted or opted out since the copy was "
                         "made: accounts {0}, posts {1}.",
                         number(away.authors), number(away.posts)));
  if (!restored.kept_away.known)
    fmt::print(out, "{}\n",
               tr("The database that was in use is gone or cannot be read, so nobody knows whom it had "
                  "forgotten since this copy was made. If there were any, `clamor forget` them again now."));
  fmt::print(out, "{}\n",
             tr("The next `clamor collect` reads what is missing, as far as the servers still have it."));
}

int run_restore(Invocation& invocation) {
  if (invocation.words.size() != 1) {
    fmt::print(
        invocation.err, "clamor: {}\n",
        tr("Which copy? Name one file: `clamor restore FILE`. `clamor backup` says where it puts them."));
    return exit_config;
  }
  const auto campaign = open_campaign(invocation);
  if (!campaign) return exit_config;
  const std::string& copy = invocation.words.front();
  const SystemClock clock;
  storage::Restored restored;
  try {
    restored = storage::restore(campaign->db, copy, collector::campaign_setup(campaign->config),
                                campaign->config.opt_out, invocation.given.has("force"), clock.now());
  } catch (const StorageError& error) {
    fmt::print(invocation.err, "clamor: {}\n", printable(i18n::translated(error.what())));
    if (error.kind() == StorageError::Kind::refused && !invocation.given.has("force"))
      fmt::print(
          invocation.err, "{}\n",
          tr("If you mean it, add --force: the database in use is then set aside, not removed. To unite "
             "both, use `clamor merge FILE`."));
    return error.kind() == StorageError::Kind::refused ? exit_config : exit_trouble;
  }
  (invocation.json() ? tell_machine : tell_person)(invocation, database_path(campaign->db), copy, restored);
  return exit_ok;
}

}  // namespace

Command restore_command() {
  using i18n::TR;
  return {
      "restore",
      TR("brings a copy of the database back"),
      TR("Puts a copy made by `clamor backup` in the place of the database, after recounting it; nobody may "
         "be collecting. If the database in use knows something that the copy does not, this is refused "
         "unless --force is given. What was there is set aside under another name, never removed. Accounts "
         "that were forgotten since, that the opt-out list names, and posts that were deleted do not come "
         "back."),
      "  clamor restore freethemall-20261127T041000Z.backup.db\n",
      {{"force", nullptr, TR("also when the database in use holds more than the copy")}},
      run_restore,
      true};
}

}  // namespace clamor::cli
