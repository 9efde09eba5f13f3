#include "storage/wipe.hpp"

#include <fmt/ostream.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

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
using storage::Wiped;

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
  const auto add = [&](const fs::path& file) {
    if (std::ranges::find(all, file) == all.end()) all.push_back(file);
  };
  for (const Copy& copy : known_copies(db)) {
    if (std::ranges::find(beside, copy.file) != beside.end()) continue;
    add(copy.file);
    for (const storage::FileBeside& more : files_beside_copy(copy.file))
      if (more.what == storage::Beside::own) add(more.file);
  }
  for (const auto& more : {left_in_the_temporary_folder(), remembered_columns()}) std::ranges::for_each(more, add);
  return all;
}

std::vector<fs::path> files_to_wipe(const std::string& db) {
  std::vector<fs::path> all = files_elsewhere(db);
  const std::vector<fs::path> beside = storage::files_of(db);
  all.insert(all.end(), beside.begin(), beside.end());
  return all;
}

void list(std::ostream& out, const std::string& heading, const std::vector<fs::path>& files) {
  fmt::print(out, "{}\n", heading);
  for (const fs::path& file : files) fmt::print(out, "  {}\n", printable(file.string()));
}

using Rest = std::vector<OutOfReach>;

void write(Json& json, const Rest& rest) {
  json.open_list("out_of_reach");
  for (const OutOfReach& each : rest) json.item(each.copy.file.string());
  json.close_list();
}

// What no command of ours can wipe just now.
void say(std::ostream& err, const std::string& db, const Rest& rest) {
  if (rest.empty()) return;
  fmt::print(err, "clamor: {}\n",
             folded(tr("These were not wiped, as they are out of reach just now. Plug in the disk they lie on, then say "
                       "`clamor wipe` again, which still knows of them. What a link leads to, remove yourself:"),
                    8));
  for (const auto& [copy, why] : rest) fmt::print(err, "  {} ({})\n", printable(copy.file.string()), why);
  fmt::print(err, "{}\n",
             tr_format("If they do not exist any more, remove the list of them: {0}",
                       printable(storage::list_of_copies(database_path(db)).string())));
}

void say_what_would_go(Invocation& invocation, const std::string& db, const std::vector<fs::path>& files,
                       const Rest& rest) {
  if (!invocation.json()) {
    list(invocation.out, tr("This would be overwritten and removed:"), files);
    return say(invocation.err, db, rest);
  }
  Json json;
  json.open().boolean("dry_run", true).open_list("files");
  for (const fs::path& file : files) json.item(file.string());
  write(json.close_list(), rest);
  fmt::print(invocation.out, "{}\n", json.close().line());
}

using Done = std::vector<storage::WipedFile>;

void tell_machine(Invocation& invocation, const Done& done, const Rest& rest) {
  Json json;
  json.open().boolean("dry_run", false);
  for (const auto& [key, how] : {std::pair("files", Wiped::whole), std::pair("not_overwritten", Wiped::not_overwritten),
                                 std::pair("stay", Wiped::stays)}) {
    json.open_list(key);
    for (const storage::WipedFile& file : done)
      if (file.how == how) json.item(file.file.string());
    json.close_list();
  }
  write(json, rest);
  fmt::print(invocation.out, "{}\n", json.close().line());
}

void tell_person(Invocation& invocation, const Done& done) {
  std::vector<fs::path> whole;
  for (const storage::WipedFile& file : done)
    if (file.how == Wiped::whole) whole.push_back(file.file);
  if (!whole.empty()) list(invocation.out, tr("Overwritten and removed:"), whole);
  fmt::print(invocation.out, "{}\n",
             folded(tr("What we cannot promise: an SSD, a memory card or a file system that keeps old versions may "
                       "hold remains that only the disk itself can erase, and so may your backups of the whole "
                       "computer, mailed files and copies on other machines. An encrypted disk protects those on "
                       "this computer: `clamor doctor` says whether yours is one. The campaign file and its lists "
                       "are still there.")));
}

// False: there was no trouble.
bool say_trouble(std::ostream& err, const Done& done, Wiped how, const std::string& heading) {
  if (std::ranges::find(done, how, &storage::WipedFile::how) == done.end()) return false;
  fmt::print(err, "clamor: {}\n", heading);
  for (const storage::WipedFile& file : done)
    if (file.how == how) fmt::print(err, "  {} ({})\n", printable(file.file.string()), file.why.message());
  return true;
}

int say_done(Invocation& invocation, const std::string& db, const Done& done, const Rest& rest) {
  if (invocation.json())
    tell_machine(invocation, done, rest);
  else
    tell_person(invocation, done);
  const bool remains = say_trouble(
      invocation.err, done, Wiped::not_overwritten,
      tr("These were removed but could not be overwritten. The disk may still hold what was in them, and only erasing it "
         "whole, or all of its free space, would change that:"));
  const bool stays = say_trouble(
      invocation.err, done, Wiped::stays,
      tr("These are still there. Mend what is in the way, or remove them yourself; then say `clamor wipe` again, which "
         "still knows of them:"));
  say(invocation.err, db, rest);
  return remains || stays || !rest.empty() ? exit_trouble : exit_ok;
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
  if (files.empty() && !invocation.json()) {
    fmt::print(invocation.out, "{}\n",
               tr_format("There is nothing to wipe at {0}.", printable(database_path(*db))));
    return exit_ok;
  }
  const Rest rest = copies_out_of_reach(*db);
  if (dry_run) {
    say_what_would_go(invocation, *db, files, rest);
    return exit_ok;
  }
  if (files.empty()) return say_done(invocation, *db, {}, rest);
  if (!invocation.given.has("yes") && invocation.live)
    for (const fs::path& file : files) fmt::print(invocation.err, "  {}\n", printable(file.string()));
  if (!confirmed(invocation, tr("All of this campaign's data will be gone for good, its exports and backups "
                                "that we know of too.")))
    return exit_config;
  return say_done(invocation, *db, storage::wipe(*db, files_elsewhere(*db), !rest.empty()), rest);
}

}  // namespace

Command wipe_command() {
  using i18n::TR;
  return {
      "wipe",
      TR("destroys this campaign's data on this computer"),
      TR("For the day when nothing may be found: overwrites and removes the database, its log, lock and "
         "caches, the backups beside it, and the exports and backups it made elsewhere, as far as they "
         "still lie where they were put. It names those on a disk that is not plugged in, and finds them when it is said "
         "again with the disk. It asks first; with --yes it does not. It says what it could not promise. The campaign "
         "file stays."),
      "  clamor wipe --dry-run\n  clamor wipe --yes\n",
      {{"dry-run", nullptr, TR("only list what would go")}, {"yes", nullptr, TR("do not ask")}},
      run_wipe};
}

}  // namespace clamor::cli
