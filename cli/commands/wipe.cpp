#include "storage/wipe.hpp"

#include <fmt/ostream.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/confirm.hpp"
#include "cli/copies.hpp"
#include "cli/folding.hpp"
#include "cli/json.hpp"
#include "cli/naming_columns.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"
#include "storage/beside.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;
using i18n::tr;
using i18n::tr_format;

// Work of an export to standard output and of a trial import that were killed; only ours can be opened.
std::vector<fs::path> left_in_the_temporary_folder() {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(fs::temp_directory_path(ignored), ignored)) {
    const std::string name = entry.path().filename().string();
    if (::access(entry.path().c_str(), W_OK) != 0) continue;
    if (name.starts_with(".clamor-export.")) found.push_back(entry.path());
    if (name.starts_with("clamor-import-"))
      for (const auto& inside : fs::directory_iterator(entry.path(), ignored))
        if (inside.path().filename().string().starts_with("trial.db")) found.push_back(inside.path());
  }
  return found;
}

// What lies elsewhere: exports, backups, pictures, what imports remember, work that was cut short.
std::vector<fs::path> files_elsewhere(const std::string& db) {
  const std::vector<fs::path> beside = storage::files_of(db);
  std::vector<fs::path> all;
  for (const Copy& copy : known_copies(db)) {
    if (std::ranges::find(beside, copy.file) != beside.end()) continue;
    all.push_back(copy.file);
    for (const storage::FileBeside& more : storage::files_beside(copy.file))
      if (more.what == storage::Beside::own) all.push_back(more.file);
  }
  for (const auto& more : {left_in_the_temporary_folder(), remembered_columns()})
    all.insert(all.end(), more.begin(), more.end());
  return all;
}

std::vector<fs::path> files_to_wipe(const std::string& db) {
  std::vector<fs::path> all = files_elsewhere(db);
  const std::vector<fs::path> beside = storage::files_of(db);
  all.insert(all.end(), beside.begin(), beside.end());
  return all;
}

void say(Invocation& invocation, const std::vector<fs::path>& files, bool dry_run) {
  if (invocation.json()) {
    Json json;
    json.open().boolean("dry_run", dry_run).open_list("files");
    for (const fs::path& file : files) json.item(file.string());
    fmt::print(invocation.out, "{}\n", json.close_list().close().line());
    return;
  }
  std::ostream& out = invocation.out;
  fmt::print(out, "{}\n",
             dry_run ? tr("This would be overwritten and removed:") : tr("Overwritten and removed:"));
  for (const fs::path& file : files) fmt::print(out, "  {}\n", printable(file.string()));
  if (dry_run) return;
  fmt::print(out, "{}\n",
             folded(tr("What we cannot promise: an SSD, a memory card or a file system that keeps old versions may "
                       "hold remains that only the disk itself can erase, and so may your backups of the whole "
                       "computer, mailed files and copies on other machines. An encrypted disk protects those on "
                       "this computer: `clamor doctor` says whether yours is one. The campaign file and its lists "
                       "are still there.")));
}

// What is wrong with a campaign file saves no data from being wiped: whoever names the database needs none.
std::optional<std::string> database_to_wipe(Invocation& invocation) {
  if (invocation.given.has("db")) return database_of(invocation.given, {});
  if (const auto campaign = open_campaign(invocation)) return campaign->db;
  fmt::print(invocation.err, "{}\n",
             tr("To wipe without a campaign file name the database: `clamor --db FILE wipe`."));
  return std::nullopt;
}

int run_wipe(Invocation& invocation) {
  const auto db = database_to_wipe(invocation);
  if (!db) return exit_config;
  const bool dry_run = invocation.given.has("dry-run");
  const std::vector<fs::path> files = files_to_wipe(*db);
  if (files.empty()) {
    if (invocation.json())
      say(invocation, files, dry_run);
    else
      fmt::print(invocation.out, "{}\n",
                 tr_format("There is nothing to wipe at {0}.", printable(database_path(*db))));
    return exit_ok;
  }
  if (dry_run) {
    say(invocation, files, true);
    return exit_ok;
  }
  if (!invocation.given.has("yes") && invocation.live)
    for (const fs::path& file : files) fmt::print(invocation.err, "  {}\n", printable(file.string()));
  if (!confirmed(invocation, tr("All of this campaign's data will be gone for good, its exports and backups "
                                "that we know of too.")))
    return exit_config;
  const std::vector<fs::path> elsewhere = files_elsewhere(*db);
  storage::wipe(*db);  // first, as it is refused while somebody collects
  for (const fs::path& file : elsewhere) storage::wipe_file(file);
  say(invocation, files, false);
  return exit_ok;
}

}  // namespace

Command wipe_command() {
  using i18n::TR;
  return {
      "wipe",
      TR("destroys this campaign's data on this computer"),
      TR("For the day when nothing may be found: overwrites and removes the database, its log, lock and "
         "caches, the backups beside it, and the exports and backups it made elsewhere, as far as they "
         "still lie where they were put. It asks first; with --yes it does not. It says what it could not "
         "promise. The campaign file stays."),
      "  clamor wipe --dry-run\n  clamor wipe --yes\n",
      {{"dry-run", nullptr, TR("only list what would go")}, {"yes", nullptr, TR("do not ask")}},
      run_wipe};
}

}  // namespace clamor::cli
