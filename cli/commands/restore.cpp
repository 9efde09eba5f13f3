#include <fmt/ostream.h>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/json.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "i18n/sentences.hpp"
#include "i18n/tr.hpp"
#include "storage/backup.hpp"

namespace clamor::cli {
namespace {

using i18n::tr;
using i18n::tr_format;
using storage::StorageError;

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
    restored = storage::restore(campaign->db, copy, invocation.given.has("force"), clock.now());
  } catch (const StorageError& error) {
    fmt::print(invocation.err, "clamor: {}\n", printable(i18n::translated(error.what())));
    if (error.kind() == StorageError::Kind::refused && !invocation.given.has("force"))
      fmt::print(
          invocation.err, "{}\n",
          tr("If you mean it, add --force: the database in use is then set aside, not removed. To unite "
             "both, use `clamor merge FILE`."));
    return error.kind() == StorageError::Kind::refused ? exit_config : exit_trouble;
  }
  const std::string aside = restored.set_aside ? restored.set_aside->string() : "";
  if (invocation.json()) {
    Json json;
    json.open().text("database", database_path(campaign->db)).text("restored_from", copy);
    json.text("set_aside", aside).close();
    fmt::print(invocation.out, "{}\n", json.line());
    return exit_ok;
  }
  fmt::print(invocation.out, "{}\n",
             tr_format("{0} is again what {1} holds; every number was recounted.",
                       printable(database_path(campaign->db)), printable(copy)));
  if (!aside.empty())
    fmt::print(
        invocation.out, "{}\n",
        tr_format("What was there before lies in {0}; delete it when you are sure.", printable(aside)));
  fmt::print(invocation.out, "{}\n",
             tr("A copy does not know whom you have forgotten since: forget them again. The next `clamor "
                "collect` reads what is missing, as far as the servers still have it."));
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
         "unless --force is given. What was there is set aside under another name, never removed."),
      "  clamor restore freethemall-20261127T041000Z.backup.db\n",
      {{"force", nullptr, TR("also when the database in use holds more than the copy")}},
      run_restore,
      true};
}

}  // namespace clamor::cli
