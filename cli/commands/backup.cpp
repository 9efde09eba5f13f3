#include "storage/backup.hpp"

#include <fmt/ostream.h>

#include <filesystem>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/copies.hpp"
#include "cli/json.hpp"
#include "cli/options.hpp"
#include "cli/process.hpp"
#include "cli/words.hpp"
#include "core/text.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;
using i18n::tr;
using i18n::tr_format;
using i18n::trn_format;

constexpr int kept_unless_said = 7;

int run_backup(Invocation& invocation) {
  const auto keep = whole_number(invocation.given, "keep", kept_unless_said, 1, 10'000);
  if (!keep) {
    fmt::print(invocation.err, "clamor: {}\n", keep.error().detail);
    return exit_config;
  }
  const auto campaign = open_campaign(invocation);
  if (!campaign) return exit_config;
  if (!storage::exists(campaign->db)) return say_no_database(invocation, campaign->db);
  const SystemClock clock;
  const fs::path database = database_path(campaign->db);
  const fs::path out = invocation.given.get("out").value_or(database.parent_path().string());
  const bool dated = fs::is_directory(out);
  const fs::path place = dated ? storage::dated_backup(campaign->db, out, clock.now()) : fs::absolute(out);

  // A file that is there already is refused, and stays somebody else's.
  if (std::error_code ignored; !fs::exists(place, ignored)) remember_copy(invocation.err, campaign->db, "backup", place);
  const StopOnSignal stop;
  const bool made =
      storage::back_up(campaign->db, place, [&](double) { return !stop.token().stop_requested(); });
  if (!made) {
    fmt::print(invocation.err, "clamor: {}\n", tr("Stopped: no copy was kept."));
    return exit_trouble;
  }
  const auto removed = dated
                           ? storage::keep_newest_backups(campaign->db, out, static_cast<std::size_t>(*keep))
                           : std::vector<fs::path>{};
  for (const fs::path& old : removed) no_longer_remember(campaign->db, old);
  if (invocation.json()) {
    Json json;
    json.open().text("database", database.string()).text("backup", place.string());
    json.number("bytes", static_cast<std::int64_t>(fs::file_size(place))).open_list("removed");
    for (const fs::path& old : removed) json.item(old.string());
    fmt::print(invocation.out, "{}\n", json.close_list().close().line());
    return exit_ok;
  }
  fmt::print(invocation.out, "{}\n",
             tr_format("Copied to {0} and recounted: every number agrees.", printable(place.string())));
  if (!removed.empty())
    fmt::print(invocation.out, "{}\n",
               trn_format("{0} older copy was removed.", "{0} older copies were removed.", removed.size(),
                          removed.size()));
  fmt::print(invocation.out, "{}\n",
             tr("It names the same people as the database: keep it on an encrypted disk, best not on this "
                "computer alone. `clamor restore FILE` brings it back."));
  return exit_ok;
}

}  // namespace

Command backup_command() {
  using i18n::TR;
  return {
      "backup",
      TR("makes a copy of the database that can be relied on"),
      TR("Copies the database, also while a collector is running, and recounts the copy before it gets its "
         "name: what is there under that name is whole. Without --out the copy lies beside the database, "
         "with the date in its name; --out can be a folder, such as a disk you carry home, or the name of "
         "a new file. Of the dated copies in a folder the newest 7 stay, or as many as --keep says."),
      "  clamor backup\n  clamor backup --out /media/usb --keep 30\n",
      {{"out", "FOLDER|FILE", TR("where the copy goes")},
       {"keep", "N", TR("how many dated copies stay in the folder (7)")}},
      run_backup};
}

}  // namespace clamor::cli
