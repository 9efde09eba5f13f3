#include "storage/salvage.hpp"

#include <fmt/ostream.h>

#include <filesystem>

#include "cli/campaign.hpp"
#include "cli/commands.hpp"
#include "cli/copies.hpp"
#include "cli/json.hpp"
#include "cli/words.hpp"
#include "collector/engine.hpp"
#include "core/text.hpp"
#include "i18n/format.hpp"
#include "i18n/tr.hpp"

namespace clamor::cli {
namespace {

namespace fs = std::filesystem;
using i18n::number;
using i18n::tr;
using i18n::tr_format;
using i18n::trn_format;

void tell_machine(Invocation& invocation, const fs::path& damaged, const fs::path& into,
                  const storage::Salvaged& salvaged) {
  Json json;
  json.open().text("damaged", damaged.string()).text("salvaged", into.string());
  json.boolean("whole", salvaged.whole()).number("posts", salvaged.posts);
  json.number("incomplete", salvaged.incomplete).boolean("forgotten_known", salvaged.forgotten_known);
  json.open_list("tables");
  for (const auto& table : salvaged.tables)
    json.open()
        .text("name", table.name)
        .number("rows", table.rows)
        .number("unreadable", table.unreadable)
        .close();
  fmt::print(invocation.out, "{}\n", json.close_list().close().line());
}

void tell_person(Invocation& invocation, const fs::path& into, const storage::Salvaged& salvaged) {
  std::ostream& out = invocation.out;
  fmt::print(out, "{}\n",
             trn_format("{0} post was saved into {1}. Every total was counted anew.",
                        "{0} posts were saved into {1}. Every total was counted anew.",
                        static_cast<unsigned long>(salvaged.posts), number(salvaged.posts),
                        printable(into.string())));
  if (salvaged.whole()) {
    fmt::print(out, "{}\n", tr("Everything could be read: nothing is missing."));
  } else {
    for (const auto& table : salvaged.tables)
      if (table.unreadable > 0)
        fmt::print(out, "  {}\n",
                   trn_format("{1}: {2} rows were read, {0} place could not be read",
                              "{1}: {2} rows were read, {0} places could not be read",
                              static_cast<unsigned long>(table.unreadable), number(table.unreadable),
                              table.name, number(table.rows)));
    if (salvaged.incomplete > 0)
      fmt::print(out, "  {}\n",
                 trn_format("{0} post was left out: nobody knows any more whose it was",
                            "{0} posts were left out: nobody knows any more whose they were",
                            static_cast<unsigned long>(salvaged.incomplete), number(salvaged.incomplete)));
    fmt::print(out, "{}\n",
               tr("Where posts may be missing the charts say so, and the next `clamor collect` asks for them "
                  "again."));
  }
  if (!salvaged.forgotten_known)
    fmt::print(out, "{}\n", tr("Whom it had forgotten cannot be read any more: `clamor forget` them again."));
  fmt::print(out, "{}\n",
             tr_format("To go on with it: `clamor merge {0}` brings it into the database in use. If there is "
                       "a good copy, merge "
                       "that too: what is twice is counted once.",
                       printable(into.string())));
}

int run_salvage(Invocation& invocation) {
  if (invocation.words.size() > 1) {
    fmt::print(invocation.err, "clamor: {}\n", tr("One file at a time: `clamor salvage FILE`."));
    return exit_config;
  }
  const auto campaign = open_campaign(invocation);
  if (!campaign) return exit_config;
  const fs::path damaged =
      invocation.words.empty() ? fs::path(database_path(campaign->db)) : fs::path(invocation.words.front());
  const fs::path into = invocation.given.get("out").value_or(damaged.string() + ".salvaged.db");
  if (std::error_code ignored; fs::exists(damaged, ignored) && !fs::exists(into, ignored))
    remember_copy(invocation.err, campaign->db, "salvaged", into);
  const SystemClock clock;
  const auto salvaged =
      storage::salvage(damaged, into, collector::campaign_setup(campaign->config), clock.now(),
                       {database_path(campaign->db), campaign->config.opt_out});
  if (invocation.json())
    tell_machine(invocation, damaged, into, salvaged);
  else
    tell_person(invocation, into, salvaged);
  return exit_ok;
}

}  // namespace

Command salvage_command() {
  using i18n::TR;
  return {"salvage",
          TR("saves what can be read of a damaged database"),
          TR("Reads a damaged database row by row into a new file beside it and says what was lost. The "
             "damaged file "
             "is only read, never written. Without a name it takes the database in use; after `clamor "
             "collect` has "
             "set a damaged one aside, name that file. Time that may miss posts counts as not read. Accounts that were "
             "forgotten, or that the opt-out list names, are left out."),
          "  clamor salvage\n  clamor salvage freethemall.db.aside-20261127T041000Z\n",
          {{"out", "FILE", TR("the new file")}},
          run_salvage,
          true};
}

}  // namespace clamor::cli
